"""The usual measures of a network: of the whole, of each actor, between countries, between two dates.

Parallel ties make one pair: unless it says that it counts ties, a figure is of the simple undirected graph of the pairs of
actors that have a tie, without weights. What each figure means for a reader, and its paper, is in `definitions`.
"""

import math
import random
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Any

from entrevilles.ontology.errors import QueryError
from entrevilles.ontology.language import _
from entrevilles.viz import brokers, engines
from entrevilles.viz.network import YES, Network
from entrevilles.viz.pairs import Actor, of_graph, of_network

if TYPE_CHECKING:
    import networkx
    import pandas

EXACT, SOURCES = 5_000, 200
"""Beyond so many actors, what needs the shortest paths from everyone is estimated from so many."""
Number = float | int | None
"""None where a figure is not defined: the assortativity of a ring, the diameter of nothing."""
SIZES = ("actors", "ties", "uncertain", "pairs", "countries", "abroad", "components", "largest")
SHAPES = ("density", "mean_degree", "max_degree", "centralization", "transitivity", "clustering", "assortativity", "country_assortativity")
WHOLE = (*SIZES, *SHAPES, "path_length", "diameter", "communities", "modularity")
EACH = ("ties", "partners", "betweenness", "closeness", "pagerank", "eigenvector", "clustering", "constraint", "effective_size")
GROUP = "community"


