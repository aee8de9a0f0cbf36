"""CSV (RFC 4180), for a spreadsheet, R or pandas, and as Gephi imports it: the ties in one file, the actors in another.

A text that a spreadsheet would run is guarded; lists are joined by ` | `.
"""

import csv
import io
import re
import zipfile
from collections.abc import Sequence

from entrevilles.ontology.cells import MARKS, guarded
from entrevilles.ontology.language import _
from entrevilles.viz.exports.markup import plain
from entrevilles.viz.exports.table import About, Column, Graph, Table, Value

BETWEEN = " | "
_LINE_END = re.compile(r"\r\n?")
_MARKS = re.compile(r"([\\`*<\[])")


def write(graph: Graph) -> bytes:
    return table(graph.ties)


def beside(graph: Graph) -> dict[str, bytes]:
    """What goes into files of its own next to the ties, by what is added to their name."""
    return {"-nodes.csv": table(graph.nodes), "-README.md": readme(graph.about)}


def zipped(graph: Graph) -> bytes:
    """All three in one file, the same byte for byte for the same data."""
    out = io.BytesIO()
    files = {"nodes.csv": table(graph.nodes), "edges.csv": table(graph.ties), "README.md": readme(graph.about)}
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED, compresslevel=1)
    return out.getvalue()


def table(made: Table) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([guarded(column.name) for column in made.columns])
    writer.writerows(zip(*(_texts(column) for column in made.columns), strict=True))
    return out.getvalue().encode()


def _texts(column: Column) -> Sequence[str]:
    """csv quotes no lone carriage return, and a spreadsheet begins a row there."""
    texts = [value if type(value) is str else joined(value) for value in column.values]
    if column.kind not in ("text", "texts"):
        return texts
    odd = {text: _LINE_END.sub("\n", guarded(text)) for text in texts if text[:1] in MARKS or "\r" in text}
    return [odd.get(text, text) for text in texts] if odd else texts


def joined(value: Value) -> str:
    if value is None:
        return ""
    return BETWEEN.join(value) if isinstance(value, tuple) else plain(value)


def readme(about: About) -> bytes:
    """Markdown; what the data says is text, whatever characters it is written with."""
    lines = [f"# {_plain(about.title)}", "", *(f"- {_plain(line)}" for line in about.lines()), ""]
    tables = _("Les liens sont dans un fichier (edges), les acteurs dans l'autre (nodes) ; « source » et « target » y sont « id ».")
    return "\n".join([*lines, tables, ""]).encode()


def _plain(text: str) -> str:
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
