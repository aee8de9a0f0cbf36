"""Tables → records: each sheet is a class, each row a claim, each column a field of the shapes."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import Path

from pyoxigraph import Literal

from entrevilles.graph.ids import NEW
from entrevilles.graph.records import Cell, Record
from entrevilles.loaders import sheets
from entrevilles.loaders.sheets import Sheet
from entrevilles.ontology import cells
from entrevilles.ontology.errors import InputError, TableErrors, UnknownName, Where
from entrevilles.ontology.language import LANGUAGES, _, choose, fold, slugify
from entrevilles.ontology.schema import Field, RecordType, Schema
from entrevilles.ontology.terms import EV, XSD

EXAMPLE = ("(exemple)", "(example)")
COMMENT = "#"
MAX_CELL = 32_767
"""Characters: as many as a spreadsheet's cell can hold."""
SPREADSHEET_ERRORS = ("#N/A", "#N/D", "#REF!", "#DIV/0!", "#VALUE!", "#VALEUR!", "#NAME?", "#NOM?", "#NULL!", "#NUL!", "#NUM!", "#NOMBRE!")
_IDENTIFIER = re.compile(r"[A-Za-z0-9./_~-]+")
_SUFFIX = re.compile(r"[\s_(-]+[\d\s_()-]+$")


@dataclass(frozen=True, slots=True)
class Column:
    """What a header means: a field of the thing or of its claim, `id`, `claim`, or a child's shorthand."""

    header: str
    role: str
    field: Field | None = None
    lang: str = ""
    child: RecordType | None = None

    @property
    def meaning(self) -> tuple[object, ...]:
        """Equal for `nom`, `name` and `nom [fr]`."""
        lang = (self.lang or LANGUAGES[0]) if self.field and self.field.localised else ""
        return (self.role, self.field, self.child, lang)


@dataclass
class Reading:
    """What came out of some files: records, errors with their place, and what was not used."""

    records: list[Record] = field(default_factory=list)
    errors: list[InputError] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)

    def checked(self) -> list[Record]:
        if self.errors:
            raise TableErrors(self.errors)
        return self.records


def read(path: Path, schema: Schema, *, shown_as: str = "", max_size: int = sheets.MAX_SIZE) -> Reading:
    """The records of one CSV or XLSX file, with all its errors; only an unreadable file raises."""
    reading = Reading()
    known = 0
    pages = [replace(page, file=shown_as or page.file) for page in sheets.read(path, max_size)]
    for sheet in pages:
        if sheet.name in sheets.AIDS:
            continue
        if sheet.hidden:
            reading.unused.append(_("{where} : feuille masquée ignorée").format(where=sheet.where()))
            continue
        try:
            record_type = type_of(sheet, schema)
        except UnknownName as error:
            if sheet.in_workbook and len(pages) > 1:
                reading.unused += [_("{where} : feuille ignorée").format(where=sheet.where())] if sheet.rows else []
            else:
                error.mend += " ; " + _("le nom du fichier ou de la feuille doit dire la classe")
                reading.errors.append(error.located(sheet.where()))
            continue
        known += 1
        if sheet.rows or len(pages) == 1:
            _read_sheet(sheet, record_type, schema, reading)
    if not known and not reading.errors:
        names = ", ".join(choose(t.sheet) for t in schema.types.values())
        what = _("aucune feuille ne porte le nom d'une classe connue")
        reading.errors.append(InputError(what, _("nommez les feuilles : {names}").format(names=names), Where(path.name)))
    return reading


def type_of(sheet: Sheet, schema: Schema) -> RecordType:
    """By the name of the sheet or file; a date or a number may follow it, as in `missions-2026`. Raises UnknownName."""
    try:
        return schema.type_named(sheet.name)
    except UnknownName:
        return schema.type_named(_SUFFIX.sub("", sheet.name) or sheet.name)


def read_judgements(path: Path, schema: Schema) -> Reading:
    reading = Reading()
    for sheet in sheets.read(path):
        _read_sheet(sheet, schema.judgement, schema, reading)
    return reading


