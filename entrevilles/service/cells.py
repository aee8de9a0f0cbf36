"""An answer as a table of pages: each cell with what it names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from entrevilles import told
from entrevilles.ontology.language import choose, collation
from entrevilles.ontology.terms import is_iri
from entrevilles.present import DATES, described_columns, shown_rows
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
    headers = tuple(choose(column.label) or column.name for column in described_columns(answer))
    return _table(dataset, answer, headers, answer.rows, shown_rows(dataset, answer))


def table_shown(dataset: "Dataset", shown: "Shown") -> Table:
    return _table(dataset, shown.answer, shown.headers, shown.raw, shown.rows)


def _table(
    dataset: "Dataset",
    answer: "answers.Answer",
    headers: tuple[str, ...],
    raw: "Iterable[Sequence[answers.Value]]",
    words: Iterable[Sequence[object]],
) -> Table:
    columns, both = described_columns(answer), zip(raw, words, strict=True)
    rows = [[_cell(dataset, *parts) for parts in zip(columns, values, texts, strict=True)] for values, texts in both]
    return Table(headers, rows)


def _cell(dataset: "Dataset", column: "Column", raw: "answers.Value", word: object) -> Cell:
    if word is None or word == "":
        return ()
    if isinstance(raw, str) and column.kind in ("things", "path"):
        found = [Value(told.name(dataset, iri), iri) for iri in raw.split()]
        return tuple(sorted(found, key=lambda one: collation(one.text)) if column.kind == "things" else found)
    text = str(told.cell(dataset, column, raw, word))
    return (Value(text, raw if isinstance(raw, str) and is_iri(raw) and column.kind not in DATES else ""),)
