"""The service: routes, and the answers of HTTP."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from pyoxigraph import Quad
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.graph.generations import STORE
from entrevilles.graph.pushing import Endpoint
from entrevilles.ontology.errors import DatasetError, QueryError
from entrevilles.ontology.language import _
from entrevilles.ontology.terms import PREFIXES, READING
from entrevilles.queries.mistakes import explained
from entrevilles.service import addresses, asking, description, negotiation, protocol, tokens
from entrevilles.service.dumps import Dumps
from entrevilles.service.entities import Entities
from entrevilles.service.failures import Failure, said
from entrevilles.service.front import PERSON, Front
from entrevilles.service.gate import Gate, Limiter
from entrevilles.service.headers import VARIES
from entrevilles.service.negotiation import HTML, best, outweighs
from entrevilles.service.orphans import end_with_supervisor
from entrevilles.service.pool import Limits, Pool
from entrevilles.service.questions import Questions
from entrevilles.service.relay import Relay
from entrevilles.service.vocabulary import Vocabulary
from entrevilles.service.worker import GRAPHS, TABLES, offered
from entrevilles.service.writing import Writing

CONFIGURATION = "ENTREVILLES_SERVE"
ANSWERS = tuple({**offered(TABLES), **offered(GRAPHS)})
"""What a query may be answered in."""
SOON = 0.5
"""Seconds between two looks at which generation is current."""


class Service:
    """A dataset, and who answers queries on its current generation: workers on the folder, or the endpoint that holds it."""

    def __init__(self, folder: Folder | Endpoint, limits: Limits, reading: str | None) -> None:
        self.folder, self.reading = folder, reading
        self.dataset = Dataset(folder)
        self.pool = Relay(folder, limits) if isinstance(folder, Endpoint) else Pool(self._store, limits)
        self.front = Front(self)

    @property
    def _store(self) -> Path:
        return self.dataset.generation.folder / STORE

    async def follow(self) -> None:
        """A new generation, as soon as it is published; answers that have begun end with the old one."""
        while True:
            await asyncio.sleep(SOON)
            if isinstance(self.pool, Relay):
                await self._follow_endpoint(self.pool)
            else:
                self.look()

    def look(self) -> None:
        """For a new generation of the folder, a new title or licence."""
        with suppress(OSError, DatasetError):  # while its settings are written
            current, folder = self.folder.generations.current(), Folder(self.folder.root)
            told = (self.dataset.generation.id, self.dataset.folder.settings)
            if isinstance(self.pool, Pool) and current and (current.id, folder.settings) != told:
                self.dataset = Dataset(folder, current)
                self.pool.store = self._store

    async def _follow_endpoint(self, relay: Relay) -> None:
        """While a push is under way nothing is whole: the last generation that was stays the one that is told."""
        with suppress(DatasetError, QueryError):
            found = await run_in_threadpool(Endpoint, relay.url)
            if found.generation.id != self.dataset.generation.id:
                await run_in_threadpool(relay.follow, found)
                self.dataset = Dataset(found)

    async def sparql(self, request: Request) -> Response:
        body = await asking.body_of(request)
        media_type, accept = request.headers.get("content-type", ""), negotiation.said(request, "accept")
        nothing_asked = request.method != "POST" and not request.query_params.keys() - PERSON
        if nothing_asked and best(accept, [HTML, *(form.media_type for form in GRAPHS)]) == HTML:
            return await self.front.editor(request)
        query = protocol.parse(request.method, request.url.query, media_type, body, self.reading)
        if query is None:
            return await self.description(request)
        if request.method != "POST" and not query.accept and outweighs(accept, HTML, ANSWERS):
            return await self.front.editor(request, query.text)
        asked = {
            "query": query.text,
            "default_graph": query.default_graph,
            "named_graphs": query.named_graphs,
            "base": str(request.url.replace(query="")),
            "prefixes": self.dataset.names.prefixes,
            "accept": query.accept or accept,
        }
        try:
            answer: Any = await asking.awaited(request, self.pool.answer(asked))
        except Failure as failure:
            raise Failure(400, explained(query.text, str(failure))) if failure.status == 400 else failure from None
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

    async def description(self, request: Request) -> Response:
        return await self._described(request, description.service)

    async def void(self, request: Request) -> Response:
        return await self._described(request, description.dataset_of)

    async def _described(self, request: Request, describe: Callable[[Dataset, str], Iterable[Quad]]) -> Response:
        base, accept = addresses.base(request), negotiation.said(request, "accept")
        return await run_in_threadpool(lambda: _graph(describe(self.dataset, base), accept))


def _graph(quads: Iterable[Quad], accept: str) -> Response:
    """These triples in the form that the client wants. Raises Malformed."""
    forms = offered(GRAPHS)
    chosen = best(accept, list(forms))
    if chosen is None:
        raise Failure(406, ", ".join(reversed(forms)))
    data = ox.serialize((quad.triple for quad in quads), format=forms[chosen], prefixes={**PREFIXES, **description.PREFIXES})
    return Response(data, media_type=forms[chosen].media_type, headers=VARIES)


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, protocol.Malformed | Failure)
    headers = error.headers if isinstance(error, protocol.Malformed) else {}
    return PlainTextResponse(f"{said(error)}\n", error.status, {**({"Retry-After": "5"} if error.status == 503 else {}), **headers})


async def _unread(_request: Request, _error: Exception) -> Response:
    """The endpoint that the pages are read from is away; where it is, is not for everybody."""
    return PlainTextResponse(_("le moteur qui garde les données ne répond pas ; réessayez plus tard") + "\n", 503, {"Retry-After": "5"})


async def _unrouted(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    words = {404: _("rien n'a cette adresse"), 405: _("cette adresse n'admet pas cette méthode")}
    return PlainTextResponse(f"{words.get(error.status_code, error.detail)}\n", error.status_code, error.headers)


@dataclass(frozen=True)
class Options:
    """`base_url`: as `gate.public` gives it; `rate`: requests a minute of one client, 0 for any number; `token_file`: as `tokens.read`."""

    base_url: str = ""
    rate: int = 0
    token_file: str = ""


@contextmanager
def configured(place: str, options: Options, **limits: float) -> Iterator[None]:
    """What `from_environment` reads, in this process and those that it starts."""
    os.environ[CONFIGURATION] = json.dumps({"place": place, "options": asdict(options), "limits": limits})
    yield
    del os.environ[CONFIGURATION]


def from_environment() -> ASGIApp:
    given = json.loads(os.environ[CONFIGURATION])
    end_with_supervisor()
    place, options = given["place"], Options(**given["options"])
    found = application(Endpoint(place) if "://" in place else Folder(Path(place)), Limits(**given["limits"]), options=options)
    os.environ.pop(tokens.VARIABLE, None)  # the workers have no need of it
    return found


def application(folder: Folder | Endpoint, limits: Limits, reading: str | None = READING.value, options: Options = Options()) -> ASGIApp:
    service = Service(folder, limits, reading)
    writing = Writing(service, tokens.read(options.token_file))

    @asynccontextmanager
    async def running(_app: Starlette) -> AsyncIterator[None]:
        await service.pool.warm()
        follower = asyncio.create_task(service.follow())
        yield
        follower.cancel()
        await service.pool.close()

    app = Starlette(
        routes=[*writing.routes, *service.routes],
        middleware=[
            Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "HEAD", "POST"]),
            Middleware(Limiter, rate=options.rate),
        ],
        exception_handlers={protocol.Malformed: _refused, Failure: _refused, DatasetError: _unread, HTTPException: _unrouted},
        lifespan=running,
    )
    return Gate(app, options.base_url)
