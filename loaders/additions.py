"""One row more, or another row, in a table that a person keeps, under the headers that it has."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from entrevilles.graph.rows import Header, Row
from entrevilles.loaders import sheets, tables
from entrevilles.ontology.cells import guarded
from entrevilles.ontology.language import LANGUAGES, choose, fold
from entrevilles.ontology.schema import RecordType, Schema


def appended(path: Path, row: Mapping[Header, str], record_type: RecordType, schema: Schema) -> bytes:
    """The CSV file with this row at its end; a column that it lacks is added, a file that is not there begun."""
    return _with(path, 0, {_title(wanted): text for wanted, text in row.items()}, record_type, schema)


def restated(path: Path, row: Row, schema: Schema, number: int = 0, before: Row | None = None) -> bytes:
    """The CSV file with this row at its end, or in the place of the one of this number: `before`, whose other cells stay as written."""
    texts, old = _texts(row), _texts(before) if before else {}
    changes = {title: texts.get(title, "") for title in {**old, **texts} if texts.get(title) != old.get(title)}
    return _with(path, number, changes, row.type, schema)


def without(path: Path, number: int) -> bytes:
    """The CSV file without the row of this number."""
    delimiter, rows = sheets.csv_table(path)
    return _csv(delimiter, [cells for at, cells in rows if at != number])


def _with(path: Path, number: int, texts: Mapping[str, str], record_type: RecordType, schema: Schema) -> bytes:
    """These texts, by header, in the row of this number, or in a new one for 0."""
    known = tables.columns_of(record_type, schema)
    delimiter, rows = sheets.csv_table(path) if path.exists() else (",", [])
    start = tables.header_row(sheets.Sheet(path.name, path.stem, rows), known)
    if start is None:
        start, rows = 0, [(1, [])]
    header = rows[start][1]
    row = next((cells for at, cells in rows if number and at == number), [])
    if not number:
        rows.append((0, row))
    for title, text in texts.items():
        place = _place(header, title, known)
        if place is None and text:
            place = len(header)
            header.append(title)
        if place is not None:
            row.extend([""] * (max(len(header), place + 1) - len(row)))
            row[place] = text
    row.extend([""] * (len(header) - len(row)))
    return _csv(delimiter, [cells for _at, cells in rows])


def _texts(row: Row) -> dict[str, str]:
    return {"id": row.id, **{_title(wanted): text for wanted, text in row.cells.items()}, **row.parts, "claim": row.claim}


def _title(wanted: Header) -> str:
    field, lang = wanted
    return choose(field.name) + (f" [{lang}]" if field.localised and lang != LANGUAGES[0] else "")


def _place(header: list[str], title: str, known: Mapping[str, tables.Column]) -> int | None:
    meaning = known[fold(title)].meaning
    return next((place for place, text in enumerate(header) if (it := known.get(fold(text))) and it.meaning == meaning), None)


def _csv(delimiter: str, lines: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows([guarded(cell) for cell in line] for line in lines)
    return out.getvalue().encode()
