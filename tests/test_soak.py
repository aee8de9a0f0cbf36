"""Whatever of it is killed, the service is there again at once with the same answers; asked for long, it does not grow.

Two kills of each kind by default, and some seconds of clients; `ENTREVILLES_SOAK=100` for a hundred, and ten minutes.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import httpx
import psutil
import pytest

from entrevilles.building import build
from entrevilles.graph.folder import Folder
from entrevilles.ontology.terms import EV, READING, TYPE
from entrevilles.queries import catalogue
from tests.served import free_port, started

SOAK = int(os.environ.get("ENTREVILLES_SOAK", "0"))
KILLS = SOAK or 2
READY = 5.0 if SOAK else 30.0
"""Seconds; more where other tests share the machine."""
SECONDS = 6.0 * SOAK or 8.0
WARM = 10.0
"""Seconds of clients before what is kept is counted: all questions are asked by then, by all threads."""
GROWTH = 0.10
CLIENTS, BUSY, WORKERS = 32, 2, 5
"""`BUSY` workers answer at a time; the others are for what takes long, and one is ready."""
LONG = "SELECT (COUNT(*) AS ?n) { GRAPH ?g1 { ?a ?b ?c } GRAPH ?g2 { ?d ?e ?f } GRAPH ?g3 { ?g ?h ?i } }"
ASKED = (
    "/sparql?query=" + quote("SELECT ?s ?name { ?s skos:prefLabel ?name } ORDER BY ?s ?name"),
    "/fr/questions/partners.csv?date=2024-06-01",
    "/en/questions/missions.json",
    "/data/id/namur.nt",
)
REGIONS = "SELECT ?region { ?region a ev:Region } ORDER BY ?region"

Family = list[psutil.Process]


# What must hold


def told(client: httpx.Client) -> list[bytes]:
    """The answers; asked again where it is said that there is none now."""
    until = time.monotonic() + READY
    answers = []
    for address in ASKED:
        while (answer := client.get(address)).status_code == 503 and time.monotonic() < until:
            assert answer.headers["retry-after"]
        assert answer.status_code == 200, (address, answer.text)
        answers.append(answer.content)
    return answers


def soon(what: Callable[[], object]) -> float:
    """The seconds until it is true; fails after `READY`."""
    began = time.monotonic()
    while not what():
        assert time.monotonic() - began < READY
        time.sleep(0.02)
    return time.monotonic() - began


def alive(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    return False


def gone(processes: Family) -> None:
    soon(lambda: not any(alive(one) for one in processes))


def family(process: "subprocess.Popen[str]") -> Family:
    """All processes of a service but the first."""
    return [one for one in psutil.Process(process.pid).children(recursive=True) if alive(one)]


def running(process: "subprocess.Popen[str]", module: str) -> Family:
    found = []
    for one in family(process):
        with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
            if any(module in word for word in one.cmdline()):
                found.append(one)
    return found


def workers(process: "subprocess.Popen[str]") -> Family:
    return running(process, "entrevilles.service.worker")


def listeners(process: "subprocess.Popen[str]") -> Family:
    return running(process, "spawn_main")


@contextmanager
def busy(client: httpx.Client, process: "subprocess.Popen[str]") -> Iterator[Family]:
    """As many workers as can be in the middle of a query that takes longer than it may."""

    def ask() -> None:
        with suppress(httpx.TransportError), httpx.Client(base_url=client.base_url, timeout=60) as one:
            one.post("/sparql", data={"query": LONG})

    soon(lambda: len(workers(process)) == WORKERS)
    found = workers(process)
    began = {one.pid: one.cpu_times().user for one in found}
    with ThreadPoolExecutor(BUSY) as beside:
        for _worker in range(BUSY):
            beside.submit(ask)
        soon(lambda: sum(one.cpu_times().user > began[one.pid] + 0.05 for one in found) == BUSY)
        yield found


@contextmanager
def asked_meanwhile(base: httpx.URL, pause: float = 0.01) -> Iterator[list[int]]:
    """The status of each answer to a client that does not stop asking."""
    statuses: list[int] = []
    stop = threading.Event()

    def ask() -> None:
        with httpx.Client(base_url=base, timeout=60) as client:
            while not stop.wait(pause):
                statuses.append(client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).status_code)

    with ThreadPoolExecutor(1) as beside:
        asking = beside.submit(ask)
        try:
            yield statuses
        finally:
            stop.set()
            asking.result()


# Kills


def test_a_killed_service_leaves_no_process_and_is_there_again_with_the_same_answers(compiled: Path) -> None:
    port, before, killed = free_port(), None, 0.0
    for _kill in range(KILLS + 1):
        with started(compiled, port=port) as (client, process):
            assert not killed or time.monotonic() - killed < READY
            now = told(client)
            assert before in (None, now)
            before = now
            with busy(client, process):
                left = family(process)
                time.sleep(random.uniform(0, 0.2))
                killed = time.monotonic()
                process.kill()
        assert len(left) >= WORKERS
        gone(left)


def test_a_killed_worker_is_replaced_and_costs_its_own_answer_at_most(compiled: Path) -> None:
    with started(compiled) as (client, process):
        before = told(client)
        with asked_meanwhile(client.base_url) as statuses:
            for _kill in range(KILLS):
                time.sleep(random.uniform(0, 0.2))
                random.choice(workers(process)).kill()
                assert told(client) == before
        assert set(statuses) <= {200, 503}
        assert statuses.count(503) <= KILLS < len(statuses)
        with busy(client, process) as found:
            for one in found:
                one.kill()
        assert told(client) == before


def test_a_killed_publish_disturbs_nobody_and_the_next_is_followed(small: Folder) -> None:
    with started(small.root) as (client, _process), asked_meanwhile(client.base_url) as statuses:
        for number in range(KILLS):
            publishing = publish(small, number)
            with suppress(subprocess.TimeoutExpired):
                publishing.wait(random.uniform(0, 1.5))
            publishing.kill()
            publishing.wait()
            soon(lambda: regions(client) == published(small))
        assert publish(small, KILLS).wait() == 0
        assert soon(lambda: regions(client) == KILLS + 1) < READY
        assert published(small) == KILLS + 1
    assert set(statuses) == {200}


def publish(folder: Folder, number: int) -> "subprocess.Popen[bytes]":
    rows = "".join(f"region-{one},Région {one},registre\n" for one in range(number + 1))
    (folder.root / "sources" / "base" / "regions.csv").write_text(f"id,nom,source\n{rows}", encoding="utf-8")
    words = [sys.executable, "-m", "entrevilles", "build", "--dataset", str(folder.root)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def regions(client: httpx.Client) -> int:
    answer = client.get("/sparql", params={"query": REGIONS}, headers={"Accept": "application/sparql-results+json"})
    return len(answer.raise_for_status().json()["results"]["bindings"])


def published(folder: Folder) -> int:
    return len(list(folder.opened().store.quads_for_pattern(None, TYPE, EV.Region, READING)))


# Several processes


def test_several_processes_listen_follow_and_are_replaced(small: Folder) -> None:
    with started(small.root, "--processes", "2", "--workers", "1") as (client, process):
        soon(lambda: len(workers(process)) == 6)
        assert len(listeners(process)) == 2
        (small.root / "sources" / "base" / "regions.csv").write_text("id,nom,source\nwallonie,Wallonie,registre\n", encoding="utf-8")
        build(small)
        soon(lambda: {fresh(client) for _connection in range(20)} == {1})
        killed = listeners(process)[0]
        orphans = killed.children()
        killed.kill()
        soon(lambda: len(listeners(process)) == 2 and killed not in listeners(process))
        gone(orphans)
        soon(lambda: len(workers(process)) == 6)
        assert {fresh(client) for _connection in range(20)} == {1}


def fresh(client: httpx.Client) -> int:
    with httpx.Client(base_url=client.base_url, timeout=60) as one:
        return regions(one)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_several_processes_end_together(small: Folder, number: signal.Signals) -> None:
    with started(small.root, "--processes", "2", "--workers", "1") as (_client, process):
        soon(lambda: len(workers(process)) == 6)
        found = family(process)
        process.send_signal(number)
        process.wait(READY)
        gone(found)


# Memory


def test_it_does_not_grow_while_clients_ask(compiled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request differs, so that what is kept of each is seen."""
    monkeypatch.setattr(sys, "path", [*sys.path, str(Path(__file__).parent.parent / "benchmarks")])
    clients = __import__("service_clients")
    names = sorted(catalogue.catalogue())

    def request(number: int) -> bytes:
        address = f"/sparql?query=ASK%7B%7D%23{number}{'x' * 20_000}"
        if number % 4 == 0:
            address = f"/fr/questions/{names[number // 4 % len(names)]}.csv?n{number}="
        return f"GET {address} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()

    with started(compiled) as (client, process):
        assert client.base_url.port
        clients.drive(client.base_url.port, request, CLIENTS, max(SECONDS / 2, WARM))
        before = memory(process)
        run = clients.drive(client.base_url.port, request, CLIENTS, SECONDS)
        assert memory(process) < (1 + GROWTH) * before
        assert len(run.taken) > CLIENTS
        assert run.wrong == []


def memory(process: "subprocess.Popen[str]") -> int:
    """Bytes that the service and its workers keep resident."""
    return sum(one.memory_info().rss for one in (psutil.Process(process.pid), *family(process)))
