"""The service's pages in a real Chromium: accessible, silent, and asking nothing of any other machine."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from entrevilles.queries import catalogue
from entrevilles.service import editor, words
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
    "answer": "/sparql?query=SELECT%20%2A%20%7B%20%3Ft%20a%20ev%3ATwinning%20%3B%20skos%3AprefLabel%20%3Fname%20%7D",
    "answer in English": "/sparql?lang=en&query=SELECT%20%2A%20%7B%20%3Ft%20a%20ev%3ATwinning%20%3B%20ev%3Aparty%20%3Fd%20%7D",
}


ANSWERED = "#yasgui .yasr tbody tr, #yasgui .errorResult [role=alert]"
rich = pytest.mark.skipif(not editor.installed(), reason="the editor was not taken from npm: python -m entrevilles.service.editor")


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
    if "query=" in address and editor.installed():
        page.wait_for_selector(ANSWERED)
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


@rich
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


def asking(query: str, lang: str = "fr") -> str:
    return "/sparql?" + urlencode({"lang": lang, "query": query})


def write(page: Page, query: str) -> None:
    page.evaluate("text => document.querySelector('#yasgui .CodeMirror').CodeMirror.setValue(text)", query)


@rich
def test_the_editor_calls_no_right_query_wrong(site: httpx.Client, browser: Browser) -> None:
    with opened(browser, site, "/sparql") as seen:
        page, wrong = seen.page, seen.page.locator("#yasgui .parseErrorIcon")
        texts = {"a prefix of ours": "SELECT ?t { ?t a ev:Twinning } LIMIT 7", **{one.name: one.prefixed for one in catalogue.questions()}}
        for name, text in texts.items():
            write(page, text)
            assert wrong.count() == 0, name
        write(page, "SELECT ?t { ?t a }")
        assert wrong.count() == 1
        write(page, "SELECT ?t { ?t a nowhere:Thing }")
        wrong.hover()
        assert page.locator(".yasqe_tooltip").inner_text() == "Le préfixe « nowhere » n'est pas déclaré"


@rich
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_an_answer_leads_to_the_pages_of_this_service(site: httpx.Client, browser: Browser, lang: str) -> None:
    values = "id:namur ev:Twinning graph:reading id:namur%23place <https://www.wikidata.org/entity/Q134121> <urn:x> <javascript:alert(1)>"
    query = f"SELECT ?x {{ VALUES ?x {{ {values} }} }}".replace("id:namur%23place", "<https://w3id.org/entrevilles/id/namur#place>")
    with opened(browser, site, asking(query, lang)) as seen:
        hrefs = seen.page.locator("#yasgui tbody a").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
        home, kept = f"{str(site.base_url).rstrip('/')}{PREFIX}", "?lang=en" if lang == "en" else ""
        there = "https://www.wikidata.org/entity/Q134121"
        namur = f"{home}/page/id/namur{kept}"
        assert hrefs == [namur, f"{home}/ontology{kept}#Twinning", f"{home}/page/graph/reading{kept}", namur, there]
        assert seen.page.locator("#yasgui tbody tr").count() == 7
        seen.page.goto(hrefs[0])
        assert "Namur" in seen.page.locator("h1").inner_text()
    assert seen.complaints == []


@rich
def test_what_an_answer_says_is_text(site: httpx.Client, browser: Browser) -> None:
    said = "<img src=x onerror=alert(1)><b>&lt;i&gt;</b>"
    with opened(browser, site, asking(f'SELECT ("{said}" AS ?x) ("{said}"@fr AS ?y) ("b" AS ?z) {{}}')) as seen:
        seen.page.locator(".tableFilter").press_sequentially("<b>&lt;")
        assert seen.page.locator("#yasgui tbody td").nth(1).inner_text() == said
        assert seen.page.locator("#yasgui tbody").locator("img, b, i").count() == 0
    assert seen.complaints == []


@rich
def test_the_editor_speaks_french_on_a_french_page(site: httpx.Client, browser: Browser) -> None:
    query = "SELECT ?name { ?t a ev:Twinning ; skos:prefLabel ?name }"
    with opened(browser, site, asking(query)) as seen:
        page = seen.page
        page.locator("#yasgui .yasr_response_chip").wait_for()
        shown = page.locator("#yasgui .yasr").inner_text()
        told = page.locator("#yasgui .yasr [aria-label]:visible").evaluate_all("all => all.map((one) => one.ariaLabel)")
        for english in (*words.yasgui(), "Table\n", "Response", "result", "Showing", "Activate", "Previous", "Query"):
            assert english not in shown
            assert english not in " ".join(told)
        page.locator(".tableFilter").press_sequentially("zzz")
        assert "Aucune ligne n'a ces mots." in page.locator("#yasgui tbody").inner_text()
        write(page, "SELECT ?x { ?x a ev:Nothing }")
        page.locator("#yasgui .yasqe_queryButton").click()
        page.get_by_text("Aucune ligne.").wait_for()


@rich
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_editor_says_what_the_service_says_of_a_wrong_query(site: httpx.Client, browser: Browser, lang: str) -> None:
    refused = site.get("/sparql", params={"query": "SELECT ?x { ?x"}, headers={"Accept-Language": lang})
    with opened(browser, site, asking("SELECT ?x { ?x", lang)) as seen:
        assert seen.page.locator("#yasgui .errorResult").inner_text().strip() == refused.text.strip()
    assert refused.status_code == 400


@rich
def test_no_cell_is_made_of_a_row_that_is_not_shown(site: httpx.Client, browser: Browser) -> None:
    counting = "made = 0; const create = document.createElement; document.createElement = function (name) {"
    counting += " made += /^t[dr]$/i.test(name); return create.apply(this, arguments) }"

    def cells(rows: int) -> int:
        """Cells and rows of tables that the page makes to show an answer."""
        with opened(browser, site, "/sparql") as seen:
            write(seen.page, f"SELECT * {{ ?s ?p ?o }} LIMIT {rows}")
            seen.page.evaluate(f"() => {{ {counting} }}")
            seen.page.locator("#yasgui .yasqe_queryButton").click()
            seen.page.wait_for_selector(ANSWERED)
            assert seen.page.locator("#yasgui tbody tr").count() == 50
            return int(seen.page.evaluate("made"))

    assert 150 < cells(100) == cells(10_000)


@rich
def test_the_keyboard_leaves_the_editor_as_the_page_says(site: httpx.Client, browser: Browser) -> None:
    inside = "!!document.activeElement.closest('#yasgui .CodeMirror')"
    with opened(browser, site, "/sparql") as seen:
        field = seen.page.locator("#yasgui .CodeMirror textarea").first
        told = seen.page.locator(f"#{field.get_attribute('aria-describedby')}")
        assert "Échap" in told.inner_text()
        field.focus()
        seen.page.keyboard.press("Tab")
        assert seen.page.evaluate(inside)
        seen.page.keyboard.press("Escape")
        for _step in range(3):  # past the buttons of the editor
            seen.page.keyboard.press("Tab")
        assert not seen.page.evaluate(inside)


@rich
def test_the_address_that_is_shared_asks_the_same_of_the_same_graphs(site: httpx.Client, browser: Browser) -> None:
    given = {"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "default-graph-uri": "https://w3id.org/entrevilles/graph/ontology"}
    with opened(browser, site, "/sparql?" + urlencode(given)) as seen:
        counted = site.get("/sparql", params=given, headers={"Accept": "text/csv"}).text.split()[1]
        assert seen.page.locator("#yasgui tbody .nonIri span").inner_text() == counted
        seen.page.locator("#yasgui .yasqe_share").click()
        shared = seen.page.locator(".yasqe_sharePopup input").input_value()
    assert dict(parse_qsl(shared.partition("?")[2])) == given
    assert site.get(shared, headers={"Accept": "text/csv"}).text.split()[1] == counted
