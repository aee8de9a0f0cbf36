"""From the IRI of something to its page on this service, and back."""

from collections.abc import Iterator
from urllib.parse import quote, unquote

from pyoxigraph import NamedNode
from starlette.requests import Request

from entrevilles.ontology.terms import BASE, EV, Names

KINDS = ("id", "claim", "concept", "graph", "time", "number", "judgement", "rule")
"""The first step of an IRI that can be looked up."""
_SAFE = "/-._~"


def base(request: Request) -> str:
    """The public address of the service, without a slash at its end; the gate sees to it that no client says it."""
    return str(request.base_url).rstrip("/")


def here(request: Request, address: str) -> str:
    """Of an address of this service its path on the public host. All others in this module stand without the prefix."""
    return f"{request.scope['root_path']}{address}"


def page(names: Names, iri: str) -> str:
    """Of what has no page here: the IRI itself where it is an address of the web, else nothing."""
    if iri.startswith(EV.base):
        return f"/ontology#{quote(iri.removeprefix(EV.base))}"
    for base in dict.fromkeys((names.base, BASE)):
        kind, _slash, rest = iri.removeprefix(base).partition("/")
        if iri.startswith(base) and kind in KINDS and rest:
            return local("page", kind, rest.partition("#")[0])
        if iri.startswith(base) and kind == "question":
            return f"/question/{rest}"
    return iri if iri.startswith(("https://", "http://")) else ""


def local(form: str, kind: str, rest: str) -> str:
    """`form`: page, data."""
    return f"/{form}/{kind}/{quote(unquote(rest), safe=_SAFE)}"


def named(names: Names, kind: str, rest: str) -> Iterator[NamedNode]:
    """The IRIs that this path may mean: of the dataset's own base, or of what all datasets share; the latter's are quoted throughout."""
    for base in dict.fromkeys((names.base, BASE)):
        for safe in (_SAFE, f"{_SAFE}#", f"{_SAFE}+", ""):
            yield NamedNode(f"{base}{kind}/{quote(rest, safe=safe)}")
