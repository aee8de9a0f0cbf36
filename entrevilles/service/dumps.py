"""The whole dataset in one file, streamed, with its SHA-256, of today and as it was; and the questions as RDF."""

import hashlib
import heapq
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from itertools import islice
from typing import IO, TYPE_CHECKING, Any

import pyoxigraph as ox
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from entrevilles import executables
from entrevilles.graph.generations import sorted_lines
from entrevilles.ontology.language import _
from entrevilles.ontology.terms import PREFIXES
from entrevilles.releasing import CITATION
from entrevilles.service import protocol
from entrevilles.service.description import DUMPS
from entrevilles.service.editions import CHECKSUM, editions, opened, releases
from entrevilles.service.failures import Failure
from entrevilles.service.freshness import held, held_any, revalidated
from entrevilles.service.negotiation import said, takes
from entrevilles.service.places import client
from entrevilles.service.rendering import page

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset
    from entrevilles.service.app import Service

BATCH = 20_000
"""Quads that are sorted at once; of TriG, those of one piece, and of its last graph."""
AT_ONCE = 4
"""Dumps, in this process; one client has at most all but one of them."""
PIECE = 1_000
"""Lines."""


class Dump(StreamingResponse):
    """One of those `running`, until it is sent or its client is gone."""

    def __init__(self, running: "set[Dump]", pieces: Iterator[bytes], **given: Any) -> None:
        super().__init__(pieces, **given)
        self._among, self.client = running, client.get()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._among.add(self)
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._among.discard(self)


class Dumps:
    def __init__(self, service: "Service") -> None:
        self.service = service
        self._running: set[Dump] = set()
        self._sums: dict[tuple[str, str], str] = {}
        self._questions = ("", "", "")

    @property
    def routes(self) -> list[Route]:
        return [
            Route("/dump.{form:str}.sha256", self.sha256),
            Route("/dump.{form:str}", self.dump),
            Route("/dumps", self.listed),
            Route("/dumps/{name}.nq", self.dated),
            Route("/dumps/{name}/{file}", self.released),
            Route("/questions.ttl", revalidated(self.service, self.executables)),
        ]

    async def listed(self, request: Request) -> Response:
        dataset = self.service.dataset
        return await page(request, dataset, "dumps.html", lambda: {"editions": [*editions(dataset)], "releases": releases(dataset)})

    async def dump(self, request: Request) -> Response:
        form, dataset = _form(request), self.service.dataset
        return self._sent(request, dataset, form, f"entrevilles-{dataset.generation.short}", "no-cache")

    async def dated(self, request: Request) -> Response:
        """Of this day and content, the same for as long as it is kept."""
        name = request.path_params["name"]
        dataset = await run_in_threadpool(opened, self.service.dataset, name)
        if dataset is None:
            raise protocol.Malformed(404, _("aucun vidage de ce nom n'est gardé ; ceux qui le sont : /dumps"))
        return self._sent(request, dataset, "nq", f"entrevilles-{name}", "public, max-age=31536000, immutable")

    async def released(self, request: Request) -> Response:
        name, file = request.path_params["name"], request.path_params["file"]
        found = next((one for one in await run_in_threadpool(releases, self.service.dataset) if one.name == name), None)
        if found is None or file not in (found.file.name, found.file.name + CHECKSUM, CITATION):
            raise protocol.Malformed(404, _("aucun vidage de ce nom n'est gardé ; ceux qui le sont : /dumps"))
        media_type = "application/gzip" if file == found.file.name else "text/plain"
        return FileResponse(found.file.with_name(file), media_type=media_type, filename=file)

    def _sent(self, request: Request, dataset: "Dataset", form: str, name: str, cache: str) -> Response:
        zipped = takes(said(request, "accept-encoding"), "gzip")
        headers = {"Vary": "Accept-Encoding", "ETag": f'"{dataset.generation.id}-{form}{"-gz" if zipped else ""}"', "Cache-Control": cache}
        headers |= {"Content-Disposition": f'attachment; filename="{name}.{form}"', **({"Content-Encoding": "gzip"} if zipped else {})}
        if held(request, headers["ETag"]) or held_any(request):
            return Response(status_code=304, headers=headers)
        if request.method == "HEAD":
            return StreamingResponse(iter(()), media_type=DUMPS[form], headers=headers)  # without a length, which is not known
        own = sum(one.client == client.get() for one in self._running)
        if max(len(self._running), own + 1) >= AT_ONCE:
            raise Failure(503, "busy")
        pieces = _pieces(dataset, form)
        return Dump(self._running, _gzipped(pieces) if zipped else pieces, media_type=DUMPS[form], headers=headers)

    async def sha256(self, request: Request) -> Response:
        """Of the dump as it is after decompression, as `sha256sum` writes it. That of N-Quads is the generation's id."""
        form, dataset = _form(request), self.service.dataset
        key = (dataset.generation.id, form)
        if form == "nq":
            self._sums[key] = dataset.generation.id
        if key not in self._sums:
            self._sums = {**{k: v for k, v in self._sums.items() if k[0] == key[0]}, key: await run_in_threadpool(_sum, dataset, form)}
        return PlainTextResponse(f"{self._sums[key]}  dump.{form}\n")

    async def executables(self, _request: Request) -> Response:
        """Of today, which is what « today » means in them."""
        dataset, day = self.service.dataset, date.today().isoformat()
        if self._questions[:2] != (dataset.generation.id, day):
            self._questions = (dataset.generation.id, day, await run_in_threadpool(executables.turtle, dataset, day))
        return Response(self._questions[2], media_type="text/turtle")


