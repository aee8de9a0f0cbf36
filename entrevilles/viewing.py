"""The command `view`: a part of the network as a page or a picture."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from pyoxigraph import NamedNode

from entrevilles import present
from entrevilles.graph.generations import write_atomically
from entrevilles.ontology.errors import InputError
from entrevilles.ontology.language import _
from entrevilles.ontology.terms import EV
from entrevilles.selecting import part, selecting, selection
from entrevilles.shell import command, open_dataset, output_option
from entrevilles.viz.network import Selection, read

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset
    from entrevilles.viz.telling import Telling

VIEWS = ("network", "timeline", "year", "changes")


@command(
    "view",
    _(
        "Écrit une vue : le réseau dans le temps (network), les relations d'une ville année par année (timeline), ses missions et ses "
        "accueils d'une année (year), ce qui a changé entre deux dates (changes). L'extension du fichier dit le reste : .html, une "
        "page à ouvrir hors ligne ; .svg et .png, une image pour une diapositive ; .gexf, .graphml, .csv, .xlsx, .geojson, .ttl…, un "
        "fichier pour un autre programme."
    ),
    "entrevilles view network --city Québec -o reseau.html",
    "entrevilles view timeline --city Bordeaux --kind jumelage -o bordeaux.png",
    "entrevilles view year --year 2023 -o bilan-2023.svg",
    "entrevilles view network --since 2000 -o reseau.gexf",
    "entrevilles view changes --since 2000 --until 2024 -o changements.xlsx",
)
@click.argument("name", type=click.Choice(VIEWS))
@selecting
@click.option("--year", type=click.IntRange(1, 9998), default=None, metavar=_("ANNÉE"), help=_("L'année de la vue « year »."))
@output_option(_("FICHIER"), _("Fichier à écrire."))
def view(dataset: Path | None, name: str, *, year: int | None, output: Path | None, **wishes: Any) -> None:
    path = output or Path(f"{name}.html")
    _fitting(name, year, wishes, path)
    write = _form(path)
    opened = open_dataset(dataset)
    save(opened, name, selection(opened, **wishes), path, year=year, write=write)
    present.written(path)


Write = Callable[["Dataset", str, Selection, int | None, Path], None]


def save(dataset: "Dataset", name: str, wish: Selection, path: Path, *, year: int | None = None, write: Write | None = None) -> None:
    """Of the home city, where none is wished of a view that needs one. Raises InputError for a form that is none."""
    if not wish.city and (name != "network" or path.suffix.lower() == ".html") and (name != "network" or dataset.folder.settings.home):
        wish = replace(wish, city=dataset.index.find(dataset.home, EV.Actor).value)
    path.absolute().parent.mkdir(parents=True, exist_ok=True)
    (write or _form(path))(dataset, name, wish, year, path)


def _page(dataset: "Dataset", name: str, wish: Selection, year: int | None, path: Path) -> None:
    from entrevilles.viz import page, sheets, views

    if name == "network":
        page.write(dataset, path, NamedNode(wish.city) if wish.city else None)
        return
    whole = read(dataset.store)
    write_atomically(path, sheets.page(views.views()[name], lambda: _telling(dataset, wish, year, whole)))


def _svg(dataset: "Dataset", name: str, wish: Selection, year: int | None, path: Path) -> None:
    write_atomically(path, _drawn(dataset, name, wish, year).encode())


def _png(dataset: "Dataset", name: str, wish: Selection, year: int | None, path: Path) -> None:
    from entrevilles.viz import pictures

    write_atomically(path, pictures.png(_drawn(dataset, name, wish, year)))


def _exported(dataset: "Dataset", name: str, wish: Selection, year: int | None, path: Path) -> None:
    """What the view is made from: a year's journeys as rows, what changed, else the ties."""
    if name == "year":
        given = {"year": year} if year else {}
        dataset.export(path, dataset.query("year-places", city=dataset.names.slug(NamedNode(wish.city)), **given))
        return
    whole = read(dataset.store)
    if name == "changes":
        from entrevilles.viz import exports
        from entrevilles.viz.exports.changes import of_changes

        _first, *beside = exports.save(of_changes(_telling(dataset, wish, year, whole)), path)
    else:
        network = part(dataset, whole, wish)
        _first, *beside = dataset.export(path, network.own(wish.city) if name == "timeline" else network)
    for other in beside:
        present.written(other)


def _drawn(dataset: "Dataset", name: str, wish: Selection, year: int | None) -> str:
    from entrevilles.viz import pictures, views

    telling = _telling(dataset, wish, year, read(dataset.store))
    return pictures.svg(views.views()[name](telling), telling)


def _telling(dataset: "Dataset", wish: Selection, year: int | None, whole: Any) -> "Telling":
    """One for each language: what it remembers is in the words of one."""
    from entrevilles.viz.telling import Telling

    return Telling(dataset, whole, wish, year)


FORMS: Mapping[str, Write] = {".html": _page, ".svg": _svg, ".png": _png}


def _form(path: Path) -> Write:
    """Raises InputError for an extension that none bears."""
    from entrevilles.viz import exports

    suffix = path.suffix.lower()
    if suffix in FORMS or suffix in exports.WRITERS:
        return FORMS.get(suffix, _exported)
    what = _("format inconnu : « {path} »").format(path=path)
    raise InputError(what, _("terminez le nom par {forms}").format(forms=", ".join([*FORMS, *exports.WRITERS])))


def _fitting(name: str, year: int | None, wishes: Mapping[str, Any], path: Path) -> None:
    """An option that a view does not heed is an error, not a silence."""
    if name != "year" and year is not None:
        raise InputError(_("--year ne sert qu'à la vue « year »"), _("ôtez --year, ou prenez --on, --since et --until"))
    given = [option for option, value in wishes.items() if value and option != "city"]
    options = ", ".join(f"--{'kind' if option == 'kinds' else option}" for option in given)
    if name == "year" and given:
        raise InputError(_("la vue « year » ne prend que --city et --year"), _("ôtez {options}").format(options=options))
    if name == "network" and given and path.suffix.lower() == ".html":
        what = _("la page du réseau a toutes les dates et toutes les sortes de liens, que l'on y choisit")
        raise InputError(what, _("ôtez {options}").format(options=options))
