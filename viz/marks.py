"""Markdown made of data: what a name holds is text, whatever characters it is written with.

A template is Markdown; what it prints of the data passes through `plain`, unless it is `Markdown` that we made.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from entrevilles.ontology import dates
from entrevilles.ontology.errors import InputError, printable
from entrevilles.ontology.language import fold

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_BLANK = re.compile(r"[ \t\n]+")
"""Not the spaces that do not break, which stand within numbers."""
_WEB = re.compile(r"https?://\S+", re.IGNORECASE)

_JOINED = re.compile(r"(?:, | )(?:et|and) |, ")
"""Between the parts of a label: « inclusion, égalité et diversité »."""


STATES = {"yes": "●", "no": "○", "cannot-be-told": "?", "sources-disagree": "≠"}
"""Of a tie, in a line of text: seen in black and white, and heard."""


class Markdown(str):
    """Text that is Markdown already."""

    __slots__ = ()


class Cell(str):
    """One value of an answer in the person's words; `id` is what it is in the graph: `yes`, `namur`, `2023-08`."""

    __slots__ = ("id", "number")
    id: str
    number: bool

    def __new__(cls, text: str, name: str = "", *, number: bool = False) -> "Cell":
        made = super().__new__(cls, text)
        made.id, made.number = name or text, number
        return made


class Row(dict[str, Cell]):
    """One row of an answer, by the names of its columns; `labels` are those of its question, `thing` what it is about."""

    def __init__(self, cells: Mapping[str, Cell], labels: Mapping[str, str], thing: str = "") -> None:
        super().__init__(cells)
        self.labels, self.thing = labels, thing


def plain(text: object) -> str:
    """Text that Markdown leaves as it is, on one line: every punctuation mark is escaped, which CommonMark allows."""
    return _PUNCTUATION.sub(r"\\\1", _BLANK.sub(" ", printable(str(text))))


def finalize(value: object) -> str:
    """What `{{ … }}` writes into the paper."""
    return str(value) if isinstance(value, Markdown) else plain("" if value is None else value)


def link(text: str, address: str) -> Markdown:
    """A link to a web page; the text alone where the address is none."""
    if not _WEB.fullmatch(address):
        return Markdown(plain(text))
    return Markdown(f"[{plain(text)}](<{quote(address, safe=SAFE)}>)")


SAFE = ":/?#[]@!$&'()*+,;=%~-._"
"""What may stand in an address as it is (RFC 3986)."""


def table(rows: Sequence[Row], columns: Mapping[str, str] | Sequence[str], marks: Iterable[str] = ()) -> Markdown:
    """A table of these columns, under their own headers or those of the question; a column without any value is left out."""
    if not rows:
        return Markdown("")
    names = {name: _header(rows[0], name, columns) for name in columns}
    used = [name for name in names if any(row[name] for row in rows)] or list(names)
    right = [all(row[name].number for row in rows if row[name]) for name in used]
    lines = [_line(plain(names[name]) for name in used), _line("---:" if number else "---" for number in right)]
    after = [*marks, *([""] * len(rows))]
    for row, mark in zip(rows, after, strict=False):
        cells = [plain(row[name]) for name in used]
        place = next((index for index, number in enumerate(right) if cells[index] and not number), 0)
        cells[place] += mark
        lines.append(_line(cells))
    return Markdown("\n\n" + "\n".join(lines) + "\n\n")


def _header(row: Row, name: str, columns: Mapping[str, str] | Sequence[str]) -> str:
    return columns[name] if isinstance(columns, Mapping) else row.labels.get(name, name)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def grouped(rows: Iterable[Row], column: str, first: Sequence[str] = ()) -> list[tuple[Cell, list[Row]]]:
    """The rows by what they have in a column: the values named `first`, then the others as they come, then those without any."""
    found: dict[str, tuple[Cell, list[Row]]] = {}
    for row in rows:
        found.setdefault(row[column].id, (row[column], []))[1].append(row)
    rank = {name: place for place, name in enumerate(first)}
    return sorted(found.values(), key=lambda group: (not group[0], rank.get(group[0].id, len(rank))))


