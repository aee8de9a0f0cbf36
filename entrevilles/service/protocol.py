"""The query operation of the SPARQL 1.1 Protocol (W3C, 2013): what a request asks, or why it asks nothing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from entrevilles.ontology.errors import QueryError
from entrevilles.ontology.language import _
from entrevilles.queries.answers import refuse_harm
from entrevilles.queries.catalogue import skeleton

FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
FROM = re.compile(r"(?<![:\w?$-])from(?![\w-])", re.IGNORECASE)


class Malformed(Exception):
    """A status of HTTP, what to say, and headers that go with the status."""

    def __init__(self, status: int, text: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(text)
        self.status, self.headers = status, headers or {}


@dataclass(frozen=True)
class Query:
    """`default_graph` and `named_graphs` are IRIs; None where neither the request nor the query names a dataset."""

    text: str
    default_graph: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    accept: str = ""
    """What the field `format` of a form says, for browsers, which cannot choose what they accept."""


def parse(method: str, address: str, media_type: str, body: bytes, reading: str | None) -> Query | None:
    """None where a GET asks nothing: for the service itself. `address` is what stands after `?`.

    `reading` is the default graph of a query that names no dataset; None for that of the store. Raises Malformed.
    """
    pairs = _pairs(address)
    if method == "POST":
        kind = media_type.partition(";")[0].strip().lower()
        if kind == DIRECT:
            _refuse_several([key for key, _value in pairs if key == "query"], at_most=0)
            pairs = [*pairs, ("query", _utf8(body))]
        elif kind == FORM:
            pairs = [*pairs, *_pairs(_utf8(body))]
        else:
            raise Malformed(415, _("type de contenu : {types}").format(types=f"{FORM}, {DIRECT}"))
    return _query(pairs, reading)


def _query(pairs: Sequence[tuple[str, str]], reading: str | None) -> Query | None:
    found = {name: tuple(value for key, value in pairs if key == name) for name, _value in pairs}
    if "update" in found or "using-graph-uri" in found or "using-named-graph-uri" in found:
        raise Malformed(403, _("ce service ne fait que lire"))
    texts = found.get("query", ())
    _refuse_several(texts, at_most=1)
    if not texts:
        if pairs:
            raise Malformed(400, _("il faut un paramètre « query »"))
        return None
    try:
        refuse_harm(texts[0])
    except QueryError as error:
        raise Malformed(400, str(error)) from None
    default, named = found.get("default-graph-uri"), found.get("named-graph-uri")
    accept = next(iter(found.get("format", ())), "")
    if default or named:
        return Query(texts[0], default or (), named or (), accept)
    said = reading is None or FROM.search(skeleton(texts[0]))
    return Query(texts[0], None if said else (reading,) if reading else None, accept=accept)


def _refuse_several(found: Sequence[str], at_most: int) -> None:
    if len(found) > at_most:
        raise Malformed(400, _("un seul paramètre « query »"))


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=1000)
    except (UnicodeDecodeError, ValueError):
        raise Malformed(400, _("la requête n'est pas en UTF-8")) from None


def _utf8(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed(400, _("la requête n'est pas en UTF-8")) from None
