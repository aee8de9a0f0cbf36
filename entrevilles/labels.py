"""What things are called: in the person's language, or in all."""

from collections.abc import Callable, Collection, Iterable
from functools import cached_property, lru_cache

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode

from entrevilles.graph.judgements import JUDGEMENTS_GRAPH
from entrevilles.ontology.language import choose, current
from entrevilles.ontology.schema import Schema
from entrevilles.ontology.terms import EV, READING, SKOS, Names

MANY = 10_000


class Labels:
    def __init__(self, store: ox.Store, names: Names, schema: Callable[[], Schema]) -> None:
        self._store, self._names, self._schema = store, names, schema
        self._kept = lru_cache(maxsize=1 << 14)(self._read)
        """A page has the same names many times."""

    def label(self, iri: str) -> str:
        return self._kept(iri, current())

    def _read(self, iri: str, lang: str) -> str:
        thing = iri.split("#place", maxsplit=1)[0]
        if labels := self.of(thing):
            return choose(labels, lang)
        if iri.startswith(self._names.judgement) and (reasons := self._reasons(iri)):
            return choose(reasons, lang)
        if iri.startswith(self._names.id):
            return self._names.slug(NamedNode(thing))
        if iri.startswith(self._names.claim):
            return iri.removeprefix(self._names.claim)
        return self._schema().label(NamedNode(iri))

    def _reasons(self, judgement: str) -> dict[str, str]:
        """A judgement is told by its reason."""
        return _by_language(self._store.quads_for_pattern(NamedNode(judgement), EV.reason, None, JUDGEMENTS_GRAPH))

    def of(self, iri: str) -> dict[str, str]:
        if isinstance(self._store, ox.Store):
            return _by_language(self._store.quads_for_pattern(NamedNode(iri), SKOS.prefLabel, None, READING))
        return _by_language(self._all.get(iri, ()))

    def of_all(self, things: Collection[str]) -> dict[str, dict[str, str]]:
        """Many are read with all others at once, since looking one up takes as long as passing over three."""
        if len(things) < MANY:
            return {thing: self.of(thing) for thing in things}
        known, none = self._read_all(), dict[str, str]()
        return {thing: _by_language(known[thing]) if thing in known else none for thing in things}

    @cached_property
    def _all(self) -> dict[str, list[ox.Quad]]:
        """Of an endpoint: one request rather than one for each thing."""
        return self._read_all()

    def _read_all(self) -> dict[str, list[ox.Quad]]:
        found: dict[str, list[ox.Quad]] = {}
        for quad in self._store.quads_for_pattern(None, SKOS.prefLabel, None, READING):
            if isinstance(quad.subject, NamedNode):
                found.setdefault(quad.subject.value, []).append(quad)
        return found


def _by_language(quads: Iterable[ox.Quad]) -> dict[str, str]:
    said = ((quad.object.language or "", quad.object.value) for quad in quads if isinstance(quad.object, Literal))
    return dict(sorted(said, reverse=True))
