"""Files as sheets of text: CSV and XLSX as people and Excel save them, with nothing understood yet."""

import csv
import io
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

from entrevilles.ontology.cells import GUARDED
from entrevilles.ontology.errors import InputError, Where
from entrevilles.ontology.language import _

MAX_SIZE = 50_000_000
INFLATED = 4
"""How many times `max_size` a workbook may hold once decompressed."""
DELIMITERS = ";,\t"
SAMPLE = 10
"""Lines that are looked at to find the delimiter, and the header under a title."""
NOT_COMPUTED = "#FORMULE!"
"""Stands for a formula that no spreadsheet has computed: it must not pass for an empty cell."""
LISTS = "listes"
GUIDE = {"fr": "mode d'emploi", "en": "how to use"}
AIDS = (LISTS, *GUIDE.values())
"""Sheets of our own template that hold no rows."""
_OLE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows` are (number as the spreadsheet shows it, cells as text), empty rows left out."""

    file: str
    name: str
    rows: list[tuple[int, list[str]]]
    in_workbook: bool = False
    hidden: bool = False

    def where(self, row: int = 0) -> Where:
        return Where(self.file, self.name if self.in_workbook else "", row)


def read(path: Path, max_size: int = MAX_SIZE) -> list[Sheet]:
    """The sheets of a CSV or XLSX file. Raises InputError: missing, unreadable, too large, of another kind."""
    data = _bytes(path, max_size)
    if data.startswith(_OLE):
        mend = _("enregistrez le classeur sans mot de passe, au format .xlsx")
        raise InputError(_("classeur chiffré, ou d'un ancien format Excel"), mend, Where(path.name))
    if data.startswith(b"PK"):
        return _workbook(path.name, data, max_size)
    return [Sheet(path.name, path.stem, _csv_rows(path.name, data))]


def _bytes(path: Path, max_size: int) -> bytes:
    where = Where(str(path))
    try:
        if path.is_dir():
            raise IsADirectoryError
        if not path.is_file() and path.exists():
            raise InputError(_("ce n'est pas un fichier ordinaire"), _("donnez un fichier .csv ou .xlsx"), where)
        if (size := path.stat().st_size) > max_size:
            what = _("fichier de {size} octets ; la limite est de {limit}").format(size=size, limit=max_size)
            raise InputError(what, _("partagez le fichier, ou relevez la limite avec --max-size"), where)
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(_("fichier introuvable"), _("vérifiez le chemin"), where) from None
    except IsADirectoryError:
        raise InputError(_("c'est un dossier"), _("donnez un fichier .csv ou .xlsx"), where) from None
    except PermissionError:
        raise InputError(_("lecture refusée"), _("demandez le droit de lire ce fichier"), where) from None


# CSV


def csv_table(path: Path) -> tuple[str, list[tuple[int, list[str]]]]:
    """The delimiter of a CSV file, and its rows as `Sheet` has them."""
    data = _bytes(path, MAX_SIZE)
    return _delimiter(_decoded(path.name, data)), _csv_rows(path.name, data)


def _csv_rows(name: str, data: bytes) -> list[tuple[int, list[str]]]:
    text = _decoded(name, data)
    csv.field_size_limit(max(len(text), csv.field_size_limit()))  # a cell that is too long is refused with its place, in `tables`
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells) and not (line == 1 and cells[0].startswith("sep=")):
                rows.append((line, [unguarded(cell) for cell in cells]))
            line = reader.line_num + 1
    except csv.Error:
        mend = _("vérifiez les guillemets, ou réenregistrez le fichier en CSV UTF-8")
        raise InputError(_("ligne CSV mal formée"), mend, Where(name, row=line)) from None
    return rows


def unguarded(cell: str) -> str:
    """Without the quote mark that keeps a spreadsheet from taking a text for a formula, see `cells.guarded`."""
    cell = _unix(cell).strip()
    return cell[1:] if GUARDED.match(cell) else cell


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _delimiter(text: str) -> str:
    """The mark that cuts most of the first lines into the same number of cells: a title or a long remark has marks of its own."""
    first = zip(range(SAMPLE * 10), io.StringIO(text, newline=None), strict=False)
    lines = [line for _number, line in first if line.strip()]
    if lines and (said := re.fullmatch(r"sep=(.)\n?", lines[0])):
        return said[1]
    return max(DELIMITERS, key=lambda mark: _regularity(lines, mark))


def _regularity(lines: list[str], mark: str) -> tuple[int, int]:
    rows = zip(range(SAMPLE), csv.reader(lines, delimiter=mark), strict=False)
    widths = Counter(len(cells) for _number, cells in rows if len(cells) > 1)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def _decoded(name: str, data: bytes) -> str:
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16")
        if b"\0" in data:
            raise _not_text(name)
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        raise _not_text(name) from None


def _not_text(name: str) -> InputError:
    return InputError(_("ce n'est pas un fichier de texte"), _("enregistrez la feuille en CSV UTF-8 ou en .xlsx"), Where(name))


# XLSX


def _workbook(name: str, data: bytes, max_size: int) -> list[Sheet]:
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > INFLATED * max_size:
                raise InputError(_("classeur trop grand une fois décompressé"), _("partagez-le en plusieurs fichiers"), Where(name))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells about the styles that it leaves out
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            formulas = openpyxl.load_workbook(io.BytesIO(data), read_only=True) if _has_formulas(data) else None
            return [_sheet(name, sheet, formulas and formulas[sheet.title]) for sheet in book.worksheets]
    except InputError:
        raise
    except Exception:  # openpyxl raises whatever its own code meets in a damaged file
        mend = _("ouvrez-le dans un tableur et enregistrez-le au format .xlsx")
        raise InputError(_("classeur endommagé ou d'un autre format"), mend, Where(name)) from None


def _has_formulas(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return any(re.search(rb"<f[ >]", archive.read(name)) for name in archive.namelist() if name.startswith("xl/worksheets/"))


def _sheet(name: str, sheet: Any, formulas: Any) -> Sheet:
    if sheet.sheet_state != "visible":
        return Sheet(name, sheet.title, [], in_workbook=True, hidden=True)
    return Sheet(name, sheet.title, list(_sheet_rows(sheet, formulas)), in_workbook=True)


def _sheet_rows(sheet: Any, formulas: Any) -> Iterator[tuple[int, list[str]]]:
    for number, (cells, written) in enumerate(zip_longest(_cells(sheet), _cells(formulas), fillvalue=()), 1):
        texts = [_cell_text(cell, formula) for cell, formula in zip_longest(cells, written)]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            yield number, texts


def _cells(sheet: Any) -> Iterator[tuple[Any, ...]]:
    if sheet is not None:
        sheet.reset_dimensions()
        yield from sheet.iter_rows()


def _cell_text(cell: Any, formula: Any) -> str:
    value = cell.value
    if value is None:
        return NOT_COMPUTED if formula and formula.data_type == "f" else ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime | date):
        return _date_text(value, cell.number_format)
    if isinstance(value, float):
        return _number_text(value)
    return _unix(str(value)).strip()


def _number_text(value: float) -> str:
    """As Excel shows it: 15 significant digits, never an exponent."""
    from decimal import Decimal

    text = f"{Decimal(f'{value:.15g}'):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date_text(value: datetime | date, number_format: str) -> str:
    """Excel turns `2023-08` into 1 August 2023 shown as `août-23`: the format tells how much was meant."""
    shown = re.sub(r'\[[^\]]*\]|"[^"]*"|\\.', "", number_format.lower()).split(";")[0]
    if "d" not in shown and "j" not in shown and "y" in shown:
        return f"{value:%Y-%m}" if "m" in shown else f"{value:%Y}"
    return f"{value:%Y-%m-%d}"
