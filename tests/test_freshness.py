"""What a browser or a proxy has already is not made again, as long as it is what would be answered."""

import time
from collections.abc import Iterator

import httpx
import psutil
import pytest

from entrevilles.building import build
from entrevilles.graph.folder import Folder
from tests.served import started

QUESTION = "/fr/questions/partners?ville=Québec&date=2024-06-01"
ADDRESSES = [
    "/",
    "/search?q=namur",
    "/ontology",
    "/ontology.ttl",
    "/page/id/namur",
    "/data/id/namur",
    "/data/id/namur.nt",
    "/fr/questions/",
    QUESTION,
    "/en/questions/partners.csv?city=Namur&date=2024-06-01",
    "/en/questions/partners.xlsx?city=Namur&date=2024-06-01",
    "/questions.ttl",
]


@pytest.fixture(scope="module")
def site(small_once: Folder) -> Iterator[tuple[httpx.Client, int]]:
    with started(small_once.root) as (client, process):
        yield client, process.pid


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_held_is_not_sent_again(site: tuple[httpx.Client, int], address: str) -> None:
    client, _process = site
    answer = client.get(address)
    tag = answer.headers["etag"]
    assert (answer.status_code, answer.headers["cache-control"], tag[0]) == (200, "no-cache", '"')
    assert client.get(address).content == answer.content  # the tag is a strong one
    for told in (tag, f"W/{tag}", f'"x", {tag}'):
        again = client.get(address, headers={"If-None-Match": told})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert again.headers["vary"] == answer.headers["vary"]
    assert client.head(address, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(address, headers={"If-None-Match": '"x"'}).status_code == 200
    assert client.get(address, headers={"If-None-Match": "*"}).status_code == 304
    assert client.get("/page/id/nobody", headers={"If-None-Match": "*"}).status_code == 404


def test_another_form_language_or_address_is_another_answer(site: tuple[httpx.Client, int]) -> None:
    client, _process = site
    tag = client.get("/page/id/namur").headers["etag"]
    for address, headers in (
        ("/page/id/quebec", {}),
        ("/page/id/namur?lang=en", {}),
        ("/page/id/namur", {"Accept-Language": "en"}),
        ("/data/id/namur", {}),
    ):
        assert client.get(address, headers={"If-None-Match": tag, **headers}).status_code == 200
    turtle = client.get("/data/id/namur").headers["etag"]
    answer = client.get("/data/id/namur", headers={"If-None-Match": turtle, "Accept": "application/ld+json"})
    assert answer.headers["content-type"] == "application/ld+json"


def test_nothing_is_kept_of_a_refusal(site: tuple[httpx.Client, int]) -> None:
    client, _process = site
    for address in ("/page/id/nope", "/fr/questions/partners?ville=nope", "/data/id/nope.ttl"):
        answer = client.get(address)
        assert answer.status_code >= 400
        assert "etag" not in answer.headers


def test_to_revalidate_costs_nothing(site: tuple[httpx.Client, int]) -> None:
    client, process = site
    tag = client.get(QUESTION).headers["etag"]

    def spent(**headers: str) -> float:
        times = psutil.Process(process).cpu_times()
        for _request in range(30):
            client.get(QUESTION, headers=headers)
        now = psutil.Process(process).cpu_times()
        return now.user + now.system - times.user - times.system

    assert spent(**{"If-None-Match": tag}) < spent() / 5


def test_a_new_generation_is_another_answer(small: Folder) -> None:
    with started(small.root) as (client, _process):
        tag = client.get("/page/id/namur").headers["etag"]
        (small.root / "sources" / "base" / "regions.csv").write_text("id,nom,source\nwallonie,Wallonie,registre\n", encoding="utf-8")
        build(small)
        until = time.monotonic() + 20
        while client.get("/page/id/namur", headers={"If-None-Match": tag}).status_code == 304:
            assert time.monotonic() < until
            time.sleep(0.1)
