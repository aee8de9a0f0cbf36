"""The measures beside networkx, on a graph of 100,000 nodes and 1,000,000 edges whose degrees follow a power law (Barabási & Albert).

python benchmarks/measures.py [--nodes N] [--sources N] [--patience N]

Both begin with the same graph of networkx in memory; reading it into our form is a row of ours, and counts in the total.
networkx is asked by its public functions, with NumPy and SciPy where it uses them, each row in a process of its own, stopped
after PATIENCE times what we took (a minute at least): a row that is stopped counts as that long, which understates it.
"""

import argparse
import multiprocessing
import random
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import networkx

from entrevilles.viz.engines import Engine
from entrevilles.viz.measures import Measures

LEAST, SEED = 60.0, 1
Row = tuple[str, Callable[[], object], Callable[[], object]]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--nodes", type=int, default=100_000)
    parser.add_argument("--sources", type=int, default=200)
    parser.add_argument("--patience", type=float, default=40.0)
    given = parser.parse_args()
    graph = made(given.nodes)
    print(f"{graph.number_of_nodes():,} nodes, {graph.number_of_edges():,} edges, networkx {networkx.__version__}, {given.sources} sources")
    print(f"{'':34}{'ours s':>10}{'networkx s':>12}{'ratio':>10}")
    total = theirs = 0.0
    for name, ours, other in rows(graph, given.sources):
        took = timed(ours)
        waited, stopped = patient(other, max(LEAST, given.patience * took)) if other else (0.0, False)
        total, theirs = total + took, theirs + waited
        mark = "≥" if stopped else ""
        print(f"{name:34}{took:10.2f}{mark + format(waited, '.2f'):>12}{mark + format(waited / took, '.1f'):>10}", flush=True)
    print(f"{'total':34}{total:10.2f}{theirs:12.2f}{theirs / total:10.1f}")
    return 0


def made(nodes: int) -> "networkx.Graph[int]":
    """Ten edges for each node, and as many more as make it round."""
    graph: networkx.Graph[int] = networkx.barabasi_albert_graph(nodes, 10, seed=SEED)
    chance = random.Random(SEED)
    while graph.number_of_edges() < 10 * nodes:
        one, other = chance.sample(range(nodes), 2)
        graph.add_edge(one, other)
    return graph


def rows(graph: "networkx.Graph[int]", sources: int) -> Iterator[tuple[str, Callable[[], object], Callable[[], object] | None]]:
    holder: list[Measures] = []
    yield "reading the graph", lambda: holder.append(Measures(graph, engine="igraph", sources=sources)), None
    measures, engine = holder[0], holder[0].engine
    chosen, main = measures.sources or list(graph), engine.components()[0]
    yield "components", engine.components, lambda: list(networkx.connected_components(graph))
    yield "transitivity", engine.transitivity, partial(networkx.transitivity, graph)
    yield "local clustering", engine.clustering, partial(networkx.clustering, graph)
    yield "degree assortativity", engine.assortativity, partial(networkx.degree_assortativity_coefficient, graph)
    yield "PageRank", engine.pagerank, partial(networkx.pagerank, graph)
    yield "eigenvector", partial(engine.eigenvector, main), partial(networkx.eigenvector_centrality, graph, max_iter=1000)
    yield (
        f"distances from {len(chosen)} sources",
        partial(engine.reach, main, chosen),
        partial(networkx.harmonic_centrality, graph, sources=chosen),
    )
    yield from brokers(graph, engine, chosen)
    yield "communities", partial(engine.communities, SEED), partial(networkx.community.louvain_communities, graph, seed=SEED)


def brokers(graph: "networkx.Graph[int]", engine: Engine, chosen: list[int]) -> Iterator[Row]:
    theirs = partial(networkx.betweenness_centrality, graph, k=len(chosen), seed=SEED)
    yield f"betweenness from {len(chosen)} sources", partial(engine.betweenness, chosen), theirs
    yield "constraint", engine.constraint, partial(networkx.constraint, graph, nodes=list(graph))


def timed(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def patient(task: Callable[[], object], limit: float) -> tuple[float, bool]:
    """Seconds, and whether it was stopped. Forked: the graph is not copied."""
    context = multiprocessing.get_context("fork")
    out: Any = context.Queue()
    child = context.Process(target=lambda: out.put(timed(task)))
    child.start()
    child.join(limit)
    if child.is_alive():
        child.kill()
        child.join()
        return limit, True
    if child.exitcode:
        raise RuntimeError(f"networkx ended with {child.exitcode}")
    return out.get(), False


if __name__ == "__main__":
    sys.exit(main())
