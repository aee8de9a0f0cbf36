"""A SPARQL 1.1 endpoint that is read as a compiled store is: what asks need not know which it has."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from entrevilles.ontology import system
from entrevilles.ontology.errors import DatasetError, QueryError
from entrevilles.ontology.language import _

if TYPE_CHECKING:
    from SPARQLWrapper import SPARQLWrapper

AGENT = "entrevilles (SPARQL client)"
PATIENCE = 60
"""Seconds without a byte, after which an endpoint is given up."""
Node = NamedNode | BlankNode
FEW, SOME, MANY = 3, 20, 200
"""Patterns asked one by one, before all of a property, of a graph, or of the dataset is taken at once."""


class RemoteStore:
    """Of pyoxigraph's `Store`, what reading needs: `query`, `quads_for_pattern`, and all quads one after the other."""

    def __init__(self, url: str, update: str = "", user: str = "", password: str = "", *, ours: str = "") -> None:
        """`update`: where changes are sent, if elsewhere; `ours`: what a graph `?g` fits that a pattern without graph may be in."""
        self.url, self._update, self._user, self._password, self._ours = url, update or url, user, password, ours
        self._near = ox.Store()
        self._held: set[tuple[NamedNode | None, Any]] = set()
        self._asked: Counter[tuple[NamedNode | None, Any]] = Counter()

    def query(self, text: str, *, prefixes: Mapping[str, str] | None = None) -> Any:
        """As `Store.query`. Raises SyntaxError for a query that is refused, DatasetError for an endpoint that does not answer."""
        declared = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in (prefixes or {}).items() if f"{name}:" in text)
        return _results(*self._answer(declared + text))

    def quads_for_pattern(
        self,
        subject: Node | None,
        predicate: NamedNode | None,
        object: Node | Literal | None,
        graph: NamedNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """In named graphs only: everything that is read stands in one.

        Who asks one thing after the other pays for each by the network, and so what many have been asked of is taken whole, and kept.
        """
        if not self._is_held(predicate, graph):
            wider = ((predicate, graph), (predicate, None), (None, None))
            for about in dict.fromkeys(wider[0 if subject or object else 1 :]):
                self._asked[about] += 1
                if self._asked[about] > _worth(*about):
                    self._near.extend(self._found(None, about[0], None, about[1]))
                    self._held.add(about)
                    break
            else:
                return self._found(subject, predicate, object, graph)
        return self._near.quads_for_pattern(subject, predicate, object, graph)

    def _is_held(self, predicate: NamedNode | None, graph: Any) -> bool:
        return not self._held.isdisjoint({(predicate, graph), (predicate, None), (None, graph), (None, None)})

    def _found(self, subject: Node | None, predicate: NamedNode | None, object: Node | Literal | None, graph: Any) -> Iterator[Quad]:
        asked: dict[str, Any] = {"s": subject, "p": predicate, "o": object, "g": graph}
        bound = {name: term for name, term in asked.items() if term is not None}
        pattern = {name: str(bound[name]) if name in bound else f"?{name}" for name in asked}
        wanted = " ".join(f"?{name}" for name in asked if name not in bound) or "(1 AS ?one)"
        ours = "" if graph else self._ours
        found = self.query(f"SELECT {wanted} {{ GRAPH {pattern['g']} {{ {pattern['s']} {pattern['p']} {pattern['o']} }} {ours} }}")
        for row in found:
            terms = {name: bound[name] if name in bound else row[name] for name in asked}
            yield Quad(terms["s"], terms["p"], terms["o"], terms["g"])

    def __iter__(self) -> Iterator[Quad]:
        return self._found(None, None, None, None)

    def named_graphs(self) -> Iterator[NamedNode]:
        for row in self.query(f"SELECT DISTINCT ?g {{ {self._ours or 'GRAPH ?g { ?s ?p ?o }'} }}"):
            yield row["g"]

    def description(self) -> Iterator[Quad]:
        """What the service says of itself to whoever asks nothing (SPARQL 1.1 Service Description, 2); nothing, where it says nothing."""
        from urllib.request import Request, urlopen

        form = ox.RdfFormat.N_TRIPLES
        request = Request(self.url, headers={"Accept": form.media_type, "User-Agent": AGENT})
        with suppress(OSError, ValueError, SyntaxError), urlopen(request, timeout=PATIENCE) as response:
            yield from ox.parse(response.read(), format=form)

    def update(self, text: str) -> None:
        """Raises DatasetError. The password is sent as the endpoint asks for it (Basic or Digest), and said in no message."""
        from urllib.error import HTTPError
        from urllib.parse import urlencode
        from urllib.request import HTTPBasicAuthHandler, HTTPDigestAuthHandler, HTTPPasswordMgrWithDefaultRealm, Request, build_opener

        keys = HTTPPasswordMgrWithDefaultRealm()
        if self._user:
            keys.add_password(None, self._update, self._user, self._password)
        request = Request(self._update, urlencode({"update": text}).encode(), {"User-Agent": AGENT})
        try:
            with build_opener(HTTPBasicAuthHandler(keys), HTTPDigestAuthHandler(keys)).open(request, timeout=PATIENCE) as response:
                response.read()
        except HTTPError as error:
            what = _("le service {url} refuse l'écriture ({code}) : {error}")
            raise DatasetError(what.format(url=self._update, code=error.code, error=brief(error.read()))) from None
        except (OSError, ValueError) as error:
            what = _("le service {url} ne répond pas : {error}")
            raise DatasetError(what.format(url=self._update, error=system.reason(error) if isinstance(error, OSError) else error)) from None

    def _answer(self, text: str) -> tuple[bytes, str]:
        """The body and its media type."""
        from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

        wrapper = self._wrapper()
        wrapper.setQuery(text)
        try:
            response = wrapper.query().response
            return response.read(), response.headers.get("content-type", "").partition(";")[0]
        except QueryBadFormed as error:
            raise SyntaxError(_told(error)) from None
        except (SPARQLWrapperException, OSError) as error:
            what = _("le service {url} ne répond pas : {error}")
            said = system.reason(error) if isinstance(error, OSError) else _told(error)
            raise DatasetError(what.format(url=self.url, error=said)) from None

    def _wrapper(self) -> "SPARQLWrapper":
        from SPARQLWrapper import POST, XML, SPARQLWrapper

        wrapper = SPARQLWrapper(self.url, agent=AGENT)
        wrapper.setMethod(POST)
        wrapper.setReturnFormat(XML)
        wrapper.setTimeout(PATIENCE)
        if self._user:
            wrapper.setCredentials(self._user, self._password)
        return wrapper


def _worth(predicate: NamedNode | None, graph: object) -> int:
    return FEW if predicate and graph else SOME if predicate or graph else MANY


def _results(body: bytes, media_type: str) -> Any:
    """Whatever the status, only results are an answer: some engines send errors with 200."""
    form = ox.QueryResultsFormat.from_media_type(media_type)
    if form:
        return ox.parse_query_results(body, format=form)
    graph = ox.RdfFormat.from_media_type(media_type)
    if graph is None:
        raise QueryError(_("réponse inattendue : {type}").format(type=media_type or _("sans type")))
    return ox.parse(body, format=graph)


def brief(body: bytes) -> str:
    """The first line, without the markup and the query that engines send back."""
    return re.sub(r"<[^>]*>", " ", body.decode(errors="replace")).strip().partition("\n")[0][:200]


def _told(error: BaseException) -> str:
    """Without the query, which engines repeat, and their stack."""
    return " ".join(str(error).partition("Response:")[2].split())[:300] or str(error)[:300]
