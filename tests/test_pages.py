"""The service's IRIs, pages, dumps and search, in both languages."""

import gzip
import hashlib
import html
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import httpx
import pyoxigraph as ox
import pytest
from pyoxigraph import NamedNode

from entrevilles import rulings
from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.loading import load
from entrevilles.ontology import language
from entrevilles.ontology.terms import BASE, READING, TYPE
from entrevilles.queries import catalogue
from entrevilles.service import addresses
from tests.served import serving

HTML, TURTLE = {"Accept": "text/html"}, {"Accept": "text/turtle"}
ATTACK = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
FORMS = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD}


@pytest.fixture(scope="module")
def site(compiled: Path) -> Iterator[httpx.Client]:
    with serving(compiled) as client:
        yield client


@pytest.mark.parametrize(
    ("accept", "target"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", "/page/id/namur"),
        ("text/turtle", "/data/id/namur.ttl"),
        ("application/ld+json", "/data/id/namur.jsonld"),
        ("application/n-triples;q=1, text/html;q=0.5", "/data/id/namur.nt"),
        ("*/*", "/page/id/namur"),
    ],
)
def test_an_iri_leads_to_a_page_or_to_data(site: httpx.Client, accept: str, target: str) -> None:
    answer = site.get("/id/namur", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["location"]) == (303, target)
    assert "Accept" in answer.headers["vary"]
    assert site.get(target).status_code == 200


def test_every_kind_of_thing_has_a_page_in_both_languages(site: httpx.Client, shipped: Dataset) -> None:
    samples: dict[str, NamedNode] = {}
    for quad in shipped.store.quads_for_pattern(None, TYPE, None, READING):
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(shipped.names.id) and "#" not in quad.subject.value:
            samples.setdefault(str(quad.object), quad.subject)
    assert len(samples) > 40
    for iri in samples.values():
        for lang in language.LANGUAGES:
            page = site.get(addresses.page(shipped.names, iri.value), params={"lang": lang}, headers=HTML)
            assert (page.status_code, page.headers["content-language"]) == (200, lang), iri
            with language.speaking(lang):
                assert html.escape(shipped.label(iri.value), quote=False).split("'")[0] in page.text, iri


@pytest.mark.parametrize("kind", ["concept/culture", "time/1999-10-28", "number/230+", "graph/reading", "claim/namur-jumelage.rtbf"])
def test_what_is_no_thing_has_a_page_and_data(site: httpx.Client, kind: str) -> None:
    assert site.get(f"/{kind}", headers=HTML, follow_redirects=True).status_code == 200
    for ending, form in FORMS.items():
        data = site.get(f"/data/{kind}.{ending}")
        assert data.headers["content-type"].startswith(form.media_type)
        assert list(ox.parse(data.content, format=form, base_iri=BASE))


def test_a_page_says_what_the_sources_say(site: httpx.Client) -> None:
    page = site.get("/page/id/namur-jumelage", headers=HTML).text
    assert "les sources divergent" in page
    assert "/page/claim/namur-jumelage.rtbf" in page
    assert re.search(r"Pour citer.*génération \w+", page, re.DOTALL)
    claim = site.get("/page/claim/namur-jumelage.rtbf", headers=HTML).text
    assert "2000" in claim
    assert "RTBF" in claim


def test_the_data_of_a_thing_is_its_reading(site: httpx.Client, shipped: Dataset) -> None:
    read = {quad.triple for quad in shipped.store.quads_for_pattern(shipped.names.thing("namur"), None, None, READING)}
    for ending, form in FORMS.items():
        assert read <= {quad.triple for quad in ox.parse(site.get(f"/data/id/namur.{ending}").content, format=form)}


def test_the_data_of_a_claim_is_its_graph_and_what_is_said_about_it(site: httpx.Client, shipped: Dataset) -> None:
    iri = shipped.names.claim_iri("namur-jumelage.rtbf")
    said = {quad.triple for quad in shipped.store.quads_for_pattern(None, None, None, iri)}
    about = {quad.triple for quad in shipped.store.quads_for_pattern(iri, None, None, None)}
    got = {
        quad.triple
        for quad in ox.parse(site.get("/claim/namur-jumelage.rtbf", headers=TURTLE, follow_redirects=True).content, ox.RdfFormat.TURTLE)
    }
    assert got == said | about


def test_what_nobody_knows_is_not_found_and_near_names_are_told(site: httpx.Client) -> None:
    page = site.get("/page/id/namurr", headers=HTML)
    assert page.status_code == 404
    assert "Namur" in page.text
    for address in ("/data/id/namurr.ttl", "/page/claim/rien", "/page/concept/rien", "/page/graph/rien", "/dump.zip", "/rien"):
        assert site.get(address).status_code == 404, address


def test_a_name_leads_to_the_id(site: httpx.Client) -> None:
    answer = site.get("/page/id/Ville de Namur")
    assert (answer.status_code, answer.headers["location"]) == (303, "/page/id/namur")


@pytest.mark.parametrize("name", [ATTACK, "../../etc/passwd", "%00", "a" * 3000, "é\u202e", "{{1237*4321}}", "<http://x> } #"])
def test_a_hostile_address_stays_text(site: httpx.Client, name: str) -> None:
    for kind in addresses.KINDS:
        for form in ("page", "data"):
            answer = site.get(f"/{form}/{kind}/{quote(name, safe='')}", headers=HTML)
            assert answer.status_code == 404, (form, kind)
            assert answer.headers["content-type"].startswith("text/plain") or "<script>" not in answer.text
            assert "5345077" not in answer.text or name != "{{1237*4321}}"
    assert "<script>" not in site.get("/search", params={"q": ATTACK}).text


