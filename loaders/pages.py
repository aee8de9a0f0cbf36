"""The pages of a table as they stand in its file, with what each column means: for changing rows and leaving the rest."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from entrevilles.loaders import sheets, tables
from entrevilles.ontology.cells import guarded
from entrevilles.ontology.errors import UnknownName
from entrevilles.ontology.language import choose, fold, slugify
from entrevilles.ontology.schema import RecordType, Schema


@dataclass
class Page:
    """One sheet. `file` is below the root of the dataset; `target` where it is written: a CSV file, also for a workbook's."""

    file: Path
    target: Path
    sheet: sheets.Sheet
    delimiter: str
    start: int
    columns: list[tables.Column | None]

    def column(self, place: int) -> tables.Column | None:
        return self.columns[place] if place < len(self.columns) else None

    def text(self, rows: list[list[str]]) -> bytes:
        out = io.StringIO()
        lines = ([guarded(cell) for cell in row] for row in rows)
        csv.writer(out, delimiter=self.delimiter, lineterminator="\n").writerows(lines)
        return out.getvalue().encode()


def read(root: Path, file: Path, schema: Schema) -> Iterator[Page]:
    """The sheets of this file that are tables, in their order."""
    taken: set[Path] = set()
    for sheet in sheets.read(root / file):
        try:
            record_type = tables.type_of(sheet, schema)
        except UnknownName:
            continue
        if not sheet.hidden and (page := page_of(root, file, sheet, record_type, schema)):
            while page.target in taken:
                page.target = page.target.with_name(f"{slugify(choose(record_type.sheet))}-{len(taken) + 1}.csv")
            taken.add(page.target)
            yield page


def page_of(root: Path, file: Path, sheet: sheets.Sheet, record_type: RecordType, schema: Schema) -> Page | None:
    known = tables.columns_of(record_type, schema)
    start = tables.header_row(sheet, known)
    if start is None:
        return None
    columns = [known.get(fold(title)) for title in sheet.rows[start][1]]
    if not sheet.in_workbook:
        return Page(file, file, sheet, sheets.csv_table(root / file)[0], start, columns)
    target = file.with_suffix("") / f"{slugify(choose(record_type.sheet))}.csv"
    return Page(file, target, sheet, ",", start, columns)
