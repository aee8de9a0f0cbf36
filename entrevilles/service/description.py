"""What the service says of itself: SPARQL 1.1 Service Description, VoID and DCAT."""

import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from weakref import WeakKeyDictionary

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions

from entrevilles.dataset import Dataset
from entrevilles.graph import pushing
from entrevilles.ontology.terms import ONTOLOGY_GRAPH, READING, XSD, Namespace
from entrevilles.service.editions import Edition, Release, editions, releases
from entrevilles.service.worker import GRAPHS, TABLES

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCT = Namespace("http://purl.org/dc/terms/")
SPDX = Namespace("http://spdx.org/rdf/terms#")
FORMATS = Namespace("http://www.w3.org/ns/formats/")
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
PREFIXES = {"sd": SD.base, "void": VOID.base, "dcat": DCAT.base, "dct": DCT.base, "spdx": SPDX.base, "formats": FORMATS.base}
Term = NamedNode | BlankNode | Literal
DUMPS = {"trig": "application/trig", "nq": "application/n-quads"}
"""What can be taken whole, at `/dump.` and this ending."""
_counted: "WeakKeyDictionary[Dataset, dict[str, list[Quad]]]" = WeakKeyDictionary()
GZIP = "application/gzip"
CREATIVE_COMMONS = re.compile(r"CC[ -](BY(?:-NC)?(?:-SA|-ND)?)[ -](\d\.\d)", re.IGNORECASE)


def service(dataset: Dataset, base: str) -> Iterator[Quad]:
    """The endpoint at `base`/sparql, and its dataset."""
    endpoint, described = NamedNode(f"{base}/sparql"), NamedNode(f"{base}/.well-known/void#dataset")
    yield from _said(endpoint, SD.Service, {SD.endpoint: [endpoint], SD.supportedLanguage: [SD.SPARQL11Query]})
    formats = [NamedNode(form.iri) for form in (*TABLES, *GRAPHS)]
    yield from _said(endpoint, None, {SD.resultFormat: formats, SD.defaultDataset: [described]})
    yield from _once(dataset, f"graphs of {base}", lambda: _graphs(dataset, described))
    yield from dataset_of(dataset, base)
    yield from pushing.described(dataset.folder.settings, dataset.generation)  # what our own client wants to know


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
    """Title, licences, generation, counts, and where it can be asked and taken, as it is and as it was."""
    described = NamedNode(f"{base}/.well-known/void#dataset")
    settings, generation = dataset.folder.settings, dataset.generation
    dated, published = [*editions(dataset)], releases(dataset)
    versions = [edition.name for edition in dated] + [release.name for release in published]
    said: dict[NamedNode, Sequence[Term]] = {
        DCT.title: [Literal(text, language=lang) for lang, text in settings.title.items()],
        DCT.identifier: [Literal(generation.id)],
        DCT.modified: _day(dataset.last_recorded),
        VOID.sparqlEndpoint: [NamedNode(f"{base}/sparql")],
        VOID.uriSpace: [Literal(dataset.names.base)],
        VOID.triples: [_number(generation.quads)],
        VOID.dataDump: [NamedNode(f"{base}/dump.{ending}") for ending in DUMPS],
        VOID.vocabulary: [NamedNode(f"{dataset.names.base}ontology#")],
        DCAT.distribution: [NamedNode(f"{base}/dump.{ending}") for ending in DUMPS],
        DCAT.landingPage: [NamedNode(f"{base}/")],
        DCAT.version: [Literal(str(generation.number))],
        DCAT.hasVersion: [NamedNode(f"{base}/dumps#{name}") for name in versions],
    }
    yield from _said(described, VOID.Dataset, said)
    yield Quad(described, TYPE, DCAT.Dataset)
    yield from _licensed(described, settings.licence)
    yield from _distribution(f"{base}/dump.nq", DUMPS["nq"], generation.id)
    yield from _distribution(f"{base}/dump.trig", DUMPS["trig"])
    for edition in dated:
        yield from _edition(edition, base, settings.licence)
    for release in published:
        yield from _release(release, base, settings.licence)
    yield from _once(dataset, f"sources of {base}", lambda: _sources(dataset, described))
    yield from _once(dataset, f"classes of {base}", lambda: _classes(dataset, described))


