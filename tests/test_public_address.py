"""Behind a reverse proxy, or not: no address that the service gives out comes from who asks."""

import html
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from entrevilles.graph.folder import Folder
from entrevilles.ontology.errors import InputError
from entrevilles.service import gate, walls
from tests.served import serving

PUBLIC = "https://donnees.example.org/entrevilles"
EVIL = {"Host": "mallory.example", "X-Forwarded-Host": "mallory.example", "X-Forwarded-Proto": "gopher", "X-Forwarded-For": "6.6.6.6"}
PLACES: tuple[str, ...] = (
    "/",
    "/fr/questions/",
    "/fr/questions/partners?date=2024-06-01",
    "/page/id/namur?lang=en",
    "/search?q=namur",
    "/ontology",
)
PLACES += ("/ontology", "/sparql", "/sparql?plain=1", "/.well-known/void", "/page/id/rien", "/rien")
PLACES += ("/questions", "/id/namur", "/page/id/Namur", "/ontology/")
PAGE = {"Accept": "text/html, */*;q=0.1"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    from entrevilles.building import build
    from tests.folders import SMALL

    folder = Folder.create(tmp_path_factory.mktemp("public") / "small", "Essai")
    for name, text in SMALL.items():
        (folder.root / "sources" / "base").mkdir(exist_ok=True)
        (folder.root / "sources" / "base" / name).write_text(text, encoding="utf-8")
    settings = folder.root / "dataset.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('home = ""', 'home = "quebec"'), encoding="utf-8")
    build(Folder(folder.root))
    with serving(folder.root, "--base-url", f"{PUBLIC}/") as client:
        yield client


def test_absolute_addresses_are_those_of_the_public_one(site: httpx.Client) -> None:
    for path in ("/.well-known/void", "/sparql"):
        told = site.get(path, headers={"Accept": "application/n-triples"}).text
        assert f"<{PUBLIC}/sparql>" in told
        assert "127.0.0.1" not in told
    query = {"query": "SELECT (IRI('x') AS ?x) {}"}
    assert site.get("/sparql", params=query, headers=EVIL).json()["results"]["bindings"][0]["x"]["value"] == f"{PUBLIC}/x"
    assert f"{PUBLIC}/fr/questions/partners?" in site.get("/fr/questions/partners").text


def test_without_a_public_address_it_is_where_it_listens(small: Folder) -> None:
    with serving(small.root) as client:
        told = client.get("/.well-known/void", headers={**EVIL, "Accept": "application/n-triples"}).text
        assert f"<{client.base_url.join('/sparql')}>" in told
        assert_not_believed(client, "")


def test_no_header_is_believed(site: httpx.Client) -> None:
    assert_not_believed(site, "/entrevilles")


def assert_not_believed(client: httpx.Client, prefix: str) -> None:
    for place in PLACES:
        answer = client.get(prefix + place, headers={**PAGE, **EVIL})
        assert answer.status_code < 500, place
        assert "mallory" not in answer.text + str(answer.headers), place


def test_every_link_of_every_page_leads_somewhere_behind_the_prefix(site: httpx.Client) -> None:
    """A proxy that leaves the prefix; two pages deep."""
    seen = {f"/entrevilles{place}" for place in PLACES if place not in ("/page/id/rien", "/rien")}
    followed: set[str] = set()
    for _depth in range(2):
        found: set[str] = set()
        for address in sorted(seen - followed):
            answer = site.get(address, headers=PAGE)
            assert answer.status_code in (200, 303, 307, 410), address
            found |= {answer.headers["location"].removeprefix("https://donnees.example.org")} if "location" in answer.headers else set()
            if answer.headers.get("content-type", "").startswith("text/html"):
                found |= {html.unescape(one) for one in re.findall(r'\b(?:href|src|action)="([^"#]+)', answer.text)}
        followed |= seen
        local = {one for one in found if not one.startswith(("http://", "https://", "data:"))}
        assert [one for one in local if not one.startswith(("/entrevilles/", "?"))] == []
        seen = {one for one in local if one.startswith("/") and not re.search(r"questions/(?!partners)\w", one)}
    assert len(followed) > 30


def test_a_proxy_may_take_the_prefix_off(site: httpx.Client) -> None:
    assert site.get("/id/namur", headers=PAGE).headers["location"] == "/entrevilles/page/id/namur"
    assert site.get("/entrevilles/id/namur", headers=PAGE).headers["location"] == "/entrevilles/page/id/namur"
    assert 'action="/entrevilles/sparql"' in site.get("/sparql?plain=1", headers=PAGE).text


IMPOSSIBLE: tuple[str, ...] = ("ftp://x", "donnees.example.org", "https://", "https://u:p@x.org", "https://x.org/?q", "https://x/a b")
IMPOSSIBLE += ("http://x/é", "http://a:b/", "http://a:99999999", "https://exa mple.org", "https://ex<am>ple.org", "https://[::1")


@pytest.mark.parametrize("address", IMPOSSIBLE)
def test_an_impossible_public_address_is_refused(address: str) -> None:
    with pytest.raises(InputError, match="adresse publique impossible"):
        gate.public(address)


# Guards


ASKED: tuple[tuple[str, str, int], ...] = (("GET", "/", 200), ("GET", "/rien", 404), ("DELETE", "/", 405), ("POST", "/tables", 405))
ASKED += (("GET", "/sparql?query=nonsense", 400), ("GET", "/assets/site.css", 200), ("GET", "/assets/base.html", 404))
ASKED += (("OPTIONS", "/sparql", 405), ("GET", "/id/namur", 303), ("GET", "/x?" + "x" * 40_000, 414), ("PUT", "/graphs?default", 405))


def test_every_answer_has_the_headers_of_safety(site: httpx.Client) -> None:
    asked = [site.request(method, path) for method, path, _status in ASKED]
    asked.append(site.options("/sparql", headers={"Origin": "https://x.org", "Access-Control-Request-Method": "PUT"}))
    assert [answer.status_code for answer in asked] == [*(status for _method, _path, status in ASKED), 400]
    for answer in asked:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert "server" not in answer.headers


def test_a_refusal_speaks_the_language_of_the_client(site: httpx.Client) -> None:
    assert site.delete("/").text == "cette adresse n'admet pas cette méthode\n"
    assert site.get("/" + "x" * 40_000).text.startswith("adresse trop longue")


FILES = ("/dump.trig", "/dump.nq.sha256", "/questions.ttl", "/graphs?default", "/data/id/namur.ttl", "/assets/icon.svg")


@pytest.mark.parametrize("path", [*PLACES, *FILES])
def test_head_is_get_without_a_body(site: httpx.Client, path: str) -> None:
    got, head = site.get(path, headers=PAGE), site.head(path, headers=PAGE)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers["content-type"] == got.headers["content-type"] if "content-type" in got.headers else True


def test_bytes_that_are_no_address_are_refused_and_harm_nothing(site: httpx.Client) -> None:
    paths = (b"/sparql?query=\xff\xfe", b"/%ff%fe", b"http://mallory.example/", b"//mallory.example/")
    for line in (b"GET " + path + b" HTTP/1.1" for path in paths):
        with socket.create_connection(("127.0.0.1", site.base_url.port or 0), timeout=20) as raw:
            raw.sendall(line + b"\r\nHost: mallory.example\r\nConnection: close\r\n\r\n")
            answer = b"".join(iter(lambda: raw.recv(65536), b""))
        assert int(answer.split()[1]) < 500, line
        assert b"mallory" not in answer.lower(), line
    assert site.get("/").status_code == 200


def test_a_client_that_asks_too_often_waits_and_no_header_makes_it_another(small: Folder) -> None:
    with serving(small.root, "--rate", "5") as client:
        answers = [client.get("/.well-known/void", headers={"X-Forwarded-For": f"10.0.0.{number}"}) for number in range(8)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) >= 3
    assert answers[0].status_code == 200
    assert all(0 < int(answer.headers["retry-after"]) <= 60 // 5 + 1 for answer in refused)


def test_behind_a_trusted_proxy_each_client_has_its_own_count(small: Folder) -> None:
    with serving(small.root, "--rate", "3", "--trusted-proxy", "127.0.0.1") as client:
        for number in range(8):
            assert client.get("/.well-known/void", headers={"X-Forwarded-For": f"10.0.0.{number}"}).status_code == 200
        said = [client.get("/.well-known/void", headers={"X-Forwarded-For": f"1.2.3.{n}, 10.0.1.1"}).status_code for n in range(5)]
    assert 429 in said


def test_the_service_knows_which_walls_hold(tmp_path: Path) -> None:
    assert walls.missing() == []
    (tmp_path / "sitecustomize.py").write_text("import resource\nresource.setrlimit = lambda *_: None\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        import os
        import sys

        patch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path]))
        assert walls.missing() == ["memory", "network"]
