"""The claims behind each row of an answer: who says so, where, with what certainty, and what was decided about it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

from entrevilles import rulings
from entrevilles.ontology import dates, numbers
from entrevilles.ontology.errors import QueryError
from entrevilles.ontology.language import _, current
from entrevilles.ontology.terms import EV, NUMBER, PROV, READING, TIME, TYPE
from entrevilles.queries.answers import Answer, Value, value_of
from entrevilles.rulings import Ruling

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset

Say = Callable[["Dataset", object], str]
"""A term in words: `present.shown`, `told.term`."""
FEW = 8
"""Claims of a row that are shown to a person; the others are counted."""
_BEHIND = (EV.statedBy, PROV.wasDerivedFrom, EV.between)
"""From a thing, a derived node or a disagreement of the reading to its claims."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One claim. IRIs are text, as in `Answer.rows`; `says`: property and value; `standing`: those of them that the row shows."""

    claim: str
    thing: str
    source: str
    locator: str
    certainty: str
    modality: str
    says: tuple[tuple[str, Value], ...]
    standing: tuple[tuple[str, Value], ...]
    judgements: tuple[Ruling, ...] = ()


def columns(answer: Answer) -> tuple[str, ...]:
    """Those whose claims are the evidence: as the header says, else claims, else ids, else things that nobody asked for by name."""
    question = answer.question
    if unknown := [name for name in question.evidence if name not in answer.columns]:
        message = _("en-tête de « {question} » : « evidence » nomme une colonne absente : {names}")
        raise QueryError(message.format(question=question.name, names=", ".join(unknown)))
    given = {param.name for param in question.params}
    for kinds in (("claim",), ("id",), ("thing", "things")):
        found = tuple(c.name for c in question.columns if c.kind in kinds and c.name in answer.columns and c.name not in given)
        if question.evidence or found:
            return question.evidence or found
    return ()


def evidence(dataset: "Dataset", answer: Answer, rows: Iterable[int] | None = None) -> list[tuple[Evidence, ...]]:
    """For each row of the answer, or each of these, its claims: first those that state most of what stands in the row."""
    of = columns(answer)
    places = [answer.columns.index(name) for name in of]
    shelf = Shelf(dataset)
    chosen = range(len(answer.rows)) if rows is None else rows
    return [_of_row(shelf, answer.rows[row], places) for row in chosen]


def _of_row(shelf: "Shelf", row: Sequence[Value], places: Sequence[int]) -> tuple[Evidence, ...]:
    words = (word for place in places for word in str(row[place] or "").split())
    things = dict.fromkeys(word.split("#")[0] for word in words if word.startswith(shelf.bases))
    stands = {token for place, value in enumerate(row) for token in _tokens(value)}
    found: dict[str, Evidence] = {}
    for thing in things:
        others = stands - {thing}
        for claim in shelf.claims(thing):
            found.setdefault(claim, shelf.evidence(claim, thing, others))
        for claim, part in shelf.parts(thing):
            spoken = shelf.evidence(claim, part, others)
            if spoken.standing:
                found.setdefault(claim, spoken)
    return tuple(sorted(found.values(), key=lambda one: (-len({value for _p, value in one.standing}), one.source, one.claim)))


