"""Views as files: pages that ask nothing of the network and hold text as text, pictures, the command that writes them."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from entrevilles import viewing
from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.ontology import language
from entrevilles.selecting import selection
from entrevilles.viz.network import Selection

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[..., "Page"]
Run = Callable[..., tuple[int, str, str]]
ATTACK = "</script></text><img src=x onerror=alert(1)><svg onload=alert(2)>"
ASKED: dict[str, tuple[str, ...]] = {
    "timeline": (),
    "year": ("--year", "2023"),
    "changes": ("--since", "2000", "--until", "2024"),
}


@pytest.fixture(scope="module")
def pages(compiled: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder, found = tmp_path_factory.mktemp("views"), {}
    dataset = Dataset(Folder(compiled))
    wishes: dict[str, dict[str, Any]] = {"timeline": {}, "year": {}, "changes": {"since": "2000", "until": "2024"}}
    for name, wish in wishes.items():
        for city in ("quebec", "chauray"):
            path = found[f"{name}-{city}"] = folder / f"{name}-{city}.html"
            viewing.save(dataset, name, selection(dataset, city=city, **wish), path, year=2023 if name == "year" else None)
    return found


PAGES = [f"{name}-{city}" for name in ASKED for city in ("quebec", "chauray")]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_one_file_in_both_languages(pages: dict[str, Path], name: str) -> None:
    html = pages[name].read_text(encoding="utf-8")
    assert "default-src 'none'" in html
    assert "unsafe-inline" not in html
    assert not re.search(r"<link\b|<script[^>]+src|@import|url\(", html)
    assert not re.search(r"""\ssrc\s*=""", html)
    for lang, city in (("fr", "Québec"), ("en", "Quebec City")):
        body = html.split(f'data-body="{lang}"')[1].split("data-body=")[0]
        if name.endswith("quebec"):
            assert re.search(rf"<h1>{city}\b", body)
        assert body.count("<svg xmlns") == 2
        assert re.search(r"[0-9a-f]{12} · ", body)
        assert "CC BY 4.0" in body


@pytest.mark.parametrize("form", [".html", ".svg", ".png"])
@pytest.mark.parametrize("name", ASKED)
def test_the_same_data_make_the_same_bytes(shipped: Dataset, tmp_path: Path, name: str, form: str) -> None:
    if form == ".png":
        pytest.importorskip("resvg_py")
    wish: dict[str, Any] = {"since": "2000", "until": "2024"} if name == "changes" else {}
    files = [tmp_path / f"{turn}{form}" for turn in range(2)]
    for path in files:
        again = Dataset(shipped.folder)
        viewing.save(again, name, selection(again, city="bordeaux", **wish), path, year=2023 if name == "year" else None)
    assert files[0].read_bytes() == files[1].read_bytes()


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(("name", "options"), [*ASKED.items(), ("network", ("--on", "2024-06-01"))])
def test_pictures_are_slides_that_are_not_blank(
    run: Run, compiled: Path, tmp_path: Path, *, name: str, options: tuple[str, ...], lang: str
) -> None:
    pytest.importorskip("resvg_py")
    image = pytest.importorskip("PIL.Image")
    path = tmp_path / "vue.png"
    code, out, err = run("view", name, *options, "--city", "Québec", "-o", path, "--dataset", compiled, "--lang", lang)
    assert (code, err) == (0, "")
    assert "vue.png" in out
    picture = image.open(io.BytesIO(path.read_bytes())).convert("L")
    assert picture.width == 1920
    assert picture.height >= 1080
    assert sum(picture.histogram()[:128]) > 15_000


def test_a_picture_says_what_it_was_made_from(shipped: Dataset, tmp_path: Path) -> None:
    viewing.save(shipped, "timeline", Selection(), tmp_path / "vue.svg")
    texts = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", (tmp_path / "vue.svg").read_text(encoding="utf-8")))
    for said in ("Québec : ses relations dans le temps", shipped.generation.short, "21 novembre 2026", "CC BY 4.0"):
        assert said in texts
    assert re.search(r"sources : \d\d", texts)


@pytest.fixture
def hostile(cast: Callable[..., Dataset], tmp_path: Path) -> Path:
    """Each view of a city whose partner, visit and source have names that are programs; as pages and as SVG."""
    dataset = cast(
        municipalités=f'id,nom,source\nmechant,"{ATTACK}",s3\n',
        jumelages=f'id,parties,début,source,endroit\np,quebec; mechant,1999,s3,"{ATTACK}"\n',
        accueils=f'id,titre,hôte,visiteurs,date,source\na,"{ATTACK}",quebec,mechant,2005,s3\n',
        Sources=f'id,titre,émetteur,licence,adresse,source\ns3,"{ATTACK}","{ATTACK}","{ATTACK}",https://example.org/<script>alert(3)</script>,s3\n',
    )
    for name, year in (("timeline", None), ("year", 2005), ("changes", None)):
        days: dict[str, Any] = {"since": "1990", "until": "2024"} if name == "changes" else {}
        wish = selection(dataset, city="quebec", **days)
        for form in (".html", ".svg"):
            viewing.save(dataset, name, wish, tmp_path / f"{name}{form}", year=year)
    return tmp_path


def test_hostile_names_stay_text(hostile: Path) -> None:
    for path in (*hostile.glob("*.svg"), *(hostile / f"{name}.html" for name in ASKED)):
        text = path.read_text(encoding="utf-8")
        assert "onerror" in text
        assert not re.search(r"<img|<svg onload|href=.javascript", text)


def test_hostile_names_run_nowhere(visit: Visit, hostile: Path) -> None:
    for path in (*(hostile / f"{name}.html" for name in ASKED), hostile / "timeline.svg"):
        visit(path).wait_for_timeout(100)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("timeline", "--city", "Atlantide"), "Atlantide"),
        (("year",), "--year 2023"),
        (("changes",), "--since"),
        (("year", "--year", "2023", "--kind", "jumelage"), "--kind"),
        (("timeline", "--year", "2023"), "--year"),
        (("network", "--on", "2024-06-01"), "--on"),
        (("timeline", "-o", "vue.xyz"), ".html, .svg, .png, .gexf"),
    ],
)
def test_what_cannot_be_drawn_says_why_and_writes_nothing(
    run: Run, compiled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _out, err = run("view", *words, "--dataset", compiled)
    assert code == 2
    assert said in err
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


# In a browser


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_quiet_and_no_wider_than_the_screen(
    visit: Visit, pages: dict[str, Path], name: str, size: tuple[int, int]
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is absent: chromium is not asked")
    page = visit(pages[name], size=size)
    for lang in ("fr", "en"):
        page.get_by_role("button", name="Français" if lang == "fr" else "English").press("Enter")
        assert page.evaluate("document.documentElement.lang") == lang
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert axe.Axe().run(page).response["violations"] == []


def test_filters_by_keyboard_keep_figure_and_table_the_same(visit: Visit, pages: dict[str, Path]) -> None:
    page = visit(pages["timeline-quebec"])
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


def test_what_is_hidden_hides_its_names_and_counts_and_the_address_keeps_the_choice(visit: Visit, pages: dict[str, Path]) -> None:
    page = visit(pages["year-quebec"])
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
    assert (
        page.locator("[data-body=fr] .lead").inner_text().startswith(f"Missions rapportées : {held}dont coordonnées (")
    )  # the dot is of the style
    assert re.findall(r"\d+", str(page.locator("[data-body=en] .lead span:not([hidden])").first.text_content())) == [str(held)]
    page.reload()
    assert set(page.evaluate(f"({drawn})('[data-label]').map(e => e.dataset.label)")) == named
    assert not page.locator("[data-body=en] input[value=in]").is_checked()


SHOWN = """sort => [...document.querySelectorAll(`[data-body=fr] ${sort}[data-row]`)]
    .filter(e => e.getClientRects().length).map(e => e.dataset.row)"""


def test_a_search_finds_the_same_rows_in_the_figure_in_the_table_and_in_the_lead(visit: Visit, pages: dict[str, Path]) -> None:
    page = visit(pages["timeline-quebec"])
    page.locator("[data-body=fr] [type=search]").fill("namur")
    drawn, listed = page.evaluate(SHOWN, ".wide "), page.evaluate(SHOWN, "tr")
    assert sorted(drawn) == sorted(listed)
    assert page.locator("[data-body=fr] .lead").inner_text().startswith(f"Relations : {len(listed)}, ")
    assert page.locator("[data-body=fr] .shown").inner_text().startswith(f"{len(listed)} ")


def test_a_kind_that_is_hidden_leaves_no_bar_and_no_count(visit: Visit, pages: dict[str, Path]) -> None:
    page = visit(pages["changes-quebec"])
    whole = page.locator("[data-body=fr] .wide").inner_text()
    page.locator("[data-body=fr] input[value=tie-twinning]").press("Space")
    assert page.locator("[data-body=fr] .wide [data-of=tie-twinning]:visible").count() == 0
    assert page.locator("[data-body=fr] .wide [data-of=tie-membership]:visible").count() > 0
    for what in ("began", "ended", "renewed"):
        left = page.locator(f"[data-body=fr] tbody tr[data-change={what}]:not([hidden])").count()
        assert str(page.locator(f"[data-body=fr] .lead [data-change={what}]").text_content()).endswith(f" : {left}")
    tallies = page.locator("[data-body=fr] .wide [data-unfiltered]").all_text_contents()
    assert len(tallies) == 3
    assert all(one.endswith(" (sans filtre)") for one in tallies)
    page.locator("[data-body=fr] input[value=tie-twinning]").press("Space")
    assert page.locator("[data-body=fr] .wide").inner_text() == whole


def test_the_address_keeps_the_language(visit: Visit, pages: dict[str, Path]) -> None:
    page = visit(pages["timeline-quebec"])
    page.get_by_role("button", name="English").press("Enter")
    assert page.evaluate("location.hash") == "#lang=en"
    page.reload()
    assert page.evaluate("document.documentElement.lang") == "en"
    page.evaluate("location.hash = 'lang=fr&kind=tie-twinning'")
    page.wait_for_function("document.documentElement.lang === 'fr'")
    assert page.locator("[data-body=fr] input:checked").count() < page.locator("[data-body=fr] input[type=checkbox]").count()


@pytest.mark.parametrize("name", PAGES)
def test_each_row_leads_to_its_sources(visit: Visit, pages: dict[str, Path], name: str) -> None:
    page = visit(pages[name])
    rows = page.evaluate(
        "[...document.querySelectorAll('[data-body=fr] tbody tr')].map(r => [...r.querySelectorAll('.cited a')].map(a => a.hash))"
    )
    assert all(rows)
    known = set(page.evaluate("[...document.querySelectorAll('[data-body=fr] .sources li')].map(l => '#' + l.id)"))
    assert {link for row in rows for link in row} <= known
    if rows:
        page.locator("[data-body=fr] .cited a").first.press("Enter")
        assert page.locator("[data-body=fr] details[open]").count() == 1


def test_a_row_of_the_figure_leads_to_that_of_the_table(visit: Visit, pages: dict[str, Path]) -> None:
    page = visit(pages["timeline-quebec"])
    page.locator("[data-body=fr] .wide [data-row*=namur-jumelage] text").first.click()
    assert "namur-jumelage" in page.evaluate("document.activeElement.dataset.row")


def test_text_in_a_browser_takes_no_more_room_than_was_measured(visit: Visit, pages: dict[str, Path]) -> None:
    from entrevilles.viz.lettering import width

    page = visit(pages["year-quebec"])
    found = page.evaluate(
        "[...document.querySelectorAll('[data-body=fr] .wide text')].map(t => [t.textContent, Number(t.getAttribute('font-size')),"
        " t.getAttribute('font-weight') === '700', t.getComputedTextLength()])"
    )
    assert len(found) > 50
    assert [text for text, size, bold, long in found if long > 1.02 * width(text, size, bold=bold) + 0.5] == []


def test_the_page_of_the_network_is_the_other_one(run: Run, compiled: Path, tmp_path: Path) -> None:
    language.activate("fr")
    code, _out, _err = run("view", "network", "-o", tmp_path / "reseau.html", "--dataset", compiled)
    assert code == 0
    assert 'id="mynetwork"' in (tmp_path / "reseau.html").read_text(encoding="utf-8")


# As data


def test_a_timeline_as_data_has_the_ties_of_the_city_alone(run: Run, compiled: Path, tmp_path: Path) -> None:
    assert run("view", "timeline", "--city", "Bordeaux", "-o", tmp_path / "t.csv", "--dataset", compiled)[0] == 0
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    assert all("Bordeaux" in (row["source_label"], row["target_label"]) for row in rows)


@pytest.mark.parametrize("option", ["--city", "--country", "--since", "--on"])
def test_an_empty_wish_is_refused(run: Run, compiled: Path, tmp_path: Path, option: str) -> None:
    code, _out, err = run("view", "network", option, "", "-o", tmp_path / "n.svg", "--dataset", compiled)
    assert code == 2
    assert "vide" in err


def test_without_a_recorded_day_states_are_told_of_the_last_that_is_known(run: Run, small: Folder, tmp_path: Path) -> None:
    assert run("view", "network", "--city", "quebec", "-o", tmp_path / "n.svg", "--dataset", small.root)[0] == 0
    drawn = (tmp_path / "n.svg").read_text(encoding="utf-8")
    assert "31 décembre 1962" in drawn
    assert "Bordeaux" in drawn
