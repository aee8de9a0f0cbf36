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
from entrevilles.ontology import language, prose
from entrevilles.selecting import selection
from entrevilles.viz.network import Selection
from tests.browsing import PAGES

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


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_one_file_in_both_languages(view_pages: dict[str, Path], name: str) -> None:
    html = view_pages[name].read_text(encoding="utf-8")
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
    assert picture.size == (1920, 1080)
    assert sum(picture.histogram()[:128]) > 15_000


def test_a_picture_says_what_it_was_made_from(shipped: Dataset, tmp_path: Path) -> None:
    viewing.save(shipped, "timeline", Selection(), tmp_path / "vue.svg")
    texts = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", (tmp_path / "vue.svg").read_text(encoding="utf-8")))
    for said in ("Québec : ses relations dans le temps", shipped.generation.short, prose.moments(shipped.last_recorded), "CC BY 4.0"):
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
