"""What goes with a person who is forgotten: mandates, rows that say nothing else, and what hangs on those."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pyoxigraph import Literal, NamedNode

from entrevilles.graph.folder import Folder
from entrevilles.graph.ids import Register
from entrevilles.graph.records import Cell, Record
from entrevilles.loaders import tables
from entrevilles.ontology.cells import Reference
from entrevilles.ontology.errors import InputError, TableErrors, Where
from entrevilles.ontology.schema import Field
from entrevilles.ontology.terms import EV, SKOS

SILENT = (EV.order,)
"""What says nothing by itself."""


class Dependants:
    """The records of one truth with their ids, and which of them go. Raises TableErrors for a truth that cannot be read."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.records = list(_records(folder))
        self.register = Register(folder.schema, folder.names, folder.book)
        self.register.enter(self.records)
        if self.register.errors:
            raise TableErrors(self.register.errors)
        self._gone: set[str] = set()
        self._resolved: dict[tuple[str, NamedNode | None], str] = {}
        self.claims_gone: set[str] = set()

    # Who is meant

    def person(self, name: str) -> str:
        """The id of the one person of this name or id. Raises UnknownName, or InputError for something else."""
        return self.folder.names.slug(self.register.resolve(Reference(name, EV.Person), Where()))

    def names(self, person: str) -> Iterator[str]:
        """The names that it bears, and its id where that is one of several words."""
        for record in self.records:
            if record.id == person:
                yield from (value.value for value in record.values(SKOS.prefLabel) if isinstance(value, Literal))
                yield from (v.value for v in record.values(SKOS.altLabel) if isinstance(v, Literal) and len(v.value.split()) > 1)
        if "-" in person:
            yield person

    # What goes

    def without(self, persons: Iterable[str]) -> None:
        """Settle what goes with these persons: as long as something more does."""
        more = set(persons)
        while more:
            self._gone |= more
            more = set(self._lost()) - self._gone
        self.claims_gone = {record.claim for record in self.records if self.dropped(record)}

    def _lost(self) -> Iterator[str]:
        left: dict[str, bool] = {}
        stated: dict[tuple[str, Field], list[bool]] = {}
        for record in self.records:
            left[record.id] = left.get(record.id, False) or not self.dropped(record)
            for cell in record.cells:
                if cell.field.min or cell.field.path[-1] in (record.type.parent, EV.heldBy):
                    stated.setdefault((record.id, cell.field), []).append(self._cell_gone(cell, record))
        yield from (thing for thing, stays in left.items() if not stays)
        for (thing, meant), gone in stated.items():
            if all(gone) or (any(gone) and meant.path[-1] == EV.heldBy):
                yield thing

    def dropped(self, record: Record) -> bool:
        """A row about what is gone, one that loses its source, one that is left with nothing but its provenance."""
        if self.is_gone(record.id) or any(self._cell_gone(cell, record) and cell.field.min for cell in record.about):
            return True
        cells = [(part, cell) for part in (record, *record.parts) for cell in part.cells]
        left = [(part, cell) for part, cell in cells if not self._cell_gone(cell, record)]
        return len(left) < len(cells) and not any(cell.field.path[-1] not in (part.type.parent, *SILENT) for part, cell in left)

    def is_gone(self, slug: str) -> bool:
        parts = self.register.book.current(slug).split("/")
        return any("/".join(parts[:count]) in self._gone for count in range(1, len(parts) + 1))

    def gone(self, text: str, meant: Field, record: Record) -> bool:
        return self.is_gone(self.slug(text, meant, record))

    def slug(self, text: str, meant: Field, record: Record) -> str:
        """The id of the thing that this text of a cell means; nothing where it means none."""
        key = (text, meant.cls)
        if key not in self._resolved:
            assert meant.cls
            try:
                node = self.register.resolve(Reference(text, meant.cls), record.where)
                self._resolved[key] = self.folder.names.slug(node).split("#")[0]
            except InputError:
                self._resolved[key] = ""
        return self._resolved[key]

    def source(self, record: Record) -> str:
        found = next((value for value in record.values(EV.source) if isinstance(value, Reference)), None)
        return self.slug(found.text, self.folder.schema.claim.field(EV.source), record) if found else record.id

    def _cell_gone(self, cell: Cell, record: Record) -> bool:
        return isinstance(cell.value, Reference) and self.gone(cell.value.text, cell.field, record)


def _records(folder: Folder) -> Iterator[Record]:
    """Copies, since entering gives them ids."""
    for path in folder.tables():
        for record in tables.read(path, folder.schema, shown_as=path.relative_to(folder.root).as_posix()).checked():
            yield replace(record, parts=tuple(replace(part) for part in record.parts))
