"""What is measured: the pairs of actors that have a tie, and how many ties each pair has."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import fsum, nan
from typing import TYPE_CHECKING, Any

from entrevilles.viz.network import Network

if TYPE_CHECKING:
    import networkx

Actor = Hashable
"""An IRI; whatever the nodes of a graph of one's own are."""


@dataclass(frozen=True)
class Pairs:
    """A simple undirected graph. `ties`: (place of a node, place of a later one) → number of ties; `countries`: "" where unknown."""

    nodes: tuple[Actor, ...]
    ties: Mapping[tuple[int, int], int]
    countries: tuple[str, ...]

    @cached_property
    def edges(self) -> list[tuple[int, int]]:
        return list(self.ties)

    @cached_property
    def neighbours(self) -> list[set[int]]:
        found: list[set[int]] = [set() for _node in self.nodes]
        for a, b in self.ties:
            found[a].add(b)
            found[b].add(a)
        return found

    @cached_property
    def degrees(self) -> list[int]:
        """Partners, not ties."""
        found = [0] * len(self.nodes)
        for a, b in self.ties:
            found[a] += 1
            found[b] += 1
        return found

    def mixing(self, parts: Sequence[Hashable]) -> tuple[float, float]:
        """Of the pairs whose two nodes have a part (falsy is none): the share within one, and that expected by chance. NaN without any."""
        within, ends = 0, Counter[Hashable]()
        for a, b in self.ties:
            if parts[a] and parts[b]:
                within += parts[a] == parts[b]
                ends.update((parts[a], parts[b]))
        total = ends.total()
        return (2 * within / total, fsum((count / total) ** 2 for count in ends.values())) if total else (nan, nan)


def of_network(network: Network) -> Pairs:
    nodes = sorted(network.actors)
    return _pairs(nodes, (pair for _relationship, pair in network.counted), [network.actors[node].country for node in nodes])


def of_graph(graph: "networkx.Graph[Any]") -> Pairs:
    """Directions are left out, and loops; the attribute `country` of a node is its country."""
    import networkx

    nodes = list(graph)
    ends: Any = graph.edges()
    if isinstance(graph, networkx.MultiGraph):  # as `to_networkx` makes them: a relationship of two actors counts once
        edges: Any = graph.edges(keys=True, data="relationship")
        ends = [(a, b) for a, b, _relationship in {(a, b, told or key) for a, b, key, told in edges}]
    return _pairs(nodes, ends, [str(country or "") for _node, country in graph.nodes(data="country")])


def _pairs(nodes: list[Any], ends: Any, countries: list[str]) -> Pairs:
    place = {node: index for index, node in enumerate(nodes)}
    found = Counter((a, b) if a < b else (b, a) for a, b in ((place[a], place[b]) for a, b in ends) if a != b)
    return Pairs(tuple(nodes), dict(sorted(found.items())), tuple(countries))
