"""Dates and numbers as a sentence has them, in the person's language: « 24 octobre 2023 », « environ 370 000 000 »."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache

from entrevilles.ontology import dates, numbers
from entrevilles.ontology.dates import Date
from entrevilles.ontology.language import _, current

LOCALES = {"fr": "fr_CA", "en": "en_GB"}
_LONGEST_UNGROUPED = 9999
"""A year is a number too: what has four figures is written without a space."""


def day(when: date) -> str:
    from babel.dates import format_date

    text = str(format_date(when, "long", locale=_locale()))
    return f"1er{text[1:]}" if current() == "fr" and when.day == 1 else text


def days(first: date, last: date) -> str:
    """« du 6 au 15 octobre 2023 »: the month and the year once, where they are the same."""
    start = day(first).split()  # day, month, year
    said = 1 if (first.year, first.month) == (last.year, last.month) else 2 if first.year == last.year else 3
    return _("du {first} au {last}").format(first=" ".join(start[:said]), last=day(last))


def moment(when: Date) -> str:
    """A date of any precision; what no calendar writes stays as a table has it."""
    from babel.dates import format_date

    if when == dates.OPEN:
        return _("en cours")
    text, about = when.edtf.rstrip("~?"), when.edtf.endswith(("~", "?"))
    if when.earliest is None or not text.replace("-", "").isdigit() or _is_season(text):
        return _decade(when) or _choices(when) or dates.written(when)
    known = dates.parse(text, stored=True).earliest or when.earliest
    said = {4: f"{known.year}", 7: str(format_date(known, "MMMM y", locale=_locale()))}.get(len(text)) or day(known)
    around = _("vers le {date}") if len(text) == len("1999-10-28") else _("vers {date}")
    return around.format(date=said) if about else said


@cache
def _spoken(text: str, every: bool, lang: str) -> str:
    del lang  # the language is part of what is remembered
    found = [dates.parse(part, stored=True) for part in text.split(" | ")]
    exact = [one for one in found if not _refined(one, found)]
    told: list[list[Date]] = []
    for one in (*exact, *(other for other in found if every and other not in exact)):
        same = next((group for group in told if _overlap(group[0], one)), None)
        told.append([one]) if same is None else same.append(one)
    words = [list(dict.fromkeys(map(moment, group))) for group in told]
    return " ≠ ".join(dict.fromkeys(first + (f" ({', '.join(others)})" if others else "") for first, *others in words))


def moments(text: str, *, every: bool = False) -> str:
    """EDTF expressions joined by « | », as answers have them: the most precise ones, and « ≠ » between those that exclude each other.

    In brackets, those that share days with the one before: « 2022 (exercice 2022-2023) »; with `every`, also those that say the same
    less exactly.
    """
    return _spoken(text, every, current())


def number(value: int | Decimal | float) -> str:
    from babel.numbers import format_decimal

    grouped = value > _LONGEST_UNGROUPED or value < -_LONGEST_UNGROUPED
    return str(format_decimal(value, locale=_locale(), decimal_quantization=False, group_separator=grouped))


def quantity(value: numbers.Quantity) -> str:
    plain = f"{value.value:f}".replace(".", "," if current() == "fr" else ".")
    return numbers.written(value).replace(plain, number(value.value))


def _refined(one: Date, others: Sequence[Date]) -> bool:
    """Another says the same more exactly: 1999 beside 1999-10-28."""
    return any(other.edtf != one.edtf and other.within(one) for other in others)


def _overlap(one: Date, other: Date) -> bool:
    if not (one.earliest and one.latest and other.earliest and other.latest):
        return False
    return one.earliest <= other.latest and other.earliest <= one.latest


def _is_season(text: str) -> bool:
    return len(text) == 7 and int(text[5:]) > 12


def _decade(when: Date) -> str:
    return (
        _("années {decade}").format(decade=f"{when.edtf[:3]}0")
        if len(when.edtf) == 4 and when.edtf.endswith("X") and when.edtf[2] != "X"
        else ""
    )


def _choices(when: Date) -> str:
    if not when.edtf.startswith("["):
        return ""
    parts = (moment(dates.parse(part, stored=True)) for part in when.edtf.strip("[]").split(","))
    return _(" ou ").join(parts)


def _locale() -> str:
    return LOCALES[current()]
