"""Rows as JSON objects, a column at a time: a dictionary for each of 100,000 rows would take three times as long."""

import json
from collections.abc import Sequence
from datetime import date

from entrevilles.viz.exports.table import Column

BETWEEN = ",\n"
"""One object a line."""
_ITEMS = json.JSONEncoder(ensure_ascii=False, separators=("\n", ":"), allow_nan=False)
"""A line for each item of a list: JSON has no line feed within a value."""


def dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def objects(columns: Sequence[Column]) -> list[str]:
    """What is not known is null."""
    names = (dumps(column.name).replace("%", "%%") for column in columns)
    row = "{" + ",".join(f"{name}:%s" for name in names) + "}"
    return [row % values for values in zip(*map(_values, columns), strict=True)]


def _values(column: Column) -> Sequence[str]:
    if column.kind == "texts":
        written = {value: dumps(value) for value in set(column.values)}
        return [written[value] for value in column.values]
    values = column.values
    if column.kind == "day":
        values = [value.isoformat() if isinstance(value, date) else None for value in values]
    return _ITEMS.encode(values)[1:-1].split("\n") if values else []
