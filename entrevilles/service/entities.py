"""What an IRI stands for: 303 to its page or its data, its page, its data."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad
from starlette.concurrency import run_in_threadpool
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from entrevilles import rulings, thing
from entrevilles.dispute import sides
from entrevilles.graph.judgements import JUDGEMENTS_GRAPH
from entrevilles.ontology.errors import InputError, UnknownName
from entrevilles.ontology.language import _, speaking
from entrevilles.ontology.terms import EV, NUMBER, ONTOLOGY_GRAPH, PREFIXES, READING, TIME, TYPE
from entrevilles.service import addresses, asking, protocol
from entrevilles.service.cells import Table, table_of
from entrevilles.service.freshness import revalidated
from entrevilles.service.headers import VARIES
from entrevilles.service.negotiation import HTML, best, said
from entrevilles.service.rendering import Given, cited, page, preferred, spoken
from entrevilles.stated import QUESTION, stated
from entrevilles.why import sentence

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset
    from entrevilles.service.app import Service

FORMS = {"nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD, "ttl": ox.RdfFormat.TURTLE}
"""By the ending of their address; the last is for whoever asks for any data."""


class Kind(Convertor[str]):
    regex = "|".join(addresses.KINDS)

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("kind", Kind())


class Entities:
    def __init__(self, service: "Service") -> None:
        self.service = service

    @property
    def routes(self) -> list[Route]:
        return [
            Route("/{kind:kind}/{name:path}", self.redirect),
            Route("/page/{kind:kind}/{name:path}", revalidated(self.service, self.page)),
            Route("/data/{kind:kind}/{name:path}", revalidated(self.service, self.data)),
        ]

    async def redirect(self, request: Request) -> Response:
        kind, name = _asked(request)
        chosen = best(said(request, "accept"), [*(form.media_type for form in FORMS.values()), HTML]) or HTML
        ending = next((f".{ending}" for ending, form in FORMS.items() if form.media_type == chosen), "")
        form = "data" if ending else "page"
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(addresses.here(request, f"{addresses.local(form, kind, name)}{ending}{query}"), 303, VARIES)

    async def page(self, request: Request) -> Response:
        dataset, (kind, name) = self.service.dataset, _asked(request)
        with speaking(spoken(request)):
            try:
                iri = await run_in_threadpool(find, dataset, kind, name)
            except InputError as error:
                return await missing(request, dataset, error)
        if (own := addresses.page(dataset.names, iri.value)) != addresses.local("page", kind, name):
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(addresses.here(request, own) + query, 303, VARIES)
        template, given = _page_of(dataset, kind, iri)
        return await page(request, dataset, template, lambda: {"iri": iri, **given(dataset, iri), "cited": cited(dataset, iri.value)})

    async def data(self, request: Request) -> Response:
        dataset, (kind, name) = self.service.dataset, _asked(request)
        stem, _dot, ending = name.rpartition(".")
        form = FORMS.get(ending)
        with speaking(preferred(request)):
            try:
                iri = await run_in_threadpool(find, dataset, kind, stem if form else name)
            except InputError as error:
                raise protocol.Malformed(404, str(error)) from None
        if form is None:
            offered = {form.media_type: form for form in FORMS.values()}
            chosen = best(said(request, "accept"), list(offered))
            if chosen is None:
                raise protocol.Malformed(406, ", ".join(reversed(offered)))
            form = offered[chosen]
        if kind == "graph":
            return await self._graph(iri, form)
        made = await run_in_threadpool(_serialized, dataset, kind, iri, form)
        return Response(made, media_type=form.media_type, headers=VARIES)

    async def _graph(self, iri: NamedNode, form: ox.RdfFormat) -> Response:
        """It may be the whole reading: a worker streams it."""
        asked = {"query": f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {iri} {{ ?s ?p ?o }} }}", "base": iri.value, "prefixes": PREFIXES}
        answer = await self.service.pool.answer({**asked, "accept": form.media_type})
        return asking.sent(answer, VARIES)


def _asked(request: Request) -> tuple[str, str]:
    return request.path_params["kind"], request.path_params["name"]


def find(dataset: "Dataset", kind: str, name: str) -> NamedNode:
    """What this path names. Raises UnknownName with near names."""
    if kind == "claim":
        return rulings.find_claim(dataset, name)
    for iri in addresses.named(dataset.names, kind, name):
        if _known(dataset, kind, iri):
            return iri
    if kind == "id":
        if rulings.retractions(dataset, dataset.names.thing(name)):
            return dataset.names.thing(name)
        return dataset.index.find(name)
    raise UnknownName(name, _names(dataset, kind), _("rien n'a cette adresse"))


def _known(dataset: "Dataset", kind: str, iri: NamedNode) -> bool:
    store = dataset.store
    if kind == "graph":
        return any(store.quads_for_pattern(None, None, None, iri))
    graphs = (READING,) if kind == "id" else thing.DESCRIBING
    told = any(next(store.quads_for_pattern(iri, None, None, graph), None) for graph in graphs)
    used = kind != "id" and next(store.quads_for_pattern(None, None, iri, READING), None)
    return bool(told or used) and not _replaced(dataset, iri)


def _replaced(dataset: "Dataset", iri: NamedNode) -> bool:
    """What a judgement joined with another is found under the kept id."""
    return next(dataset.store.quads_for_pattern(iri, TYPE, None, READING), None) is None and iri.value.startswith(dataset.names.id)


def _names(dataset: "Dataset", kind: str) -> list[str]:
    """Those of this kind that something bears; none of dates and numbers, which are as many as one likes."""
    if kind == "graph":
        return [graph.value.partition("/graph/")[2] for graph in dataset.store.named_graphs() if "/graph/" in graph.value]
    told = (ONTOLOGY_GRAPH, JUDGEMENTS_GRAPH)
    subjects = {quad.subject for graph in told for quad in dataset.store.quads_for_pattern(None, None, None, graph)}
    return [node.value.partition(f"/{kind}/")[2] for node in subjects if isinstance(node, NamedNode) and f"/{kind}/" in node.value]


# Data


def _serialized(dataset: "Dataset", kind: str, iri: NamedNode, form: ox.RdfFormat) -> bytes:
    quads = _of_claim(dataset, iri) if kind == "claim" else _of_node(dataset, iri)
    triples = sorted({quad.triple for quad in quads}, key=str)
    base = {"id": dataset.names.id, "claim": dataset.names.claim}
    made = ox.serialize(triples, format=form, prefixes={**PREFIXES, **base} if form != ox.RdfFormat.N_TRIPLES else None)
    assert made is not None
    return made


def _of_claim(dataset: "Dataset", iri: NamedNode) -> Iterator[Quad]:
    """What it says, and what is said about it."""
    yield from dataset.store.quads_for_pattern(None, None, None, iri)
    yield from dataset.store.quads_for_pattern(iri, None, None, None)


def _of_node(dataset: "Dataset", iri: NamedNode) -> Iterator[Quad]:
    """Its reading and that of its companions, the dates and numbers that these have, and what points to it."""
    fragments = [] if "#" in iri.value else [fragment for fragment, _cls in dataset.schema.companions.values()]
    own = [iri, *(NamedNode(f"{iri.value}#{fragment}") for fragment in fragments)]
    for node in own:
        for quad in dataset.store.quads_for_pattern(node, None, None, READING):
            yield quad
            if isinstance(quad.object, NamedNode) and quad.object.value.startswith((TIME.base, NUMBER.base)):
                yield from dataset.store.quads_for_pattern(quad.object, None, None, READING)
    for graph in thing.DESCRIBING[1:]:
        yield from dataset.store.quads_for_pattern(iri, None, None, graph)
    yield from dataset.store.quads_for_pattern(None, None, iri, READING)


# Pages


def _thing(dataset: "Dataset", iri: NamedNode) -> Given:
    told = thing.thing(dataset, iri)
    return {
        "told": told,
        "statements": thing.statements(dataset, told),
        "mentions": table_of(dataset, told.mentions) if len(told.mentions) else Table((), []),
        "stated": stated(dataset, iri),
        "all_stated": QUESTION,
        "slug": dataset.names.slug(iri),
        "sentence": lambda ruling: sentence(dataset, ruling),
        "claim_name": lambda one: one.value.removeprefix(dataset.names.claim),
    }


def _claim(dataset: "Dataset", iri: NamedNode) -> Given:
    name = iri.value.removeprefix(dataset.names.claim)
    return {"told": thing.claim(dataset, name), "name": name, "sentence": lambda ruling: sentence(dataset, ruling)}


def _node(dataset: "Dataset", iri: NamedNode) -> Given:
    return {"told": thing.node(dataset, iri), "sides": sides(dataset, iri), "sentence": lambda ruling: sentence(dataset, ruling)}


def _graph(dataset: "Dataset", iri: NamedNode) -> Given:
    counted = sum(1 for _quad in dataset.store.quads_for_pattern(None, None, None, iri))
    claims = [q.subject for q in islice(dataset.store.quads_for_pattern(None, TYPE, EV.Claim, iri), thing.MOST)]
    return {"count": counted, "claims": [thing.value(dataset, one) for one in claims], "name": iri.value.rpartition("/graph/")[2]}


def _withdrawn(dataset: "Dataset", iri: NamedNode) -> Given:
    """Nothing is read of a thing whose every claim was retracted."""
    names = {"slug": dataset.names.slug(iri), "claim_name": lambda one: one.value.removeprefix(dataset.names.claim)}
    return {"retracted": rulings.retractions(dataset, iri), **names, "status": 410}


_PAGES = {"claim": ("claim.html", _claim), "graph": ("graph.html", _graph)}


def _page_of(dataset: "Dataset", kind: str, iri: NamedNode) -> tuple[str, Callable[["Dataset", NamedNode], Given]]:
    if kind != "id":
        return _PAGES.get(kind, ("node.html", _node))
    cls = dataset.index.cls(iri)
    if cls is None:
        return "withdrawn.html", _withdrawn
    return ("thing.html", _thing) if cls in dataset.schema.types else ("node.html", _node)


async def missing(request: Request, dataset: "Dataset", error: InputError) -> Response:
    with speaking(spoken(request)):
        message, mend = error.what, error.mend
    return await page(request, dataset, "missing.html", lambda: {"message": message, "mend": mend}, status=404)
