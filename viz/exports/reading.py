"""The part of a dataset's quads that an export speaks of: of its things in the reading, and the claims that they rest on."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad

from entrevilles.ontology.terms import CONCEPT, EV, NUMBER, PROV, READING, SKOS, TIME, TYPE, Names

_NAMED = (TYPE, SKOS.prefLabel)
"""What is said of a thing that is only pointed to."""
_BEHIND = (EV.statedBy, PROV.wasDerivedFrom)


@dataclass(frozen=True)
class Reading:
    """`things` are IRIs; their parts (acts, spells, places) and the disagreements on them belong to them."""

    store: ox.Store
    names: Names
    things: Collection[str]

    @cached_property
    def quads(self) -> list[Quad]:
        """Of the things and their sources, of the dates and numbers that they point to; of what else they point to, the name."""
        found = self._whole([*self.things, *self.sources])
        said = [quad for quads in found.values() for quad in quads]
        mentioned = sorted({iri(quad.object) for quad in said} - found.keys() - {""})
        told = ((thing, quad) for thing in mentioned for quad in self.store.quads_for_pattern(NamedNode(thing), None, None, READING))
        return [*said, *(quad for thing, quad in told if self._tells(thing, quad.predicate))]

    def _whole(self, things: Collection[str]) -> dict[str, list[Quad]]:
        """What is said of each of these; then of what belongs to the things among what they point to, and what points to them.

        A disagreement bears the name of what it is about, and then that of the property: `…/id/namur-jumelage.begin`.
        """
        found: dict[str, list[Quad]] = {}
        waiting = sorted(things)
        while waiting:
            thing = waiting.pop()
            if thing not in found:
                node = NamedNode(thing)
                found[thing] = list(self.store.quads_for_pattern(node, None, None, READING))
                waiting += (part for quad in found[thing] if self._owner(part := iri(quad.object)) in self._owners)
                pointing = (iri(quad.subject) for quad in self.store.quads_for_pattern(None, None, node, READING))
                waiting += (part for part in pointing if self._owner(part) in self._owners or part.startswith(f"{thing}."))
        return found

    def _tells(self, thing: str, path: NamedNode) -> bool:
        return path in _NAMED or thing.startswith((TIME.base, NUMBER.base, CONCEPT.base))

    @cached_property
    def claims(self) -> list[NamedNode]:
        """Those that the things and their parts rest on, in the order of their names."""
        behind = (quad for path in _BEHIND for quad in self._quads(path) if self._owner(iri(quad.subject)) in self._owners)
        found = {iri(quad.object) for quad in behind}
        return [NamedNode(claim) for claim in sorted(found) if claim.startswith(self.names.claim)]

    @cached_property
    def said(self) -> list[Quad]:
        """The graph of each claim, and who makes it, where."""
        return [quad for claim in self.claims for quad in self._of(claim)]

    def _of(self, claim: NamedNode) -> Iterator[Quad]:
        yield from self.store.quads_for_pattern(None, None, None, claim)
        yield from (quad for quad in self.store.quads_for_pattern(claim, None, None, None) if quad.graph_name != READING)

    @cached_property
    def sources(self) -> list[str]:
        """The sources of the claims, those with most of them first."""
        counts: dict[str, int] = {}
        claims = {claim.value for claim in self.claims}
        for quad in self.store.quads_for_pattern(None, EV.source, None, None):
            if iri(quad.subject) in claims and quad.graph_name != READING:
                counts[iri(quad.object)] = counts.get(iri(quad.object), 0) + 1
        return sorted(counts, key=lambda source: (-counts[source], source))

    @cached_property
    def _owners(self) -> frozenset[str]:
        return frozenset(map(self._owner, self.things))

    def _owner(self, iri: str) -> str:
        """`…/id/namur-jumelage/acte/signature` belongs to `…/id/namur-jumelage`, as does `…/id/namur-jumelage#place`."""
        base = self.names.id
        if not iri.startswith(base):
            return iri
        return base + iri[len(base) :].partition("/")[0].partition("#")[0]

    def _quads(self, path: NamedNode | None) -> Iterator[Quad]:
        return self.store.quads_for_pattern(None, path, None, READING)


def iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""
