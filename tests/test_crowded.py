"""Pictures of more than a slide can show: the most active are drawn, what is not is counted, and a page lets one search all."""

import re
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest

from entrevilles import viewing
from entrevilles.building import build
from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.ontology import language
from entrevilles.selecting import selection
from entrevilles.viz import abridged, network
from entrevilles.viz.drawing import Box
from entrevilles.viz.network import Actor, Network, Tie
from entrevilles.viz.placing import Named, placed

if TYPE_CHECKING:
    from playwright.sync_api import Page

PARTNERS = 400
VISITED = f"v{PARTNERS - 1}"


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """A city with four hundred twinnings, begun one a year; that of the last, the shortest, has the only visit."""
    folder = Folder.create(tmp_path_factory.mktemp("hub") / "data", "Essai")
    made = {
        "municipalites": "id,nom,source\ncentre,Centre,s\n" + "".join(f"v{n},Émeraude {n},s\n" for n in range(PARTNERS)),
        "jumelages": "id,parties,début,source\n" + "".join(f"t{n},centre; v{n},{1600 + n},s\n" for n in range(PARTNERS)),
        "accueils": f"id,titre,hôte,visiteurs,date,source\na,Visite,centre,{VISITED},2001-01-01,s\n",
        "sources": "id,titre,source\ns,Registre,s\n",
    }
    (folder.root / "sources" / "base").mkdir()
    for name, text in made.items():
        (folder.root / "sources" / "base" / f"{name}.csv").write_text(text, encoding="utf-8")
    build(folder)
    return Dataset(folder)


def saved(dataset: Dataset, name: str, path: Path, **wishes: Any) -> str:
    """What is written on the picture."""
    viewing.save(dataset, name, selection(dataset, city="centre", **wishes), path)
    return " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", path.read_text(encoding="utf-8")))


def marked(path: Path, name: str) -> set[str]:
    return {one.attrib[name] for one in ElementTree.parse(path).iter() if name in one.attrib}


def test_a_picture_of_the_network_keeps_the_most_active(hub: Dataset, tmp_path: Path) -> None:
    language.activate("fr")
    said = saved(hub, "network", tmp_path / "n.svg", on="2001")
    nodes = marked(tmp_path / "n.svg", "data-node")
    assert len(nodes) == abridged.AROUND
    assert {"centre", VISITED} <= nodes
    others = PARTNERS + 1 - abridged.AROUND
    assert f"en voici {abridged.AROUND} acteurs, les plus actifs ; {others} autres et {others} liens n'y sont pas" in said
    assert "réduisez : --kind, --country, --on)" in said
    assert "--city" not in said


def test_a_slide_of_a_timeline_keeps_the_most_active_then_the_longest(hub: Dataset, tmp_path: Path) -> None:
    language.activate("fr")
    said = saved(hub, "timeline", tmp_path / "t.svg")
    rows = re.findall(r"t\d+", " ".join(marked(tmp_path / "t.svg", "data-row")))
    assert sorted(rows) == sorted([*(f"t{n}" for n in range(abridged.SLIDE - 1)), f"t{PARTNERS - 1}"])
    assert f"en voici {abridged.SLIDE}, les plus actives" in said
    assert f"{PARTNERS - abridged.SLIDE} autres n'y sont pas" in said


def test_a_figure_of_two_dates_says_how_many_of_each_sort_it_has(hub: Dataset, tmp_path: Path) -> None:
    language.activate("fr")
    said = saved(hub, "changes", tmp_path / "c.svg", since="1500", until="2024")
    assert f"Commencées ({abridged.CHANGES} sur {PARTNERS})" in said
    assert f"{PARTNERS - abridged.CHANGES} autres n'y sont pas" in said


def test_what_is_kept_fits_a_slide(hub: Dataset, tmp_path: Path) -> None:
    language.activate("fr")
    for name, wishes in (("network", {"on": "2001"}), ("timeline", {}), ("changes", {"since": "1500", "until": "2024"})):
        saved(hub, name, tmp_path / "v.svg", **wishes)
        assert ElementTree.parse(tmp_path / "v.svg").getroot().attrib["height"] == "1080", name


def test_what_has_room_is_whole(hub: Dataset, tmp_path: Path) -> None:
    language.activate("fr")
    assert "Trop pour" not in saved(hub, "timeline", tmp_path / "t.svg", until="1650")
    assert len(marked(tmp_path / "t.svg", "data-row")) == 51


def test_a_page_searches_what_its_figure_has_no_room_for(hub: Dataset, visit: "Callable[..., Page]", tmp_path: Path) -> None:
    language.activate("fr")
    viewing.save(hub, "timeline", selection(hub, city="centre"), tmp_path / "t.html")
    page = visit(tmp_path / "t.html")
    body = page.locator("[data-body=fr]")
    assert f"en voici {abridged.PAGE}" in body.locator(".wide").inner_text()
    shown = "s => [...document.querySelectorAll('[data-body=fr] ' + s)].filter(e => !e.hidden && !e.hasAttribute('hidden')).length"
    for words, rows in (("emeraude 350", 0), ("EMERAUDE 250", 1)):
        page.locator("#fr-search").fill(words)
        assert page.evaluate(shown, "tbody tr[data-row]") == 1
        assert page.evaluate(shown, ".wide [data-row]") == rows
    assert body.locator(".shown").inner_text() == f"1 lignes sur {PARTNERS}"
    page.reload()
    assert page.locator("#fr-search").input_value() == "EMERAUDE 250"
    page.locator("#fr-search").fill("")
    assert page.evaluate(shown, "tbody tr[data-row]") == PARTNERS


def test_a_thousand_actors_and_five_thousand_ties_are_abridged_to_a_slide() -> None:
    actors = {f"a{n}": Actor(f"a{n}", {}, "") for n in range(1000)}
    ties = {f"t{n}": Tie(f"t{n}", f"a{n % 40}", f"a{40 + n % 960}", "k", f"r{n}") for n in range(5000)}
    whole = Network(actors, ties, {})
    kept = abridged.network(whole, "")
    assert 0 < len(kept.ties) <= abridged.TIES
    assert {f"a{n}" for n in range(40)} <= kept.actors.keys()
    assert all(end in kept.actors for tie in kept.ties.values() for end in tie.pair)
    small = network.Network({iri: actors[iri] for iri in kept.actors}, kept.ties, {})
    assert abridged.network(small, "") is small


def test_names_of_a_thousand_points_are_placed_in_time() -> None:
    """Ten times the points took a hundred times as long."""

    def spent(count: int) -> float:
        box = Box(0, 0, 60 * count**0.5, 30 * count**0.5)
        named = [Named(str(n), n * 97 % 1009 / 1009 * box.width, n * 61 % 1013 / 1013 * box.height, 5, ["Émeraude"]) for n in range(count)]
        began = process_time()
        assert placed(named, 14, box)
        return process_time() - began

    assert spent(2000) < 40 * spent(200)
