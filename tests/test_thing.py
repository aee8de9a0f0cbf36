"""What is told of one thing, as the terminal prints it and a page shows it."""

from itertools import pairwise

from pyoxigraph import NamedNode

from entrevilles import thing
from entrevilles.dataset import Dataset


def test_observed_states_stand_in_the_order_of_their_days_and_undated_ones_last(shipped: Dataset) -> None:
    (states,) = thing.thing(shipped, shipped.names.thing("namur-jumelage")).parts
    days = ["; ".join(one.rank for one in row[0]) for row in states.rows]
    assert {"1999", "2012-09-06", "2023", ""} <= set(days)
    assert "6 septembre 2012" in [thing.joined(row[0]) for row in states.rows]
    assert all(second == "" or (first and first <= second) for first, second in pairwise(days))


def test_stops_stand_in_their_order(shipped: Dataset) -> None:
    missions = dict.fromkeys(str(row["id"]) for row in shipped.query("missions", year=2023))
    parts = [part for mission in missions for part in thing.thing(shipped, NamedNode(mission)).parts if part.title == "Étapes"]
    ranks = [[int(thing.joined(row[part.headers.index("ordre")]) or 99) for row in part.rows] for part in parts]
    assert max(map(len, ranks)) > 2
    assert ranks == [sorted(one) for one in ranks]
