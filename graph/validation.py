"""The reading against every shape, by pySHACL: once on demand and in CI, since it is too slow for each build."""

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox
from pyoxigraph import Triple

from entrevilles.ontology.schema import Schema
from entrevilles.ontology.terms import ONTOLOGY_GRAPH, READING


@dataclass(frozen=True)
class Violation:
    focus: str
    path: str
    message: str


def violations(store: ox.Store, schema: Schema) -> Iterator[Violation]:
    """`sh:maxCount` and `sh:uniqueLang` are left out: in the reading, an undecided dispute keeps both values."""
    import pyshacl
    import rdflib

    data, shapes = rdflib.Graph(), rdflib.Graph()
    triples = {quad.triple for graph in (READING, ONTOLOGY_GRAPH) for quad in store.quads_for_pattern(None, None, None, graph)}
    data.parse(data=_n_triples(triples), format="nt")
    shapes.parse(data=_n_triples({quad.triple for quad in schema.turtle()}), format="nt")
    for loose in (rdflib.SH.maxCount, rdflib.SH.uniqueLang):
        shapes.remove((None, loose, None))
    _conforms, report, _text = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False)
    assert isinstance(report, rdflib.Graph)
    for result in report.subjects(rdflib.RDF.type, rdflib.SH.ValidationResult):
        focus, path, message = (report.value(result, p) for p in (rdflib.SH.focusNode, rdflib.SH.resultPath, rdflib.SH.resultMessage))
        yield Violation(str(focus), str(path).rsplit("#", 1)[-1], str(message))


def _n_triples(triples: set[Triple]) -> bytes:
    dump = ox.serialize([Triple(t.subject, t.predicate, t.object) for t in triples], format=ox.RdfFormat.N_TRIPLES)
    assert dump is not None
    return dump
