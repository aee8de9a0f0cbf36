"""What the dataset says of one thing, in the person's words: what the terminal prints, and what a page shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from math import inf
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from entrevilles import rulings, told, why
from entrevilles.graph.judgements import JUDGEMENTS_GRAPH
from entrevilles.ontology import dates, prose
from entrevilles.ontology.language import _, choose, collation, current, fold
from entrevilles.ontology.schema import Field, RecordType
from entrevilles.ontology.terms import CONCEPT, EV, ONTOLOGY_GRAPH, READING, TIME, TIME_GRAPH, TYPE, is_iri
from entrevilles.present import described_columns, shown_rows
from entrevilles.rulings import Ruling
from entrevilles.standing import in_force

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset
    from entrevilles.queries.answers import Answer

Term = NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True)
class Value:
    """`iri`: of what the text names; nothing for a literal."""

    text: str
    iri: str = ""

    @property
    def rank(self) -> str:
        """What it is sorted by: the days of a date, not its words."""
        return dates.from_iri(NamedNode(self.iri)).edtf if self.iri.startswith(TIME.base) else self.text


@dataclass(frozen=True)
class Property:
    """`disputed`: where the sources still contradict each other on it, the IRI of their disagreement."""

    label: str
    values: tuple[Value, ...]
    disputed: str = ""
    help: str = ""

    @property
    def told(self) -> str:
        """« ≠ » between values that exclude each other."""
        if not self.disputed:
            return joined(self.values)
        if all(one.iri.startswith(TIME.base) for one in self.values):
            return prose.moments(" | ".join(one.rank for one in self.values), every=True)
        return " ≠ ".join(one.text for one in self.values)


@dataclass(frozen=True)
class Part:
    """What belongs to a thing, of one sort: its stops, its acts… Each row is one of them; a cell has one value or several."""

    title: str
    headers: tuple[str, ...]
    rows: list[list[tuple[Value, ...]]]
    iris: list[str]


@dataclass(frozen=True)
class Thing:
    """`mentions`: what has a part of it; `said`: who said what of it, one row for each value."""

    iri: NamedNode
    name: str
    cls: NamedNode | None
    kind: str
    properties: list[Property]
    parts: list[Part]
    mentions: "Answer"
    said: "Answer"
    retracted: list[Ruling]


@dataclass(frozen=True)
class Claim:
    """`said`: its triples; `about`: who says it, where, how surely."""

    iri: NamedNode
    said: list[tuple[Value, str, Value]]
    about: list[Property]
    rulings: list[Ruling] = field(default_factory=list)


@dataclass(frozen=True)
class Statement:
    """One claim on a thing: what it says of it, whose it is, and what was decided about it."""

    claim: Value
    source: Value
    url: str
    published: str
    locator: str
    certainty: str
    modality: str
    says: list[tuple[str, Value]]
    rulings: list[Ruling]


@dataclass(frozen=True)
class Node:
    """What is no thing of a sheet: a concept, a date, a number, what a rule derived. `users`: what points to it, the first `MOST`."""

    iri: NamedNode
    name: str
    properties: list[Property]
    users: list[Value]


MOST = 200
DESCRIBING = (READING, ONTOLOGY_GRAPH, JUDGEMENTS_GRAPH, TIME_GRAPH)
"""The graphs that describe what is no thing; the last has also the dates and numbers that were set aside."""


def thing(dataset: "Dataset", iri: NamedNode, on: date | None = None) -> Thing:
    """`on`: the day of its legal state, today unless told otherwise."""
    cls, slug = dataset.index.cls(iri), dataset.names.slug(iri)
    record = dataset.schema.types.get(cls) if cls else None
    return Thing(
        iri=iri,
        name=dataset.label(iri.value),
        cls=cls,
        kind=dataset.schema.label(cls) if cls else "",
        properties=[*_properties(dataset, iri, record), *_in_force(dataset, iri, on or date.today())] if record else [],
        parts=[part for child in dataset.schema.children(record) if (part := _part(dataset, iri, child))] if record else [],
        mentions=dataset.query("mentions", thing=slug),
        said=dataset.query("who-said", thing=slug),
        retracted=rulings.retractions(dataset, iri),
    )


def claim(dataset: "Dataset", name: str) -> Claim:
    """Raises UnknownName with near ones."""
    iri = rulings.find_claim(dataset, name)
    said = [(value(dataset, q.subject), dataset.schema.label(q.predicate), value(dataset, q.object)) for q in _of_graph(dataset, iri)]
    graph = next(dataset.store.quads_for_pattern(iri, TYPE, EV.Claim, None)).graph_name
    quads = [q for q in dataset.store.quads_for_pattern(iri, None, None, graph) if q.predicate != TYPE]
    return Claim(
        iri=iri,
        said=sorted(said, key=lambda row: (dataset.names.slug(NamedNode(row[0].iri)), row[1], row[2].text)),
        about=_said_of(dataset, quads),
        rulings=rulings.on_claim(dataset, iri),
    )


def statements(dataset: "Dataset", told: Thing) -> list[Statement]:
    """The claims on the thing, and on its place, in the order of their sources' names."""
    found = _statements(dataset, told.said)
    place = NamedNode(f"{told.iri.value}#place")
    if next(dataset.store.quads_for_pattern(place, None, None, READING), None):
        found += _statements(dataset, dataset.query("who-said", thing=dataset.names.slug(place)))
    return sorted(found, key=lambda one: (collation(one.source.text), one.claim.text))


