"""RDF: what the reading says of the things of a view or an answer; TriG and N-Quads also the claims behind it, each a named graph.

The export describes itself as a DCAT dataset (https://www.w3.org/TR/vocab-dcat-3/) that is a VoID one too, in the default graph.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple

from entrevilles.ontology.language import current
from entrevilles.ontology.terms import DCT, EV, PREFIXES, SKOS, TYPE, XSD, Names
from entrevilles.viz.exports.reading import Reading
from entrevilles.viz.exports.table import About, Graph

_VOCABULARIES = {"dcat": "http://www.w3.org/ns/dcat#", "void": "http://rdfs.org/ns/void#"}
DCAT, VOID = (NamedNode(f"{_VOCABULARIES[prefix]}Dataset") for prefix in ("dcat", "void"))
_COMMONS = "https://creativecommons.org/"
_CREATIVE = re.compile(r"CC(?:(?P<zero>0)| (?P<terms>BY(?:-NC)?(?:-SA|-ND)?)) (?P<version>\d\.\d)")
_VERSION, _TRIPLES = NamedNode(f"{_VOCABULARIES['dcat']}version"), NamedNode(f"{_VOCABULARIES['void']}triples")


def turtle(graph: Graph) -> bytes:
    return triples(graph.about, graph.reading, RdfFormat.TURTLE)


def json_ld(graph: Graph) -> bytes:
    return triples(graph.about, graph.reading, RdfFormat.JSON_LD)


def trig(graph: Graph) -> bytes:
    return quads(graph.about, graph.reading, RdfFormat.TRIG)


def n_quads(graph: Graph) -> bytes:
    return quads(graph.about, graph.reading, RdfFormat.N_QUADS)


def triples(about: About, reading: Reading, form: RdfFormat) -> bytes:
    said = reading.quads
    made = sorted((quad.triple for quad in (*said, *_described(about, reading, len(said)))), key=str)
    return _serialised(made, form, reading.names)


def quads(about: About, reading: Reading, form: RdfFormat) -> bytes:
    said = [*reading.quads, *reading.said]
    return _serialised(sorted([*said, *_described(about, reading, len(said))], key=_place), form, reading.names)


def _place(quad: Quad) -> tuple[str, str]:
    return str(quad.graph_name), str(quad)


def _serialised(statements: Iterable[Triple] | Iterable[Quad], form: RdfFormat, names: Names) -> bytes:
    """The prefixes in the order of their names: pyoxigraph writes them in another at each run."""
    prefixes = {**PREFIXES, "id": names.id, "claim": names.claim, **_VOCABULARIES} if form != RdfFormat.N_QUADS else None
    made = ox.serialize(statements, format=form, prefixes=prefixes)
    assert made is not None
    if form not in (RdfFormat.TURTLE, RdfFormat.TRIG):
        return made
    lines = made.split(b"\n", len(prefixes or ()))
    return b"\n".join([*sorted(lines[:-1]), lines[-1]])


def _described(about: About, reading: Reading, size: int) -> Iterator[Quad]:
    """`size`: of the rest."""
    base = about.address or f"{reading.names.base}view/{about.asked.partition('(')[0]}"
    given = "&".join(f"{quote(name)}={quote(value)}" for name, value in (*about.parameters.items(), ("generation", about.generation)))
    me = NamedNode(f"{base}?{given}")
    texts = [(DCT.bibliographicCitation, about.citation), (DCT.identifier, about.asked), (_VERSION, about.generation)]
    texts += [(EV.licence, about.licence), *((SKOS.note, note) for note in about.notes)]
    yield from _licensed(me, about.licence)
    yield from (Quad(me, TYPE, kind) for kind in (DCAT, VOID))
    yield Quad(me, DCT.title, Literal(about.title, language=current()))
    yield from (Quad(me, path, Literal(text)) for path, text in texts if text)
    yield from [Quad(me, DCT.modified, Literal(about.date, datatype=XSD.date))] if about.date else []
    yield Quad(me, _TRIPLES, Literal(str(size), datatype=XSD.integer))
    yield Quad(me, DCT.isPartOf, NamedNode(reading.names.base))
    for source in about.sources:
        node = NamedNode(source.id)
        yield Quad(me, DCT.source, node)
        texts = [(DCT.title, source.title), (EV.licence, source.licence), (EV.url, source.url)]
        yield from (Quad(node, path, Literal(text)) for path, text in texts if text)
        yield from _licensed(node, source.licence)


def _licensed(node: NamedNode, words: str) -> Iterator[Quad]:
    """`dct:license`: the page of a Creative Commons licence that the words name; else the words."""
    named = _CREATIVE.fullmatch(words)
    if named and named["zero"]:
        yield Quad(node, DCT.license, NamedNode(f"{_COMMONS}publicdomain/zero/{named['version']}/"))
    elif named:
        yield Quad(node, DCT.license, NamedNode(f"{_COMMONS}licenses/{named['terms'].lower()}/{named['version']}/"))
    elif words:
        yield Quad(node, DCT.license, Literal(words))
