"""The forms of an answer: a table in the terminal, CSV, TSV, CSV for a French Excel, JSON, XLSX, Markdown; and those of `viz.exports`.

No cell of a file may be taken for a formula by the program that opens it. What a form cannot carry is said on stderr.
"""

import csv
import io
import json
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any

from entrevilles.evidence import FEW
from entrevilles.graph.generations import write_atomically
from entrevilles.graph.workbooks import saved
from entrevilles.ontology.cells import guarded
from entrevilles.ontology.errors import InputError, printable
from entrevilles.ontology.language import _
from entrevilles.present import PIPED, table
from entrevilles.shown import Proof, Shown
from entrevilles.spreadsheets import add_sheet
from entrevilles.viz.exports import answers, separated
from entrevilles.viz.exports.table import About


def _proof_headers() -> Proof:
    return Proof(
        thing=_("chose"),
        standing=_("dit de la ligne"),
        says=_("tout ce qu'elle dit"),
        source=_("source"),
        locator=_("endroit"),
        certainty=_("certitude"),
        modality=_("modalité"),
        judgement=_("jugement"),
        claim=_("affirmation"),
    )


# In the terminal


def _table(answer: Shown, _output: Path | None) -> None:
    title = answer.title + (f"  ({answer.asked})" if answer.asked else "")
    note = " — ".join((", ".join(answer.notes()), answer.answer.citation))
    if not answer.told_proofs:
        table(title, answer.headers, answer.told, note)
        return
    table(title, ("", *answer.headers), ((number, *row) for number, row in enumerate(answer.told, 1)), note)
    print(_("Preuves, ligne par ligne"))
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else PIPED
    for number, (row, proofs) in enumerate(zip(answer.told, answer.told_proofs, strict=True), 1):
        print(f"\n{number}  " + " — ".join(str(cell) for cell in row if cell not in ("", None)))
        for line in _proof_lines(proofs):
            print(textwrap.fill(printable(line), width, initial_indent="   ", subsequent_indent="     ", break_on_hyphens=False))


def _proof_lines(proofs: Sequence[Proof]) -> Iterator[str]:
    """The first, and how many others."""
    for proof in proofs[:FEW]:
        where = f"{proof.source}, {proof.locator}" if proof.locator else proof.source
        head = _("{name} : {values}").format(name=f"{where} ({proof.certainty}, {proof.modality})", values=proof.standing or proof.says)
        yield f"• {head}  [{proof.claim}]"
        if proof.judgement:
            yield "  " + _("jugement : {text}").format(text=proof.judgement)
    if not proofs:
        yield "• " + _("aucune affirmation")
    if len(proofs) > FEW:
        others = len(proofs) - FEW
        yield (_("… {count} autre affirmation") if others == 1 else _("… {count} autres affirmations")).format(count=others)


# Text files


def _separated(delimiter: str, cell: Callable[[object], str], opening: str = "", end: str = "\n") -> Callable[[Shown, Path | None], None]:
    def write(answer: Shown, output: Path | None) -> None:
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter, lineterminator=end).writerows([cell(value) for value in row] for row in _unfolded(answer))
        save_text(opening + out.getvalue(), output)
        for path in beside("csv", output) if output else ():
            save_text(separated.readme(_about(answer), _own(answer)).decode(), path)
        if answer.limited:
            print(answer.limited, file=sys.stderr)

    return write


def _own(answer: Shown) -> str:
    """The text of a question that has no address."""
    question = answer.answer.question
    return "" if question.published else f"```sparql\n{question.text.strip()}\n```"


def beside(form: str, output: Path) -> list[Path]:
    """Where a table that holds rows alone has what must be said of it."""
    return [output.with_name(f"{output.stem}-README.md")] if form in ("csv", "tsv", "excel") else []


def _unfolded(answer: Shown) -> Iterator[Sequence[object]]:
    """The headers and the rows; with their claims, each row once for each claim."""
    if answer.proofs is None:
        yield answer.headers
        yield from answer.rows
        return
    yield [*answer.headers, *_proof_headers()]
    for row, proofs in zip(answer.rows, answer.proofs, strict=True):
        yield from ([*row, *proof] for proof in proofs or [Proof(*[""] * len(Proof._fields))])


