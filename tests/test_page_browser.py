"""The network page in Chromium: it draws what the questions answer, and everything in it works by keyboard."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from entrevilles.dataset import Dataset
from entrevilles.viz import network
from entrevilles.viz.page import write

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[..., "Page"]
DRAWN = """() => {
  const { edges: ties } = JSON.parse(document.getElementById("payload").textContent);
  return edges.get({ filter: (edge) => !edge.hidden }).map(({ id }) => ties[id].tie);
}"""
FOCUSED = "() => document.activeElement.id || document.activeElement.textContent.trim()"
PHONE = (390, 844)


@pytest.fixture(scope="module")
def file(shipped: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "reseau.html"
    write(shipped, path)
    return path


@pytest.fixture(scope="module")
def whole(shipped: Dataset) -> network.Network:
    return network.read(shipped.store)


def drawn(page: "Page", dataset: Dataset) -> list[str]:
    """The ties that vis-network was told to draw."""
    return sorted(f"{dataset.names.id}{tie}" for tie in page.evaluate(DRAWN))


# What is drawn


@pytest.mark.parametrize("year", [1970, 2005, 2024])
def test_the_ties_drawn_are_those_of_the_question(shipped: Dataset, file: Path, visit: Visit, year: int) -> None:
    page = visit(file, f"year={year}&all=1")
    rows = [row for row in shipped.query("ties", date=f"{year}-12-31") if not str(row["in_force"]).endswith("/no")]
    assert drawn(page, shipped) == sorted(str(row["tie"]) for row in rows)
    assert page.locator("#rows tr").count() == len(rows)
    sure = sum(str(row["in_force"]).endswith("/yes") for row in rows)
    assert page.locator("#inforce").inner_text() == f"{sure} liens en vigueur"


def test_a_period_draws_what_was_in_force_on_any_of_its_days(shipped: Dataset, whole: network.Network, file: Path, visit: Visit) -> None:
    page = visit(file, "since=1990&year=2004&all=1")
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
def test_filters_keep_the_ties_that_meet_them(shipped: Dataset, file: Path, visit: Visit, choices: str, part: network.Selection) -> None:
    page = visit(file, f"year=2024&all=1&{choices}")
    expected = network.read(shipped.store).part(part).ties
    assert expected
    assert drawn(page, shipped) == sorted(expected)


def test_a_theme_stands_for_what_it_comprises_and_a_network_for_its_members(
    shipped: Dataset, whole: network.Network, file: Path, visit: Visit
) -> None:
    now = [(iri, tie) for iri, tie in whole.ties.items() if tie.state(date(2024, 12, 31)) != "no"]
    about = {str(row["relationship"]): set[str]() for row in network.ask(shipped.store, "tie-themes")}
    for row in network.ask(shipped.store, "tie-themes"):
        about[str(row["relationship"])].add(str(row["theme"]))
    narrower = {f"{CONCEPT}{name}" for name in ("education", "higher-education", "youth", "training")}
    page = visit(file, "year=2024&all=1&theme=education")
    assert drawn(page, shipped) == sorted(iri for iri, tie in now if about.get(tie.relationship, set()) & narrower)
    ovpm = shipped.names.thing("ovpm").value
    members = {end for _iri, tie in now if ovpm in tie.pair for end in tie.pair}
    page = visit(file, "year=2024&all=1&member=ovpm")
    assert drawn(page, shipped) == sorted(iri for iri, tie in now if members.issuperset(tie.pair))


def test_the_map_says_who_is_not_on_it(shipped: Dataset, whole: network.Network, file: Path, visit: Visit) -> None:
    page = visit(file, "year=2024&all=1&layout=map")
    now = {iri: tie for iri, tie in whole.ties.items() if tie.state(date(2024, 12, 31)) != "no"}
    placed = {iri for iri, tie in now.items() if all(whole.actors[end].lat is not None for end in tie.pair)}
    assert drawn(page, shipped) == sorted(placed)
    nowhere = {end for tie in now.values() for end in tie.pair if whole.actors[end].lat is None}
    said = page.locator("#missing").text_content() or ""
    assert f"{len(nowhere)} acteurs" in said
    assert f"{len(now) - len(placed)} liens" in said
    assert all(whole.actors[end].label in said for end in nowhere)


@pytest.mark.parametrize("size", [(1280, 800), PHONE])
def test_names_of_the_greatest_actors_do_not_overlap(file: Path, visit: Visit, size: tuple[int, int]) -> None:
    page = visit(file, "year=2024", size)
    for state in ("", "all=1", "layout=map", "layout=byCountry", "all=1&layout=byCountry", "all=1&layout=map&lang=en"):
        turn(page, f"year=2024&{state}")
        names: list[dict[str, Any]] = page.evaluate("() => (network.redraw(), entrevilles.names())")
        great = [name["box"] for name in names if name["rank"] < 20]
        assert len(great) >= (6 if "map" in state or size == PHONE else 12), state
        assert [(a, b) for place, a in enumerate(great) for b in great[:place] if overlap(a, b)] == [], state


def turn(page: "Page", state: str) -> None:
    """Another state, by the address."""
    page.evaluate(
        "(state) => new Promise((turned) => { addEventListener('hashchange', turned, { once: true }); location.hash = state; })", state
    )


def overlap(a: list[float], b: list[float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def test_a_name_is_as_good_as_its_disc(file: Path, visit: Visit) -> None:
    page = visit(file, "year=2024")
    name = next(name for name in page.evaluate("() => (network.redraw(), entrevilles.names())") if name["actor"] == "namur")
    at = page.evaluate("([x0, y0, x1, y1]) => network.canvasToDOM({ x: (x0 + x1) / 2, y: (y0 + y1) / 2 })", name["box"])
    page.locator("#mynetwork").click(position=at)
    assert page.locator("#panel-title").inner_text() == "Namur"


# The life of a relationship


def test_a_relationship_tells_its_life_with_sources_and_lines(file: Path, visit: Visit) -> None:
    page = visit(file, "year=2024&show=namur-jumelage")
    told = page.locator("#panel-body").inner_text()
    assert page.locator("#panel-title").inner_text() == "Jumelage de Québec et Namur"
    for words in ("1999 ou 28 octobre 1999 ou 2000", "depuis le 1er janvier 2000 : en vigueur", "les sources divergent", "l. 93"):
        assert words in told
    contacts = page.locator("#panel-body h3", has_text="Contacts rapportés").locator("+ ul > li strong").all_inner_texts()
    years = [int(found[0]) for text in contacts if (found := re.findall(r"\d{4}", text))]
    assert len(years) > 10
    assert years == sorted(years)


def test_a_dormant_twinning_is_pale_and_says_so(file: Path, visit: Visit) -> None:
    page = visit(file, "year=2024&show=albany-jumelage")
    assert "en vigueur, aucun contact depuis 10 ans" in page.locator("#panel-body").inner_text()
    look = "() => edges.get().filter((edge) => !edge.hidden && edge.color.opacity < 0.5).length"
    pale = page.evaluate(look)
    assert pale == page.locator("#rows tr", has_text="aucun contact depuis 10 ans").count() > 0
    page.get_by_label("aucun contact depuis 10 ans").uncheck()
    assert page.evaluate(look) == 0


# By keyboard


@pytest.fixture
def page(file: Path, visit: Visit) -> "Page":
    return visit(file, "year=2010")


CONTROLS = """() => [...document.querySelectorAll("button, input, select, summary, a[href], [tabindex='0']")]
.filter((one) => one.checkVisibility() && (one.type !== "radio" || one.checked)).length"""
FOCUS = """() => {
  const one = document.activeElement, seen = one.matches(".layouts input") ? one.nextElementSibling : one;
  const marked = getComputedStyle(seen).outlineStyle !== "none" || one.matches(".handles input");
  return [[...document.querySelectorAll("*")].indexOf(one), marked];
}"""


def test_every_control_is_reached_with_tab_and_shows_its_focus(file: Path, visit: Visit) -> None:
    page = visit(file, "since=1999&year=2010&country=belgique&show=namur")
    page.evaluate("() => document.activeElement.blur()")
    every = page.evaluate(CONTROLS)
    seen = set()
    for _step in range(every):
        page.keyboard.press("Tab")
        place, marked = page.evaluate(FOCUS)
        assert marked, page.evaluate(FOCUSED)
        seen.add(place)
    assert len(seen) == every > 30


def test_the_years_move_by_keyboard(page: "Page") -> None:
    page.focus("#slider")
    page.keyboard.press("ArrowLeft")
    assert page.locator("#year").inner_text() == "2009"
    page.focus("#period")
    page.keyboard.press("Space")
    assert page.locator("#year").inner_text() == "1999–2009"
    page.focus("#since")
    page.keyboard.press("ArrowLeft")
    page.focus("#slider")
    page.keyboard.press("ArrowRight")
    assert page.locator("#year").inner_text() == "1998–2010"
    page.focus("#since")
    page.keyboard.press("End")  # a period does not end before it begins
    first, last = page.locator("#year").inner_text().split("–")
    assert first == last
    page.focus("#play")
    page.keyboard.press("Enter")
    assert page.locator("#play").get_attribute("aria-label") == "Pause"
    page.keyboard.press("Enter")
    assert page.locator("#play").get_attribute("aria-label") == "Lire les années"


def test_the_years_play(page: "Page") -> None:
    page.focus("#play")
    page.keyboard.press("Space")
    page.locator("#year", has_text="2011").wait_for()
    page.keyboard.press("Space")


def test_layouts_kinds_and_filters_are_chosen_by_keyboard_and_kept_in_the_address(page: "Page") -> None:
    before = page.locator("#rows tr").count()
    page.focus("#network")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("() => document.getElementById('map').checked")
    page.focus("#all")
    page.keyboard.press("Space")
    assert page.locator("#rows tr").count() > before
    page.focus("#kinds input")
    page.keyboard.press("Space")
    assert page.evaluate(FOCUSED) == page.locator("#kinds input").first.evaluate("(one) => one.id || one.textContent.trim()")
    page.focus("#filters summary")
    page.keyboard.press("Enter")
    page.focus("#country")
    page.keyboard.type("Belgique")
    page.keyboard.press("Enter")
    address = page.evaluate("() => location.hash")
    for said in ("layout=map", "all=1", "off=tie-twinning", "country=belgique"):
        assert said in address
    rows = page.locator("#rows").inner_text()
    page.reload()
    assert page.locator("#rows").inner_text() == rows
    assert page.locator("#country").input_value() != ""
    page.focus("#reset")
    page.keyboard.press("Enter")
    assert re.fullmatch(r"#year=\d{4}&lang=fr", page.evaluate("() => location.hash"))
    assert not page.evaluate("() => document.getElementById('all').checked")


def test_the_picture_moves_by_keyboard(page: "Page") -> None:
    where = "() => [network.getViewPosition().x, network.getViewPosition().y, network.getScale()]"
    x, y, scale = page.evaluate(where)
    page.focus("#mynetwork")
    for key in ("ArrowRight", "ArrowDown", "+"):
        page.keyboard.press(key)
    moved = page.evaluate(where)
    assert moved[0] > x
    assert moved[1] > y
    assert moved[2] > scale
    page.keyboard.press("0")
    assert page.evaluate(where) == [x, y, scale]
    for button, grows in (("#closer", True), ("#farther", False)):
        before = page.evaluate(where)[2]
        page.focus(button)
        page.keyboard.press("Enter")
        assert (page.evaluate(where)[2] > before) is grows


def test_an_actor_is_found_without_its_accent_and_its_ties_opened_and_closed_by_keyboard(page: "Page") -> None:
    page.focus("#search")
    page.keyboard.type("montreal")
    page.keyboard.press("Enter")
    assert page.locator("#panel-title").inner_text() == "Montréal"
    assert page.evaluate(FOCUSED) == "panel"
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()
    assert page.evaluate(FOCUSED) == "search"
    opener = page.locator("#rows button").first
    opener.focus()
    name = opener.inner_text()
    page.keyboard.press("Enter")
    assert page.locator("#panel").is_visible()
    page.keyboard.press("Tab")  # the button that closes
    page.keyboard.press("Enter")
    assert page.locator("#panel").is_hidden()
    assert page.evaluate(FOCUSED) == name


# Everywhere


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("size", [(1280, 800), PHONE])
def test_axe_finds_no_fault(file: Path, visit: Visit, lang: str, size: tuple[int, int]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is absent: chromium is not asked").Axe()
    page = visit(file, "", size)
    for state in ("", "&since=1990&show=namur-jumelage", "&layout=map&show=quebec&country=france"):
        turn(page, f"year=2024&lang={lang}{state}")
        found = axe.run(page).response["violations"]
        assert [(fault["id"], [node["target"] for node in fault["nodes"]][:3]) for fault in found] == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_nothing_is_wider_than_a_phone(file: Path, visit: Visit, lang: str) -> None:
    for state in ("", "&since=1990&show=namur-jumelage", "&layout=map&all=1&country=france"):
        page = visit(file, f"year=2024&lang={lang}{state}", PHONE)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE[0]


def test_the_language_changes_in_place(page: "Page") -> None:
    page.locator("[data-lang=en]").focus()
    page.keyboard.press("Enter")
    assert page.locator("html").get_attribute("lang") == "en"
    assert "ties in force" in page.locator("#inforce").inner_text()
    assert page.title().startswith("Quebec City and its partners")
