"""Rows → tables: the CSV files of a dataset, a workbook for export, and the empty workbook to fill in."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from entrevilles.graph.generations import write_atomically
from entrevilles.graph.rows import Header, Row
from entrevilles.graph.workbooks import saved
from entrevilles.loaders.sheets import GUIDE, LISTS
from entrevilles.ontology.cells import guarded
from entrevilles.ontology.language import LANGUAGES, _, choose, current, fold, slugify
from entrevilles.ontology.schema import Field, RecordType, Schema

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
        _dress(sheet, record_type, schema)
    write_atomically(path, saved(book))


def template(types: Sequence[RecordType], schema: Schema, path: Path) -> None:
    """A workbook to fill in: a sheet for each class, help on each column, drop-down lists, an example row."""
    import openpyxl

    book = openpyxl.Workbook()
    guide = book.worksheets[0]
    guide.title = choose(GUIDE)
    lists = book.create_sheet(LISTS)
    for record_type in types:
        sheet = book.create_sheet(choose(record_type.sheet)[:31])
        _blank(sheet, record_type, schema, lists)
    lists.sheet_state = "hidden"
    _guide(guide, types)
    write_atomically(path, saved(book))


def _blank(sheet: Any, record_type: RecordType, schema: Schema, lists: Any) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font

    columns = _all_columns(record_type, schema)
    sheet.append(["id", *(title for title, _help, _field in columns), "claim"])
    sheet.append([_("(exemple)"), *(_example(title, field) for title, _help, field in columns), ""])
    helps = [_("Identifiant : laissez vide, il sera choisi."), *(text for _title, text, _field in columns)]
    helps.append(_("Identifiant de l'affirmation : laissez vide, il sera choisi."))
    for index, text in enumerate(helps, 1):
        sheet.cell(1, index).comment = Comment(text, "Entrevilles", height=90, width=260)
    for index, (_title, _help, field) in enumerate(columns, 2):
        if field and field.scheme:
            _drop_down(sheet, lists, index, field, schema)
    _dress(sheet, record_type, schema)
    for cell in sheet[2]:
        cell.font = Font(italic=True, color="767676")
        cell.alignment = Alignment(vertical="top")


def _csv(rows: list[Row], schema: Schema) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([guarded(cell) for cell in line] for line in _lines(rows, schema))
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
    """A header without a mark is French; among English headers the mark says so."""
    plain = lang in ("", LANGUAGES[0] if current() == LANGUAGES[0] else "")
    return choose(field.name) if plain else f"{choose(field.name)} [{lang}]"


def _example(title: str, field: Field | None) -> str:
    """Examples are French: the columns of other languages have none."""
    return field.example if field and not title.endswith(tuple(f"[{lang}]" for lang in LANGUAGES[1:])) else ""


def _all_columns(record_type: RecordType, schema: Schema) -> list[tuple[str, str, Field | None]]:
    """(header, help, field); a child's shorthand has no field."""
    columns: list[tuple[str, str, Field | None]] = []
    for field in record_type.fields:
        columns += _columns(field)
    for child in schema.children(record_type):
        if child.shorthand:
            text = _("Dans l'ordre, séparés par des points-virgules ; pour en dire plus, voir la feuille « {sheet} ».")
            columns.append((choose(child.shorthand), text.format(sheet=choose(child.sheet)), None))
    for field in schema.claim.fields:
        columns += _columns(field)
    return columns


def _columns(field: Field) -> list[tuple[str, str, Field | None]]:
    text = _("{help} (obligatoire)").format(help=choose(field.help)) if field.min else choose(field.help)
    return [(_title(field, lang), text, field) for lang in (LANGUAGES if field.localised else ("",))]


def _drop_down(sheet: Any, lists: Any, index: int, column: Field, schema: Schema) -> None:
    """The concepts of the scheme to choose from; where several may be given, others can be typed after them."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    assert column.scheme
    labels = sorted((choose(concept.labels) for concept in schema.concepts[column.scheme].values()), key=fold)
    place = lists.max_column + 1 if lists.cell(1, 1).value else 1
    for row, label in enumerate(labels, 1):
        lists.cell(row, place, label)
    letter = get_column_letter(place)
    rule = DataValidation(type="list", formula1=f"={LISTS}!${letter}$1:${letter}${len(labels)}", allow_blank=True)
    rule.showErrorMessage = column.single
    rule.errorTitle, rule.error = column.column[:32], _("Choisissez un terme de la liste.")
    sheet.add_data_validation(rule)
    target = get_column_letter(index)
    rule.add(f"{target}2:{target}{_VALIDATED_ROWS}")


def _dress(sheet: Any, record_type: RecordType, schema: Schema) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    fields = (*record_type.fields, *schema.claim.fields)
    required = {_title(field, lang) for field in fields if field.min for lang in ("", LANGUAGES[0])}
    for index, cell in enumerate(sheet[1], 1):
        letter = get_column_letter(index)
        cell.font = Font(bold=True, color="FFFFFF" if cell.value in required else "0B4F6C")
        cell.fill = PatternFill("solid", start_color="0B4F6C" if cell.value in required else "D6E4EA")
        cell.alignment = Alignment(vertical="center")
        longest = max((len(str(below.value or "").split("\n")[0]) for below in sheet[letter]), default=0)
        sheet.column_dimensions[letter].width = max(12, min(48, longest + 3))
        sheet.column_dimensions[letter].number_format = "@"  # what is typed stays as it is typed: 2023-08 no month of Excel's
        for below in sheet[letter][1:]:
            below.number_format = "@"
    sheet.row_dimensions[1].height = 22
    sheet.freeze_panes = "B2"
    if sheet.max_row > 2:
        sheet.auto_filter.ref = sheet.dimensions


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
    sheet.append([_("Entrevilles : classeur à remplir")])
    sheet.cell(1, 1).font = Font(bold=True, size=14, color="0B4F6C")
    for line in ("", *lines, ""):
        sheet.append([line])
    for record_type in types:
        sheet.append([choose(record_type.sheet), choose(record_type.definition)])
        name = sheet.cell(sheet.max_row, 1)
        name.font = Font(bold=True, color="0B4F6C", underline="single")
        name.hyperlink = f"#'{choose(record_type.sheet)[:31]}'!A1"
    sheet.column_dimensions["A"].width = 34
    sheet.column_dimensions["B"].width = 110
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
