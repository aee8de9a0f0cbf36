"""Queries answered by a SPARQL endpoint, in the place of workers on a folder: checked here, against the same clock, passed on as they come.

Engines have ways out of their own: pragmas, functions, FROM that fetches. What is passed on is therefore less than SPARQL 1.1:
no SERVICE (refused before), a query form only, no FROM (the protocol names graphs, and only those of the dataset).
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from entrevilles.graph.pushing import Endpoint
from entrevilles.graph.remote import AGENT, brief
from entrevilles.ontology.language import _
from entrevilles.queries.catalogue import skeleton
from entrevilles.service.failures import Failure
from entrevilles.service.negotiation import best
from entrevilles.service.places import Place, Places
from entrevilles.service.pool import Limits
from entrevilles.service.protocol import FROM
from entrevilles.service.worker import GRAPHS, TABLES, offered

if TYPE_CHECKING:
    import httpx

LARGEST = 256 * 2**20
"""Bytes of an answer; a larger one is cut off, and the client sees it."""
_FORM = re.compile(r"\s*(?:(?:prefix\s+[^\s:]*:|base)\s*)*(select|ask|construct|describe)\b", re.IGNORECASE)
_ESCAPED = re.compile(r"\\(?:u00|U000000)[0-7]")
"""A letter or mark of ASCII: some engines read it before they read the query (SPARQL 1.1, 19.2), and it could be any word of it."""
_VIRTUOSO = re.compile(r"(?<![\w-])(?:bif|sql):", re.IGNORECASE)


class Answer:
    """Its media type, and its body as it comes."""

    whole: bytes | None = None

    def __init__(self, media_type: str, place: Place, response: "httpx.Response", deadline: float) -> None:
        self.media_type, self._place, self._response, self._deadline = media_type, place, response, deadline
        self._ended: asyncio.Task[None] | None = None
        place.end = self._end
        self._late = asyncio.get_running_loop().call_at(deadline + 1, self._end)  # who asked may be gone before it begins

    def _end(self) -> None:
        """Once."""
        if self._ended is None:
            self._late.cancel()
            self._ended = asyncio.get_running_loop().create_task(_finish(self._place, self._response))

    async def body(self) -> AsyncGenerator[bytes, None]:
        """Raises ConnectionError when the answer was cut off: late, too large, or by the endpoint."""
        import httpx

        size = 0
        try:
            async with asyncio.timeout_at(self._deadline):
                async for piece in self._response.aiter_bytes():
                    size += len(piece)
                    if size > LARGEST:
                        raise ConnectionError
                    yield piece
        except (TimeoutError, httpx.HTTPError):
            raise ConnectionError from None
        finally:
            self._end()


class Relay:
    """Of a `Pool`, what asks need."""

    def __init__(self, endpoint: Endpoint, limits: Limits) -> None:
        self.url, self.limits, self._keys = endpoint.url, limits, endpoint.keys
        self.follow(endpoint)
        self._places = Places(limits.workers, limits.waiting)

    def follow(self, endpoint: Endpoint) -> None:
        self._graphs = {graph.value for graph in endpoint.store.named_graphs()}

    async def warm(self) -> None:
        import httpx

        keys = self._keys if self._keys[0] else None
        self._client = httpx.AsyncClient(auth=keys, headers={"User-Agent": AGENT}, follow_redirects=False, trust_env=False, timeout=None)

    async def close(self) -> None:
        await self._client.aclose()

    async def answer(self, request: Mapping[str, Any]) -> Answer:
        """Raises Failure: 4xx for what is not passed on, 502 where the endpoint fails, 503 where too many wait, or it takes too long."""
        given, accept = self._checked(request)
        return await self._sent(await self._places.take(), given, accept)

    async def _sent(self, place: Place, given: dict[str, list[str]], accept: str) -> Answer:
        import httpx

        loop, response = asyncio.get_running_loop(), None
        deadline = loop.time() + self.limits.seconds
        try:
            async with asyncio.timeout_at(deadline) as clock:
                place.begin(lambda: clock.reschedule(loop.time()))
                request = self._client.build_request("POST", self.url, data=given, headers={"Accept": accept})
                response = await self._client.send(request, stream=True)
                if response.status_code == 400:
                    raise Failure(400, brief(await _beginning(response)))
                sent = response.headers.get("content-type", "")
                if response.status_code != 200 or _kind(sent) != _kind(accept):  # some engines send errors with 200
                    raise _failed(str(response.status_code))
        except BaseException as error:
            await _finish(place, response)
            if isinstance(error, TimeoutError):
                raise Failure(503, "busy" if place.ended else "late") from None
            raise _failed(type(error).__name__) if isinstance(error, httpx.HTTPError) else error from None
        return Answer(accept, place, response, deadline)

    def _checked(self, request: Mapping[str, Any]) -> tuple[dict[str, list[str]], str]:
        """The fields of the protocol, and the media type to ask for. Raises Failure."""
        text = str(request["query"])
        plain = skeleton(text)
        form = _FORM.match(plain)
        if form is None or _ESCAPED.search(text) or _VIRTUOSO.search(plain) or re.search(r"<(?:bif|sql):", text, re.IGNORECASE):
            raise Failure(400, _("une requête commence par SELECT, ASK, CONSTRUCT ou DESCRIBE, et n'emploie que SPARQL 1.1"))
        if FROM.search(plain):
            raise Failure(400, _("FROM n'est pas permis ici : nommez les graphes par default-graph-uri et named-graph-uri"))
        graphs = {key: [str(one) for one in request.get(key) or ()] for key in ("default_graph", "named_graphs")}
        if unknown := sorted({iri for iris in graphs.values() for iri in iris} - self._graphs):
            raise Failure(400, _("ces graphes ne sont pas du jeu de données : {graphs}").format(graphs=", ".join(unknown)))
        forms: dict[str, Any] = offered(TABLES) if form[1].lower() in ("select", "ask") else offered(GRAPHS)
        accept = best(request["accept"], list(forms))
        if accept is None:
            raise Failure(406, ", ".join(reversed(forms)))
        fields = {
            "query": [_declared(text, request)],
            "default-graph-uri": graphs["default_graph"],
            "named-graph-uri": graphs["named_graphs"],
        }
        return {key: values for key, values in fields.items() if values}, forms[accept].media_type


def _declared(text: str, request: Mapping[str, Any]) -> str:
    """With our prefixes, as the engine of a folder knows them; what the query declares itself goes before."""
    declared = [f"PREFIX {name}: <{iri}>" for name, iri in request["prefixes"].items() if f"{name}:" in text]
    with suppress(ValueError):
        declared.insert(0, f"BASE {ox.NamedNode(request['base'])}")
    return " ".join([*declared, text])


async def _finish(place: Place, response: "httpx.Response | None") -> None:
    """The connection of an answer that was not read to its end is closed."""
    place.leave()
    if response:
        await response.aclose()


def _kind(media_type: str) -> str:
    return media_type.partition(";")[0].strip().lower()


async def _beginning(response: "httpx.Response") -> bytes:
    async for piece in response.aiter_bytes(2000):
        return piece
    return b""


def _failed(error: str) -> Failure:
    """Without the address of the endpoint, which is not for everybody."""
    return Failure(502, _("le moteur qui garde les données ne répond pas : {error}").format(error=error))
