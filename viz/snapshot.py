"""The network on a day, as a picture: around a city, or whole; by its ties, on a map, by country."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import hypot, sqrt

from entrevilles.ontology.language import _
from entrevilles.viz import abridged, strokes
from entrevilles.viz.arrangement import Arrangement, arranged, bowed, middle, spread
from entrevilles.viz.drawing import INK, PAPER, SOFT, Box, Drawing, Layer, Pen, Point
from entrevilles.viz.following import Following
from entrevilles.viz.legend import Sample, legend, line_sample
from entrevilles.viz.lettering import whole, wrapped
from entrevilles.viz.network import NOT, SURE, YES, Network, Tie, once
from entrevilles.viz.placing import Named, Way, names
from entrevilles.viz.strokes import Activity
from entrevilles.viz.telling import Telling
from entrevilles.viz.views import View

CROWDED = 60
"""From this number of actors on, names are small, and those of the least linked may find no room."""
AMONG = 0.12
"""Ties among the partners of a city are bent: none passes through the city as if it were its own. So are those of many in rows."""
SHAPE = 0.42
"""Height of the picture for one of width: with title and legend, that of a slide."""
NAMED = 8
"""Names of those that a picture has not."""
UNIT, CROWD = 1.55, 1.0
"""Of the lines of a slide, for those of a page; of a crowded one."""
GREY, FAINT = "#8b99a6", 0.3
"""Of the ties that are drawn but as a ground."""
GREAT = 40
"""So many are named where actors are crowded: a room reads no more."""
UNTOLD = "cannot-be-told"
SIGNS = {"sources-disagree": "≠", NOT: "○"}
"""On a line; what cannot be told is a hollow line. Dashes are those of kinds."""


@dataclass(frozen=True)
class Scene:
    """The part of the network, where each actor stands in a box, who is in the middle, and what the sources report of ties."""

    part: Network
    arrangement: Arrangement
    centre: str
    activity: Activity

    @property
    def places(self) -> Mapping[str, Point]:
        return self.arrangement.places

    @property
    def crowded(self) -> bool:
        return len(self.part.actors) >= CROWDED

    @property
    def few(self) -> bool:
        """Whether only the greatest are named: where actors are crowded, and stand in no list of a country."""
        return self.crowded and not self.arrangement.rooms

    @property
    def tangled(self) -> bool:
        """Whether all countries at once are shown: there, ties are grey, but for those of who is in the middle."""
        return self.crowded and bool(self.arrangement.rooms) and not (self.part.selection.city or self.part.selection.country)

    @property
    def named(self) -> Sequence[str]:
        order = sorted(self.places, key=lambda iri: (iri != self.centre, -self.part.degrees[iri], iri))
        return order[:GREAT] if self.few else order

    @property
    def unit(self) -> float:
        return CROWD if self.crowded else UNIT


def view(telling: Telling) -> View:
    asked = telling.selection
    selection = asked if asked.since or asked.until else replace(asked, since=telling.day, until=telling.day)
    part = telling.network.part(selection)
    shown = abridged.network(part, telling.city)
    day = telling.dates(telling.day)
    whole = _("Tout le réseau : villes, organismes et leurs liens")
    title = _("{city} et ses partenaires").format(city=telling.name(asked.city)) if asked.city else whole
    lead = _("État au {day} — {states} ; acteurs : {actors}").format(day=day, states=_told(telling, part), actors=len(part.actors))
    if selection.since and not selection.on:
        since = telling.dates(selection.since)
        lead = _("Liens : {ties}, du {since} au {day}. {lead}").format(ties=len(part.counted), since=since, day=day, lead=lead)
    if left_out := abridged.left_out(part, shown, telling.city):
        lead = f"{lead}. {left_out}"
    draw = partial(_drawn, telling, shown)
    return View(
        title=title,
        lead=lead if part.ties else _("Aucun lien n'est connu ici, avec ces choix."),
        draw=draw,
        slide=draw,
        tables=(),
        things=[tie.relationship for tie in shown.ties.values()],
        notes=[*part.left_out, *([_("Côtes : Natural Earth.")] if telling.layout == "map" else [])],
    )


def _told(telling: Telling, part: Network) -> str:
    """How many in each state, those of a city and those among its partners apart."""
    city = telling.selection.city
    counts = Counter((tie.state(telling.day), not city or city in tie.pair) for tie in once(part.ties.values(), telling.day).values())
    told = [(telling.state(state), counts[state, True], counts[state, False]) for state in SURE if state != NOT]
    return _(" ; ").join(
        _("{state} : {counts}").format(state=state, counts=_scoped(own, among, telling.name(city) if city else ""))
        for state, own, among in told
        if own or among or state == telling.state(YES)
    )


def _scoped(own: int, among: int, city: str) -> str:
    if not city:
        return str(own)
    parts = [_("{n} avec {city}").format(n=own, city=city)]
    if among:
        parts.append(_("{n} entre partenaires").format(n=among))
    return ", ".join(parts)


def _drawn(telling: Telling, part: Network, wide: float) -> Drawing:
    drawing, size = Drawing(wide), 20.0
    if not part.ties:
        words = _("Rien à dessiner : aucun lien ne répond à ces choix.")
        drawing.height = drawing.lines(0, 20, wrapped(words, wide, size), size, colour=SOFT)
        return drawing
    box = Box(0, 0, wide, SHAPE * wide)
    scene = _scene(telling, part, box)
    under, edges, signs, over = (drawing.layer() for _rank in range(4))
    scene.arrangement.ground(under, over)
    badges = [_sign(signs, *found) for iri, tie in sorted(scene.part.ties.items()) if (found := _edge(telling, edges, scene, iri, tie))]
    for iri in sorted(scene.places, key=lambda iri: (-scene.part.degrees[iri], iri)):  # a small one is not hidden by a large one
        drawing.disc(scene.places[iri], _radius(scene, iri), INK if iri == scene.centre else "#45566a", data={"node": telling.slug(iri)})
    y = box.height + 6
    unnamed = _names(telling, drawing, scene, box, badges)
    for words in (_greyed(telling, scene), _nameless(telling, scene, unnamed), _placeless(telling, part, scene)):
        y = drawing.lines(0, y, wrapped(words, wide, 16), 16, colour=SOFT) if words else y
    drawing.height = legend(drawing.layer(0, y + 8), 0, wide, _samples(telling, scene), 18) + y + 8
    return drawing


def _greyed(telling: Telling, scene: Scene) -> str:
    return (
        _("En couleur : les liens de {actor} ; en gris : tous les autres.").format(actor=telling.name(scene.centre))
        if scene.tangled
        else ""
    )


def _nameless(telling: Telling, scene: Scene, unnamed: Sequence[str]) -> str:
    if scene.few:
        said = _("Nommés : {count} acteurs, ceux qui ont le plus de liens d'abord.")
        return said.format(count=min(GREAT, len(scene.places)) - len(unnamed))
    return _("Sans place pour leur nom : {names}.").format(names=_listed(telling, unnamed)) if unnamed else ""


def _listed(telling: Telling, found: Sequence[str]) -> str:
    return ", ".join(telling.name(iri) for iri in found[:NAMED]) + (
        _(" et {n} autres").format(n=len(found) - NAMED) if len(found) > NAMED else ""
    )


def _placeless(telling: Telling, part: Network, scene: Scene) -> str:
    """Those that no map has, most ties first, and how many ties go with them."""
    missing = sorted(part.actors.keys() - scene.places.keys(), key=lambda iri: (-part.degrees[iri], iri))
    if not missing:
        return ""
    said = _("Sans lieu connu, donc hors de la carte : {count} ({names}), et leurs {ties} liens.")
    return said.format(count=len(missing), names=_listed(telling, missing), ties=len(part.counted) - len(scene.part.counted))


def _scene(telling: Telling, part: Network, box: Box) -> Scene:
    """The ties of those that have a place."""
    arrangement = arranged(telling, part, box)
    ties = {iri: tie for iri, tie in part.ties.items() if all(end in arrangement.places for end in tie.pair)}
    actors = {iri: actor for iri, actor in part.actors.items() if iri in arrangement.places}
    activity = Activity(telling.network, Following(telling.dataset, telling.network), telling.day, telling.selection.since)
    return Scene(replace(part, ties=ties, actors=actors), arrangement, middle(telling, part), activity)


def _radius(scene: Scene, iri: str) -> float:
    return (4 if scene.crowded else 6) + (1.5 if scene.crowded else 2.2) * sqrt(scene.part.degrees[iri])


def _edge(telling: Telling, edges: Layer, scene: Scene, iri: str, tie: Tie) -> tuple[Point, str, str] | None:
    """Gives the sign of its state, if it needs one: where it stands, the sign, its colour."""
    kind, state, dormant = telling.kinds[tie.kind], tie.state(telling.day), scene.activity.dormant(tie)
    start, middle, end = _curve(telling, scene, iri)
    data = {"tie": telling.slug(iri), "kind": kind.name, "state": state, **({"dormant": ""} if dormant else {})}
    said = ", ".join([kind.label, telling.state(state), *([_dormant(scene)] if dormant else [])])
    group = edges.layer(0, 0, data, f"{telling.name(tie.a)} – {telling.name(tie.b)} : {said}")
    steps = f"M{start[0]:.1f} {start[1]:.1f}Q{middle[0]:.1f} {middle[1]:.1f} {end[0]:.1f} {end[1]:.1f}"
    if scene.tangled and scene.centre not in tie.pair:
        group.path(steps, "none", Pen(GREY, 1), fade=FAINT)
        return None
    pen = Pen(kind.colour, strokes.thickness(scene.activity.contacts(tie)), kind.dash)
    strokes.draw(group, steps, pen, hollow=state == UNTOLD, pale=dormant or state == NOT, unit=scene.unit)
    if state not in SIGNS:
        return None
    return ((start[0] + end[0] + 2 * middle[0]) / 4, (start[1] + end[1] + 2 * middle[1]) / 4), SIGNS[state], kind.colour


def _curve(telling: Telling, scene: Scene, iri: str) -> tuple[Point, Point, Point]:
    """The ends of a tie, and between them the point towards which it bends."""
    tie = scene.part.ties[iri]
    (x1, y1), (x2, y2) = scene.places[tie.a], scene.places[tie.b]
    bend = spread(*scene.part.sheaf[iri]) + (AMONG if scene.tangled else 0)
    if not scene.arrangement.ring:
        bend = bowed(bend, hypot(x2 - x1, y2 - y1) or 1.0)
    elif telling.city not in tie.pair:
        bend += AMONG
    return (x1, y1), ((x1 + x2) / 2 - bend * (y2 - y1), (y1 + y2) / 2 + bend * (x2 - x1)), (x2, y2)


def _dormant(scene: Scene) -> str:
    return _("aucun contact rapporté depuis {n} ans").format(n=scene.activity.years)


def _sign(layer: Layer, at: Point, sign: str, colour: str) -> Box:
    layer.disc(at, 9, PAPER, Pen(colour, 1.5))
    layer.text(at[0], at[1] + 5, sign, 14, bold=True, anchor="middle")
    return Box(at[0] - 9, at[1] - 9, 18, 18)


def _names(telling: Telling, layer: Layer, scene: Scene, box: Box, badges: Sequence[Box]) -> list[str]:
    """Those with most ties first."""
    size = 17.0 if scene.few else 13.0 if scene.crowded else 19.0
    named = []
    for iri in scene.named:
        radius = _radius(scene, iri) + 1
        room, breadth = scene.arrangement.rooms.get(iri, (None, (9 if scene.crowded else 12) * size + radius))
        named.append(Named(iri, *scene.places[iri], radius, whole(telling.name(iri), breadth - radius, size), room))
    return names(layer, named, size, box, Way(scene.arrangement.outward, [*badges, *scene.arrangement.filled], over=True))


def _samples(telling: Telling, scene: Scene) -> list[tuple[Sample, str]]:
    used = {tie.kind for tie in scene.part.ties.values()}
    samples: list[tuple[Sample, str]] = [
        (line_sample(kind.colour, kind.dash), kind.label) for iri, kind in telling.kinds.items() if iri in used
    ]
    states = {tie.state(telling.day) for tie in scene.part.ties.values()} - {YES}
    if UNTOLD in states:
        samples.append((line_sample(SOFT, hollow=True), telling.state(UNTOLD)))
    if any(map(scene.activity.dormant, scene.part.ties.values())):
        samples.append((line_sample(SOFT, fade=strokes.PALE), _dormant(scene)))
    samples += [(_signed(sign), telling.state(state)) for state, sign in SIGNS.items() if state in states]
    return samples + _widths(scene)


def _widths(scene: Scene) -> list[tuple[Sample, str]]:
    """The thicknesses that are used, where there are several."""
    used = {strokes.thickness(scene.activity.contacts(tie)) for tie in scene.part.ties.values()}
    said = [(thick, words) for thick, words in strokes.ranges().items() if thick in used]
    if len(said) < 2:
        return []
    first = _("contacts rapportés en {n} ans : {range}").format(n=scene.activity.years, range=said[0][1])
    samples = [line_sample(SOFT, thick=thick * scene.unit) for thick, _words in said]
    return list(zip(samples, [first, *(words for _thick, words in said[1:])], strict=True))


def _signed(sign: str) -> Sample:
    def draw(layer: Layer, x: float, y: float) -> None:
        line_sample("#8b99a6")(layer, x, y)
        _sign(layer, (x, y), sign, SOFT)

    return draw
