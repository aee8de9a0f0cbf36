"""One process that answers queries from one compiled store, and can reach nothing else.

python -m entrevilles.service.worker STORE MEMORY_IN_BYTES SECONDS

Oxigraph has no timeout, follows SERVICE, and some queries end its process; so the service runs none in its own, and ends
this one when it is late. What it imports is kept short: it starts often.
"""

import json
import os
import resource
import signal
import sys
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, TypeVar

import pyoxigraph as ox

from entrevilles.service.frames import BROKEN, LENGTH, PIECE, framed
from entrevilles.service.negotiation import best
from entrevilles.service.orphans import end_with_parent

Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
Form = TypeVar("Form", ox.QueryResultsFormat, ox.RdfFormat)
TABLES = (ox.QueryResultsFormat.CSV, ox.QueryResultsFormat.TSV, ox.QueryResultsFormat.XML, ox.QueryResultsFormat.JSON)
GRAPHS = (ox.RdfFormat.RDF_XML, ox.RdfFormat.N_TRIPLES, ox.RdfFormat.JSON_LD, ox.RdfFormat.TURTLE)
"""The last is given to whoever says nothing, or anything."""


SLACK = 5.0
"""Seconds beyond its time after which a worker ends itself, had the service died and could not end it."""


def offered(forms: Sequence[Form]) -> dict[str, Form]:
    """By media type; the plain name of JSON, which many clients send, is that of our JSON too."""
    return {"application/json": next(form for form in forms if "json" in form.media_type)} | {form.media_type: form for form in forms}


class Refused(Exception):
    """A status of HTTP, and what to say."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


class Body:
    """What the engine writes, in frames; the head goes before the first."""

    def __init__(self, out: BinaryIO, head: dict[str, Any]) -> None:
        self._out, self._head, self._kept, self._begun = out, head, bytearray(), False

    def write(self, data: bytes) -> int:
        self._kept += data
        while len(self._kept) >= PIECE:  # one value may be longer than many frames
            self._send(self._begin(whole=False) + framed(self._kept[:PIECE]))
            del self._kept[:PIECE]
        return len(data)

    def flush(self) -> None:
        """The engine asks for it once, at its end; so does `end`."""

    def _begin(self, *, whole: bool) -> bytes:
        if self._begun:
            return b""
        self._begun = True
        return framed(json.dumps({**self._head, "whole": whole}).encode())

    def _send(self, frames: bytes) -> None:
        self._out.write(frames)
        self._out.flush()

    def end(self) -> None:
        if not self._begun:
            self._send(self._begin(whole=True) + framed(self._kept))
        else:
            self._send((framed(self._kept) if self._kept else b"") + framed(b""))

    def fail(self, status: int, text: str) -> None:
        if self._begun:
            self._send(LENGTH.pack(BROKEN))
            return
        self._head, self._kept = {"status": status, "error": text}, bytearray()
        self.end()


def main() -> None:
    path, memory, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ^C is for the service, which lets answers end
    end_with_parent()
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    store = ox.Store.read_only(path)
    _wall()
    sys.stdout.buffer.write(framed(b""))  # ready
    sys.stdout.buffer.flush()
    for request in _requests(sys.stdin.buffer):
        signal.setitimer(signal.ITIMER_REAL, seconds + SLACK)
        _answer(store, request, sys.stdout.buffer)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _wall() -> None:
    """No file or socket can be opened any more, whatever a query asks: the next number is beyond the limit."""
    free = os.dup(0)
    os.close(free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free, free))


def _requests(pipe: BinaryIO) -> Iterator[dict[str, Any]]:
    while length := pipe.read(LENGTH.size):
        yield json.loads(pipe.read(LENGTH.unpack(length)[0]))


def _answer(store: ox.Store, request: dict[str, Any], out: BinaryIO) -> None:
    body = Body(out, {})
    try:
        results = store.query(request["query"], base_iri=request["base"], prefixes=request["prefixes"], **_graphs(request))
        form = _form(results, request["accept"])
        body = Body(out, {"status": 200, "type": form.media_type})
        results.serialize(body, form)  # type: ignore[arg-type]
        body.end()
    except Refused as refusal:
        body.fail(refusal.status, str(refusal))
    except SyntaxError as error:
        body.fail(400, str(error))
    except (ValueError, RuntimeError, OSError) as error:  # a function that nobody knows, SERVICE
        body.fail(422, str(error))


def _graphs(request: dict[str, Any]) -> dict[str, Any]:
    """Those of the protocol, where there are some; they go before FROM (SPARQL 1.1 Protocol, 2.1.4)."""
    return {key: [ox.NamedNode(iri) for iri in request[key]] for key in ("default_graph", "named_graphs") if request.get(key) is not None}


def _form(results: Results, accept: str) -> Any:
    forms: dict[str, Any] = offered(GRAPHS) if isinstance(results, ox.QueryTriples) else offered(TABLES)
    chosen = best(accept, list(forms))
    if chosen is None:
        raise Refused(406, ", ".join(reversed(forms)))
    return forms[chosen]


if __name__ == "__main__":
    main()
