"""The whole dataset in one file, streamed, with its SHA-256; and the questions as RDF."""

import hashlib
import zlib
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import pyoxigraph as ox
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from entrevilles import executables
from entrevilles.ontology.terms import PREFIXES
from entrevilles.service import protocol
from entrevilles.service.description import DUMPS
from entrevilles.service.headers import ALWAYS

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset
    from entrevilles.service.app import Service

_FORMS = {"trig": ox.RdfFormat.TRIG, "nq": ox.RdfFormat.N_QUADS}
BATCH = 20_000
"""Quads in one piece of a dump, and those of its last graph."""


class Dumps:
    def __init__(self, service: "Service") -> None:
        self.service = service
        self._sums: dict[tuple[str, str], str] = {}
        self._questions = ("", "", "")

    @property
    def routes(self) -> list[Route]:
        return [
            Route("/dump.{form:str}.sha256", self.sha256),
            Route("/dump.{form:str}", self.dump),
            Route("/questions.ttl", self.executables),
        ]

    async def dump(self, request: Request) -> Response:
        form, dataset = _form(request), self.service.dataset
        zipped = "gzip" in request.headers.get("accept-encoding", "")
        headers = {**ALWAYS, "Vary": "Accept-Encoding", "ETag": f'"{dataset.generation.id}-{form}{"-gz" if zipped else ""}"'}
        headers["Content-Disposition"] = f'attachment; filename="entrevilles-{dataset.generation.short}.{form}"'
        pieces = _pieces(dataset, form)
        if zipped:
            headers["Content-Encoding"] = "gzip"
            pieces = _gzipped(pieces)
        return StreamingResponse(pieces, media_type=DUMPS[form], headers=headers)

    async def sha256(self, request: Request) -> Response:
        """Of the dump as it is after decompression, as `sha256sum` writes it."""
        form, dataset = _form(request), self.service.dataset
        key = (dataset.generation.id, form)
        if key not in self._sums:
            self._sums = {**{k: v for k, v in self._sums.items() if k[0] == key[0]}, key: await run_in_threadpool(_sum, dataset, form)}
        return PlainTextResponse(f"{self._sums[key]}  dump.{form}\n", headers=ALWAYS)

    async def executables(self, _request: Request) -> Response:
        """Of today, which is what « today » means in them."""
        dataset, day = self.service.dataset, date.today().isoformat()
        if self._questions[:2] != (dataset.generation.id, day):
            self._questions = (dataset.generation.id, day, await run_in_threadpool(executables.turtle, dataset, day))
        return Response(self._questions[2], media_type="text/turtle", headers=ALWAYS)


def _form(request: Request) -> str:
    form = str(request.path_params["form"])
    if form not in _FORMS:
        raise protocol.Malformed(404, ", ".join(f"/dump.{form}" for form in _FORMS))
    return form


def _sum(dataset: "Dataset", form: str) -> str:
    found = hashlib.sha256()
    for piece in _pieces(dataset, form):
        found.update(piece)
    return found.hexdigest()


def _pieces(dataset: "Dataset", form: str) -> Iterator[bytes]:
    """Graphs in their order, each sorted, so that a generation always has the same bytes; a few at a time are held in memory."""
    batch: list[ox.Quad] = []
    for graph in (ox.DefaultGraph(), *sorted(dataset.store.named_graphs(), key=str)):
        quads = dataset.store.quads_for_pattern(None, None, None, graph)
        batch += sorted(quads, key=lambda quad: (str(quad.subject), str(quad.predicate), str(quad.object)))
        if len(batch) > BATCH:
            yield _serialized(dataset, batch, form)
            batch = []
    yield _serialized(dataset, batch, form)


def _serialized(dataset: "Dataset", quads: list[ox.Quad], form: str) -> bytes:
    base = {"id": dataset.names.id, "claim": dataset.names.claim}
    made = ox.serialize(quads, format=_FORMS[form], prefixes={**PREFIXES, **base} if form == "trig" else None)
    assert made is not None
    return made


def _gzipped(pieces: Iterator[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(6, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()
