"""What the things of a dataset rest on: read once for a generation, since every export says it of its own things."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyoxigraph as ox
from pyoxigraph import NamedNode

from entrevilles.ontology.terms import EV, PROV, READING, Names
from entrevilles.viz.stored import ask

_PART = re.compile("[/#]")
_BEHIND = (EV.statedBy, PROV.wasDerivedFrom)


@dataclass(frozen=True)
class Grounds:
    store: ox.Store
    names: Names

    @cached_property
    def claims(self) -> Mapping[str, frozenset[str]]:
        """The claims on each thing and its parts."""
        found: dict[str, set[str]] = {}
        for path in _BEHIND:
            for quad in self.store.quads_for_pattern(None, path, None, READING):
                if (claim := iri(quad.object)).startswith(self.names.claim):
                    found.setdefault(self.owner(iri(quad.subject)), set()).add(claim)
        return {thing: frozenset(claims) for thing, claims in found.items()}

    @cached_property
    def sources(self) -> Mapping[str, tuple[str, ...]]:
        """Of each claim."""
        found: dict[str, tuple[str, ...]] = {}
        known: dict[str, str] = {}
        for quad in self.store.quads_for_pattern(None, EV.source, None, None):
            if quad.graph_name != READING:
                source = iri(quad.object)
                claim = iri(quad.subject)
                found[claim] = (*found.get(claim, ()), known.setdefault(source, source))
        return found

    @cached_property
    def described(self) -> Mapping[str, Mapping[str, Any]]:
        """What is known of each source, by the columns of the question `sources`."""
        return {str(row["source"]): row for row in reversed(ask(self.store, "sources"))}

    def owner(self, iri: str) -> str:
        """`…/id/namur-jumelage/acte/signature` belongs to `…/id/namur-jumelage`, as does `…/id/namur-jumelage#place`."""
        part = _PART.search(iri, len(self.names.id)) if iri.startswith(self.names.id) else None
        return iri[: part.start()] if part else iri


def iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""
