"""Every error that a person can meet.

EntrevillesError
├── InputError        what was given is wrong: says where, and how to mend it
│   ├── TableErrors   all the errors of one load, together
│   └── UnknownName   a name that nothing bears, with the nearest known ones
├── DatasetError      the folder cannot be read or written as a dataset
└── QueryError        a question cannot be asked as it stands
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from entrevilles.ontology.language import _, fold


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
        head = f"{self.where} : {self.what}" if self.where and str(self.where) else self.what
        return f"{head}\n    → {self.mend}" if self.mend else head

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
        names = {fold(candidate): candidate for candidate in known}
        near = [names[hit] for hit in get_close_matches(fold(name), list(names), n=3, cutoff=0.6)]
        mend = (
            _("vouliez-vous dire : {names} ?").format(names=", ".join(near))
            if near
            else _("noms connus : {names}").format(names=_listed(sorted(names.values())))
        )
        super().__init__(f"{what} : « {name} »", mend, where)


class DatasetError(EntrevillesError):
    pass


class QueryError(EntrevillesError):
    pass


def _listed(names: Sequence[str], most: int = 12) -> str:
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")