class Measures:
    """Of a network, or of any graph of networkx (with `country` on its nodes). Computed when asked for, once.

    `sources`: from how many actors paths are followed, for betweenness, closeness and distances (Brandes & Pich 2007,
    doi:10.1142/S0218127407018403); None: from all up to EXACT actors, from SOURCES beyond. Raises UnknownName and QueryError
    for an engine that is not there.
    """

    def __init__(self, network: "Network | networkx.Graph[Any]", *, engine: str = "", sources: int | None = None, seed: int = 0) -> None:
        self.network = network
        self.simple = of_network(network) if isinstance(network, Network) else of_graph(network)
        self.engine = engines.engine(engine, self.simple)
        self.seed = seed
        self.sources = self._chosen(sources)

    def _chosen(self, sources: int | None) -> list[int] | None:
        count = len(self.simple.nodes)
        wanted = sources or (count if count <= EXACT else SOURCES)
        return None if wanted >= count else sorted(random.Random(self.seed).sample(range(count), wanted))

    @cached_property
    def figures(self) -> dict[str, Number]:
        """Name of `WHOLE` → value; what a graph cannot know is left out."""
        found = {name: getattr(self, name) for name in WHOLE}
        return {name: _number(value) for name, value in found.items() if name != "uncertain" or value is not None}

    @cached_property
    def of(self) -> dict[Actor, dict[str, Number]]:
        """Actor → its measures, as `networkx.set_node_attributes` takes them; roles only where countries are known."""
        columns: dict[str, list[Any]] = {name: getattr(self, f"_{name}")() for name in EACH} if self.simple.nodes else {}
        columns[GROUP] = self._groups
        if any(self.simple.countries):
            brokered = brokers.roles(self.simple)
            columns |= {role: [counts[role] for counts in brokered] for role in brokers.ROLES}
        nodes = enumerate(self.simple.nodes)
        return {node: {name: _number(values[place]) for name, values in columns.items()} for place, node in nodes}

    def one(self, name: str) -> dict[Actor, Number]:
        """Actor → one measure."""
        return {actor: values[name] for actor, values in self.of.items()}

    def to_pandas(self) -> "pandas.DataFrame":
        """A row for each actor, by IRI. Raises QueryError without pandas."""
        try:
            import pandas
        except ImportError:
            raise QueryError(_("il manque pandas ; installez : pip install 'entrevilles[pandas]'")) from None
        return pandas.DataFrame.from_dict(self.of, orient="index")

    # The whole

    @property
    def actors(self) -> int:
        return len(self.simple.nodes)

    @property
    def pairs(self) -> int:
        """Pairs that have a tie."""
        return len(self.simple.ties)

    @cached_property
    def ties(self) -> int:
        """Counts ties: parallel ones each, but a relationship once, whatever kinds sources give it."""
        return sum(self.simple.ties.values())

    @property
    def uncertain(self) -> int | None:
        """Ties of which the sources disagree, or do not tell, whether they are in force on the day; None without a day."""
        network = self.network
        if not isinstance(network, Network) or not (day := network.selection.on):
            return None
        return sum(tie.state(day) != YES for tie in network.counted.values())

    @property
    def countries(self) -> int:
        return len(set(self.simple.countries) - {""})

    @cached_property
    def abroad(self) -> float:
        """Share of ties whose ends are in two countries, of those whose two countries are known."""
        matrix = self.matrix
        return _share(sum(ties for (a, b), ties in matrix.items() if a != b), sum(matrix.values()))

    @cached_property
    def matrix(self) -> dict[tuple[str, str], int]:
        """Two countries in order → ties (parallel ones each) between them, or within one; ends without a country are left out."""
        found: Counter[tuple[str, str]] = Counter()
        for (a, b), ties in self.simple.ties.items():
            one, other = sorted((self.simple.countries[a], self.simple.countries[b]))
            if one:
                found[one, other] += ties
        return dict(sorted(found.items()))

    @cached_property
    def _components(self) -> list[list[int]]:
        """The largest first; of equal ones, that of the first actor."""
        return sorted(self.engine.components(), key=lambda nodes: (-len(nodes), nodes))

    @property
    def components(self) -> int:
        return len(self._components)

    @property
    def _main(self) -> list[int]:
        return self._components[0] if self._components else []

    @property
    def largest(self) -> float:
        """Share of the actors that are in the largest component."""
        return _share(len(self._main), self.actors)

    @property
    def density(self) -> float:
        """Pairs over possible pairs: Wasserman & Faust, Social Network Analysis, 1994, §4.1.1."""
        return _share(2 * len(self.simple.ties), self.actors * (self.actors - 1))

    @property
    def mean_degree(self) -> float:
        return _share(2 * len(self.simple.ties), self.actors)

    @property
    def max_degree(self) -> int:
        return max(self.simple.degrees, default=0)

    @property
    def degrees(self) -> dict[int, int]:
        """Number of partners → how many actors have so many."""
        return dict(sorted(Counter(self.simple.degrees).items()))

    @property
    def centralization(self) -> float:
        """1 for a star, 0 where all have as many partners: Freeman 1978, doi:10.1016/0378-8733(78)90021-7."""
        least = (self.actors - 1) * (self.actors - 2)
        return _share(sum(self.max_degree - degree for degree in self.simple.degrees), least) if self.actors > 2 else math.nan

    @cached_property
    def transitivity(self) -> float:
        """3 × triangles / paths of length two: Newman, Watts & Strogatz 2002, doi:10.1073/pnas.012582999."""
        return self.engine.transitivity() if self.actors else math.nan

    @property
    def clustering(self) -> float:
        """Mean over all actors, 0 for those with one partner: Watts & Strogatz 1998, doi:10.1038/30918."""
        return _share(math.fsum(self._local), self.actors)

    @cached_property
    def assortativity(self) -> float:
        """Correlation of the degrees at the two ends of a pair: Newman 2002, doi:10.1103/PhysRevLett.89.208701."""
        return self.engine.assortativity() if self.simple.ties else math.nan

    @cached_property
    def country_assortativity(self) -> float:
        """(tr e − ‖e²‖) / (1 − ‖e²‖) over pairs whose countries are known: Newman 2003, doi:10.1103/PhysRevE.67.026126."""
        within, expected = self.simple.mixing(self.simple.countries)
        return (within - expected) / (1 - expected) if expected < 1 else math.nan

    @cached_property
    def _reach(self) -> engines.Reach:
        return self.engine.reach(self._main, self.sources) if self.actors else engines.Reach({}, [])

    @property
    def path_length(self) -> float:
        """Mean over the pairs of the largest component: Watts & Strogatz 1998."""
        lengths = self._reach.lengths
        return _share(sum(length * count for length, count in lengths.items()), sum(lengths.values()))

    @property
    def diameter(self) -> float:
        """The longest of the shortest paths in the largest component; where paths are sampled, at least so long."""
        return max(self._reach.lengths, default=math.nan)

    @cached_property
    def _groups(self) -> list[int]:
        """Community of each actor: the largest is 1; of equal ones, that of the first actor."""
        found: dict[int, list[int]] = {}
        for node, number in enumerate(self.engine.communities(self.seed) if self.actors else ()):
            found.setdefault(number, []).append(node)
        order = sorted(found.values(), key=lambda nodes: (-len(nodes), nodes))
        ranks = {node: rank for rank, nodes in enumerate(order, 1) for node in nodes}
        return [ranks[node] for node in range(self.actors)]

    @property
    def communities(self) -> int:
        """Leiden (Traag et al. 2019, doi:10.1038/s41598-019-41695-z); Louvain (Blondel et al. 2008) with networkx. Seeded."""
        return max(self._groups, default=0)

    @cached_property
    def groups(self) -> list[list[Actor]]:
        """The actors of each community, the largest first."""
        found: list[list[Actor]] = [[] for _group in range(self.communities)]
        for node, group in zip(self.simple.nodes, self._groups, strict=True):
            found[group - 1].append(node)
        return found

    @cached_property
    def modularity(self) -> float:
        """Of those communities: Newman & Girvan 2004, doi:10.1103/PhysRevE.69.026113."""
        within, expected = self.simple.mixing(self._groups)
        return within - expected

    # Each actor

    def _ties(self) -> list[int]:
        """Counts ties."""
        found = [0] * self.actors
        for (a, b), ties in self.simple.ties.items():
            found[a] += ties
            found[b] += ties
        return found

    def _partners(self) -> list[int]:
        return self.simple.degrees

    def _betweenness(self) -> list[float]:
        """Share of the shortest paths between others that pass: Freeman 1977, doi:10.2307/3033543; Brandes 2001."""
        possible = (self.actors - 1) * (self.actors - 2) / 2
        followed = len(self.sources) / self.actors if self.sources else 1
        return [_share(value, possible * followed) if possible else 0.0 for value in self.engine.betweenness(self.sources)]

    def _closeness(self) -> list[float]:
        """Harmonic: mean of 1/distance to the others, 0 for who cannot be reached: Marchiori & Latora 2000, Rochat 2009."""
        others = len(self.sources) if self.sources else max(self.actors - 1, 1)
        return [value / others for value in self._reach.closeness]

    def _pagerank(self) -> list[float]:
        """Damping 0.85; the sum is 1: Brin & Page 1998, doi:10.1016/S0169-7552(98)00110-X."""
        return self.engine.pagerank()

    def _eigenvector(self) -> list[float]:
        """In the largest component, the greatest is 1: Bonacich 1972, doi:10.1080/0022250X.1972.9989806."""
        return self.engine.eigenvector(self._main)

    @cached_property
    def _local(self) -> list[float]:
        return self.engine.clustering() if self.actors else []

    def _clustering(self) -> list[float]:
        return self._local

    def _constraint(self) -> list[float]:
        """Burt, Structural Holes, 1992, §2: low for who joins partners that are not joined themselves."""
        return self.engine.constraint()

    def _effective_size(self) -> list[float]:
        """Partners less what they have in common: Burt 1992, as Borgatti 1997 simplifies it (Connections 20, 35–38)."""
        return [degree - part * (degree - 1) if degree else math.nan for degree, part in zip(self.simple.degrees, self._local, strict=True)]


def _share(part: float, whole: float) -> float:
    return part / whole if whole else math.nan


def _number(value: Number) -> Number:
    return None if value is None or math.isnan(value) else value
