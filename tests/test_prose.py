"""Dates and numbers as a person writes them, in both languages."""

from datetime import date

import pytest

from entrevilles.ontology import language, prose


@pytest.mark.parametrize(
    ("edtf", "french", "english"),
    [
        ("1999-10-28", "28 octobre 1999", "28 October 1999"),
        ("2024-10-01", "1er octobre 2024", "1 October 2024"),
        ("2023-08", "août 2023", "August 2023"),
        ("2023", "2023", "2023"),
        ("1999 | 1999-10-28 | 2000", "28 octobre 1999 ≠ 2000", "28 October 1999 ≠ 2000"),
        ("2024-23", "automne 2024", "autumn 2024"),
        ("[1999,2000-05]", "1999 ou mai 2000", None),
        ("2003~", "vers 2003", None),
        ("1992-07-14~", "vers le 14 juillet 1992", None),
        ("198X", "années 1980", None),
        ("2022 | exercice 2022-2023", "2022 (exercice 2022-2023)", "2022 (fiscal year 2022-2023)"),
        ("2020 | exercice 2022-2023 | 2022", "2020 ≠ exercice 2022-2023 (2022)", None),
        ("exercice 2022-2023", "exercice 2022-2023", "fiscal year 2022-2023"),
    ],
)
def test_dates_are_written_as_a_person_writes_them(edtf: str, french: str, english: str | None) -> None:
    assert prose.moments(edtf) == french
    language.activate("en")
    assert english is None or prose.moments(edtf) == english


@pytest.mark.parametrize(
    ("first", "last", "french", "english"),
    [
        ("2023-10-01", "2023-10-15", "du 1er au 15 octobre 2023", "1 to 15 October 2023"),
        ("2024-09-23", "2024-10-04", "du 23 septembre au 4 octobre 2024", "23 September to 4 October 2024"),
        ("2023-12-30", "2024-01-04", "du 30 décembre 2023 au 4 janvier 2024", "30 December 2023 to 4 January 2024"),
    ],
)
def test_days_that_follow_each_other_have_their_month_once(first: str, last: str, french: str, english: str) -> None:
    span = date.fromisoformat(first), date.fromisoformat(last)
    assert prose.days(*span) == french
    language.activate("en")
    assert prose.days(*span) == english


def test_numbers_have_the_spaces_of_the_language() -> None:
    assert prose.number(370_000_000) == "370\u00a0000\u00a0000"
    assert prose.number(2023) == "2023"
    language.activate("en")
    assert prose.number(13_500) == "13,500"
