"""The figure of a year: how many, where to and where from, and when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import TYPE_CHECKING

from entrevilles.ontology.language import _, current
from entrevilles.ontology.prose import LOCALES
from entrevilles.viz import world
from entrevilles.viz.drawing import INK, LINE, SOFT, Box, Drawing, Layer, Pen
from entrevilles.viz.legend import MARKS, Sample, legend, mark, mark_sample
from entrevilles.viz.lettering import LEADING, width, wrapped
from entrevilles.viz.placing import Named, names
from entrevilles.viz.telling import Telling

if TYPE_CHECKING:
    from entrevilles.viz.yearly import Journey, Spot


REGION, CROWD = (22.0, 14.0), 8
"""Degrees east and north of the part that is shown larger, and from how many places on."""


MAP, MAPS = 0.62, 0.40
"""Of the width, what one map has beside the calendar, and what two have, one below the other."""


@dataclass(frozen=True)
class Stop:
    """A place of the map with the activities that lead to it or come from it."""

    spot: "Spot"
    activities: "Sequence[Journey]"

    def of(self, direction: str) -> "list[Journey]":
        return [one for one in self.activities if one.direction == direction]


def drawn(telling: Telling, found: "Sequence[Journey]", wide: float) -> Drawing:
    narrow = wide < 1000
    size = 26.0 if narrow else 18.0
    drawing = Drawing(wide)
    if not found:
        words = _("Rien à dessiner : aucune mission ni aucun accueil n'est connu cette année-là.")
        drawing.height = drawing.lines(0, 20, wrapped(words, wide, size), size, colour=SOFT)
        return drawing
    left = wide if narrow else (MAPS if _dense(_stops(found)) else MAP) * wide
    y = _counts(drawing, found, size, left)
    y = _map(telling, drawing.layer(0, y), found, left, size) + y + 24
    if inset := _inset(telling, drawing.layer(0, y), found, left, size):
        y += inset + 24
    x, top = (0.0, y) if narrow else (left + 48, 0.0)
    end = _months(telling, drawing.layer(x, top), found, wide - x, size) + top
    y = max(y, _undated(drawing.layer(x, end + 10), found, wide - x, size, 1 if narrow else 2) + end + 10)
    drawing.height = legend(drawing.layer(0, y + 8, {"foot": ""}), 0, wide, _samples(found), size * 0.9) + y + 12
    return drawing


def _counts(drawing: Drawing, found: "Sequence[Journey]", size: float, wide: float) -> float:
    held = [one for one in found if one.held]
    places = {
        way: {spot.iri for one in held if way in (one.direction, "all") for spot in one.spots if spot.told} for way in ("all", "out", "in")
    }
    figures = [
        (sum(1 for one in held if one.direction == "out"), (_("mission"), _("missions")), MARKS["out"], {"kind": "out"}),
        (sum(1 for one in held if one.direction == "in"), (_("accueil"), _("accueils")), MARKS["in"], {"kind": "in"}),
        (len(places["all"]), (_("lieu"), _("lieux")), INK, {way: str(len(found)) for way, found in places.items()}),
    ]
    x = 0.0
    for count, forms, colour, data in figures:
        layer, words = drawing.layer(0, 0, data), forms[0] if count == 1 else forms[1]
        layer.text(x, 2.2 * size, str(count), 2.6 * size, bold=True, colour=colour)
        x += width(str(count), 2.6 * size, bold=True) + 10
        layer.text(x, 2.2 * size, words, 1.2 * size, colour=SOFT)
        x += width(words, 1.2 * size) + 0.06 * wide
    return 3.0 * size


# The map


def _map(telling: Telling, layer: Layer, found: "Sequence[Journey]", wide: float, size: float) -> float:
    """The whole; the names of the part where places are too near each other stand on a larger one."""
    home, stops = _home(telling), _stops(found)
    dense = _dense(stops)
    chart, box = world.around(_points(stops) + ([home] if home else []), wide)
    bottom = _chart(telling, layer, (chart, box), (stops, [stop for stop in stops if stop not in dense]), size)
    if dense:
        _frame(layer.window(box), chart, *world.around(_points(dense), wide, REGION[1]))
    return bottom


def _inset(telling: Telling, layer: Layer, found: "Sequence[Journey]", wide: float, size: float) -> float:
    """The crowded part of the map, larger; nothing where none is crowded."""
    stops = _stops(found)
    if not (dense := _dense(stops)):
        return 0.0
    chart, box = world.around(_points(dense), wide, REGION[1])
    within = [stop for stop in stops if _is_in(box, _at(chart, stop))]
    return _chart(telling, layer, (chart, box), (within, dense), size)


def _points(stops: Sequence[Stop]) -> list[tuple[float, float]]:
    return [(stop.spot.lon or 0.0, stop.spot.lat or 0.0) for stop in stops]


def _chart(
    telling: Telling, layer: Layer, place: tuple[world.Chart, Box], shown: tuple[Sequence[Stop], Sequence[Stop]], size: float
) -> float:
    """All stops, and the names of some; under it those that found no room. Gives where it ends."""
    (chart, box), (stops, naming), home = place, shown, _home(telling)
    window = layer.window(box)
    world.land(window, chart, box)
    for stop in stops if home else ():
        _routes(window, stop, chart(*home), _at(chart, stop)) if home else None
    for stop in stops:
        _stop(telling, window, stop, *_at(chart, stop))
    named = [
        Named(telling.slug(stop.spot.iri), *_at(chart, stop), _radius(stop) + 3, wrapped(stop.spot.name, 240, size)) for stop in naming
    ]
    if home and _is_in(box, chart(*home)):
        window.disc(chart(*home), 9, INK, data={"city": telling.slug(telling.city)})
        named.insert(0, Named(telling.slug(telling.city), *chart(*home), 11, [telling.name(telling.city)]))
    unnamed = names(window, named, size * 0.95, box)
    layer.bar(box, "none", Pen(LINE, 1.5))
    if not unnamed:
        return box.height
    words = _("Sans place pour leur nom sur la carte : {names}.").format(
        names=", ".join(" ".join(one.lines) for one in named if one.key in unnamed)
    )
    return layer.lines(0, box.height + 6, wrapped(words, box.width, 0.85 * size), 0.85 * size, colour=SOFT)


def _dense(stops: Sequence[Stop]) -> list[Stop]:
    """The stops of the window of the world with most of them, where that is crowded; the first of equal ones."""
    best: list[Stop] = []
    for corner in stops:
        west, south = (corner.spot.lon or 0.0) - 1, (corner.spot.lat or 0.0) - REGION[1] / 2
        near = [one for one in stops if 0 <= (one.spot.lon or 0.0) - west <= REGION[0] and 0 <= (one.spot.lat or 0.0) - south <= REGION[1]]
        best = near if len(near) > len(best) else best
    return best if CROWD <= len(best) < len(stops) else []


def _is_in(box: Box, at: tuple[float, float]) -> bool:
    return 0 <= at[0] <= box.width and 0 <= at[1] <= box.height


def _frame(window: Layer, chart: world.Chart, closer: world.Chart, box: Box) -> None:
    """Where on the whole the larger part is."""
    left, top = chart(closer.west, closer.north)
    right, bottom = chart(closer.west + box.width / closer.across, closer.north - box.height / closer.down)
    window.bar(Box(left, top, right - left, bottom - top), "none", Pen(SOFT, 1.2, "3 3"))


def _at(chart: world.Chart, stop: Stop) -> tuple[float, float]:
    return chart(stop.spot.lon or 0.0, stop.spot.lat or 0.0)


def _home(telling: Telling) -> tuple[float, float] | None:
    rows = [row for row in telling.network.actors.values() if row.iri == telling.city]
    return next(((row.lon, row.lat) for row in rows if row.lon is not None and row.lat is not None), None)


def _stops(found: "Sequence[Journey]") -> list[Stop]:
    """Those with coordinates, most often met first: the order in which names find room."""
    spots = {spot.iri: spot for one in found for spot in one.spots if spot.lat is not None and spot.lon is not None}
    stops = [Stop(spot, [one for one in found if iri in {other.iri for other in one.spots}]) for iri, spot in spots.items()]
    return sorted(stops, key=lambda stop: (-len(stop.activities), stop.spot.iri))


def _radius(stop: Stop) -> float:
    return 7 + 2.5 * sqrt(len(stop.activities))


def _routes(window: Layer, stop: Stop, home: tuple[float, float], there: tuple[float, float]) -> None:
    for direction, start, end in (("out", home, there), ("in", there, home)):
        if found := stop.of(direction):
            sure = any(one.held and _is_told(one, stop) for one in found)
            window.path(world.arc(start, end), "none", Pen(MARKS[direction], 1.6, "" if sure else "4 5"), {"kind": direction}, fade=0.5)


def _stop(telling: Telling, window: Layer, stop: Stop, x: float, y: float) -> None:
    """The mark of each direction; side by side where both are."""
    both = bool(stop.of("out")) and bool(stop.of("in"))
    for direction, side in (("out", -1), ("in", 1)):
        if found := stop.of(direction):
            hollow = not any(one.held and _is_told(one, stop) for one in found)
            data = {"kind": direction, "stop": telling.slug(stop.spot.iri), "things": " ".join(telling.slug(one.iri) for one in found)}
            radius = (0.78 if both else 1) * (6 + 2.5 * sqrt(len(found)))
            made = mark(window, (x + (side * radius * 0.9 if both else 0), y), direction, radius, hollow=hollow, data=data)
            made.entitle("\u2002;\u2002".join([stop.spot.name, *(f"{one.title} ({one.when.text})" for one in found)]))


def _is_told(one: "Journey", stop: Stop) -> bool:
    return any(spot.told for spot in one.spots if spot.iri == stop.spot.iri)


# The calendar


def _months(telling: Telling, layer: Layer, found: "Sequence[Journey]", wide: float, size: float) -> float:
    y, months = 0.0, _month_names()
    room = max(width(name, size, bold=True) for name in months) + 22
    for number, name in enumerate(months, 1):
        layer.line((0, y), (wide, y), Pen(LINE))
        held = [one for one in found if one.month == number]
        layer.text(0, y + 1.3 * size, name, size, bold=True, colour=INK if held else SOFT)
        y = max(_listed(telling, layer, held, Box(room, y + 0.3 * size, wide - room, 0), size), y + 1.9 * size)
    layer.line((0, y), (wide, y), Pen(LINE))
    return y


def _listed(telling: Telling, layer: Layer, found: "Iterable[Journey]", box: Box, size: float) -> float:
    y = box.y
    for one in sorted(found, key=lambda one: (one.span, one.direction, one.iri)):
        day = f"{one.when.day} · " if one.when.day else ""
        item = layer.layer(0, 0, {"kind": one.direction, "activity": telling.slug(one.iri), "month": str(one.month)})
        mark(item, (box.x + 9, y + 0.62 * size), one.direction, 0.42 * size, hollow=not one.held)
        y = item.lines(box.x + 26, y, wrapped(day + one.title, box.width - 26, size), size) + 2
    return y


def _undated(layer: Layer, found: "Sequence[Journey]", wide: float, size: float, columns: int) -> float:
    rest = [one for one in found if not one.month]
    if not rest:
        return 0.0
    words = _("Dans l'année, sans mois connu ({n})")
    head = layer.layer(0, 0, {"words": words, "head": "month-0"})
    head.text(0, 1.2 * size, words.replace("{n}", str(len(rest))), 1.1 * size, bold=True)
    room = (wide - 36 * (columns - 1)) / columns
    heights = [len(wrapped(one.title, room - 26, size)) * size * LEADING + 4 for one in rest]
    most, x, y, bottom = sum(heights) / columns, 0.0, 0.0, 0.0
    for one, tall in zip(rest, heights, strict=True):
        if y and y + tall / 2 > most and x < (columns - 1) * (room + 36):
            x, y = x + room + 36, 0.0
        item = layer.layer(x, 1.9 * size + y, {"kind": one.direction, "activity": one.iri.rsplit("/id/", 1)[-1], "month": "0"})
        mark(item, (9, 0.62 * size), one.direction, 0.42 * size, hollow=not one.held)
        item.lines(26, 0, wrapped(one.title, room - 26, size), size)
        y += tall
        bottom = max(bottom, y)
    return bottom + 2.2 * size


def _month_names() -> list[str]:
    from babel.dates import format_date

    return [str(format_date(date(2000, month, 1), "LLLL", locale=LOCALES[current()])) for month in range(1, 13)]


def _samples(found: "Sequence[Journey]") -> list[tuple[Sample, str]]:
    samples: list[tuple[Sample, str]] = [(mark_sample("out"), _("mission (aller)")), (mark_sample("in"), _("accueil (venue)"))]
    if any(not one.held or any(not spot.told for spot in one.spots) for one in found):
        samples.append((mark_sample("out", hollow=True), _("annoncé, non rapporté")))
    return samples
