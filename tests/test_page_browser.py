"""The network page in Chromium: it draws what the questions answer, tells what the sources say, and anybody can use it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.viz import network, stored
from entrevilles.viz.page import write
from tests.browsing import read, turn
from tests.networks import unspoken

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[..., "Page"]
DRAWN = """() => {
  const { edges: ties } = JSON.parse(document.getElementById("payload").textContent);
  return edges.get({ filter: (edge) => !edge.hidden }).map(({ id }) => ties[id].tie);
}"""
PHONE = (390, 844)


def drawn(page: "Page", dataset: Dataset) -> list[str]:
    """The ties that vis-network was told to draw."""
    return sorted(f"{dataset.names.id}{tie}" for tie in page.evaluate(DRAWN))


# What is drawn


@pytest.mark.parametrize("known", [(1970, 136), (2005, 130), (2024, 42)])
def test_the_ties_drawn_are_those_of_the_question(
    shipped: Dataset, whole: network.Network, network_page: Path, visit: Visit, known: tuple[int, int]
) -> None:
    year, hides = known
    rows = [row for row in shipped.query("ties", date=f"{year}-12-31") if not str(row["in_force"]).endswith("/no")]
    every, hidden = {str(row["tie"]) for row in rows}, unspoken(shipped, whole, year)
    page = visit(network_page, f"year={year}&all=1")
    assert len(hidden) == hides
    assert hidden <= every
    assert drawn(page, shipped) == sorted(every - hidden)
    once = {(row["relationship"], row["a"], row["b"]) for row in rows if str(row["tie"]) not in hidden}
    assert page.locator("#rows tr").count() == len(once)
    assert f"{hides} liens au début non dit" in page.locator("#caption").inner_text()
    page.get_by_label(f"début non dit, avant qu'une source en parle ({hides})").check()
    assert drawn(page, shipped) == sorted(every)
    assert page.locator("#rows tr").count() == len({(row["relationship"], row["a"], row["b"]) for row in rows})
    assert "unspoken=1" in page.url
    sure = sum(str(row["in_force"]).endswith("/yes") for row in rows)
    assert page.locator("#inforce").inner_text() == f"{sure} liens en vigueur"


def test_a_period_draws_what_was_ever_in_force(shipped: Dataset, whole: network.Network, network_page: Path, visit: Visit) -> None:
    page = visit(network_page, "since=1990&year=2004&all=1&unspoken=1")
    held = [iri for iri, tie in whole.ties.items() if tie.held(date(1990, 1, 1), date(2004, 12, 31))]
    assert drawn(page, shipped) == sorted(held)
    assert page.locator("#year").inner_text() == "1990–2004"


TODAY = network.Selection(since=date(2024, 12, 31), until=date(2024, 12, 31))
CONCEPT = "https://w3id.org/entrevilles/concept/"
SOFT = [f"{CONCEPT}tie-agreement", f"{CONCEPT}tie-friendship"]


@pytest.mark.parametrize(
    ("choices", "part"),
    [
        ("country=tunisie", replace(TODAY, country="https://w3id.org/entrevilles/id/tunisie")),
        ("off=tie-twinning,tie-membership", replace(TODAY, kinds=SOFT)),
        ("off=tie-twinning,tie-membership&country=france", replace(TODAY, kinds=SOFT, country="https://w3id.org/entrevilles/id/france")),
    ],
)
def test_filters_keep_the_ties_that_meet_them(
    shipped: Dataset, network_page: Path, visit: Visit, choices: str, part: network.Selection
) -> None:
    """As those of pictures, exports and measures; then also those of which no source speaks yet."""
    whole = stored.read(shipped.store)
    for wish, also in ((part, ""), (replace(part, unspoken=True), "&unspoken=1")):
        assert drawn(visit(network_page, f"year=2024&all=1&{choices}{also}"), shipped) == sorted(whole.part(wish).ties) != []


def test_a_theme_stands_for_what_it_comprises_and_a_network_for_its_members(
    shipped: Dataset, whole: network.Network, network_page: Path, visit: Visit
) -> None:
    now = [(iri, tie) for iri, tie in whole.ties.items() if tie.state(date(2024, 12, 31)) != "no"]
    about = {str(row["relationship"]): set[str]() for row in stored.ask(shipped.store, "tie-themes")}
    for row in stored.ask(shipped.store, "tie-themes"):
        about[str(row["relationship"])].add(str(row["theme"]))
    narrower = {f"{CONCEPT}{name}" for name in ("education", "higher-education", "youth", "training")}
    page = visit(network_page, "year=2024&all=1&unspoken=1&theme=education")
    assert drawn(page, shipped) == sorted(iri for iri, tie in now if about.get(tie.relationship, set()) & narrower)
    ovpm = shipped.names.thing("ovpm").value
    members = {end for _iri, tie in now if ovpm in tie.pair for end in tie.pair}
    page = visit(network_page, "year=2024&all=1&unspoken=1&member=ovpm")
    assert drawn(page, shipped) == sorted(iri for iri, tie in now if members.issuperset(tie.pair))


def test_only_what_has_a_tie_is_offered(shipped: Dataset, whole: network.Network, network_page: Path, visit: Visit) -> None:
    quebec = shipped.names.thing("quebec").value
    near = {end for tie in whole.ties.values() if quebec in tie.pair for end in tie.pair} - {quebec}
    countries = {whole.actors[end].country for end in near} - {""}
    page = visit(network_page, "year=2024")
    offered = page.locator("#country option").all_text_contents()
    assert set(offered) == {"tous", *(shipped.label(country) for country in countries)}
    page.get_by_label("Montrer tout le réseau").check()
    assert len(page.locator("#country option").all_text_contents()) > len(offered)


def test_what_is_hidden_is_not_said_to_be_absent(network_page: Path, visit: Visit) -> None:
    page = visit(network_page, "year=2024")
    page.get_by_label("en vigueur", exact=True).uncheck()
    assert page.locator("#inforce").inner_text() == "Liens en vigueur masqués"
    turn(page, "year=2024&country=tunisie&off=tie-agreement")
    assert page.locator("#inforce").inner_text() == "aucun lien en vigueur avec ces choix"


def test_the_map_says_who_is_not_on_it(shipped: Dataset, whole: network.Network, network_page: Path, visit: Visit) -> None:
    page = visit(network_page, "year=2024&all=1&unspoken=1&layout=map")
    now = {iri: tie for iri, tie in whole.ties.items() if tie.state(date(2024, 12, 31)) != "no"}
    placed = {iri for iri, tie in now.items() if all(whole.actors[end].lat is not None for end in tie.pair)}
    assert drawn(page, shipped) == sorted(placed)
    nowhere = {end for tie in now.values() for end in tie.pair if whole.actors[end].lat is None}
    said = page.locator("#missing").text_content() or ""
    assert f"{len(nowhere)} acteurs" in said
    assert f"{len(now) - len(placed)} liens" in said
    assert all(whole.actors[end].label in said for end in nowhere)


@pytest.mark.parametrize("size", [(1280, 800), PHONE])
def test_names_of_the_greatest_actors_do_not_overlap(network_page: Path, visit: Visit, size: tuple[int, int]) -> None:
    page = visit(network_page, "year=2024", size)
    for state in ("", "all=1", "layout=map", "layout=byCountry", "all=1&layout=byCountry", "all=1&layout=map&lang=en"):
        turn(page, f"year=2024&{state}")
        names: list[dict[str, Any]] = page.evaluate("() => (network.redraw(), entrevilles.names())")
        great = [name["box"] for name in names if name["rank"] < 20]
        assert len(great) >= (6 if "map" in state or size == PHONE else 12), state
        assert [(a, b) for place, a in enumerate(great) for b in great[:place] if overlap(a, b)] == [], state


def test_of_the_whole_network_hubs_are_named_first_then_others_as_one_comes_nearer(network_page: Path, visit: Visit) -> None:
    named = "() => (network.redraw(), entrevilles.names().map(({ actor }) => actor))"
    page = visit(network_page, "year=2024&all=1")
    first = page.evaluate(named)
    assert 12 <= len(first) <= 20
    assert {"quebec", "montreal", "bordeaux", "c40"} <= set(first)
    assert "Sont nommés d'abord" in page.locator("#caption").inner_text()
    for _step in range(2):
        page.locator("#closer").click()
    assert len(page.evaluate(named)) > len(first)
    turn(page, "year=2025&all=1&show=c40")
    assert "tokyo" in page.evaluate(named)
    assert "tokyo" not in first


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_partner_of_the_city_has_its_name(network_page: Path, visit: Visit, lang: str) -> None:
    page = visit(network_page, f"year=2024&lang={lang}")
    names = {name["rank"] for name in page.evaluate("() => (network.redraw(), entrevilles.names())")}
    partners = {actor for actor, (_every, own) in enumerate(page.evaluate(DEGREES)) if own}
    assert len(partners) > 20
    assert partners - names == set()


def test_the_whole_network_is_whole_on_a_phone(network_page: Path, visit: Visit) -> None:
    page = visit(network_page, "year=2024&all=1", PHONE)
    outside = """() => {
      const { clientWidth, clientHeight } = document.getElementById("mynetwork");
      const at = nodes.get().filter(({ hidden }) => !hidden).map(({ x, y }) => network.canvasToDOM({ x, y }));
      return at.filter(({ x, y }) => x < 0 || y < 0 || x > clientWidth || y > clientHeight);
    }"""
    assert page.evaluate(outside) == []
    for year in (2002, 2023, 2024):
        turn(page, f"year={year}")
        assert page.evaluate("() => { const one = document.getElementById('changes'); return one.scrollHeight <= one.clientHeight + 1; }")


def test_all_countries_at_once_are_grey_but_for_one_and_whom_one_points_at(
    shipped: Dataset, whole: network.Network, network_page: Path, visit: Visit
) -> None:
    page = visit(network_page, "year=2024&all=1&layout=byCountry")
    strong = """() => {
      const { edges: ties, nodes: actors } = JSON.parse(document.getElementById("payload").textContent);
      return edges.get({ filter: (edge) => !edge.hidden && edge.color.opacity > 0.3 })
        .map(({ id }) => [actors[ties[id].a].id, actors[ties[id].b].id]);
    }"""
    centre = page.evaluate(strong)
    assert len(centre) > 30
    assert all("quebec" in ends for ends in centre)
    assert "En couleur : les liens de Québec" in read(page.locator("#coloured"))
    turn(page, "year=2024&all=1&layout=byCountry&show=liege")
    assert len(page.evaluate(strong)) > 5
    assert all("liege" in ends for ends in page.evaluate(strong))
    page.keyboard.press("Escape")
    assert page.evaluate(strong) == centre
    page.locator("#recentre").click()
    at = page.evaluate("""() => {
      const { nodes: actors } = JSON.parse(document.getElementById("payload").textContent);
      return network.canvasToDOM(nodes.get(actors.findIndex(({ id }) => id === "jaipur")));
    }""")
    page.locator("#mynetwork").hover(position={"x": at["x"], "y": at["y"] + 9})
    assert page.evaluate(strong)
    country = {iri.removeprefix(shipped.names.id): actor.country for iri, actor in whole.actors.items()}
    assert all(country["jaipur"] in (country[a], country[b]) for a, b in page.evaluate(strong))


FAR = """() => {
  network.redraw();
  return entrevilles.names().map(({ actor, rank, box: [left, top, right, bottom], lines, led }) => {
    const { x, y } = network.getPosition(rank), tall = (bottom - top) / lines.length;
    const away = Math.hypot(Math.max(left - x, x - right, 0), Math.max(top - y, y - bottom, 0)) - nodes.get(rank).size;
    return { actor, rank, led, far: away / tall };
  });
}"""


@pytest.mark.parametrize("size", [(1280, 800), PHONE])
@pytest.mark.parametrize("state", ["", "&all=1", "&layout=map", "&all=1&layout=map", "&layout=byCountry", "&all=1&layout=byCountry"])
def test_a_name_stands_by_its_actor(network_page: Path, visit: Visit, state: str, size: tuple[int, int]) -> None:
    """At most three lines of letters away, on a line that says whose it is where it does not touch."""
    page = visit(network_page, f"year=2025{state}", size)
    for name in page.evaluate(FAR):
        assert name["far"] < 3
        assert name["led"] or name["far"] < 1
        assert not name["led"] or name["rank"] < 20


OUT = """() => (network.redraw(), entrevilles.names().filter(({ box: [left, top, right, bottom], room }) =>
  left < room[0] - 0.01 || top < room[1] - 0.01 || right > room[2] + 0.01 || bottom > room[3] + 0.01).map(({ actor }) => actor))"""


@pytest.mark.parametrize("size", [(1280, 800), PHONE])
def test_by_country_a_name_stays_in_its_block(network_page: Path, visit: Visit, size: tuple[int, int]) -> None:
    page = visit(network_page, "year=2025&layout=byCountry", size)
    assert page.evaluate(OUT) == []
    assert len(page.evaluate("() => entrevilles.names()")) > 20


def overlap(a: list[float], b: list[float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def test_a_name_is_as_good_as_its_disc(network_page: Path, visit: Visit) -> None:
    page = visit(network_page, "year=2024")
    name = next(name for name in page.evaluate("() => (network.redraw(), entrevilles.names())") if name["actor"] == "namur")
    at = page.evaluate("([x0, y0, x1, y1]) => network.canvasToDOM({ x: (x0 + x1) / 2, y: (y0 + y1) / 2 })", name["box"])
    page.locator("#mynetwork").click(position=at)
    assert page.locator("#panel-title").inner_text() == "Namur"


SIZES = "() => nodes.get().filter((node) => !node.hidden).map(({ id, size, color }) => [id, size, color.background])"
DEGREES = """() => {
  const { edges: ties, nodes: actors } = JSON.parse(document.getElementById("payload").textContent), found = actors.map(() => [0, 0]);
  for (const { id } of edges.get({ filter: (edge) => !edge.hidden })) {
    const { a, b } = ties[id];
    for (const end of [a, b]) { found[end][0] += 1; if (a === 0 || b === 0) found[end][1] += 1; }
  }
  return found;
}"""


@pytest.mark.parametrize("year", [1970, 2024])
def test_an_actor_is_as_large_as_its_ties_drawn_and_pale_without_any(network_page: Path, visit: Visit, year: int) -> None:
    page = visit(network_page, f"year={year}")
    degrees = page.evaluate(DEGREES)
    looks = [(degrees[actor], size, colour) for actor, size, colour in page.evaluate(SIZES) if actor]
    assert {bool(every) == bool(own) for (every, own), _size, _colour in looks} == {True}  # partners are those of that day
    assert {colour for (_every, own), _size, colour in looks if own}.isdisjoint(colour for (_every, own), _size, colour in looks if not own)
    large = sorted((every, size) for (every, _own), size, _colour in looks if every)
    assert [size for _every, size in large] == sorted(size for _every, size in large)
    assert len({size for _every, size in large}) == len({every for every, _size in large})


@pytest.mark.parametrize("year", [2005, 2025])
def test_each_relationship_is_one_row_and_the_rows_are_those_counted(network_page: Path, visit: Visit, year: int) -> None:
    """Saint-Pétersbourg: one of two kinds. Liège, a member of a network of Québec, is no partner after 2012."""
    page = visit(network_page, f"year={year}")
    states = page.evaluate(
        "() => [...document.querySelectorAll('#rows tr')].map(({ cells }) => [cells[0].textContent, cells[3].textContent])"
    )
    untold = [actor == "Québec" for actor, state in states if state == "ne peut être établi"]
    said = page.locator("#doubt").inner_text()
    among = f", {untold.count(False)} entre partenaires" if False in untold else ""
    assert f"état qui ne peut être établi, {untold.count(True)} avec Québec{among}" in said.replace("\u00a0", " ")
    sure = sum(actor == "Québec" and state.startswith("en vigueur") for actor, state in states)
    assert page.locator("#inforce").inner_text() == f"{sure} liens en vigueur avec Québec"
    petersburg = page.locator("#rows tr", has=page.get_by_role("button", name="Saint-Pétersbourg")).filter(has_text="≠")
    assert petersburg.locator("td").nth(1).inner_text().split() == ["pacte", "d'amitié", "≠", "protocole", "ou", "entente"]


# Everywhere


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("size", [(1280, 800), PHONE])
def test_axe_finds_no_fault(network_page: Path, visit: Visit, lang: str, size: tuple[int, int]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is absent: chromium is not asked").Axe()
    page = visit(network_page, "", size)
    for state in ("&layout=map", "&since=1990&show=namur-jumelage&country=france"):
        turn(page, f"year=2024&lang={lang}{state}")
        found = axe.run(page).response["violations"]
        assert [(fault["id"], [node["target"] for node in fault["nodes"]][:3]) for fault in found] == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_nothing_is_wider_than_a_phone(network_page: Path, visit: Visit, lang: str) -> None:
    for state in ("", "&since=1990&show=namur-jumelage", "&layout=map&all=1&country=france"):
        page = visit(network_page, f"year=2024&lang={lang}{state}", PHONE)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE[0]


def test_a_dataset_of_one_tie_or_none_has_its_page(empty: Folder, small: Folder, visit: Visit, tmp_path: Path) -> None:
    for folder, said in ((empty, "aucun lien"), (small, "1 lien en vigueur")):
        write(Dataset(folder), tmp_path / f"{folder.root.name}.html")
        page = visit(tmp_path / f"{folder.root.name}.html", "year=1990")
        assert said in page.locator("#inforce").inner_text()
        for layout in ("map", "byCountry", "network"):
            turn(page, f"year=1990&layout={layout}&all=1")


def test_the_tie_chosen_is_the_strongest(network_page: Path, visit: Visit) -> None:
    """A hollow one is white within: as wide a line behind it shows its colour."""
    page = visit(network_page, "year=2024&show=guanajuato-entente")
    edge = page.evaluate("() => edges.get(network.getSelectedEdges()[0])")
    assert edge["background"]["enabled"]
    assert edge["background"]["size"] > edge["width"] + 2 + 4
    assert len(edge["background"]["color"]) == len("#rrggbb")
    page = visit(network_page, "year=2024&show=albany-jumelage")
    chosen, width, opacity = page.evaluate(
        "() => network.getSelectedEdges().map((id) => [id, edges.get(id).width, edges.get(id).color.opacity])[0]"
    )
    page.keyboard.press("Escape")
    before = page.evaluate("(place) => [edges.get(place).width, edges.get(place).color.opacity]", chosen)
    assert before[0] < width
    assert before[1] < opacity == 1  # it is dormant
