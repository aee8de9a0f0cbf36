"""A paper as a workbook: what it is, then a sheet for each table, then the sources."""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from entrevilles.graph.workbooks import saved
from entrevilles.ontology.language import _, current
from entrevilles.viz.paper import Paper, Table, notes, tables

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.worksheet.worksheet import Worksheet

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME, _WIDEST = 31, 60
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def xlsx(paper: Paper) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.properties.title, book.properties.language = paper.title, paper.about.lang
    first = book.worksheets[0]
    first.title = _("à propos")
    about = paper.about
    for line in (paper.title, about.date, f"{about.dataset} ({about.generation})", about.cite, about.licence):
        _append(first, [line])
    first["A1"].font = _bold(14)
    first.column_dimensions["A"].width = 100
    for table in tables(paper.tokens):
        _sheet(book, table)
    if found := list(notes(paper.tokens)):
        _sheet(book, Table(_("sources"), [[_("n°"), _("source"), _("adresse")], *found], [True, False, False]))
    return saved(book)


def _sheet(book: "Workbook", table: Table) -> None:
    from openpyxl.styles import Alignment
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet: Worksheet = book.create_sheet(_name(table.heading, [sheet.title for sheet in book.worksheets]))
    for number, row in enumerate(table.rows):
        _append(sheet, row, table.numbers if number else ())
    for cell in sheet[1]:
        cell.font = _bold()
    for number, column in enumerate(sheet.columns, 1):
        width = max(len(str(cell.value or "")) for cell in column) + 2
        sheet.column_dimensions[get_column_letter(number)].width = min(width, _WIDEST)
        for cell in column:
            cell.alignment = Alignment(vertical="top", wrap_text=width > _WIDEST)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _append(sheet: "Worksheet", row: Sequence[str], numbers: Iterable[bool] = ()) -> None:
    sheet.append([])
    place = sheet.max_row + 1 if sheet["A1"].value is not None else 1
    for column, (text, number) in enumerate(zip(row, [*numbers, *([False] * len(row))], strict=False), 1):
        cell = sheet.cell(place, column, _number(text) if number else text)
        if isinstance(cell.value, str):
            cell.data_type = "s"  # « =… » is text, not even once somebody edits it
            cell.quotePrefix = cell.value.startswith(("=", "+", "-", "@"))


def _number(text: str) -> str | int | float:
    """As `prose.number` wrote it, in the same language."""
    plain = re.sub(r"[\u00a0\u202f]", "", text).replace(",", "." if current() == "fr" else "")
    if not _NUMBER.fullmatch(plain):
        return text
    return float(plain) if "." in plain else int(plain)


def _name(heading: str, taken: Sequence[str]) -> str:
    """At most 31 characters, none that Excel forbids, no two alike."""
    name = _FORBIDDEN.sub(" ", heading).strip("' ")[:_LONGEST_NAME] or _("table")
    known, count, unique = {title.casefold() for title in taken}, 1, name
    while unique.casefold() in known:
        count += 1
        unique = f"{name[: _LONGEST_NAME - 4]} {count}"
    return unique


def _bold(size: int = 11) -> "Font":
    from openpyxl.styles import Font

    return Font(bold=True, size=size)