def _statements(dataset: "Dataset", said: "Answer") -> list[Statement]:
    found: dict[str, Statement] = {}
    words = told.rows(dataset, described_columns(said), said.rows, shown_rows(dataset, said))
    for raw, texts in zip(said, words, strict=True):
        row = dict(zip(said.columns, ("" if text is None else str(text) for text in texts), strict=True))
        iri = str(raw["claim"])
        if iri not in found:
            source = Value(row["source"], str(raw["source"]))
            found[iri] = Statement(
                claim=Value(row["claim"], iri),
                source=source,
                url=row["url"],
                published=row["published"],
                locator=row["locator"],
                certainty=row["certainty"],
                modality=row["modality"],
                says=[],
                rulings=rulings.on_claim(dataset, NamedNode(iri)),
            )
        value = raw["value"]
        found[iri].says.append((row["property"], Value(row["value"], value if isinstance(value, str) and is_iri(value) else "")))
    return list(found.values())


def node(dataset: "Dataset", iri: NamedNode) -> Node | None:
    """None where nothing is said of it."""
    quads = [q for graph in DESCRIBING for q in dataset.store.quads_for_pattern(iri, None, None, graph)]
    using = dict.fromkeys(islice(_users(dataset, iri), MOST))
    if not quads and not using:
        return None
    name = why.heading(dataset, iri) or told.term(dataset, iri)
    return Node(iri, name, _said_of(dataset, quads), sorted((value(dataset, one) for one in using), key=_by_text))


def _users(dataset: "Dataset", iri: NamedNode) -> Iterator[NamedNode]:
    """What points to it; of what was set aside, the claims that say it."""
    if users := [quad.subject for quad in islice(dataset.store.quads_for_pattern(None, None, iri, READING), MOST)]:
        yield from (one for one in users if isinstance(one, NamedNode))
    else:
        yield from (q.graph_name for q in dataset.store.quads_for_pattern(None, None, iri, None) if isinstance(q.graph_name, NamedNode))


def _said_of(dataset: "Dataset", quads: Sequence[Quad]) -> list[Property]:
    """Each property with its values; of a text in several languages, the person's."""
    found: dict[NamedNode, list[Term]] = {}
    for quad in quads:
        found.setdefault(quad.predicate, []).append(quad.object)
    return sorted((_property(dataset, predicate, terms) for predicate, terms in found.items()), key=lambda one: fold(one.label))


def _property(dataset: "Dataset", predicate: NamedNode, terms: Sequence[Term]) -> Property:
    spoken = [term for term in terms if isinstance(term, Literal) and term.language == current()]
    values = dict.fromkeys(value(dataset, term) for term in spoken or terms)
    return Property(dataset.schema.label(predicate), tuple(sorted(values, key=_by_text)))


