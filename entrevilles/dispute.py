"""The sides of one disagreement: each claim, what it says of the property, who says it, what was decided."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from entrevilles import rulings
from entrevilles.evidence import Shelf
from entrevilles.ontology.language import collation
from entrevilles.ontology.terms import EV, READING
from entrevilles.rulings import Ruling
from entrevilles.thing import Value, value

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset


@dataclass(frozen=True)
class Side:
    says: tuple[Value, ...]
    source: Value
    locator: str
    claim: Value
    rulings: list[Ruling]


def sides(dataset: "Dataset", disagreement: NamedNode) -> list[Side]:
    """In the order of what they say; nothing of what is no disagreement."""
    store = dataset.store
    on = next(store.quads_for_pattern(disagreement, EV.onProperty, None, READING), None)
    if on is None or not isinstance(on.object, NamedNode):
        return []
    claims = (quad.object for quad in store.quads_for_pattern(disagreement, EV.between, None, READING))
    shelf = Shelf(dataset)
    found = [_side(dataset, shelf, claim, on.object) for claim in claims if isinstance(claim, NamedNode)]
    return sorted(found, key=lambda one: ([said.rank for said in one.says], collation(one.source.text), one.claim.text))


def _side(dataset: "Dataset", shelf: Shelf, claim: NamedNode, on: NamedNode) -> Side:
    says = {value(dataset, quad.object) for quad in dataset.store.quads_for_pattern(None, on, None, claim)}
    source, locator = shelf.where(claim.value)
    decided = [one for one in rulings.on_claim(dataset, claim) if one.about in (None, on)]
    told = tuple(sorted(says, key=lambda one: one.rank))
    return Side(told, value(dataset, NamedNode(source)), locator, value(dataset, claim), decided)
