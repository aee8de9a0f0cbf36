"""The part of the world where some points are: coast lines; drawn flat, or as Equal Earth."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

from entrevilles.viz.drawing import LAND, PAPER, SEA, SHORE, Box, Layer, Pen

LEAST = 24.0
"""Degrees of latitude that a map shows at least."""
FLATTEST, TALLEST = 0.36, 0.5
"""Height of a map for one of width."""
SOUTH, NORTH = -58, 84
"""No city lies beyond."""
ROOT = sqrt(3) / 2
Point = tuple[float, float]
"""Longitude, latitude."""
Projection = Callable[[float, float], tuple[float, float]]


@dataclass(frozen=True)
class Chart:
    """A window on the world: `west` and `north` in degrees, units for one degree of each."""

    west: float
    north: float
    across: float
    down: float

    def __call__(self, lon: float, lat: float) -> tuple[float, float]:
        return (lon - self.west) * self.across, (self.north - lat) * self.down


def around(points: Sequence[Point], wide: float, least: float = LEAST) -> tuple[Chart, Box]:
    """The smallest chart of that width that has all points and some air; in its middle, a degree is as long both ways.

    `least`: degrees of latitude.
    """
    lons, lats = [lon for lon, _lat in points] or [0.0], [lat for _lon, lat in points] or [20.0]
    middle = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
    shrunk = max(cos(radians(middle[1])), 0.5)
    across, down = 1.2 * (max(lons) - min(lons)) * shrunk, max(1.4 * (max(lats) - min(lats)), least)
    shape = min(max(down / max(across, 1), FLATTEST), TALLEST)
    height = max(down, across * shape)
    unit = shape * wide / height
    chart = Chart(middle[0] - wide / (unit * shrunk) / 2, min(middle[1] + height / 2, 84.0), unit * shrunk, unit)
    return chart, Box(0, 0, wide, shape * wide)


@dataclass(frozen=True)
class Earth:
    """Where `x`, `y` is the middle of the world and `unit` a radius of it, as on the page of the network."""

    x: float
    y: float
    unit: float

    def __call__(self, lon: float, lat: float) -> tuple[float, float]:
        east, north = equal_earth(lon, lat)
        return self.x + self.unit * east, self.y - self.unit * north

    @property
    def edge(self) -> str:
        """Against the clock, as paths go: down the meridian of 180° W, up that of 180° E."""
        sides = [(-180, lat) for lat in range(NORTH, SOUTH - 1, -2)] + [(180, lat) for lat in range(SOUTH, NORTH + 1, 2)]
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (self(*side) for side in sides)) + "Z"


def equal_earth(lon: float, lat: float) -> tuple[float, float]:
    """East and north, in radii: a projection that keeps areas (Šavrič, Patterson and Jenny 2018)."""
    t = asin(ROOT * sin(radians(lat)))
    t2 = t * t
    t6 = t2 * t2 * t2
    east = radians(lon) * cos(t) / (ROOT * (1.340264 - 3 * 0.081106 * t2 + t6 * (7 * 0.000893 + 9 * 0.003796 * t2)))
    return east, t * (1.340264 - 0.081106 * t2 + t6 * (0.000893 + 0.003796 * t2))


def earth(points: Sequence[Point], box: Box, air: tuple[float, float]) -> Earth:
    """As large as lets the box have all points, `air` away from its sides."""
    spots = [equal_earth(*point) for point in points]
    xs, ys = [x for x, _y in spots], [y for _x, y in spots]
    least = radians(LEAST)
    unit = min((box.width - 2 * air[0]) / max(max(xs) - min(xs), least), (box.height - 2 * air[1]) / max(max(ys) - min(ys), least))
    middle = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return Earth(box.width / 2 - unit * middle[0], box.height / 2 + unit * middle[1], unit)


def whole(window: Layer, earth: Earth, box: Box) -> None:
    """Coast lines that go on beyond 180° are cut off at the edge."""
    land(window, earth, box)
    window.path(f"M0 0H{box.width:g}V{box.height:g}H0Z{earth.edge}", PAPER)


def land(window: Layer, chart: Projection, box: Box) -> None:
    window.bar(Box(0, 0, box.width, box.height), SEA)
    window.path("".join(_ring(ring, chart, box) for ring in _coast()), LAND, Pen(SHORE, 0.8))


def _ring(ring: Sequence[int], chart: Projection, box: Box) -> str:
    """Nothing, for land that is not in sight."""
    points = [chart(lon / 10, lat / 10) for lon, lat in zip(ring[::2], ring[1::2], strict=True)]
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    if max(xs) < 0 or min(xs) > box.width or max(ys) < 0 or min(ys) > box.height:
        return ""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"


def arc(start: tuple[float, float], end: tuple[float, float]) -> str:
    """A journey: bent upwards."""
    (x1, y1), (x2, y2) = start, end
    return f"M{x1:.1f} {y1:.1f}Q{(x1 + x2) / 2:.1f} {(y1 + y2) / 2 - 0.16 * abs(x2 - x1):.1f} {x2:.1f} {y2:.1f}"


@cache
def _coast() -> Sequence[Sequence[int]]:
    return list(json.loads((Path(__file__).parent / "coast.json").read_text(encoding="utf-8")))
