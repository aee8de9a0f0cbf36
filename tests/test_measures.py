"""The measures against closed forms, published values and each other, with each engine that is installed."""

import math
from collections import Counter
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrevilles.dataset import Dataset
from entrevilles.ontology.errors import QueryError, UnknownName
from entrevilles.viz import definitions, engines, measures
from entrevilles.viz.brokers import ROLES
from entrevilles.viz.engines import ENGINES
from entrevilles.viz.measures import EACH, GROUP, WHOLE, Measures

Graph = networkx.Graph
INSTALLED = [
    pytest.param(name, marks=pytest.mark.skipif(not find_spec(name), reason=f"{name} is absent: install entrevilles[measures]"))
    for name in ENGINES
]
OF_CHANCE = {"communities", "modularity", GROUP}
"""Leiden and Louvain are both right, and differ."""


@pytest.fixture(params=INSTALLED)
def measured(request: pytest.FixtureRequest) -> Callable[..., Measures]:
    return lambda graph, **wishes: Measures(graph, engine=request.param, **wishes)


def near(value: object) -> object:
    return pytest.approx(value, abs=1e-6, nan_ok=True)


def placed(graph: "Graph[object]", **countries: str) -> "Graph[object]":
    networkx.set_node_attributes(graph, countries, "country")
    return graph


# Closed forms


def test_a_star(measured: Callable[..., Measures]) -> None:
    star = measured(networkx.star_graph(5))
    expected = {"actors": 6, "ties": 5, "pairs": 5, "components": 1, "density": 1 / 3, "max_degree": 5, "centralization": 1.0}
    expected |= {"transitivity": 0.0, "clustering": 0.0, "assortativity": -1.0, "diameter": 2, "path_length": 25 / 15}
    assert {name: star.figures[name] for name in expected} == near(expected)
    centre, leaf = star.of[0], star.of[1]
    assert centre["betweenness"] == near(1.0)
    assert (centre["closeness"], leaf["closeness"]) == near((1.0, (1 + 4 / 2) / 5))
    assert (centre["eigenvector"], leaf["eigenvector"]) == near((1.0, 1 / math.sqrt(5)))
    assert (centre["constraint"], leaf["constraint"]) == near((1 / 5, 1.0))
    assert (centre["effective_size"], leaf["effective_size"]) == near((5.0, 1.0))


def test_a_ring(measured: Callable[..., Measures]) -> None:
    ring = measured(networkx.cycle_graph(8))
    expected = {"density": 2 / 7, "mean_degree": 2.0, "centralization": 0.0, "transitivity": 0.0, "diameter": 4, "path_length": 16 / 7}
    assert {name: ring.figures[name] for name in expected} == near(expected)
    assert ring.figures["assortativity"] is None
    assert ring.one("pagerank") == near(dict.fromkeys(range(8), 1 / 8))
    assert ring.one("betweenness") == near(dict.fromkeys(range(8), 4.5 / 21))


def test_a_complete_graph(measured: Callable[..., Measures]) -> None:
    whole = measured(networkx.complete_graph(5))
    expected = {"density": 1.0, "transitivity": 1.0, "clustering": 1.0, "diameter": 1, "path_length": 1.0, "communities": 1}
    assert {name: whole.figures[name] for name in expected} == near(expected)
    assert whole.of[0]["effective_size"] == near(1.0)
    assert whole.of[0]["constraint"] == near(4 * (1 / 4 + 3 / 16) ** 2)


def test_two_triangles_apart(measured: Callable[..., Measures]) -> None:
    apart = measured(networkx.disjoint_union(networkx.complete_graph(3), networkx.complete_graph(3)))
    expected = {"components": 2, "largest": 0.5, "communities": 2, "modularity": 0.5, "diameter": 1}
    assert {name: apart.figures[name] for name in expected} == near(expected)
    assert apart.groups == [[0, 1, 2], [3, 4, 5]]
    assert apart.of[0]["closeness"] == near(2 / 5)


def test_parallel_ties_directions_and_loops(measured: Callable[..., Measures]) -> None:
    found = measured(networkx.MultiDiGraph([("a", "b"), ("b", "a"), ("a", "b"), ("b", "c"), ("c", "c")]))
    assert (found.ties, found.pairs, found.of["b"]["ties"], found.of["b"]["partners"]) == (4, 2, 4, 2)


@pytest.mark.parametrize("nodes", [0, 1, 2])
def test_a_graph_without_ties_has_figures(measured: Callable[..., Measures], nodes: int) -> None:
    found = measured(networkx.empty_graph(nodes))
    assert (found.figures["actors"], found.figures["ties"], found.figures["diameter"]) == (nodes, 0, None)
    assert [values["partners"] for values in found.of.values()] == [0] * nodes


# Countries


