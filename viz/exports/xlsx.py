"""XLSX (ECMA-376): the sheets nodes, edges and about.

Written here rather than with openpyxl, which takes ten times as long and writes the hour of the clock into each file.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, islice

from entrevilles.ontology.cells import MARKS, guarded
from entrevilles.ontology.errors import QueryError
from entrevilles.ontology.language import _
from entrevilles.viz.exports import markup
from entrevilles.viz.exports.separated import joined
from entrevilles.viz.exports.table import About, Column, Graph, Table, Value

MOST_ROWS, LONGEST = 1_048_575, 32_767
"""Rows under the headers, characters in a cell: more, and Excel calls the file damaged."""
_LOOKED_AT = _AT_ONCE = 1000
_EPOCH = date(1899, 12, 30)
_FIRST = date(1900, 3, 1)
"""Before it, Excel counts a 29 February 1900 that never was: earlier days are written as text."""
_BOLD, _QUOTED, _DAY = 1, 2, 3
"""Places in `cellXfs` below."""
_EMPTY = "<c/>"
_BETWEEN = "</row>\n<row>"
_BLANKS = ("\n ", " \n", "  ", "\t", "\r")
"""In texts on a line each: what Excel only keeps where it is told to."""
_ODD = MARKS | {""}
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = (
    f'<styleSheet {_MAIN}><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def write(graph: Graph) -> bytes:
    return _packed({"nodes": graph.nodes, "edges": graph.ties, "about": _about(graph.about)})


def _about(about: About) -> Table:
    pairs = list(about.pairs())
    return Table(
        (Column(_("ce que c'est"), "text", [name for name, _text in pairs]), Column(_("valeur"), "text", [text for _n, text in pairs]))
    )


def _packed(sheets: dict[str, Table]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, texts in _parts(sheets):
            with archive.open(name, "w") as part:
                for text in chain((_XML,), texts):
                    part.write(text.encode())
    return out.getvalue()


def _parts(sheets: dict[str, Table]) -> Iterator[tuple[str, Iterable[str]]]:
    """Names, and texts in pieces: what is in it, what points to what, the workbook, its styles, its sheets, the texts they share."""
    numbers = range(1, len(sheets) + 1)
    parts = [
        ("workbook", "sheet.main"),
        ("styles", "styles"),
        ("sharedStrings", "sharedStrings"),
        *((f"worksheets/sheet{n}", "worksheet") for n in numbers),
    ]
    overrides = "".join(f'<Override PartName="/xl/{name}.xml" ContentType="{_TYPE}.{kind}+xml"/>' for name, kind in parts)
    relations = f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{overrides}'
    yield "[Content_Types].xml", [f'<Types xmlns="{_PACKAGE}/content-types">{relations}</Types>']
    yield "_rels/.rels", [_related([("officeDocument", "xl/workbook.xml")])]
    inner = [
        *(("worksheet", f"worksheets/sheet{n}.xml") for n in numbers),
        ("styles", "styles.xml"),
        ("sharedStrings", "sharedStrings.xml"),
    ]
    yield "xl/_rels/workbook.xml.rels", [_related(inner)]
    named = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in zip(numbers, sheets, strict=True))
    yield "xl/workbook.xml", [f'<workbook {_MAIN} xmlns:r="{_RELATIONS}"><sheets>{named}</sheets></workbook>']
    yield "xl/styles.xml", [_STYLES]
    shared: list[str] = []
    for number, (name, table) in zip(numbers, sheets.items(), strict=True):
        yield f"xl/worksheets/sheet{number}.xml", _sheet(name, table, shared)
    yield "xl/sharedStrings.xml", [f"<sst {_MAIN}>{''.join(shared)}</sst>"]


def _related(targets: Sequence[tuple[str, str]]) -> str:
    lines = (f'<Relationship Id="r{n}" Type="{_RELATIONS}/{kind}" Target="{target}"/>' for n, (kind, target) in enumerate(targets, 1))
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def _sheet(name: str, table: Table, shared: list[str]) -> Iterator[str]:
    """The headers stay in view; what several cells hold is added to `shared`."""
    if len(table) > MOST_ROWS:
        message = _("« {name} » a {count} lignes, plus qu'une feuille de classeur n'en tient : prenez .zip (CSV) ou .parquet")
        raise QueryError(message.format(name=name, count=len(table)))
    view = (
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>'
    )
    widths = "".join(f'<col min="{n}" max="{n}" width="{_width(column)}" customWidth="1"/>' for n, column in enumerate(table.columns, 1))
    headers = "".join(_text(markup.escaped(column.name), _BOLD) for column in table.columns)
    rows = map("".join, zip(*(_cells(name, column, shared) for column in table.columns), strict=True))
    yield f"<worksheet {_MAIN}>{view}</sheetViews><cols>{widths}</cols><sheetData><row>{headers}"
    while some := list(islice(rows, _AT_ONCE)):
        yield _BETWEEN.join(("", *some))
    yield "</row></sheetData></worksheet>"


def _cells(sheet: str, column: Column, shared: list[str]) -> Sequence[str]:
    """An empty cell keeps the place of the next."""

    def cells(values: Sequence[Value]) -> list[str]:
        if column.kind not in ("text", "texts"):
            return list(map(_cell, values))
        texts = [value if type(value) is str else joined(value) for value in values]
        _fitting(sheet, column.name, texts)
        return _texts(texts, shared if 2 * len(texts) <= len(column.values) else None)

    return column.written(cells)


def _fitting(sheet: str, column: str, texts: Sequence[str]) -> None:
    if (longest := max(map(len, texts), default=0)) > LONGEST:
        message = _(
            "feuille « {sheet} », colonne « {column} » : un texte de {count} caractères ne tient pas dans une cellule ; prenez .zip (CSV)"
        )
        raise QueryError(message.format(sheet=sheet, column=column, count=longest))


def _texts(texts: Sequence[str], shared: list[str] | None) -> list[str]:
    """The cell of each text; `shared`: where those are that many cells hold."""
    if shared is None:
        made = [f'<c t="inlineStr"><is><t>{escaped}</t></is></c>' for escaped in markup.all_escaped(texts)]
    else:
        made = [f'<c t="s"><v>{place}</v></c>' for place in range(len(shared), len(shared) + len(texts))]
        shared += [f"<si><t>{escaped}</t></si>" for escaped in markup.all_escaped(texts)]
    odd = range(len(texts)) if _blank(texts) else [place for place, text in enumerate(texts) if text[:1] in _ODD]
    for place in odd:
        text = texts[place]
        made[place] = _text(markup.escaped(text), _QUOTED if guarded(text) != text else 0) if text else _EMPTY
    return made


def _blank(texts: Sequence[str]) -> bool:
    whole = "\n".join(("", *texts, ""))
    return whole.count("\n") != len(texts) + 1 or any(mark in whole for mark in _BLANKS)


def _cell(value: Value) -> str:
    if value is None:
        return _EMPTY
    if isinstance(value, bool):
        return f'<c t="b"><v>{value:d}</v></c>'
    if isinstance(value, date):
        return f'<c s="{_DAY}"><v>{(value - _EPOCH).days}</v></c>' if value >= _FIRST else _text(value.isoformat())
    return f"<c><v>{value}</v></c>"


def _text(escaped: str, style: int = 0) -> str:
    styled = f' s="{style}"' if style else ""
    return f'<c t="inlineStr"{styled}><is><t xml:space="preserve">{escaped}</t></is></c>'


def _width(column: Column) -> int:
    """Of what the first rows hold."""
    longest = max((len(joined(value)) for value in column.values[:_LOOKED_AT]), default=0)
    return min(60, max(longest, len(column.name)) + 2)
