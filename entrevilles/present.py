"""Answers as a person takes them: a table in the terminal, CSV, JSON or XLSX."""

import csv
import io
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from entrevilles.ontology import dates, numbers
from entrevilles.ontology.errors import InputError
from entrevilles.ontology.language import _, choose, fold
from entrevilles.ontology.terms import NUMBER, TIME, compact

if TYPE_CHECKING:
    from entrevilles.building import Built
    from entrevilles.dataset import Dataset
    from entrevilles.queries.answers import Answer, Value
    from entrevilles.queries.catalogue import Column

FORMATS = ("table", "csv", "json", "xlsx")


def format_of(output: Path | None) -> str:
    """What the suffix of the file says; a table for the terminal. Raises InputError."""
    form = output.suffix[1:].lower() if output else "table"
    if form not in FORMATS:
        what = _("format inconnu : « {path} »").format(path=output)
        raise InputError(what, _("terminez le nom par .csv, .json ou .xlsx, ou donnez --format"))
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
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console(width=None if sys.stdout.isatty() else 160, highlight=False, emoji=False, markup=False)
    made = Table(
        title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False, caption=note, caption_justify="left"
    )
    for header in headers:
        made.add_column(header, overflow="fold")
    for row in rows:
        made.add_row(*("" if cell is None else str(cell) for cell in row))
    console.print(made)


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


def shown_rows(dataset: "Dataset", result: "Answer") -> list[list[object]]:
    """The rows in the person's words: names, labels and dates as tables have them; numbers stay numbers."""
    columns = _columns(result)
    return [[_shown(dataset, value, column) for value, column in zip(row, columns, strict=True)] for row in result.rows]


def answer(dataset: "Dataset", result: "Answer", form: str, output: Path | None) -> None:
    headers = [choose(column.label) or column.name for column in _columns(result)]
    named = shown_rows(dataset, result)
    if form == "table":
        given = ", ".join(f"{name} = {value}" for name, value in result.parameters.items())
        title = choose(result.question.summary) + (f"  ({given})" if given else "")
        table(title, headers, named, _counted(len(named)) + " — " + result.citation(dataset.title))
        return
    if form == "json":
        _write(
            json.dumps([dict(zip(result.columns, row, strict=True)) for row in named], ensure_ascii=False, indent=1, default=str) + "\n",
            output,
        )
    elif form == "csv":
        from entrevilles.loaders.sheets import guarded

        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(
            [headers, *([guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in named)]
        )
        _write(out.getvalue(), output)
    else:
        _write_xlsx(headers, named, output or Path(f"{result.question.name}.xlsx"))


def _counted(count: int) -> str:
    return _("{count} ligne").format(count=count) if count < 2 else _("{count} lignes").format(count=count)


def _columns(result: "Answer") -> list["Column"]:
    from entrevilles.queries.catalogue import Column

    declared = {column.name: column for column in result.question.columns}
    return [declared.get(name, Column(name, {}, "raw")) for name in result.columns]


def _shown(dataset: "Dataset", value: "Value", column: "Column") -> object:
    if not isinstance(value, str) or column.kind == "text":
        return value
    if column.kind == "things":
        return "; ".join(sorted((dataset.label(iri) for iri in value.split()), key=fold))
    if column.kind == "path":
        return " → ".join(dataset.label(iri) for iri in value.split())
    if column.kind == "date":
        return _dates(value)
    if column.kind == "raw":
        return compact(value) if "://" in value else value
    if column.kind == "id":
        return value.removeprefix(dataset.names.id)
    if column.kind == "claim":
        return value.removeprefix(dataset.names.claim)
    return shown(dataset, NamedNode(value)) if "://" in value else value


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


def _write(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")


def _write_xlsx(headers: Sequence[str], rows: Iterable[Sequence[object]], output: Path) -> None:
    import openpyxl
    from openpyxl.styles import Font

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(headers))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for number, row in enumerate(rows, 2):
        for place, value in enumerate(row, 1):
            cell = sheet.cell(number, place, value if value is None or isinstance(value, int | float) else str(value))
            if isinstance(cell.value, str):
                cell.data_type = "s"
    sheet.freeze_panes = "A2"
    book.save(output)
    print(_("écrit : {path}").format(path=output), file=sys.stderr)


def questions(words: str) -> None:
    from entrevilles.queries.catalogue import questions as all_questions

    wanted = fold(words).split()
    rows = []
    for question in all_questions():
        text = fold(" ".join((question.name, *question.summary.values(), *question.tags)))
        if all(word in text for word in wanted):
            params = ", ".join(f"{p.name}={p.default or '…'}" for p in question.params)
            rows.append((question.path.parent.name, question.name, choose(question.summary), params))
    table(_("Questions"), (_("thème"), _("nom"), _("question"), _("paramètres")), rows)