def distinct(rows: Iterable[Row], column: str) -> list[Cell]:
    """The different values of a column, in French order."""
    return sorted({row[column].id: row[column] for row in rows if row[column]}.values(), key=fold)


def unrepeated(rows: Iterable[Row], column: str) -> list[Cell]:
    """The different values, less those that another names with something else: « culture » beside « culture et francophonie »."""
    values = distinct(rows, column)
    parts = {fold(part) for value in values if len(found := _JOINED.split(value)) > 1 for part in found}
    return [value for value in values if fold(value) not in parts]


def finest(rows: Iterable[Row], column: str) -> list[Row]:
    """The rows whose date in a column no other row says more exactly: 1999-10-28 and 2000, not 1999."""
    found = [(row, _read(row[column])) for row in rows]
    known = [date for _row, told in found for date in told]
    return [row for row, told in found if not any(other.edtf != date.edtf and other.within(date) for date in told for other in known)]


def merged(rows: Iterable[Row], column: str) -> list[Row]:
    """One row for each value of a column, with all that its rows say in the other columns."""
    return [Row({name: _all(found, name) for name in found[0]}, found[0].labels, found[0].thing) for _value, found in grouped(rows, column)]


def beside(rows: Iterable[Row], others: Iterable[Row], on: str, column: str) -> list[Row]:
    """The rows with one more column: what the rows of another answer that have the same `on` say in it."""
    known = {value.id: found for value, found in grouped(others, on)}
    return [Row({**row, column: _all(known.get(row[on].id, []), column)}, row.labels, row.thing) for row in rows]


def either(rows: Iterable[Row], column: str, other: str) -> list[Row]:
    """The rows with, in a column where they have nothing, what another column has."""
    return [Row({**row, column: row[column] or row[other]}, row.labels, row.thing) for row in rows]


def unlike(rows: Iterable[Row], column: str, other: str) -> list[Row]:
    """The rows with nothing in a column of places where it is what another column says: Brazil, a country, is no city."""
    none = Cell("")
    return [
        Row({**row, column: none if row[column].id.removesuffix("#place") == row[other].id else row[column]}, row.labels, row.thing)
        for row in rows
    ]


def until(rows: Iterable[Row], column: str, day: Cell) -> list[Row]:
    """The rows that a date says to be of that day or earlier, whatever it leaves open: « 2023 » is not yet past in June."""
    return [row for row in rows if any(date.latest and date.latest.isoformat() <= day.id for date in _dates(row[column]))]


def _dates(cell: Cell) -> list[dates.Date]:
    return [dates.parse(text, stored=True) for text in cell.id.split(" | ") if text]


def having(rows: Iterable[Row], column: str, thing: Cell) -> list[Row]:
    """The rows that name a thing in a column of several."""
    return [row for row in rows if thing.id in row[column].id.split()]


def overdue(rows: Iterable[Row], day: Cell, years: int = 5) -> list[Row]:
    """Of `open-commitments`: those planned for an earlier day, and those without a day that were made so many years before."""
    long_ago = f"{int(day.id[:4]) - years:04}{day.id[4:]}"
    limits = ((row, _dates(row["due"]) or _dates(row["since"]), day.id if row["due"] else long_ago) for row in rows)
    return [row for row, told, limit in limits if told and all(one.latest and one.latest.isoformat() < limit for one in told)]


def _read(cell: Cell) -> list[dates.Date]:
    """No dates, of what is none."""
    try:
        return _dates(cell)
    except InputError:
        return []


def _all(rows: Sequence[Row], column: str) -> Cell:
    found = {row[column].id: row[column] for row in rows if row[column]}
    return next(iter(found.values())) if len(found) == 1 else Cell(", ".join(found.values()), " ".join(found))


FUNCTIONS: dict[str, Any] = {
    "grouped": grouped,
    "distinct": distinct,
    "unrepeated": unrepeated,
    "finest": finest,
    "having": having,
    "overdue": overdue,
    "merged": merged,
    "beside": beside,
    "either": either,
    "unlike": unlike,
    "until": until,
}
