"""The front page, the search, the editor, and the files that pages need."""

from itertools import islice
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from entrevilles.ontology.language import choose
from entrevilles.ontology.terms import BASE, EV
from entrevilles.queries import catalogue
from entrevilles.queries.catalogue import TOPICS
from entrevilles.service.addresses import KINDS
from entrevilles.service.editor import STATIC, bare, installed
from entrevilles.service.freshness import revalidated
from entrevilles.service.headers import EDITOR
from entrevilles.service.rendering import HERE, Given, cited, page
from entrevilles.service.words import datatables, yasgui
from entrevilles.service.worker import TABLES

if TYPE_CHECKING:
    from starlette.types import Scope

    from entrevilles.dataset import Dataset
    from entrevilles.service.app import Service

PERSON = {"lang", "plain"}
"""What `/sparql` may be given by a person who asks nothing yet."""
HITS = 100
"""Things that a search shows."""


class Files(StaticFiles):
    """Only these endings; never a template."""

    def file_response(self, full_path: object, stat_result: object, scope: "Scope", status_code: int = 200) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "no-cache"
        return response

    async def check_config(self) -> None:
        """The editor may not be there."""

    def lookup_path(self, path: str) -> object:  # type: ignore[override]
        return super().lookup_path(path) if path.endswith((".css", ".js", ".svg")) else ("", None)


class Front:
    def __init__(self, service: "Service") -> None:
        self.service = service

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route("/", revalidated(self.service, self.home)),
            Route("/search", revalidated(self.service, self.search)),
            Mount("/assets", Files(directory=HERE)),
            Mount("/static", Files(directory=STATIC, check_dir=False)),
        ]

    async def home(self, request: Request) -> Response:
        dataset = self.service.dataset
        return await page(request, dataset, "home.html", lambda: _home(dataset))

    async def search(self, request: Request) -> Response:
        dataset, words = self.service.dataset, request.query_params.get("q", "")[:200]
        return await page(request, dataset, "search.html", lambda: {"words": words, "hits": _hits(dataset, words)})

    async def editor(self, request: Request, text: str = "") -> Response:
        """What `/sparql` shows to a person, with the query that she asks, if any."""
        dataset, rich = self.service.dataset, installed() and "plain" not in request.query_params
        graphs = {name: request.query_params.getlist(name) for name in ("default-graph-uri", "named-graph-uri")}
        return await page(request, dataset, "editor.html", lambda: {**_editor(dataset, text, rich), "graphs": graphs}, headers=EDITOR)


def _home(dataset: "Dataset") -> Given:
    topics = [(topic, choose(TOPICS.get(topic, {"fr": topic})), len(found)) for topic, found in catalogue.topics().items()]
    return {"topics": topics, "cited": cited(dataset, dataset.names.base)}


def _hits(dataset: "Dataset", words: str) -> list[tuple[str, str, str]]:
    if not words.strip():
        return []
    found = islice(dataset.index.search(words), HITS)
    return [(dataset.label(hit.thing.value), dataset.schema.label(hit.cls), hit.thing.value) for hit in found]


def _editor(dataset: "Dataset", text: str, rich: bool) -> Given:
    examples = [(choose(TOPICS.get(topic, {"fr": topic})), found) for topic, found in catalogue.topics().items()]
    first = "SELECT ?tie ?name WHERE {\n  ?tie a ev:Twinning ; skos:prefLabel ?name\n}\nLIMIT 20\n"
    forms = [(form.media_type, form.name) for form in reversed(TABLES)]
    shared = {"text": text or first, "asked": bool(text), "examples": examples, "forms": forms, "prefixes": dataset.names.prefixes}
    return {**shared, "rich": rich, "installed": installed(), **(_rich(dataset) if rich else {})}


def _rich(dataset: "Dataset") -> Given:
    """What the editor needs beyond the plain form: what it completes from, what has a page here (as `addresses.page` says), its words."""
    pages = {"bases": [*dict.fromkeys((dataset.names.base, BASE))], "kinds": KINDS, "ontology": EV.base}
    return {"bare": bare(dataset), "pages": pages, "yasgui": yasgui(), "datatables": datatables()}
