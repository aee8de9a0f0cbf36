"""The command `network`: measures, as tables in the terminal, as files, as a figure."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from entrevilles import present
from entrevilles.graph.generations import write_atomically
from entrevilles.ontology.errors import InputError
from entrevilles.ontology.language import _
from entrevilles.selecting import day, part, selecting, selection
from entrevilles.shell import command, open_dataset, output_option

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset
    from entrevilles.measured import Measured

SHOWN = 10


@command(
    "network",
    _(
        "Mesure le réseau : taille, morceaux, densité, centralités, courtiers, communautés, liens entre pays. Sans date, tous les liens "
        "de tout temps. L'extension du fichier dit ce qui est écrit : .csv, .xlsx, .json, .md, ou un dessin, .svg ou .png."
    ),
    "entrevilles network --on 2024 --kind jumelage --explain",
    "entrevilles network --on 2005 --compare 2024 -o reseau.xlsx",
    "entrevilles network --on 2024 --city Québec -o reseau.svg",
)
@selecting
@click.option("--compare", metavar=_("JOUR"), help=_("Avec --on : ce qui a changé entre les deux jours, et l'écart de chaque chiffre."))
@click.option("--explain", is_flag=True, help=_("Avec chaque chiffre, ce qu'il dit et l'article qui le définit."))
@click.option("--limit", type=click.IntRange(1), metavar=_("NOMBRE"), help=_("Lignes de chaque tableau à l'écran, au lieu de 10."))
@output_option(_("FICHIER"), _("Fichier à écrire."))
def network(dataset: Path | None, *, compare: str | None, explain: bool, limit: int | None, output: Path | None, **wishes: Any) -> None:
    if output and (explain or limit):
        raise click.UsageError(_("--explain et --limit ne servent qu'à l'écran : un fichier a tout"))
    write = _writer(output) if output else None
    measured = measure(open_dataset(dataset), compare, **wishes)
    if output and write:
        data = write(measured)
        output.absolute().parent.mkdir(parents=True, exist_ok=True)
        write_atomically(output, data)
        present.written(output)
    else:
        _table(measured, limit or SHOWN, explain)


def measure(dataset: "Dataset", compare: str | None, **wishes: Any) -> "Measured":
    """Raises InputError for a wish that cannot be met."""
    from entrevilles.measured import Measured
    from entrevilles.viz import stored
    from entrevilles.viz.comparison import Comparison
    from entrevilles.viz.measures import Measures

    wish, whole = selection(dataset, **wishes), stored.read(dataset.store)
    if compare is None:
        return Measured(dataset, whole, wish, Measures(part(dataset, whole, wish)))
    if not wish.on:
        raise InputError(_("--compare compare deux jours, et il n'y en a qu'un"), _("donnez l'autre avec --on"))
    first, last = sorted((wish.on, day(compare)))
    if first == last:
        raise InputError(_("--on et --compare donnent le même jour"), _("donnez deux jours différents"))
    earlier, later = (replace(wish, since=one, until=one) for one in (first, last))
    comparison = Comparison(whole.part(earlier), whole.part(later))
    if not comparison.before.ties:
        part(dataset, whole, later)
    return Measured(dataset, whole, later, comparison.measures[1], comparison)


# Forms


def _table(measured: "Measured", limit: int, explain: bool) -> None:
    from entrevilles.measured import written

    present.say(measured.title)
    for table in measured.tables(written, limit, explain=explain):
        shown = _("{count} de {total}").format(count=len(table.rows), total=table.total) if len(table.rows) < table.total else ""
        present.table(f"{table.name[0].upper()}{table.name[1:]}" + (f" ({shown})" if shown else ""), table.headers, table.rows)
    print(" — ".join((", ".join(measured.notes()), measured.citation)))


def _writer(output: Path) -> "Callable[[Measured], bytes]":
    """Before anything is asked. Raises InputError."""
    if output.suffix.lower() not in WRITERS:
        what = _("format inconnu : « {path} »").format(path=output)
        raise InputError(what, _("terminez le nom par {forms}").format(forms=", ".join(WRITERS)))
    return WRITERS[output.suffix.lower()]


def _csv(measured: "Measured") -> bytes:
    """One long table: what is measured, by which measure, its value."""
    from entrevilles.formats import plain

    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([plain(value) for value in row] for row in _long(measured))
    return out.getvalue().encode()


def _long(measured: "Measured") -> Iterator[Sequence[object]]:
    from entrevilles.measured import change
    from entrevilles.viz import definitions
    from entrevilles.viz.network import Network

    words, each, measures, comparison = definitions.of("whole"), definitions.of("each"), measured.measures, measured.comparison
    label, prefix, whole = measured.dataset.label, measured.dataset.names.id, _("réseau")
    yield [_("objet"), _("date"), _("identifiant"), _("autre identifiant"), _("nom"), _("code"), _("mesure"), _("valeur")]
    for one in comparison.measures if comparison else (measures,):
        day = str(one.network.selection.on or "") if isinstance(one.network, Network) else ""
        yield from ([whole, day, "", "", "", name, words[name].label, value] for name, value in one.figures.items())
    if comparison:
        moved = change(comparison)
        yield from ([_("écart"), "", "", "", "", name, one.label, moved[name]] for name, one in definitions.of("change").items())
    day = str(measured.selection.on or "")
    for actor in measured.ranked:
        about = [_("acteur"), day, actor.removeprefix(prefix), "", label(actor)]
        yield from ([*about, name, each[name].label, value] for name, value in measures.of[actor].items())
    for (a, b), ties in measures.matrix.items():
        yield [_("pays"), day, a.removeprefix(prefix), b.removeprefix(prefix), f"{label(a)} – {label(b)}", "ties", each["ties"].label, ties]


def _json(measured: "Measured") -> bytes:
    """Numbers in full, under the names of Python and IRIs."""
    from entrevilles.measured import change

    measures, comparison = measured.measures, measured.comparison
    made: dict[str, object] = {
        "title": measured.title,
        "selection": asdict(measured.selection),
        "generation": measured.dataset.generation.short,
        "citation": measured.citation,
        "notes": list(measured.notes()),
        "figures": measures.figures,
        "actors": {actor: measures.of[actor] for actor in measured.ranked},
        "countries": [[*pair, ties] for pair, ties in measures.matrix.items()],
        "communities": measures.groups,
    }
    if comparison:
        lists = {name: getattr(comparison, name) for name in ("began", "spoken", "ended", "kept", "joined", "left")}
        made["change"] = {"before": comparison.measures[0].figures, **change(comparison), "lists": lists}
    return (json.dumps(made, ensure_ascii=False, indent=1, default=str) + "\n").encode()


def _xlsx(measured: "Measured") -> bytes:
    import openpyxl

    from entrevilles.graph.workbooks import saved
    from entrevilles.measured import raw
    from entrevilles.spreadsheets import add_sheet

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for table in measured.tables(raw):
        add_sheet(book, table.name, table.headers, table.rows)
    about = [*measured.asked.values(), *measured.notes(), measured.citation]
    add_sheet(book, "Source", [measured.title], [[line] for line in about])
    return saved(book)


def _markdown(measured: "Measured") -> bytes:
    from entrevilles.formats import escaped, markdown_table
    from entrevilles.measured import written

    lines = [f"# {escaped(measured.title)}"]
    for table in measured.tables(written):
        lines += ["", f"## {table.name}", "", *markdown_table(table.headers, table.rows)]
    lines += ["", escaped(" — ".join((*measured.notes(), measured.citation)))]
    return ("\n".join(lines) + "\n").encode()


def _drawn(form: str) -> "Callable[[Measured], bytes]":
    def write(measured: "Measured") -> bytes:
        from entrevilles.viz import plots

        return plots.drawn(measured.plotted, form)

    return write


WRITERS: "dict[str, Callable[[Measured], bytes]]" = {
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".json": _json,
    ".md": _markdown,
    ".svg": _drawn("svg"),
    ".png": _drawn("png"),
}
