"""The ties over the years: the question `ties`, asked for the last day of every year, as spells of a state."""

import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pyoxigraph as ox
from pyoxigraph import Literal, Variable

from entrevilles.ontology import dates
from entrevilles.ontology.terms import ONTOLOGY_GRAPH, READING, XSD
from entrevilles.queries import answers, catalogue
from entrevilles.queries.answers import Value
from entrevilles.queries.catalogue import Question

NOT = "no"
Row = dict[str, Value]
Key = tuple[str, str]
"""A tie and its kind: one relationship may make ties of two kinds."""
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

    def extend(self, year: int, state: str) -> None:
        if self.spells and self.spells[-1][1:] == (year - 1, state):
            self.spells[-1] = (self.spells[-1][0], year, state)
        else:
            self.spells.append((year, year, state))


def ask(store: ox.Store, name: str) -> list[Row]:
    columns, rows = answers.ask(store, catalogue.find(name), {})
    return [dict(zip(columns, row, strict=True)) for row in rows]


def ties(store: ox.Store) -> tuple[range, dict[Key, Tie]]:
    """The years that the data speaks of, and every tie with its spells; years in which it is not in force have none."""
    reading = _in_memory(store)
    question = catalogue.find("ties")
    found = {_key(row): _tie(row) for row in _states(reading, question, "9999-12-31")}
    years = _years(found.values(), ask(store, "period"))
    # The engine lets go of the interpreter while it evaluates: two cores halve the wait.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for year, rows in zip(years, pool.map(lambda year: _states(reading, question, f"{year:04}-12-31"), years), strict=True):
            for row in rows:
                if (state := local(row["in_force"])) != NOT:
                    found[_key(row)].extend(year, state)
    return years, found


def local(value: Value) -> str:
    return str(value).rsplit("/", 1)[-1].rsplit("#", 1)[-1]


def _in_memory(store: ox.Store) -> ox.Store:
    """What the question reads, in memory: half the time of a run on disk."""
    copy = ox.Store()
    for graph in (READING, ONTOLOGY_GRAPH):
        copy.bulk_extend(store.quads_for_pattern(None, None, None, graph))
    return copy


def _states(store: ox.Store, question: Question, day: str) -> list[Row]:
    columns, rows = answers.ask(store, question, {Variable("_date"): Literal(day, datatype=XSD.date)})
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _key(row: Row) -> Key:
    return str(row["tie"]), str(row["kind"])


def _tie(row: Row) -> Tie:
    return Tie(str(row["a"]), str(row["b"]), str(row["kind"]), str(row["relationship"]), str(row["begin"] or ""), str(row["end"] or ""))


def _years(found: Iterable[Tie], period: Iterable[Mapping[str, Value]]) -> range:
    """From the first begin of a tie to the last day that a tie or an activity speaks of."""
    found = list(found)
    begins = [date for tie in found for date in said(tie.begin)]
    known = [*begins, *(date for tie in found for date in said(tie.end))]
    lasts = [date.latest.year for date in known if date.latest]
    lasts += [int(str(row["last"])[:4]) for row in period if row["last"]]
    firsts = [date.earliest.year for date in begins if date.earliest] or lasts
    return range(min(firsts), max(lasts) + 1) if lasts else range(0)


def said(text: str) -> list[dates.Date]:
    """The dates of a cell in which sources may differ: `1999 | 1999-10-28 | 2000`."""
    return [dates.parse(part, stored=True) for part in text.split(" | ") if part]
