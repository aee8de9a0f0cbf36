"""Every error that a person can meet.

EntrevillesError
├── InputError        what was given is wrong: says where, and how to mend it
│   ├── TableErrors   all the errors of one load, together
│   └── UnknownName   a name that nothing bears, with the nearest known ones
├── DatasetError      the folder cannot be read or written as a dataset
│   └── Busy          somebody else is writing in it
└── QueryError        a question cannot be asked as it stands
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from heapq import nsmallest

from entrevilles.ontology.language import _, collation, fold

CUTOFF = 0.65
"""The share of letters in common, in their order, from which a name is near another (difflib's ratio)."""
LISTED = 500
"""Names of which the first few still tell what they all are like: classes, questions, columns; not the things of a dataset."""


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a table. `row` counts from 1, as the spreadsheet shows it; `column` is the header."""

    file: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""

    def at(self, column: str) -> "Where":
        return replace(self, column=column)

    def __str__(self) -> str:
        parts = [
            self.file,
            _("feuille {sheet}").format(sheet=self.sheet) if self.sheet else "",
            _("ligne {row}").format(row=self.row) if self.row else "",
            _("colonne « {column} »").format(column=self.column) if self.column else "",
        ]
        return ", ".join(part for part in parts if part)


class EntrevillesError(Exception):
    """The root; `str()` is a sentence for a person."""


class InputError(EntrevillesError):
    def __init__(self, what: str, mend: str = "", where: Where | None = None) -> None:
        super().__init__(what, mend, where)
        self.what, self.mend, self.where = what, mend, where

    def __str__(self) -> str:
        where, what = str(self.where or ""), _short(self.what, 300)
        head = _("{where} : {what}").format(where=where, what=what) if where else what
        return printable(f"{head}\n    → {self.mend}" if self.mend else head)

    def located(self, where: Where) -> "InputError":
        if self.where is None:
            self.where = where
        return self


class TableErrors(InputError):
    def __init__(self, errors: Sequence[InputError]) -> None:
        super().__init__(_("{count} erreur(s)").format(count=len(errors)))
        self.errors = list(errors)

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)


class UnknownName(InputError):
    def __init__(self, name: str, known: Iterable[str], what: str, where: Where | None = None) -> None:
        name = _short(name)
        super().__init__(_("{what} : « {name} »").format(what=what, name=name), suggested(name, known), where)


def suggested(name: str, known: Iterable[str]) -> str:
    """The nearest of the known names; where none is near, the first of them, unless they are many."""
    names = {fold(candidate): candidate for candidate in known}
    near = [names[hit] for hit in get_close_matches(fold(name), _possible(fold(name), names), n=3, cutoff=CUTOFF)]
    if near:
        return _("vouliez-vous dire : {names} ?").format(names=", ".join(near))
    return listed(names.values()) if len(names) <= LISTED else _("aucun nom connu n'en est proche ; cherchez par l'un de ses mots")


def _possible(name: str, known: Iterable[str]) -> list[str]:
    """Those with enough letters in common that difflib may find them near, told much faster than difflib does."""
    letters = Counter(name).items()
    return [one for one in known if 2 * sum(min(n, one.count(char)) for char, n in letters) >= CUTOFF * (len(name) + len(one))]


def listed(known: Iterable[str], most: int = 12) -> str:
    names = list(known)
    first = sorted(nsmallest(most, names, key=lambda name: (fold(name), name)), key=collation)
    return _("noms connus : {names}").format(names=", ".join(first) + (", …" if len(names) > most else ""))


class DatasetError(EntrevillesError):
    pass


class Busy(DatasetError):
    pass


class QueryError(EntrevillesError):
    pass


def printable(text: str) -> str:
    """What a hostile file says is shown on a terminal: without the characters that steer it."""
    return "".join("\ufffd" if unicodedata.category(char) == "Cc" and char not in "\n\t" else char for char in text)


def _short(name: str, most: int = 80) -> str:
    return name if len(name) <= most else name[: most - 1] + "…"
