"""The SPARQL 1.1 Protocol: the W3C's literal requests, and what a person or a program may do wrong."""

from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from pyoxigraph import NamedNode, Quad
from rdflib import RDF, RDFS, Namespace
from rdflib.term import Node

from entrevilles.graph.folder import Folder
from tests import w3c
from tests.conftest import SHARED
from tests.served import serving

FOLDER = SHARED / "w3c" / "sparql11" / "protocol"
HT, CNT = Namespace("http://www.w3.org/2011/http#"), Namespace("http://www.w3.org/2011/content#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
UPDATES = "update_"
"""Seven tests that write: outside of a service that reads."""
FORMATS = {
    "boolean": {"application/sparql-results+xml", "application/sparql-results+json"},
    "tabular": {"application/sparql-results+xml", "application/sparql-results+json", "text/csv", "text/tab-separated-values"},
    "RDF": {"text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"},
}


@dataclass(frozen=True)
class Exchange:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    expected: tuple[str, ...]
    """The classes of status that are right: 2xx, 3xx, 4xx."""
    format: str = ""
    boolean: bool | None = None


def manifest() -> rdflib.Graph:
    return rdflib.Graph().parse(FOLDER / "manifest.ttl", publicID=f"{w3c.BASE}protocol/manifest.ttl")


def exchanges(graph: rdflib.Graph, test: Node) -> Iterator[Exchange]:
    requests = graph.value(graph.value(test, w3c.MF.action), HT.requests)
    for request in graph.items(requests or RDF.nil):
        response = graph.value(request, HT.resp)
        body = graph.value(request, HT.body)
        told = graph.value(response, w3c.MF.expectedBoolean)
        yield Exchange(
            method=str(graph.value(request, HT.methodName)),
            path=str(graph.value(request, HT.absolutePath)),
            headers={str(graph.value(one, HT.fieldName)): str(graph.value(one, HT.fieldValue)) for one in _headers(graph, request)},
            body=str(graph.value(body, CNT.chars)).encode(str(graph.value(body, CNT.characterEncoding))) if body else b"",
            expected=tuple(str(status)[-3:] for status in graph.objects(response, w3c.MF.expectedStatus)),
            format=str(graph.value(response, w3c.MF.expectedFormat) or ""),
            boolean=bool(told.toPython()) if isinstance(told, rdflib.Literal) else None,
        )


def _headers(graph: rdflib.Graph, request: Node) -> Iterator[Node]:
    if headers := graph.value(request, HT.headers):
        yield from graph.items(headers)


def named() -> list[str]:
    if not FOLDER.is_dir():
        return []
    graph = manifest()
    return sorted(str(test).rpartition("#")[2] for test in graph.subjects(RDF.type, w3c.MF.ProtocolTest))


NAMES = named()


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = Folder.create(tmp_path_factory.mktemp("protocol") / "data", "W3C")
    folder.generations.switch(folder.generations.prepare(list(data()), b"", 0), "")
    with serving(folder.root) as client:
        yield client


def data() -> Iterator[Quad]:
    graph = manifest() if FOLDER.is_dir() else rdflib.Graph()
    for described in set(graph.objects(None, UT.graphData)):
        path = FOLDER / str(graph.value(described, UT.graph)).rpartition("/")[2]
        name = NamedNode(str(graph.value(described, RDFS.label)))
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_TRIPLES):
            yield Quad(quad.subject, quad.predicate, quad.object, name)


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith(UPDATES)])
def test_of_the_w3c(endpoint: httpx.Client, name: str) -> None:
    graph = manifest()
    test = next(test for test in graph.subjects(RDF.type, w3c.MF.ProtocolTest) if str(test).endswith(f"#{name}"))
    for exchange in exchanges(graph, test):
        answer = endpoint.request(exchange.method, exchange.path, content=exchange.body, headers=exchange.headers)
        assert f"{answer.status_code // 100}xx" in exchange.expected, answer.text
        if exchange.format:
            assert answer.headers["content-type"].partition(";")[0] in FORMATS[exchange.format]
        if exchange.boolean is not None:
            assert answer.json()["boolean"] is exchange.boolean


def test_all_that_a_reader_can_run_were_run() -> None:
    if not NAMES:
        pytest.skip("../shared is absent: needs the W3C suites")
    assert len([name for name in NAMES if not name.startswith(UPDATES)]) == 27


# The service description (the three tests of the W3C, each in its words)

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")


@pytest.fixture(scope="module")
def described(endpoint: httpx.Client) -> rdflib.Graph:
    return rdflib.Graph().parse(data=endpoint.get("/sparql").text, format="turtle")


@pytest.mark.parametrize("media_type", sorted(FORMATS["RDF"]))
def test_get_on_the_endpoint_returns_rdf(endpoint: httpx.Client, media_type: str) -> None:
    answer = endpoint.get("/sparql", headers={"Accept": media_type})
    assert answer.headers["content-type"].startswith(media_type)
    assert len(rdflib.Graph().parse(data=answer.content, format=media_type)) > 10


def test_the_description_contains_a_matching_endpoint(endpoint: httpx.Client, described: rdflib.Graph) -> None:
    assert (None, SD.endpoint, rdflib.URIRef(str(endpoint.base_url.join("/sparql")))) in described


def test_the_description_conforms_to_the_schema(described: rdflib.Graph) -> None:
    """Each property of the vocabulary stands on a thing of its domain, with a value of its range."""
    service, dataset, graph, named = (set(described.subjects(RDF.type, SD[name])) for name in ("Service", "Dataset", "Graph", "NamedGraph"))
    assert len(service) == 1
    assert dataset
    for predicate, domain, values in (
        (SD.defaultDataset, service, dataset),
        (SD.defaultGraph, dataset, graph),
        (SD.namedGraph, dataset, named),
        (SD.graph, named, graph),
    ):
        assert set(described.subjects(predicate, None)) <= domain
        assert set(described.objects(None, predicate)) <= values
    assert set(described.objects(None, SD.supportedLanguage)) == {SD.SPARQL11Query}
