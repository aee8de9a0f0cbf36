"""Two dates: which ties began and ended between them, how much of the network is the same, how each figure moved."""

from collections.abc import Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from entrevilles.viz.measures import Measures, Number
from entrevilles.viz.network import Network


@dataclass(frozen=True)
class Comparison:
    """Of two parts of one network. A renewal that makes a new relationship ends a tie and begins another; its pair stays.

    A tie of which no source speaks yet on the first date (`before.unspoken`) does not begin when one does: the ties of the second
    date are those `kept`, `began` and `spoken`.
    """

    before: Network
    after: Network
    engine: str = ""

    @property
    def began(self) -> list[str]:
        """IRIs of ties, like those of `ended`, `spoken` and `kept`."""
        return self._of(self.after, self.after.counted.keys() - self.before.counted.keys() - self._unspoken)

    @property
    def ended(self) -> list[str]:
        return self._of(self.before, self.before.counted.keys() - self.after.counted.keys())

    @property
    def spoken(self) -> list[str]:
        """Of unsaid begin: a source speaks of them on the second date only."""
        return self._of(self.after, self.after.counted.keys() & self._unspoken)

    @property
    def kept(self) -> list[str]:
        return self._of(self.after, self.before.counted.keys() & self.after.counted.keys())

    @property
    def _unspoken(self) -> Set[Any]:
        return {tie.counted for tie in self.before.unspoken.values()} - self.before.counted.keys()

    def _of(self, network: Network, counted: Set[Any]) -> list[str]:
        return sorted(network.counted[one].iri for one in counted)

    @property
    def joined(self) -> list[str]:
        """IRIs of actors, like those of `left`."""
        untold = {end for tie in self.before.unspoken.values() for end in tie.pair}
        return sorted(self.after.actors.keys() - self.before.actors.keys() - untold)

    @property
    def left(self) -> list[str]:
        return sorted(self.before.actors.keys() - self.after.actors.keys())

    @property
    def jaccard(self) -> Number:
        """Ties of both dates over all, but those `spoken`: Jaccard 1901; Snijders et al. 2010, doi:10.1016/j.socnet.2009.02.004."""
        return _jaccard(self.before.counted.keys(), self.after.counted.keys() - self._unspoken)

    @property
    def jaccard_pairs(self) -> Number:
        """The same of the pairs of actors that have a tie."""
        known = {iri: tie for iri, tie in self.after.ties.items() if iri not in self.before.unspoken}
        return _jaccard(*({tie.pair for tie in ties.values()} for ties in (self.before.ties, known)))

    @cached_property
    def measures(self) -> tuple[Measures, Measures]:
        return Measures(self.before, engine=self.engine), Measures(self.after, engine=self.engine)

    @property
    def figures(self) -> dict[str, tuple[Number, Number]]:
        """Name → its value before and after."""
        one, other = (measures.figures for measures in self.measures)
        return {name: (one[name], other[name]) for name in one}


def _jaccard(one: Set[Any], other: Set[Any]) -> Number:
    return len(one & other) / len(one | other) if one or other else None
