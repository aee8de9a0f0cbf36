"""A sheet of a workbook that a person reads and prints: numbers and days as such, no text that is a formula."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from entrevilles.ontology.cells import guarded

_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 has no place for either, and openpyxl lets pass."""


def add_sheet(book: Any, title: str, headers: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31])
    widths = [len(header) for header in headers]
    for number, row in enumerate((headers, *rows), 1):
        for place, value in enumerate(row, 1):
            _fill(sheet.cell(number, place), value)
            widths[place - 1] = max(widths[place - 1], len(str(value or "")))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = min(60, width + 2)
    for cell in (cell for row in sheet.iter_rows() for cell in row):
        cell.alignment = Alignment(vertical="top", wrap_text=len(str(cell.value or "")) > 60)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _fill(cell: Any, value: object) -> None:
    """Numbers and days as such; a text is never a formula, not even once somebody edits it."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if value is None or isinstance(value, int | float | Decimal | date):
        cell.value = value
        return
    text = _NO_XML.sub("\ufffd", ILLEGAL_CHARACTERS_RE.sub("\ufffd", str(value)))
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = guarded(text) != text