def _once(dataset: Dataset, name: str, made: Callable[[], Iterator[Quad]]) -> list[Quad]:
    """What is counted in a generation is counted once."""
    known = _counted.setdefault(dataset, {})
    if name not in known:
        known[name] = list(made())
    return known[name]


def _edition(edition: Edition, base: str, licence: str) -> Iterator[Quad]:
    """The SHA-256 of its N-Quads is its identifier."""
    node, made, file = NamedNode(f"{base}/dumps#{edition.name}"), edition.generation, f"{base}/dumps/{edition.name}.nq"
    said: dict[NamedNode, Sequence[Term]] = {DCT.identifier: [Literal(made.id)], DCT.modified: _day(edition.day)}
    said |= {DCAT.version: [Literal(str(made.number))], VOID.triples: [_number(made.quads)], DCAT.distribution: [NamedNode(file)]}
    yield from _said(node, DCAT.Dataset, said)
    yield from _licensed(node, licence)
    yield from _distribution(file, DUMPS["nq"], made.id)


def _release(release: Release, base: str, licence: str) -> Iterator[Quad]:
    node, file = NamedNode(f"{base}/dumps#{release.name}"), f"{base}/dumps/{release.name}/{release.file.name}"
    said: dict[NamedNode, Sequence[Term]] = {DCAT.version: [Literal(release.name)], DCAT.distribution: [NamedNode(file)]}
    said |= {DCT.issued: _day(release.day), DCT.identifier: [Literal(release.generation)] if release.generation else []}
    yield from _said(node, DCAT.Dataset, said)
    yield from _licensed(node, licence)
    yield from _distribution(file, DUMPS["trig"], release.sha256, GZIP)


def _distribution(address: str, media_type: str, sha256: str = "", packed: str = "") -> Iterator[Quad]:
    node, checksum = NamedNode(address), BlankNode(f"sum{zlib.crc32(address.encode()):08x}")
    said: dict[NamedNode, Sequence[Term]] = {DCAT.downloadURL: [node], DCAT.mediaType: [_media_type(media_type)]}
    said |= {DCAT.compressFormat: [_media_type(packed)]} if packed else {}
    said |= {SPDX.checksum: [checksum]} if sha256 else {}
    yield from _said(node, DCAT.Distribution, said)
    if sha256:
        digest = Literal(sha256, datatype=XSD.hexBinary)
        yield from _said(checksum, SPDX.Checksum, {SPDX.algorithm: [SPDX.checksumAlgorithm_sha256], SPDX.checksumValue: [digest]})


def _media_type(name: str) -> NamedNode:
    return NamedNode(f"https://www.iana.org/assignments/media-types/{name}")


def _licensed(node: NamedNode, licence: str) -> Iterator[Quad]:
    """A licence of Creative Commons by its address, which DCAT asks for; any other in its words."""
    if known := CREATIVE_COMMONS.fullmatch(licence):
        yield Quad(node, DCT.license, NamedNode(f"https://creativecommons.org/licenses/{known[1].lower()}/{known[2]}/"))
    elif licence:
        yield Quad(node, DCT.rights, Literal(licence))


def _sources(dataset: Dataset, described: NamedNode) -> Iterator[Quad]:
    """Each with its title, licence and number of claims."""
    seen: set[str] = set()
    for row in dataset.query("sources"):
        iri = str(row["source"])
        if iri not in seen:
            seen.add(iri)
            source = NamedNode(iri)
            yield Quad(described, DCT.source, source)
            yield Quad(source, DCT.title, Literal(dataset.label(iri)))
            yield Quad(source, VOID.entities, _number(int(str(row["claims"]))))
            yield from _licensed(source, str(row["licence"] or ""))


def _day(day: str) -> Sequence[Term]:
    return [Literal(day, datatype=XSD.date)] if day else []


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
