"""The years that a network spans, and the dates of a cell in which sources may differ."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from entrevilles.ontology import dates

if TYPE_CHECKING:
    from entrevilles.queries.answers import Value
    from entrevilles.viz.network import Network, Row

LEAP = 10
"""Ties that come at once."""


def latest(period: "Iterable[Row]", sources: "Iterable[Mapping[str, Value]]", recorded: str) -> date | None:
    """The last day to which a source is dated, or what happened, began or ended (the question `period`), before the last record."""
    days = [day.earliest for day in _published(sources) if day.earliest and day.earliest == day.latest]
    days += [date.fromisoformat(str(row["dated"])) for row in period if row["dated"]]
    return max((day for day in days if day.isoformat() <= (recorded or "9999")), default=None)


def _published(sources: "Iterable[Mapping[str, Value]]") -> list[dates.Date]:
    return [day for row in sources for day in said(str(row["published"] or ""))]


def told(network: "Network", sources: "Iterable[Row]", recorded: str) -> range:
    """From the first begin of a tie to the last year that the data know: the latest date of a source, a contact or a begin.

    Nothing is known of the years after the last record (`recorded`, a day).
    """
    begins = [day for tie in network.ties.values() for day in said(tie.begin)]  # an end agreed for later is no fact yet
    known = [day.earliest.year for day in (*begins, *_published(sources)) if day.earliest]
    known += [contact.last.year for met in network.contacts.values() for contact in met if contact.last]
    past = [year for year in known if year <= int(recorded[:4] or 9999)]
    firsts = [day.earliest.year for day in begins if day.earliest] or past
    return range(min(firsts), max(*past, min(firsts)) + 1) if past else range(0)


def leaps(network: "Network", saying: "Iterable[Row]") -> dict[int, tuple[int, int]]:
    """Years from which many ties of unsaid begin count → how many, and of how many no source is dated (`tie-sources`)."""
    dated = {str(row["relationship"]) for row in saying if row["published"]}
    found: dict[int, list[bool]] = {}
    for tie in network.ties.values():
        if tie.spoken:
            found.setdefault(tie.spoken.year, []).append(tie.relationship not in dated)
    return {year: (len(each), sum(each)) for year, each in sorted(found.items()) if len(each) >= LEAP}


@cache
def said(text: str) -> tuple[dates.Date, ...]:
    """The dates of a cell in which sources may differ: `1999 | 1999-10-28 | 2000`."""
    return tuple(dates.parse(part, stored=True) for part in text.split(" | ") if part)
