"""No query reaches the network or a file, or disturbs another: the guard says why, the walls hold where it is passed by."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from entrevilles.graph.folder import Folder
from entrevilles.graph.generations import STORE
from entrevilles.service.failures import Failure
from entrevilles.service.pool import Limits, Pool, Worker
from tests.served import serving

CANARY = "canari-7f3a"
SECONDS = 1.0


@pytest.fixture
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A port of loopback that keeps what it is sent."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        done = threading.Event()

        def listen() -> None:
            while not done.is_set():
                try:
                    connection, _address = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    connection.settimeout(0.5)
                    heard.append(b"connected")

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], heard
        done.set()
        thread.join()


@pytest.fixture(scope="module")
def endpoint(compiled: Path) -> Iterator[httpx.Client]:
    with serving(compiled, "--seconds", str(SECONDS), "--memory", "1024") as client:
        yield client


def reaching(port: int, canary: Path) -> list[str]:
    hosts = [
        f"127.0.0.1:{port}",
        f"localhost:{port}",
        f"[::1]:{port}",
        f"[::ffff:127.0.0.1]:{port}",
        f"2130706433:{port}",
        f"0x7f.1:{port}",
    ]
    addresses = [f"http://{host}/" for host in hosts] + [f"https://127.0.0.1:{port}/", canary.as_uri(), str(canary), "ftp://127.0.0.1/"]
    asked = [f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}" for address in addresses]
    asked += [f"SELECT * {{ SERVICE SILENT <{address}> {{ ?s ?p ?o }} }}" for address in addresses[:4]]
    asked += [f"SELECT * {{ BIND(<{addresses[0]}> AS ?x) SERVICE ?x {{ ?s ?p ?o }} }}"]
    asked += [text.format(addresses[0]) for text in SPELLINGS]
    asked += [f"SELECT * FROM <{address}> {{ ?s ?p ?o }}" for address in addresses]
    asked += [f"SELECT * FROM NAMED <{address}> {{ GRAPH ?g {{ ?s ?p ?o }} }}" for address in (addresses[0], canary.as_uri())]
    asked += [f"LOAD <{addresses[0]}>", f"LOAD <{canary.as_uri()}> INTO GRAPH <urn:g>", f"DESCRIBE <{addresses[0]}>"]
    return asked


SPELLINGS = (
    "SELECT*{{SERVICE<{0}>{{}}}}",
    "SELECT * {{ FILTER(trueSERVICE<{0}>{{}}) }}",
    "SELECT * {{{{}}SERVICESILENT<{0}>{{}}}}",
    "PREFIX x: <{0}> SELECT * {{ SERVICE x: {{}} }}",
    "SELECT * {{ sErViCe <{0}> {{}} }}",
    "SELECT * {{ # SERVICE\nSERVICE#\n<{0}> {{}} }}",
    "ASK {{ FILTER EXISTS {{ SERVICE <{0}> {{ ?s ?p ?o }} }} }}",
    "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ {{ SELECT * {{ SERVICE <{0}> {{ ?s ?p ?o }} }} }} }}",
    "BASE <{0}> SELECT * {{ SERVICE <x> {{ ?s ?p ?o }} }}",
    "SELECT * {{ BIND(1 AS ?x) FILTER(?x<2)SERVICE#>\n<{0}> {{}} }}",
    "SELECT * {{ # a comment ends here\rSERVICE <{0}> {{}} }}",
    "SELECT * {{ ?s ?p 1SERVICE <{0}> {{}} }}",
    "SELECT * {{ ?s ?p trueSERVICE <{0}> {{}} }}",
    'SELECT * {{ VALUES ?x {{ 1 }} FILTER(?x<?x#>"""\n||true)SERVICE <{0}> {{}} #"""\n}}',
    "PREFIX e: <http://e/> SELECT * {{ ?x a e:z\\# . SERVICE <{0}> {{}} }}",
    "PREFIX e: <http://e/> SELECT * {{ ?x a e:z\\' . SERVICE <{0}> {{}} FILTER(?x != 'a') }}",
    "SELECT * {{ ?x a <http://e/)'> . SERVICE <{0}> {{}} FILTER(?x != 'a') }}",
)


def test_nothing_is_reached_through_the_service(endpoint: httpx.Client, listener: tuple[int, list[bytes]], tmp_path: Path) -> None:
    port, heard = listener
    canary = tmp_path / "canari.ttl"
    canary.write_text(f'<urn:s> <urn:p> "{CANARY}" .', encoding="utf-8")
    attempts = reaching(port, canary)
    assert len(attempts) >= 40
    for text in attempts:
        answer = endpoint.post("/sparql", data={"query": text})
        assert CANARY not in answer.text
        assert answer.status_code in (200, 400, 422, 503), text
        if "service" in text.lower():
            assert answer.status_code == 400, text
    assert heard == []