def _read_sheet(sheet: Sheet, record_type: RecordType, schema: Schema, reading: Reading) -> None:
    known = columns_of(record_type, schema)
    start = header_row(sheet, known)
    if start is None:
        what = _("aucune ligne d'en-tête reconnue") if sheet.rows else _("la feuille est vide")
        expected = ", ".join(choose(f.name) for f in record_type.fields)
        reading.errors.append(InputError(what, _("colonnes attendues : id, {names}").format(names=expected), sheet.where(1)))
        return
    for number, _cells in sheet.rows[:start]:
        reading.unused.append(_("{where} : ligne de titre ignorée").format(where=sheet.where(number)))
    columns = _columns(sheet, sheet.rows[start], known, reading)
    parser = _RowParser(record_type, schema, columns, sheet.rows[start][1], reading)
    for number, row in sheet.rows[start + 1 :]:
        if _recognised(row, known) >= max(2, sum(1 for cell in row if cell) // 2 + 1):
            reading.unused.append(_("{where} : second en-tête ignoré").format(where=sheet.where(number)))
        else:
            parser.parse(row, sheet.where(number))


def columns_of(record_type: RecordType, schema: Schema) -> dict[str, Column]:
    """Every header that the sheet of this class may have, folded, in both languages."""
    own = () if record_type is schema.judgement else ("id", "claim")  # the claim of a judgement is the one that it judges
    known = {name: Column(name, name) for name in own}
    for role, fields in (("thing", record_type.fields), ("claim-about", schema.claim.fields)):
        for candidate in fields:
            for name in candidate.name.values():
                known.setdefault(fold(name), Column(name, role, candidate))
                for lang in LANGUAGES if candidate.localised else ():
                    known.setdefault(fold(f"{name} [{lang}]"), Column(name, role, candidate, lang))
    for child in schema.children(record_type):
        for name in child.shorthand.values():
            known.setdefault(fold(name), Column(name, "parts", child=child))
    return known


def _recognised(row: list[str], known: dict[str, Column]) -> int:
    return sum(1 for cell in row if fold(cell) in known)


def header_row(sheet: Sheet, known: dict[str, Column]) -> int | None:
    scores = [_recognised(row, known) for _number, row in sheet.rows[:10]]
    best = max(scores, default=0)
    return scores.index(best) if best else None


def _columns(sheet: Sheet, header: tuple[int, list[str]], known: dict[str, Column], reading: Reading) -> list[Column | None]:
    number, titles = header
    found: list[Column | None] = []
    seen: set[tuple[object, ...]] = set()
    for title in titles:
        column = known.get(fold(title))
        if title and not title.startswith(COMMENT) and column is None:
            where = sheet.where(number).at(title)
            names = [known_column.header for known_column in known.values()]
            reading.errors.append(UnknownName(title, names, _("colonne inconnue"), where))
        elif title.startswith(COMMENT):
            reading.unused.append(_("{where} : colonne ignorée").format(where=sheet.where(number).at(title)))
        if column and column.meaning in seen:
            what = _("deux colonnes disent la même chose")
            reading.errors.append(InputError(what, _("gardez-en une"), sheet.where(number).at(title)))
        if column:
            seen.add(column.meaning)
        found.append(replace(column, header=title) if column else None)
    return found


class _RowParser:
    def __init__(self, record_type: RecordType, schema: Schema, columns: list[Column | None], titles: list[str], reading: Reading) -> None:
        self.type, self.schema, self.columns, self.titles, self.reading = record_type, schema, columns, titles, reading

    def parse(self, row: list[str], where: Where) -> None:
        if any(fold(cell) in EXAMPLE for cell in row):
            return
        record = Record(self.type, (), where=where)
        errors = len(self.reading.errors)
        for column, text in zip(self.columns, row, strict=False):
            if text and column:
                self._cell(record, column, text)
        for title, text in zip_longest(self.titles, row, fillvalue=""):
            if text and not title:
                what = _("cellule sans en-tête : « {text} »").format(text=text[:40])
                self.reading.errors.append(
                    InputError(what, _("vérifiez les séparateurs de la ligne, ou donnez un titre à la colonne"), where)
                )
        self._order_of_dates(record)
        if len(self.reading.errors) == errors:
            self.reading.records.append(record)

    def _cell(self, record: Record, column: Column, text: str) -> None:
        where = record.where.at(column.header)
        try:
            check_text(text)
            if column.role in ("id", "claim"):
                setattr(record, column.role, _identifier(text, column.role, self.type))
            elif column.role == "parts":
                assert column.child
                record.parts = tuple(_parts(column.child, text, where, self.schema))
            else:
                assert column.field
                values = cells.parse(_serial(text, column.field), column.field, self.schema, column.lang)
                parsed = tuple(Cell(column.field, value, column.header) for value in values)
                if column.role == "thing":
                    record.cells += parsed
                else:
                    record.about += parsed
        except InputError as error:
            self.reading.errors.append(error.located(where))

    def _order_of_dates(self, record: Record) -> None:
        from entrevilles.ontology import dates

        found = {
            path: next((v for v in record.values(path) if not isinstance(v, cells.Reference | Literal)), None)
            for path in (EV.begin, EV.end)
        }
        if (begin := found[EV.begin]) and (end := found[EV.end]):
            first, last = dates.from_iri(begin).earliest, dates.from_iri(end).latest
            if first and last and last < first:
                mend = _("vérifiez les deux dates")
                self.reading.errors.append(InputError(_("la fin précède le début"), mend, record.where))


def _identifier(text: str, role: str, record_type: RecordType) -> str:
    """A child's id is made into a slug later; any other must be one, or a word that asks for a new one."""
    free = role == "id" and (record_type.parent or fold(text) in NEW)
    plain = text if role == "claim" else "/".join(slugify(part) for part in text.split("/"))
    if not free and (plain != text or not _IDENTIFIER.fullmatch(text)):
        wanted = slugify(text) if role == "id" else ".".join(slugify(part) for part in text.split("."))
        mend = _("lettres sans accent, chiffres et traits d'union : {slug} ; ou videz la cellule").format(slug=wanted)
        raise InputError(_("identifiant impossible : « {id} »").format(id=text), mend)
    return text


def check_text(text: str) -> None:
    if len(text) > MAX_CELL:
        what = _("cellule de {count} caractères ; la limite est de {limit}").format(count=len(text), limit=MAX_CELL)
        raise InputError(what, _("résumez, ou vérifiez les guillemets du fichier"))
    if any(unicodedata.category(char) == "Cc" and char not in "\n\t" for char in text):
        raise InputError(_("caractère de commande dans la cellule"), _("retapez le texte"))
    if text == sheets.NOT_COMPUTED:
        raise InputError(
            _("la formule de cette cellule n'a jamais été calculée"), _("ouvrez le classeur dans un tableur et enregistrez-le")
        )
    if text.upper() in SPREADSHEET_ERRORS:
        raise InputError(_("la cellule contient l'erreur {text}").format(text=text), _("corrigez la formule, ou videz la cellule"))


def _parts(child: RecordType, text: str, where: Where, schema: Schema) -> Iterator[Record]:
    """`villes: Paris; Bordeaux` → one child for each, with its rank where the child has one."""
    key = child.field(child.key[0])
    order = next((f for f in child.fields if f.path[-1] == EV.order), None)
    names = [part.strip() for part in text.split(cells.SEPARATOR) if part.strip()]
    if len({fold(name) for name in names}) < len(names):
        mend = _("écrivez-les dans leur propre feuille, avec un id pour chacun")
        raise InputError(_("un même nom y est deux fois"), mend, where)
    for rank, part in enumerate(names, 1):
        values = tuple(Cell(key, value, where.column) for value in cells.parse(part, key, schema))
        ranked = (Cell(order, Literal(rank), where.column),) if order else ()
        yield Record(child, values + ranked, where=where)


def _serial(text: str, column: Field) -> str:
    """A date that a spreadsheet wrote as its number of days since 1900, from 1990 to 2099: others are more likely slips."""
    if (column.cls != EV.Date and column.datatype != XSD.date) or not re.fullmatch(r"[0-9]{5}", text) or not 32874 <= int(text) <= 73050:
        return text
    from openpyxl.utils.datetime import from_excel

    return f"{from_excel(int(text)):%Y-%m-%d}"
