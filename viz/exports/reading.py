"""The part of a dataset's quads that an export speaks of: of its things in the reading, and the claims that they rest on."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad

from entrevilles.ontology.terms import CONCEPT, NUMBER, READING, SKOS, TIME, TYPE, Names
from entrevilles.viz.exports.grounds import Grounds, iri

_NAMED = (TYPE, SKOS.prefLabel)
"""What is said of a thing that is only pointed to."""


@dataclass(frozen=True)
class Reading:
    """`things` are IRIs; their parts (acts, spells, places) and the disagreements on them belong to them."""

    grounds: Grounds
    things: Collection[str]

    @property
    def store(self) -> ox.Store:
        return self.grounds.store

    @property
    def names(self) -> Names:
        return self.grounds.names

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
                waiting += (part for quad in found[thing] if self.grounds.owner(part := iri(quad.object)) in self._owners)
                pointing = (iri(quad.subject) for quad in self.store.quads_for_pattern(None, None, node, READING))
                waiting += (part for part in pointing if self.grounds.owner(part) in self._owners or part.startswith(f"{thing}."))
        return found

    def _tells(self, thing: str, path: NamedNode) -> bool:
        return path in _NAMED or thing.startswith((TIME.base, NUMBER.base, CONCEPT.base))

    @cached_property
    def claims(self) -> list[NamedNode]:
        """Those that the things and their parts rest on, in the order of their names."""
        found = {claim for owner in self._owners for claim in self.grounds.claims.get(owner, ())}
        return [NamedNode(claim) for claim in sorted(found)]

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
        counts = Counter(source for claim in self.claims for source in self.grounds.sources.get(claim.value, ()))
        return sorted(counts, key=lambda source: (-counts[source], source))

    @cached_property
    def _owners(self) -> frozenset[str]:
        return frozenset(map(self.grounds.owner, self.things))