def test_nothing_is_reached_by_a_worker_that_is_asked_without_the_guard(
    compiled: Path, listener: tuple[int, list[bytes]], tmp_path: Path
) -> None:
    port, heard = listener
    canary = tmp_path / "canari.ttl"
    canary.write_text(f'<urn:s> <urn:p> "{CANARY}" .', encoding="utf-8")

    async def ask_all() -> list[bytes]:
        pool = Pool(_store(compiled), Limits(workers=1, seconds=10))
        found = [await _body(pool, text) for text in reaching(port, canary)]
        await pool.close()
        return found

    found = asyncio.run(ask_all())
    assert heard == []
    assert not any(CANARY.encode() in body for body in found)


def test_little_memory_is_enough_to_open_a_store(compiled: Path) -> None:
    async def opened() -> list[bool]:
        limits = Limits(memory=256 * 2**20)
        workers = [await Worker.start(_store(compiled), limits) for _start in range(3)]
        found = [worker.alive for worker in workers]
        for worker in workers:
            await worker.end()
        return found

    assert asyncio.run(opened()) == [True] * 3


async def _body(pool: Pool, text: str) -> bytes:
    request: dict[str, object] = {
        "query": text,
        "base": "http://x/",
        "default_graph": None,
        "named_graphs": None,
        "prefixes": {},
        "accept": "",
    }
    try:
        answer = await pool.answer(request)
        return b"".join([piece async for piece in answer.body()])
    except Failure as failure:
        return str(failure).encode()


def _store(root: Path) -> Path:
    current = Folder(root).generations.current()
    assert current
    return current.folder / STORE


# Queries that no machine can answer

