"""Where the actors of a picture stand: by their ties, on a map, by country; and what is drawn under their ties."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import ceil, cos, hypot, sin, sqrt

from entrevilles.ontology.errors import UnknownName
from entrevilles.ontology.language import _, collation
from entrevilles.viz import layout, world
from entrevilles.viz.drawing import BLOCK, Box, Layer, Point
from entrevilles.viz.lettering import LEADING, width, wrapped
from entrevilles.viz.network import Network
from entrevilles.viz.telling import Telling

APART, AWAY = 13.0, 26.0
"""Between the middles of two actors of a map; how far at most it moves them from their place."""
HEAD = 0.8
"""Height of a country's name, of that of a row of its actors."""
LEAST = 10.0
"""Of a country's name."""
LONG = 12.0
"""Ems that names of cities have at most, in the mean."""
STEPS = [(dx, dy) for dy in (0.0, 0.12, -0.12, 0.24, -0.2, 0.36, 0.48, 0.6) for dx in (0.0, 0.1, -0.1, 0.2, -0.2, 0.3)]
"""By how much of a cell an actor may give way."""
ASIDE = (0.3, 0.12)
"""Where in its cell an actor stands, its name to the right: of few, who may give way, and of many."""
TURNS, FOLLOWED = 4, 100
"""How often each is looked at; lines, among more than which nobody follows one."""
SPREAD, BOWED = 0.14, 48.0
"""Of the lines of two actors: how far apart they bend, in parts of their length; how far at most, twice."""
SAID = "#44515e"


def _nothing(_under: Layer, _over: Layer) -> None:
    pass


@dataclass(frozen=True)
class Arrangement:
    """`ground` draws what is under the ties, and over them; `filled`: what no name may cover; `outward`: what names turn away from."""

    places: Mapping[str, Point]
    ground: Callable[[Layer, Layer], None] = _nothing
    filled: Sequence[Box] = ()
    outward: Point | None = None
    rooms: Mapping[str, tuple[Box, float]] = field(default_factory=dict)
    """Of actors that stand in lists, in which one looks for each of them: the box that its name may not leave, the breadth for it."""
    ring: bool = False
    """Whether the partners stand around the city: ties among them are bent, so that none passes through it."""


def arranged(telling: Telling, part: Network, box: Box) -> Arrangement:
    """An actor without a place of its own, on the map, is in no `places`."""
    return LAYOUTS[known(telling.layout)](telling, part, box)


def known(name: str) -> str:
    """Raises UnknownName."""
    if name not in LAYOUTS:
        raise UnknownName(str(name), LAYOUTS, _("disposition inconnue"))
    return name


# By their ties


def _by_ties(telling: Telling, part: Network, box: Box) -> Arrangement:
    import networkx

    graph: networkx.Graph[str] = networkx.Graph()
    graph.add_nodes_from(sorted(part.actors))
    graph.add_edges_from(sorted(tie.pair for tie in part.ties.values()))
    centre = middle(telling, part)
    partners = _sectors(telling, part, centre) if telling.city else []
    around = {centre: (0.0, 0.0)} | layout.ring(partners)
    ring = bool(telling.city) and len(around) == len(part.actors)
    places = _fitted(around if ring else layout.discs(graph, centre), box)
    return Arrangement(places, outward=places[centre], ring=bool(telling.city))


def middle(telling: Telling, part: Network) -> str:
    """The city, or who has most ties."""
    return telling.city or min(part.actors, key=lambda iri: (-part.degrees[iri], iri))


def _sectors(telling: Telling, part: Network, centre: str) -> list[str]:
    """By the first kind of their ties with the centre, then by name: kinds make sectors."""
    rank = {kind: place for place, kind in enumerate(telling.kinds)}
    first: dict[str, int] = {}
    for tie in part.ties.values():
        if centre in tie.pair:
            partner = tie.b if tie.a == centre else tie.a
            first[partner] = min(first.get(partner, len(rank)), rank[tie.kind])
    return sorted(first, key=lambda iri: (first[iri], collation(telling.name(iri)), iri))


def _fitted(places: Mapping[str, Point], box: Box) -> dict[str, Point]:
    """Into the box, with room for names at its edges; the two directions stretch each for itself."""
    xs, ys = [x for x, _y in places.values()], [y for _x, y in places.values()]
    margin = _air(box)
    across = (box.width - 2 * margin[0]) / max(max(xs) - min(xs), 1e-9)
    down = (box.height - 2 * margin[1]) / max(max(ys) - min(ys), 1e-9)
    return {
        iri: (round(margin[0] + (x - min(xs)) * across, 2), round(margin[1] + (y - min(ys)) * down, 2)) for iri, (x, y) in places.items()
    }


