"""The service: routes, and the answers of HTTP."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import Quad
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.graph.generations import STORE
from entrevilles.ontology.language import _
from entrevilles.ontology.terms import PREFIXES, READING
from entrevilles.service import asking, description, protocol
from entrevilles.service.dumps import Dumps
from entrevilles.service.entities import Entities
from entrevilles.service.front import PERSON, Front
from entrevilles.service.headers import ALWAYS, VARIES
from entrevilles.service.negotiation import best, wants_page
from entrevilles.service.orphans import end_with_supervisor
from entrevilles.service.pool import Failure, Limits, Pool, said
from entrevilles.service.questions import Questions
from entrevilles.service.vocabulary import Vocabulary
from entrevilles.service.worker import GRAPHS

LARGEST = 1_000_000
"""Bytes of a request."""
CONFIGURATION = "ENTREVILLES_SERVE"
SOON = 0.5
"""Seconds between two looks at which generation is current."""


class Service:
    """A dataset, and the workers that read its current generation."""

    def __init__(self, folder: Folder, limits: Limits, reading: str | None) -> None:
        self.folder, self.reading = folder, reading
        self.dataset = Dataset(folder)
        self.pool = Pool(self._store, limits)
        self.front = Front(self)

    @property
    def _store(self) -> Path:
        return self.dataset.generation.folder / STORE

    async def follow(self) -> None:
        """A new generation, as soon as it is published; answers that have begun end with the old one."""
        while True:
            await asyncio.sleep(SOON)
            with suppress(OSError):
                current = self.folder.generations.current()
                if current and current.id != self.dataset.generation.id:
                    self.dataset = Dataset(Folder(self.folder.root), current)
                    self.pool.store = self._store

    async def sparql(self, request: Request) -> Response:
        body = await _read(request)
        media_type, accept = request.headers.get("content-type", ""), request.headers.get("accept", "")
        if request.method == "GET" and not request.query_params.keys() - PERSON and wants_page(accept):
            return await self.front.editor(request)
        query = protocol.parse(request.method, request.url.query, media_type, body, self.reading)
        if query is None:
            return self.description(request)
        asked = {
            "query": query.text,
            "default_graph": query.default_graph,
            "named_graphs": query.named_graphs,
            "base": str(request.url.replace(query="")),
            "prefixes": PREFIXES,
            "accept": query.accept or accept,
        }
        answer = await self.pool.answer(asked)
        return asking.sent(answer, VARIES)

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            *(Route(path, self.sparql, methods=["GET", "POST"]) for path in ("/sparql", "/sparql/")),
            Route("/.well-known/void", self.void),
            *Entities(self).routes,
            *Vocabulary(self).routes,
            *Questions(self).routes,
            *Dumps(self).routes,
            *self.front.routes,
        ]

    def description(self, request: Request) -> Response:
        base = str(request.base_url).rstrip("/")
        return _graph(description.service(self.dataset, base), request.headers.get("accept", ""))

    async def void(self, request: Request) -> Response:
        base = str(request.base_url).rstrip("/")
        return _graph(description.dataset_of(self.dataset, base), request.headers.get("accept", ""))


def _graph(quads: Iterable[Quad], accept: str) -> Response:
    """These triples in the form that the client wants. Raises Malformed."""
    offered = {form.media_type: form for form in GRAPHS}
    chosen = best(accept, list(offered))
    if chosen is None:
        raise protocol.Malformed(406, ", ".join(reversed(offered)))
    data = ox.serialize((quad.triple for quad in quads), format=offered[chosen], prefixes={**PREFIXES, **description.PREFIXES})
    return Response(data, media_type=chosen, headers=VARIES)


async def _read(request: Request) -> bytes:
    """The body. Raises Malformed for one that is too large, without reading it to its end."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            raise protocol.Malformed(413, _("cette requête est trop grande"))
    return bytes(body)


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, protocol.Malformed | Failure)
    headers = {**ALWAYS, **({"Retry-After": "5"} if error.status == 503 else {})}
    return PlainTextResponse(f"{said(error)}\n", error.status, headers)


async def _unrouted(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return PlainTextResponse(f"{error.detail}\n", error.status_code, {**ALWAYS, **(error.headers or {})})


@contextmanager
def configured(root: Path, **limits: float) -> Iterator[None]:
    """What `from_environment` reads, in this process and those that it starts."""
    os.environ[CONFIGURATION] = json.dumps({"root": str(root.absolute()), "limits": limits})
    yield
    del os.environ[CONFIGURATION]


def from_environment() -> Starlette:
    given = json.loads(os.environ[CONFIGURATION])
    end_with_supervisor()
    return application(Folder(Path(given["root"])), Limits(**given["limits"]))


def application(folder: Folder, limits: Limits, reading: str | None = READING.value) -> Starlette:
    service = Service(folder, limits, reading)

    @asynccontextmanager
    async def running(_app: Starlette) -> AsyncIterator[None]:
        await service.pool.warm()
        follower = asyncio.create_task(service.follow())
        yield
        follower.cancel()
        await service.pool.close()

    return Starlette(
        routes=service.routes,
        middleware=[Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "POST"])],
        exception_handlers={protocol.Malformed: _refused, Failure: _refused, HTTPException: _unrouted},
        lifespan=running,
    )
