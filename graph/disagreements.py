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
_CONTAINING = {EV.place, EV.country, EV.partOf, EV.unitOf}
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
    spoken = _languages(claims)
    for claim in claims:
        for _thing, candidate, said_of, said in claim.stated:
            if candidate.single and not _translated(said, spoken.get(claim.source)):
                subject, _predicate, term = docket.renamed_triple((said_of, candidate.path[-1], said), names)
                language = term.language or "" if isinstance(term, Literal) else ""
                stated.setdefault((subject, candidate.path[-1], language), []).append(_Stated(claim, term))
    parts = _Parts(reading)
    found: dict[tuple[NamedNode, NamedNode, NamedNode], dict[NamedNode, Term]] = {}
    for (subject, predicate, _language), values in stated.items():
        if len({value.term for value in values}) < 2:
            continue
        for one, other in combinations(values, 2):
            if kind := _kind(one, other, schema, parts):
                found.setdefault((subject, predicate, kind), {}).update({one.claim.iri: one.term, other.claim.iri: other.term})
    for (subject, predicate, kind), between in found.items():
        left = {term for term in between.values() if (subject, predicate, term) in reading.triples}
        rulings = (docket.by[claim, on] for claim in between for on in (predicate, None) if (claim, on) in docket.by)
        open_still = any(_values(one, other, schema, parts) in (kind, CONTRADICTION) for one, other in combinations(left, 2))
        settled = None if open_still else next(rulings, None)
        yield Disagreement(subject, predicate, kind, tuple(between), settled)


def _languages(claims: list[Claim]) -> dict[NamedNode, str]:
    """The language of each source, where its description tells it."""
    return {claim.thing: term.value for claim in claims for _t, candidate, _s, term in claim.stated if candidate.path[-1] == EV.language}


def _translated(term: Term, language: str | None) -> bool:
    """A text in another language than its source is ours: sources do not differ by how we translate them."""
    return isinstance(term, Literal) and bool(term.language) and term.language != (language or "fr")


def _kind(one: _Stated, other: _Stated, schema: Schema, parts: "_Parts") -> NamedNode | None:
    """Only values that exclude each other make a plan differ from its report, or a day from another."""
    kind = _values(one.term, other.term, schema, parts)
    if kind != CONTRADICTION:
        return kind
    if one.claim.reported != other.claim.reported:
        return PLAN_AND_REPORT
    return CONTRADICTION if _as_of(one.claim) == _as_of(other.claim) else DIFFERENT_TIMES


def _values(one: Term, other: Term, schema: Schema, parts: "_Parts") -> NamedNode | None:
    if one == other:
        return None
    if isinstance(one, Literal) or isinstance(other, Literal):
        counted = isinstance(one, Literal) and one.datatype in (*_COUNTED, XSD.boolean)
        return CONTRADICTION if counted else NAMING
    if one.value.startswith(TIME.base):
        return _dates(dates.from_iri(one), dates.from_iri(other))
    if one.value.startswith(NUMBER.base):
        return _numbers(numbers.from_iri(one), numbers.from_iri(other))
    related = one in schema.broader(other) | parts.wholes(other) or other in schema.broader(one) | parts.wholes(one)
    return REFINEMENT if related else CONTRADICTION


class _Parts:
    """What lies in what, as the reading has it: a square in its city, a city in its country, a service in its body."""

    def __init__(self, reading: Reading) -> None:
        self._in: dict[str, set[NamedNode]] = {}
        for subject, predicate, term in reading.triples:
            if predicate in _CONTAINING and isinstance(term, NamedNode):
                self._in.setdefault(subject.value, set()).add(term)

    def wholes(self, term: NamedNode) -> frozenset[NamedNode]:
        """All that the thing, or the territory of an actor, lies in; sources may make circles."""
        thing, mark, fragment = term.value.partition("#")
        seen: dict[str, None] = {thing: None}
        queue = [thing]
        while queue:
            above = [whole.value.split("#")[0] for whole in self._in.get(queue.pop(), ())]
            queue += [whole for whole in above if whole not in seen]
            seen |= dict.fromkeys(above)
        return frozenset(NamedNode(f"{whole}{end}") for whole in list(seen)[1:] for end in {"", mark + fragment, "#place"})


def _as_of(claim: Claim) -> object:
    return next((term for _t, _f, subject, term in claim.stated if subject == claim.thing and _f.path[-1] == EV.asOf), None)


def _dates(one: dates.Date, other: dates.Date) -> NamedNode | None:
    if dates.OPEN in (one, other):
        return None if dates.UNKNOWN in (one, other) else CONTRADICTION
    if one.earliest is None or other.earliest is None or one.latest is None or other.latest is None:
        return None
    if one.latest < other.earliest or other.latest < one.earliest:
        return CONTRADICTION
    within = one.earliest >= other.earliest and one.latest <= other.latest
    around = other.earliest >= one.earliest and other.latest <= one.latest
    return REFINEMENT if within or around else None


def _numbers(one: numbers.Quantity, other: numbers.Quantity) -> NamedNode:
    below = one.upper is not None and other.lower is not None and one.upper < other.lower
    above = one.lower is not None and other.upper is not None and other.upper < one.lower
    return CONTRADICTION if below or above else REFINEMENT
