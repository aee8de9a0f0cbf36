"""Numbers as sources give them, with the bounds they imply, written back as they were read."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrevilles.ontology import language, numbers
from entrevilles.ontology.errors import InputError

DECIMALS = st.decimals(min_value=-(10**12), max_value=10**12, places=3) | st.integers(-(10**12), 10**12).map(Decimal)
WORDS = st.sampled_from(["", "environ ", "près de ", "plus de ", "moins de ", "au moins ", "about ", "more than ", "less than "])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("30", "30"),
        ("4 833,86", "4833.86"),
        ("4\u00a0833,86", "4833.86"),
        ("4\u202f833,86", "4833.86"),
        ("4833.86", "4833.86"),
        ("4,833.86", "4833.86"),
        ("1,234,567", "1234567"),
        ("-0,5", "-0.5"),
        ("\u22125", "-5"),
        ("0,125", "0.125"),
        ("370 000 000", "370000000"),
    ],
)
def test_french_and_english_notations_are_read(text: str, value: str) -> None:
    assert numbers.parse(text).value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "lower", "upper"),
    [
        ("environ 55 000", "49500", "60500"),
        ("près de 370 000 000", "333000000", "407000000"),
        ("une trentaine", "27", "33"),
        ("plus de 300", "300", None),
        ("moins de 300", None, "300"),
        ("30", "30", "30"),
        ("environ -100", "-110", "-90"),
    ],
)
def test_about_and_more_than_keep_their_bounds(text: str, lower: str | None, upper: str | None) -> None:
    found = numbers.parse(text)
    assert (found.lower, found.upper) == (lower and Decimal(lower), upper and Decimal(upper))


def test_a_comma_before_three_digits_is_not_guessed() -> None:
    with pytest.raises(InputError) as refused:
        numbers.parse("55,000")
    assert "55 000" in refused.value.mend
    assert "55,0000" in refused.value.mend


@pytest.mark.parametrize("text", ["1e999999999", "NaN", "Infinity", "1_000", "12 34", "1.2.3", "٣", "", "environ", "9" * 2000, "55 k$"])
def test_what_is_no_number_is_refused_at_once(text: str) -> None:
    with pytest.raises(InputError):
        numbers.parse(text)


@pytest.mark.parametrize("lang", language.LANGUAGES)
@given(number=DECIMALS, word=WORDS)
def test_a_number_is_read_back_from_its_cell_and_from_its_iri(lang: str, number: Decimal, word: str) -> None:
    language.activate("en")
    text = word + numbers.written(numbers.parse(f"{number:.4f}"))
    language.activate(lang)
    value = numbers.parse(text)
    assert numbers.parse(numbers.written(value)) == value
    assert numbers.from_iri(value.iri) == value


@given(text=st.one_of(st.text(), st.text(alphabet="0123456789 ,.+-~eE_environ plus d")))
def test_arbitrary_text_is_a_number_or_an_input_error(text: str) -> None:
    with contextlib.suppress(InputError):
        numbers.parse(text)
