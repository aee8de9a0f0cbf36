"""The ontology, to be read and to be loaded."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox
from pyoxigraph import NamedNode
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from entrevilles.ontology.language import choose, collation
from entrevilles.ontology.schema import Concept, Field, Schema, local
from entrevilles.ontology.terms import EV, PREFIXES
from entrevilles.service.freshness import revalidated
from entrevilles.service.headers import VARIES
from entrevilles.service.negotiation import HTML, best, said
from entrevilles.service.rendering import Given, page

if TYPE_CHECKING:
    from entrevilles.service.app import Service


@dataclass(frozen=True)
class Property:
    """`values`: what it points to, with its IRI."""

    local: str
    iri: str
    label: str
    help: str
    values: str
    values_iri: str
    required: bool


@dataclass(frozen=True)
class Class:
    local: str
    iri: str
    label: str
    definition: str
    above: list[tuple[str, str]]
    properties: list[Property]


class Vocabulary:
    def __init__(self, service: "Service") -> None:
        self.service = service

    @property
    def routes(self) -> list[Route]:
        return [
            Route(path, revalidated(self.service, answer))
            for path, answer in (("/ontology", self.negotiated), ("/ontology.ttl", self.turtle))
        ]

    async def negotiated(self, request: Request) -> Response:
        if best(said(request, "accept"), ["text/turtle", HTML]) == "text/turtle":
            return await self.turtle(request)
        schema = self.service.dataset.schema
        return await page(request, self.service.dataset, "ontology.html", lambda: _given(schema))

    async def turtle(self, _request: Request) -> Response:
        """With its shapes."""
        schema = self.service.dataset.schema
        made = await run_in_threadpool(_turtle, schema)
        return Response(made, media_type="text/turtle", headers=VARIES)


def _turtle(schema: Schema) -> bytes:
    made = ox.serialize((quad.triple for quad in schema.turtle()), format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)
    assert made is not None
    return made


def _given(schema: Schema) -> Given:
    classes = [
        Class(
            local(record.cls),
            record.cls.value,
            choose(record.label),
            choose(record.definition),
            sorted((schema.label(above), above.value) for above in schema.superclasses(record.cls) - {record.cls} if _ours(above)),
            [_property(schema, field) for field in record.fields],
        )
        for record in (*schema.types.values(), schema.claim, schema.judgement)
    ]
    schemes = {schema.label(scheme): sorted(map(_concept, found.values()), key=_collated) for scheme, found in schema.concepts.items()}
    return {
        "classes": sorted(classes, key=lambda one: collation(one.label)),
        "terms": _terms(schema, classes),
        "schemes": sorted(schemes.items(), key=lambda pair: collation(pair[0])),
    }


def _terms(schema: Schema, classes: list[Class]) -> list[tuple[str, str, str]]:
    """The classes and properties of the ontology that no sheet has, so that each of its IRIs leads to a line."""
    told = {one.local for one in classes} | {prop.local for one in classes for prop in one.properties}
    subjects = {quad.subject for quad in schema.triples() if isinstance(quad.subject, NamedNode) and _ours(quad.subject)}
    others = [term for term in subjects if local(term) not in told]
    return sorted(((local(term), schema.label(term), schema.definition(term)) for term in others), key=lambda one: collation(one[1]))


def _property(schema: Schema, field: Field) -> Property:
    target = field.scheme or field.cls or field.datatype
    values = schema.label(target) if target else ""
    iri = target.value if target else ""
    path = field.path[-1]
    return Property(local(path), path.value, field.column, choose(field.help), values, iri, field.min > 0)


def _concept(one: Concept) -> tuple[str, str]:
    return choose(one.labels), one.iri.value


def _collated(pair: tuple[str, str]) -> tuple[str, tuple[str, ...], str]:
    return collation(pair[0])


def _ours(term: NamedNode) -> bool:
    return term.value.startswith(EV.base)
