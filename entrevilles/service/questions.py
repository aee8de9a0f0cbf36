"""The questions of the catalogue at addresses that can be cited: the list, the form with its answer, the answer as a file."""

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from anyio import CapacityLimiter, to_thread
from starlette.concurrency import run_in_threadpool
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from entrevilles import formats, present
from entrevilles.evidence import FEW
from entrevilles.ontology.errors import InputError, QueryError, UnknownName
from entrevilles.ontology.language import LANGUAGES, _, choose, fold, speaking
from entrevilles.queries import catalogue
from entrevilles.queries.answers import Answer
from entrevilles.queries.catalogue import TOPICS, Question
from entrevilles.service import asking, protocol
from entrevilles.service.addresses import here
from entrevilles.service.asking import Asked
from entrevilles.service.cells import table_shown
from entrevilles.service.entities import missing
from entrevilles.service.failures import Failure, said
from entrevilles.service.forms import controls, suggestions
from entrevilles.service.freshness import revalidated
from entrevilles.service.rendering import Given, page, preferred
from entrevilles.shown import show

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset
    from entrevilles.service.app import Service

ROWS = 200
"""Shown on a page, with their evidence."""
PROOFS = ("preuves", "evidence")
"""Asks for the claims behind each row in a file."""
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "md": "text/markdown; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "geojson": "application/geo+json",
    "ttl": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
    "trig": "application/trig",
    "nq": "application/n-quads",
    "gexf": "application/xml",
    "graphml": "application/xml",
    "cyjs": "application/json",
    "rq": "application/sparql-query; charset=utf-8",
}


class Language(Convertor[str]):
    regex = "|".join(LANGUAGES)

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("lang", Language())


MAKERS, WAITING = 4, 64
"""Files that are made at a time, and those that wait for it: as many as queries may."""


class Questions:
    def __init__(self, service: "Service") -> None:
        self.service, self._makers = service, CapacityLimiter(MAKERS)

    @property
    def routes(self) -> list[Route]:
        return [
            Route("/questions", _to_list),
            Route("/questions/", _to_list),
            Route("/question/{name}", _to_question),
            Route("/{lang:lang}/questions", _to_list),
            Route("/{lang:lang}/questions/", revalidated(self.service, self.listed)),
            Route("/{lang:lang}/questions/{name}", revalidated(self.service, self.answered)),
        ]

    async def listed(self, request: Request) -> Response:
        words = request.query_params.get("q", "")[:200]
        return await page(request, self.service.dataset, "questions.html", lambda: {"words": words, "topics": _matching(words)})

    async def answered(self, request: Request) -> Response:
        name, ending = _split(request.path_params["name"])
        lang, dataset = request.path_params["lang"], self.service.dataset
        with speaking(lang):
            if name not in catalogue.catalogue():
                return await missing(request, dataset, UnknownName(name, catalogue.catalogue(), _("question inconnue")))
            question = catalogue.find(name)
        pairs = [(key, value) for key, value in request.query_params.multi_items() if value and key not in PROOFS]
        await asking.body_of(request)
        make = self._file(request, question, pairs, ending, lang) if ending else self._shown(request, question, pairs, lang)
        return await asking.awaited(request, make)

    async def _shown(self, request: Request, question: Question, pairs: list[tuple[str, str]], lang: str) -> Response:
        try:
            asked, answer = await self._answer(question, pairs, lang)
        except (InputError, QueryError) as error:
            return await self._form(request, question, pairs, error, 400 if pairs else 200)
        except Failure as failure:
            return await self._form(request, question, pairs, failure, failure.status)
        return await page(request, self.service.dataset, "question.html", lambda: _page(self.service.dataset, asked, answer, pairs))

    async def _answer(self, question: Question, pairs: list[tuple[str, str]], lang: str) -> tuple[Asked, Answer]:
        """Of one generation: asked again where another was published meanwhile. Raises InputError, QueryError, Failure."""
        while True:
            dataset = self.service.dataset
            asked = await self._bound(dataset, question, pairs, lang)
            answer = await asking.ask(dataset, self.service.pool, asked, lang)
            if dataset is self.service.dataset:
                return asked, answer

    async def _bound(self, dataset: "Dataset", question: Question, pairs: list[tuple[str, str]], lang: str) -> Asked:
        """In a thread: names are looked up, and where they are not known, near ones. Raises UnknownName, InputError, QueryError."""
        with speaking(lang):
            return await run_in_threadpool(asking.bound, dataset, question, pairs)

    async def _form(self, request: Request, question: Question, pairs: list[tuple[str, str]], error: Exception, status: int) -> Response:
        dataset = self.service.dataset

        def given() -> Given:
            return {**_asked_page(dataset, question, pairs), "error": said(error), "answer": None}

        return await page(request, dataset, "question.html", given, status=status)

    async def _apart(self, make: Callable[[], bytes]) -> bytes:
        """In one of a few threads of its own, since some files take long, and pages must not wait for them. Raises Failure."""
        if self._makers.statistics().tasks_waiting >= WAITING:
            raise Failure(503, "busy")
        return await to_thread.run_sync(make, limiter=self._makers)

    async def _file(self, request: Request, question: Question, pairs: list[tuple[str, str]], ending: str, lang: str) -> Response:
        try:
            if ending == "rq":
                asked = await self._bound(self.service.dataset, question, pairs, lang)
                with speaking(lang):
                    data = _query(asked).encode()
            else:
                _asked, answer = await self._answer(question, pairs, lang)
                proofs = any(request.query_params.get(name) for name in PROOFS)
                data = await self._apart(partial(_made, self.service.dataset, answer, ending, lang, proofs))
        except (InputError, QueryError) as error:
            raise protocol.Malformed(400, str(error)) from None
        named = f'attachment; filename="{question.name}.{ending}"'
        headers = {"Content-Disposition": named, "Content-Language": lang, "Content-Type": TYPES[ending]}
        return Response(data, headers=headers)


