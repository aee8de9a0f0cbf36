"""The forms of the network one by one: GeoJSON, the tables, RDF, each by its own rules and read by others' programs."""

import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas
import pyarrow.parquet
import pyoxigraph as ox
import pytest
import rdflib

from entrevilles.dataset import Dataset
from entrevilles.ontology.terms import EV, READING
from entrevilles.viz.exports import geojson
from entrevilles.viz.exports.objects import objects
from entrevilles.viz.exports.table import Column, Graph
from entrevilles.viz.network import Network

# GeoJSON


def test_geojson_follows_its_rules(exported: Path, whole: Network) -> None:
    made = json.loads((exported / "net.geojson").read_text(encoding="utf-8"))
    assert made["type"] == "FeatureCollection"
    assert len(made["features"]) == len(whole.actors) + len(whole.ties)
    kinds = {"Point": 0, "LineString": 1, "MultiLineString": 2}
    for feature in made["features"]:
        assert feature["type"] == "Feature"
        assert isinstance(feature["properties"], dict)
        if feature["geometry"]:
            for lon, lat in _positions(feature["geometry"]["coordinates"], kinds[feature["geometry"]["type"]]):
                assert abs(lon) <= 180
                assert abs(lat) <= 90
    namur = next(feature for feature in made["features"] if feature["properties"]["id"].endswith("/namur"))
    assert namur["geometry"] == {"type": "Point", "coordinates": [4.86746, 50.4669]}


def test_zeros_that_are_equal_are_written_as_they_are() -> None:
    assert objects([Column("lat", "number", [0.0, -0.0, 0.0])]) == ['{"lat":0.0}', '{"lat":-0.0}', '{"lat":0.0}']


def _positions(coordinates: Any, depth: int) -> list[Any]:
    return [coordinates] if depth == 0 else [position for child in coordinates for position in _positions(child, depth - 1)]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ((170.0, 10.0), (-170.0, 30.0), [[[170.0, 10.0], [180.0, 20.0]], [[-180.0, 20.0], [-170.0, 30.0]]]),
        ((-170.0, 30.0), (170.0, 10.0), [[[-170.0, 30.0], [-180.0, 20.0]], [[180.0, 20.0], [170.0, 10.0]]]),
        ((180.0, 1.0), (-180.0, 1.0), [[[180.0, 1.0], [180.0, 1.0]], [[-180.0, 1.0], [-180.0, 1.0]]]),
        ((0.0, 0.0), (90.0, 0.0), [[0.0, 0.0], [90.0, 0.0]]),
    ],
)
def test_a_line_over_the_antimeridian_is_cut(a: tuple[float, float], b: tuple[float, float], expected: object) -> None:
    one, other = (geojson.Place(*place, json.dumps(place)) for place in (a, b))
    assert json.loads(geojson._line(one, other))["coordinates"] == expected


# Tables


def test_csv_parquet_and_xlsx_hold_the_same(exported: Path, graph: Graph) -> None:
    for name, table in (("", graph.ties), ("-nodes", graph.nodes)):
        from_csv = pandas.read_csv(exported / f"net{name}.csv", dtype=str, keep_default_na=False)
        from_parquet = pandas.read_parquet(exported / f"net{name}.parquet")
        from_xlsx = pandas.read_excel(exported / "net.xlsx", "nodes" if name else "edges", dtype=str, keep_default_na=False)
        assert list(from_csv) == list(from_parquet) == list(from_xlsx) == [column.name for column in table.columns]
        for column in table.columns:
            assert list(from_csv[column.name]) == [_plain(value) for value in from_parquet[column.name]], column.name
            if column.kind == "text":
                assert list(from_xlsx[column.name]) == list(from_csv[column.name])


def _plain(value: Any) -> str:
    if hasattr(value, "__len__") and not isinstance(value, str):
        return " | ".join(value)
    if pandas.api.types.is_bool(value):
        return str(value).lower()
    return "" if pandas.isna(value) else str(value)


def test_parquet_is_typed(exported: Path) -> None:
    types = {field.name: str(field.type) for field in pyarrow.parquet.read_schema(exported / "net.parquet")}
    assert (types["certain_from"], types["pair_contacts"], types["label"]) == ("date32[day]", "int64", "string")
    assert pyarrow.parquet.read_schema(exported / "net-nodes.parquet").field("lat").type == "double"
    assert pandas.read_parquet(exported / "net.parquet")["states"][0][0].endswith(("yes", "no", "cannot-be-told", "sources-disagree"))


def test_a_workbook_has_days_and_numbers_as_such_and_no_formula(exported: Path) -> None:
    book = openpyxl.load_workbook(exported / "net.xlsx")
    assert book.sheetnames == ["nodes", "edges", "about"]
    header = [cell.value for cell in book["edges"][1]]
    days = [row[header.index("certain_from")] for row in book["edges"].iter_rows(min_row=2)]
    assert {cell.data_type for cell in days if cell.value} == {"d"}
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_the_zip_holds_what_csv_writes(exported: Path) -> None:
    archive = zipfile.ZipFile(exported / "net.zip")
    beside = {"edges.csv": "net.csv", "nodes.csv": "net-nodes.csv", "README.md": "net-README.md"}
    assert {name: archive.read(name) for name in archive.namelist()} == {
        name: (exported / file).read_bytes() for name, file in beside.items()
    }


# RDF


def test_turtle_and_json_ld_say_the_same_to_both_engines(exported: Path) -> None:
    turtle, linked = ({quad.triple for quad in ox.parse(path=str(exported / f"net{suffix}"))} for suffix in (".ttl", ".jsonld"))
    assert turtle == linked
    assert len(rdflib.Graph().parse(exported / "net.ttl")) == len(turtle)
    assert len(rdflib.Graph().parse(exported / "net.jsonld")) == len(turtle)


def test_the_claims_behind_the_view_are_whole_named_graphs(exported: Path, shipped: Dataset) -> None:
    quads = set(ox.parse(path=str(exported / "net.trig")))
    assert quads == set(ox.parse(path=str(exported / "net.nq")))
    claims = {quad.graph_name for quad in quads if str(quad.graph_name).startswith(f"<{shipped.names.claim}")}
    assert shipped.names.claim_iri("namur-jumelage.rtbf") in claims
    in_claims = {quad for claim in claims for quad in shipped.store.quads_for_pattern(None, None, None, claim)}
    assert {quad for quad in quads if quad.graph_name in claims} == in_claims
    assert claims <= {quad.subject for quad in quads if quad.predicate == EV.source}
    assert {quad for quad in quads if quad.graph_name == READING} <= set(shipped.store.quads_for_pattern(None, None, None, READING))
    loaded = rdflib.Dataset().parse(exported / "net.trig")
    assert len(list(loaded.quads())) == len(quads)


def test_rdf_speaks_of_every_actor_tie_and_relationship(exported: Path, whole: Network) -> None:
    subjects = {quad.subject.value for quad in ox.parse(path=str(exported / "net.ttl")) if isinstance(quad.subject, ox.NamedNode)}
    assert {*whole.actors, *whole.ties, *(tie.relationship for tie in whole.ties.values())} <= subjects
