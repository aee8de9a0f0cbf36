"""A year of a city in review: its missions and receptions on a map and in a calendar, and how many they were."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from pyoxigraph import NamedNode

from entrevilles.ontology.errors import InputError
from entrevilles.ontology.language import _, collation
from entrevilles.ontology.terms import EV, READING
from entrevilles.viz import when, yearly_figure
from entrevilles.viz.legend import MARKS
from entrevilles.viz.network import Row, local
from entrevilles.viz.telling import REPORTED, Telling, span
from entrevilles.viz.views import Choice, Line, Table, Total, View
from entrevilles.viz.when import When


@dataclass(frozen=True)
class Spot:
    """A place of an activity; `told` unless it was only announced. Without coordinates it is in no map."""

    iri: str
    name: str
    lon: float | None
    lat: float | None
    told: bool


@dataclass(frozen=True)
class Journey:
    """`direction`: out, a mission, or in, a reception. `held` where a source reports it."""

    iri: str
    title: str
    direction: str
    when: When
    held: bool
    spots: tuple[Spot, ...]
    envoy: bool = False
    """Of those who represent a country here: they come from no farther than their post."""
    unit: str = ""
    """The service that coordinates it, by name."""

    @property
    def span(self) -> tuple[date, date]:
        found = span(self.when.cell)
        assert found is not None
        return found

    @property
    def month(self) -> int:
        """0 where only the year, or a part of it longer than a month, is known."""
        first, last = self.span
        return first.month if (first.year, first.month) == (last.year, last.month) else 0


def view(telling: Telling) -> View:
    """Raises InputError without a year."""
    if telling.year is None:
        raise InputError(_("de quelle année ?"), _("donnez-la : --year 2023"))
    found, city = activities(telling), telling.name(telling.city)
    totals = _totals(found)
    none = _("Aucune mission ni aucun accueil de {city} n'est connu pour {year}.").format(city=city, year=telling.year)
    return View(
        title=_("{city} : l'année {year}").format(city=city, year=telling.year),
        lead=" · ".join(total.text for total in totals) if found else none,
        draw=partial(yearly_figure.drawn, telling, found),
        slide=partial(yearly_figure.drawn, telling, found),
        tables=(_table(telling, found),) if found else (),
        things=[one.iri for one in found],
        notes=_notes(found),
        choices=_choices(found),
        totals=totals if found else (),
    )


def activities(telling: Telling) -> list[Journey]:
    """Missions first; in each, by first day, then by name."""
    rows: dict[str, list[Row]] = {}
    for row in telling.ask("year-places", city=telling.slug(telling.city), year=telling.year):
        rows.setdefault(str(row["activity"]), []).append(row)
    found = [_activity(telling, same) for same in rows.values()]
    return sorted(found, key=lambda one: (one.direction != "out", one.span, collation(one.title), one.iri))


def _activity(telling: Telling, rows: Sequence[Row]) -> Journey:
    head = rows[0]
    places = {str(row["place"]): row for row in rows if row["place"] and str(row["place"]) != f"{telling.city}#place"}
    spots = [_spot(telling, iri, row) for iri, row in places.items()]
    held = local(head["attested"]) == REPORTED
    title = telling.name(str(head["activity"]))
    return Journey(
        str(head["activity"]),
        title,
        "out" if head["away"] else "in",
        when.told(telling.dataset.store, str(head["activity"])) or When(str(head["date"])),
        held,
        tuple(sorted(spots, key=lambda spot: spot.iri)),
        bool(head["envoy"]),
        telling.name(unit) if (unit := _unit(telling, str(head["activity"]))) else "",
    )


def _unit(telling: Telling, activity: str) -> str:
    found = telling.dataset.store.quads_for_pattern(NamedNode(activity), EV.coordinatedBy, None, READING)
    return min((quad.object.value for quad in found if isinstance(quad.object, NamedNode)), default="")


def _spot(telling: Telling, iri: str, row: Row) -> Spot:
    lon, lat = (None if row[axis] is None else float(str(row[axis])) for axis in ("lon", "lat"))
    return Spot(iri, telling.name(iri), lon, lat, local(row["told"]) == REPORTED)


def said(direction: str) -> str:
    return _("mission") if direction == "out" else _("accueil")


def _notes(found: Sequence[Journey]) -> list[str]:
    if not found:
        return []
    notes = [_("Une mission est une sortie de la ville ; un accueil, une visite qu'elle reçoit.")]
    notes.append(_("Lieux : ceux où une mission s'est arrêtée et ceux d'où l'on est venu, chacun compté une fois."))
    if year_only := sum(1 for one in found if not one.month):
        notes.append(_("Datées seulement de l'année, donc hors du calendrier des mois : {count}.").format(count=year_only))
    if planned := sum(1 for one in found if not one.held):
        notes.append(_("Annoncées, sans qu'une source rapporte qu'elles ont eu lieu : {count} (en creux).").format(count=planned))
    off = [one for one in found if not any(spot.lat is not None for spot in one.spots)]
    if envoys := [one for one in off if one.envoy]:
        titles = ", ".join(one.title for one in envoys)
        notes.append(_("Corps consulaire et diplomatique, hors de la carte : {titles}.").format(titles=titles))
    if unplaced := len(off) - len(envoys):
        notes.append(_("Sans lieu connu, donc hors de la carte : {count}.").format(count=unplaced))
    return notes


def _totals(found: Sequence[Journey]) -> list[Total]:
    """Missions, those of them that each service coordinates, receptions."""
    held = [one for one in found if one.held]
    units = sorted({one.unit for one in held if one.unit and one.direction == "out"}, key=collation)
    words = _("dont coordonnées ({unit}) : {count}")
    asked = [(_("Missions rapportées : {n}"), {"kind": "out", "held": "yes"})]
    asked += [(words.format(unit=unit, count="{n}"), {"kind": "out", "held": "yes", "unit": unit}) for unit in units]
    asked.append((_("Accueils rapportés : {n}"), {"kind": "in", "held": "yes"}))
    data = [_data(one) for one in found]
    return [Total(said, sum(1 for one in data if wish.items() <= one.items()), wish) for said, wish in asked]


def _data(one: Journey) -> dict[str, str]:
    return {"kind": one.direction, "held": "yes" if one.held else "no", "unit": one.unit}


def _choices(found: Sequence[Journey]) -> list[Choice]:
    used = [name for name in ("out", "in") if any(one.direction == name for one in found)]
    labels = {"out": _("missions"), "in": _("accueils")}
    colours = {"out": MARKS["out"], "in": MARKS["in"]}
    return [Choice("kind", _("Sortes"), [(name, labels[name], colours[name]) for name in used])] if len(used) > 1 else []


def _table(telling: Telling, found: Sequence[Journey]) -> Table:
    lines = [
        Line(
            (
                one.when.text,
                said(one.direction),
                one.title,
                ", ".join(spot.name if spot.told else _("{what} (annoncé)").format(what=spot.name) for spot in one.spots) or "–",
                _("rapporté") if one.held else _("annoncé"),
            ),
            (one.iri,),
            {"row": telling.slug(one.iri), **_data(one)},
        )
        for one in sorted(found, key=lambda one: (one.span, one.direction, collation(one.title)))
    ]
    headers = (_("Date"), _("Sorte"), _("Titre"), _("Lieux"), _("Attesté comme"))
    return Table(_("Les missions et les accueils"), headers, lines, _("Rien avec ces choix."))
