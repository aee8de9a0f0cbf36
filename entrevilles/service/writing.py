"""Writing, for whoever has the token: tables as `load` takes them, and claims as graphs (SPARQL 1.1 Graph Store Protocol, W3C, 2013)."""

import asyncio
import json
import sys
import tempfile
from asyncio.subprocess import PIPE
from collections.abc import AsyncGenerator
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from entrevilles.loaders.sheets import MAX_SIZE
from entrevilles.ontology.language import _, current
from entrevilles.ontology.terms import PREFIXES, READING
from entrevilles.service import tokens
from entrevilles.service.failures import Failure
from entrevilles.service.headers import VARIES
from entrevilles.service.negotiation import best, said
from entrevilles.service.protocol import Malformed
from entrevilles.service.writer import FORMS

if TYPE_CHECKING:
    from entrevilles.service.app import Service

LARGEST = MAX_SIZE
"""Bytes of what is written at once."""
PATIENCE = 60.0
"""Seconds that a writer waits for the one before; as long as `load` does."""
SECONDS = 600.0
"""For one change."""
FILES, FIELDS = 100, 10
SUFFIXES = (".csv", ".xlsx")
READ_ONLY = "GET, HEAD"


class Writing:
    """`token`: what a writer must say; empty where nobody may write."""

    def __init__(self, service: "Service", token: str) -> None:
        self.service, self.token = service, token
        self._turn = asyncio.Lock()

    @property
    def routes(self) -> list[Route]:
        return [
            Route("/tables", self.tables, methods=["POST"]),
            Route("/graphs", self.graph, methods=["GET", "PUT", "POST", "DELETE"]),
        ]

    async def tables(self, request: Request) -> Response:
        tokens.check(request, self.token, "")
        with tempfile.TemporaryDirectory() as folder:
            form = await _form(request)
            uploads = [value for _name, value in form if isinstance(value, UploadFile)]
            words = {name: value for name, value in form if isinstance(value, str)}
            try:
                files = [await run_in_threadpool(_kept, upload, Path(folder)) for upload in uploads]
            finally:
                for upload in uploads:
                    await upload.close()
            if not files:
                raise Malformed(400, _("il faut au moins un fichier : -F file=@missions.csv"))
            wishes = {"licence": words.get("licence", ""), "yes": bool(words.get("yes")), "skip": bool(words.get("skip-bad-rows"))}
            return await self._done(request, {"job": "tables", "files": files, **wishes})

    async def graph(self, request: Request) -> Response:
        if request.method in ("GET", "HEAD"):
            return await self._read(request)
        tokens.check(request, self.token, READ_ONLY)
        named = _named(request) or READING
        claim = self._claim(named)
        if request.method == "DELETE" and not self._stands(named):
            raise _absent(named)
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if request.method != "DELETE" and media_type not in FORMS:
            raise Malformed(415, _("type de contenu : {types}").format(types=", ".join(FORMS)))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "graph"
            with path.open("wb") as file:
                async for piece in _limited(request):
                    file.write(piece)
            job = {"job": "graph", "claim": claim, "method": request.method, "media_type": media_type, "file": str(path)}
            return await self._done(request, job)

    async def _read(self, request: Request) -> Response:
        named = _named(request) or READING
        if not await run_in_threadpool(self._stands, named):
            raise _absent(named)
        asked = {"query": f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {named} {{ ?s ?p ?o }} }}", "base": named.value, "prefixes": PREFIXES}
        answer = await self.service.pool.answer({**asked, "accept": said(request, "accept")})
        return StreamingResponse(answer.body(), media_type=answer.media_type, headers=VARIES)

    def _stands(self, named: NamedNode) -> bool:
        return bool(self.service.dataset.store.query(f"ASK {{ GRAPH {named} {{ ?s ?p ?o }} }}"))

    def _claim(self, named: NamedNode) -> str:
        """The name of the claim that this graph is. Raises Malformed for a graph that is not written by itself."""
        names = self.service.dataset.names
        if named.value.startswith(names.claim) and (found := named.value.removeprefix(names.claim)):
            return found
        if self._stands(named):
            text = _("ce graphe est tiré des affirmations : changez celles-ci, ou chargez une table")
            raise Malformed(405, text, {"Allow": READ_ONLY})
        text = _("une affirmation est un graphe, et se nomme {base}… ; le modèle n'en connaît pas d'autre que l'on écrive")
        raise Malformed(403, text.format(base=names.claim))

    async def _done(self, request: Request, job: dict[str, Any]) -> Response:
        status, body = await self._written(job)
        headers = {**VARIES, **({"Retry-After": "5"} if status == 503 else {})}
        if best(said(request, "accept"), ["text/plain", "application/json"]) == "text/plain":
            return PlainTextResponse(f"{body['message']}\n", status, headers)
        return JSONResponse(body, status, headers)

    async def _written(self, job: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """One after the other; those of other processes wait for the lock of the folder. Raises Failure."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._turn.acquire()
        except TimeoutError:
            raise Failure(503, _("un autre chargement est en cours ; réessayez quand il aura fini")) from None
        try:
            return await _run(self.service.folder.root, job)
        finally:
            self._turn.release()
            self.service.look()


async def _run(root: Path, job: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    words = (sys.executable, "-m", "entrevilles.service.writer", str(root), current())
    process = await asyncio.create_subprocess_exec(*words, stdin=PIPE, stdout=PIPE)
    try:
        async with asyncio.timeout(SECONDS):
            out, _nothing = await process.communicate(json.dumps(job).encode())
        told = json.loads(out)
    except (TimeoutError, ValueError):
        raise Failure(500, _("l'écriture a échoué ; ce qui était là y est encore")) from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return told["status"], told["body"]


def _named(request: Request) -> NamedNode | None:
    """The graph of the request; None for the default one. Raises Malformed."""
    given = request.query_params.getlist("graph")
    try:
        if len(given) == 1 and "default" not in request.query_params:
            return NamedNode(given[0])
    except ValueError:
        given = []
    if given or "default" not in request.query_params:
        raise Malformed(400, _("il faut ?graph= et l'adresse d'un graphe, ou ?default"))
    return None


def _absent(named: NamedNode) -> Malformed:
    return Malformed(404, _("aucun graphe de ce nom : {graph}").format(graph=named.value))


async def _form(request: Request) -> list[tuple[str, UploadFile | str]]:
    """The fields of a form; files wait outside of the memory, in one that has no name."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "multipart/form-data":
        raise Malformed(415, _("type de contenu : {types}").format(types="multipart/form-data"))
    try:
        form = await MultiPartParser(request.headers, _limited(request), max_files=FILES, max_fields=FIELDS).parse()
    except (MultiPartException, KeyError) as error:
        raise Malformed(400, _("formulaire illisible : {error}").format(error=error)) from None
    return form.multi_items()


async def _limited(request: Request) -> AsyncGenerator[bytes, None]:
    """The body. Raises Malformed for one that is too large, before it is read where its length is told."""
    told, size = request.headers.get("content-length", ""), 0
    refusal = Malformed(413, _("plus de {count} octets : partagez le fichier").format(count=LARGEST))
    if told.isdecimal() and int(told) > LARGEST:
        raise refusal
    async for piece in request.stream():
        size += len(piece)
        if size > LARGEST:
            raise refusal
        yield piece


def _kept(upload: UploadFile, folder: Path) -> str:
    """The file under its own name, which says the class of its rows, and nothing of its path. Raises Malformed."""
    name = PureWindowsPath(upload.filename or "").name  # knows both slashes
    if not name.lower().endswith(SUFFIXES) or not name.isprintable() or name.startswith(".") or len(name.encode()) > 200:
        raise Malformed(400, _("nom de fichier impossible : « {name} » ; il finit par .csv ou .xlsx").format(name=name[:80]))
    path = folder / name
    if path.exists():
        raise Malformed(400, _("deux fichiers se nomment « {name} »").format(name=name))
    with path.open("wb") as file:
        while piece := upload.file.read(1 << 20):
            file.write(piece)
    return str(path)
