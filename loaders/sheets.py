"""Files as sheets of text: CSV and XLSX as people and Excel save them, with nothing understood yet."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from entrevilles.ontology.errors import InputError, Where
from entrevilles.ontology.language import _

MAX_SIZE = 50_000_000
MAX_COLUMNS = 200
_OLE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows` are (number as the spreadsheet shows it, cells as text), empty rows left out."""

    file: str
    name: str
    rows: list[tuple[int, list[str]]]
    in_workbook: bool = False

    def where(self, row: int = 0) -> Where:
        return Where(self.file, self.name if self.in_workbook else "", row)


def read(path: Path, max_size: int = MAX_SIZE) -> list[Sheet]:
    """The sheets of a CSV or XLSX file. Raises InputError: missing, unreadable, too large, of another kind."""
    data = _bytes(path, max_size)
    if data.startswith(_OLE):
        mend = _("enregistrez le classeur sans mot de passe, au format .xlsx")
        raise InputError(_("classeur chiffré, ou d'un ancien format Excel"), mend, Where(path.name))
    if data.startswith(b"PK"):
        return list(_workbook(path.name, data, max_size))
    return [Sheet(path.name, path.stem, _csv_rows(path.name, data))]


def _bytes(path: Path, max_size: int) -> bytes:
    where = Where(str(path))
    try:
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


def _csv_rows(name: str, data: bytes) -> list[tuple[int, list[str]]]:
    text = _decoded(name, data)
    header = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(";,\t", key=lambda mark: _outside_quotes(header).count(mark))
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((line, [cell.strip().removeprefix("'") if cell[:2] in GUARDED else cell.strip() for cell in cells]))
            line = reader.line_num + 1
    except csv.Error:
        mend = _("vérifiez les guillemets, ou réenregistrez le fichier en CSV UTF-8")
        raise InputError(_("ligne CSV mal formée"), mend, Where(name, row=line)) from None
    return rows


GUARDED = ("'=", "'+", "'-", "'@")
"""A cell that a spreadsheet would take for a formula is written with a leading quote mark, and read without."""


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def _decoded(name: str, data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data:
        raise InputError(_("ce n'est pas un fichier de texte"), _("enregistrez la feuille en CSV UTF-8 ou en .xlsx"), Where(name))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _workbook(name: str, data: bytes, max_size: int) -> Iterator[Sheet]:
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > 20 * max_size:
                raise InputError(_("classeur trop grand une fois décompressé"), _("partagez-le"), Where(name))
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError, TypeError, IndexError):
        mend = _("ouvrez-le dans un tableur et enregistrez-le au format .xlsx")
        raise InputError(_("classeur endommagé ou d'un autre format"), mend, Where(name)) from None
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            sheet.reset_dimensions()
            yield Sheet(name, sheet.title, list(_sheet_rows(name, sheet)), in_workbook=True)


def _sheet_rows(name: str, sheet: Any) -> Iterator[tuple[int, list[str]]]:
    for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), 1):
        texts = [_cell_text(cell, Where(name, sheet.title, number)) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            yield number, texts


def _cell_text(cell: Any, where: Where) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime | date):
        return _date_text(value, cell.number_format)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    text = str(value).strip()
    if cell.data_type == "e":
        raise InputError(_("la cellule contient l'erreur {text}").format(text=text), _("corrigez la formule"), where.at(cell.column_letter))
    return text


def _date_text(value: datetime | date, number_format: str) -> str:
    """Excel turns `2023-08` into 1 August 2023 shown as `août-23`: the format tells how much was meant."""
    shown = number_format.lower().split(";")[0]
    if "d" not in shown and "j" not in shown and "y" in shown:
        return f"{value:%Y-%m}" if "m" in shown else f"{value:%Y}"
    return f"{value:%Y-%m-%d}"
