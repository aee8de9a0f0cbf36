"""Where each actor stands: computed once, without chance, so that a year, a reload or another machine moves nobody.

networkx's own force layouts need numpy, which is not among our dependencies, and tangle hubs. This network is hubs, each
with partners that have no other: such a hub with its partners is a disc, and only the discs (a few dozen) push and pull.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx

Point = tuple[float, float]
LEAF = 30.0
"""Half the room that an actor takes; the unit of the picture."""
FEW = 100
SQUARE = 8 * LEAF
CROWD = 18
"""From this number on, partners stand alternately nearer and farther, which gives their names room."""
ROUNDS = 400
EFFORT = 500_000
"""Pulls and pushes that all rounds may take together: about half a second."""
SHAPE = 1.45
"""Width of the picture for one of height: that of a screen."""


@dataclass
class Disc:
    """A hub amid the partners that have no other."""

    hub: str
    leaves: list[str]
    x: float = 0.0
    y: float = 0.0

    def __post_init__(self) -> None:
        self.inner = max(1.8 * LEAF, len(self.leaves) * 1.7 * LEAF / (2 * pi)) if self.leaves else 0.0
        self.radius = self.inner + LEAF

    def places(self, start: float) -> dict[str, Point]:
        found = {self.hub: (self.x, self.y)}
        for index, leaf in enumerate(self.leaves):
            angle = start + 2 * pi * index / len(self.leaves)
            found[leaf] = (self.x + self.inner * cos(angle), self.y + self.inner * sin(angle))
        return found


def ring(partners: Sequence[str]) -> dict[str, Point]:
    """Points on the unit circle, clockwise from the top, in the order given."""
    places: dict[str, Point] = {}
    for index, partner in enumerate(partners):
        angle = 2 * pi * index / len(partners) - pi / 2
        reach = 0.74 if len(partners) >= CROWD and index % 2 else 1.0
        places[partner] = (reach * cos(angle), reach * sin(angle))
    return places


def discs(graph: "networkx.Graph[str]", centre: str) -> dict[str, Point]:
    """The component of the centre around it; the others, largest first, in columns beside it."""
    import networkx

    components = sorted(networkx.connected_components(graph), key=lambda nodes: (centre not in nodes, -len(nodes), min(nodes)))
    main, *others = [_component(graph, nodes, centre if centre in nodes else _busiest(graph, nodes)) for nodes in components]
    return main | _beside(main, others)


def _busiest(graph: "networkx.Graph[str]", nodes: set[str]) -> str:
    return min(nodes, key=lambda node: (-graph.degree(node), node))


def _component(graph: "networkx.Graph[str]", nodes: set[str], root: str) -> dict[str, Point]:
    hubs = sorted((node for node in nodes if graph.degree(node) > 1 or node == root), key=lambda n: (n != root, -graph.degree(n), n))
    found = [Disc(hub, sorted(leaf for leaf in graph[hub] if graph.degree(leaf) == 1 and leaf != root)) for hub in hubs]
    index = {hub: number for number, hub in enumerate(hubs)}
    links = sorted({(index[a], index[b]) for a in hubs for b in graph[a] if b in index and index[a] < index[b]})
    _unfold(found, links)
    places: dict[str, Point] = {}
    for disc in found:
        places |= disc.places(start=pi / 2 if len(disc.leaves) == 1 else -pi / 2)
    return places


def _unfold(found: list[Disc], links: list[tuple[int, int]]) -> None:
    """Discs from a spiral to where their ties are short and none covers another; the first stays in the middle."""
    for number, disc in enumerate(found):
        reach = 9 * LEAF * sqrt(number)
        disc.x, disc.y = reach * cos(2.399963 * number) * SHAPE, reach * sin(2.399963 * number)
    held = Counter(end for link in links for end in link)
    springs = [(found[a], found[b], 0.4 / (1 + min(held[a], held[b]))) for a, b in links]
    every = [(other, disc) for number, disc in enumerate(found) for other in found[:number]] if len(found) <= FEW else None
    heat, turn, spent = 1.0, 0, 0
    while heat > 0:
        meeting = every or _meeting(found)
        for a, b, weight in springs:
            _pull(a, b, weight * heat)
        for disc, other in meeting:
            _push(disc, other, heat)
        for disc in found[1:]:
            disc.x, disc.y = disc.x - found[0].x, disc.y - found[0].y
        found[0].x = found[0].y = 0.0
        turn, spent = turn + 1, spent + len(links) + len(meeting)
        heat = 1 - max(turn / ROUNDS, spent / EFFORT)


def _meeting(found: list[Disc]) -> list[tuple[Disc, Disc]]:
    """Those in the same or in neighbouring squares: the others hardly push each other."""
    squares: dict[tuple[int, int], list[Disc]] = {}
    for disc in found:
        squares.setdefault((int(disc.x // SQUARE), int(disc.y // SQUARE)), []).append(disc)
    pairs = []
    for (column, row), discs in squares.items():
        pairs += [(other, disc) for number, disc in enumerate(discs) for other in discs[:number]]
        beside = [squares.get((column + dx, row + dy), ()) for dx, dy in ((1, -1), (1, 0), (1, 1), (0, 1))]
        pairs += [(disc, other) for others in beside for other in others for disc in discs]
    return pairs


def _pull(a: Disc, b: Disc, by: float) -> None:
    dx, dy = b.x - a.x, b.y - a.y
    apart = max(hypot(dx / SHAPE, dy), 1.0)
    _move(a, b, dx, dy, by * (apart - a.radius - b.radius - 2 * LEAF) / apart)


def _push(a: Disc, b: Disc, heat: float) -> None:
    """Apart, as far as they overlap; and while it is warm, a little more, so that the whole opens like a fan."""
    dx, dy = b.x - a.x, b.y - a.y
    apart = max(hypot(dx / SHAPE, dy), 1.0)
    lack = a.radius + b.radius + LEAF - apart
    _move(a, b, dx, dy, -((0.5 * lack if lack > 0 else 0.0) + 0.35 * heat * LEAF * LEAF / apart) / apart)


def _move(a: Disc, b: Disc, dx: float, dy: float, by: float) -> None:
    dx, dy = dx * by / 2, dy * by / 2
    a.x, a.y, b.x, b.y = a.x + dx, a.y + dy, b.x - dx, b.y - dy


def _beside(main: dict[str, Point], others: list[dict[str, Point]]) -> dict[str, Point]:
    """Column by column, as high as the centre's: small groups read as a list and do not compete with it."""
    left, top, right, bottom = _box(main)
    column, x, y = 0.0, right + 3 * LEAF, top
    packed: dict[str, Point] = {}
    for places in others:
        west, north, east, south = _box(places)
        if y > top and y + south - north > max(bottom, top + (right - left) / 2):
            column, x, y = 0.0, x + column, top
        packed |= {node: (x + px - west, y + py - north) for node, (px, py) in places.items()}
        column, y = max(column, east - west + 4.4 * LEAF), y + south - north + 2.6 * LEAF
    return packed


def _box(places: dict[str, Point]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _y in places.values()], [y for _x, y in places.values()]
    return min(xs), min(ys), max(xs), max(ys)
