"""When an activity was, as far as anybody reports it: a day that was only announced is no day of what was held.

A stop or a meeting without a day of its own is told by its mission, and then said to be some day of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox
from pyoxigraph import NamedNode

from entrevilles.ontology import dates, prose
from entrevilles.ontology.dates import Date
from entrevilles.ontology.language import _
from entrevilles.ontology.terms import CONCEPT, EV, READING


@dataclass(frozen=True, slots=True)
class When:
    """`cell`: EDTF, joined by « | » where sources differ. `announced`: known from a plan only. `whole`: of a journey of several stops."""

    cell: str
    announced: bool = False
    whole: bool = False
    end: date | None = None

    @property
    def text(self) -> str:
        return self._marked(self._spoken(prose.moments(self.cell)))

    @property
    def day(self) -> str:
        """Of the month, for a calendar; nothing where no day is known."""
        first = self._first
        return self._marked(_("à partir du {date}").format(date=first.day) if self.whole else str(first.day)) if first else ""

    def _spoken(self, text: str) -> str:
        first = self._first
        if first and self.end and first < self.end:
            return prose.days(first, self.end)
        return _("à partir du {date}").format(date=text) if first and self.whole else text

    def _marked(self, text: str) -> str:
        return _("{what} (annoncé)").format(what=text) if self.announced else text

    @property
    def _first(self) -> date | None:
        return _day([dates.parse(part, stored=True) for part in self.cell.split(" | ")])


def told(store: ox.Store, thing: str) -> When | None:
    """Of an activity, or of the one in which the thing is a part; None where no date is known of it."""
    node = NamedNode(thing)
    activity = next(_objects(store, node, EV.participationIn), node)
    if found := _of(store, activity):
        return found
    journeys = (journey for path in (EV.stopOf, EV.during) for journey in _objects(store, activity, path))
    return next((found for journey in journeys if (found := _of(store, journey))), None)


def _of(store: ox.Store, activity: NamedNode) -> When | None:
    begins, announced = _dates(store, activity, EV.begin)
    if not begins:
        return None
    ends, end_announced = _dates(store, activity, EV.end)
    held = any(store.quads_for_pattern(activity, EV.attestedAs, CONCEPT.reported, READING))
    several = len(list(store.quads_for_pattern(None, EV.stopOf, activity, READING))) > 1
    cell = " | ".join(sorted(one.edtf for one in begins))
    return When(cell, held and announced, several, None if end_announced and not announced else _day(ends))


def _dates(store: ox.Store, activity: NamedNode, path: NamedNode) -> tuple[list[Date], bool]:
    """What reports say; what plans said only where those leave the month open; and whether a plan was followed."""
    values = list(_objects(store, activity, path))
    planned = {value for value in values if _is_planned(store, activity, path, value)}
    reported = [dates.from_iri(value) for value in values if value not in planned]
    if any(map(_month, reported)):
        return reported, False
    finer = [one for one in map(dates.from_iri, planned) if not reported or any(map(one.within, reported))]
    return reported + finer, bool(finer)


def _is_planned(store: ox.Store, activity: NamedNode, path: NamedNode, value: NamedNode) -> bool:
    """Each claim that says so announces it, or aims at it."""
    claims = [q.graph_name for q in store.quads_for_pattern(activity, path, value, None) if q.graph_name != READING]
    said = [q.object for claim in claims if isinstance(claim, NamedNode) for q in store.quads_for_pattern(claim, EV.modality, None, None)]
    return bool(said) and all(one in (CONCEPT.announced, CONCEPT.objective) for one in said)


def _objects(store: ox.Store, node: NamedNode, path: NamedNode) -> Iterator[NamedNode]:
    found = [quad.object for quad in store.quads_for_pattern(node, path, None, READING)]
    return (one for one in sorted(found, key=str) if isinstance(one, NamedNode))


def _month(one: Date) -> bool:
    return bool(one.earliest and one.latest and (one.earliest.year, one.earliest.month) == (one.latest.year, one.latest.month))


def _day(found: Sequence[Date]) -> date | None:
    """The one day that they name; the others leave it open."""
    days = [one for one in found if one.earliest and one.earliest == one.latest]
    return days[0].earliest if days and all(days[0].within(one) for one in found) else None
