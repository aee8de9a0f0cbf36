"""A record: one row of one sheet, parsed, not yet linked. It becomes one claim."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from entrevilles.ontology.cells import Value
from entrevilles.ontology.errors import Where
from entrevilles.ontology.schema import Field, RecordType


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a cell, with the header of its column for messages."""

    field: Field
    value: Value
    column: str


@dataclass(slots=True)
class Record:
    """`cells` speak of the thing, `about` of the claim; `parts` are the children told by a shorthand column."""

    type: RecordType
    cells: tuple[Cell, ...]
    about: tuple[Cell, ...] = ()
    where: Where = field(default_factory=Where)
    id: str = ""
    claim: str = ""
    parts: tuple["Record", ...] = ()

    def values(self, path: NamedNode) -> Iterator[Value]:
        """The values of the cells (or of the claim's cells) whose property this is."""
        for cell in (*self.cells, *self.about):
            if cell.field.path[-1] == path:
                yield cell.value
