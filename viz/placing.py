"""Where names find room: beside what they name, or farther off with a line to it; never over a point, another name, or the edge."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import atan2, cos, pi, sin

from entrevilles.viz.drawing import Box, Layer, Pen
from entrevilles.viz.lettering import ASCENT, DESCENT, LEADING, width

REACHES = (0.0, 8.0, 18.0, 32.0, 50.0, 75.0, 105.0, 140.0)
"""Units beyond the edge of what is named."""
ROUND = 16
FARTHEST = 0.1
"""Of the width: a name farther from its point would be read of another."""
AIR = 3.0
BEYOND = 18.0
"""From this reach on, a line says whose name it is."""
SQUARE = 64.0


@dataclass(frozen=True)
class Named:
    """A point of a radius with the lines of its name."""

    key: str
    x: float
    y: float
    radius: float
    lines: Sequence[str]


@dataclass(frozen=True)
class Place:
    """`x`, `y`: the base of the first line, in the middle; `box` covers all lines; `led` asks for a line to the point."""

    x: float
    y: float
    box: Box
    led: bool


class Taken:
    """Boxes, by the squares of the plane that they touch: of thousands, a box is held against those near it."""

    def __init__(self, boxes: Sequence[Box]) -> None:
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


def placed(
    names: Sequence[Named], size: float, within: Box, *, outward: tuple[float, float] | None = None, avoid: Sequence[Box] = ()
) -> dict[str, Place]:
    """The first come first; who finds no room has no place. `outward`: names turn away from it. `avoid`: what else is in the way."""
    taken = Taken([*avoid, *(Box(one.x - one.radius, one.y - one.radius, 2 * one.radius, 2 * one.radius) for one in names)])
    found: dict[str, Place] = {}
    for one in names:
        for place in _candidates(one, size, outward, FARTHEST * within.width):
            if place.box.within(within) and not taken.meets(place.box):
                taken.add(_aired(place.box))
                found[one.key] = place
                break
    return found


def names(
    window: Layer, named: Sequence[Named], size: float, box: Box, *, outward: tuple[float, float] | None = None, avoid: Sequence[Box] = ()
) -> list[str]:
    """Writes the names; gives the keys of those that found no room."""
    places = placed(named, size, Box(4, 4, box.width - 8, box.height - 8), outward=outward, avoid=avoid)
    for one in named:
        if (place := places.get(one.key)) and place.led:
            near = min(max(one.x, place.box.x), place.box.x + place.box.width), min(max(one.y, place.box.y), place.box.y + place.box.height)
            window.line((one.x, one.y), near, Pen("#8b99a6"), {"led": one.key})
    for one in named:
        if place := places.get(one.key):
            for rank, line in enumerate(one.lines):
                window.text(place.x, place.y + rank * size * LEADING, line, size, anchor="middle", halo=True, data={"label": one.key})
    return [one.key for one in named if one.key not in places]


def _candidates(one: Named, size: float, outward: tuple[float, float] | None, far: float) -> Iterator[Place]:
    wide = max(width(line, size) for line in one.lines)
    tall = size * (ASCENT + DESCENT + LEADING * (len(one.lines) - 1))
    angles = _angles(one, outward)
    return (_place(one, reach, angle, (wide, tall), size) for reach in REACHES if reach <= far for angle in angles)


def _angles(one: Named, outward: tuple[float, float] | None) -> list[float]:
    """To the right first, then below, above, to the left; or away from a point."""

    first = 0.0 if outward is None else atan2(one.y - outward[1], one.x - outward[0])
    steps = [step // 2 * (1 if step % 2 else -1) for step in range(1, ROUND + 1)]
    return [first + 2 * pi * step / ROUND for step in steps]


def _place(one: Named, reach: float, angle: float, room: tuple[float, float], size: float) -> Place:
    """The box touches, from outside, a circle around the point."""
    wide, tall = room
    away = one.radius + 2 + reach
    x, y = one.x + cos(angle) * (away + wide / 2), one.y + sin(angle) * (away + tall / 2)
    box = Box(x - wide / 2, y - tall / 2, wide, tall)
    return Place(x, box.y + ASCENT * size, box, reach >= BEYOND)


def _aired(box: Box) -> Box:
    return Box(box.x - AIR, box.y - AIR / 2, box.width + 2 * AIR, box.height + AIR)
