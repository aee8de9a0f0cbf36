"""Text in XML: what XML cannot hold is written as ECMA-376 does (part 1, §22.9.2.19, ST_Xstring): U+0001 is `_x0001_`.

An underscore that would begin such a mark is itself `_x005F_`, so that `decoded` gives every text back.
"""

import json
import re
from collections.abc import Sequence
from datetime import date

from entrevilles.viz.exports.table import Column, Value

_UNFIT = "\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff"
_ENCODED = re.compile(f"[{_UNFIT}]|_(?=x[0-9A-Fa-f]{{4}}[_{_UNFIT}])")
_MARK = re.compile("_x([0-9A-Fa-f]{4})_")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})
"""Blanks too: a parser makes a space of those in an attribute, and a line feed of a carriage return in a text."""


def encoded(text: str) -> str:
    return _ENCODED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def decoded(text: str) -> str:
    return _MARK.sub(lambda found: chr(int(found[1], 16)), text)


def escaped(text: str) -> str:
    """For an attribute in double quotes, or the text of an element."""
    return encoded(text).translate(_ENTITIES)


def all_escaped(texts: Sequence[str]) -> Sequence[str]:
    """Most columns hold nothing to be escaped, which one look at them all together tells."""
    whole = " ".join(texts)
    if whole.isprintable() and "_x" not in whole and not any(char in whole for char in '&<>"'):
        return texts
    return [escaped(text) for text in texts]


def plain(value: Value) -> str:
    """A value as text: as XML Schema writes it, a list as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float | int):
        return repr(value)
    return value.isoformat() if isinstance(value, date) else as_json(value)


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def fragments(column: Column, before: str, after: str) -> Sequence[str]:
    """One piece of XML for each value, nothing for None."""

    def pieces(values: Sequence[Value]) -> list[str]:
        texts = [value if type(value) is str else "" if value in (None, ()) else plain(value) for value in values]
        return [f"{before}{text}{after}" if text else "" for text in all_escaped(texts)]

    return column.written(pieces)


def lines(*columns: Sequence[str]) -> str:
    """The pieces of each row together, a line for each."""
    return "\n".join(map("".join, zip(*columns, strict=True)))
