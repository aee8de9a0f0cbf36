"""GeoJSON (RFC 7946): actors are points, ties are lines. What has no known place has no geometry (§3.2)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from entrevilles.viz.exports.node_link import encoded, records
from entrevilles.viz.exports.table import About, Graph, Table

Place = tuple[float, float]
"""Longitude, latitude."""


def write(graph: Graph) -> bytes:
    places = dict(zip(graph.nodes["id"].values, _places(graph.nodes), strict=True))
    lines = (_line(places[a], places[b]) for a, b in zip(graph.edges["source"].values, graph.edges["target"].values, strict=True))
    return _collection(graph.about, [*_points(graph.nodes), *_features(graph.edges, lines)])


def points(about: About, table: Table) -> bytes:
    """Each row at its `lat` and `lon`."""
    return _collection(about, list(_points(table)))


def _collection(about: About, features: list[dict[str, Any]]) -> bytes:
    """`about` is a foreign member (§6.1)."""
    return encoded({"type": "FeatureCollection", "about": about.as_dict(), "features": features})


def _points(table: Table) -> Iterator[dict[str, Any]]:
    return _features(table, (place and {"type": "Point", "coordinates": place} for place in _places(table)))


def _features(table: Table, geometries: Iterable[Mapping[str, Any] | None]) -> Iterator[dict[str, Any]]:
    rows = records(table.without("lat", "lon"))
    for properties, geometry in zip(rows, geometries, strict=True):
        made = {"type": "Feature", "geometry": geometry, "properties": properties}
        yield {"type": "Feature", "id": properties["id"], **made} if properties.get("id") else made


def _places(table: Table) -> Iterator[Place | None]:
    for lat, lon in zip(table["lat"].values, table["lon"].values, strict=True):
        if isinstance(lat, float) and isinstance(lon, float) and abs(lat) <= 90 and abs(lon) <= 180:
            yield lon, lat
        else:
            yield None


def _line(a: Place | None, b: Place | None) -> dict[str, Any] | None:
    """The shorter way round: cut in two where it crosses the antimeridian (§3.1.9)."""
    if a is None or b is None:
        return None
    if abs(a[0] - b[0]) <= 180:
        return {"type": "LineString", "coordinates": [a, b]}
    edge = 180.0 if a[0] > 0 else -180.0
    share = (edge - a[0]) / ((b[0] + 2 * edge - a[0]) or 1)
    lat = round(a[1] + (b[1] - a[1]) * share, 6)
    return {"type": "MultiLineString", "coordinates": [[a, (edge, lat)], [(-edge, lat), b]]}
