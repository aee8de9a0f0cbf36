"""What the pages of things lead to: judgements, disagreements, what a source states, what takes place in a city."""

import html
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from pyoxigraph import NamedNode

from entrevilles.dataset import Dataset
from entrevilles.graph.judgements import JUDGEMENTS_GRAPH
from entrevilles.ontology import language, prose
from entrevilles.ontology.terms import BASE, EV, TYPE
from tests.served import serving

FORMS = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD}


@pytest.fixture(scope="module")
def site(compiled: Path) -> Iterator[httpx.Client]:
    with serving(compiled) as client:
        yield client


def read(site: httpx.Client, address: str, lang: str = "fr") -> str:
    answer = site.get(address, params={"lang": lang}, headers={"Accept": "text/html"})
    assert answer.status_code == 200, address
    return html.unescape(answer.text)


def test_every_judgement_has_a_page_in_both_languages_and_data(site: httpx.Client, shipped: Dataset) -> None:
    judgements = [quad.subject for quad in shipped.store.quads_for_pattern(None, TYPE, EV.Judgement, JUDGEMENTS_GRAPH)]
    assert len(judgements) > 5
    for iri in judgements:
        assert isinstance(iri, NamedNode)
        name = iri.value.removeprefix(BASE)
        quads = list(shipped.store.quads_for_pattern(iri, None, None, JUDGEMENTS_GRAPH))
        for lang in language.LANGUAGES:
            (reason,) = (q.object.value for q in quads if isinstance(q.object, ox.Literal) and q.object.language == lang)
            assert reason in read(site, f"/page/{name}", lang)
        for ending, form in FORMS.items():
            got = {quad.triple for quad in ox.parse(site.get(f"/data/{name}.{ending}").content, format=form)}
            assert {quad.triple for quad in quads} <= got


def test_an_english_page_names_the_judged_property_in_english(site: httpx.Client) -> None:
    page = read(site, "/page/judgement/0005", "en")
    assert "set aside: Twinning of Québec and Namur, begin" in page
    claim = read(site, "/page/claim/namur-jumelage.rapport-annuel-bri-2023", "en")
    assert "set aside (begin): " in claim
    assert "/page/judgement/0005" in claim
    assert "début" not in claim


def test_a_disputed_value_leads_to_its_disagreement_and_this_to_all_sides(site: httpx.Client) -> None:
    page = read(site, "/page/id/namur-jumelage")
    assert re.search(r'<a class="disputed" href="/page/id/namur-jumelage\.begin">', page)
    sides = read(site, "/page/id/namur-jumelage.begin").partition("Qui le dit")[2]
    assert [sides.index(said) for said in ("28 octobre 1999", ">2000<", "vers 2003")] == sorted(
        sides.index(said) for said in ("28 octobre 1999", ">2000<", "vers 2003")
    )
    assert "/page/claim/namur-jumelage.rtbf" in sides
    assert "jugement 0005" in sides


def test_what_a_judgement_settled_is_disputed_no_more(site: httpx.Client) -> None:
    assert 'class="disputed"' not in read(site, "/page/id/vision-relations-internationales-quebec")
    assert "jugement 0004" in read(site, "/page/id/vision-relations-internationales-quebec")


def test_a_relationship_says_whether_it_is_in_force_today(site: httpx.Client) -> None:
    today = prose.day(date.today())
    assert re.search(rf"en vigueur le {today}</dt>\s*<dd><a [^>]*>oui</a>", read(site, "/page/id/namur-jumelage"))
    both = read(site, "/page/id/cap-rouge-chauray-jumelage")
    assert "Cap-Rouge – Chauray : non" in both
    assert "Chauray – Québec : oui" in both
    assert "en vigueur le" not in read(site, "/page/id/namur")


def test_a_city_tells_the_missions_that_stopped_there(site: httpx.Client) -> None:
    assert "étape : Namur (Semaine de Québec à Namur)" in read(site, "/page/id/namur")
    assert "/page/id/chine-mission-1999/etape/xian" in read(site, "/page/id/xian")


def test_a_source_leads_to_its_lines_and_to_all_of_them(site: httpx.Client) -> None:
    page = read(site, "/page/id/rapport-annuel-bri-2023")
    assert "/page/claim/bri.rapport-annuel-bri-2023" in page
    (address,) = re.findall(r'href="(/fr/questions/stated-by\?source=[^"]+)"', page)
    rows = site.get(address.replace("stated-by?", "stated-by.csv?")).text.splitlines()
    assert len(rows) > 3000
    assert "stated-by" not in read(site, "/page/id/namur")


@pytest.mark.parametrize("name", ["id/namur%23place", "time/2003~"])
def test_a_territory_and_a_date_that_was_set_aside_have_data(site: httpx.Client, name: str) -> None:
    for ending, form in FORMS.items():
        answer = site.get(f"/data/{name}.{ending}")
        assert answer.status_code == 200
        assert list(ox.parse(answer.content, format=form, base_iri=BASE))
    assert site.get(f"/{name}", headers={"Accept": "text/html"}, follow_redirects=True).status_code == 200


def test_a_date_that_was_set_aside_leads_to_the_claim_that_says_it(site: httpx.Client) -> None:
    assert "/page/claim/namur-jumelage.rapport-annuel-bri-2023" in read(site, "/page/time/2003~")


def test_only_what_is_near_is_suggested(site: httpx.Client) -> None:
    page = site.get("/page/id/nothing", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert "Kaohsiung" not in page.text
    assert "vouliez-vous" not in page.text
    assert "Namur ?" in site.get("/page/id/namurr", headers={"Accept": "text/html"}).text


def test_an_unknown_name_is_told_by_the_name_of_its_field(site: httpx.Client) -> None:
    page = site.get("/fr/questions/partners", params={"ville": "Atlantide"})
    assert page.status_code == 400
    assert "paramètre ville" in html.unescape(page.text)
