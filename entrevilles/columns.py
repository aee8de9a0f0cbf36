"""A table as wide as the terminal: words stay whole, and rows that would not fit are written one below another.

Rich makes the widest columns as narrow as the others, and cuts the words of both.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from entrevilles.ontology.errors import printable

if TYPE_CHECKING:
    from rich.console import Console

Row = Sequence[str]
_PIECE = re.compile(r" *(?:(?:[^ /-]|(?<=\d)-(?=\d))+[/-]*|[/-]+)(?: [:;!?»](?= |$))?")
"""What stays on one line: a word, with the mark that follows it in French, or one of an identifier or an address."""
_NUMBER = re.compile(r"[-−]?[0-9][0-9\u00a0\u202f]*(?:[.,][0-9]+)*")
LONGEST = 24
"""Characters of a piece that is kept whole."""
BETWEEN, EDGES = 3, 2
"""Characters between two columns, and at both ends."""


@dataclass(frozen=True)
class Cells:
    """`rows` have as many cells as there are `headers`."""

    headers: Row
    rows: Sequence[Row]

    def printed(self, console: "Console") -> None:
        widths = self.widths(console.width)
        if widths and self._tall(widths) <= self._long(console.width):
            self._side_by_side(console, widths)
        else:
            self._one_below_another(console)

    def widths(self, room: int) -> list[int]:
        """Of the columns; none where words would have to be cut. Identifiers may be narrower than texts, if that makes fewer lines."""
        room -= BETWEEN * (len(self.headers) - 1) + EDGES
        whole = [max(map(_width, column)) for column in self._columns]
        least = [max(min(max(map(_width, pieces(text)), default=0), LONGEST) for text in column) for column in self._columns]
        if sum(least) > room:
            return []
        told = [
            wanted if any(" " in text for text in column) else few for wanted, few, column in zip(whole, least, self._texts, strict=True)
        ]
        return min((_shared(wanted, least, whole, room) for wanted in (whole, told)), key=self._tall)

    @cached_property
    def _texts(self) -> list[Row]:
        return list(zip(*self.rows, strict=True)) or [()] * len(self.headers)

    @cached_property
    def _columns(self) -> list[Row]:
        return [(header, *texts) for header, texts in zip(self.headers, self._texts, strict=True)]

    def _tall(self, widths: Sequence[int]) -> int:
        """Lines of the rows, side by side."""
        return sum(max(len(wrapped(text, width)) for text, width in zip(row, widths, strict=True)) for row in self.rows)

    def _long(self, room: int) -> int:
        """Lines of the rows, one below another."""
        return sum(len(wrapped(text, max(room - self._margin, LONGEST))) for row in self.rows for text in row if text) + len(self.rows)

    @cached_property
    def _margin(self) -> int:
        return max(map(_width, self.headers), default=0) + EDGES

    def _side_by_side(self, console: "Console", widths: Sequence[int]) -> None:
        from rich import box
        from rich.table import Table

        made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for header, cells, width in zip(self.headers, self._columns, widths, strict=True):
            numbers = all(_NUMBER.fullmatch(text) for text in cells[1:] if text) and any(cells[1:])
            made.add_column("\n".join(wrapped(header, width)), width=width, no_wrap=True, justify="right" if numbers else "left")
        for row in self.rows:
            made.add_row(*("\n".join(wrapped(text, width)) for text, width in zip(row, widths, strict=True)))
        console.print(made)

    def _one_below_another(self, console: "Console") -> None:
        from rich.text import Text

        for row in self.rows:
            console.print()
            for header, text in zip(self.headers, row, strict=True):
                for number, line in enumerate(wrapped(text, max(console.width - self._margin, LONGEST)) if text else []):
                    name = header if number == 0 else ""
                    console.print(Text.assemble((name + " " * (self._margin - _width(name)), "bold"), line))
        console.print()


def cells(headers: Sequence[str], rows: Sequence[Sequence[object]]) -> Cells:
    return Cells([_text(header) for header in headers], [[_text(one) for one in row] for row in rows])


def _text(cell: object) -> str:
    return "" if cell is None else re.sub(r"\s*[\n\t]\s*", " ", printable(str(cell)))


def pieces(text: str) -> Iterator[str]:
    return (piece.strip(" ") for piece in _PIECE.findall(text))


def wrapped(text: str, width: int) -> list[str]:
    """The lines of a cell; only a piece that is longer than a line is cut."""
    if _width(text) <= width:
        return [text]
    lines = [""]
    for piece in _PIECE.findall(text):
        if _width(lines[-1] + piece) <= width:
            lines[-1] += piece
            continue
        rest = piece.lstrip(" ")
        while rest:
            fits = next((end for end in range(min(len(rest), width), 1, -1) if _width(rest[:end]) <= width), 1)
            lines.append(rest[:fits])
            rest = rest[fits:]
    return lines[1:] if len(lines) > 1 and not lines[0] else lines


def _shared(wanted: Sequence[int], least: Sequence[int], whole: Sequence[int], room: int) -> list[int]:
    """What each column wants, up to a width that is the same for all; then what is left, from the first to the last."""
    capped = ([min(want, max(few, cap)) for want, few in zip(wanted, least, strict=True)] for cap in range(room, -1, -1))
    found = next(widths for widths in capped if sum(widths) <= room)
    for place, most in enumerate(whole):
        found[place] += min(most - found[place], room - sum(found))
    return found


def _width(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)
