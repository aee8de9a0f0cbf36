"""Names and texts as people write them: folded words, and when two of them say the same."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

STEM = 6
"""First letters by which two words of a text are the same: « collaborer », « collaboration »."""
COVERED = 0.75
"""Share of the content words of a composed name that the thing must bear out."""
AGREED = 0.6
"""Share of the content words of a free text that must agree."""
STOP = frozenset(
    "a afin ainsi au aux avec c ce ces cet cette comme d dans de des dont du e elle en entre est et etc h il ils j l la le les leur leurs "
    "lors m ne no nos notre on ont ou par pas plus pour qu que qui s sa se ses si son sont sous sur t un une vers "
    "and at for from in is its of on or the to with".split()
)
NAMESAKES = frozenset(["province", "ville", "pays", "etat", "region", "gouvernement", "canton", "departement"])
"""In parentheses, what tells namesakes apart: never dropped."""
_PARENTHESIS = re.compile(r"\s*\(([^()]*)\)")
_ACRONYM = re.compile(r"[A-ZÉ][A-ZÉ0-9-]+")
_OF_THE_CITY = re.compile(r"(?:ville|delegation|municipalite) (?:de la |de |du |d'|d’)", re.IGNORECASE)
_NUMBERED = re.compile(r"\bn(?:º|°|o\b)\s*[0-9]", re.IGNORECASE)

Key = frozenset[str]


@cache
def fold(text: str) -> str:
    """Without accents and case; `nº` reads « no », the apostrophe is straight."""
    plain = text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae").replace("’", "'")
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c)).lower()


def normal(word: str) -> str:
    """Without the marks of plural and feminine: « générales » and « général »."""
    for ending in ("sx", "e"):
        if len(word) > 3 and word[-1] in ending:
            word = word[:-1]
    return word


@cache
def words(text: str) -> Key:
    """The content words, numbers among them."""
    found = re.findall(r"[0-9]+|[^\W\d_]+", fold(text))
    return frozenset(str(int(word)) if word.isdecimal() else normal(word) for word in found if word not in STOP)


def stems(keys: Iterable[str]) -> frozenset[str]:
    return frozenset(key[:STEM] for key in keys)


def share(text: str, pool: frozenset[str]) -> float:
    """Part of the content words of the text whose stems are in the pool; none of nothing."""
    wanted = stems(words(text))
    return len(wanted & pool) / len(wanted) if wanted else 0.0


@cache
def keys(text: str) -> frozenset[Key]:
    """The sets of words by which a name is known: whole, without its parenthesis, by the acronym in it."""
    return frozenset(key for variant in _variants(text) if (key := words(variant)))


def _variants(text: str) -> Iterator[str]:
    yield text
    inside = _PARENTHESIS.findall(text)
    if inside and not any(NAMESAKES & set(fold(part).split()) for part in inside):
        yield _PARENTHESIS.sub("", text)
        yield from (part for part in inside if _ACRONYM.fullmatch(part))


def city(text: str) -> str:
    """« Ville de Namur » and « Délégation de Namur » are Namur."""
    match = _OF_THE_CITY.match(fold(text))
    return text[match.end() :] if match else text


def is_numbered(text: str) -> bool:
    """« Mission 2023 nº 5 »: a handle, whatever it stands for."""
    return bool(_NUMBERED.search(text))


@dataclass(frozen=True)
class Bearer:
    """What a thing is known by. `exact` are whole names; the rest is for names composed from what is known of it."""

    exact: frozenset[Key]
    is_city: bool = False
    is_composed: bool = False
    own: frozenset[str] = field(default=frozenset())
    around: frozenset[str] = field(default=frozenset())
    numbers: frozenset[str] = field(default=frozenset())

    def joined(self, other: "Bearer") -> "Bearer":
        """With the number and surroundings of the record in which the thing stands, for a numbered handle."""
        around = self.around | other.around
        return Bearer(self.exact, self.is_city, True, (self.own | other.own) - other.around, around, self.numbers | other.numbers)

    def answers_to(self, name: str) -> bool:
        if keys(name) & self.exact or (self.is_city and keys(city(name)) & self.exact):
            return True
        return self.is_composed and self._bears_out(name)

    def _bears_out(self, name: str) -> bool:
        """All the numbers, most of the words, and one that is its own: a city alone is not its missions."""
        found = words(name)
        numbers = {word for word in found if word.isdecimal()}
        wanted = stems(found - numbers)
        covered = wanted & (self.own | self.around)
        return numbers <= self.numbers and len(covered) >= COVERED * len(wanted) and bool(wanted & (self.own - self.around))
