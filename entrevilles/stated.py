"""What a source states: the first of its lines. The question `stated-by` has them all."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from entrevilles import told
from entrevilles.evidence import Shelf, said
from entrevilles.ontology.language import collation
from entrevilles.ontology.terms import EV, TYPE
from entrevilles.thing import Value, value

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset

FEW = 20
"""Claims that are shown."""
QUESTION = "stated-by"


@dataclass(frozen=True)
class Line:
    """One claim: where the source makes it, of what, and what it says."""

    locator: str
    about: tuple[Value, ...]
    says: str
    claim: Value


@dataclass(frozen=True)
class Stated:
    """The first `lines`, as they follow each other in the source, of `total` claims."""

    total: int
    lines: list[Line]


def stated(dataset: "Dataset", source: NamedNode) -> Stated:
    store = dataset.store
    made = {quad.subject: quad.graph_name for quad in store.quads_for_pattern(None, EV.source, source, None)}
    located = (quad for graph in set(made.values()) for quad in store.quads_for_pattern(None, EV.locator, None, graph))
    places = {quad.subject: quad.object.value for quad in located if isinstance(quad.object, Literal)}
    ranked = sorted((_rank(places.get(claim, "")), claim.value) for claim in made if isinstance(claim, NamedNode))
    shelf = Shelf(dataset)
    return Stated(len(ranked), [_line(dataset, shelf, claim) for _place, claim in ranked[:FEW]])


def _rank(locator: str) -> tuple[bool, list[int], str]:
    """Line 9 before line 10; what has no place last."""
    return not locator, [int(number) for number in re.findall(r"\d+", locator)], locator


def _line(dataset: "Dataset", shelf: Shelf, claim: str) -> Line:
    typed = dataset.store.quads_for_pattern(None, TYPE, None, NamedNode(claim))
    subjects = {quad.subject.value.partition("#")[0] for quad in typed if isinstance(quad.subject, NamedNode)}
    about = sorted((value(dataset, NamedNode(subject)) for subject in subjects), key=lambda one: (collation(one.text), one.iri))
    one = shelf.evidence(claim, "", set())
    return Line(one.locator, tuple(about), said(dataset, one.says, told.term), Value(claim.removeprefix(dataset.names.claim), claim))
