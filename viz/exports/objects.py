"""Rows as JSON objects, a column at a time: a dictionary for each of 100,000 rows would take three times as long."""

import json
from collections.abc import Sequence
from datetime import date

from entrevilles.viz.exports.table import Column, Value

BETWEEN = ",\n"
"""One object a line."""
_ITEMS = json.JSONEncoder(ensure_ascii=False, separators=("\n", ":"), allow_nan=False)
"""A line for each item of a list: JSON has no line feed within a value."""


def dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def objects(columns: Sequence[Column], around: str = "%s", *, ahead: Sequence[Sequence[str]] = ()) -> list[str]:
    """What is not known is null. `around`: what stands around each, with a place before it for each of the texts `ahead`."""
    names = (dumps(column.name).replace("%", "%%") for column in columns)
    row = around % (*("%s" for _texts in ahead), "{" + ",".join(f"{name}:%s" for name in names) + "}")
    return [row % values for values in zip(*ahead, *map(_values, columns), strict=True)]


def _values(column: Column) -> Sequence[str]:
    if column.kind == "number":  # 0.0 and -0.0 are equal, and written differently
        return _items(column.values)
    return column.written(_lists if column.kind == "texts" else _items)


def _lists(values: Sequence[Value]) -> list[str]:
    return list(map(dumps, values))


def _items(values: Sequence[Value]) -> list[str]:
    plain = [value.isoformat() if isinstance(value, date) else value for value in values]
    return _ITEMS.encode(plain)[1:-1].split("\n") if values else []
