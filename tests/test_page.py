"""The network page: self-contained, safe, and saying of each year what the question `ties` says."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.loading import load
from entrevilles.viz.network import Network
from entrevilles.viz.page import write

ATTACK = "</script><img src=x onerror=alert(1)>"


def payload(path: Path) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="payload">(.*?)</script>', path.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def in_force(data: dict[str, Any], year: int) -> set[tuple[str, str, str]]:
    return {
        (edge["tie"], data["kinds"][edge["kind"]]["label"]["fr"], data["states"][state])
        for edge in data["edges"]
        for first, last, state in edge["spells"]
        if first <= year * 10000 + 1231 <= last
    }


def test_the_page_asks_nothing_of_the_network(network_page: Path) -> None:
    html = network_page.read_text(encoding="utf-8")
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", html)
    assert not re.search(r"<link\b|<script[^>]+src|@import|url\(\s*['\"]?(?:https?:)?//|jsdelivr|cdnjs|bootstrap", html)
    assert "default-src 'none'" in html


@pytest.mark.parametrize("year", [1970, 2005, 2024])
def test_each_year_shows_what_the_question_answers(shipped: Dataset, network_page: Path, year: int) -> None:
    rows = shipped.query("ties", date=f"{year}-12-31")
    states = {(str(row["tie"]), shipped.label(str(row["kind"])), str(row["in_force"]).rsplit("/", 1)[-1]) for row in rows}
    expected = {(tie.removeprefix(shipped.names.id), kind, state) for tie, kind, state in states if state != "no"}
    assert in_force(payload(network_page), year) == expected


def test_places_are_the_same_at_each_writing_and_nobody_stands_on_another(shipped: Dataset, network_page: Path, tmp_path: Path) -> None:
    write(shipped, tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == network_page.read_bytes()
    nodes = payload(network_page)["nodes"]
    for view in ("near", "far"):
        places = [tuple(node[view]) for node in nodes if node[view]]
        assert len(set(places)) == len(places)


def test_the_city_with_most_ties_is_in_the_middle_unless_another_is_asked_for(shipped: Dataset, network_page: Path, tmp_path: Path) -> None:
    first = payload(network_page)["nodes"][0]
    assert (first["id"], first["near"], first["far"]) == ("quebec", [0, 0], [0, 0])
    write(shipped, tmp_path / "namur.html", shipped.names.thing("namur"))
    data = payload(tmp_path / "namur.html")
    assert data["nodes"][0]["id"] == "namur"
    partners = {data["nodes"][b if a == 0 else a]["id"] for a, b in ((edge["a"], edge["b"]) for edge in data["edges"]) if 0 in (a, b)}
    assert {node["id"] for node in data["nodes"][1:] if node["near"]} == partners


def test_each_tie_has_its_sources_and_their_dates(shipped: Dataset, network_page: Path) -> None:
    data = payload(network_page)
    assert all(relationship["said"] for relationship in data["relationships"])
    namur = next(one for one in data["relationships"] if one["id"] == "namur-jumelage")
    said = {data["sources"][one["at"][0]]["title"]["fr"]: one["begin"] for one in namur["said"] if one["begin"]}
    expected = {shipped.label(str(row["source"])): row["value"] for row in shipped.query("who-said", thing="namur-jumelage") if _begin(row)}
    judged = {shipped.label(shipped.names.thing("rapport-annuel-bri-2023").value)}  # its begin is set aside
    assert said.keys() == expected.keys() - judged
    assert set(said.values()) == {"1999", "1999-10-28", "2000"}


def test_each_relationship_has_its_events_contacts_and_themes(shipped: Dataset, network_page: Path) -> None:
    data = payload(network_page)
    relationships = {one["id"]: one for one in data["relationships"]}
    for name in ("namur-jumelage", "calgary-jumelage", "namur-protocole-2024"):
        life = [row for row in shipped.query("legal-life", relationship=name) if str(row["id"]) != shipped.names.thing(name).value]
        assert sorted(act["kind"] for act in relationships[name]["acts"]) == sorted(str(row["what"]).rsplit("/", 1)[-1] for row in life)
        themes = {data["themes"][theme]["id"] for theme in relationships[name]["themes"]}
        assert themes == {str(row["theme"]).rsplit("/", 1)[-1] for row in shipped.query("agreement-themes", agreement=name)}
    ends = {node["id"]: place for place, node in enumerate(data["nodes"])}
    pairs = [(row["a"], row["b"]) for row in shipped.query("contacts")]
    for a, b in (("namur", "quebec"), ("bordeaux", "quebec"), ("bordeaux", "ouagadougou")):
        met = data["contacts"][f"{ends[a]} {ends[b]}"]
        assert len(met) == pairs.count((shipped.names.thing(a).value, shipped.names.thing(b).value))
        days = [data["activities"][activity]["days"][0] or 99991231 for activity in met]
        assert days == sorted(days)


def _begin(row: dict[str, Any]) -> bool:
    return str(row["property"]).endswith("#begin")


def test_no_year_is_of_the_future(network_page: Path, small: Folder, tmp_path: Path) -> None:
    """Agreements end in 2026, a plan in 2030; the last report is of 2025."""
    first, last = payload(network_page)["years"]
    assert (first, last) == (1947, 2025)
    assert any(last < end // 10000 < 9999 for edge in payload(network_page)["edges"] for _first, end, _state in edge["spells"])
    write(Dataset(small), tmp_path / "undated.html")
    assert payload(tmp_path / "undated.html")["years"] == [1962, 1962]


def test_the_page_speaks_both_languages() -> None:
    words = (Path(__file__).parent.parent / "viz" / "words.js").read_text(encoding="utf-8")
    entries = re.findall(r"^  \S+: (\{.*\}),$", words, re.MULTILINE)
    assert len(entries) > 40
    assert all("fr: " in entry and "en: " in entry for entry in entries)


def test_a_dataset_without_ties_has_a_page(empty: Folder, tmp_path: Path) -> None:
    write(Dataset(empty), tmp_path / "page.html")
    assert payload(tmp_path / "page.html")["nodes"] == []


@pytest.fixture
def hostile(empty: Folder, tmp_path: Path) -> Path:
    """The page of a dataset whose every text tries to leave its place."""
    name = ATTACK.replace('"', '""')
    tables = {
        "sources.csv": f'id,titre,émetteur,adresse,source\nessai,"{name}","{name}","https://x/""><img/src=x/onerror=alert(1)>",essai\n',
        "municipalites.csv": f'id,nom,source\nun,"{name} \u2028 un",essai\ndeux,"href {name} deux",essai\n',
        "jumelages.csv": f'id,titre,parties,début,endroit,source\nlien,"{name}",un; deux,1990,"{name}",essai\n',
    }
    for file, text in tables.items():
        (tmp_path / file).write_text(text, encoding="utf-8")
    load(empty, [tmp_path / file for file in tables], lambda *_: True)
    write(Dataset(empty), tmp_path / "hostile.html")
    return tmp_path / "hostile.html"


def test_names_from_tables_stay_text(hostile: Path) -> None:
    html = hostile.read_text(encoding="utf-8")
    assert "<img" not in html
    assert "\u2028" not in html
    data = payload(hostile)
    assert data["relationships"][0]["label"]["fr"] == ATTACK
    assert {node["label"]["fr"] for node in data["nodes"]} == {f"{ATTACK} \u2028 un", f"href {ATTACK} deux"}


def test_a_government_stands_in_the_country_of_its_province(shipped: Dataset, whole: Network) -> None:
    assert whole.actors[shipped.names.thing("gouvernement-du-quebec").value].country == shipped.names.thing("canada").value
