"""The network on a day, as a picture: around a city, or whole; by its ties, on a map, by country."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from math import hypot, sqrt

from entrevilles.ontology.language import _
from entrevilles.viz import abridged
from entrevilles.viz.arrangement import Arrangement, arranged, middle
from entrevilles.viz.drawing import INK, PAPER, SOFT, Box, Drawing, Layer, Pen, Point
from entrevilles.viz.legend import Sample, legend, line_sample
from entrevilles.viz.lettering import wrapped
from entrevilles.viz.network import NOT, SURE, YES, Network, Tie, once
from entrevilles.viz.placing import Named, names
from entrevilles.viz.telling import Telling
from entrevilles.viz.views import View

CROWDED = 60
"""From this number of actors on, names are small, and those of the least linked may find no room."""
AMONG = 0.12
"""Ties among the partners of a city are bent: none passes through the city as if it were its own."""
NAMED = 8
"""Names of those that a map has not."""
FARTHEST = 48.0
"""How far a bent tie may go from the straight line, twice: of two far from each other it would leave the picture."""
SIGNS = {"sources-disagree": "≠", NOT: "○"}
"""On a line; what cannot be told is a hollow line. Dashes are those of kinds."""


@dataclass(frozen=True)
class Scene:
    """The part of the network, where each actor stands in a box, and who is in the middle."""

    part: Network
    arrangement: Arrangement
    centre: str

    @property
    def places(self) -> Mapping[str, Point]:
        return self.arrangement.places

    @cached_property
    def sheaf(self) -> Mapping[str, tuple[int, int]]:
        """Rank of a tie among those of the same two actors, and their number."""
        pairs: dict[tuple[str, str], list[str]] = {}
        for iri, tie in sorted(self.part.ties.items()):
            pairs.setdefault(tie.pair, []).append(iri)
        return {iri: (rank, len(same)) for same in pairs.values() for rank, iri in enumerate(same)}

    @property
    def crowded(self) -> bool:
        return len(self.part.actors) >= CROWDED


def view(telling: Telling) -> View:
    asked = telling.selection
    selection = asked if asked.since or asked.until else replace(asked, since=telling.day, until=telling.day)
    part = telling.network.part(selection)
    shown = abridged.network(part, telling.city)
    day = telling.dates(telling.day)
    title = _("Le réseau de {city}").format(city=telling.name(asked.city)) if asked.city else _("Le réseau")
    lead = _("État au {day} — {states} ; acteurs : {actors}").format(day=day, states=_told(telling, part), actors=len(part.actors))
    if selection.since and not selection.on:
        since = telling.dates(selection.since)
        lead = _("Liens : {ties}, du {since} au {day}. {lead}").format(ties=len(part.ties), since=since, day=day, lead=lead)
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
    counts = Counter((tie.state(telling.day), not city or city in tie.pair) for tie in once(part.ties.values(), telling.day))
    told = [(telling.state(state), counts[state, True], counts[state, False]) for state in SURE if state != NOT]
    return " ; ".join(
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
    box = Box(0, 0, wide, 0.45 * wide)
    scene = _scene(telling, part, box)
    under, edges, signs, over = (drawing.layer() for _rank in range(4))
    scene.arrangement.ground(under, over)
    badges = [_sign(signs, *found) for iri, tie in sorted(scene.part.ties.items()) if (found := _edge(telling, edges, scene, iri, tie))]
    for iri in sorted(scene.places, key=lambda iri: (-scene.part.degrees[iri], iri)):  # a small one is not hidden by a large one
        drawing.disc(scene.places[iri], _radius(scene, iri), INK if iri == scene.centre else "#45566a", data={"node": telling.slug(iri)})
    y = box.height + 6
    unnamed = _names(telling, drawing, scene, box, badges)
    for words in (_nameless(unnamed), _placeless(telling, part, scene)):
        y = drawing.lines(0, y, wrapped(words, wide, 16), 16, colour=SOFT) if words else y
    drawing.height = legend(drawing.layer(0, y + 8), 0, wide, _samples(telling, scene), 18) + y + 8
    return drawing


def _nameless(unnamed: Sequence[str]) -> str:
    return _("Noms sans place, non écrits : {count}.").format(count=len(unnamed)) if unnamed else ""


def _placeless(telling: Telling, part: Network, scene: Scene) -> str:
    """Those that no map has, most ties first, and how many ties go with them."""
    missing = sorted(part.actors.keys() - scene.places.keys(), key=lambda iri: (-part.degrees[iri], iri))
    if not missing:
        return ""
    names = ", ".join(telling.name(iri) for iri in missing[:NAMED]) + (", …" if len(missing) > NAMED else "")
    said = _("Sans lieu connu, donc hors de la carte : {count} ({names}), et leurs {ties} liens.")
    return said.format(count=len(missing), names=names, ties=len(part.ties) - len(scene.part.ties))


def _scene(telling: Telling, part: Network, box: Box) -> Scene:
    """The ties of those that have a place."""
    arrangement = arranged(telling, part, box)
    ties = {iri: tie for iri, tie in part.ties.items() if all(end in arrangement.places for end in tie.pair)}
    actors = {iri: actor for iri, actor in part.actors.items() if iri in arrangement.places}
    return Scene(replace(part, ties=ties, actors=actors), arrangement, middle(telling, part))


def _radius(scene: Scene, iri: str) -> float:
    return (4 if scene.crowded else 6) + (1.5 if scene.crowded else 2.2) * sqrt(scene.part.degrees[iri])


def _edge(telling: Telling, edges: Layer, scene: Scene, iri: str, tie: Tie) -> tuple[Point, str, str] | None:
    """Gives the sign of its state, if it needs one: where it stands, the sign, its colour."""
    kind, state = telling.kinds[tie.kind], tie.state(telling.day)
    rank, count = scene.sheaf[iri]
    (x1, y1), (x2, y2) = scene.places[tie.a], scene.places[tie.b]
    near = not scene.arrangement.ring or telling.city in tie.pair
    bend = (rank - (count - 1) / 2) * 0.14 + (0 if near else AMONG)
    if not scene.arrangement.ring:
        bend *= min(1.0, FARTHEST / max(abs(bend) * hypot(x2 - x1, y2 - y1), 1.0))
    middle = (x1 + x2) / 2 - bend * (y2 - y1), (y1 + y2) / 2 + bend * (x2 - x1)
    steps = f"M{x1:.1f} {y1:.1f}Q{middle[0]:.1f} {middle[1]:.1f} {x2:.1f} {y2:.1f}"
    data = {"tie": telling.slug(iri), "kind": kind.name, "state": state}
    group = edges.layer(0, 0, data, f"{telling.name(tie.a)} – {telling.name(tie.b)} : {kind.label}, {telling.state(state)}")
    hollow, thick = state == "cannot-be-told", 1.8 if scene.crowded else 2.8
    group.path(steps, "none", Pen(kind.colour, thick + 1.6 * hollow, kind.dash), fade=0.45 if state == NOT else 1)
    if hollow:
        group.path(steps, "none", Pen(PAPER, thick - 1, kind.dash))
    if state not in SIGNS or scene.crowded:
        return None
    return ((x1 + x2 + 2 * middle[0]) / 4, (y1 + y2 + 2 * middle[1]) / 4), SIGNS[state], kind.colour


def _sign(layer: Layer, at: Point, sign: str, colour: str) -> Box:
    layer.disc(at, 9, PAPER, Pen(colour, 1.5))
    layer.text(at[0], at[1] + 5, sign, 14, bold=True, anchor="middle")
    return Box(at[0] - 9, at[1] - 9, 18, 18)


def _names(telling: Telling, layer: Layer, scene: Scene, box: Box, badges: Sequence[Box]) -> list[str]:
    """Those with most ties first."""
    order = sorted(scene.places, key=lambda iri: (iri != scene.centre, -scene.part.degrees[iri], iri))
    size = 14.0 if scene.crowded else 19.0
    named = [
        Named(iri, *scene.places[iri], _radius(scene, iri) + 1, wrapped(telling.name(iri), (9 if scene.crowded else 12) * size, size))
        for iri in order
    ]
    return names(layer, named, size, box, outward=scene.arrangement.outward, avoid=[*badges, *scene.arrangement.filled])


def _samples(telling: Telling, scene: Scene) -> list[tuple[Sample, str]]:
    used = {tie.kind for tie in scene.part.ties.values()}
    samples: list[tuple[Sample, str]] = [
        (line_sample(kind.colour, kind.dash), kind.label) for iri, kind in telling.kinds.items() if iri in used
    ]
    states = {tie.state(telling.day) for tie in scene.part.ties.values()} - {"yes"}
    if "cannot-be-told" in states:
        samples.append((line_sample(SOFT, hollow=True), telling.state("cannot-be-told")))
    return samples + [(_signed(sign), telling.state(state)) for state, sign in SIGNS.items() if state in states and not scene.crowded]


def _signed(sign: str) -> Sample:
    def draw(layer: Layer, x: float, y: float) -> None:
        line_sample("#8b99a6")(layer, x, y)
        _sign(layer, (x, y), sign, SOFT)

    return draw
