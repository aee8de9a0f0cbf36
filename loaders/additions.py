"""One row more in a table that a person keeps, under the headers that it has."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from entrevilles.loaders import sheets, tables
from entrevilles.ontology.cells import guarded
from entrevilles.ontology.language import LANGUAGES, choose, fold
from entrevilles.ontology.schema import Field, RecordType, Schema

Header = tuple[Field, str]
"""A column, and the language of its text."""


def appended(path: Path, row: Mapping[Header, str], record_type: RecordType, schema: Schema) -> bytes:
    """The CSV file with this row at its end; a column that it lacks is added, a file that is not there begun."""
    known = tables.columns_of(record_type, schema)
    delimiter, rows = sheets.csv_table(path) if path.exists() else (",", [])
    start = tables.header_row(sheets.Sheet(path.name, path.stem, rows), known)
    if start is None:
        start, rows = 0, [(1, [])]
    header = rows[start][1]
    cells = {_place(header, wanted, known): text for wanted, text in row.items() if text}
    rows.append((0, [cells.get(place, "") for place in range(len(header))]))
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows([guarded(cell) for cell in line] for _number, line in rows)
    return out.getvalue().encode()


def _place(header: list[str], wanted: Header, known: Mapping[str, tables.Column]) -> int:
    field, lang = wanted
    title = choose(field.name) + (f" [{lang}]" if field.localised and lang != LANGUAGES[0] else "")
    meaning = known[fold(title)].meaning
    places = [place for place, text in enumerate(header) if (column := known.get(fold(text))) and column.meaning == meaning]
    if not places:
        header.append(title)
    return places[0] if places else len(header) - 1
