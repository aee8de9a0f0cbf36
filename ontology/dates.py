"""Dates as they are known: the part of EDTF (ISO 8601-2:2019) that tables use, and the bounds it implies.

The `edtf` package was measured and left aside: it costs 2 ms a parse, invents a bound for `/2005`
and takes `2022-23` for an autumn where these tables mean a fiscal year.
"""

import re
import tomllib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from pyoxigraph import NamedNode

from entrevilles.ontology.errors import InputError
from entrevilles.ontology.language import _, current, fold
from entrevilles.ontology.terms import TIME

_PLAIN = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?([~?]?)")
_DECADE = re.compile(r"([0-9]{2,3})(X{1,2})")
_SEASON = re.compile(r"([a-z]+) ([0-9]{4})")
_SEASON_CODE = re.compile(r"([0-9]{4})-(2[1-4])")
_FISCAL = re.compile(r"(?:exercice|fiscal year) ([0-9]{4})-([0-9]{4})")
_ONE_OF = re.compile(r"\[([^\[\]]+)\]")
_SLASHED = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}")
_YEARS = range(2, 9998)
"""So that no margin leaves the calendar."""


@cache
def precision() -> dict[str, Any]:
    with (Path(__file__).parent / "precision.toml").open("rb") as file:
        return tomllib.load(file)


@dataclass(frozen=True, slots=True)
class Date:
    """An expression and the first and last day that it may mean; no bounds when unknown or open."""

    edtf: str
    earliest: date | None = None
    latest: date | None = None

    @property
    def iri(self) -> NamedNode:
        return TIME[quote(self.edtf, safe="")]

    def within(self, other: "Date") -> bool:
        """Whatever day it means, the other may mean it too; never true without bounds."""
        if not (self.earliest and self.latest and other.earliest and other.latest):
            return False
        return other.earliest <= self.earliest and self.latest <= other.latest


OPEN = Date("open")
UNKNOWN = Date("unknown")
_WORDS = {"..": OPEN, "open": OPEN, "ouvert": OPEN, "inconnu": UNKNOWN, "inconnue": UNKNOWN, "unknown": UNKNOWN}


def from_iri(iri: NamedNode) -> Date:
    return parse(unquote(iri.value.removeprefix(TIME.base)), stored=True)


def parse(text: str, *, stored: bool = False) -> Date:
    """`1999-10-28`, `2023-08`, `2023`, `198X`, `1999~`, `[1999,2000]`, `automne 2022`, `exercice 2022-2023`, `..`, `inconnu`.

    `stored` also takes the EDTF season codes that this module writes (`2022-23`), which a person may not type.
    Raises InputError, with the way to write it.
    """
    text = " ".join(text.split())
    if word := _WORDS.get(fold(text)):
        return word
    if any(int(year) not in _YEARS for year in re.findall(r"[0-9]{4}", text)):
        raise InputError(_("date impossible : « {text} »").format(text=text), _("vérifiez l'année ; ce qui dure encore s'écrit « .. »"))
    if match := _PLAIN.fullmatch(text):
        if season := _SEASON_CODE.fullmatch(text):
            return _season_from_code(season, stored)
        return _plain(text, match)
    if match := _DECADE.fullmatch(text):
        return _decade(text, match)
    if match := _ONE_OF.fullmatch(text):
        return _one_of(match[1], stored)
    if match := _FISCAL.fullmatch(fold(text)):
        return _fiscal(int(match[1]), int(match[2]))
    if match := _SEASON.fullmatch(fold(text)):
        return _season(match[1], int(match[2]), text)
    raise _refused(text)


def written(value: Date) -> str:
    """The expression as a table has it, such that `parse` gives it back."""
    french = current() == "fr"
    if value == OPEN:
        return ".."
    if value == UNKNOWN:
        return "inconnu" if french else "unknown"
    if match := _ONE_OF.fullmatch(value.edtf):
        return f"[{','.join(written(Date(choice)) for choice in match[1].split(','))}]"
    if match := _SEASON_CODE.fullmatch(value.edtf):
        return f"{_season_name(int(match[2]))} {match[1]}"
    if value.edtf.startswith("exercice ") and not french:
        return value.edtf.replace("exercice", "fiscal year")
    return value.edtf


