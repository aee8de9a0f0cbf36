"""A small suite of our own over HTTP, which needs nothing but the checkout: a family, asked in each form of query and of request."""

import csv
import io
from collections.abc import Iterator, Mapping

import httpx
import pyoxigraph as ox
import pytest
from pyoxigraph import NamedNode

from entrevilles.graph.folder import Folder
from tests.served import serving

EX = "http://example.org/"
READING = "https://w3id.org/entrevilles/graph/reading"
DATA = f"""
@prefix : <{EX}> .
GRAPH <{READING}> {{
  :anne :parent :berthe, :bruno ; :age 12 ; :name "Anne"@fr, "Ann"@en .
  :berthe :parent :claude ; :age 40 ; :name "Berthe"@fr .
  :bruno :age 41 .
}}
GRAPH :told {{ :claude :age 70 ; :knows :anne . }}
"""
SELECTS = {
    "basic pattern": ("?x { ?x :parent :claude }", [["berthe"]]),
    "path": ("?x { :anne :parent+ ?x } ORDER BY ?x", [["berthe"], ["bruno"], ["claude"]]),
    "zero or one": ("?x { :anne :parent? ?x } ORDER BY ?x", [["anne"], ["berthe"], ["bruno"]]),
    "optional": ("?x ?y { :anne :parent ?x OPTIONAL { ?x :parent ?y } } ORDER BY ?x", [["berthe", "claude"], ["bruno", ""]]),
    "union": ("?x { { ?x :age 40 } UNION { ?x :age 41 } } ORDER BY ?x", [["berthe"], ["bruno"]]),
    "minus": ("?x { ?x :age ?a MINUS { ?x :parent ?y } }", [["bruno"]]),
    "not exists": ("?x { ?x :age ?a FILTER NOT EXISTS { ?x :name ?n } }", [["bruno"]]),
    "filter": ("?x { ?x :age ?a FILTER(?a > 40) }", [["bruno"]]),
    "language": ('?n { :anne :name ?n FILTER(LANGMATCHES(LANG(?n), "en")) }', [["Ann"]]),
    "bind": ("?b { :anne :age ?a BIND(?a + 1 AS ?b) }", [["13"]]),
    "values": ("?x { VALUES ?x { :anne :claude } ?x :age ?a }", [["anne"]]),
    "aggregate": ("(COUNT(*) AS ?n) (SUM(?a) AS ?s) { ?x :age ?a }", [["3", "93"]]),
    "group": ("?x (COUNT(?p) AS ?n) { ?x :parent ?p } GROUP BY ?x HAVING(COUNT(?p) > 1)", [["anne", "2"]]),
    "sub-select": ("?x { ?x :age ?m { SELECT (MAX(?a) AS ?m) { ?y :age ?a } } }", [["bruno"]]),
    "named graph": ("?x { GRAPH :told { ?x :age 70 } }", [["claude"]]),
    "any graph": ("?g { GRAPH ?g { :claude :knows ?x } }", [["told"]]),
    "FROM": ("?x FROM :told { ?x :age ?a }", [["claude"]]),
    "FROM without a space": ("?x FROM:told { ?x :age ?a }", [["claude"]]),
    "FROM NAMED": ("?x FROM NAMED :told { ?x :age ?a }", []),
    "limit and offset": ("?x { ?x :age ?a } ORDER BY ?a LIMIT 1 OFFSET 1", [["berthe"]]),
}


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = Folder.create(tmp_path_factory.mktemp("family") / "data", "Famille")
    folder.generations.switch(folder.generations.prepare(list(ox.parse(DATA, format=ox.RdfFormat.TRIG)), b"", 0), "")
    with serving(folder.root) as client:
        yield client


def rows(answer: httpx.Response) -> list[list[str]]:
    assert answer.status_code == 200, answer.text
    _header, *found = csv.reader(io.StringIO(answer.text))
    return [[cell.removeprefix(EX) for cell in row] for row in found]