def _air(box: Box) -> Point:
    return 0.13 * box.width, 0.08 * box.height


# On a map


def _on_a_map(_telling: Telling, part: Network, box: Box) -> Arrangement:
    found = {iri: (one.lon, one.lat) for iri, one in sorted(part.actors.items()) if one.lon is not None and one.lat is not None}
    if not found:
        return Arrangement({})
    earth = world.earth(list(found.values()), box, (0.07 * box.width, 0.07 * box.height))
    places = _apart({iri: earth(*point) for iri, point in found.items()})
    return Arrangement(places, lambda under, _over: world.whole(under.window(box), earth, box))


def _apart(true: Mapping[str, Point]) -> dict[str, Point]:
    """Neighbours that would cover each other give way, each staying near its own place; those of one place stand around it."""
    found = {iri: (x + 0.4 * cos(2.4 * rank), y + 0.4 * sin(2.4 * rank)) for rank, (iri, (x, y)) in enumerate(true.items())}
    names = list(found)
    near = [
        (a, b) for rank, a in enumerate(names) for b in names[:rank] if hypot(true[a][0] - true[b][0], true[a][1] - true[b][1]) < 3 * AWAY
    ]
    for _turn in range(60):
        for a, b in near:
            dx, dy = found[b][0] - found[a][0], found[b][1] - found[a][1]
            far = hypot(dx, dy) or 1.0
            if far < APART:
                by = (APART - far) / far / 2
                found[a], found[b] = (
                    _held(true[a], found[a][0] - dx * by, found[a][1] - dy * by),
                    _held(true[b], found[b][0] + dx * by, found[b][1] + dy * by),
                )
    return {iri: (round(x, 2), round(y, 2)) for iri, (x, y) in found.items()}


def _held(true: Point, x: float, y: float) -> Point:
    far = hypot(x - true[0], y - true[1])
    by = min(1.0, AWAY / far) if far else 1.0
    return true[0] + (x - true[0]) * by, true[1] + (y - true[1]) * by


# By country


@dataclass(frozen=True)
class Block:
    """A country and its actors, most ties first, in columns of cells; `x` and `y` in cells. A column of long names has two."""

    country: str
    actors: Sequence[str]
    x: int
    y: float
    columns: int
    span: int

    @property
    def height(self) -> float:
        return HEAD + ceil(len(self.actors) / self.columns)


def _by_country(telling: Telling, part: Network, box: Box) -> Arrangement:
    blocks = _packed(telling, _groups(telling, part), box.width / box.height)
    across = box.width / max(block.x + block.span * block.columns for block in blocks)
    down = box.height / max(block.y + block.height for block in blocks)
    gap, places, sides, rooms = min(10.0, 0.1 * across), dict[str, Point](), list[Box](), dict[str, tuple[Box, float]]()
    start = ASIDE[len(part.ties) > FOLLOWED]
    for block in blocks:
        side = Box(block.x * across, block.y * down, block.span * block.columns * across - gap, block.height * down - gap)
        sides.append(side)
        for rank, iri in enumerate(block.actors):
            cell = block.span * (rank % block.columns) + start, HEAD + rank // block.columns + 0.3
            places[iri] = round(side.x + cell[0] * across, 2), round(side.y + cell[1] * down, 2)
            rooms[iri] = side, (block.span - start) * across - gap
    places = _clear(part, places, (across, down))
    heads = [_head(_country(telling, block.country), side, HEAD * down) for block, side in zip(blocks, sides, strict=True)]

    def ground(under: Layer, over: Layer) -> None:
        for block, side, (lines, size) in zip(blocks, sides, heads, strict=True):
            under.bar(side, BLOCK, data={"country": telling.slug(block.country) if block.country else "-"})
            over.lines(side.x + 6, side.y + 3, lines, size, bold=True, colour=SAID, halo=True)

    filled = [
        Box(side.x, side.y, 6 + max(width(line, size, bold=True) for line in lines), 3 + size * LEADING * len(lines))
        for side, (lines, size) in zip(sides, heads, strict=True)
    ]
    return Arrangement(places, ground, filled, rooms=rooms)


