"""Dates as they are known: what a person types, the bounds it implies, and how it is written back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrevilles.ontology import dates, language
from entrevilles.ontology.errors import InputError

YEARS = st.integers(2, 9996)
PLAIN = st.one_of(
    YEARS.map(lambda year: f"{year:04}"),
    st.tuples(YEARS, st.integers(1, 12)).map(lambda pair: f"{pair[0]:04}-{pair[1]:02}"),
    st.dates(date(2, 1, 1), date(9996, 12, 31)).map(date.isoformat),
)
SEASONS = st.tuples(st.sampled_from(["printemps", "été", "automne", "hiver", "spring", "fall", "winter"]), YEARS).map(
    lambda pair: f"{pair[0]} {pair[1]:04}"
)
CHOICE = st.one_of(PLAIN, SEASONS, YEARS.map(lambda year: f"exercice {year:04}-{year + 1:04}"))
EXPRESSIONS = st.one_of(
    CHOICE,
    st.tuples(PLAIN, st.sampled_from("~?")).map("".join),
    st.integers(1, 999).map(lambda decade: f"{decade:03}X"),
    st.integers(1, 99).map(lambda century: f"{century:02}XX"),
    st.lists(CHOICE, min_size=1, max_size=3).map(lambda choices: f"[{','.join(choices)}]"),
    st.sampled_from(["..", "ouvert", "open", "inconnu", "unknown", "INCONNUE"]),
)


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("1999-10-28", "1999-10-28", "1999-10-28"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023", "2023-01-01", "2023-12-31"),
        ("198X", "1980-01-01", "1989-12-31"),
        ("19XX", "1900-01-01", "1999-12-31"),
        ("1999~", "1998-01-01", "2000-12-31"),
        ("1999-12~", "1999-11-01", "2000-01-31"),
        ("1999-12-31~", "1999-12-30", "2000-01-01"),
        ("[1999,2000]", "1999-01-01", "2000-12-31"),
        ("automne 2022", "2022-09-01", "2022-11-30"),
        ("Winter 2022", "2022-12-01", "2023-02-28"),
        ("exercice 2022-2023", "2022-04-01", "2023-03-31"),
        ("fiscal year 2022-2023", "2022-04-01", "2023-03-31"),
    ],
)
def test_an_expression_means_from_its_first_to_its_last_day(text: str, earliest: str, latest: str) -> None:
    found = dates.parse(text)
    assert (str(found.earliest), str(found.latest)) == (earliest, latest)


@pytest.mark.parametrize("text", ["..", "ouvert", "inconnu", "unknown"])
def test_open_and_unknown_have_no_bounds(text: str) -> None:
    assert dates.parse(text).earliest is None


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("2022-23", "« exercice 2022-2023 »"),
        ("2022-23", "« automne 2022 »"),
        ("1999/2000", "[1999,2000]"),
        ("28/10/1999", "année-mois-jour"),
        ("2023-02-30", "le mois et le jour"),
        ("2023-13", "le mois et le jour"),
        ("9999", "« .. »"),
        ("0000-01", "l'année"),
        ("9999-12-31~", "l'année"),
        ("hiver 9999", "l'année"),
        ("exercice 0000-0001", "l'année"),
        ("exercice 2022-2024", "deux années de suite"),
        ("00XX", "formes admises"),
        ("octembre 2022", "formes admises"),
        ("[inconnu]", "formes admises"),
        ("[,]", "formes admises"),
        ("２０２３", "formes admises"),  # full-width digits
        ("août-23", "formes admises"),
    ],
)
def test_what_is_refused_comes_with_the_way_to_write_it(text: str, advice: str) -> None:
    with pytest.raises(InputError) as refused:
        dates.parse(text)
    assert advice in refused.value.mend


@pytest.mark.parametrize("lang", language.LANGUAGES)
@given(text=EXPRESSIONS)
def test_a_date_is_read_back_from_its_cell_and_from_its_iri(lang: str, text: str) -> None:
    language.activate(lang)
    value = dates.parse(text)
    assert dates.parse(dates.written(value)) == value
    assert dates.from_iri(value.iri) == value


@given(text=EXPRESSIONS)
def test_no_date_ends_before_it_begins(text: str) -> None:
    value = dates.parse(text)
    assert value.earliest is None or value.latest is None or value.earliest <= value.latest


@given(text=st.one_of(st.text(), st.text(alphabet="0123456789-~?X[],./ exercihvér")))
def test_arbitrary_text_is_a_date_or_an_input_error(text: str) -> None:
    try:
        dates.parse(text)
        dates.parse(text, stored=True)
    except InputError:
        pass