@pytest.mark.parametrize("name", SELECTS)
def test_a_query_has_its_rows(endpoint: httpx.Client, name: str) -> None:
    text, expected = SELECTS[name]
    answer = endpoint.get("/sparql", params={"query": f"PREFIX : <{EX}> SELECT {text}"}, headers={"Accept": "text/csv"})
    assert rows(answer) == expected


ASK = f"ASK {{ <{EX}anne> ?p ?o }}"
REQUESTS: Mapping[str, dict[str, object]] = {
    "GET": {"method": "GET", "params": {"query": ASK}},
    "POST form": {"method": "POST", "data": {"query": ASK}},
    "POST direct": {"method": "POST", "content": ASK, "headers": {"Content-Type": "application/sparql-query"}},
}


@pytest.mark.parametrize("name", REQUESTS)
def test_a_query_is_taken_in_each_form_of_the_protocol(endpoint: httpx.Client, name: str) -> None:
    assert endpoint.request(url="/sparql", **REQUESTS[name]).json()["boolean"] is True  # type: ignore[arg-type]


def test_the_dataset_of_the_protocol_goes_before_that_of_the_query(endpoint: httpx.Client) -> None:
    params = {"query": f"SELECT ?x FROM <{READING}> {{ ?x <{EX}age> ?a }}", "default-graph-uri": f"{EX}told"}
    assert rows(endpoint.get("/sparql", params=params, headers={"Accept": "text/csv"})) == [["claude"]]


@pytest.mark.parametrize(
    "form", ["CONSTRUCT { ?s ?p ?o } WHERE { GRAPH <http://example.org/told> { ?s ?p ?o } }", "DESCRIBE <http://example.org/bruno>"]
)
def test_triples_come_in_each_of_their_formats(endpoint: httpx.Client, form: str) -> None:
    found = []
    for media_type in ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"):
        answer = endpoint.get("/sparql", params={"query": form}, headers={"Accept": media_type})
        assert answer.headers["content-type"].partition(";")[0] == media_type
        rdf = ox.RdfFormat.from_media_type(media_type)
        assert rdf is not None
        found.append({quad.triple for quad in ox.parse(answer.content, format=rdf)})
    assert found[0]
    assert found == [found[0]] * 4
    assert all(isinstance(triple.subject, NamedNode) for triple in found[0])


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"method": "GET", "params": {"query": "SELECT {"}}, 400),
        ({"method": "GET", "params": [("query", ASK), ("query", ASK)]}, 400),
        ({"method": "POST", "data": {"update": "CLEAR ALL"}}, 403),
        ({"method": "POST", "content": "CLEAR ALL", "headers": {"Content-Type": "application/sparql-update"}}, 415),
        ({"method": "POST", "content": ASK, "headers": {"Content-Type": "text/plain"}}, 415),
        ({"method": "GET", "params": {"query": ASK}, "headers": {"Accept": "image/png"}}, 406),
        ({"method": "PUT", "content": ASK}, 405),
    ],
)
def test_what_is_no_query_is_refused(endpoint: httpx.Client, request_: dict[str, object], status: int) -> None:
    answer = endpoint.request(url="/sparql", **request_)  # type: ignore[arg-type]
    assert (answer.status_code, answer.text.startswith("<")) == (status, False)


def test_the_prefixes_of_ids_and_claims_are_those_of_the_dataset(small: Folder) -> None:
    settings = small.root / "dataset.toml"
    settings.write_text(f'base = "https://villes.example/"\n{settings.read_text(encoding="utf-8")}', encoding="utf-8")
    query = {"query": "SELECT (STR(id:x) AS ?id) (STR(claim:y) AS ?claim) (STR(ev:z) AS ?term) {}"}
    with serving(small.root) as client:
        found = client.get("/sparql", params=query, headers={"Accept": "text/csv"}).text.split()[1]
        page = client.get("/sparql", headers={"Accept": "text/html"}).text
    assert found == "https://villes.example/id/x,https://villes.example/claim/y,https://w3id.org/entrevilles/ontology#z"
    assert "PREFIX id: &lt;https://villes.example/id/&gt;" in page
