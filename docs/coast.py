"""The coast lines of `viz/coast.json`: Natural Earth 1:110m (public domain), as the npm package world-atlas 2 carries it.

npm pack world-atlas@2 && tar xzf world-atlas-2*.tgz && python docs/coast.py package/land-110m.json
"""

import json
import sys
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

OUTPUT = Path(__file__).parent.parent / "viz" / "coast.json"
TENTHS = 10
WHOLE = 360 * TENTHS
SOUTHERNMOST = -600
"""No city lies south of it, and a flat map stretches Antarctica over its whole width."""


def main() -> None:
    OUTPUT.write_text(text(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))), encoding="utf-8")


def text(topology: dict[str, Any]) -> str:
    """Rings of land, each a flat list of longitudes and latitudes in tenths of a degree, some beyond 180°; one ring a line."""
    rings = sorted(set(_rings(topology)), key=lambda ring: (-len(ring), ring))
    return "[\n" + ",\n".join(json.dumps(ring, separators=(",", ":")) for ring in rings) + "\n]\n"


def _rings(topology: dict[str, Any]) -> Iterator[tuple[int, ...]]:
    lines = [list(_degrees(topology["transform"], arc)) for arc in topology["arcs"]]
    for polygon in topology["objects"]["land"]["geometries"][0]["arcs"]:
        points = [point for arc in polygon[0] for point in (lines[arc] if arc >= 0 else reversed(lines[~arc]))]
        kept = list(_unwrapped(point for point, before in zip(points, [None, *points], strict=False) if point != before))
        if len(kept) > 3 and min(lat for _lon, lat in kept) > SOUTHERNMOST:
            for turn in _turns([lon for lon, _lat in kept]):
                yield tuple(number for lon, lat in kept for number in (lon + turn, lat))


def _unwrapped(points: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Land that crosses the antimeridian goes on beyond 180° instead of jumping to the other side."""
    before = None
    for lon, lat in points:
        near = lon if before is None else lon - WHOLE * round((lon - before) / WHOLE)
        before = near
        yield near, lat


def _turns(longitudes: list[int]) -> list[int]:
    """What reaches beyond an edge is drawn at both; the map cuts off the rest."""
    return [0, *([-WHOLE] if max(longitudes) > WHOLE / 2 else []), *([WHOLE] if min(longitudes) < -WHOLE / 2 else [])]


def _degrees(transform: dict[str, list[float]], arc: list[list[int]]) -> Iterator[tuple[int, int]]:
    """An arc of TopoJSON holds steps from point to point, in units of its grid."""
    (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
    for x, y in accumulate(arc, lambda at, step: [at[0] + step[0], at[1] + step[1]]):
        yield round((x * sx + tx) * TENTHS), round((y * sy + ty) * TENTHS)


if __name__ == "__main__":
    main()
