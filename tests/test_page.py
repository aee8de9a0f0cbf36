"""The network page: self-contained, safe, and saying of each year what the question `ties` says."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.loading import load
from entrevilles.viz.page import write

ATTACK = "</script><img src=x onerror=alert(1)>"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module")
def page(shipped: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "reseau.html"
    write(shipped, path)
    return path


def payload(path: Path) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="payload">(.*?)</script>', path.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def in_force(data: dict[str, Any], year: int) -> set[tuple[str, str, str]]:
    return {
        (edge["tie"], data["kinds"][edge["kind"]]["label"]["fr"], state)
        for edge in data["edges"]
        for first, last, state in edge["spells"]
        if first <= year <= last
    }


def test_the_page_asks_nothing_of_the_network(page: Path) -> None:
    html = page.read_text(encoding="utf-8")
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", html)
    assert not re.search(r"<link\b|<script[^>]+src|@import|url\(\s*['\"]?(?:https?:)?//|jsdelivr|cdnjs|bootstrap", html)
    assert "default-src 'none'" in html


@pytest.mark.parametrize("year", [1970, 2005, 2024])
def test_each_year_shows_what_the_question_answers(shipped: Dataset, page: Path, year: int) -> None:
    rows = shipped.query("ties", date=f"{year}-12-31")
    states = {(str(row["tie"]), shipped.label(str(row["kind"])), str(row["in_force"]).rsplit("/", 1)[-1]) for row in rows}
    expected = {(tie.removeprefix(shipped.names.id), kind, state) for tie, kind, state in states if state != "no"}
    assert in_force(payload(page), year) == expected


def test_places_are_the_same_at_each_writing_and_nobody_stands_on_another(shipped: Dataset, page: Path, tmp_path: Path) -> None:
    write(shipped, tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == page.read_bytes()
    nodes = payload(page)["nodes"]
    for view in ("near", "far"):
        places = [tuple(node[view]) for node in nodes if node[view]]
        assert len(set(places)) == len(places)


def test_the_city_with_most_ties_is_in_the_middle_unless_another_is_asked_for(shipped: Dataset, page: Path, tmp_path: Path) -> None:
    first = payload(page)["nodes"][0]
    assert (first["id"], first["near"], first["far"]) == ("quebec", [0, 0], [0, 0])
    write(shipped, tmp_path / "namur.html", shipped.names.thing("namur"))
    data = payload(tmp_path / "namur.html")
    assert data["nodes"][0]["id"] == "namur"
    partners = {data["nodes"][b if a == 0 else a]["id"] for a, b in ((edge["a"], edge["b"]) for edge in data["edges"]) if 0 in (a, b)}
    assert {node["id"] for node in data["nodes"][1:] if node["near"]} == partners


def test_each_tie_has_its_sources_and_their_dates(shipped: Dataset, page: Path) -> None:
    data = payload(page)
    assert all(edge["sources"] for edge in data["edges"])
    namur = next(edge for edge in data["edges"] if edge["relationship"] == "namur-jumelage")
    said = {data["sources"][one["source"]]["title"]["fr"]: one["begin"].get("fr", "") for one in namur["sources"] if one["begin"]}
    expected = {shipped.label(str(row["source"])): row["value"] for row in shipped.query("who-said", thing="namur-jumelage") if _begin(row)}
    judged = {shipped.label(shipped.names.thing("rapport-annuel-bri-2023").value)}  # its begin is set aside
    assert said.keys() == expected.keys() - judged
    assert set(said.values()) == {"1999", "1999-10-28", "2000"}


def _begin(row: dict[str, Any]) -> bool:
    return str(row["property"]).endswith("#begin")


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
    assert data["edges"][0]["label"]["fr"] == ATTACK
    assert {node["label"]["fr"] for node in data["nodes"]} == {f"{ATTACK} \u2028 un", f"href {ATTACK} deux"}


# In a browser


def dom(path: Path, state: str, tmp_path: Path) -> str:
    if CHROMIUM is None:
        pytest.skip("chromium is absent: the page is not tried in a browser")
    quiet = "--disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
    logging = "--enable-logging=stderr --v=0"
    command = [CHROMIUM, "--headless", "--no-sandbox", *quiet.split(), *logging.split(), f"--user-data-dir={tmp_path / 'profile'}"]
    command += ["--virtual-time-budget=4000", "--dump-dom", f"file://{path}#{state}"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    console = [line for line in run.stderr.splitlines() if "CONSOLE" in line]
    assert console == []
    return run.stdout


@pytest.mark.parametrize(("lang", "words"), [("fr", "liens en vigueur"), ("en", "ties in force")])
def test_a_browser_shows_the_year_and_the_number_of_ties(page: Path, tmp_path: Path, lang: str, words: str) -> None:
    html = dom(page, f"year=1970&all=1&lang={lang}", tmp_path)
    count = len({tie for tie in in_force(payload(page), 1970) if tie[2] == "yes"})
    assert f'lang="{lang}"' in html[:200]
    assert re.search(r'id="year"[^>]*>1970<', html)
    assert f"{count} {words}" in html
    rows = re.search(r'<tbody id="rows">(.*?)</tbody>', html, re.DOTALL)
    assert rows
    assert rows[1].count("<tr>") == len(in_force(payload(page), 1970))


USE = """<script>
const at = (id) => document.getElementById(id);
const enter = (id, value) => { at(id).value = value; at(id).dispatchEvent(new Event("input")); };
enter("slider", 1999);
document.querySelector("[data-lang=en]").click();
at("kinds").querySelector("input").click();
at("kinds").querySelector("input").click();
enter("search", "montreal");
at("hits").querySelector("button").click();
</script>"""


def test_a_person_moves_the_year_changes_language_and_finds_a_city_without_its_accent(page: Path, tmp_path: Path) -> None:
    used = tmp_path / "used.html"
    used.write_text(page.read_text(encoding="utf-8") + USE, encoding="utf-8")
    html = dom(used, "year=2010&lang=fr", tmp_path)
    expected = {tie for tie in in_force(payload(page), 1999) if tie[2] == "yes"}
    assert re.search(r'id="year"[^>]*>1999<', html)
    assert f"{len(expected)} ties in force" in html
    assert re.search(r'id="panel-title"[^>]*>Montreal<', html)


def test_a_browser_runs_nothing_that_a_table_holds(hostile: Path, tmp_path: Path) -> None:
    html = dom(hostile, "year=1995&all=1", tmp_path)
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert "1 lien en vigueur" in html
