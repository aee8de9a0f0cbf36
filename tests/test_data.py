"""The shipped data: what it must hold, and that nothing of the sources was lost on the way."""

import csv
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode

from entrevilles.building import SHIPPED
from entrevilles.dataset import Dataset
from entrevilles.ontology.terms import EV, READING, TYPE

HERE = Path(__file__).parent


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_of_the_421_relation_claims_is_loaded_or_listed_with_a_reason(shipped: Dataset, shared: Path) -> None:
    rows = _rows(shared / "data" / "relations-quebec.csv")
    loaded: dict[int, list[str]] = {}
    for row in _rows(HERE / "relations_rows.csv"):
        loaded.setdefault(int(row["row"]), []).append(row["claim"])
    omitted = {int(row["row"]): row for row in _rows(SHIPPED / "omitted.csv")}
    assert loaded.keys() | omitted.keys() == set(range(1, len(rows) + 1))
    assert not loaded.keys() & omitted.keys()
    assert all(row["reason_fr"] and row["reason_en"] for row in omitted.values())
    for number, claims in loaded.items():
        addresses = {_address(shipped, claim) for claim in claims}
        assert rows[number - 1]["source_url"] in addresses, number


def _address(dataset: Dataset, claim: str) -> str:
    iri = NamedNode(dataset.names.claim + claim)
    source = next(dataset.store.quads_for_pattern(iri, EV.source, None)).object
    assert isinstance(source, NamedNode)
    return next((q.object.value for q in dataset.store.quads_for_pattern(source, EV.url, None, READING)), "")


def test_every_relation_claim_has_its_remark_in_french(shipped: Dataset) -> None:
    languages: dict[str, set[str]] = {}
    for row in _rows(HERE / "relations_rows.csv"):
        iri = NamedNode(shipped.names.claim + row["claim"])
        remarks = (q.object for q in shipped.store.quads_for_pattern(iri, EV.remark, None))
        languages.setdefault(row["row"], set()).update(r.language or "" for r in remarks if isinstance(r, Literal))
    assert {row for row, found in languages.items() if "fr" not in found} == set()


def test_every_claim_of_a_document_has_its_line_and_every_web_page_its_address(shipped: Dataset) -> None:
    for quad in shipped.store.quads_for_pattern(None, TYPE, EV.Claim, None):
        claim, graph = quad.subject, quad.graph_name
        source = next(shipped.store.quads_for_pattern(claim, EV.source, None, graph)).object
        line = list(shipped.store.quads_for_pattern(claim, EV.locator, None, graph))
        page = list(shipped.store.quads_for_pattern(source, EV.url, None, READING))
        own = source.value == shipped.names.id + "entrevilles"
        described = bool(list(shipped.store.quads_for_pattern(source, None, None, claim)))
        assert line or page or own or described, claim


def test_the_lines_cited_exist(shipped: Dataset, shared: Path) -> None:
    lengths = {
        "rapport-annuel-bri-2023": "rapport-annuel-bri-2023.txt",
        "rapport-mission-2023": "rapport-mission-bordeaux-namur-bruxelles-paris-2023.txt",
        "presentation-2024": "presentation-diplomatie-municipale-2024.txt",
    }
    for source, name in lengths.items():
        last = len((shared / "sources" / name).read_text(encoding="utf-8").split("\n"))
        for claim in shipped.store.quads_for_pattern(None, EV.source, shipped.names.thing(source)):
            for quad in shipped.store.quads_for_pattern(claim.subject, EV.locator, None):
                numbers = [int(n) for n in quad.object.value.replace("l.", "").replace("-", ",").split(",")]
                assert all(0 < n <= last for n in numbers), quad


def test_every_source_has_a_licence(shipped: Dataset) -> None:
    rows = list(shipped.query("sources"))
    assert [row["id"] for row in rows if not row["licence"]] == []


def test_every_actor_with_a_place_has_coordinates_and_ids(shipped: Dataset) -> None:
    without = {"lat": set(), "geonamesId": set(), "wikidataId": set()}  # type: dict[str, set[str]]
    lat = "http://www.w3.org/2003/01/geo/wgs84_pos#lat"
    for quad in shipped.store.quads_for_pattern(None, TYPE, EV.Place, READING):
        for name, predicate in (("lat", NamedNode(lat)), ("geonamesId", EV.geonamesId), ("wikidataId", EV.wikidataId)):
            if not list(shipped.store.quads_for_pattern(quad.subject, predicate, None, READING)):
                without[name].add(quad.subject.value)
    assert without["lat"] == set()
    assert len(without["geonamesId"]) <= 17, sorted(without["geonamesId"])
    assert len(without["wikidataId"]) <= 16, sorted(without["wikidataId"])


def test_no_graph_has_a_blank_node(shipped: Dataset) -> None:
    assert not any(isinstance(node, BlankNode) for quad in shipped.store for node in (quad.subject, quad.object))
