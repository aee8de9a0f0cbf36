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


def restated(path: Path, row: Row, schema: Schema, number: int = 0) -> bytes:
    """The CSV file with this row in the place of that of this number, or at its end."""
    texts = {"id": row.id, **{_title(wanted): text for wanted, text in row.cells.items()}, **row.parts, "claim": row.claim}
    return _with(path, number, texts, row.type, schema)


def without(path: Path, number: int) -> bytes:
    """The CSV file without the row of this number."""
    delimiter, rows = sheets.csv_table(path)
    return _csv(delimiter, [cells for at, cells in rows if at != number])


def _with(path: Path, number: int, texts: Mapping[str, str], record_type: RecordType, schema: Schema) -> bytes:
    """`texts`: by header. Of the row that is replaced, what stands in columns that are not read is kept."""
    known = tables.columns_of(record_type, schema)
    delimiter, rows = sheets.csv_table(path) if path.exists() else (",", [])
    start = tables.header_row(sheets.Sheet(path.name, path.stem, rows), known)
    if start is None:
        start, rows = 0, [(1, [])]
    header = rows[start][1]
    cells = {_place(header, title, known): text for title, text in texts.items() if text}
    before = next((cells for at, cells in rows if at == number), []) if number else []
    kept = {place: text for place, text in enumerate(before) if place >= len(header) or fold(header[place]) not in known}
    row = [cells.get(place, kept.get(place, "")) for place in range(max(len(header), len(before)))]
    lines = [row if number and at == number else cells for at, cells in rows]
    return _csv(delimiter, lines if number else [*lines, row])


def _title(wanted: Header) -> str:
    field, lang = wanted
    return choose(field.name) + (f" [{lang}]" if field.localised and lang != LANGUAGES[0] else "")


def _place(header: list[str], title: str, known: Mapping[str, tables.Column]) -> int:
    meaning = known[fold(title)].meaning
    places = [place for place, text in enumerate(header) if (column := known.get(fold(text))) and column.meaning == meaning]
    if not places:
        header.append(title)
    return places[0] if places else len(header) - 1


def _csv(delimiter: str, lines: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows([guarded(cell) for cell in line] for line in lines)
    return out.getvalue().encode()