def test_assortativity_by_country_of_a_mixture(measured: Callable[..., Measures]) -> None:
    apart = placed(networkx.Graph([("a", "b"), ("c", "d")]), a="x", b="x", c="y", d="y")
    across = placed(networkx.Graph([("a", "c"), ("b", "d")]), a="x", b="x", c="y", d="y")
    assert [measured(graph).figures["country_assortativity"] for graph in (apart, across)] == near([1.0, -1.0])
    assert [measured(graph).figures["abroad"] for graph in (apart, across)] == near([0.0, 1.0])


def test_the_matrix_counts_ties(measured: Callable[..., Measures]) -> None:
    graph = placed(networkx.MultiGraph([("a", "b"), ("a", "b"), ("a", "c"), ("b", "d")]), a="x", b="y", c="x")
    assert measured(graph).matrix == {("x", "x"): 1, ("x", "y"): 2}


@pytest.mark.parametrize(("countries", "role"), [("xxx", "coordinator"), ("yxx", "consultant"), ("xxy", "gatekeeper"), ("xyz", "liaison")])
def test_the_roles_of_a_broker(measured: Callable[..., Measures], countries: str, role: str) -> None:
    own, one, other = list(countries)
    path = placed(networkx.Graph([("one", "broker"), ("broker", "other")]), broker=own, one=one, other=other)
    assert {name: measured(path).of["broker"][name] for name in ROLES} == {name: int(name == role) for name in ROLES}
    path.add_edge("one", "other")
    assert not any(measured(path).of["broker"][name] for name in ROLES)


# Published values


def test_zachary(measured: Callable[..., Measures]) -> None:
    """Newman, Networks, 2018; networkx's documentation; modularity: the optimum of Brandes et al. 2008, doi:10.1109/TKDE.2007.190689."""
    club = measured(networkx.karate_club_graph())
    expected = {"actors": 34, "pairs": 78, "density": 0.139, "transitivity": 0.2557, "clustering": 0.5706, "diameter": 5}
    expected |= {"assortativity": -0.4756, "path_length": 2.408, "max_degree": 17}
    assert {name: club.figures[name] for name in expected} == pytest.approx(expected, abs=5e-4)
    assert club.of[0]["betweenness"] == pytest.approx(0.4376, abs=5e-5)
    assert club.modularity == pytest.approx(0.4198, abs=5e-3)


def test_the_families_of_florence(measured: Callable[..., Measures]) -> None:
    """The Medici are between 0.522 of the others: Padgett & Ansell 1993; Jackson, Social and Economic Networks, 2008, §1.2.1."""
    families = measured(networkx.florentine_families_graph())
    assert families.of["Medici"]["betweenness"] == pytest.approx(0.522, abs=5e-4)
    assert families.of["Strozzi"]["betweenness"] == pytest.approx(0.103, abs=5e-4)
    assert max(families.of, key=lambda name: families.of[name]["partners"] or 0) == "Medici"


def test_the_miserables(measured: Callable[..., Measures]) -> None:
    """Newman & Girvan 2004 find a modularity of 0.54, and the best known is 0.560 (Brandes et al. 2008, unweighted)."""
    novel = measured(networkx.les_miserables_graph())
    assert (novel.actors, novel.pairs) == (77, 254)
    assert novel.transitivity == pytest.approx(0.4989, abs=5e-5)
    assert novel.modularity == pytest.approx(0.560, abs=1e-2)
    assert max(novel.of, key=lambda name: novel.of[name]["betweenness"] or 0) == "Valjean"


def test_each_measure_is_that_of_networkx(measured: Callable[..., Measures]) -> None:
    """Which the networkx engine does not always ask: where it needs NumPy or SciPy, the formula is written out here."""
    pytest.importorskip("scipy", reason="scipy is absent: networkx has nothing to compare with")
    graph = networkx.barabasi_albert_graph(60, 2, seed=1)
    found = measured(graph)
    assert found.one("pagerank") == near(networkx.pagerank(graph, tol=1e-12, max_iter=1000))
    assert found.one("effective_size") == near(networkx.effective_size(graph))
    assert found.one("constraint") == near(networkx.constraint(graph))
    assert found.one("betweenness") == near(networkx.betweenness_centrality(graph))
    assert found.assortativity == near(networkx.degree_assortativity_coefficient(graph))
    countries = {node: "xyz"[node % 3] for node in graph}
    networkx.set_node_attributes(graph, countries, "country")
    assert measured(graph).country_assortativity == near(networkx.attribute_assortativity_coefficient(graph, "country"))


def test_where_the_power_method_does_not_converge_there_is_no_answer() -> None:
    chain = Measures(networkx.path_graph(300), engine="networkx")
    assert set(chain.one("eigenvector").values()) == {None}


# The engines


def same(graph: Any, **wishes: int) -> None:
    one, other = (Measures(graph, engine=name, **wishes) for name in ("igraph", "networkx"))
    for name in set(one.figures) - OF_CHANCE:
        assert one.figures[name] == near(other.figures[name]), name
    for name in {*EACH, *ROLES} - OF_CHANCE:
        if name in next(iter(one.of.values()), {}):
            assert one.one(name) == near(other.one(name)), name


