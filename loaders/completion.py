"""The ids that a build minted, written back into the tables of a dataset, so that they survive edits and sorting."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from entrevilles.graph.records import Record
from entrevilles.loaders import sheets, tables
from entrevilles.ontology.cells import guarded
from entrevilles.ontology.language import fold
from entrevilles.ontology.schema import Schema

COLUMNS = ("id", "claim")


def incomplete(record: Record) -> bool:
    """A child's id is made of its parent's and needs no cell."""
    return not record.claim or (not record.id and not record.type.parent)


def completed(path: Path, records: Iterable[Record], schema: Schema) -> bytes:
    """The CSV file with its empty `id` and `claim` cells filled from its records; all else as it was, in UTF-8."""
    delimiter, rows = sheets.csv_table(path)
    by_row = {record.where.row: record for record in records}
    record_type = next(iter(by_row.values())).type
    start = tables.header_row(sheets.Sheet(path.name, path.stem, rows), tables.columns_of(record_type, schema))
    assert start is not None
    header = rows[start][1]
    header += [name for name in COLUMNS if name not in map(fold, header)]
    places = {name: [fold(title) for title in header].index(name) for name in COLUMNS}
    for number, cells in rows:
        if record := by_row.get(number):
            cells.extend([""] * (len(header) - len(cells)))
            cells[places["claim"]] = record.claim
            if not record.type.parent:
                cells[places["id"]] = record.id
    out = io.StringIO()
    lines = ([guarded(cell) for cell in cells] for _number, cells in rows)
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(lines)
    return out.getvalue().encode()
