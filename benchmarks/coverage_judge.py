"""Whether the graph has a fact: with its qualifiers, without them, or not at all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from coverage_graph import EV, Claim, Graph, Term, date, is_date, is_number, lines, pool
from coverage_names import AGREED, is_numbered, keys, share
from coverage_patterns import Answers, Row
from pyoxigraph import Literal, NamedNode

from entrevilles.ontology import dates, numbers
from entrevilles.ontology.dates import Date
from entrevilles.ontology.errors import InputError

REACH = 3
"""Lines by which a claim may lie off the fact."""
YEAR, MONTH = timedelta(days=366), timedelta(days=31)
_PLANNED = re.compile(r"\b(planned|prévue?s?)\b")
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}(/[0-9]{4}(-[0-9]{2}){0,2})?")
_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")


@dataclass(frozen=True)
class Fact:
    id: str
    doc: str
    lines: tuple[tuple[int, int], ...]
    type: str
    subject: str
    predicate: str
    object: str
    when: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    place: str = ""
    role: str = ""
    theme: str = ""
    planned: bool = False

    @classmethod
    def of(cls, record: dict[str, Any]) -> "Fact":
        said = {name: str(value) for name, value in record.get("qualifiers", {}).items()}
        when = tuple(said[name] for name in ("date", "year") if said.get(name))
        rest = {name: said.get(name, "") for name in ("start", "end", "place", "role", "theme")}
        plain = {name: str(record[name]) for name in ("id", "doc", "type", "subject", "predicate", "object")}
        planned = bool(_PLANNED.search(said.get("note", "").lower()))
        return cls(**plain, **rest, lines=lines(str(record["line"])), when=when, planned=planned)

    @property
    def has_date_object(self) -> bool:
        return bool(_DATE.fullmatch(self.object))


@dataclass(frozen=True)
class Verdict:
    """`lacking`: what does not agree in the best row; a fact without subject, object or document is missing.

    A theme is no qualifier: whether it agrees is only reported.
    """

    lacking: tuple[str, ...]
    row: Row | None = field(default=None, compare=False)
    in_theme: bool = field(default=False, compare=False)

    @property
    def found(self) -> bool:
        return not {"pattern", "subject", "object", "document"} & set(self.lacking)

    @property
    def qualified(self) -> bool:
        return not self.lacking


class Judge:
    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.graph: Graph = answers.graph
        self.patterns = answers.patterns
        self._named = lru_cache(maxsize=None)(self._is_named)

    def verdict(self, fact: Fact) -> Verdict:
        if fact.predicate not in self.patterns.where:
            return Verdict(("pattern",))
        bearing = [row for row in self.answers.rows(fact.predicate) if self.names(fact.subject, row.subject, row.record)]
        if not bearing:
            return Verdict(("subject",))
        rows = [row for row in bearing if self._has_object(fact, row)]
        if not rows:
            return Verdict(("object",))
        verdicts = [Verdict(tuple(self._lacking(fact, row)), row, self._agrees_in_theme(fact, row)) for row in rows]
        return min(verdicts, key=lambda verdict: (not verdict.found, len(verdict.lacking), not verdict.in_theme))

    # Subject and object

    def names(self, name: str, value: Term, record: str) -> bool:
        return self._named(name, value, record if is_numbered(name) else "")

    def _is_named(self, name: str, value: Term, record: str) -> bool:
        if isinstance(value, Literal):
            return bool(keys(name) & keys(value.value))
        bearer = self.graph.bearer(value)
        if bearer.answers_to(name):
            return True
        return bool(record) and record != value and bearer.inside(self.graph.bearer(record)).answers_to(name)

    def _has_object(self, fact: Fact, row: Row) -> bool:
        if fact.predicate in self.patterns.free_text:
            return share(fact.object, self._free_text(fact, row)) >= AGREED
        if is_date(row.object):
            return self._has_date(fact, row) if fact.has_date_object else self._in_words(fact, row)
        if is_number(row.object) or (isinstance(row.object, Literal) and _NUMBER.fullmatch(row.object.value)):
            return counts(fact.object, row.object)
        return self.names(fact.object, row.object, row.record)

    def _has_date(self, fact: Fact, row: Row) -> bool:
        """A period against begin and end, a date against the date."""
        known = (row.begin, row.end) if "/" in fact.object else (row.object,)
        pairs = zip(fact.object.split("/"), known, strict=True)
        return all(value is not None and is_date(value) and agree(text, date(str(value))) for text, value in pairs)

    def _in_words(self, fact: Fact, row: Row) -> bool:
        """« 40 ans » where the graph has a year: the claim's own words say so, or nothing does."""
        return share(fact.object, self._said_near(fact, row.record)) == 1

    def _free_text(self, fact: Fact, row: Row) -> frozenset[str]:
        if isinstance(row.object, Literal):
            return pool(iter([row.object.value])) | self._said_near(fact, row.record)
        return pool(self.graph.texts(row.object)) | self._said_near(fact, row.record) | self._said_near(fact, row.object)

    def _said_near(self, fact: Fact, node: str) -> frozenset[str]:
        return pool(text for claim in self._near(fact, node) for text in claim.texts)

    # Qualifiers

    def _lacking(self, fact: Fact, row: Row) -> Iterator[str]:
        source = self.patterns.documents.get(fact.doc, fact.doc)
        claims = self.graph.claims_of(row.record, source)
        near = self._near(fact, row.record)
        if not claims:
            yield "document"
        if not near:
            yield "line"
        if not Dated(self.graph, row, source).agrees(fact):
            yield "date"
        if fact.role and share(fact.role, self._roles(fact, row)) < AGREED:
            yield "role"
        if fact.place and not self._is_at(fact.place, row):
            yield "place"
        if fact.planned != is_planned(near or claims):
            yield "planned"

    def _near(self, fact: Fact, node: str) -> list[Claim]:
        source = self.patterns.documents.get(fact.doc, fact.doc)
        return [claim for claim in self.graph.claims_of(node, source) if claim.near(fact.lines, REACH)]

    def _roles(self, fact: Fact, row: Row) -> frozenset[str]:
        """Of the record and of what it belongs to: the category of a reception is its participants'."""
        holders = [node for level in self.graph.near([row.record], "belongs", 2) for node in level]
        values = [value for node in holders for value in self.graph.values(node, *self.graph.context["roles"])]
        values += [row.role] if row.role else []
        labels = (text for value in values for text in ([value.value] if isinstance(value, Literal) else self.graph.labels(value)))
        return pool(labels) | self._said_near(fact, row.record)

    def _is_at(self, place: str, row: Row) -> bool:
        """Any part of « Nouvelle-Écosse, Canada » names where the record or its object is, or the country of that."""
        start = [value for value in (row.place, row.object) if isinstance(value, str)]
        start += [node for level in self.graph.near([row.record], "belongs", 2) for node in level]
        reached = [node for level in self.graph.near(start, "places") for node in level]
        return any(self.names(part.strip(), node, "") for part in (place, *place.split(",")) for node in reached)

    def _agrees_in_theme(self, fact: Fact, row: Row) -> bool:
        themes = (text for link in self.graph.links(row.record, EV + "theme", EV + "about") for text in self.graph.labels(link))
        said = pool(themes) | pool(self.graph.texts(row.record)) | self._said_near(fact, row.record)
        return share(fact.theme, said) >= AGREED


