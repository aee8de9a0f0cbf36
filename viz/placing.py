"""Where names find room: beside what they name, or farther off with a line to it; never over a point, another name, or the edge."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import atan2, cos, hypot, pi, sin

from entrevilles.viz.drawing import INK, PAPER, Box, Layer, Pen, Point
from entrevilles.viz.lettering import ASCENT, DESCENT, LEADING, width

REACHES = (0.0, 0.35, 0.8, 1.4, 2.0)
"""Lines of its letters between a name and the edge of what it names; farther off, it would be read of another."""
LED = 0.5
"""From this reach on, a line says whose name it is."""
GREAT = 20
"""The first so many names may stand farther off, with a line; and if need be, where asked, over the points of the others."""
ROUND = 16
AIR = 3.0
SQUARE = 64.0


@dataclass(frozen=True)
class Named:
    """A point of a radius with the lines of its name, and the box, if there is one, that the name may not leave."""

    key: str
    x: float
    y: float
    radius: float
    lines: Sequence[str]
    room: Box | None = None


@dataclass(frozen=True)
class Place:
    """`x`, `y`: the base of the first line, in the middle; `box` covers all lines; `led` asks for a line to the point."""

    x: float
    y: float
    box: Box
    led: bool

    def line(self, one: Named) -> tuple[Point, Point]:
        """From the edge of what is named to the nearest of its name."""
        box = self.box
        x, y = min(max(one.x, box.x), box.x + box.width), min(max(one.y, box.y), box.y + box.height)
        part = min(one.radius / (hypot(x - one.x, y - one.y) or 1.0), 1.0)
        return (one.x + part * (x - one.x), one.y + part * (y - one.y)), (x, y)


class Taken:
    """Boxes, by the squares of the plane that they touch: of thousands, a box is held against those near it."""

    def __init__(self, boxes: Iterable[Box]) -> None:
        self._squares: dict[tuple[int, int], list[Box]] = {}
        for box in boxes:
            self.add(box)

    def add(self, box: Box) -> None:
        for square in _touched(box):
            self._squares.setdefault(square, []).append(box)

    def meets(self, box: Box) -> bool:
        return any(box.meets(other) for square in _touched(box) for other in self._squares.get(square, ()))


def _touched(box: Box) -> Iterator[tuple[int, int]]:
    rows = range(int(box.y // SQUARE), int((box.y + box.height) // SQUARE) + 1)
    for column in range(int(box.x // SQUARE), int((box.x + box.width) // SQUARE) + 1):
        yield from ((column, row) for row in rows)


@dataclass(frozen=True)
class Way:
    """`outward`: names turn away from it. `avoid`: what else no name may cover. `over`: great names may cover the points of others."""

    outward: Point | None = None
    avoid: Sequence[Box] = ()
    over: bool = False


ASIDE = Way()


def placed(names: Sequence[Named], size: float, within: Box, way: Way = ASIDE) -> dict[str, Place]:
    """The first come first; who finds no room has no place."""
    discs = [Box(one.x - one.radius, one.y - one.radius, 2 * one.radius, 2 * one.radius) for one in names]
    full = Taken([*way.avoid, *discs])
    sparse = [Taken([*way.avoid, *discs[:GREAT]]), Taken(way.avoid), Taken(())] if way.over else []
    found: dict[str, Place] = {}
    for rank, one in enumerate(names):
        great, others = rank < GREAT, [*discs[:rank], *discs[rank + 1 :]]
        options = [
            place for place in _candidates(one, size, way.outward) if _fits(place.box, one, within) and not place.box.meets(discs[rank])
        ]
        for taken in [full, *sparse] if great else [full]:
            free = (place for place in options if (great or not place.led) and not taken.meets(place.box))
            if place := _best(one, free, others):
                found[one.key] = place
                for each in (full, *sparse):
                    each.add(_aired(place.box))
                break
    return found


def _best(one: Named, free: Iterator[Place], others: Sequence[Box]) -> Place | None:
    """The first whose line, if it has one, passes over no other point; else the first."""
    first = None
    for place in free:
        if not place.led or not any(_on(place.line(one), other) for other in others):
            return place
        first = first or place
    return first


def _on(line: tuple[Point, Point], disc: Box) -> bool:
    """Whether a line comes into a disc, which this box holds."""
    (x1, y1), (x2, y2) = line
    x, y, dx, dy = disc.x + disc.width / 2, disc.y + disc.height / 2, x2 - x1, y2 - y1
    share = min(max(((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy or 1.0), 0.0), 1.0)
    return hypot(x - x1 - share * dx, y - y1 - share * dy) < disc.width / 2


def names(window: Layer, named: Sequence[Named], size: float, box: Box, way: Way = ASIDE) -> list[str]:
    """Writes the names; gives the keys of those that found no room."""
    places = placed(named, size, Box(4, 4, box.width - 8, box.height - 8), way)
    for one in named:
        if (place := places.get(one.key)) and place.led:
            window.line(*place.line(one), Pen(PAPER, 4))
            window.line(*place.line(one), Pen(INK, 1.4), {"led": one.key})
    for one in named:
        if place := places.get(one.key):
            for rank, line in enumerate(one.lines):
                window.text(place.x, place.y + rank * size * LEADING, line, size, anchor="middle", halo=True, data={"label": one.key})
    return [one.key for one in named if one.key not in places]


def _candidates(one: Named, size: float, outward: Point | None) -> Iterator[Place]:
    wide = max(width(line, size) for line in one.lines)
    tall = size * (ASCENT + DESCENT + LEADING * (len(one.lines) - 1))
    angles = _angles(one, outward)
    return (_place(one, reach, angle, (wide, tall), size) for reach in REACHES for angle in angles)


def _angles(one: Named, outward: Point | None) -> list[float]:
    """To the right first, then below, above, to the left; or away from a point."""

    first = 0.0 if outward is None else atan2(one.y - outward[1], one.x - outward[0])
    steps = [step // 2 * (1 if step % 2 else -1) for step in range(1, ROUND + 1)]
    return [first + 2 * pi * step / ROUND for step in steps]


def _place(one: Named, reach: float, angle: float, room: tuple[float, float], size: float) -> Place:
    """The box touches, from outside, a circle around the point."""
    wide, tall = room
    away = one.radius + 2 + reach * LEADING * size
    x, y = one.x + cos(angle) * (away + wide / 2), one.y + sin(angle) * (away + tall / 2)
    if one.room:  # along the point, as far as its room wants it
        x = max(min(x, one.room.x + one.room.width - wide / 2), one.room.x + wide / 2)
    box = Box(x - wide / 2, y - tall / 2, wide, tall)
    return Place(x, box.y + ASCENT * size, box, reach >= LED)


def _fits(box: Box, one: Named, within: Box) -> bool:
    return box.within(within) and (one.room is None or box.within(one.room))


def _aired(box: Box) -> Box:
    return Box(box.x - AIR, box.y - AIR / 2, box.width + 2 * AIR, box.height + AIR)