class Shelf:
    """What the store says of claims and things, each looked up once for all rows."""

    def __init__(self, dataset: "Dataset") -> None:
        self.dataset, self.store = dataset, dataset.store
        self.bases = (dataset.names.id, dataset.names.claim)
        schema = dataset.schema
        self._parents = sorted({t.parent for t in schema.types.values() if t.parent}, key=str)
        self._companions = {TYPE, *schema.companions}
        self.claims, self.parts = cache(self._claims), cache(self._parts)
        self._about, self._said, self._rulings = cache(self._read_about), cache(self._read_said), cache(self._read_rulings)

    def evidence(self, claim: str, thing: str, stands: set[str]) -> Evidence:
        about = self._about(claim)
        says = self._said(claim, thing)
        standing = tuple(pair for pair in says if stands.intersection(_tokens(pair[1])))
        certainty, modality = (about.get(path.value, "") for path in (EV.certainty, EV.modality))
        return Evidence(claim, thing, *self.where(claim), certainty, modality, says, standing, self._rulings(claim))

    def where(self, claim: str) -> tuple[str, str]:
        """Its source and its place in it."""
        about = self._about(claim)
        return about.get(EV.source.value, ""), about.get(EV.locator.value, "")

    def _claims(self, thing: str) -> tuple[str, ...]:
        if thing.startswith(self.dataset.names.claim):
            return (thing,)
        behind = (quad.object for path in _BEHIND for quad in self._quads(NamedNode(thing), path))
        return tuple(dict.fromkeys(claim.value for claim in behind if isinstance(claim, NamedNode)))

    def _parts(self, thing: str) -> tuple[tuple[str, str], ...]:
        """The claims on what belongs to the thing (its stops, acts, amounts…), with the part that each is about."""
        node = NamedNode(thing)
        quads = (quad for parent in self._parents for quad in self.store.quads_for_pattern(None, parent, node, READING))
        parts = dict.fromkeys(quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode))
        return tuple((claim, part) for part in parts for claim in self.claims(part))

    def _quads(self, subject: NamedNode, path: NamedNode) -> Iterator[Quad]:
        return self.store.quads_for_pattern(subject, path, None, READING)

    def _read_about(self, claim: str) -> dict[str, str]:
        graphs = [quad.graph_name for quad in self.store.quads_for_pattern(NamedNode(claim), TYPE, EV.Claim, None)]
        quads = [quad for graph in graphs for quad in self.store.quads_for_pattern(NamedNode(claim), None, None, graph)]
        return {quad.predicate.value: quad.object.value for quad in quads if isinstance(quad.object, NamedNode | Literal)}

    def _read_said(self, claim: str, thing: str) -> tuple[tuple[str, Value], ...]:
        """What the claim says of the thing; all that it says, for a thing that rules made or that another name joined."""
        quads = [q for q in self.store.quads_for_pattern(None, None, None, NamedNode(claim)) if q.predicate not in self._companions]
        own = [quad for quad in quads if isinstance(quad.subject, NamedNode) and quad.subject.value.removesuffix("#place") == thing]
        return tuple(sorted(((q.predicate.value, value_of(q.object)) for q in _spoken(own or quads)), key=str))

    def _read_rulings(self, claim: str) -> tuple[Ruling, ...]:
        return tuple(rulings.on_claim(self.dataset, NamedNode(claim)))


def _spoken(quads: list[Quad]) -> Iterator[Quad]:
    """Of a text in several languages, the person's."""
    here = {quad.predicate for quad in quads if isinstance(quad.object, Literal) and quad.object.language == current()}
    for quad in quads:
        other = isinstance(quad.object, Literal) and quad.object.language not in (None, current())
        if not (other and quad.predicate in here):
            yield quad


def _tokens(value: Value) -> set[str]:
    """A value as it may stand in a row: the IRIs of a list, the dates of several sources, the text or number of a node."""
    if value is None or isinstance(value, bool):
        return set()
    text = str(value)
    if text.startswith(TIME.base):
        return {text, dates.from_iri(NamedNode(text)).edtf}
    if text.startswith(NUMBER.base):
        quantity = numbers.from_iri(NamedNode(text))
        return {text, quantity.expression, str(quantity.value)}
    if "://" in text:
        return {iri.removesuffix("#place") for iri in text.split()}
    return {text, *text.split(" | ")}


def said(dataset: "Dataset", pairs: Iterable[tuple[str, Value]], say: Say) -> str:
    """`début : 1999-10-28 ; parties : Namur, Québec`: each property once, with its values."""
    values: dict[str, dict[str, None]] = {}
    for predicate, value in pairs:
        term = NamedNode(value) if isinstance(value, str) and value.startswith(("http://", "https://")) and " " not in value else value
        values.setdefault(dataset.schema.label(NamedNode(predicate)), {})[say(dataset, term)] = None
    told = (_("{name} : {values}").format(name=name, values=", ".join(texts)) for name, texts in values.items())
    return _(" ; ").join(told)
