"""GeoJSON (RFC 7946): actors are points, ties are lines. What has no known place has no geometry (§3.2)."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from entrevilles.viz.exports.objects import BETWEEN, dumps, objects
from entrevilles.viz.exports.table import About, Graph, Table

NOWHERE = "null"
_FEATURE = '{"type":"Feature","geometry":%s,"properties":%s}'


class Place(NamedTuple):
    """`written`: both as a position (§3.1.1)."""

    lon: float
    lat: float
    written: str


def write(graph: Graph) -> bytes:
    places = dict(zip(graph.nodes["id"].values, _places(graph.nodes), strict=True))
    ends = zip(graph.edges["source"].values, graph.edges["target"].values, strict=True)
    lines = [_line(places[a], places[b]) for a, b in ends]
    return _collection(graph.about, [*_points(graph.nodes), *objects(graph.edges.columns, _FEATURE, ahead=[lines])])


def points(about: About, table: Table) -> bytes:
    """Each row at its `lat` and `lon`."""
    return _collection(about, _points(table))


def _collection(about: About, features: Iterable[str]) -> bytes:
    """`about` is a foreign member (§6.1)."""
    return f'{{"type":"FeatureCollection","about":{dumps(about.as_dict())},\n"features":[\n{BETWEEN.join(features)}]}}\n'.encode()


def _points(table: Table) -> list[str]:
    geometries = [f'{{"type":"Point","coordinates":{place.written}}}' if place else NOWHERE for place in _places(table)]
    return objects(table.without("lat", "lon"), _FEATURE, ahead=[geometries])


def _places(table: Table) -> Iterator[Place | None]:
    for lat, lon in zip(table["lat"].values, table["lon"].values, strict=True):
        if isinstance(lat, float) and isinstance(lon, float) and abs(lat) <= 90 and abs(lon) <= 180:
            yield Place(lon, lat, f"[{lon},{lat}]")
        else:
            yield None


def _line(a: Place | None, b: Place | None) -> str:
    """The shorter way round: cut in two where it crosses the antimeridian (§3.1.9)."""
    if a is None or b is None:
        return NOWHERE
    if abs(a.lon - b.lon) <= 180:
        return f'{{"type":"LineString","coordinates":[{a.written},{b.written}]}}'
    edge = 180.0 if a.lon > 0 else -180.0
    share = (edge - a.lon) / ((b.lon + 2 * edge - a.lon) or 1)
    lat = round(a.lat + (b.lat - a.lat) * share, 6)
    lines = f"[[{a.written},[{edge},{lat}]],[[{-edge},{lat}],{b.written}]]"
    return f'{{"type":"MultiLineString","coordinates":{lines}}}'
