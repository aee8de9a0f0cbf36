"""XLSX (ECMA-376): the sheets nodes, edges and about.

Written here rather than with openpyxl, which takes ten times as long and writes the hour of the clock into each file.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date

from entrevilles.ontology.cells import MARKS, guarded
from entrevilles.ontology.errors import QueryError
from entrevilles.ontology.language import _
from entrevilles.viz.exports import markup
from entrevilles.viz.exports.separated import joined
from entrevilles.viz.exports.table import About, Column, Graph, Table, Value

MOST_ROWS, LONGEST = 1_048_575, 32_767
"""Rows under the headers, characters in a cell: more, and Excel calls the file damaged."""
_LOOKED_AT = 1000
_EPOCH = date(1899, 12, 30)
_FIRST = date(1900, 3, 1)
"""Before it, Excel counts a 29 February 1900 that never was: earlier days are written as text."""
_BOLD, _QUOTED, _DAY = 1, 2, 3
"""Places in `cellXfs` below."""
_EMPTY = "<c/>"
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
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in _parts(sheets):
            archive.writestr(zipfile.ZipInfo(name), _XML + text, zipfile.ZIP_DEFLATED, compresslevel=1)
    return out.getvalue()


def _parts(sheets: dict[str, Table]) -> Iterator[tuple[str, str]]:
    """The package: what is in it, what points to what, the workbook, its styles, its sheets."""
    numbers = range(1, len(sheets) + 1)
    parts = [("workbook", "sheet.main"), ("styles", "styles"), *((f"worksheets/sheet{n}", "worksheet") for n in numbers)]
    overrides = "".join(f'<Override PartName="/xl/{name}.xml" ContentType="{_TYPE}.{kind}+xml"/>' for name, kind in parts)
    relations = f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{overrides}'
    yield "[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types">{relations}</Types>'
    yield "_rels/.rels", _related([("officeDocument", "xl/workbook.xml")])
    yield "xl/_rels/workbook.xml.rels", _related([*(("worksheet", f"worksheets/sheet{n}.xml") for n in numbers), ("styles", "styles.xml")])
    named = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in zip(numbers, sheets, strict=True))
    yield "xl/workbook.xml", f'<workbook {_MAIN} xmlns:r="{_RELATIONS}"><sheets>{named}</sheets></workbook>'
    yield "xl/styles.xml", _STYLES
    for number, (name, table) in zip(numbers, sheets.items(), strict=True):
        yield f"xl/worksheets/sheet{number}.xml", _sheet(name, table)


def _related(targets: Sequence[tuple[str, str]]) -> str:
    lines = (f'<Relationship Id="r{n}" Type="{_RELATIONS}/{kind}" Target="{target}"/>' for n, (kind, target) in enumerate(targets, 1))
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def _sheet(name: str, table: Table) -> str:
    """The headers stay in view."""
    if len(table) > MOST_ROWS:
        message = _("« {name} » a {count} lignes, plus qu'une feuille de classeur n'en tient : prenez .zip (CSV) ou .parquet")
        raise QueryError(message.format(name=name, count=len(table)))
    view = (
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>'
    )
    widths = "".join(f'<col min="{n}" max="{n}" width="{_width(column)}" customWidth="1"/>' for n, column in enumerate(table.columns, 1))
    headers = "".join(_text(markup.escaped(column.name), _BOLD) for column in table.columns)
    rows = markup.lines(["<row>"] * len(table), *(_cells(name, column) for column in table.columns), ["</row>"] * len(table))
    data = f"<sheetData><row>{headers}</row>\n{rows}</sheetData>"
    return f"<worksheet {_MAIN}>{view}</sheetViews><cols>{widths}</cols>{data}</worksheet>"


def _cells(sheet: str, column: Column) -> list[str]:
    """Each distinct value is written once; an empty cell keeps the place of the next."""
    distinct = list(dict.fromkeys(column.values))
    if column.kind in ("text", "texts"):
        made = dict(zip(distinct, _texts(sheet, column.name, [joined(value) for value in distinct]), strict=True))
    else:
        made = {value: _cell(value) for value in distinct}
    return [made[value] for value in column.values]


def _texts(sheet: str, column: str, texts: Sequence[str]) -> list[str]:
    if (longest := max(map(len, texts), default=0)) > LONGEST:
        message = _(
            "feuille « {sheet} », colonne « {column} » : un texte de {count} caractères ne tient pas dans une cellule ; prenez .zip (CSV)"
        )
        raise QueryError(message.format(sheet=sheet, column=column, count=longest))
    made = [_text(escaped) for escaped in markup.all_escaped(texts)]
    odd = {place: text for place, text in enumerate(texts) if not text or text[0] in MARKS}
    for place, text in odd.items():
        made[place] = _text(markup.escaped(text), _QUOTED if guarded(text) != text else 0) if text else _EMPTY
    return made


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
