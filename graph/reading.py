"""The reading that we prefer: every claim, less what judgements remove, plus what rules derive."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad

from entrevilles.graph import spells
from entrevilles.graph.claims import Claim, Term, Triple
from entrevilles.graph.judgements import Docket
from entrevilles.ontology import dates, numbers
from entrevilles.ontology.schema import RULES, Schema
from entrevilles.ontology.terms import (
    DCT,
    EV,
    NUMBER,
    ONTOLOGY_GRAPH,
    RDFS,
    READING,
    REPORTED,
    RULE,
    SKOS,
    TIME,
    TYPE,
    XSD,
    Names,
)


@dataclass
class Reading:
    """`triples` of the claims that stand, with whether a reported claim makes them; the claims behind each thing."""

    triples: dict[Triple, bool] = field(default_factory=dict)
    support: dict[NamedNode, dict[NamedNode, None]] = field(default_factory=dict)
    replaced: dict[NamedNode, NamedNode] = field(default_factory=dict)

    def quads(self) -> Iterator[Quad]:
        for s, p, o in self.triples:
            yield Quad(s, p, o, READING)
        for thing, claims in self.support.items():
            for claim in claims:
                yield Quad(thing, EV.statedBy, claim, READING)
        for old, new in self.replaced.items():
            yield Quad(old, DCT.isReplacedBy, new, READING)

    def reported(self) -> Iterator[Quad]:
        for (s, p, o), reported in self.triples.items():
            if reported:
                yield Quad(s, p, o, REPORTED)


def prefer(claims: Iterable[Claim], docket: Docket, names: Names) -> Reading:
    """A triple stays as long as one claim that still stands makes it; a thing joined with another leads to it."""
    reading = Reading()
    for claim in claims:
        for triple in claim.said:
            if docket.removes(claim, triple):
                continue
            renamed = docket.renamed_triple(triple, names)
            if renamed[0] != triple[0]:
                reading.replaced[triple[0]] = renamed[0]
            reading.triples[renamed] = reading.triples.get(renamed, False) or claim.reported
            reading.support.setdefault(renamed[0], {})[claim.iri] = None
    return reading


def describe(terms: Iterable[Term], graph: NamedNode) -> Iterator[Quad]:
    """What dates and numbers mean: their expression and bounds."""
    for term in terms:
        if isinstance(term, NamedNode) and term.value.startswith(TIME.base):
            yield from _date(term, graph)
        elif isinstance(term, NamedNode) and term.value.startswith(NUMBER.base):
            yield from _number(term, graph)


def concepts(terms: Iterable[Term], schema: Schema) -> Iterator[Quad]:
    """Labels, schemes and broader concepts of the concepts that the reading uses."""
    known = {iri: concept for scheme in schema.concepts.values() for iri, concept in scheme.items()}
    used = [term for term in terms if isinstance(term, NamedNode) and term in known]
    for term in {above for concept in used for above in schema.broader(concept)}:
        yield Quad(term, TYPE, SKOS.Concept, READING)
        yield Quad(term, SKOS.inScheme, known[term].scheme, READING)
        for lang, label in known[term].labels.items():
            yield Quad(term, SKOS.prefLabel, Literal(label, language=lang), READING)
        for above in schema.broader(term) - {term}:
            yield Quad(term, SKOS.broaderTransitive, above, READING)


def derive(store: ox.Store, reading: Reading, folder: Path = RULES) -> None:
    """Run the rules in the order of their names; each sees what those before it derived. Then the spells of the ties."""
    store.extend(reading.reported())
    for rule in sorted(folder.glob("*.rq")):
        text = rule.read_text(encoding="utf-8")
        found = store.query(text)
        assert isinstance(found, ox.QueryTriples)
        derived = list(found)
        store.extend([Quad(t.subject, t.predicate, t.object, READING) for t in derived])
        store.extend(_told(rule.stem, text, {t.predicate for t in derived}))
    store.remove_graph(REPORTED)
    store.extend(spells.quads(store))


def _told(name: str, text: str, properties: Iterable[NamedNode]) -> Iterator[Quad]:
    """What a rule derives, and its `#+ fr:` and `#+ en:` lines, for whoever asks why a value is there."""
    iri = RULE[name]
    yield Quad(iri, TYPE, EV.DerivationRule, ONTOLOGY_GRAPH)
    for language, comment in re.findall(r"^#\+ (\w+): (.+)$", text, re.MULTILINE):
        yield Quad(iri, RDFS.comment, Literal(comment, language=language), ONTOLOGY_GRAPH)
    for predicate in properties:
        yield Quad(iri, EV.derives, predicate, ONTOLOGY_GRAPH)


def _date(term: NamedNode, graph: NamedNode) -> Iterator[Quad]:
    value = dates.from_iri(term)
    yield Quad(term, TYPE, EV.Date, graph)
    yield Quad(term, EV.edtf, Literal(value.edtf), graph)
    for predicate, bound in ((EV.earliest, value.earliest), (EV.latest, value.latest)):
        if bound:
            yield Quad(term, predicate, Literal(bound.isoformat(), datatype=XSD.date), graph)
    if value.edtf.startswith("exercice"):
        yield Quad(term, EV.calendar, Literal(f"{value.earliest}/{value.latest}"), graph)


def _number(term: NamedNode, graph: NamedNode) -> Iterator[Quad]:
    value = numbers.from_iri(term)
    yield Quad(term, TYPE, EV.Number, graph)
    for predicate, bound in ((EV.value, value.value), (EV.lower, value.lower), (EV.upper, value.upper)):
        if bound is not None:
            yield Quad(term, predicate, Literal(f"{bound.normalize() + 0:f}", datatype=XSD.decimal), graph)
