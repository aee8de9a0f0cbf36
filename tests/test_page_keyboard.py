"""The network page in Chromium, by keyboard alone: every control is reached and does what it says."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[..., "Page"]
FOCUSED = "() => document.activeElement.id || document.activeElement.textContent.trim()"


@pytest.fixture
def page(network_page: Path, visit: Visit) -> "Page":
    return visit(network_page, "year=2010")


CONTROLS = """() => [...document.querySelectorAll("button, input, select, summary, a[href], [tabindex='0']")]
.filter((one) => one.checkVisibility() && one.tabIndex >= 0 && (one.type !== "radio" || one.checked)).length"""
FOCUS = """() => {
  const one = document.activeElement, seen = one.matches(".layouts input") ? one.nextElementSibling : one;
  const marked = getComputedStyle(seen).outlineStyle !== "none" || one.matches(".handles input");
  return [[...document.querySelectorAll("*")].indexOf(one), marked];
}"""


def test_every_control_is_reached_with_tab_and_shows_its_focus(network_page: Path, visit: Visit) -> None:
    page = visit(network_page, "since=1999&year=2010&country=belgique&show=namur")
    page.evaluate("() => document.activeElement.blur()")
    every = page.evaluate(CONTROLS)
    seen = set()
    for _step in range(every):
        page.keyboard.press("Tab")
        place, marked = page.evaluate(FOCUS)
        assert marked, page.evaluate(FOCUSED)
        seen.add(place)
    assert len(seen) == every > 25


def test_the_arrows_go_through_a_list_that_is_one_stop(network_page: Path, visit: Visit) -> None:
    page = visit(network_page, "year=2024&show=namur-jumelage")
    for within in ("#rows", "#panel-body ul:last-of-type"):
        stops = page.locator(f"{within} :is(a[href], button)")
        assert stops.count() > 2
        assert page.locator(f"{within} :is(a[href], button)[tabindex='0']").count() == 1
        stops.first.focus()
        for key, place in (("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", 0), ("End", stops.count() - 1), ("Home", 0), ("ArrowRight", 1)):
            page.keyboard.press(key)
            assert stops.nth(place).evaluate("(one) => one === document.activeElement && one.tabIndex === 0"), key
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")  # back to where one was
        assert stops.nth(1).evaluate("(one) => one === document.activeElement")


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


def test_the_years_play_again_from_the_first_after_the_last(network_page: Path, visit: Visit) -> None:
    page = visit(network_page)
    last = int(page.locator("#year").inner_text())
    assert last == int(page.locator("#slider").get_attribute("max") or 0) == 2025
    page.focus("#slider")
    page.keyboard.press("ArrowRight")
    assert page.locator("#year").inner_text() == str(last)
    page.focus("#play")
    page.keyboard.press("Space")
    page.locator("#year", has_text="1947").wait_for()
    page.keyboard.press("Space")


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
    for text, name in (("saint petersbourg", "Saint-Pétersbourg"), ("sainte foy", "Sainte-Foy"), ("xi an", "Xi’an"), ("xi'an", "Xi’an")):
        page.locator("#search").fill(text)
        assert name in [found.replace("'", "’") for found in page.locator("#hits button").all_inner_texts()]
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    opener = page.locator("#rows button").first
    opener.focus()
    name = opener.inner_text()
    page.keyboard.press("Enter")
    assert page.locator("#panel").is_visible()
    page.keyboard.press("Tab")  # the button that closes
    page.keyboard.press("Enter")
    assert page.locator("#panel").is_hidden()
    assert page.evaluate(FOCUSED) == name


def test_the_language_changes_in_place(page: "Page") -> None:
    page.locator("[data-lang=en]").focus()
    page.keyboard.press("Enter")
    assert page.locator("html").get_attribute("lang") == "en"
    assert "ties in force" in page.locator("#inforce").inner_text()
    assert page.title().startswith("Quebec City and its partners")
