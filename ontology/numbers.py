"""Numbers as sources give them: exact, about, at least, at most — each with the bounds it implies."""

import re
from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import NamedNode

from entrevilles.ontology.dates import precision
from entrevilles.ontology.errors import InputError
from entrevilles.ontology.language import _, current, fold
from entrevilles.ontology.terms import NUMBER

_BLANK = "[ \u00a0\u2009\u202f]"
_FRENCH = re.compile(rf"[+-]?(?:[0-9]{{1,3}}(?:{_BLANK}[0-9]{{3}})+|[0-9]+)(?:[.,][0-9]+)?")
_ENGLISH = re.compile(r"[+-]?[0-9]{1,3}(?:(?:,[0-9]{3})+\.[0-9]+|(?:,[0-9]{3}){2,})")
_AMBIGUOUS = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
_STORED = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)([~+-]?)")
LONGEST = 28
"""Characters of a number; more is a mistake."""
_MARKS = {"above": "+", "below": "-"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """`expression` is canonical: `55000`, `55000~` (about), `300+` (more than), `300-` (less than)."""

    expression: str
    value: Decimal
    lower: Decimal | None
    upper: Decimal | None

    @property
    def iri(self) -> NamedNode:
        return NUMBER[self.expression]


def decimal(text: str) -> Decimal:
    """`4 833,86`, `4833.86` and `4,833.86` alike. Raises InputError."""
    plain = text.strip().replace("\u2212", "-")
    if len(plain) <= LONGEST and _ENGLISH.fullmatch(plain):
        return Decimal(plain.replace(",", ""))
    if len(plain) <= LONGEST and _FRENCH.fullmatch(plain):
        return Decimal(re.sub(_BLANK, "", plain).replace(",", "."))
    raise InputError(_("nombre illisible : « {text} »").format(text=text), _("écrivez par exemple 4 833,86 ou « environ 55 000 »"))


def _counted(text: str) -> Decimal:
    """`55,000` is fifty-five thousand to an English reader: neither reading is taken."""
    if _AMBIGUOUS.fullmatch(text.strip()):
        whole, part = text.strip().split(",")
        mend = _("écrivez {thousands} pour des milliers, ou {decimals} pour des décimales")
        raise InputError(
            _("« {text} » se lit de deux façons").format(text=text.strip()),
            mend.format(thousands=f"{whole} {part}", decimals=f"{whole},{part}0"),
        )
    return decimal(text)


def parse(text: str) -> Quantity:
    """`30`, `environ 55 000`, `près de 370 000 000`, `plus de 300`, `une trentaine`. Raises InputError."""
    folded = fold(text)
    for word, value in precision()["collectives"].items():
        if folded.removeprefix("une ").removeprefix("d'une ") == word:
            return _quantity(Decimal(value), "~")
    for words, mark in ((precision()["numbers"], "~"), (precision()["bounds"], "")):
        for word, meaning in words.items():
            if folded.startswith(fold(word) + " "):
                return _quantity(_counted(folded[len(fold(word)) :]), mark or _MARKS[meaning])
    return _quantity(_counted(text), "")


def from_iri(iri: NamedNode) -> Quantity:
    match = _STORED.fullmatch(iri.value.removeprefix(NUMBER.base))
    if not match:
        raise InputError(_("nombre illisible : « {text} »").format(text=iri.value))
    return _quantity(Decimal(match[1]), match[2])


def written(quantity: Quantity) -> str:
    words = {"~": "environ", "+": "plus de", "-": "moins de"} if current() == "fr" else {"~": "about", "+": "more than", "-": "less than"}
    number = f"{quantity.value:f}".replace(".", "," if current() == "fr" else ".")
    if _AMBIGUOUS.fullmatch(number):
        number += "0"
    mark = quantity.expression[-1]
    return f"{words[mark]} {number}" if mark in words else number


def _quantity(value: Decimal, mark: str) -> Quantity:
    value = value.normalize() + 0
    share = Decimal(str(precision()["numbers"]["environ"][0])) if mark == "~" else Decimal(0)
    lower = None if mark == "-" else value - abs(value) * share
    upper = None if mark == "+" else value + abs(value) * share
    return Quantity(f"{value:f}{mark}", value, lower, upper)
