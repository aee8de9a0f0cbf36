"""Which ties are not new where they begin: taken over from a merged municipality, or opened by an act that renews."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode

from entrevilles.ontology.dates import Date
from entrevilles.ontology.terms import CONCEPT, EV, READING
from entrevilles.viz import years

if TYPE_CHECKING:
    from entrevilles.viz.network import Tie


def marked(store: ox.Store, ties: "Mapping[str, Tie]") -> "dict[str, Tie]":
    """The ties, with what each of them continues."""
    former = {tie.value: old.value for tie, old in _pairs(store, EV.inheritedFrom)}
    renewed = _renewals(store)
    return {
        iri: replace(tie, inherited=former.get(iri, ""), renewal=_meet(years.said(tie.begin), renewed.get(tie.relationship, [])))
        for iri, tie in ties.items()
    }


def _renewals(store: ox.Store) -> dict[str, list[Date]]:
    """Relationship → the dates of the renewals of it that are reported: one that is announced may never come."""
    found: dict[str, list[Date]] = {}
    said = ((EV.kind, CONCEPT.renewal), (EV.attestedAs, CONCEPT.reported))
    for act, relationship in _pairs(store, EV.eventOf):
        if all(any(store.quads_for_pattern(act, path, value, READING)) for path, value in said):
            found.setdefault(relationship.value, []).extend(_begins(store, act))
    return found


def _begins(store: ox.Store, act: NamedNode) -> list[Date]:
    days = [quad.object for quad in store.quads_for_pattern(act, EV.begin, None, READING)]
    texts = [quad.object for day in days if isinstance(day, NamedNode) for quad in store.quads_for_pattern(day, EV.edtf, None, READING)]
    return [date for text in texts if isinstance(text, Literal) for date in years.said(text.value)]


def _meet(some: Iterable[Date], others: Iterable[Date]) -> bool:
    """Whether one of these may be the day of one of those."""
    known = [(one.earliest, one.latest) for one in others]
    return any(
        low and high and one.earliest and one.latest and low <= one.latest and one.earliest <= high for one in some for low, high in known
    )


def _pairs(store: ox.Store, path: NamedNode) -> list[tuple[NamedNode, NamedNode]]:
    found = [(quad.subject, quad.object) for quad in store.quads_for_pattern(None, path, None, READING)]
    return [(one, other) for one, other in found if isinstance(one, NamedNode) and isinstance(other, NamedNode)]
