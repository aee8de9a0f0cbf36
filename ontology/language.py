"""French and English: messages (gettext), labels, and comparing names as French readers do."""

import gettext
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("fr", "en")
DOMAIN = "entrevilles"
LOCALE = Path(__file__).parent / "locale"

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})
_APOSTROPHES = str.maketrans("’‘ʼ", "'''")
_current: dict[str, str] = {"lang": "fr"}
_here: ContextVar[str] = ContextVar("lang", default="")
"""What `speaking` says, for what runs in this context: one request among others."""
_catalogues: dict[str, gettext.NullTranslations] = {"fr": gettext.NullTranslations()}


def preferred() -> str:
    """English when `LANGUAGE`, `LC_ALL`, `LC_MESSAGES` or `LANG` says so; French otherwise (`C` too)."""
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "en" if value.lower().startswith("en") else "fr"
    return "fr"


def activate(lang: str) -> None:
    """For the process."""
    _read(lang)
    _current["lang"] = lang


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """This language in this thread or task, whatever the others speak."""
    _read(lang)
    before = _here.set(lang)
    try:
        yield
    finally:
        _here.reset(before)


def _read(lang: str) -> None:
    if lang not in _catalogues:
        _catalogues[lang] = gettext.translation(DOMAIN, LOCALE, [lang], fallback=True)


def speak(lang: str) -> None:
    """`activate`, for a whole process: click too, which asks the global domain of gettext, which asks the environment."""
    activate(lang)
    os.environ["LANGUAGE"] = lang
    gettext.bindtextdomain(DOMAIN, str(LOCALE))
    gettext.textdomain(DOMAIN)


def current() -> str:
    return _here.get() or _current["lang"]


def _(message: str) -> str:
    """The message in the person's language; the sources are French."""
    return _catalogues[current()].gettext(message)


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """Case, accents, œ/æ, apostrophes and runs of blanks set aside: for comparing, sorting and searching."""
    text = text.translate(_LIGATURES).translate(_APOSTROPHES)
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join(plain.casefold().split())


@lru_cache(maxsize=1 << 14)
def collation(text: str) -> tuple[str, tuple[str, ...], str]:
    """The sort key of French dictionaries (CAN/CSA Z243.4.1): letters; then accents, the last one first; then case.

    pyuca would do, but reads 2 MB of weights (0.1 s), and compares accents from the front, as English does.
    """
    marks: list[str] = []
    for char in unicodedata.normalize("NFD", text.translate(_LIGATURES)):
        if not unicodedata.combining(char):
            marks.append("")
        elif marks:
            marks[-1] += char
    return fold(text), tuple(reversed(marks)), text.swapcase()


def slugify(text: str) -> str:
    """`Saint-Émile` → `saint-emile`; apostrophes vanish, so that Xi'an is `xian`."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text).replace("'", "")).strip("-")


def choose(labels: Mapping[str, str], lang: str | None = None) -> str:
    """The label in the asked language, else the other, else any."""
    wanted = lang or current()
    for candidate in (wanted, *LANGUAGES, ""):
        if candidate in labels:
            return labels[candidate]
    return next(iter(labels.values()), "")