def _by_text(one: Value) -> str:
    return fold(one.rank)


def value(dataset: "Dataset", term: Term) -> Value:
    return Value(told.term(dataset, term), term.value if isinstance(term, NamedNode) else "")


def _of_graph(dataset: "Dataset", graph: NamedNode) -> Iterator[Quad]:
    return dataset.store.quads_for_pattern(None, None, None, graph)


def _properties(dataset: "Dataset", iri: NamedNode, record: RecordType) -> Iterator[Property]:
    disputed = _disputed(dataset, iri)
    for column in record.fields:
        if values := _values(dataset, iri, column):
            yield Property(column.column, values, disputed.get(column.path[-1], ""), choose(column.help))


def _disputed(dataset: "Dataset", iri: NamedNode) -> dict[object, str]:
    """The properties on which the standing claims still contradict each other, and the disagreement on each."""
    found: dict[object, str] = {}
    for about in dataset.store.quads_for_pattern(None, EV.about, iri, READING):
        said = {quad.predicate: quad.object for quad in dataset.store.quads_for_pattern(about.subject, None, None, READING)}
        if said.get(EV.kind) == CONCEPT.contradiction and EV.settledBy not in said and isinstance(about.subject, NamedNode):
            found[said[EV.onProperty]] = about.subject.value
    return found


def _in_force(dataset: "Dataset", iri: NamedNode, day: date) -> Iterator[Property]:
    """The legal state; the ends of the ties too where these differ, as where one passed to another city."""
    if not (found := in_force(dataset, iri, day)):
        return
    named = len({answer for _ends, answer in found}) > 1
    answers = dict.fromkeys((ends if named else "", value(dataset, answer)) for ends, answer in found)
    says = _("{name} : {values}")
    told = (Value(says.format(name=ends, values=answer.text), answer.iri) if ends else answer for ends, answer in answers)
    yield Property(_("en vigueur le {day}").format(day=prose.day(day)), tuple(told), help=dataset.schema.definition(EV.inForce))


def _values(dataset: "Dataset", iri: NamedNode, column: Field) -> tuple[Value, ...]:
    subject = iri if len(column.path) == 1 else NamedNode(f"{iri.value}#{dataset.schema.companions[column.path[0]][0]}")
    found = [q.object for q in dataset.store.quads_for_pattern(subject, column.path[-1], None, READING)]
    spoken = [term for term in found if isinstance(term, Literal) and term.language == current()]
    return tuple(sorted((value(dataset, term) for term in spoken or found), key=_by_text))


def _part(dataset: "Dataset", iri: NamedNode, child: RecordType) -> Part | None:
    assert child.parent
    found = [q.subject for q in dataset.store.quads_for_pattern(None, child.parent, iri, READING) if isinstance(q.subject, NamedNode)]
    columns = [column for column in child.fields if column.path[-1] != child.parent]
    rank = next((i for i, column in enumerate(columns) if column.path[-1] == EV.order), None)
    pairs = [([_values(dataset, one, column) for column in columns], one.value) for one in found]
    pairs.sort(key=lambda pair: _ordered(["; ".join(one.rank for one in cell) for cell in pair[0]], rank))
    used = [index for index in range(len(columns)) if any(row[index] for row, _iri in pairs)]
    if not pairs:
        return None
    rows = [[row[index] for index in used] for row, _iri in pairs]
    return Part(choose(child.sheet), tuple(columns[index].column for index in used), rows, [one for _row, one in pairs])


def joined(values: tuple[Value, ...]) -> str:
    return "; ".join(one.text for one in values)


def _ordered(row: list[str], rank: int | None) -> tuple[float, list[tuple[bool, str]]]:
    """By its number in the whole, then as its cells read; what is not told comes last."""
    number = row[rank] if rank is not None else ""
    return int(number) if number.isdigit() else inf, [(not cell, cell) for cell in row]
