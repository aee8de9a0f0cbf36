"""Names and texts as people write them: folded words, and when two of them say the same."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

STEM = 6
"""First letters by which two words of a text are the same: « collaborer », « collaboration »."""
COVERED = 0.75
"""Share of the content words of a composed name that the thing must bear out."""
AGREED = 0.6
"""Share of the content words of a free text that must agree."""
_STOP = (
    "a afin ainsi au aux avec c ce ces cet cette comme d dans de des dont du e elle en entre est et etc h il ils j l la le les leur leurs "
    "lors m ne no nos notre on ont ou par pas plus pour qu que qui s sa se ses si son sont sous sur t un une vers "
    "and at for from in is its of on or the to with"
)
STOP = frozenset(_STOP.split())
NAMESAKES = frozenset(["province", "ville", "pays", "etat", "region", "gouvernement", "canton", "departement"])
"""In parentheses, what tells namesakes apart: never dropped."""
_PARENTHESIS = re.compile(r"\s*\(([^()]*)\)")
_ACRONYM = re.compile(r"[A-ZÉ][A-ZÉ0-9-]+")
_OF_THE_CITY = re.compile(r"(?:ville|municipalite) (?:de |d')")
_DELEGATION = re.compile(r"delegation (?:de la |de l'|de |d')(.*?)(?: menee par .*)?")
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


def within(wanted: Iterable[str], pool: frozenset[str]) -> frozenset[str]:
    """The words that are in a pool of stems; « namuroise » is, where « Namur » is."""
    return frozenset(word for word in wanted if word[:STEM] in pool or (len(word) >= STEM and word[: STEM - 1] in pool))


def share(text: str, pool: frozenset[str]) -> float:
    """Part of the content words of the text that are in the pool; none of nothing."""
    wanted = words(text)
    return len(within(wanted, pool)) / len(wanted) if wanted else 0.0


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
    """« Ville de Namur » is Namur."""
    return _OF_THE_CITY.sub("", fold(text), count=1)


def sender(text: str) -> str:
    """« Délégation de Namur menée par le bourgmestre » stands for Namur; one « du Québec » is not the city's."""
    match = _DELEGATION.fullmatch(fold(text))
    return match[1] if match else text


def is_numbered(text: str) -> bool:
    """« Mission 2023 nº 5 »: a handle, whatever it stands for."""
    return bool(_NUMBERED.search(text))


@dataclass(frozen=True)
class Bearer:
    """What a thing is known by. `exact` are whole names; the rest is for names composed from what is known of it.

    `own` is said of the thing itself, its kind and class; `around`, of who and what it joins; `parties` are the names of each.
    """

    exact: frozenset[Key]
    kind: str = "composed"
    own: frozenset[str] = frozenset()
    around: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    parties: tuple[frozenset[Key], ...] = ()

    def inside(self, record: "Bearer") -> "Bearer":
        """As the record numbers and surrounds it: « Organisation nº 32 de la liste » has its number by the list."""
        around = self.around | record.around | record.own
        return Bearer(self.exact, "composed", self.own - record.around, around, self.numbers | record.numbers)

    def answers_to(self, name: str) -> bool:
        if keys(name) & self.exact:
            return True
        if self.kind == "composed":
            return self._bears_out(words(name))
        stands_for = sender(name)
        return bool(keys(stands_for) & self.exact) or (self.kind == "city" and bool(keys(city(stands_for)) & self.exact))

    def _bears_out(self, name: Key) -> bool:
        """All the numbers; most of the words, and one that is its own: a city alone is not its missions."""
        numbers = {word for word in name if word.isdecimal()}
        wanted = name - numbers
        if not numbers <= self.numbers:
            return False
        covered = within(wanted, self.own | self.around)
        return (len(covered) >= COVERED * len(wanted) and bool(within(wanted, self.own))) or self._binds(name)

    def _binds(self, name: Key) -> bool:
        """A relationship by its kind and all its parties, whatever else the name says of its matter."""
        named = all(any(key and key <= name for key in party) for party in self.parties)
        return len(self.parties) > 1 and named and bool(within(name, self.kinds))
