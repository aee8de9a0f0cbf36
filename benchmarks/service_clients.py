"""Clients that ask in a closed loop, each on one connection that it keeps: what the answers were, and how long each took.

HTTP/1.1 on raw sockets with httptools' parser, since a client of comfort would take more of the machine than the service.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import httptools

Numbered = Callable[[int], bytes]
"""The request of this number, so that each can differ."""


@dataclass
class Run:
    """`taken`: seconds of each answer; `wrong`: the status of each that was not 200, or 0 for a connection that broke."""

    seconds: float = 0.0
    taken: list[float] = field(default_factory=list)
    wrong: list[int] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return len(self.taken) / self.seconds

    @property
    def middle(self) -> float:
        """Milliseconds."""
        return 1000 * statistics.median(self.taken)

    def at(self, share: float) -> float:
        """Milliseconds that this share of the answers took at most."""
        return 1000 * sorted(self.taken)[min(len(self.taken) - 1, int(len(self.taken) * share))]

    def __iadd__(self, other: "Run") -> "Run":
        self.seconds += other.seconds
        self.taken += other.taken
        self.wrong += other.wrong
        return self


class Client(asyncio.Protocol):
    """Sends the next request when the last is answered, until there is none, or the clock is out."""

    def __init__(self, run: Run, requests: Iterator[bytes], until: float) -> None:
        self.run, self.requests, self.until = run, requests, until
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self.transport = transport
        self._ask()

    def _ask(self) -> None:
        request = next(self.requests, None) if time.perf_counter() < self.until else None
        if request is None:
            self.done.set_result(None)
            self.transport.close()
            return
        self.parser = httptools.HttpResponseParser(self)
        self.began = time.perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_message_complete(self) -> None:
        self.run.taken.append(time.perf_counter() - self.began)
        if (status := self.parser.get_status_code()) != 200:
            self.run.wrong.append(status)
        asyncio.get_running_loop().call_soon(self._ask)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        if not self.done.done():
            self.run.wrong.append(0)
            self.done.set_result(None)


def drive(port: int, request: Numbered, clients: int, seconds: float, count: int | None = None) -> Run:
    """`count`: requests at most."""
    return asyncio.run(_drive(port, map(request, range(count or sys.maxsize)), clients, seconds))


async def _drive(port: int, requests: Iterator[bytes], clients: int, seconds: float) -> Run:
    run, began = Run(), time.perf_counter()
    loop, asking = asyncio.get_running_loop(), []
    for _client in range(clients):
        _transport, client = await loop.create_connection(lambda: Client(run, requests, began + seconds), "127.0.0.1", port)
        asking.append(client.done)
    await asyncio.gather(*asking)
    run.seconds = time.perf_counter() - began
    return run
