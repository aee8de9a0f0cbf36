"""What clients may send before the service knows what they want: little, and soon."""

import resource
import socket
import time
from contextlib import ExitStack, suppress
from urllib.parse import quote

import httpx
import psutil
import pytest
from starlette.types import Scope

from entrevilles.graph.folder import Folder
from entrevilles.ontology.terms import is_iri
from entrevilles.service import gate, heads
from tests.served import serving, started
from tests.test_places import LONG


def answer(port: int, sent: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        with suppress(OSError):  # refused before its end
            connection.sendall(sent)
        try:
            return connection.recv(100)
        except ConnectionResetError:
            return b"reset"


@pytest.mark.parametrize("line", [b"X-Long: ", b"", b"GET /"], ids=["header", "headers", "address"])
def test_a_head_without_end_is_refused(small: Folder, line: bytes) -> None:
    with serving(small.root) as client:
        port = int(client.base_url.port or 0)
        begin = b"" if line.startswith(b"GET") else b"GET / HTTP/1.1\r\nHost: x\r\n"
        much = b"A: b\r\n" * 40_000 if not line else line + b"a" * 4 * heads.LARGEST
        assert answer(port, begin + much).startswith((b"HTTP/1.1 431", b"HTTP/1.1 400", b"reset"))
        body = b"query=%23" + b"a" * 2 * heads.LARGEST + b"%0AASK{}"  # a body is none of its head
        assert client.post("/sparql", content=body, headers={"Content-Type": "application/x-www-form-urlencoded"}).status_code == 200


def test_clients_of_ipv4_are_told_apart_on_a_socket_of_ipv6() -> None:
    def client(address: str) -> str:
        scope: Scope = {"client": (address, 1)}
        return gate._client(scope)

    assert client("::ffff:192.0.2.1") == client("192.0.2.1") != client("::ffff:192.0.2.2")
    assert client("2001:db8::1") == client("2001:db8::2") != client("2001:db8:1::1")


@pytest.mark.parametrize(("text", "iri"), [("https://x.example/a", True), ("Coutances (voir https://x.example/ et la suite)", False)])
def test_a_sentence_with_an_address_is_no_address(text: str, iri: bool) -> None:
    assert is_iri(text) is iri


def test_two_thousand_idle_connections_hold_nobody_up(small_once: Folder) -> None:
    """Those that wait for their client are closed as others come, the oldest first; not one that is being answered."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    try:
        with started(small_once.root, "--seconds", "4") as (client, process), ExitStack() as held:
            place = ("127.0.0.1", int(client.base_url.port or 0))
            busy = held.enter_context(socket.create_connection(place))
            busy.sendall(f"GET /sparql?query={quote(LONG)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            taken = []
            for number in range(2000):
                idle = held.enter_context(socket.create_connection(place))
                idle.sendall((b"", b"GET / HTTP/1.1\r\nX: ", b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nq")[number % 3])
                if number % 20 == 0:
                    began = time.monotonic()
                    assert httpx.get(client.base_url.join("/sparql"), params={"query": "ASK {}"}, timeout=60).status_code == 200
                    taken.append(time.monotonic() - began)
            assert sorted(taken)[98] < 0.5
            assert len(psutil.Process(process.pid).net_connections()) <= heads.MOST + 10
            busy.settimeout(60)
            assert busy.recv(100).startswith(b"HTTP/1.1 503")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