def _season_name(code: int) -> str:
    names = list(precision()["seasons"]) if current() == "fr" else ["spring", "summer", "autumn", "winter"]
    return names[code - 21]


def _plain(text: str, match: re.Match[str]) -> Date:
    year, month, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    try:
        earliest = date(year, month or 1, day or 1)
        latest = date(year, month or 12, day or monthrange(year, month or 12)[1])
    except ValueError:
        raise InputError(_("date impossible : « {text} »").format(text=text), _("vérifiez le mois et le jour")) from None
    if match[4] == "~":
        reach = precision()["dates"]["approximate"]
        earliest, latest = _moved(earliest, -reach, month, day), _moved(latest, reach, month, day, last=True)
    return Date(text, earliest, latest)


def _moved(when: date, by: int, month: int, day: int, *, last: bool = False) -> date:
    if day:
        return when + timedelta(days=by)
    months = when.year * 12 + when.month - 1 + (by if month else 12 * by)
    year, month0 = divmod(months, 12)
    return date(year, month0 + 1, monthrange(year, month0 + 1)[1] if last else 1)


def _decade(text: str, match: re.Match[str]) -> Date:
    width = len(match[2])
    if len(text) != 4:
        raise _refused(text)
    first = int(match[1]) * 10**width
    if not first:
        raise _refused(text)
    return Date(text, date(first, 1, 1), date(first + 10**width - 1, 12, 31))


def _one_of(inside: str, stored: bool) -> Date:
    choices = [parse(part.strip(), stored=stored) for part in inside.split(",")]
    lows = [choice.earliest for choice in choices if choice.earliest]
    highs = [choice.latest for choice in choices if choice.latest]
    if len(lows) < len(choices) or len(highs) < len(choices):
        raise _refused(f"[{inside}]")
    return Date(f"[{','.join(choice.edtf for choice in choices)}]", min(lows), max(highs))


def _season(word: str, year: int, text: str) -> Date:
    names = {fold(name): name for name in precision()["seasons"]}
    name = names.get(word) or precision()["seasons_en"].get(word)
    if not name:
        raise _refused(text)
    code = 21 + list(precision()["seasons"]).index(name)
    first, last = precision()["seasons"][name]
    end = date.fromisoformat(f"{year + (last < first):04}-{last}")
    return Date(f"{year:04}-{code}", date.fromisoformat(f"{year:04}-{first}"), end)


def _season_from_code(match: re.Match[str], stored: bool) -> Date:
    name = list(precision()["seasons"])[int(match[2]) - 21]
    if stored:
        return _season(fold(name), int(match[1]), name)
    year, short = int(match[1]), int(match[2])
    advice = _("écrivez « exercice {year}-{next} » pour un exercice financier, ou « {season} {year} » pour une saison")
    raise InputError(
        _("« {text} » peut être un exercice financier ou une saison").format(text=match[0]),
        advice.format(year=year, next=year // 100 * 100 + short, season=_season_name(short)),
    )


def _fiscal(first_year: int, last_year: int) -> Date:
    text = f"exercice {first_year:04}-{last_year:04}"
    if last_year != first_year + 1:
        raise InputError(_("exercice impossible : « {text} »").format(text=text), _("un exercice couvre deux années de suite"))
    calendar = precision()["fiscal_year"]
    first = date.fromisoformat(f"{first_year:04}-{calendar['first']}")
    return Date(text, first, date.fromisoformat(f"{last_year:04}-{calendar['last']}"))


def _refused(text: str) -> InputError:
    if _SLASHED.fullmatch(text):
        mend = _("écrivez année-mois-jour, comme 2026-11-21")
    elif "/" in text:
        mend = _("un intervalle s'écrit dans deux colonnes, début et fin ; « l'une ou l'autre » s'écrit [1999,2000]")
    else:
        mend = _("formes admises : 2023, 2023-08, 2023-08-15, 198X, 1999~, [1999,2000], automne 2022, exercice 2022-2023, .., inconnu")
    return InputError(_("date illisible : « {text} »").format(text=text), mend)