def _form(request: Request) -> str:
    form = str(request.path_params["form"])
    if form not in DUMPS:
        raise protocol.Malformed(404, ", ".join(f"/dump.{form}" for form in DUMPS))
    return form


def _sum(dataset: "Dataset", form: str) -> str:
    found = hashlib.sha256()
    for piece in _pieces(dataset, form):
        found.update(piece)
    return found.hexdigest()


def _pieces(dataset: "Dataset", form: str) -> Iterator[bytes]:
    """A generation always has the same bytes."""
    return _lines(dataset) if form == "nq" else _graphs(dataset)


def _lines(dataset: "Dataset") -> Iterator[bytes]:
    """N-Quads in the order that the generation's id was made from. Sorted in files, a part at a time: it may be larger than the memory."""
    with ExitStack() as open_files:
        lines = heapq.merge(*_sorted_parts(dataset, open_files))
        while some := b"".join(islice(lines, PIECE)):
            yield some


def _sorted_parts(dataset: "Dataset", open_files: ExitStack) -> list[IO[bytes]]:
    """Apart, as `_sorted`: what iterates over the store must end in the thread where it began."""
    parts: list[IO[bytes]] = []
    quads = iter(dataset.store)
    while part := list(islice(quads, BATCH)):
        file = open_files.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
        file.writelines(sorted_lines(part))
        file.seek(0)
        parts.append(file)
    return parts


def _graphs(dataset: "Dataset") -> Iterator[bytes]:
    """TriG: graphs in their order, each sorted; a few at a time are held in memory."""
    batch: list[ox.Quad] = []
    for graph in (ox.DefaultGraph(), *sorted(dataset.store.named_graphs(), key=str)):
        batch += _sorted(dataset, graph)
        if len(batch) > BATCH:
            yield _serialized(dataset, batch)
            batch = []
    yield _serialized(dataset, batch)


def _sorted(dataset: "Dataset", graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph) -> list[ox.Quad]:
    quads = dataset.store.quads_for_pattern(None, None, None, graph)
    return sorted(quads, key=lambda quad: (str(quad.subject), str(quad.predicate), str(quad.object)))


def _serialized(dataset: "Dataset", quads: list[ox.Quad]) -> bytes:
    base = {"id": dataset.names.id, "claim": dataset.names.claim}
    made = ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes={**PREFIXES, **base})
    assert made is not None
    return made


def _gzipped(pieces: Iterator[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(6, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()
