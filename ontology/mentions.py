"""Where a person's name stands in a text, however it is written: for forgetting it."""

import re
import unicodedata
from collections.abc import Iterable

from entrevilles.ontology.language import fold, slugify

MASK = "[…]"
_ACCENTS = "[\u0300-\u036f]*+"
_BETWEEN = r"(?:[^\w;]|_){0,3}?"
_LIGATURES = {"oe": "(?:oe|œ)", "ae": "(?:ae|æ)", "ss": "(?:ss|ß)"}
_LETTER = re.compile("|".join(_LIGATURES) + "|.")
_BEFORE, _AFTER = r"(?:(?<![^\W_])|(?<=[\W_][dl])|(?<=^[dl])|(?<=[\W_]qu))", r"(?![^\W_])"
"""The slug of « visite d'Éloïse » is `visite-deloise`."""
_STARTS = r"(?:(?<=^)|(?<=[;(«\"|]\s)|(?<=[;(«\"|]))"
"""Where a family name may come first: at the beginning of a text, or of one name of a list."""


class Mentions:
    """`neutral` stands for the name in ids, which must stay ids; `MASK` in text."""

    def __init__(self, names: Iterable[str], neutral: str) -> None:
        self.names, self.neutral = sorted({name for name in names if slugify(name)}), neutral
        forms = sorted({form for name in self.names for form in _forms(name)}, key=len, reverse=True)
        self._pattern = re.compile(rf"{_BEFORE}(?:{'|'.join(forms) or '(?!)'}){_AFTER}", re.IGNORECASE)

    def __contains__(self, text: str) -> bool:
        return self._pattern.search(_taken_apart(text)) is not None

    def masked(self, text: str) -> str:
        """The text without the name; as it was where it has none."""
        return self._without(text, MASK)

    def renamed(self, slug: str) -> str:
        """The id with the neutral word where it had the name."""
        return self._without(slug, self.neutral)

    def _without(self, text: str, word: str) -> str:
        changed = self._pattern.sub(lambda _match: word, _taken_apart(text))
        return unicodedata.normalize("NFC", changed) if text in self else text


def family(names: Iterable[str]) -> "Mentions":
    """The last word of each name, alone: too common to be removed, worth a look of the person."""
    return Mentions([name.split()[-1] for name in names if len(name.split()) > 1], "")


def _forms(name: str) -> Iterable[str]:
    """The words of the name in their order; and, at the beginning of a text, the family name first."""
    words = [_word(word) for word in re.split(r"[\W_]+", fold(name).replace("'", "")) if word]
    yield _BETWEEN.join(words)
    for cut in range(1, len(words)):
        yield _STARTS + _BETWEEN.join((*words[cut:], *words[:cut]))


def _word(word: str) -> str:
    """An apostrophe may stand after any letter: the slug of D'Amour is `damour`."""
    letters = [_LIGATURES.get(found[0], re.escape(found[0])) for found in _LETTER.finditer(word)]
    return "".join(f"{letter}{_ACCENTS}['’‘ʼ]?" for letter in letters[:-1]) + letters[-1] + _ACCENTS


def _taken_apart(text: str) -> str:
    return unicodedata.normalize("NFD", text)