ALL = "{ GRAPH ?g1 { ?a ?b ?c } GRAPH ?g2 { ?d ?e ?f } GRAPH ?g3 { ?g ?h ?i } }"
BOMB = "(a+)+$"
KILLERS = [
    f"SELECT * {ALL}",
    f"SELECT (COUNT(*) AS ?n) {ALL}",
    f"SELECT * {ALL} ORDER BY ?a ?e ?i",
    f"SELECT DISTINCT ?a ?e ?i {ALL}",
    f"SELECT ?a (GROUP_CONCAT(?i) AS ?all) {ALL} GROUP BY ?a",
    f"SELECT (MAX(CONCAT(STR(?a), STR(?f), STR(?i))) AS ?x) {ALL}",
    f"CONSTRUCT {{ ?a ?e ?i }} {ALL}",
    "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(CONCAT(STR(?a), STR(?f), STR(?i)) = 'x') }",
    "SELECT * { ?a (!<urn:x>)* ?b . ?c (!<urn:x>)* ?d }",
    "SELECT * { ?a (<urn:x>|!<urn:y>)+ ?b }",
    "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>|^!<urn:x>)* ?b }",
    "SELECT * { ?a ((!<urn:x>)/(!<urn:x>))* ?b . ?b (!<urn:x>)* ?c }",
    "SELECT * { ?a ?b ?c FILTER EXISTS { ?d ?e ?f . ?g ?h ?i FILTER(?f > ?i && ?c < ?f) } } ORDER BY ?a",
    "SELECT * { ?a ?b ?c . ?d ?e ?f FILTER NOT EXISTS { ?g ?h ?i . ?j ?k ?l FILTER(?i = ?c && ?l = ?f) } }",
    "SELECT * { ?a ?b ?c MINUS { ?d ?e ?c . ?g ?h ?i FILTER(?d != ?g) } }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i BIND(CONCAT(STR(?c), STR(?f), STR(?i)) AS ?x) } ORDER BY DESC(?x)",
    f"SELECT * {{ ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(STR(?c), STR(?f)), '{BOMB}')) }}",
    f"SELECT * {{ ?a ?b ?c . ?d ?e ?f FILTER(REPLACE(CONCAT(STR(?c), STR(?f)), '{BOMB}', 'x') = 'y') }}",
    "SELECT * { ?a ?b ?c FILTER(REGEX(STR(?c), '(((x{1,100}){1,100}){1,100})')) }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f FILTER(SHA512(CONCAT(STR(?a), STR(?f))) = 'x') }",
    "SELECT ?x { VALUES ?a { "
    + "1 " * 2000
    + "} VALUES ?b { "
    + "1 " * 2000
    + "} VALUES ?c { "
    + "1 " * 2000
    + "} BIND(?a+?b+?c AS ?x) } ORDER BY ?x",
    "SELECT * { " + "?a ?b ?c OPTIONAL { ?a ?d ?e } " * 40 + "}",
    "SELECT * { " + "".join(f"OPTIONAL {{ ?s{n} ?p{n} ?o{n} }} " for n in range(500)) + "}",
    "SELECT * { " + "".join(f"?s{n} ?p{n} ?o{n} . " for n in range(300)) + "}",
    "SELECT * { " + "{ ?s ?p ?o } UNION " * 400 + "{ ?s ?p ?o } . ?a ?b ?c . ?d ?e ?f } ORDER BY ?o",
    # Those below are refused before they run.
    "SELECT * " + "{ " * 50_000 + "} " * 50_000,
    "SELECT * " + "{ " * 2_300 + "} " * 2_300,
    "SELECT * { FILTER" + "(" * 5_000 + "1" + ")" * 5_000 + " }",
    "SELECT * { " + "OPTIONAL { ?s ?p ?o } " * 5_000 + "}",
    "SELECT * { ?s ?p ?o " + "MINUS { ?s ?p ?o } " * 5_000 + "}",
    "SELECT * { " + "{ ?s ?p ?o } UNION " * 5_000 + "{ ?s ?p ?o } }",
    "SELECT * { ?s " + "!" * 3_000 + "<urn:x> ?o }",
    "SELECT (" + "-" * 3_000 + "1 AS ?x) {}",
    "SELECT (" + "!" * 3_000 + "true AS ?x) {}",
    "SELECT * { FILTER(" + "1 + " * 30_000 + "1) }",
    "SELECT * { ?s " + "<urn:p>/" * 10_000 + "<urn:p> ?o }",
    "SELECT * { ?s (" + "<urn:p>|" * 10_000 + "<urn:p>) ?o }",
    "SELECT * { VALUES ?x { " + "1 " * 400_000 + "} }",
    "SELECT * { ?s ?p '" + "x" * 1_100_000 + "' }",
    "SELECT * { FILTER(?x IN (" + "1, " * 30_000 + "1)) }",
    "SELECT " + "?v " * 30_000 + "{ ?v ?p ?o }",
    "SELECT * { SERVICE <http://10.255.255.1/> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <http://10.255.255.1/> { ?s ?p ?o } }",
    "SELECT * { SERVICE ?x { ?s ?p ?o } }",
    "PREFIX " + "x" * 60_000 + ": <urn:x> SELECT * {}",
    "SELECT * { [ " + "<urn:p> [ " * 2_000 + "] " * 2_000 + "] <urn:p> 1 }",
    "SELECT * { ( " + "( " * 2_000 + ") " * 2_000 + ") <urn:p> 1 }",
    "\x00" * 1000,
    "SELECT",
    "ASK { " + "a" * 45_000 + " }",
]


def test_fifty_queries_that_cannot_be_answered_end_in_time_and_disturb_nobody(endpoint: httpx.Client) -> None:
    assert len(KILLERS) >= 50
    taken: list[float] = []
    stop = threading.Event()

    def cheap() -> None:
        with httpx.Client(base_url=endpoint.base_url, timeout=60) as client:
            while not stop.is_set():
                began = time.monotonic()
                answer = client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"})
                assert answer.status_code == 200, answer.text
                taken.append(time.monotonic() - began)
                time.sleep(0.02)

    with ThreadPoolExecutor(1) as beside, ThreadPoolExecutor(2) as killing:
        running = beside.submit(cheap)
        ends = [*killing.map(lambda text: _ended(endpoint, text), KILLERS)]
        stop.set()
        running.result()
    wrong = [(text[:60], status, seconds) for text, (status, seconds) in zip(KILLERS, ends, strict=True) if not _right(status, seconds)]
    assert wrong == []
    assert sorted(taken)[int(len(taken) * 0.99)] < 0.5


def _ended(endpoint: httpx.Client, text: str) -> tuple[int, float]:
    """Its status, and the seconds until the last byte; 599 where the answer was cut off."""
    began = time.monotonic()
    try:
        status = endpoint.post("/sparql", data={"query": text}).status_code
    except httpx.RemoteProtocolError:
        status = 599
    return status, time.monotonic() - began


def _right(status: int, seconds: float) -> bool:
    return (400 <= status < 500 or status in (503, 599)) and seconds < SECONDS + 1
