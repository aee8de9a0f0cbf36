"""GeoJSON (RFC 7946): actors are points, ties are lines. What has no known place has no geometry (§3.2)."""

from collections.abc import Iterable, Iterator, Sequence

from entrevilles.viz.exports.objects import BETWEEN, dumps, objects
from entrevilles.viz.exports.table import About, Column, Graph, Table

Place = tuple[float, float]
"""Longitude, latitude."""
NOWHERE = "null"


def write(graph: Graph) -> bytes:
    places = dict(zip(graph.nodes["id"].values, _places(graph.nodes), strict=True))
    ends = zip(graph.edges["source"].values, graph.edges["target"].values, strict=True)
    lines = (_line(places[a], places[b]) for a, b in ends)
    return _collection(graph.about, [*_points(graph.nodes), *_features(graph.edges.columns, lines)])


def points(about: About, table: Table) -> bytes:
    """Each row at its `lat` and `lon`."""
    return _collection(about, _points(table))


def _collection(about: About, features: Iterable[str]) -> bytes:
    """`about` is a foreign member (§6.1)."""
    return f'{{"type":"FeatureCollection","about":{dumps(about.as_dict())},\n"features":[\n{BETWEEN.join(features)}]}}\n'.encode()


def _points(table: Table) -> Iterator[str]:
    geometries = (f'{{"type":"Point","coordinates":[{place[0]},{place[1]}]}}' if place else NOWHERE for place in _places(table))
    return _features(table.without("lat", "lon"), geometries)


def _features(columns: Sequence[Column], geometries: Iterable[str]) -> Iterator[str]:
    for properties, geometry in zip(objects(columns), geometries, strict=True):
        yield f'{{"type":"Feature","geometry":{geometry},"properties":{properties}}}'


def _places(table: Table) -> Iterator[Place | None]:
    for lat, lon in zip(table["lat"].values, table["lon"].values, strict=True):
        if isinstance(lat, float) and isinstance(lon, float) and abs(lat) <= 90 and abs(lon) <= 180:
            yield lon, lat
        else:
            yield None


def _line(a: Place | None, b: Place | None) -> str:
    """The shorter way round: cut in two where it crosses the antimeridian (§3.1.9)."""
    if a is None or b is None:
        return NOWHERE
    if abs(a[0] - b[0]) <= 180:
        return f'{{"type":"LineString","coordinates":[[{a[0]},{a[1]}],[{b[0]},{b[1]}]]}}'
    edge = 180.0 if a[0] > 0 else -180.0
    share = (edge - a[0]) / ((b[0] + 2 * edge - a[0]) or 1)
    lat = round(a[1] + (b[1] - a[1]) * share, 6)
    lines = f"[[[{a[0]},{a[1]}],[{edge},{lat}]],[[{-edge},{lat}],[{b[0]},{b[1]}]]]"
    return f'{{"type":"MultiLineString","coordinates":{lines}}}'