class Dated:
    """When a row holds: its own dates or those of what it belongs to, else the period of which the document speaks."""

    def __init__(self, graph: Graph, row: Row, source: str) -> None:
        bound = [date(str(value)) for value in (row.begin, row.end) if value]
        self.points = bound or graph.when(row.record, *graph.context["dates"])
        self.acts = graph.acts(row.record)
        self.begins = [date(str(row.begin))] if row.begin else graph.when(row.record, EV + "begin")
        self.ends = [date(str(row.end))] if row.end else graph.when(row.record, EV + "end")
        self.covered = graph.covered(source)
        self.lasts = bool(set(graph.context["lasting"]) & set(graph.classes(row.record)))

    def agrees(self, fact: Fact) -> bool:
        return (
            all(self._then(part) for text in fact.when for part in text.split("/"))
            and (not fact.start or any(agree(fact.start, known) for known in self.begins or self.points or self.covered))
            and (not fact.end or any(agree(fact.end, known) for known in self.ends or self.points or self.covered))
        )

    def _then(self, wanted: str) -> bool:
        """What lasts has begun on a day, not ended on it: its end speaks of no other fact."""
        if self.lasts and self.begins:
            return any(agree(wanted, when) for when in (*self.begins, *self.acts)) or self._still(wanted)
        known = [*self.points, *self.acts, *self._between()]
        return any(agree(wanted, when) for when in known or self.covered)

    def _between(self) -> Iterator[Date]:
        """From begin to end as one, where that is no more than a year."""
        for first in self.begins:
            for last in self.ends:
                if first.earliest and last.latest and timedelta(0) <= last.latest - first.earliest < YEAR:
                    yield Date("", first.earliest, last.latest)

    def _still(self, wanted: str) -> bool:
        """It had begun, had not ended, and the document speaks of that year."""
        begun = [when.earliest for when in self.begins if when.earliest]
        ended = [when.latest for when in self.ends if when.latest]
        return any(
            agree(wanted, period) and all(day <= period.latest for day in begun) and all(day >= period.earliest for day in ended)
            for period in self.covered
            if period.earliest and period.latest
        )


def agree(text: str, known: Date) -> bool:
    """The bounds overlap, and what is known is no wider than one unit around what is asked: a month for a day."""
    try:
        wanted = dates.parse(text)
    except InputError:
        return False
    if not (wanted.earliest and wanted.latest and known.earliest and known.latest):
        return False
    widest = MONTH if len(text) > len("2023-08") else YEAR
    overlap = wanted.earliest <= known.latest and known.earliest <= wanted.latest
    return overlap and known.latest - known.earliest <= widest


def counts(text: str, value: Term) -> bool:
    """The number in the text is the value, or lies within both bounds of « une trentaine »."""
    match = _NUMBER.search(text)
    if not match:
        return False
    wanted = Decimal(match[0].replace(",", "."))
    if isinstance(value, Literal):
        return wanted == Decimal(value.value)
    known = numbers.from_iri(NamedNode(value))
    within = known.lower is not None and known.upper is not None and known.lower <= wanted <= known.upper
    return wanted == known.value or within


def is_planned(claims: list[Claim]) -> bool:
    """Whether all that is said there is announced; an objective is no plan."""
    return bool(claims) and all(claim.modality == "announced" for claim in claims)
