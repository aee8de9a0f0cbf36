"""The legal state of a tie, as a step function of the day."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrevilles.dataset import Dataset
from entrevilles.graph.spells import DISPUTED, NO, UNTOLD, YES, Life
from entrevilles.ontology.terms import EV

FACTS = [EV.opening, EV.closing, EV.closedBy, EV.activeAt, EV.revivedAt, EV.runsFrom, EV.runsTo]
DAYS = st.dates(date(1950, 1, 1), date(2030, 12, 31))


def life(*facts: tuple[str, str, str], lasting: bool = False) -> Life:
    made = Life(lasting=lasting)
    for fact, first, last in facts:
        made.add(EV[fact].value, date.fromisoformat(first), date.fromisoformat(last), "")
    return made


def shown(made: Life) -> list[tuple[str, str, object]]:
    return [(first.isoformat(), last.isoformat(), state) for first, last, state in made.spells()]


def test_a_twinning_of_a_known_year_lasts() -> None:
    made = life(("opening", "1962-01-01", "1962-12-31"), lasting=True)
    assert shown(made) == [("1962-01-01", "1962-12-30", UNTOLD), ("1962-12-31", "9999-12-31", YES)]


def test_nothing_is_known_of_a_tie_without_dates() -> None:
    assert shown(life()) == [("0001-01-01", "9999-12-31", UNTOLD)]


def test_an_agreement_without_end_cannot_be_told() -> None:
    assert shown(life(("opening", "2000-02-01", "2000-02-01"))) == [("2000-02-01", "9999-12-31", UNTOLD)]


def test_two_begins_are_a_dispute_until_the_later() -> None:
    made = life(("opening", "1999-10-28", "1999-10-28"), ("opening", "2000-01-01", "2000-12-31"), lasting=True)
    assert shown(made)[0] == ("1999-10-28", "1999-12-31", DISPUTED)
    assert shown(made)[-1] == ("2000-01-01", "9999-12-31", YES)


def test_it_ends_and_an_act_revives_it() -> None:
    made = life(("opening", "1990-01-01", "1990-01-01"), ("closing", "2000-01-01", "2000-01-01"), ("revivedAt", "2010-01-01", "2010-01-01"))
    assert shown(made)[-2:] == [("2000-01-02", "2009-12-31", NO), ("2010-01-01", "9999-12-31", UNTOLD)]


def test_an_end_on_a_day_that_nobody_knows_cannot_be_told() -> None:
    made = life(("opening", "1990-01-01", "1990-01-01"), lasting=True)
    made.add(EV.closing.value, None, None, "unknown")
    assert shown(made) == [("1990-01-01", "9999-12-31", UNTOLD)]


@given(st.lists(st.tuples(st.sampled_from(FACTS), DAYS, st.integers(0, 800)), max_size=6), st.booleans(), DAYS)
def test_spells_say_of_any_day_what_the_facts_say(facts: list[tuple[object, date, int]], lasting: bool, day: date) -> None:
    made = Life(lasting=lasting)
    for fact, first, length in facts:
        made.add(str(getattr(fact, "value", "")), first, first + timedelta(days=length), "")
    spells = list(made.spells())
    for (_first, last, before), (following, _last, after) in pairwise(spells):
        assert last < following
        assert before != after or last + timedelta(days=1) < following
    assert [state for first, last, state in spells if first <= day <= last] == [state for state in [made.state(day)] if state]


@pytest.mark.parametrize(
    ("day", "state"), [("1999-01-01", None), ("1999-11-15", "sources-disagree"), ("2001-01-01", "yes"), ("2024-06-01", "yes")]
)
def test_the_twinning_with_namur(shipped: Dataset, day: str, state: str | None) -> None:
    rows = shipped.query("partners", city="Québec", date=day)
    found = [str(row["in_force"]).rsplit("/", 1)[-1] for row in rows if str(row["relationship"]).endswith("/namur-jumelage")]
    assert found == ([state] if state else [])
