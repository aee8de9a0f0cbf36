"""What is said in the terminal: lines, tables, and the words for a term of the graph."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from entrevilles.ontology import dates, numbers
from entrevilles.ontology.errors import InputError, printable
from entrevilles.ontology.language import _, collation
from entrevilles.ontology.terms import NUMBER, TIME, compact, is_iri

if TYPE_CHECKING:
    from entrevilles.building import Built
    from entrevilles.dataset import Dataset
    from entrevilles.queries.answers import Answer, Value
    from entrevilles.queries.catalogue import Column

PIPED = 160
"""Columns of a table that goes to a file or a pipe."""
TAKEN_AWAY = ("parquet", "geojson", "ttl", "jsonld", "trig", "nq", "gexf", "graphml", "cyjs")
"""For other programs, each by its extension; `viz.exports.answers` writes them, and `node-link`, which is JSON too."""
FORMATS = ("table", "csv", "tsv", "excel", "json", "xlsx", "markdown", *TAKEN_AWAY, "node-link")
SUFFIXES = {"csv": "csv", "tsv": "tsv", "json": "json", "xlsx": "xlsx", "md": "markdown"} | {name: name for name in TAKEN_AWAY}

DATES = ("date", "dates")
"""Kinds of column."""
BINARY = ("xlsx", "parquet")
"""Forms that no terminal shows."""


def format_of(output: Path | None) -> str:
    """What the suffix of the file says; a table for the terminal. Raises InputError."""
    if output is None:
        return "table"
    if output.suffix[1:].lower() not in SUFFIXES:
        what = _("format inconnu : « {path} »").format(path=output)
        known = ", ".join(f".{suffix}" for suffix in SUFFIXES)
        raise InputError(what, _("terminez le nom par l'une de ces extensions, ou donnez --format : {names}").format(names=known))
    return SUFFIXES[output.suffix[1:].lower()]


def fitting(form: str, output: Path | None) -> str:
    """The form, unless the suffix of the file is that of another. Raises InputError."""
    suffix = output.suffix[1:].lower() if output else ""
    own = {"excel": "csv", "node-link": "json"}.get(form, form)
    if SUFFIXES.get(suffix, own) != own:
        what = _("--format {form} et le nom {path} se contredisent").format(form=form, path=output)
        right = next(name for name, named in SUFFIXES.items() if named == own)
        raise InputError(what, _("ôtez --format, ou terminez le nom par .{suffix}").format(suffix=right))
    return form


def say(text: str = "") -> None:
    print(text)


def lines(title: str, items: Iterable[str], most: int = 20) -> None:
    items = list(items)
    print(title, file=sys.stderr)
    for item in items[:most]:
        print(f"  {item}", file=sys.stderr)
    if len(items) > most:
        print(f"  … {len(items) - most}", file=sys.stderr)


def table(title: str, headers: Sequence[str], rows: Iterable[Sequence[object]], note: str = "") -> None:
    """The title and the note have the whole width: a narrow table does not break them."""
    from rich.console import Console
    from rich.text import Text

    from entrevilles.columns import cells

    console = Console(width=None if sys.stdout.isatty() else PIPED, highlight=False, emoji=False, markup=False)
    console.print(Text(printable(title), style="bold"))
    cells(headers, list(rows)).printed(console)
    if note:
        console.print(Text(printable(note), style="dim italic"))


def built(result: "Built") -> None:
    generation = result.generation
    state = _("nouvelle génération") if result.changed else _("rien n'a changé ; génération")
    line = _("{state} {number} ({id}) : {claims} affirmations, {quads} quadruplets")
    say(line.format(state=state, number=generation.number, id=generation.short, claims=generation.claims, quads=generation.quads))
    if result.unused:
        lines(_("Non utilisé :"), result.unused)
    if result.skipped:
        lines(_("Lignes laissées de côté :"), [str(error) for error in result.skipped], most=1000)


def cited(text: str, *, aside: bool = False) -> None:
    """Aside where the answer itself goes to a file or a pipe."""
    print(_("Pour citer : {text}").format(text=text), file=sys.stderr if aside else sys.stdout)


def written(path: Path) -> None:
    say(_("écrit : {path}").format(path=path))


# Answers


def answer(
    dataset: "Dataset",
    result: "Answer",
    form: str,
    output: Path | None,
    *,
    limit: int | None = None,
    why: bool = False,
) -> None:
    from entrevilles import formats
    from entrevilles.shown import show

    told = show(dataset, result, limit, proofs=why)
    path = output or (Path(f"{result.question.name}.{form}") if form in BINARY else None)
    if path:
        path.absolute().parent.mkdir(parents=True, exist_ok=True)
    formats.WRITERS[form](told, path)
    for file in (path, *formats.beside(form, path)) if path else ():
        print(_("écrit : {path}").format(path=file), file=sys.stderr)


def shown_rows(dataset: "Dataset", result: "Answer") -> list[list[object]]:
    """The rows in the person's words, in the order of the query: names, labels and dates as tables have them; numbers stay numbers."""
    columns = described_columns(result)
    return [[_shown(dataset, value, column) for value, column in zip(row, columns, strict=True)] for row in result.rows]


def described_columns(result: "Answer") -> list["Column"]:
    from entrevilles.queries.catalogue import Column

    declared = {column.name: column for column in result.question.columns}
    return [declared.get(name, Column(name, {}, "raw")) for name in result.columns]


def _shown(dataset: "Dataset", value: "Value", column: "Column") -> object:
    if not isinstance(value, str) or column.kind in ("text", "unit"):
        return value
    if column.kind == "things":
        return "; ".join(sorted((dataset.label(iri) for iri in value.split()), key=collation))
    if column.kind == "path":
        return " → ".join(dataset.label(iri) for iri in value.split())
    if column.kind in DATES:
        return _dates(value)
    if column.kind == "raw":
        return compact(value) if is_iri(value) else value
    if column.kind == "id":
        return value.removeprefix(dataset.names.id)
    if column.kind == "claim":
        return value.removeprefix(dataset.names.claim)
    return shown(dataset, NamedNode(value)) if is_iri(value) else value


def _dates(value: str) -> str:
    """EDTF expressions, several when sources differ, as tables have them."""
    several = sorted(
        {dates.parse(text, stored=True) for text in value.split(" | ")}, key=lambda date: (str(date.earliest or ""), date.edtf)
    )
    return " | ".join(dates.written(date) for date in several)


def shown(dataset: "Dataset", term: object) -> str:
    """A term in the person's words: the label of a thing, a date or a number as a table has it."""
    if not isinstance(term, NamedNode):
        return term.value if isinstance(term, Literal) else str(term)
    if term.value.startswith(TIME.base):
        return dates.written(dates.from_iri(term))
    if term.value.startswith(NUMBER.base):
        return numbers.written(numbers.from_iri(term))
    return dataset.label(term.value)
