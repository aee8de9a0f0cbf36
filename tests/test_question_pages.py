"""The questions of the catalogue on HTTP: lists, forms, answers, files."""

import html
import io
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import openpyxl
import psutil
import pyoxigraph as ox
import pytest

from entrevilles import formats, present
from entrevilles.dataset import Dataset
from entrevilles.ontology.errors import EntrevillesError
from entrevilles.ontology.language import LANGUAGES, speaking
from entrevilles.queries import catalogue
from entrevilles.service.questions import TYPES
from entrevilles.shown import show
from tests.served import serving, started

DAY = "2024-06-01"
ATTACK = '"><script>alert(1)</script>'


@pytest.fixture(scope="module")
def site(compiled: Path) -> Iterator[httpx.Client]:
    with serving(compiled) as client:
        yield client


def test_the_list_has_every_question_by_topic(site: httpx.Client) -> None:
    for lang in LANGUAGES:
        page = site.get(f"/{lang}/questions/").text
        assert re.findall(rf'href="/{lang}/questions/([\w-]+)"', page).__len__() == len(catalogue.catalogue())
        assert all(f'id="{topic}"' in page for topic in catalogue.topics())


def test_the_list_is_searched_without_accents(site: httpx.Client) -> None:
    page = site.get("/fr/questions/", params={"q": "REUNIONS reseau"}).text
    assert "/fr/questions/network-meetings" in page or "/fr/questions/" in page
    assert "/fr/questions/agreements-in-force" not in page
    assert "/fr/questions/agreements-in-force" in site.get("/fr/questions/", params={"q": "vigueur"}).text
    assert "Aucune question" in site.get("/fr/questions/", params={"q": "zzzz"}).text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_question_is_answered_with_its_defaults(site: httpx.Client, shipped: Dataset, lang: str) -> None:
    for question in catalogue.questions():
        page = site.get(f"/{lang}/questions/{question.name}")
        assert page.status_code == 200, question.name
        assert page.text.count('<tr id="r') == min(len(shipped.query(question)), 200), question.name
        assert page.text.count('<label for="p') == len(question.params)


@pytest.mark.parametrize(("lang", "name"), [("fr", "ville"), ("en", "city"), ("fr", "city")])
def test_an_answer_has_its_rows_with_links_notes_and_evidence(site: httpx.Client, shipped: Dataset, lang: str, name: str) -> None:
    page = site.get(f"/{lang}/questions/partners", params={name: "Namur", "date": DAY}).text
    answer = shipped.query("partners", city="namur", date=DAY)
    with speaking(lang):
        told = show(shipped, answer, proofs=True)
        notes = list(told.notes())
    assert page.count('<tr id="r') == len(answer)
    assert 'href="/page/id/namur-jumelage' in page
    assert [note for note in notes if note not in html.unescape(page)] == []
    assert told.proofs
    assert page.count("<details>") == len([proofs for proofs in told.proofs if proofs]) + 1
    assert "/page/claim/" in page
    assert answer.generation in page


@pytest.mark.parametrize("ending", sorted(TYPES))
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_file_is_what_the_command_writes(site: httpx.Client, shipped: Dataset, tmp_path: Path, lang: str, ending: str) -> None:
    got = site.get(f"/{lang}/questions/partners.{ending}", params={"city": "Namur", "date": DAY})
    if ending == "rq":
        rows = shipped.store.query(got.text)
        assert isinstance(rows, ox.QuerySolutions)
        assert len(list(rows)) == len(shipped.query("partners", city="namur", date=DAY))
        return
    path = tmp_path / f"partners.{ending}"
    with speaking(lang):
        try:
            formats.WRITERS[present.SUFFIXES[ending]](show(shipped, shipped.query("partners", city="Namur", date=DAY)), path)
        except EntrevillesError as error:
            refused = str(error)
        else:
            refused = ""
    if refused:
        assert (got.status_code, got.text.strip()) == (400, refused)
        return
    assert got.headers["content-type"] == TYPES[ending]
    assert f"partners.{ending}" in got.headers["content-disposition"]
    assert sheets(got.content) == sheets(path.read_bytes()) if ending == "xlsx" else got.content == path.read_bytes()


