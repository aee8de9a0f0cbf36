"""Whether a relationship, or a mandate, is in force on a day: one of four answers for each tie that it makes."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from entrevilles.graph.spells import NO
from entrevilles.ontology.language import collation
from entrevilles.ontology.terms import EV, READING

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset


def in_force(dataset: "Dataset", thing: NamedNode, day: date) -> list[tuple[str, NamedNode]]:
    """The ends of each tie, and the answer that `state-between` gives: no, of what has not begun. Nothing of what never binds."""
    ties = (tie for tie in (thing, *_ties(dataset, thing)) if any(_spells(dataset, tie)))
    found = [(_ends(dataset, tie), _answer(dataset, tie, day)) for tie in ties]
    return sorted(found, key=lambda pair: collation(pair[0]))


def _ties(dataset: "Dataset", relationship: NamedNode) -> Iterator[NamedNode]:
    for quad in dataset.store.quads_for_pattern(None, EV.via, relationship, READING):
        if isinstance(quad.subject, NamedNode) and dataset.index.cls(quad.subject) == EV.Tie:
            yield quad.subject


def _spells(dataset: "Dataset", of: NamedNode) -> Iterator[Mapping[NamedNode, str]]:
    for spell in dataset.store.quads_for_pattern(None, EV.spellOf, of, READING):
        quads = dataset.store.quads_for_pattern(spell.subject, None, None, READING)
        yield {quad.predicate: quad.object.value for quad in quads if isinstance(quad.object, NamedNode | Literal)}


def _answer(dataset: "Dataset", of: NamedNode, day: date) -> NamedNode:
    spells = (spell for spell in _spells(dataset, of) if spell[EV.firstDay] <= day.isoformat() <= spell[EV.lastDay])
    return next((NamedNode(spell[EV.inForce]) for spell in spells), NO)


def _ends(dataset: "Dataset", tie: NamedNode) -> str:
    quads = dataset.store.quads_for_pattern(tie, EV.tieOf, None, READING)
    return " – ".join(sorted((dataset.label(quad.object.value) for quad in quads if isinstance(quad.object, NamedNode)), key=collation))
