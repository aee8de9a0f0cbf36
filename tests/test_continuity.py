"""Ties that are not new where they begin."""

from entrevilles.dataset import Dataset
from entrevilles.viz.network import Network


def test_a_tie_knows_what_it_continues(shipped: Dataset, whole: Network) -> None:
    taken = {(str(row["relationship"]), str(row["partner"])) for row in shipped.query("inherited-ties") if row["since"]}
    found = {(tie.relationship, end) for tie in whole.ties.values() if tie.inherited for end in tie.pair}
    assert taken
    assert taken <= found
    assert all(set(whole.ties[tie.inherited].pair) != set(tie.pair) for tie in whole.ties.values() if tie.inherited)


def test_a_tie_is_a_renewal_by_a_reported_act_of_its_first_day(shipped: Dataset, whole: Network) -> None:
    """A twinning of 1962 that was renewed in 1996 began in 1962; what is only announced renews nothing."""
    renewals = {tie.relationship.removeprefix(shipped.names.id) for tie in whole.ties.values() if tie.renewal}
    assert "paris-protocole-2023" in renewals
    assert renewals.isdisjoint({"bordeaux-jumelage", "namur-protocole-2024"})
