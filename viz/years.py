"""The ties over the years: each with the spells of years on whose last day its state is the same."""

from collections.abc import Iterable

from entrevilles.ontology import dates
from entrevilles.viz.network import NOT, Network, Row, Spell

Years = tuple[int, int, str]
"""First year, last year, state on 31 December of each year between them."""


def spells(found: Iterable[Spell], years: range) -> list[Years]:
    """Years in which it is not in force have none."""
    kept = ((_held(spell, years), spell.state) for spell in found if spell.state != NOT)
    return [(held[0], held[-1], state) for held, state in kept if held]


def _held(spell: Spell, years: range) -> range:
    until = spell.last.year if (spell.last.month, spell.last.day) == (12, 31) else spell.last.year - 1
    return range(max(spell.first.year, years.start), min(until, years.stop - 1) + 1)


def spanned(network: Network, period: Iterable[Row]) -> range:
    """From the first begin of a tie to the last day that a tie or an activity speaks of (the question `period`)."""
    begins = [day for tie in network.ties.values() for day in said(tie.begin)]
    known = [*begins, *(day for tie in network.ties.values() for day in said(tie.end))]
    lasts = [day.latest.year for day in known if day.latest]
    lasts += [int(str(row["last"])[:4]) for row in period if row["last"]]
    firsts = [day.earliest.year for day in begins if day.earliest] or lasts
    return range(min(firsts), max(lasts) + 1) if lasts else range(0)


def said(text: str) -> list[dates.Date]:
    """The dates of a cell in which sources may differ: `1999 | 1999-10-28 | 2000`."""
    return [dates.parse(part, stored=True) for part in text.split(" | ") if part]
