"""What clients may send before the service knows what they want: little, and soon."""

import socket
from contextlib import suppress

import pytest
from starlette.types import Scope

from entrevilles.graph.folder import Folder
from entrevilles.ontology.terms import is_iri
from entrevilles.service import gate, heads
from tests.served import serving


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
