"""What the service says of itself: SPARQL 1.1 Service Description, VoID and DCAT."""

from collections.abc import Iterator, Mapping, Sequence

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions

from entrevilles.dataset import Dataset
from entrevilles.ontology.terms import ONTOLOGY_GRAPH, READING, XSD, Namespace
from entrevilles.service.worker import GRAPHS, TABLES

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCT = Namespace("http://purl.org/dc/terms/")
FORMATS = Namespace("http://www.w3.org/ns/formats/")
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
PREFIXES = {"sd": SD.base, "void": VOID.base, "dcat": DCAT.base, "dct": DCT.base, "formats": FORMATS.base}
Term = NamedNode | BlankNode | Literal
DUMPS = {"trig": "application/trig", "nq": "application/n-quads"}
"""What can be taken whole, at `/dump.` and this ending."""


def service(dataset: Dataset, base: str) -> Iterator[Quad]:
    """The endpoint at `base`/sparql, and its dataset."""
    endpoint, described = NamedNode(f"{base}/sparql"), NamedNode(f"{base}/.well-known/void#dataset")
    yield from _said(endpoint, SD.Service, {SD.endpoint: [endpoint], SD.supportedLanguage: [SD.SPARQL11Query]})
    formats = [NamedNode(form.iri) for form in (*TABLES, *GRAPHS)]
    yield from _said(endpoint, None, {SD.resultFormat: formats, SD.defaultDataset: [described]})
    yield from _graphs(dataset, described)
    yield from dataset_of(dataset, base)


def _graphs(dataset: Dataset, described: NamedNode) -> Iterator[Quad]:
    """The reading, which a query reads unless it names another; of the named ones, the reading and the ontology."""
    default = BlankNode("default")
    yield from _said(described, SD.Dataset, {SD.defaultGraph: [default]})
    yield from _said(default, SD.Graph, {VOID.triples: [_count(dataset, READING)]})
    for number, name in enumerate((READING, ONTOLOGY_GRAPH)):
        named, graph = BlankNode(f"named{number}"), BlankNode(f"graph{number}")
        yield Quad(described, SD.namedGraph, named)
        yield from _said(named, SD.NamedGraph, {SD.name: [name], SD.graph: [graph]})
        yield from _said(graph, SD.Graph, {VOID.triples: [_count(dataset, name)]})


def dataset_of(dataset: Dataset, base: str) -> Iterator[Quad]:
    """Title, licence, generation, counts, and where it can be asked and taken."""
    described = NamedNode(f"{base}/.well-known/void#dataset")
    settings, generation = dataset.folder.settings, dataset.generation
    said: dict[NamedNode, Sequence[Term]] = {
        DCT.title: [Literal(text, language=lang) for lang, text in settings.title.items()],
        DCT.identifier: [Literal(generation.id)],
        DCT.modified: [Literal(dataset.last_recorded, datatype=XSD.date)] if dataset.last_recorded else [],
        DCT.license: [Literal(settings.licence)] if settings.licence else [],
        VOID.sparqlEndpoint: [NamedNode(f"{base}/sparql")],
        VOID.uriSpace: [Literal(dataset.names.base)],
        VOID.triples: [_number(generation.quads)],
        VOID.dataDump: [NamedNode(f"{base}/dump.{ending}") for ending in DUMPS],
        VOID.vocabulary: [NamedNode(f"{dataset.names.base}ontology#")],
        DCAT.distribution: [NamedNode(f"{base}/dump.{ending}") for ending in DUMPS],
    }
    yield from _said(described, VOID.Dataset, said)
    yield Quad(described, TYPE, DCAT.Dataset)
    for ending, media_type in DUMPS.items():
        dump = NamedNode(f"{base}/dump.{ending}")
        yield from _said(dump, DCAT.Distribution, {DCAT.downloadURL: [dump], DCAT.mediaType: [Literal(media_type)]})
    yield from _classes(dataset, described)


def _classes(dataset: Dataset, described: NamedNode) -> Iterator[Quad]:
    for number, (cls, things, _claims) in enumerate(dataset.query("classes").rows):
        part = BlankNode(f"class{number}")
        yield Quad(described, VOID.classPartition, part)
        yield from _said(part, None, {VOID["class"]: [NamedNode(str(cls))], VOID.entities: [_number(int(str(things)))]})


def _said(node: NamedNode | BlankNode, cls: NamedNode | None, values: Mapping[NamedNode, Sequence[Term]]) -> Iterator[Quad]:
    if cls:
        yield Quad(node, TYPE, cls)
    for predicate, terms in values.items():
        yield from (Quad(node, predicate, term) for term in terms)


def _count(dataset: Dataset, graph: NamedNode) -> Literal:
    found = dataset.store.query(f"SELECT (COUNT(*) AS ?count) {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
    assert isinstance(found, QuerySolutions)
    return _number(int(next(row["count"].value for row in found)))


def _number(count: int) -> Literal:
    return Literal(str(count), datatype=XSD.integer)