@pytest.fixture
def igraph() -> None:
    pytest.importorskip("igraph", reason="igraph is absent: install entrevilles[measures]")


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=30))
def test_both_engines_say_the_same_of_any_graph(edges: list[tuple[int, int]]) -> None:
    pytest.importorskip("igraph", reason="igraph is absent: install entrevilles[measures]")
    graph: networkx.MultiGraph[int] = networkx.MultiGraph(edges)
    networkx.set_node_attributes(graph, {node: "xyz"[node % 3] for node in graph}, "country")
    same(graph)


@pytest.mark.usefixtures("igraph")
@pytest.mark.parametrize("wish", [{}, {"on": "2024"}, {"on": "1970", "kinds": ["jumelage"]}, {"city": "Québec"}, {"country": "France"}])
def test_both_engines_say_the_same_of_the_shipped_data(shipped: Dataset, wish: dict[str, Any]) -> None:
    network = shipped.measures(**wish).network
    same(network)
    one, other = (Measures(network, engine=name).modularity for name in ("igraph", "networkx"))
    assert one == pytest.approx(other, abs=0.01)


@pytest.mark.usefixtures("igraph")
def test_both_engines_follow_the_same_sampled_paths() -> None:
    same(networkx.barabasi_albert_graph(200, 2, seed=1), sources=20)


@pytest.mark.parametrize("at_once", [1_000, 7])
@pytest.mark.parametrize(
    "graph",
    [networkx.barabasi_albert_graph(300, 3, seed=1), networkx.path_graph(300), networkx.gnm_random_graph(200, 150, seed=1)],
    ids=["crowded", "chain", "pieces"],
)
def test_paths_from_many_sources_are_those_from_each(monkeypatch: pytest.MonkeyPatch, graph: "networkx.Graph[int]", at_once: int) -> None:
    monkeypatch.setattr(engines, "AT_ONCE", at_once)
    sources, main = range(0, len(graph), 9), max(networkx.connected_components(graph), key=len)
    found = engines.reached([list(graph[node]) for node in graph], main, sources)
    lengths = {source: networkx.single_source_shortest_path_length(graph, source) for source in sources}
    told = Counter(length for source in sources if source in main for length in lengths[source].values() if length)
    assert found.lengths == dict(told)
    each = [sum(1 / lengths[source][node] for source in sources if lengths[source].get(node)) for node in graph]
    assert found.closeness == pytest.approx(each)


def test_paths_are_sampled_in_a_large_graph_and_estimate_the_exact_figures(
    measured: Callable[..., Measures], monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = networkx.barabasi_albert_graph(400, 2, seed=1)
    exact = measured(graph)
    monkeypatch.setattr(measures, "EXACT", 100)
    sampled = measured(graph)
    assert (exact.sources, len(sampled.sources or ())) == (None, 200)
    assert sampled.path_length == pytest.approx(exact.path_length, rel=0.05)
    assert sampled.diameter <= exact.diameter
    hub = max(exact.of, key=lambda node: exact.of[node]["betweenness"] or 0)
    for name in ("betweenness", "closeness"):
        assert sampled.of[hub][name] == pytest.approx(exact.of[hub][name], rel=0.1)


def test_communities_are_the_same_each_time(measured: Callable[..., Measures]) -> None:
    graph = networkx.les_miserables_graph()
    assert measured(graph).groups == measured(graph).groups


def test_an_engine_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnknownName, match="networkx"):
        Measures(networkx.path_graph(2), engine="gephi")
    monkeypatch.setattr("entrevilles.viz.engines.find_spec", lambda name: name == "networkx" or None)
    assert Measures(networkx.path_graph(2)).engine.name == "networkx"
    with pytest.raises(QueryError, match="measures"):
        Measures(networkx.path_graph(2), engine="igraph")


# Large


def test_the_sister_cities_of_wikidata(measured: Callable[..., Measures], shared: Path) -> None:
    """P190 in 2016: 34,182 statements between 10,055 places. A pair that either place, or both, state is one tie: 17,401."""
    path = shared / "data" / "wikidata-p190-2016" / "relations.tsv"
    if not path.is_file():
        pytest.skip("../shared/data/wikidata-p190-2016 is absent")
    rows = [line.split("\t")[:2] for line in path.read_text(encoding="utf-8").splitlines()]
    found = measured(networkx.MultiDiGraph((one, other) for one, other in rows), sources=20)
    assert (found.actors, found.ties, found.pairs) == (10_055, 34_182, 17_401)
    assert found.transitivity == pytest.approx(0.114, abs=5e-4)
    assert found.assortativity == pytest.approx(0.35, abs=5e-4)
    assert found.modularity > 0.7
    assert 23 >= found.diameter >= 15


# Words


def test_each_measure_has_its_words_in_both_languages() -> None:
    texts = definitions.TEXTS
    assert (list(texts["whole"]), set(texts["each"])) == (list(WHOLE), {*EACH, *ROLES, GROUP})
    for one in (one for part in texts.values() for one in part.values()):
        assert all(len(one[lang]) == 2 and all(one[lang]) for lang in ("fr", "en"))
