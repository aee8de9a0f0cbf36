"""Rows → tables: the CSV files of a dataset, a workbook for export, and the empty workbook to fill in."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from entrevilles.graph.rows import Header, Row
from entrevilles.ontology.language import LANGUAGES, _, choose, current, slugify
from entrevilles.ontology.schema import Field, RecordType, Schema

_NUMBER = re.compile(r"-?[\d\s.,]+")
_FORMULA = ("=", "+", "-", "@")
_LISTS = "listes"
_VALIDATED_ROWS = 2000


def grouped(rows: Iterable[Row]) -> dict[RecordType, list[Row]]:
    found: dict[RecordType, list[Row]] = {}
    for row in rows:
        found.setdefault(row.type, []).append(row)
    return dict(sorted(found.items(), key=lambda item: item[0].order))


def csv_files(rows: Iterable[Row], schema: Schema) -> dict[str, bytes]:
    """file name → UTF-8 CSV, one file for each class."""
    return {f"{slugify(choose(t.sheet))}.csv": _csv(found, schema) for t, found in grouped(rows).items()}


def write_csv(rows: Iterable[Row], schema: Schema, folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, data in csv_files(rows, schema).items():
        (folder / name).write_bytes(data)
        paths.append(folder / name)
    return paths


def write_xlsx(rows: Iterable[Row], schema: Schema, path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for record_type, found in grouped(rows).items():
        sheet = book.create_sheet(choose(record_type.sheet)[:31])
        for line in _lines(found, schema):
            sheet.append([""] * len(line))
            for column, text in enumerate(line, 1):
                cell = sheet.cell(sheet.max_row, column, text)
                cell.data_type = "s"  # a text that begins with = stays a text
        _dress(sheet, record_type)
    book.save(path)


def template(types: Sequence[RecordType], schema: Schema, path: Path) -> None:
    """A workbook to fill in: a sheet for each class, help on each column, drop-down lists, an example row."""
    import openpyxl
    from openpyxl.comments import Comment

    book = openpyxl.Workbook()
    guide = book.worksheets[0]
    guide.title = _("mode d'emploi")
    lists = book.create_sheet(_LISTS)
    for record_type in types:
        sheet = book.create_sheet(choose(record_type.sheet)[:31])
        columns = _all_columns(record_type, schema)
        sheet.append(["id", *(title for title, _field in columns), "claim"])
        sheet.append([_("(exemple)"), *(_example(column) for _title, column in columns), ""])
        for index, (_title, column) in enumerate(columns, 2):
            if column:
                sheet.cell(1, index).comment = Comment(choose(column.help), "Entrevilles", height=90, width=260)
                _drop_down(sheet, lists, index, column, schema)
        _dress(sheet, record_type)
        for cell in sheet[2]:
            cell.font = cell.font.copy(italic=True, color="808080")
    lists.sheet_state = "hidden"
    _guide(guide, types)
    book.save(path)


def _csv(rows: list[Row], schema: Schema) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([_guarded(cell) for cell in line] for line in _lines(rows, schema))
    return out.getvalue().encode()


def _lines(rows: list[Row], schema: Schema) -> list[list[str]]:
    used: dict[Header, None] = {header: None for row in rows for header in row.cells}
    headers = sorted(used, key=lambda header: (header[0] in schema.claim.fields, header[0].order, header[1]))
    parts = sorted({title for row in rows for title in row.parts})
    titles = ["id", *(_title(field, lang) for field, lang in headers), *parts, "claim"]
    return [
        titles,
        *([row.id, *(row.cells.get(h, "") for h in headers), *(row.parts.get(p, "") for p in parts), row.claim] for row in rows),
    ]


def _title(field: Field, lang: str) -> str:
    return choose(field.name) if lang in ("", "fr") else f"{choose(field.name)} [{lang}]"


def _guarded(cell: str) -> str:
    """A leading quote mark keeps a spreadsheet from running the text as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell) else cell


def _all_columns(record_type: RecordType, schema: Schema) -> list[tuple[str, Field | None]]:
    columns: list[tuple[str, Field | None]] = []
    for field in (*record_type.fields, *schema.claim.fields):
        columns += [(_title(field, lang), field) for lang in (LANGUAGES if field.localised else ("",))]
    columns += [(choose(child.shorthand), None) for child in schema.children(record_type) if child.shorthand]
    return columns


def _example(column: Field | None) -> str:
    return column.example if column else ""


def _drop_down(sheet: Any, lists: Any, index: int, column: Field, schema: Schema) -> None:
    """One choice from the scheme; a column that takes several values is left free."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    if not column.scheme or not column.single:
        return
    labels = [choose(concept.labels) for concept in schema.concepts[column.scheme].values()]
    place = lists.max_column + 1 if lists.cell(1, 1).value else 1
    for row, label in enumerate(labels, 1):
        lists.cell(row, place, label)
    letter = get_column_letter(place)
    rule = DataValidation(type="list", formula1=f"={_LISTS}!${letter}$1:${letter}${len(labels)}", allow_blank=True)
    rule.promptTitle, rule.prompt = column.column[:32], choose(column.help)[:255]
    sheet.add_data_validation(rule)
    target = get_column_letter(index)
    rule.add(f"{target}2:{target}{_VALIDATED_ROWS}")


def _dress(sheet: Any, record_type: RecordType) -> None:
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    required = {choose(field.name) for field in record_type.fields if field.min}
    for index, cell in enumerate(sheet[1], 1):
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", start_color="0B4F6C" if cell.value in required else "4A6572")
        sheet.column_dimensions[get_column_letter(index)].width = max(12, min(40, len(str(cell.value or "")) + 6))
        for letter_cell in sheet[get_column_letter(index)][1:]:
            letter_cell.number_format = "@"
    sheet.freeze_panes = "B2"


def _guide(sheet: Any, types: Sequence[RecordType]) -> None:
    from openpyxl.styles import Font

    lines = [
        _("Une feuille par sorte de chose, une ligne par affirmation d'une source."),
        _("Laissez vide ce que la source ne dit pas. Plusieurs sources pour une chose : répétez la ligne avec le même id."),
        _("Dates : 2023, 2023-08, 2023-08-15, 1999~ (vers), automne 2022, exercice 2022-2023, .. (dure encore), inconnu."),
        _("Plusieurs valeurs dans une cellule : séparez-les par des points-virgules."),
        _("Colonnes foncées : à remplir au moins une fois par chose. La ligne « (exemple) » n'est pas lue."),
        _("Pour charger : entrevilles load ce-classeur.xlsx"),
    ]
    for line in lines:
        sheet.append([line])
    sheet.append([])
    for record_type in types:
        sheet.append([choose(record_type.sheet), choose(record_type.definition)])
        sheet.cell(sheet.max_row, 1).font = Font(bold=True)
    sheet.column_dimensions["A"].width = 34 if current() else 30
    sheet.column_dimensions["B"].width = 110
