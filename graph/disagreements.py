"""Where claims on one thing and one single-valued property differ, and in which way (see docs/model.md)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from pyoxigraph import Literal, NamedNode, Quad

from entrevilles.graph.claims import Claim, Term
from entrevilles.graph.judgements import Docket
from entrevilles.graph.reading import Reading
from entrevilles.ontology import dates, numbers
from entrevilles.ontology.schema import Schema, local
from entrevilles.ontology.terms import CONCEPT, EV, NUMBER, READING, TIME, TYPE, XSD, Names

CONTRADICTION, REFINEMENT, PLAN_AND_REPORT, DIFFERENT_TIMES, NAMING = (
    CONCEPT[name] for name in ("contradiction", "refinement", "plan-and-report", "different-times", "naming")
)
_COUNTED = (XSD.integer, XSD.decimal)


@dataclass(frozen=True)
class Disagreement:
    about: NamedNode
    on: NamedNode
    kind: NamedNode
    between: tuple[NamedNode, ...]
    settled_by: NamedNode | None

    @property
    def iri(self) -> NamedNode:
        suffix = "" if self.kind == CONTRADICTION else f".{local(self.kind)}"
        return NamedNode(f"{self.about.value}.{local(self.on)}{suffix}")

    def quads(self) -> Iterator[Quad]:
        yield Quad(self.iri, TYPE, EV.Disagreement, READING)
        yield Quad(self.iri, EV.about, self.about, READING)
        yield Quad(self.iri, EV.onProperty, self.on, READING)
        yield Quad(self.iri, EV.kind, self.kind, READING)
        for claim in self.between:
            yield Quad(self.iri, EV.between, claim, READING)
        if self.settled_by:
            yield Quad(self.iri, EV.settledBy, self.settled_by, READING)


@dataclass(frozen=True, slots=True)
class _Stated:
    claim: Claim
    term: Term


def find(claims: list[Claim], schema: Schema, docket: Docket, names: Names, reading: Reading) -> Iterator[Disagreement]:
    """All disagreements between these claims, one for each thing, property and kind; settled when one value is left."""
    stated: dict[tuple[NamedNode, NamedNode, str], list[_Stated]] = {}
    for claim in claims:
        for _thing, candidate, said_of, said in claim.stated:
            if candidate.single:
                subject, _predicate, term = docket.renamed_triple((said_of, candidate.path[-1], said), names)
                language = term.language or "" if isinstance(term, Literal) else ""
                stated.setdefault((subject, candidate.path[-1], language), []).append(_Stated(claim, term))
    found: dict[tuple[NamedNode, NamedNode, NamedNode], dict[NamedNode, Term]] = {}
    for (subject, predicate, _language), values in stated.items():
        if len({value.term for value in values}) < 2:
            continue
        for one, other in combinations(values, 2):
            if kind := _kind(one, other, schema):
                found.setdefault((subject, predicate, kind), {}).update({one.claim.iri: one.term, other.claim.iri: other.term})
    for (subject, predicate, kind), between in found.items():
        left = {term for term in between.values() if (subject, predicate, term) in reading.triples}
        rulings = (docket.by[claim, on] for claim in between for on in (predicate, None) if (claim, on) in docket.by)
        settled = next(rulings, None) if len(left) < 2 else None
        yield Disagreement(subject, predicate, kind, tuple(between), settled)


def _kind(one: _Stated, other: _Stated, schema: Schema) -> NamedNode | None:
    if one.term == other.term:
        return None
    if one.claim.reported != other.claim.reported:
        return PLAN_AND_REPORT
    if _as_of(one.claim) != _as_of(other.claim):
        return DIFFERENT_TIMES
    if isinstance(one.term, Literal) or isinstance(other.term, Literal):
        counted = isinstance(one.term, Literal) and one.term.datatype in (*_COUNTED, XSD.boolean)
        return CONTRADICTION if counted else NAMING
    if one.term.value.startswith(TIME.base):
        return _dates(dates.from_iri(one.term), dates.from_iri(other.term))
    if one.term.value.startswith(NUMBER.base):
        return _numbers(numbers.from_iri(one.term), numbers.from_iri(other.term))
    related = one.term in schema.broader(other.term) or other.term in schema.broader(one.term)
    return REFINEMENT if related else CONTRADICTION


def _as_of(claim: Claim) -> object:
    return next((term for _t, _f, subject, term in claim.stated if subject == claim.thing and _f.path[-1] == EV.asOf), None)


def _dates(one: dates.Date, other: dates.Date) -> NamedNode | None:
    if dates.OPEN in (one, other):
        return None if dates.UNKNOWN in (one, other) else CONTRADICTION
    if one.earliest is None or other.earliest is None or one.latest is None or other.latest is None:
        return None
    disjoint = one.latest < other.earliest or other.latest < one.earliest
    return CONTRADICTION if disjoint else REFINEMENT


def _numbers(one: numbers.Quantity, other: numbers.Quantity) -> NamedNode:
    below = one.upper is not None and other.lower is not None and one.upper < other.lower
    above = one.lower is not None and other.upper is not None and other.upper < one.lower
    return CONTRADICTION if below or above else REFINEMENT
