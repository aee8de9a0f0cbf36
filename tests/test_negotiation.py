"""Which form, coding and language an answer has (RFC 9110, 12.5), and that caches are told what it depends on."""

from collections.abc import Iterator

import httpx
import pytest

from entrevilles.graph.folder import Folder
from entrevilles.service.negotiation import HTML, best, language, takes
from tests.served import serving

TURTLE, JSON, CSV = "text/turtle", "application/ld+json", "text/csv"
RESULTS, ASK = "application/sparql-results+json", "/sparql?query=ASK%7B%7D"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", TURTLE),
        ("*/*", TURTLE),
        ("text/*", TURTLE),
        ("application/*", JSON),
        (BROWSER, HTML),
        ("text/html, */*", HTML),
        ("TEXT/HTML", HTML),
        ("text/html;charset=utf-8", HTML),
        ("text/html;q=0", None),
        ("text/html;q=0, */*", TURTLE),
        ("text/html;q=0.0, text/*;q=0.5, */*;q=0.1", TURTLE),
        ("*/*, text/*;q=0", JSON),
        ("text/html ; Q = 0.3 , application/ld+json; q=0.5", JSON),
        ("text/html;level=1;q=0.3, text/html;q=0.7, application/ld+json;q=0.5", HTML),
        ("text/html;level=1;q=0.9, text/html;q=0.4, application/ld+json;q=0.5", JSON),
        ('application/ld+json;profile="a,b;q=0", text/turtle;q=0.9', JSON),
        ("application/ld+json, text/turtle", TURTLE),
        ("image/png", None),
        ("text/turtle;q=2, application/ld+json;q=0.1", JSON),
        ("text/turtle;q=nan, application/ld+json;q=0.1", JSON),
        ("nonsense", TURTLE),
        (", ,;;q=1,", TURTLE),
        ('"' * 60_000, TURTLE),
        ("a;" * 30_000 + '"', TURTLE),
    ],
)
def test_the_form_is_the_one_that_suits_best(accept: str, chosen: str | None) -> None:
    assert best(accept, [JSON, HTML, TURTLE]) == chosen


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("", "fr"),
        ("en", "en"),
        ("en-US,en;q=0.5", "en"),
        ("en;q=0.5, fr;q=0.6", "fr"),
        ("en;q=0.2, fr;q=0.3, en-CA;q=0.9", "en"),
        ("en, fr", "en"),
        ("de, en;q=0.1", "en"),
        ("*", "fr"),
        ("zh", "fr"),
        ("en;q=0", "fr"),
        ("fr;q=0", "en"),
        ("fr;q=0, *", "en"),
        ("en;q=0.001", "en"),
        ("en;q=nan", "fr"),
        ("en;q=inf, fr", "fr"),
        ("en;q=1_0", "fr"),
        ("é, EN;Q=0.5", "en"),
    ],
)
def test_the_language_is_the_one_preferred(header: str, chosen: str) -> None:
    assert language(header, ("fr", "en")) == chosen


@pytest.mark.parametrize(
    ("header", "taken"),
    [("gzip", True), ("br, GZIP;q=0.5", True), ("gzip;q=0", False), ("", False), ("x-gzip", False), ("gzip;q=0.000", False)],
)
def test_a_coding_is_used_where_it_is_named(header: str, taken: bool) -> None:
    assert takes(header, "gzip") is taken


@pytest.fixture(scope="module")
def served(small_once: Folder) -> Iterator[httpx.Client]:
    with serving(small_once.root) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "accept", "media_type"),
    [
        ("/sparql", BROWSER, HTML),
        ("/sparql", "text/html;q=0", ""),
        ("/sparql", "text/html;q=0, */*", TURTLE),
        ("/sparql", "text/turtle, text/html;q=0.1", TURTLE),
        (ASK, BROWSER, HTML),
        (ASK, "text/html", HTML),
        (ASK, "text/html;q=0.9, text/csv;q=0.1", HTML),
        (ASK, "text/html, text/csv", CSV),
        (ASK, "text/html;q=0.5, text/csv;q=0.6", CSV),
        (ASK, "text/html, */*", RESULTS),
        (ASK, "*/*", RESULTS),
        (ASK, "", RESULTS),
        (ASK, "image/png", ""),
        (f"{ASK}&format=text/csv", BROWSER, CSV),
        (ASK, "application/json", RESULTS),
        ("/sparql?query=DESCRIBE%20ev:begin", "application/json", JSON),
        ("/id/namur", BROWSER, HTML),
        ("/id/namur", "text/html;q=0, */*", TURTLE),
        ("/id/namur", "application/ld+json", JSON),
        ("/data/id/namur", "text/html", ""),
        ("/ontology", BROWSER, HTML),
        ("/ontology", "text/html;q=0, */*;q=0.1", TURTLE),
        ("/.well-known/void", "text/html", ""),
    ],
)
def test_every_route_answers_in_that_form_or_says_that_it_has_none(served: httpx.Client, path: str, accept: str, media_type: str) -> None:
    answer = served.get(path, headers={"Accept": accept}, follow_redirects=True)
    assert answer.status_code == (200 if media_type else 406)
    assert answer.headers["content-type"].partition(";")[0] == (media_type or "text/plain")
    assert "Accept" in answer.headers["vary"]


def test_lines_of_a_header_are_one(served: httpx.Client) -> None:
    answer = served.get("/sparql", headers=[("Accept", "text/turtle;q=0.1"), ("Accept", "text/html")])
    assert answer.headers["content-type"].startswith(HTML)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("PUT", "/sparql", 405),
        ("GET", "/data/id/nope.ttl", 404),
        ("GET", "/page/id/nope", 404),
        ("GET", "/sparql?query=x", 400),
        ("GET", "/sparql?query=SELECT%7B", 400),
        ("POST", "/tables", 405),
        ("GET", f"/{'x' * 40_000}", 414),
        ("GET", "/en/questions/partners.csv?city=zzz", 400),
    ],
)
def test_a_refusal_says_that_it_is_in_the_language_asked_for(served: httpx.Client, method: str, path: str, status: int) -> None:
    answer = served.request(method, path)
    assert answer.status_code == status
    assert {name.strip() for name in answer.headers["vary"].split(",")} >= {"Accept", "Accept-Language"}
