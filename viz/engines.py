"""Who computes: igraph where it is installed, networkx otherwise. The numbers are the same, communities aside (both are seeded)."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, reduce
from importlib.util import find_spec
from operator import or_
from typing import TYPE_CHECKING, NamedTuple, Protocol

from entrevilles.ontology.errors import QueryError, UnknownName
from entrevilles.ontology.language import _
from entrevilles.viz.pairs import Pairs

if TYPE_CHECKING:
    import networkx

DAMPING = 0.85
AT_ONCE, FEW = 1_000, 20
"""Sources that are followed at once; a front of less than this part of the nodes gives to its neighbours, else all ask theirs."""
Values = list[float]
"""One for each node, in their order."""


class Reach(NamedTuple):
    """`lengths`: shortest paths from the nodes of `main`, by length; `closeness`: for each node, the sum of 1/distance."""

    lengths: dict[int, int]
    closeness: Values


class Engine(Protocol):
    """Over a simple undirected graph without weights. NaN where a figure is not defined; `sources` None means every node."""

    name: str

    def components(self) -> list[list[int]]: ...
    def transitivity(self) -> float: ...
    def clustering(self) -> Values: ...
    def assortativity(self) -> float: ...
    def reach(self, main: Sequence[int], sources: Sequence[int] | None) -> Reach: ...
    def betweenness(self, sources: Sequence[int] | None) -> Values: ...
    def pagerank(self) -> Values: ...
    def eigenvector(self, main: Sequence[int]) -> Values: ...
    def constraint(self) -> Values: ...
    def communities(self, seed: int) -> list[int]: ...


class Networkx:
    """Pure Python: networkx, and Newman's and Page's formulas written out, for which networkx needs NumPy or SciPy."""

    name = "networkx"

    def __init__(self, pairs: Pairs) -> None:
        self.pairs = pairs

    @cached_property
    def graph(self) -> "networkx.Graph[int]":
        import networkx

        graph: networkx.Graph[int] = networkx.Graph()
        graph.add_nodes_from(range(len(self.pairs.nodes)))
        graph.add_edges_from(self.pairs.edges)
        return graph

    def components(self) -> list[list[int]]:
        import networkx

        return [sorted(found) for found in networkx.connected_components(self.graph)]

    def transitivity(self) -> float:
        """networkx says 0 where no two partners can be asked after, igraph that there is no answer."""
        import networkx

        return networkx.transitivity(self.graph) if any(degree > 1 for degree in self.pairs.degrees) else math.nan

    def clustering(self) -> Values:
        import networkx

        found = networkx.clustering(self.graph)
        assert isinstance(found, dict)
        return self._values(found)

    def assortativity(self) -> float:
        degrees = self.pairs.degrees
        return pearson((degrees[a], degrees[b]) for a, b in self.pairs.edges)

    def reach(self, main: Sequence[int], sources: Sequence[int] | None) -> Reach:
        return reached(self.pairs.neighbours, main, range(len(self.pairs.nodes)) if sources is None else sources)

    def betweenness(self, sources: Sequence[int] | None) -> Values:
        import networkx

        if sources is None:
            return self._values(networkx.betweenness_centrality(self.graph, normalized=False))
        return self._values(networkx.betweenness_centrality_subset(self.graph, sources, list(self.graph)))

    def pagerank(self) -> Values:
        degrees, count = self.pairs.degrees, len(self.pairs.nodes)
        ranks, change = [1 / count] * count, 1.0
        while change > 1e-12:
            lost = sum(rank for rank, degree in zip(ranks, degrees, strict=True) if not degree)
            given = [DAMPING * rank / degree if degree else 0.0 for rank, degree in zip(ranks, degrees, strict=True)]
            base = (1 - DAMPING + DAMPING * lost) / count
            following = [base + sum(given[node] for node in near) for near in self.pairs.neighbours]
            change = sum(abs(after - before) for after, before in zip(following, ranks, strict=True))
            ranks = following
        return ranks

    def eigenvector(self, main: Sequence[int]) -> Values:
        """NaN where it does not converge, as along a chain of hundreds of nodes."""
        import networkx

        try:
            found = networkx.eigenvector_centrality(self.graph.subgraph(main), max_iter=5_000, tol=1e-12)
        except networkx.PowerIterationFailedConvergence:
            return [math.nan] * len(self.pairs.nodes)
        most = max(found.values())
        return [found.get(node, 0.0) / most for node in range(len(self.pairs.nodes))]

    def constraint(self) -> Values:
        import networkx

        return self._values(networkx.constraint(self.graph, nodes=list(self.graph)))

    def communities(self, seed: int) -> list[int]:
        import networkx

        found = networkx.community.louvain_communities(self.graph, seed=seed)
        number = {node: index for index, nodes in enumerate(found) for node in nodes}
        return [number[node] for node in range(len(self.pairs.nodes))]

    def _values(self, found: Mapping[int, float]) -> Values:
        return [found[node] for node in range(len(self.pairs.nodes))]


def reached(neighbours: Sequence[Collection[int]], main: Iterable[int], sources: Sequence[int]) -> Reach:
    """Breadth first from many sources at once, each a bit of a number: Then et al. 2014, doi:10.14778/2735496.2735507."""
    inside, lengths, closeness = set(main), Counter[int](), [0.0] * len(neighbours)
    for start in range(0, len(sources), AT_ONCE):
        some = sources[start : start + AT_ONCE]
        counted = sum(1 << bit for bit, source in enumerate(some) if source in inside)
        for distance, front in enumerate(_fronts(neighbours, some), 1):
            lengths[distance] += sum((bits & counted).bit_count() for bits in front.values())
            for node, bits in front.items():
                closeness[node] += bits.bit_count() / distance
    return Reach({length: count for length, count in lengths.items() if count}, closeness)


def _fronts(neighbours: Sequence[Collection[int]], sources: Sequence[int]) -> Iterator[dict[int, int]]:
    """At each distance from 1 on: node → the sources that are so far from it."""
    front = {source: 1 << bit for bit, source in enumerate(sources)}
    seen, everyone = [front.get(node, 0) for node in range(len(neighbours))], (1 << len(sources)) - 1
    while front:
        if FEW * len(front) < len(neighbours):
            gained: dict[int, int] = defaultdict(int)
            for node, bits in front.items():
                for near in neighbours[node]:
                    gained[near] |= bits
        else:
            left = (node for node, bits in enumerate(seen) if bits != everyone)
            gained = {node: reduce(or_, map(seen.__getitem__, neighbours[node]), 0) for node in left}
        front = {node: new for node, bits in gained.items() if (new := bits & ~seen[node])}
        for node, bits in front.items():
            seen[node] |= bits
        yield front


def pearson(ends: Iterable[tuple[int, int]]) -> float:
    """Newman (2002), equation 4, over edges taken in both directions; NaN where all degrees are alike."""
    count = product = total = squares = 0
    for a, b in ends:
        count, product, total, squares = count + 1, product + a * b, total + a + b, squares + a * a + b * b
    spread = 2 * count * squares - total * total
    return (4 * count * product - total * total) / spread if spread else math.nan


def _igraph(pairs: Pairs) -> Engine:
    from entrevilles.viz.igraphs import Igraph

    return Igraph(pairs)


ENGINES: dict[str, Callable[[Pairs], Engine]] = {"igraph": _igraph, "networkx": Networkx}


def engine(name: str, pairs: Pairs) -> Engine:
    """The one of this name, or the first that is installed. Raises UnknownName, and QueryError for one that is not installed."""
    if name and name not in ENGINES:
        raise UnknownName(name, ENGINES, _("moteur inconnu"))
    installed = [known for known in ENGINES if find_spec(known)]
    if name and name not in installed:
        raise QueryError(_("il manque {name} ; installez : pip install 'entrevilles[measures]'").format(name=name))
    return ENGINES[name or installed[0]](pairs)
