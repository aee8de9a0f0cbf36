"""Views as pages in Chromium: filters, search, the address, sources, by keyboard and for everybody."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browsing import PAGES, read

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[..., "Page"]


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_quiet_and_no_wider_than_the_screen(
    visit: Visit, view_pages: dict[str, Path], name: str, size: tuple[int, int]
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is absent: chromium is not asked")
    page = visit(view_pages[name], size=size)
    for lang in ("fr", "en"):
        page.get_by_role("button", name="Français" if lang == "fr" else "English").press("Enter")
        assert page.evaluate("document.documentElement.lang") == lang
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert axe.Axe().run(page).response["violations"] == []


def test_filters_by_keyboard_keep_figure_and_table_the_same(visit: Visit, view_pages: dict[str, Path]) -> None:
    page = visit(view_pages["timeline-quebec"])
    tall = page.locator("[data-body=fr] .wide svg").first.bounding_box()
    page.locator("[data-body=fr] input[value=tie-twinning]").press("Space")
    page.locator("[data-body=fr] select").select_option("france")
    drawn = page.evaluate(
        "[...document.querySelectorAll('[data-body=fr] .wide [data-row]')].filter(e => e.getClientRects().length).map(e => e.dataset.row)"
    )
    listed = page.evaluate("[...document.querySelectorAll('[data-body=fr] tr[data-row]')].filter(e => !e.hidden).map(e => e.dataset.row)")
    assert drawn == listed
    assert drawn
    kinds = page.evaluate(
        "[...document.querySelectorAll('[data-body=fr] tr[data-row]')].filter(e => !e.hidden).map(e => e.dataset.kind + e.dataset.country)"
    )
    assert all(one.endswith("france") and "twinning" not in one for one in kinds)
    closed = page.locator("[data-body=fr] .wide svg").first.bounding_box()
    assert tall
    assert closed
    assert closed["height"] < tall["height"] / 2
    page.locator("[data-body=fr] select").select_option("")
    page.locator("[data-body=fr] input[value=tie-twinning]").press("Space")
    again = page.locator("[data-body=fr] .wide svg").first.bounding_box()
    assert again == tall


def test_what_is_hidden_hides_its_names_and_counts_and_the_address_keeps_the_choice(visit: Visit, view_pages: dict[str, Path]) -> None:
    page = visit(view_pages["year-quebec"])
    page.locator("[data-body=fr] input[value=in]").press("Space")
    seen = "e => e.getClientRects().length"
    drawn = f"s => [...document.querySelectorAll('[data-body=fr] .wide ' + s)].filter({seen})"
    named = set(page.evaluate(f"({drawn})('[data-label]').map(e => e.dataset.label)"))
    marked = set(page.evaluate(f"({drawn})('[data-stop]').map(e => e.dataset.stop)"))
    assert marked
    assert named <= marked | {"quebec"}
    assert set(page.evaluate(f"({drawn})('[data-led]').map(e => e.dataset.led)")) <= named
    listed = page.evaluate(f"({drawn})('[data-month=\"0\"]').length")
    assert page.evaluate(f"({drawn})('[data-words] text')[0].textContent").endswith(f"({listed})")
    assert page.evaluate("location.hash") == "#kind=out&lang=fr"
    held = page.locator("[data-body=fr] tbody tr[data-kind=out][data-held=yes]").count()
    assert read(page.locator("[data-body=fr] .lead")).startswith(
        f"Missions rapportées : {held}dont coordonnées ("
    )  # the dot is of the style
    assert re.findall(r"\d+", str(page.locator("[data-body=en] .lead span:not([hidden])").first.text_content())) == [str(held)]
    page.reload()
    assert set(page.evaluate(f"({drawn})('[data-label]').map(e => e.dataset.label)")) == named
    assert not page.locator("[data-body=en] input[value=in]").is_checked()


SHOWN = """sort => [...document.querySelectorAll(`[data-body=fr] ${sort}[data-row]`)]
    .filter(e => e.getClientRects().length).map(e => e.dataset.row)"""


def test_a_search_finds_the_same_rows_in_the_figure_in_the_table_and_in_the_lead(visit: Visit, view_pages: dict[str, Path]) -> None:
    page = visit(view_pages["timeline-quebec"])
    page.locator("[data-body=fr] [type=search]").fill("namur")
    drawn, listed = page.evaluate(SHOWN, ".wide "), page.evaluate(SHOWN, "tr")
    assert sorted(drawn) == sorted(listed)
    assert read(page.locator("[data-body=fr] .lead")).startswith(f"Relations : {len(listed)}, ")
    assert page.locator("[data-body=fr] .shown").inner_text().startswith(f"{len(listed)} ")


def test_a_kind_that_is_hidden_leaves_no_bar_and_no_count(visit: Visit, view_pages: dict[str, Path]) -> None:
    page = visit(view_pages["changes-quebec"])
    whole = page.locator("[data-body=fr] .wide").inner_text()
    page.locator("[data-body=fr] input[value=tie-twinning]").press("Space")
    assert page.locator("[data-body=fr] .wide [data-of=tie-twinning]:visible").count() == 0
    assert page.locator("[data-body=fr] .wide [data-of=tie-membership]:visible").count() > 0
    for what in ("began", "ended", "renewed"):
        left = page.locator(f"[data-body=fr] tbody tr[data-change={what}]:not([hidden])").count()
        assert str(page.locator(f"[data-body=fr] .lead [data-change={what}]").text_content()).endswith(f"\u00a0: {left}")
    tallies = page.locator("[data-body=fr] .wide [data-unfiltered]").all_text_contents()
    assert len(tallies) == 3
    assert all(one.endswith(" (sans filtre)") for one in tallies)
    page.locator("[data-body=fr] input[value=tie-twinning]").press("Space")
    assert page.locator("[data-body=fr] .wide").inner_text() == whole


def test_the_address_keeps_the_language(visit: Visit, view_pages: dict[str, Path]) -> None:
    page = visit(view_pages["timeline-quebec"])
    page.get_by_role("button", name="English").press("Enter")
    assert page.evaluate("location.hash") == "#lang=en"
    page.reload()
    assert page.evaluate("document.documentElement.lang") == "en"
    page.evaluate("location.hash = 'lang=fr&kind=tie-twinning'")
    page.wait_for_function("document.documentElement.lang === 'fr'")
    assert page.locator("[data-body=fr] input:checked").count() < page.locator("[data-body=fr] input[type=checkbox]").count()


@pytest.mark.parametrize("name", PAGES)
def test_each_row_leads_to_its_sources(visit: Visit, view_pages: dict[str, Path], name: str) -> None:
    page = visit(view_pages[name])
    rows = page.evaluate(
        "[...document.querySelectorAll('[data-body=fr] tbody tr')].map(r => [...r.querySelectorAll('.cited a')].map(a => a.hash))"
    )
    assert all(rows)
    known = set(page.evaluate("[...document.querySelectorAll('[data-body=fr] .sources li')].map(l => '#' + l.id)"))
    assert {link for row in rows for link in row} <= known
    if rows:
        page.locator("[data-body=fr] .cited a").first.press("Enter")
        assert page.locator("[data-body=fr] details[open]").count() == 1


def test_a_row_of_the_figure_leads_to_that_of_the_table(visit: Visit, view_pages: dict[str, Path]) -> None:
    page = visit(view_pages["timeline-quebec"])
    page.locator("[data-body=fr] .wide [data-row*=namur-jumelage] text").first.click()
    assert "namur-jumelage" in page.evaluate("document.activeElement.dataset.row")


def test_text_in_a_browser_takes_no_more_room_than_was_measured(visit: Visit, view_pages: dict[str, Path]) -> None:
    from entrevilles.viz.lettering import width

    page = visit(view_pages["year-quebec"])
    found = page.evaluate(
        "[...document.querySelectorAll('[data-body=fr] .wide text')].map(t => [t.textContent, Number(t.getAttribute('font-size')),"
        " t.getAttribute('font-weight') === '700', t.getComputedTextLength()])"
    )
    assert len(found) > 50
    assert [text for text, size, bold, long in found if long > 1.02 * width(text, size, bold=bold) + 0.5] == []


def test_the_sources_of_a_table_are_one_stop_and_the_arrows_go_through_the_rows_shown(visit: Visit, view_pages: dict[str, Path]) -> None:
    page = visit(view_pages["timeline-quebec"])
    links = page.locator("[data-body=fr] .below").first.locator(".cited a")
    assert links.count() > 50
    at = """() => {
      const one = document.activeElement, row = one.closest("tr");
      return [row.dataset.row, [...row.querySelectorAll("a")].indexOf(one)];
    }"""
    for search in ("", "namur"):
        page.locator("[data-body=fr] [type=search]").fill(search)
        shown = page.locator("[data-body=fr] .below").first.locator("tbody tr:not([hidden])")
        rows = shown.evaluate_all("(rows) => rows.map((row) => row.dataset.row)")
        stops = shown.locator(".cited a[tabindex='0']")
        assert stops.count() == 1
        stops.focus()
        page.keyboard.press("Home")
        assert page.evaluate(at) == [rows[0], 0]
        page.keyboard.press("ArrowDown")
        assert page.evaluate(at) == [rows[1], 0]
        page.keyboard.press("ArrowUp")
        assert page.evaluate(at) == [rows[0], 0]
        page.keyboard.press("End")
        assert page.evaluate(at)[0] == rows[-1]
