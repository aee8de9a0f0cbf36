"""Long queries step aside: short ones, and other clients, do not wait for them."""

import asyncio
import shutil
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message

from entrevilles.graph.folder import Folder
from entrevilles.graph.generations import STORE
from entrevilles.ontology.terms import READING
from entrevilles.service import asking, places
from entrevilles.service.app import Service
from entrevilles.service.failures import Failure
from entrevilles.service.places import Place, Places
from entrevilles.service.pool import Limits, Pool
from entrevilles.service.questions import Questions
from tests.served import serving

NUMBERS = "VALUES ?a { " + "1 " * 2000 + "} "
LONG = f"SELECT (SUM(?a + ?b + ?c) AS ?n) {{ {NUMBERS} {NUMBERS.replace('?a', '?b')} {NUMBERS.replace('?a', '?c')} }}"
CHEAP = "ASK {}"


def test_two_long_queries_leave_a_short_one_alone(small: Folder) -> None:
    with serving(small.root, "--seconds", "3") as client, ThreadPoolExecutor(2) as beside:
        url = client.base_url.join("/sparql")
        running = [beside.submit(httpx.post, url, data={"query": LONG}, timeout=60) for _client in range(2)]
        time.sleep(2 * places.SHORT)
        taken = []
        while not any(one.done() for one in running):
            began = time.monotonic()
            assert client.get("/sparql", params={"query": CHEAP}).status_code == 200
            taken.append(time.monotonic() - began)
        assert {one.result().status_code for one in running} == {503}
        assert len(taken) > 20
        assert sorted(taken)[int(len(taken) * 0.99)] < 0.5


def test_beyond_the_room_for_long_queries_one_ends_where_another_waits(small: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """One place and room for one: three processes at most."""
    monkeypatch.setattr(places, "LONG", 0.2)
    current = small.generations.current()
    assert current

    async def run() -> int:
        pool, most = Pool(current.folder / STORE, Limits(workers=1, seconds=20)), 0
        await pool.warm()
        first, second = asyncio.create_task(_said(pool, LONG)), asyncio.create_task(_said(pool, LONG))
        await asyncio.sleep(1)
        assert not first.done()
        assert not second.done()  # nobody waits
        for _query in range(3):
            assert await _said(pool, CHEAP) == "true"
            most = max(most, len(_running()))
        assert sorted([await second, first.done()], key=str) == [False, "busy"]
        first.cancel()
        with suppress(asyncio.CancelledError):
            await first
        assert await _said(pool, CHEAP) == "true"
        await pool.close()
        return most

    assert asyncio.run(run()) <= 3


def _running() -> list[psutil.Process]:
    """The workers, once those that were ended are gone."""
    until = time.monotonic() + 10
    while len(found := [one for one in psutil.Process().children() if one.status() != psutil.STATUS_ZOMBIE]) > 3:
        if time.monotonic() > until:
            break
        time.sleep(0.05)
    return found


async def _said(pool: Pool, text: str) -> str:
    try:
        answer = await pool.answer({"query": text, "base": "http://x/", "prefixes": {}, "accept": "text/csv"})
    except Failure as failure:
        return str(failure)
    return b"".join([piece async for piece in answer.body()]).decode()


def _as(client: str, work: Callable[[], Awaitable[Place]]) -> "asyncio.Task[Place]":
    async def asked() -> Place:
        places.client.set(client)
        return await work()

    return asyncio.create_task(asked())


def test_clients_are_served_in_turn_and_seats_are_shared() -> None:
    async def run() -> None:
        found = Places(1, 4)
        held = await found.take()
        greedy = [_as("a", found.take) for _request in range(4)]
        await asyncio.sleep(0)
        other = _as("b", found.take)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        with pytest.raises(Failure, match="busy"):  # the greatest share gives up a seat
            await greedy[3]
        with pytest.raises(Failure, match="busy"):
            await _as("a", found.take)
        order: list[asyncio.Task[Place]] = []
        waiting = {*greedy[:3], other}
        while waiting:
            held.leave()
            (task,), waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            order.append(task)
            held = task.result()
        assert order == [greedy[0], other, *greedy[1:3]]

    asyncio.run(run())


def test_who_is_gone_before_the_turn_comes_takes_no_place() -> None:
    async def run() -> None:
        found = Places(1, 4)
        held = await found.take()
        for late in (False, True):
            waiting = asyncio.create_task(found.take())
            await asyncio.sleep(0)
            if late:
                held.leave()
            waiting.cancel()
            with suppress(asyncio.CancelledError):
                await waiting
        async with asyncio.timeout(1):
            held = await found.take()
        assert not found.waiting

    asyncio.run(run())


def test_what_nobody_waits_for_any_more_ends() -> None:
    async def run() -> bool:
        ended = asyncio.Event()

        async def work() -> None:
            try:
                await asyncio.sleep(60)
            finally:
                ended.set()

        async def receive() -> Message:
            return {"type": "http.disconnect"}

        with pytest.raises(ClientDisconnect):
            await asking.awaited(Request({"type": "http"}, receive), work())
        return await asyncio.wait_for(ended.wait(), 1)

    assert asyncio.run(run())


@pytest.mark.parametrize("name", ["partners", "partners.csv"])
def test_a_question_whose_client_is_gone_ends(small: Folder, name: str) -> None:
    messages: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}, {"type": "http.disconnect"}]

    async def receive() -> Message:
        return messages.pop(0)

    async def run() -> None:
        service = Service(small, Limits(workers=1), READING.value)
        await service.pool.warm()
        path = f"/fr/questions/{name}"
        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": b"",
            "headers": [],
            "path_params": {"lang": "fr", "name": name},
        }
        try:
            with pytest.raises(ClientDisconnect):
                await Questions(service).answered(Request(scope, receive))
            assert isinstance(service.pool, Pool)
            assert await _said(service.pool, CHEAP) == "true"
        finally:
            await service.pool.close()

    asyncio.run(run())


def test_no_worker_of_the_generation_before_answers(small: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The switch may come while one waits for a worker, after the idle were looked at."""
    monkeypatch.setattr(Pool, "_leave_fit", lambda _pool: None)
    current = small.generations.current()
    assert current
    new = shutil.copytree(current.folder / STORE, tmp_path / "store")

    async def run() -> Path:
        pool = Pool(current.folder / STORE, Limits(workers=1))
        await pool.warm()
        pool.store = new
        taken = await pool._take()
        await pool.close()
        return taken.worker.store

    assert asyncio.run(run()) == new
