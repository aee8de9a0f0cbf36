"""Which part of the network is meant: ties of some kinds, on a day or between two, around a city, with a country."""

import datetime
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import click
from pyoxigraph import NamedNode

from entrevilles import given
from entrevilles.ontology import cells
from entrevilles.ontology.errors import InputError
from entrevilles.ontology.language import _
from entrevilles.ontology.terms import CONCEPT, EV
from entrevilles.queries import catalogue
from entrevilles.shell import Command
from entrevilles.viz.network import Network, Selection

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset

Day = datetime.date | str


def selecting(function: Command) -> Command:
    """The options of a selection: the command takes them as `**wishes`, for `selection`."""
    for option in reversed(_options()):
        function = option(function)
    return function


def _options() -> list[Callable[[Command], Command]]:
    day, city, country = _("JOUR"), _("VILLE"), _("PAYS")
    return [
        click.option("--kind", "kinds", multiple=True, metavar=_("SORTE"), help=_("Sorte de liens : jumelage, adhésion… À répéter.")),
        click.option("--on", metavar=day, help=_("Les liens en vigueur ce jour-là : 2024-06-01, ou une année (son 31 décembre).")),
        click.option("--since", metavar=day, help=_("Les liens en vigueur un jour ou l'autre depuis ce jour, ou cette année.")),
        click.option("--until", metavar=day, help=_("… et jusqu'à ce jour, ou la fin de cette année.")),
        click.option("--city", metavar=city, help=_("Les liens de cette ville, et ceux de ses partenaires entre eux.")),
        click.option("--country", metavar=country, help=_("Les liens dont un bout est dans ce pays.")),
        click.option("--unspoken", is_flag=True, help=_("Aussi les liens au début non dit, avant qu'une source en parle.")),
    ]


def selection(
    dataset: "Dataset",
    *,
    kinds: Sequence[str] | str | None = (),
    on: Day | None = None,
    since: Day | None = None,
    until: Day | None = None,
    city: str | None = None,
    country: str | None = None,
    unspoken: bool = False,
) -> Selection:
    """By name or id, without regard to accents. Raises UnknownName, and InputError for days that contradict one another."""
    _refuse_empty(on=on, since=since, until=until, city=city, country=country)
    first, last = _period(on, since, until)
    wanted = dict.fromkeys(given.texts("kinds", kinds))
    return Selection(
        kinds=tuple(_meant("kind", partial(cells.concept, kind, CONCEPT["tie-kinds"], dataset.schema)) for kind in wanted),
        since=first,
        until=last,
        city=_named(dataset, "city", city, EV.Actor),
        country=_named(dataset, "country", country, EV.Country),
        unspoken=unspoken,
    )


def _named(dataset: "Dataset", option: str, value: object, cls: NamedNode) -> str:
    return "" if value is None else _meant(option, partial(dataset.index.find, given.text(option, value), cls))


def _meant(option: str, find: Callable[[], NamedNode]) -> str:
    """Raises UnknownName, InputError, which name the option."""
    try:
        return find().value
    except InputError as error:
        error.what = f"--{option} — {error.what}"
        raise


def part(dataset: "Dataset", network: Network, selection: Selection) -> Network:
    """Raises InputError where no tie is left, or none of the city."""
    found = network.part(selection)
    mend = _("ôtez --kind, --country ou la date, ou choisissez-en d'autres")
    if selection.city and selection.city not in found.actors:
        what = _("{city} n'a aucun lien ici") if selection.city in network.actors else _("{city} n'a de lien à aucun moment")
        raise InputError(what.format(city=dataset.label(selection.city)), mend)
    if not found.ties:
        raise InputError(_("aucun lien ne répond à cette demande"), mend)
    return found


def _refuse_empty(**wishes: object) -> None:
    """An option whose variable a script left unset must not mean everything."""
    for name, value in wishes.items():
        if isinstance(value, str) and not value.strip():
            raise InputError(_("« {name} » est vide").format(name=name), _("donnez une valeur, ou ôtez l'option"))


def _period(on: Day | None, since: Day | None, until: Day | None) -> tuple[datetime.date | None, datetime.date | None]:
    if on and (since or until):
        raise InputError(_("--on donne un jour, --since et --until une période"), _("gardez l'un ou l'autre"))
    if on:
        return day(on), day(on)
    first, last = _first(since) if since else None, day(until) if until else None
    if first and last and first > last:
        raise InputError(_("--since {first} vient après --until {last}").format(first=first, last=last), _("échangez-les"))
    return first, last


def day(text: Day) -> datetime.date:
    """A year means its last day. Raises InputError."""
    return datetime.date.fromisoformat(catalogue.day(given.text("date", text)))


def _first(text: Day) -> datetime.date:
    """A period that begins with a year begins with its first day."""
    written = given.text("since", text)
    return day(f"{written}-01-01" if len(written) == 4 else written)
