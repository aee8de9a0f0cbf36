"""An answer as a table of pages: each cell with what it names."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from entrevilles.formats import plain
from entrevilles.ontology.language import choose, collation
from entrevilles.ontology.terms import is_iri
from entrevilles.present import described_columns, shown, shown_rows
from entrevilles.thing import Value

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset
    from entrevilles.queries import answers
    from entrevilles.queries.catalogue import Column
    from entrevilles.shown import Shown

Cell = tuple[Value, ...]


@dataclass(frozen=True)
class Table:
    headers: tuple[str, ...]
    rows: list[list[Cell]]


def table_of(dataset: "Dataset", answer: "answers.Answer") -> Table:
    """In the order of the query."""
    columns = described_columns(answer)
    rows = zip(answer.rows, shown_rows(dataset, answer), strict=True)
    return Table(
        tuple(choose(column.label) or column.name for column in columns), [_cells(dataset, columns, raw, words) for raw, words in rows]
    )


def table_shown(dataset: "Dataset", shown: "Shown") -> Table:
    columns = described_columns(shown.answer)
    rows = zip(shown.raw, shown.rows, strict=True)
    return Table(shown.headers, [_cells(dataset, columns, raw, words) for raw, words in rows])


def _cells(dataset: "Dataset", columns: "Iterable[Column]", raw: "Iterable[answers.Value]", words: Iterable[object]) -> list[Cell]:
    return [_cell(dataset, column, value, word) for column, value, word in zip(columns, raw, words, strict=True)]


def _cell(dataset: "Dataset", column: "Column", raw: "answers.Value", word: object) -> Cell:
    if word is None or word == "":
        return ()
    several = column.kind in ("things", "path")
    if not isinstance(raw, str) or not (several or is_iri(raw)) or column.kind == "date":
        return (Value(plain(word) if isinstance(word, bool | float) else str(word)),)
    if several:
        found = [Value(shown(dataset, NamedNode(iri)), iri) for iri in raw.split()]
        return tuple(sorted(found, key=lambda one: collation(one.text)) if column.kind == "things" else found)
    return (Value(str(word), raw),)