def sheets(data: bytes) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_a_file_has_the_evidence_where_it_is_asked_for(site: httpx.Client) -> None:
    assert "evidence" not in site.get("/fr/questions/partners.json?ville=Namur").json()
    told = site.get("/fr/questions/partners.json?ville=Namur&preuves=1").json()
    assert len(told["evidence"]) == len(told["rows"])


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"ville": "Namure"}, "Namur"),
        ({"vile": "Namur"}, "ville"),
        ({"date": "hier"}, "2024-06-01"),
        ({"ville": ATTACK}, "nom inconnu"),
        ({"ville": "lisbonne-mission-2024"}, "mission"),
    ],
)
def test_a_wrong_parameter_is_told_in_the_form(site: httpx.Client, parameters: dict[str, str], said: str) -> None:
    page = site.get("/fr/questions/partners", params=parameters)
    assert page.status_code == 400
    alert = re.search(r'role="alert">(.*?)</p>', page.text, re.DOTALL)
    assert alert
    assert said in alert[1]
    assert "<script>" not in page.text
    assert "Traceback" not in page.text
    assert "<form" in page.text
    refused = site.get("/fr/questions/partners.csv", params=parameters)
    assert (refused.status_code, refused.headers["content-type"]) == (400, "text/plain; charset=utf-8")


def test_an_unknown_question_is_not_found_and_near_ones_are_told(site: httpx.Client) -> None:
    page = site.get("/fr/questions/partner")
    assert page.status_code == 404
    assert "partners" in page.text


def test_the_iri_of_a_question_leads_to_its_page(site: httpx.Client) -> None:
    answer = site.get("/question/partners?ville=Namur", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/questions/partners?ville=Namur")


def test_a_limit_is_said_and_the_files_have_all(site: httpx.Client, shipped: Dataset) -> None:
    count = len(shipped.query("contacts"))
    assert count > 200
    page = site.get("/fr/questions/contacts").text
    assert f"200 premières lignes de {count}" in page
    assert len(site.get("/fr/questions/contacts.json").json()["rows"]) == count


def test_the_form_offers_what_fits(site: httpx.Client, shipped: Dataset) -> None:
    page = site.get("/fr/questions/agreements-on-theme").text
    assert '<option value="Namur">' in page
    assert re.search(r'<option value="culture" selected>culture</option>', page)
    assert 'type="date"' in site.get("/fr/questions/partners").text
    assert 'type="number"' in site.get("/fr/questions/missions").text
    assert shipped.label(shipped.names.thing(shipped.home).value) in page


def test_the_switch_of_language_keeps_what_was_asked(site: httpx.Client) -> None:
    assert "/en/questions/partners?city=Namur" in site.get("/fr/questions/partners?ville=Namur").text


def test_a_slow_question_is_told_and_holds_nobody(compiled: Path) -> None:
    """Of which the only worker never finishes: it is told in the form, and as a file; pages go on, and so does the next question."""
    with started(compiled, "--seconds", "2", "--workers", "1") as (client, process), ThreadPoolExecutor(1) as beside:
        for address in ("/fr/questions/partners", "/fr/questions/partners.csv"):
            for worker in psutil.Process(process.pid).children():
                worker.suspend()
            slow = beside.submit(httpx.get, client.base_url.join(address), timeout=60)
            assert client.get("/page/id/namur").status_code == 200
            assert not slow.done()
            late = slow.result()
            assert (late.status_code, "trop de temps" in late.text) == (503, True)
            assert ("<form" in late.text) == (not address.endswith(".csv"))
            for worker in psutil.Process(process.pid).children():
                worker.resume()
            assert client.get("/fr/questions/common-themes.csv").status_code == 200
