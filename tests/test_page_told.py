"""What the network page tells in Chromium: what its years say, and the life of a relationship, with sources and lines."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from entrevilles.dataset import Dataset
from entrevilles.viz import network, pictures, snapshot, strokes
from entrevilles.viz.page import write
from entrevilles.viz.telling import Telling
from entrevilles.viz.views import WIDE, View
from tests.browsing import read, turn

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[..., "Page"]
Viewed = Callable[..., tuple[View, Telling]]


# What the years say


def test_a_protocol_that_takes_up_another_is_renewed_not_ended(network_page: Path, visit: Visit) -> None:
    page = visit(network_page, "year=2024")
    said = read(page.locator("#changes"))
    assert "Renouvelé : Namur (2024–2026)" in said
    assert said.count("Namur") == 1
    assert "Renouvelé\u00a0:" in page.locator("#changes").inner_text()  # no line begins with a colon
    turn(page, "year=2023")
    assert "Namur" not in read(page.locator("#changes"))
    turn(page, "year=2021")
    assert "Nouveau : Namur (protocole ou entente)" in read(page.locator("#changes"))


def test_what_continues_something_older_is_not_new(network_page: Path, visit: Visit) -> None:
    """Six twinnings came with the merger of 2002; the protocol of 2023 was signed as a renewal."""
    said = read(visit(network_page, "year=2002").locator("#changes"))
    began, taken = said.split(" · ")
    assert taken.startswith("Repris des villes fusionnées : Le Cannet (jumelage), Chauray (jumelage)")
    assert "Chauray" not in began
    whole = read(visit(network_page, "year=2002&all=1").locator("#changes"))
    assert "Chauray" not in "".join(part for part in whole.split(" · ") if part.startswith("Terminé"))
    said = read(visit(network_page, "year=2023").locator("#changes"))
    assert "Renouvelé : Paris (2023–2026)" in said
    assert "Nouveau : Paris" not in said


def test_a_tie_of_which_a_source_first_speaks_is_not_new(network_page: Path, visit: Visit) -> None:
    """A list of 2016 has the partners of Montréal, without dates."""
    page = visit(network_page, "year=2015&all=1&show=alger")
    assert "sans source qui en parle encore en 2015 (1)" in read(page.locator("#panel-body"))
    turn(page, "year=2016&all=1&show=alger")
    assert "ne peut être établi" in read(page.locator("#panel-body"))
    assert "Alger" not in read(page.locator("#changes"))


def test_a_choice_is_no_change(network_page: Path, visit: Visit) -> None:
    page = visit(network_page, "year=2024&all=1&member=ovpm")
    before = read(page.locator("#changes"))
    page = visit(network_page, "year=2024&all=1&member=ovpm&off=dormant")
    assert read(page.locator("#changes")) == before


@pytest.mark.parametrize("city", ["quebec", ""])
def test_the_page_and_the_picture_count_the_same(shipped: Dataset, network_page: Path, visit: Visit, viewed: Viewed, city: str) -> None:
    day = date(2024, 12, 31)
    view, telling = viewed(shipped, "network", city, since=day, until=day)
    page = visit(network_page, f"year=2024{'' if city else '&all=1'}")
    said = {name: read(page.locator(f"#{name}")) for name in ("inforce", "doubt", "caption")}
    state = re.findall(r"(en vigueur|ne peut être établi) : (\d+)(?: avec Québec(?:, (\d+) entre partenaires)?)?", view.lead)
    (_yes, sure, among), (_untold, own, between) = state
    assert said["inforce"] == f"{sure} liens en vigueur" + (" avec Québec" if city else "")
    untold = f"{own} avec Québec, {between} entre partenaires" if city else own
    assert (
        said["doubt"]
        == "À part : " + (f"{among} en vigueur entre ses partenaires ; " if city else "") + f"état qui ne peut être établi, {untold}."
    )
    assert f" · {len(telling.sources(view.things))} sources de ces liens · " in said["caption"]
    left_out = next(re.findall(r"(\d+)\.$", note)[0] for note in view.notes)
    assert f" · {left_out} lien" in said["caption"]


LINES = """() => {
  const { edges: ties } = JSON.parse(document.getElementById("payload").textContent);
  return edges.get({ filter: (edge) => !edge.hidden }).map(({ id, width, color }) => [ties[id].tie, width, color.opacity]);
}"""


def test_the_page_and_the_picture_draw_ties_alike(network_page: Path, visit: Visit, shipped: Dataset, viewed: Viewed) -> None:
    day = date(2024, 12, 31)
    view, _telling = viewed(shipped, "network", "quebec", since=day, until=day)
    found = {one.attrib["data-tie"]: one for one in ElementTree.fromstring(view.slide(WIDE).svg()).iter() if "data-tie" in one.attrib}
    lines = visit(network_page, "year=2024").evaluate(LINES)
    assert {tie for tie, _width, _opacity in lines} == found.keys()
    assert {opacity for _tie, _width, opacity in lines} == {1, strokes.PALE}
    for tie, width, opacity in lines:
        drawn = found[tie][-1].attrib  # the white of a hollow one is over its colour
        assert float(drawn["stroke-width"]) == pytest.approx(width * snapshot.UNIT, abs=0.01)
        assert float(drawn.get("opacity", 1)) == opacity


def test_page_and_picture_begin_on_the_same_day_and_say_what_is_known_last(
    network_page: Path, visit: Visit, shipped: Dataset, viewed: Viewed
) -> None:
    """The data were recorded in November 2026; the last thing that they tell is of July 2025."""
    view, telling = viewed(shipped, "network", "quebec")
    caption = read(visit(network_page).locator("#caption"))
    for said in (view.lead, caption):
        assert said.startswith("État au 31 décembre 2025")
    for said in (pictures.made_from(view, telling), caption):
        assert " · dernier fait daté : 30 juillet 2025 · " in said


def test_no_day_is_later_than_the_last_record(cast: Callable[..., Dataset], visit: Visit, viewed: Viewed, tmp_path: Path) -> None:
    head = "id,parties,début,par,le,source\n"
    dataset = cast(jumelages=f"{head}p,quebec; namur,2024-03-01,Moi,2024-06-01,s1\n")
    write(dataset, tmp_path / "n.html")
    assert viewed(dataset, "network", "quebec")[1].day == date(2024, 6, 1)
    page = visit(tmp_path / "n.html")
    assert read(page.locator("#caption")).startswith("État au 1er juin 2024 · dernier fait daté : 1er mars 2024 · ")
    assert page.locator("#year").inner_text() == "2024"


# The life of a relationship


def test_a_relationship_tells_its_life_with_sources_and_lines(network_page: Path, visit: Visit) -> None:
    page = visit(network_page, "year=2024&show=namur-jumelage")
    told = read(page.locator("#panel-body"))
    assert read(page.locator("#panel-title")) == "Jumelage de Québec et Namur"
    for words in ("28 octobre 1999 ≠ 2000", "depuis le 1er janvier 2000 : en vigueur", "les sources divergent", "l. 93"):
        assert words in told
    contacts = page.locator("#panel-body h3", has_text="Contacts rapportés").locator("+ ul > li strong").all_inner_texts()
    years = [int(found[0]) for text in contacts if (found := re.findall(r"\d{4}", text))]
    assert len(years) > 10
    assert years == sorted(years)


def test_dates_are_words(network_page: Path, visit: Visit) -> None:
    """Neither codes nor the first day of what is not known; years in which sources differ are not joined by « ou »."""
    page = visit(network_page, "year=2024&all=1&show=guanajuato-entente")
    told = read(page.locator("#panel-body"))
    assert "début non dit : ne peut être établi" in told
    assert "1901" not in told
    cells = page.evaluate("() => [...document.querySelectorAll('#rows td:nth-last-child(-n+2)')].map((cell) => cell.textContent)")
    assert [text for text in cells if re.search(r"[~?\[\]|]|\dX|\d-\d\d-|\d-\d\d$", text)] == []
    assert any(" ≠ " in text for text in cells)
    assert "non dit" in cells
    assert "vers le 14 juillet 1992" in network_page.read_text(encoding="utf-8")


def test_a_dormant_twinning_is_pale_and_says_so(shipped: Dataset, whole: network.Network, network_page: Path, visit: Visit) -> None:
    page = visit(network_page, "year=2024&show=albany-jumelage")
    assert "en vigueur, aucun contact rapporté depuis 10 ans" in read(page.locator("#panel-body"))
    page.keyboard.press("Escape")  # the one chosen is not pale
    look = "() => edges.get().filter((edge) => !edge.hidden && edge.color.opacity < 0.6).length"
    pale = page.evaluate(look)
    assert pale == page.locator("#rows tr", has_text="aucun contact rapporté depuis 10 ans").count() > 0
    quebec, memberships = shipped.names.thing("quebec").value, {str(row["relationship"]) for row in shipped.query("tie-members")}
    sure = [tie for tie in whole.ties.values() if quebec in tie.pair and tie.state(date(2024, 12, 31)) == "yes"]
    followed = [tie for tie in sure if tie.relationship not in memberships]
    mine = page.locator("#rows tr:has(td:first-child:text-is('Québec'))", has_text="aucun contact rapporté depuis 10 ans").count()
    assert 0 < mine < pale
    assert f"{mine} sur {len(followed)} liens suivis sans contact rapporté depuis 10 ans" in read(page.locator("#silence"))
    page.get_by_label("aucun contact rapporté depuis 10 ans").uncheck()
    assert page.evaluate(look) == 0


def test_an_actor_tells_when_its_ties_ended(network_page: Path, visit: Visit) -> None:
    page = visit(network_page, "year=2024&show=namur")
    told = read(page.locator("#panel-body"))
    assert "Hors de vigueur en 2024 (2)" in told
    assert "protocole ou entente, 2017–2019" in told
    assert "protocole ou entente, 2021–2023" in told


def test_english_has_no_french_blanks(network_page: Path, visit: Visit) -> None:
    for state in ("all=1&layout=map", "show=namur-jumelage&country=france&off=tie-membership", "show=paris"):
        page = visit(network_page, f"year=2024&lang=en&{state}")
        page.evaluate("() => document.querySelectorAll('cite, [lang=fr], #rows, #sources').forEach((one) => one.remove())")
        assert re.findall(r".* [;:?!] .*", read(page.locator("body"))) == []
    assert "As of 31 December 2024" in read(page.locator("#caption"))
