"""Asking a question of the catalogue through the workers, so that a slow one holds nobody."""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import pyoxigraph as ox
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse

from entrevilles.ontology.language import _, speaking
from entrevilles.ontology.terms import PREFIXES
from entrevilles.queries import answers
from entrevilles.queries.answers import Answer
from entrevilles.queries.catalogue import Question
from entrevilles.service import pool, relay
from entrevilles.service.failures import Failure
from entrevilles.service.pool import Pool
from entrevilles.service.protocol import Malformed
from entrevilles.service.relay import Relay

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset

T = TypeVar("T")
LARGEST_ASKED = 1_000_000
"""Bytes of a request."""
LARGEST = 64 * 2**20
"""Bytes of an answer that this process takes in; beyond, `/sparql` streams."""


def sent(answer: pool.Answer | relay.Answer, headers: Mapping[str, str]) -> Response:
    """What the engine answered, as it is."""
    if answer.whole is not None:
        return Response(answer.whole, media_type=answer.media_type, headers=headers)
    return StreamingResponse(answer.body(), media_type=answer.media_type, headers=headers)


async def body_of(request: Request) -> bytes:
    """Raises Malformed for one that is too large, without reading it to its end."""
    read = bytearray()
    async for piece in request.stream():
        read += piece
        if len(read) > LARGEST_ASKED:
            raise Malformed(413, _("cette requête est trop grande"))
    return bytes(read)


async def awaited(request: Request, work: Awaitable[T]) -> T:
    """What comes of it, as long as the client is there, whose request has been read. Raises ClientDisconnect."""
    working, leaving = asyncio.ensure_future(work), asyncio.ensure_future(request.receive())
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientDisconnect
        return await working
    finally:
        working.cancel()
        leaving.cancel()


@dataclass(frozen=True)
class Asked:
    """`text`: the query with its parameters in place."""

    question: Question
    values: dict[str, str]
    text: str


def bound(dataset: "Dataset", question: Question, parameters: Sequence[tuple[str, str]]) -> Asked:
    """Raises UnknownName, InputError, QueryError."""
    values = dataset.meant(question, parameters)
    return Asked(question, values, answers.bind(question.prefixed.strip(), dataset.bound(question, values)))


async def ask(dataset: "Dataset", workers: Pool | Relay, asked: Asked, lang: str) -> Answer:
    """Raises Failure."""
    given = {"query": asked.text, "base": dataset.names.base, "prefixes": PREFIXES, "accept": "application/sparql-results+json"}
    answer, body = await workers.answer(given), bytearray()
    try:
        async with aclosing(answer.body()) as pieces:
            async for piece in pieces:
                body += piece
                if len(body) > LARGEST:
                    with speaking(lang):
                        raise Failure(413, _("cette réponse est trop grande pour une page : posez la requête à /sparql"))
    except ConnectionError:
        raise Failure(503, "late") from None

    def read() -> Answer:
        results = ox.parse_query_results(bytes(body), format=ox.QueryResultsFormat.JSON)
        assert isinstance(results, ox.QuerySolutions)
        return dataset.answered(asked.question, asked.values, *answers.table(asked.question, results))

    return await run_in_threadpool(read)
