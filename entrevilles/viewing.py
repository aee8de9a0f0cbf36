"""The command `view`: a part of the network as a page or a picture."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from pyoxigraph import NamedNode

from entrevilles import present
from entrevilles.graph.generations import write_atomically
from entrevilles.ontology.errors import InputError, UnknownName
from entrevilles.ontology.language import _
from entrevilles.ontology.terms import EV
from entrevilles.selecting import part, selecting, selection
from entrevilles.shell import command, open_dataset, output_option
from entrevilles.viz.network import Selection
from entrevilles.viz.stored import read

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset
    from entrevilles.viz.telling import Telling

VIEWS = ("network", "timeline", "year", "changes")
LAYOUTS = ("force", "map", "country")
"""Of `viz.arrangement`, which costs its import."""


@command(
    "view",
    _(
        "Écrit une vue : le réseau dans le temps (network), les relations d'une ville année par année (timeline), ses missions et ses "
        "accueils d'une année (year), ce qui a changé entre deux dates (changes). L'extension du fichier dit le reste : .html, une "
        "page à ouvrir hors ligne ; .svg et .png, une image pour une diapositive ; .gexf, .graphml, .csv, .xlsx, .geojson, .ttl…, un "
        "fichier pour un autre programme."
    ),
    "entrevilles view network --city Québec -o reseau.html",
    "entrevilles view network --on 2024 --layout map -o carte.png",
    "entrevilles view timeline --city Bordeaux --kind jumelage -o bordeaux.png",
    "entrevilles view year --year 2023 -o bilan-2023.svg",
    "entrevilles view network --since 2000 -o reseau.gexf",
    "entrevilles view changes --since 2000 --until 2024 -o changements.xlsx",
)
@click.argument("name", type=click.Choice(VIEWS))
@selecting
@click.option("--year", type=click.IntRange(1, 9998), default=None, metavar=_("ANNÉE"), help=_("L'année de la vue « year »."))
@click.option(
    "--layout",
    type=click.Choice(LAYOUTS),
    help=_("Image du réseau : par les liens (force, sans l'option), sur une carte (map), par pays (country)."),
)
@output_option(_("FICHIER"), _("Fichier à écrire."))
def view(dataset: Path | None, name: str, *, year: int | None, layout: str | None, output: Path | None, **wishes: Any) -> None:
    path = output or Path(f"{name}.html")
    _fitting(name, year, wishes, path)
    if layout:
        _laid_out(name, layout, path)
    _form(path)
    opened = open_dataset(dataset)
    for file in save(opened, name, selection(opened, **wishes), path, year=year, layout=layout or LAYOUTS[0]):
        present.written(file)


@dataclass(frozen=True)
class Asked:
    """A view, and what is wished of it; `layout` of a picture of the network."""

    name: str
    wish: Selection
    year: int | None
    layout: str


Write = Callable[["Dataset", Asked, Path], list[Path]]


def save(dataset: "Dataset", name: str, wish: Selection, path: Path, *, year: int | None = None, layout: str = LAYOUTS[0]) -> list[Path]:
    """Of the home city, where none is wished of a view that needs one; gives what was written. Raises InputError for an unknown form."""
    if name not in VIEWS:
        raise UnknownName(str(name), VIEWS, _("vue inconnue"))
    write = _form(path)
    if not wish.city and (name != "network" or path.suffix.lower() == ".html") and (name != "network" or dataset.folder.settings.home):
        wish = replace(wish, city=dataset.index.find(dataset.home, EV.Actor).value)
    path.absolute().parent.mkdir(parents=True, exist_ok=True)
    return write(dataset, Asked(name, wish, year, layout), path)


def _page(dataset: "Dataset", asked: Asked, path: Path) -> list[Path]:
    from entrevilles.viz import page, sheets, views

    if asked.name == "network":
        page.write(dataset, path, NamedNode(asked.wish.city) if asked.wish.city else None)
    else:
        whole = read(dataset.store)
        write_atomically(path, sheets.page(views.views()[asked.name], lambda: _telling(dataset, asked, whole)))
    return [path]


def _svg(dataset: "Dataset", asked: Asked, path: Path) -> list[Path]:
    write_atomically(path, _drawn(dataset, asked).encode())
    return [path]


def _png(dataset: "Dataset", asked: Asked, path: Path) -> list[Path]:
    from entrevilles.viz import pictures

    write_atomically(path, pictures.png(_drawn(dataset, asked)))
    return [path]


def _exported(dataset: "Dataset", asked: Asked, path: Path) -> list[Path]:
    """What the view is made from: a year's journeys as rows, what changed, else the ties."""
    wish = asked.wish
    if asked.name == "year":
        given = {"year": asked.year} if asked.year else {}
        return dataset.export(path, dataset.query("year-places", city=dataset.names.slug(NamedNode(wish.city)), **given))
    whole = read(dataset.store)
    if asked.name == "changes":
        from entrevilles.viz import exports
        from entrevilles.viz.exports.changes import of_changes

        return exports.save(of_changes(_telling(dataset, asked, whole)), path)
    network = part(dataset, whole, wish)
    return dataset.export(path, network.own(wish.city) if asked.name == "timeline" else network)


def _drawn(dataset: "Dataset", asked: Asked) -> str:
    from entrevilles.viz import pictures, views

    telling = _telling(dataset, asked, read(dataset.store))
    return pictures.svg(views.views()[asked.name](telling), telling)


def _telling(dataset: "Dataset", asked: Asked, whole: Any) -> "Telling":
    """One for each language: what it remembers is in the words of one."""
    from entrevilles.viz.telling import Telling

    return Telling(dataset, whole, asked.wish, asked.year, asked.layout)


FORMS: Mapping[str, Write] = {".html": _page, ".svg": _svg, ".png": _png}


def _form(path: Path) -> Write:
    """Raises InputError for an extension that none bears."""
    from entrevilles.viz import exports

    suffix = path.suffix.lower()
    if suffix in FORMS or suffix in exports.WRITERS:
        return FORMS.get(suffix, _exported)
    what = _("format inconnu : « {path} »").format(path=path)
    raise InputError(what, _("terminez le nom par {forms}").format(forms=", ".join([*FORMS, *exports.WRITERS])))


def _laid_out(name: str, layout: str, path: Path) -> None:
    """Raises InputError where there is nothing to lay out."""
    if name != "network":
        raise InputError(_("--layout ne sert qu'à la vue « network »"), _("ôtez --layout"))
    if path.suffix.lower() == ".html":
        shown = {"force": "", "map": "#layout=map", "country": "#layout=byCountry"}[layout]
        what = _("la page du réseau a toutes les dispositions, que l'on y choisit")
        raise InputError(what, _("ôtez --layout, et ouvrez {address}").format(address=f"{path.name}{shown}"))
    if path.suffix.lower() not in FORMS:
        raise InputError(_("--layout : un fichier de données n'a pas de disposition"), _("ôtez --layout, ou prenez .svg ou .png"))


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