def test_hostile_data_stays_text(copied: Folder, tmp_path: Path) -> None:
    table = tmp_path / "missions.csv"
    table.write_text(
        'id,titre,acteur en mission,source\nattaque,"' + ATTACK.replace('"', '""') + '",Québec,entrevilles\n', encoding="utf-8"
    )
    load(copied, [table], lambda *_: True)
    with serving(copied.root) as client:
        page = client.get("/page/id/attaque", headers=HTML)
        answer = client.get("/fr/questions/missions", params={"année": "2023"})
    assert page.status_code == 200
    assert "&lt;script&gt;" in page.text
    assert "<script" not in page.text
    assert "<img" not in page.text + answer.text


def test_what_was_withdrawn_says_why(copied: Folder) -> None:
    table = copied.root / "sources" / "essai" / "missions.csv"
    table.parent.mkdir()
    table.write_text("id,claim,titre,acteur en mission,source\nretiree,retiree.essai,Retirée,Québec,entrevilles\n", encoding="utf-8")
    rulings.retract(copied, "retiree.essai", "n'a jamais eu lieu", "moi")
    with serving(copied.root) as client:
        page = client.get("/page/id/retiree", headers=HTML)
        assert page.status_code == 410
        assert "jamais eu lieu" in page.text
        assert client.get("/page/claim/retiree.essai").status_code == 200


def test_every_page_has_a_policy_without_inline_code(site: httpx.Client) -> None:
    for address in ("/", "/fr/questions/", "/page/id/namur", "/ontology", "/search?q=namur", "/sparql", "/page/id/rien"):
        answer = site.get(address, headers=HTML)
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert not re.search(r"<script(?![^>]*src=)|\son\w+=|\sstyle=|<style", answer.text), address


def test_the_ontology_is_read_in_both_languages_and_as_turtle(site: httpx.Client, shipped: Dataset) -> None:
    for lang in language.LANGUAGES:
        page = site.get("/ontology", headers={**HTML, "Accept-Language": lang}).text
        for record in shipped.schema.types.values():
            assert html.escape(record.label[lang], quote=False).split("'")[0] in page
    turtle = site.get("/ontology", headers=TURTLE)
    assert len(list(ox.parse(turtle.content, ox.RdfFormat.TURTLE))) == len(shipped.schema.turtle())


def test_every_anchor_of_the_ontology_stands_once(site: httpx.Client, shipped: Dataset) -> None:
    ids = re.findall(r'\sid="([^"]+)"', site.get("/ontology", headers=HTML).text)
    assert len(ids) == len(set(ids))
    assert {path.value.rsplit("#", 1)[-1] for path in shipped.schema.fields if path.value.startswith(f"{BASE}ontology#")} <= set(ids)


@pytest.mark.parametrize(("ending", "form"), [("trig", ox.RdfFormat.TRIG), ("nq", ox.RdfFormat.N_QUADS)])
def test_a_dump_is_the_whole_generation(site: httpx.Client, shipped: Dataset, ending: str, form: ox.RdfFormat) -> None:
    dump = site.get(f"/dump.{ending}", headers={"Accept-Encoding": "identity"}).content
    assert set(ox.parse(dump, format=form)) == set(shipped.store)
    told = site.get(f"/dump.{ending}.sha256").text.split()
    assert told == [hashlib.sha256(dump).hexdigest(), f"dump.{ending}"]
    with site.stream("GET", f"/dump.{ending}", headers={"Accept-Encoding": "gzip"}) as zipped:
        assert zipped.headers["content-encoding"] == "gzip"
        assert gzip.decompress(b"".join(zipped.iter_raw())) == dump


def test_dumps_are_a_few_at_a_time(site: httpx.Client) -> None:
    with ExitStack() as under_way:
        for _number in range(4):  # answers that nobody reads
            under_way.enter_context(site.stream("GET", "/dump.nq", headers={"Accept-Encoding": "identity"}))
        refused = site.get("/dump.nq")
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
        assert site.get("/").status_code == 200
    until = time.monotonic() + 20
    while (answer := site.get("/dump.nq")).status_code == 503 and time.monotonic() < until:
        time.sleep(0.1)
    assert answer.status_code == 200


def test_the_questions_are_published_as_rdf(site: httpx.Client) -> None:
    executable = NamedNode("http://www.w3.org/ns/shacl#SPARQLExecutable")
    found = [quad for quad in ox.parse(site.get("/questions.ttl").content, ox.RdfFormat.TURTLE) if quad.object == executable]
    assert len(found) == len(list(catalogue.questions()))


def test_the_language_is_that_of_the_address_else_of_the_browser(site: httpx.Client) -> None:
    assert site.get("/", headers={"Accept-Language": "en-CA, fr;q=0.5"}).headers["content-language"] == "en"
    assert site.get("/", headers={"Accept-Language": "de, fr;q=0.5, en;q=0.2"}).headers["content-language"] == "fr"
    assert site.get("/", headers={"Accept-Language": ";;q=x"}).headers["content-language"] == "fr"
    english = site.get("/?lang=en", headers={"Accept-Language": "fr"})
    assert english.headers["content-language"] == "en"
    assert "/ontology?lang=en" in english.text


def test_search_knows_no_accents(site: httpx.Client) -> None:
    assert "/page/id/quebec" in site.get("/search?q=QUEBEC").text
    assert "Rien de ce nom." in site.get("/search?q=zzzzzz").text
    assert site.get("/search").status_code == 200