def _clear(part: Network, places: Mapping[str, Point], cell: Point) -> dict[str, Point]:
    """Those of a row, or a column, give way within their cells until no line passes through a third of them."""
    found, first = dict(places), dict(places)
    lines = sorted((*tie.pair, spread(*part.sheaf[iri])) for iri, tie in part.ties.items())
    reach = {iri: 10 + 2.5 * sqrt(part.degrees[iri]) for iri in found}

    def crossed(iri: str) -> float:
        """How deep lines are in the discs of others, over those that it may change."""
        deep = 0.0
        for a, b, bow in lines:
            start, end = found[a], found[b]
            left, right = (start, end) if start[0] < end[0] else (end, start)
            for third in found if iri in (a, b) else (iri,):
                at, far = found[third], reach[third] + BOWED
                if left[0] - far < at[0] < right[0] + far and third not in (a, b):  # most are beyond, and cost little
                    deep += max(0.0, reach[third] - _off(at, start, end, bow))
        return deep

    for _turn in range(TURNS if len(lines) <= FOLLOWED else 0):
        before = dict(found)
        for iri in sorted(found):
            least = crossed(iri)
            for dx, dy in STEPS if least else ():
                here, (x, y) = found[iri], first[iri]
                found[iri] = round(x + dx * cell[0], 2), round(y + dy * cell[1], 2)
                if (now := crossed(iri)) < least - 0.01:
                    least = now
                else:
                    found[iri] = here
        if found == before:
            break
    return found


def _off(at: Point, start: Point, end: Point, bow: float) -> float:
    """How far a point is from a line between two."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    long = hypot(dx, dy) or 1.0
    share = min(max(((at[0] - start[0]) * dx + (at[1] - start[1]) * dy) / long**2, 0.0), 1.0)
    away = 2 * share * (1 - share) * bowed(bow, long)
    return hypot(at[0] - start[0] - share * dx + away * dy, at[1] - start[1] - share * dy - away * dx)


def spread(rank: int, count: int) -> float:
    """How one of the lines of two actors bends, as a part of its length."""
    return (rank - (count - 1) / 2) * SPREAD


def bowed(bend: float, long: float) -> float:
    """No farther than BOWED: the line of two far from each other would leave the picture."""
    return min(max(bend, -BOWED / long), BOWED / long)


def _groups(telling: Telling, part: Network) -> list[tuple[str, list[str]]]:
    """Largest first; those without a country last."""
    found: dict[str, list[str]] = {}
    for iri in sorted(part.actors, key=lambda iri: (-part.degrees[iri], collation(telling.name(iri)), iri)):
        found.setdefault(part.actors[iri].country, []).append(iri)
    return sorted(found.items(), key=lambda group: (not group[0], -len(group[1]), collation(_country(telling, group[0])), group[0]))


def _country(telling: Telling, iri: str) -> str:
    return telling.name(iri) if iri else _("sans pays")


def _packed(telling: Telling, groups: Sequence[tuple[str, list[str]]], shape: float) -> list[Block]:
    """Each where the picture is lowest. A cell is twice as wide as high: names need breadth."""
    spans = [_span(telling, actors) for _country, actors in groups]
    columns = [max(1, ceil(sqrt(0.6 * len(actors) / span))) for span, (_country, actors) in zip(spans, groups, strict=True)]
    area = sum(n * span * (HEAD + ceil(len(actors) / n)) for n, span, (_country, actors) in zip(columns, spans, groups, strict=True))
    heights = [0.0] * max(*(n * span for n, span in zip(columns, spans, strict=True)), round(sqrt(area * shape / 2)), 1)
    blocks: list[Block] = []
    for n, span, (country, actors) in zip(columns, spans, groups, strict=True):
        wide = n * span
        x = min(range(len(heights) - wide + 1), key=partial(_level, heights, wide))
        blocks.append(Block(country, actors, x, max(heights[x : x + wide]), n, span))
        heights[x : x + wide] = [blocks[-1].y + blocks[-1].height] * wide
    return blocks


def _level(heights: Sequence[float], wide: int, start: int) -> tuple[float, int]:
    return max(heights[start : start + wide]), start


def _span(telling: Telling, actors: Sequence[str]) -> int:
    """Two for names that are long for the most part, as those of networks of cities."""
    return 2 if sum(width(telling.name(iri), 1) for iri in actors) > LONG * len(actors) else 1


def _head(name: str, side: Box, tall: float) -> tuple[list[str], float]:
    """Lines of the name, and their size: as large as lets it have the head of its block."""
    size = min(max(15.0, 0.3 * tall), 20.0)
    while size > LEAST and len(wrapped(name, side.width - 10, size, bold=True)) * size * LEADING > tall:
        size -= 1
    return wrapped(name, side.width - 10, size, bold=True), size


LAYOUTS: Mapping[str, Callable[[Telling, Network, Box], Arrangement]] = {"force": _by_ties, "map": _on_a_map, "country": _by_country}
