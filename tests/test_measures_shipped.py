"""The measures of the shipped network: those of the rows of the question, between two days, with the ties that sources speak of."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import networkx
import pytest

from entrevilles.dataset import Dataset
from entrevilles.viz.comparison import Comparison
from entrevilles.viz.measures import Measures
from entrevilles.viz.network import Network, local
from tests.networks import unspoken


def test_the_figures_are_those_of_the_rows(shipped: Dataset) -> None:
    rows = [row for row in shipped.query("ties", date="2024-12-31") if not str(row["in_force"]).endswith("/no")]
    found = shipped.measures(on="2024", unspoken=True)
    pairs = {(row["a"], row["b"]) for row in rows}
    ties = _relationships(rows)
    assert (found.ties, found.pairs, found.actors) == (len(ties), len(pairs), len({end for pair in pairs for end in pair}))
    assert found.uncertain == len(ties - _relationships([row for row in rows if str(row["in_force"]).endswith("/yes")]))
    quebec = shipped.names.thing("quebec").value
    assert found.of[quebec]["ties"] == sum(quebec in ends for _relationship, *ends in ties)
    assert found.of[quebec]["partners"] == sum(quebec in pair for pair in pairs)


def _relationships(rows: Iterable[Mapping[str, object]]) -> set[tuple[object, ...]]:
    """Each once with its two actors, whatever kinds sources give it."""
    return {(row["relationship"], row["a"], row["b"]) for row in rows}


def test_a_relationship_of_two_kinds_counts_once_everywhere(shipped: Dataset) -> None:
    """That of Québec and Saint Petersburg: a pact for one source, an agreement for another."""
    found = shipped.measures(on="2024-06-01", city="quebec")
    network = found.network
    assert isinstance(network, Network)
    twice = [tie for tie in network.ties.values() if tie.relationship.endswith("/saint-petersbourg-pacte-2002")]
    assert {local(tie.kind): tie.state(date(2024, 6, 1)) for tie in twice} == {"tie-friendship": "yes", "tie-agreement": "cannot-be-told"}
    assert [tie for tie in network.counted.values() if tie in twice] == [tie for tie in twice if local(tie.kind) == "tie-friendship"]
    assert found.ties == len(network.ties) - 1
    assert Measures(shipped.network(on="2024-06-01")).ties == shipped.measures(on="2024-06-01").ties
    begun = shipped.compare("2000", "2024-06-01", city="quebec").began
    assert [iri for iri in begun if "saint-petersbourg-pacte-2002" in iri] == [network.counted[twice[0].counted].iri]


def test_they_go_back_into_networkx_and_pandas(shipped: Dataset) -> None:
    graph: Any = shipped.network(on="2024-12-31")
    found = shipped.measures(on="2024")
    networkx.set_node_attributes(graph, found.of)
    assert all(graph.nodes[actor]["partners"] == len(set(networkx.all_neighbors(graph, actor))) for actor in graph)
    pytest.importorskip("pandas", reason="pandas is absent: install entrevilles[pandas]")
    assert dict(found.to_pandas()["partners"]) == found.one("partners")


def test_two_days_of_the_shipped_data(shipped: Dataset) -> None:
    """Xi'an lapsed and Namur's protocol began between them."""
    found = shipped.compare("1998", "2024", kinds=["jumelage"], city="Québec")
    assert any("namur" in iri for iri in found.began)
    before, after = (set(shipped.measures(on=day, kinds=["jumelage"], city="Québec").network.ties) for day in ("1998", "2024"))  # type: ignore[union-attr]
    spoken = set(found.spoken)
    assert (set(found.began), set(found.ended), set(found.kept)) == (after - before - spoken, before - after, before & after)
    assert found.jaccard == len(before & after) / len((before | after) - spoken)
    assert found.figures["ties"] == (len(before), len(after))


def test_a_network_is_wholly_like_itself(shipped: Dataset) -> None:
    found = shipped.compare("2024", "2024")
    assert (found.began, found.ended, found.joined, found.left, found.jaccard, found.jaccard_pairs) == ([], [], [], [], 1.0, 1.0)
    assert all(one == other for one, other in found.figures.values())


def test_of_nothing_no_share_is_the_same(shipped: Dataset) -> None:
    nothing = replace(shipped.compare("2024", "2024").before, actors={}, ties={})
    assert (Comparison(nothing, nothing).jaccard, Comparison(nothing, nothing).jaccard_pairs) == (None, None)


def test_the_years_between_two_days_only_add_and_take_ties(shipped: Dataset) -> None:
    days = ["1970", "1990", "2005", "2024"]
    for one, other in pairwise(days):
        found = shipped.compare(one, other)
        assert found.measures[0].ties + len(found.began) + len(found.spoken) - len(found.ended) == found.measures[1].ties


def test_what_a_source_begins_to_speak_of_has_not_begun(shipped: Dataset, whole: Network) -> None:
    found = shipped.compare("2005", "2024")
    asked = unspoken(shipped, whole, 2005) - unspoken(shipped, whole, 2024)
    held = {iri for iri in asked if whole.ties[iri].state(date(2024, 12, 31)) != "no"}
    assert set(found.spoken) == held
    assert held.isdisjoint(found.began)
    came = {end for iri in held for end in whole.ties[iri].pair}
    assert came.isdisjoint(found.joined)
    every = shipped.compare("2005", "2024", unspoken=True)
    assert every.spoken == []
    assert every.began == found.began


@pytest.mark.parametrize("year", [1970, 2005, 2024])
def test_ties_of_unsaid_begin_count_once_a_source_speaks_of_them(shipped: Dataset, whole: Network, year: int) -> None:
    held = [row for row in shipped.query("ties", date=f"{year}-12-31") if not str(row["in_force"]).endswith("/no")]
    rows = {str(row["tie"]) for row in held}
    hidden = unspoken(shipped, whole, year)
    counted = shipped.measures(on=str(year)).figures
    assert counted["ties"] == len(_relationships([row for row in held if row["tie"] not in hidden]))
    assert shipped.measures(on=str(year), unspoken=True).figures["ties"] == len(_relationships(held))
    graph: Any = shipped.network(on=str(year))
    assert (graph.number_of_edges(), graph.graph["unspoken"]) == (len(rows - hidden), len(hidden))