def _split(name: str) -> tuple[str, str]:
    stem, _dot, ending = name.rpartition(".")
    return (stem, ending) if ending in TYPES else (name, "")


async def _to_list(request: Request) -> Response:
    lang = request.path_params.get("lang") or preferred(request)
    return RedirectResponse(here(request, f"/{lang}/questions/"), 303, {"Vary": "Accept-Language"})


async def _to_question(request: Request) -> Response:
    """From the IRI of a question."""
    query = f"?{request.url.query}" if request.url.query else ""
    address = f"/{preferred(request)}/questions/{quote(request.path_params['name'], safe='')}{query}"
    return RedirectResponse(here(request, address), 303, {"Vary": "Accept-Language"})


def _matching(words: str) -> list[tuple[str, str, list[Question]]]:
    """The topics with the questions that have every word, without regard to accents."""
    wanted = fold(words).split()
    found = []
    for topic, questions in catalogue.topics().items():
        fit = [one for one in questions if all(word in _folded(one) for word in wanted)]
        if fit:
            found.append((topic, choose(TOPICS.get(topic, {"fr": topic})), fit))
    return found


def _folded(question: Question) -> str:
    topic = TOPICS.get(question.topic, {})
    return fold(" ".join((question.name, *question.summary.values(), *question.tags, *topic.values())))


def _asked_page(dataset: "Dataset", question: Question, pairs: list[tuple[str, str]]) -> dict[str, Any]:
    written = {}
    for key, value in pairs:
        try:
            written[question.param(key).name] = value
        except UnknownName:  # said above the form
            continue
    return {
        "question": question,
        "summary": choose(question.summary) or question.name,
        "topic": choose(TOPICS.get(question.topic, {"fr": question.topic})),
        "controls": controls(dataset, question, written),
        "lists": suggestions(dataset, question),
        "translated": {lang: _address(lang, question, pairs) for lang in LANGUAGES},
        "error": "",
    }


def _page(dataset: "Dataset", asked: Asked, answer: Answer, pairs: list[tuple[str, str]]) -> Given:
    told = show(dataset, answer, ROWS, proofs=True)
    question = asked.question
    return {
        **_asked_page(dataset, question, pairs),
        "answer": told,
        "table": table_shown(dataset, told),
        "notes": list(told.notes()),
        "files": [(ending, _address_of(question, asked.values, ending)) for ending in TYPES],
        "permanent": _address_of(question, asked.values),
        "text": asked.text,
        "columns_of_claims": FEW,
        "claim_iri": lambda name: dataset.names.claim_iri(name).value,
        "in_editor": "/sparql?" + urlencode({"query": asked.text}),
    }


def _address(lang: str, question: Question, pairs: list[tuple[str, str]]) -> str:
    with speaking(lang):
        named = []
        for key, value in pairs:
            try:
                named.append((choose(question.param(key).label), value))
            except UnknownName:
                named.append((key, value))
    return f"/{lang}/questions/{question.name}" + (f"?{urlencode(named)}" if named else "")


def _address_of(question: Question, values: "dict[str, str]", ending: str = "") -> str:
    """Every parameter said: what « today » and « home » mean must not change in what is cited."""
    from entrevilles.ontology.language import current

    pairs = [(choose(param.label), values[param.name]) for param in question.params]
    return f"/{current()}/questions/{question.name}" + (f".{ending}" if ending else "") + (f"?{urlencode(pairs)}" if pairs else "")


def _query(asked: Asked) -> str:
    head = "\n".join(f"# {name} = {' '.join(value.split())}" for name, value in asked.values.items())
    return f"# {' '.join((choose(asked.question.summary) or asked.question.name).split())}\n{head}\n\n{asked.text}\n"


def _made(dataset: "Dataset", answer: Answer, ending: str, lang: str, proofs: bool) -> bytes:
    """All rows, as the command writes them."""
    with speaking(lang), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{answer.question.name}.{ending}"
        formats.WRITERS[present.SUFFIXES[ending]](show(dataset, answer, proofs=proofs), path)
        return path.read_bytes()
