"""The service on a triple store of one's own: it answers as on a folder, and passes on nothing that leads elsewhere."""

import asyncio
import base64
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

import entrevilles
from entrevilles.building import build
from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.graph.pushing import Endpoint
from entrevilles.graph.remote import RemoteStore
from entrevilles.loading import load
from entrevilles.ontology.errors import DatasetError
from entrevilles.service.pool import Limits
from entrevilles.service.relay import Relay
from tests import engines
from tests.served import serving

SECONDS = "2"
SAME = (
    "/",
    "/page/id/namur",
    "/data/id/namur.ttl",
    "/page/claim/namur-jumelage.rtbf",
    "/page/time/2000",
    "/fr/questions/partners?date=2024-06-01",
    "/en/questions/missions.csv?year=2023",
    "/search?q=namur",
    "/dump.nq",
    "/page/id/nope",
)
REFUSED = (
    "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "INSERT DATA { <urn:a> <urn:b> 1 }",
    "PREFIX x: <urn:x> DELETE WHERE { ?s ?p ?o }",
    "LOAD <http://127.0.0.1:1/>",
    "SELECT * FROM <http://127.0.0.1:1/> { ?s ?p ?o }",
    "PREFIX : <http://127.0.0.1:1/> SELECT * FROM:x { ?s ?p ?o }",
    'DEFINE get:soft "replace" SELECT * { ?s ?p ?o }',
    'SELECT (bif:http_get("http://127.0.0.1:1/") AS ?x) {}',
    'PREFIX b: <bif:> SELECT (b:http_get("http://127.0.0.1:1/") AS ?x) {}',
)
EXPENSIVE = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def both(shipped: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    """Served from an Oxigraph server, and from the folder."""
    with engines.oxigraph(tmp_path_factory.mktemp("oxigraph")) as remote:
        engines.push(shipped, remote)
        options = ("--seconds", SECONDS, "--base-url", "https://donnees.example.org")
        with serving(remote.url, *options) as there, serving(shipped.folder.root, *options) as here:
            yield there, here


@pytest.mark.parametrize("address", SAME)
def test_it_answers_as_on_a_folder(both: tuple[httpx.Client, httpx.Client], address: str) -> None:
    there, here = (client.get(address) for client in both)
    assert (there.status_code, there.headers["content-type"]) == (here.status_code, here.headers["content-type"])
    assert there.content == here.content


@pytest.mark.parametrize(
    "accept", ["text/csv", "text/tab-separated-values", "application/sparql-results+json", "application/sparql-results+xml"]
)
def test_tables_come_in_every_form(both: tuple[httpx.Client, httpx.Client], accept: str) -> None:
    text = "SELECT ?s ?name { ?s a ev:Twinning ; skos:prefLabel ?name } ORDER BY ?s ?name"
    there, here = (client.post("/sparql", data={"query": text}, headers={"Accept": accept}) for client in both)
    assert (there.status_code, there.headers["content-type"]) == (200, here.headers["content-type"])
    assert there.content == here.content


@pytest.mark.parametrize("text", REFUSED)
def test_what_leads_elsewhere_is_refused(both: tuple[httpx.Client, httpx.Client], text: str) -> None:
    answer = both[0].post("/sparql", data={"query": text})
    assert answer.status_code == 400, answer.text


def test_graphs_of_others_are_refused(both: tuple[httpx.Client, httpx.Client]) -> None:
    for name in ("default-graph-uri", "named-graph-uri"):
        answer = both[0].post("/sparql", data={"query": "ASK {}", name: "http://127.0.0.1:1/"})
        assert (answer.status_code, "http://127.0.0.1:1/" in answer.text) == (400, True)


def test_what_takes_too_long_is_given_up(both: tuple[httpx.Client, httpx.Client]) -> None:
    begun = time.monotonic()
    assert both[0].post("/sparql", data={"query": EXPENSIVE}).status_code == 503
    assert time.monotonic() - begun < float(SECONDS) + 1
    assert both[0].post("/sparql", data={"query": "ASK {}"}).status_code == 200


def test_an_answer_that_nobody_reads_holds_nobody(small: Folder, tmp_path: Path) -> None:
    async def ask_thrice(endpoint: Endpoint) -> list[bytes]:
        relay, found = Relay(endpoint, Limits(workers=1, seconds=1, waiting=2)), []
        await relay.warm()
        for read in (False, False, True):
            answer = await relay.answer({"query": "ASK {}", "base": "http://a/", "prefixes": {}, "accept": "text/csv"})
            found += [piece async for piece in answer.body()] if read else []
        await relay.close()
        return found

    with engines.oxigraph(tmp_path / "oxigraph") as remote:
        engines.push(Dataset(small), remote)
        assert asyncio.run(ask_thrice(Endpoint(remote.url))) == [b"true"]


def test_a_mistake_is_told_as_on_a_folder(both: tuple[httpx.Client, httpx.Client]) -> None:
    relayed, served = (client.post("/sparql", data={"query": "SELECT * { ?s ?p"}) for client in both)
    assert (relayed.status_code, relayed.text) == (served.status_code, served.text) == (400, "il manque « } »\n")


def test_a_new_generation_is_followed(small: Folder, tmp_path: Path, write: Callable[[str, str], Path]) -> None:
    with engines.oxigraph(tmp_path / "oxigraph") as remote:
        engines.push(Dataset(small), remote)
        with serving(remote.url) as client:
            assert client.get("/page/id/paris").status_code == 404
            load(small, [write("municipalites.csv", "id,nom,source\nparis,Paris,registre\n")], lambda *_: True)
            build(small)
            engines.push(Dataset(small), remote)
            until = time.monotonic() + 5
            while client.get("/page/id/paris").status_code != 200 and time.monotonic() < until:
                time.sleep(0.1)
            assert client.get("/page/id/paris").status_code == 200


@contextmanager
def _redirecting(url: str, keys: str = "") -> Iterator[tuple[str, list[str], threading.Event]]:
    """Before an endpoint; once told to, it sends everybody to `/elsewhere`, and keeps what they accept who went there."""
    went: list[str] = []
    turned = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            went.append(self.headers["Accept"])
            self.send_error(404)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if keys and self.headers["Authorization"] != keys:
                self.send_error(401)
                return
            if turned.is_set():
                self.send_response(302)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            answer = httpx.post(url, content=body, headers={name: self.headers[name] for name in ("Content-Type", "Accept")})
            self.send_response(answer.status_code)
            self.send_header("Content-Type", answer.headers["content-type"])
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is said."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/query", went, turned
        server.shutdown()


def test_a_redirect_is_not_followed(small: Folder, tmp_path: Path) -> None:
    with engines.oxigraph(tmp_path / "oxigraph") as remote, _redirecting(remote.url) as (url, hits, turned):
        engines.push(Dataset(small), RemoteStore(remote.url, remote.url.replace("/query", "/update")))
        with serving(url) as client:
            assert client.post("/sparql", data={"query": "ASK {}"}).status_code == 200
            turned.set()
            assert client.post("/sparql", data={"query": "ASK {}"}, headers={"Accept": "text/csv"}).status_code == 502
            assert [accept for accept in hits if "text/csv" in accept] == []


def test_an_endpoint_may_ask_who_reads(small: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = "Basic " + base64.b64encode(b"lectrice:s3cret").decode()
    with engines.oxigraph(tmp_path / "oxigraph") as remote, _redirecting(remote.url, keys) as (url, _hits, _turned):
        engines.push(Dataset(small), remote)
        with pytest.raises(DatasetError) as refused:
            entrevilles.open(url)
        assert "s3cret" not in str(refused.value)
        monkeypatch.setenv("ENTREVILLES_USER", "lectrice")
        monkeypatch.setenv("ENTREVILLES_PASSWORD", "s3cret")
        assert entrevilles.open(url).generation.id == Dataset(small).generation.id
        with serving(url) as client:
            assert client.post("/sparql", data={"query": "ASK {}"}).status_code == 200
