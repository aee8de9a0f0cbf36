"""The service's pages in a real Chromium: accessible, silent, and asking nothing of any other machine."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from entrevilles.service import editor
from tests.served import serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
PREFIX = "/entrevilles"
"""Where a proxy would have it: every link must keep it."""
SIZES = {"screen": (1280, 800), "phone": (390, 844)}
PAGES = {
    "home": "/",
    "questions": "/fr/questions/",
    "question": "/fr/questions/partners?ville=Namur&date=2024-06-01",
    "question in English": "/en/questions/partners?city=Namur&date=2024-06-01",
    "thing": "/page/id/namur-jumelage",
    "thing in English": "/page/id/lisbonne-mission-2024?lang=en",
    "disagreement": "/page/id/namur-jumelage.begin",
    "source": "/page/id/rapport-annuel-bri-2023",
    "claim": "/page/claim/namur-jumelage.rtbf",
    "ontology": "/ontology?lang=en",
    "dumps": "/dumps",
    "plain form": "/sparql?plain=1",
    "editor": "/sparql",
}


@pytest.fixture(scope="module")
def site(compiled: Path) -> Iterator[httpx.Client]:
    with serving(compiled, "--base-url", f"https://donnees.example.org{PREFIX}") as client:
        yield client


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


class Seen:
    """What a page says on its console (where a breach of the policy is said too), and whom it asks."""

    def __init__(self, page: Page, home: str) -> None:
        self.page, self.complaints = page, list[str]()
        page.on("console", lambda message: self.complaints.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith((home, "data:")) else self.complaints.append(request.url))


@contextmanager
def opened(browser: Browser, site: httpx.Client, address: str, size: tuple[int, int] = SIZES["screen"]) -> Iterator[Seen]:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]}, locale="fr-CA")
    seen = Seen(page, str(site.base_url))
    page.goto(f"{str(site.base_url).rstrip('/')}{PREFIX}{address}")
    if page.locator("#yasgui").count():
        page.wait_for_selector("#yasgui .CodeMirror")
    yield seen
    page.close()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_silent(site: httpx.Client, browser: Browser, name: str, size: str) -> None:
    with opened(browser, site, PAGES[name], SIZES[size]) as seen:
        found = Axe().run(seen.page).response["violations"]
        wider = seen.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert seen.complaints == []
    assert not wider


def test_a_dump_is_read_on_a_phone_without_scrolling_aside(site: httpx.Client, browser: Browser) -> None:
    with opened(browser, site, "/dumps", SIZES["phone"]) as seen:
        row = seen.page.locator("tbody tr").first.bounding_box()
        assert row is not None
        assert row["height"] < 220
        assert not seen.page.evaluate("[...document.querySelectorAll('.scroll')].some(one => one.scrollWidth > one.clientWidth)")


def test_a_question_is_asked_by_keyboard(site: httpx.Client, browser: Browser) -> None:
    with opened(browser, site, "/fr/questions/partners") as seen:
        seen.page.get_by_role("combobox", name="ville").fill("Namur")
        seen.page.keyboard.press("Enter")
        seen.page.wait_for_url("**/questions/partners?ville=Namur**")
        assert seen.page.locator("tbody tr").count() > 5
        link = seen.page.locator("tbody th a").first
        link.focus()
        seen.page.keyboard.press("Enter")
        assert seen.page.locator("details[open] .claims li").count() > 0
    assert seen.complaints == []


def test_the_skip_link_is_the_first_stop(site: httpx.Client, browser: Browser) -> None:
    with opened(browser, site, "/") as seen:
        seen.page.keyboard.press("Tab")
        assert seen.page.evaluate("document.activeElement.className") == "skip"


def test_the_plain_form_asks_a_query(site: httpx.Client, browser: Browser) -> None:
    with opened(browser, site, "/sparql?plain=1") as seen:
        seen.page.get_by_role("button", name="Poser").click()
        seen.page.wait_for_load_state()
        assert "bindings" in seen.page.content()


@pytest.mark.skipif(not editor.installed(), reason="the editor was not taken from npm: python -m entrevilles.service.editor")
def test_the_editor_asks_a_query_and_completes_from_the_ontology(site: httpx.Client, browser: Browser) -> None:
    with opened(browser, site, "/sparql") as seen:
        page = seen.page
        page.locator("#yasgui .yasqe_queryButton").click()
        page.wait_for_selector("#yasgui .yasr table.dataTable tbody tr, #yasgui .yasr tbody tr")
        assert page.locator("#yasgui .yasr tbody tr").count() >= 10
        page.locator("#yasgui .CodeMirror").first.click()
        page.keyboard.press("Control+A")
        page.keyboard.type("PREFIX ev: <https://w3id.org/entrevilles/ontology#>\nSELECT * { ?tie a ev:Twin")
        page.keyboard.press("Control+Space")
        page.wait_for_function(
            "document.querySelector('#yasgui .CodeMirror').CodeMirror.getValue().includes('ev:Twinning') "
            "|| document.querySelector('.CodeMirror-hints')?.textContent.includes('Twinning')"
        )
    assert seen.complaints == []
