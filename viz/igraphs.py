"""igraph, which is optional (GPL-2): nothing else imports it."""

import random
import warnings
from collections.abc import Sequence
from typing import Any

import igraph

from entrevilles.viz.engines import DAMPING, Reach, Values, reached
from entrevilles.viz.pairs import Pairs

ITERATIONS = 2
"""Of Leiden, as igraph has it: until nothing moves takes minutes for a million edges without communities."""


class Igraph:
    name = "igraph"

    def __init__(self, pairs: Pairs) -> None:
        self.count = len(pairs.nodes)
        self.graph: Any = igraph.Graph(self.count, pairs.edges)

    def components(self) -> list[list[int]]:
        return [sorted(found) for found in self.graph.connected_components()]

    def transitivity(self) -> float:
        return float(self.graph.transitivity_undirected())

    def clustering(self) -> Values:
        return list(self.graph.transitivity_local_undirected(mode="zero"))

    def assortativity(self) -> float:
        return float(self.graph.assortativity_degree(directed=False))

    def reach(self, main: Sequence[int], sources: Sequence[int] | None) -> Reach:
        if sources is None:
            found = self.graph.induced_subgraph(main).path_length_hist(directed=False)
            lengths = {int(start): int(count) for start, _end, count in found.bins()}
            return Reach(lengths, [value * (self.count - 1) for value in self.graph.harmonic_centrality()])
        return reached(self.graph.get_adjlist(), main, sources)

    def betweenness(self, sources: Sequence[int] | None) -> Values:
        return list(self.graph.betweenness(directed=False, sources=sources))

    def pagerank(self) -> Values:
        return list(self.graph.pagerank(directed=False, damping=DAMPING))

    def eigenvector(self, main: Sequence[int]) -> Values:
        with warnings.catch_warnings():  # of values near zero, which it takes for a graph in pieces: this one is in one
            warnings.filterwarnings("ignore", "Some eigenvector centralities are nearly zero")
            values = self.graph.induced_subgraph(main).eigenvector_centrality()
        values = [round(value, 9) for value in values]  # ARPACK begins anywhere
        found = dict(zip(main, values, strict=True))
        return [found.get(node, 0.0) for node in range(self.count)]

    def constraint(self) -> Values:
        return list(self.graph.constraint())

    def communities(self, seed: int) -> list[int]:
        igraph.set_random_number_generator(random.Random(seed))
        try:
            return list(self.graph.community_leiden(objective_function="modularity", n_iterations=ITERATIONS).membership)
        finally:
            igraph.set_random_number_generator(random)
