"""The ties over the years: each with the spells of years on whose last day its state is the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import pyoxigraph as ox

from entrevilles.ontology import dates
from entrevilles.queries import answers, catalogue
from entrevilles.queries.answers import Value

NOT = "no"
Row = dict[str, Value]
Spell = tuple[int, int, str]
"""First year, last year, state on 31 December of each year between them."""


@dataclass
class Tie:
    a: str
    b: str
    kind: str
    relationship: str
    begin: str
    end: str
    spells: list[Spell] = field(default_factory=list)

    def hold(self, first: Value, last: Value, state: str, years: range) -> None:
        """A state from day to day, as the years on whose 31 December it holds."""
        assert isinstance(first, date)
        assert isinstance(last, date)
        until = last.year if (last.month, last.day) == (12, 31) else last.year - 1
        kept = range(max(first.year, years.start), min(until, years.stop - 1) + 1)
        if kept:
            self.spells.append((kept[0], kept[-1], state))


def ask(store: ox.Store, name: str, **given: str) -> list[Row]:
    """A question of the catalogue with literal parameters."""
    question = catalogue.find(name)
    columns, rows = answers.ask(
        store, question, {question.param(key).variable: question.param(key).literal(text) for key, text in given.items()}
    )
    return [dict(zip(columns, row, strict=True)) for row in rows]


def ties(store: ox.Store) -> tuple[range, dict[str, Tie]]:
    """The years that the data speaks of, and every tie with its spells; years in which it is not in force have none."""
    found = {str(row["tie"]): _tie(row) for row in ask(store, "ties", date="9999-12-31")}
    years = _years(found.values(), ask(store, "period"))
    for row in ask(store, "spells"):
        if (state := local(row["in_force"])) != NOT:
            found[str(row["tie"])].hold(row["first"], row["last"], state, years)
    return years, found


def local(value: Value) -> str:
    return str(value).rsplit("/", 1)[-1].rsplit("#", 1)[-1]


def _tie(row: Row) -> Tie:
    return Tie(str(row["a"]), str(row["b"]), str(row["kind"]), str(row["relationship"]), str(row["begin"] or ""), str(row["end"] or ""))


def _years(found: Iterable[Tie], period: Iterable[Mapping[str, Value]]) -> range:
    """From the first begin of a tie to the last day that a tie or an activity speaks of."""
    found = list(found)
    begins = [day for tie in found for day in said(tie.begin)]
    known = [*begins, *(day for tie in found for day in said(tie.end))]
    lasts = [day.latest.year for day in known if day.latest]
    lasts += [int(str(row["last"])[:4]) for row in period if row["last"]]
    firsts = [day.earliest.year for day in begins if day.earliest] or lasts
    return range(min(firsts), max(lasts) + 1) if lasts else range(0)


def said(text: str) -> list[dates.Date]:
    """The dates of a cell in which sources may differ: `1999 | 1999-10-28 | 2000`."""
    return [dates.parse(part, stored=True) for part in text.split(" | ") if part]
