"""How much room a text takes, by the metrics of the font that it is drawn in: Arimo, which Arial, Helvetica, Liberation Sans share."""

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FAMILY = "Arimo, Arial, 'Liberation Sans', Helvetica, sans-serif"
ASCENT, DESCENT = 0.91, 0.22
"""Parts of an em above and below the base line."""
LEADING = 1.25
_BLANKS = re.compile(r"(?<!«)[ \t\r\n]+(?![:;!?»·])")
"""Where a line may end: in French, no line begins with a colon."""
_TIED = re.compile(r"(?<=«) | (?=[:;?!»])")
WIDEST = 1000
"""For what the table does not have, such as Chinese: thousandths of an em."""


def tied(text: str) -> str:
    """With blanks that do not break where no line may end in French: for what a browser sets."""
    return _TIED.sub("\u00a0", text)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Without kerning, which only ever brings letters nearer."""
    table = _table("bold" if bold else "regular")
    return size / 1000 * sum(table.get(ord(char), 0 if unicodedata.combining(char) else WIDEST) for char in text)


def wrapped(text: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """On as many lines as it needs: broken at blanks, and within a word (at its hyphens, if any) only where the word alone is too long."""
    lines: list[str] = []
    for word in (piece for whole in _BLANKS.split(text.strip()) for piece in _pieces(whole, room, size, bold=bold)):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, bold=bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines or [""]


def whole(text: str, room: float, size: float) -> list[str]:
    """As `wrapped`, but in as much room as its longest word takes: no word is broken, but at its hyphens."""
    words = re.split(r"(?<=-)", text.replace(" ", "-"))
    return wrapped(text, max(room, *(width(word, size) for word in words)), size)


def _pieces(word: str, room: float, size: float, *, bold: bool) -> Iterator[str]:
    """After a hyphen, where there is one."""
    piece = ""
    for char in word:
        if piece and width(piece + char, size, bold=bold) > room:
            cut = piece.rfind("-") + 1 or len(piece)
            yield piece[:cut]
            piece = piece[cut:]
        piece += char
    yield piece


@cache
def _table(style: str) -> dict[int, int]:
    """Built by `docs/widths.py`: code point → thousandths of an em."""
    runs = json.loads((Path(__file__).parent / "widths.json").read_text(encoding="utf-8"))[style]
    return {run[0] + step: wide for run in runs for step, wide in enumerate(run[1:])}
