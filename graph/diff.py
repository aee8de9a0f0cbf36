"""What changed between two generations, claim by claim."""

from dataclasses import dataclass

import pyoxigraph as ox
from pyoxigraph import NamedNode

from entrevilles.graph.generations import Generation, Generations, Opened
from entrevilles.ontology.errors import DatasetError
from entrevilles.ontology.language import _
from entrevilles.ontology.terms import EV, TYPE


@dataclass(frozen=True)
class Difference:
    """Claim IRIs, sorted."""

    before: int
    after: int
    added: list[str]
    removed: list[str]
    changed: list[str]


def compare(generations: Generations, before: int | None = None, after: int | None = None) -> Difference:
    """Without numbers: the current generation and the one before it. Raises DatasetError for a number that is not kept."""
    kept = {generation.number: generation for generation in generations.history()}
    current = generations.current()
    last = after if after is not None else (current.number if current else 0)
    first = before if before is not None else max((number for number in kept if number < last), default=last)
    old, new = (_claims(_kept(kept, number)) for number in (first, last))
    return Difference(
        first,
        last,
        sorted(new.keys() - old.keys()),
        sorted(old.keys() - new.keys()),
        sorted(claim for claim in old.keys() & new.keys() if old[claim] != new[claim]),
    )


def _kept(kept: dict[int, Generation], number: int) -> Generation:
    if number not in kept:
        known = ", ".join(str(n) for n in kept) or _("aucune")
        raise DatasetError(_("la génération {number} n'est pas gardée ; connues : {known}").format(number=number, known=known))
    return kept[number]


def _claims(generation: Generation) -> dict[str, frozenset[str]]:
    opened = Opened(generation)  # its lock holds off a sweep for as long as it is referred to
    store = opened.store
    return {
        quad.subject.value: frozenset(_content(store, quad.subject, quad.graph_name))
        for quad in store.quads_for_pattern(None, TYPE, EV.Claim, None)
        if isinstance(quad.subject, NamedNode)
    }


def _content(store: ox.Store, claim: NamedNode, graph: object) -> list[str]:
    assert isinstance(graph, NamedNode)
    said = store.quads_for_pattern(None, None, None, claim)
    about = store.quads_for_pattern(claim, None, None, graph)
    return [str(quad) for quads in (said, about) for quad in quads]