def plain(value: object) -> str:
    """A cell of CSV: numbers in full, texts that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    if isinstance(value, Decimal):
        return format(value, "f")
    return re.sub(r"\r\n?", "\n", guarded(str(value)))  # csv quotes no lone \r, and a spreadsheet begins a row there


def french(value: object) -> str:
    """A French Excel reads 46,8 as a number and 46.8 as a text or a date."""
    text = plain(value)
    return text.replace(".", ",") if isinstance(value, float | Decimal) else text


def untabbed(value: object) -> str:
    return re.sub(r"[\t\r\n]+", " ", plain(value))


def save_text(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
        return
    write_atomically(output, text.encode())


# JSON


def provenance(answer: Shown) -> dict[str, Any]:
    asked = answer.answer
    return {
        "question": asked.question.name,
        "title": answer.title,
        "parameters": dict(asked.parameters),
        "generation": asked.generation,
        "date": asked.day,
        "address": asked.address,
        "citation": answer.citation,
    }


def _json(answer: Shown, output: Path | None) -> None:
    columns = answer.answer.columns
    about = _about(answer)
    made = provenance(answer) | {
        "licence": about.licence,
        "sources": [asdict(source) for source in about.sources],
        "columns": dict(zip(columns, answer.headers, strict=True)),
        "total": answer.total,
        "notes": list(answer.notes()),
        "rows": [dict(zip(columns, map(_finite, row), strict=True)) for row in answer.rows],
    }
    if answer.proofs is not None:
        made["evidence"] = [[proof._asdict() for proof in proofs] for proofs in answer.proofs]
    save_text(json.dumps(made, ensure_ascii=False, indent=1, default=_jsonable) + "\n", output)


def _finite(value: object) -> object:
    """Infinity and NaN are no numbers of JSON, nor of a spreadsheet: their names are written."""
    return str(value) if isinstance(value, float) and not isfinite(value) else value


def _jsonable(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else str(value)


# Markdown


def _markdown(answer: Shown, output: Path | None) -> None:
    save_text("\n".join(_markdown_lines(answer)) + "\n", output)


def _markdown_lines(answer: Shown) -> Iterator[str]:
    yield f"**{escaped(answer.title)}**" + (f" ({escaped(answer.asked)})" if answer.asked else "")
    yield ""
    numbers: Sequence[Sequence[object]] = [[n] for n in range(1, len(answer.told) + 1)] if answer.told_proofs else [[]] * len(answer.told)
    headers = [*(["n°"] if answer.told_proofs else []), *answer.headers]
    yield from markdown_table(headers, ([*number, *row] for number, row in zip(numbers, answer.told, strict=True)))
    yield from ("", escaped(", ".join(answer.notes())) + ".", "")
    if answer.told_proofs:
        yield from (_("Preuves, ligne par ligne"), "")
        for number, proofs in enumerate(answer.told_proofs, 1):
            yield f"{number}. " + "\n   ".join(escaped(line).replace("•", "-", 1) for line in ("", *_proof_lines(proofs))).lstrip("\n ")
        yield ""
    yield from (*(f"- {escaped(line)}" for line in _about(answer).licences()), "")
    yield escaped(_("Pour citer : {text}").format(text=answer.citation))


def markdown_table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield _markdown_row(headers)
    yield "|" + " --- |" * len(headers)
    yield from map(_markdown_row, rows)


def _markdown_row(cells: Sequence[object]) -> str:
    return "| " + " | ".join(escaped(plain(cell)) for cell in cells) + " |"


def escaped(text: str) -> str:
    """What Markdown or HTML would take for a mark of theirs is shown as it is."""
    return re.sub(r"([\\`*|<\[])", r"\\\1", re.sub(r"\s+", " ", text))


# XLSX


def _xlsx(answer: Shown, output: Path | None) -> None:
    import openpyxl

    assert output is not None, "a workbook is a file"
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    add_sheet(book, answer.answer.question.name, answer.headers, answer.rows)
    if answer.proofs is not None:
        unfolded = ([number, *proof] for number, proofs in enumerate(answer.proofs, 2) for proof in proofs)
        add_sheet(book, _("Preuves"), (_("ligne"), *_proof_headers()), unfolded)
    add_sheet(book, "Source", (_("ce que c'est"), _("valeur")), _about(answer).pairs())
    write_atomically(output, saved(book))


# For other programs


def _asked(answer: Shown) -> answers.Answered:
    return answers.Answered(answer.dataset, answer.answer, answer.raw, answer.rows, answer.title, tuple(answer.notes()))


def _about(answer: Shown) -> About:
    """With the sources of the things in the rows, and their licences."""
    asked = _asked(answer)
    return replace(answers.about(asked, asked.reading), citation=answer.citation)


def _exported(form: str) -> Callable[[Shown, Path | None], None]:
    def write(answer: Shown, output: Path | None) -> None:
        if answer.proofs is not None and form not in ("trig", "nq"):
            mend = _("prenez .trig ou .nq, qui portent toujours les affirmations, ou .csv, .json, .xlsx ou .md")
            raise InputError(_("--why : la forme « {form} » n'a pas de place pour les preuves").format(form=form), mend)
        data = answers.WRITERS[form](_asked(answer))
        if form == "parquet":
            assert output is not None, "it is no text"
            write_atomically(output, data)
        else:
            save_text(data.decode(), output)

    return write


WRITERS: dict[str, Callable[[Shown, Path | None], None]] = {
    "table": _table,
    "csv": _separated(",", plain),
    "tsv": _separated("\t", untabbed),
    "excel": _separated(";", french, opening="\ufeff", end="\r\n"),
    "json": _json,
    "xlsx": _xlsx,
    "markdown": _markdown,
    **{form: _exported(form) for form in answers.WRITERS},
}
"""By the names of `present.FORMATS`. `excel`: CSV as the Excel of a French computer opens it with a double click."""
