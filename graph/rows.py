"""Claims as rows again: what a table would have to say to make them. The inverse of the loaders."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode

from entrevilles.ontology import cells
from entrevilles.ontology.cells import SEPARATOR
from entrevilles.ontology.language import choose
from entrevilles.ontology.schema import Field, RecordType, Schema
from entrevilles.ontology.terms import EV, TYPE, Names

Header = tuple[Field, str]


@dataclass
class Row:
    """`cells`: (field, language) → text; `parts`: shorthand header → names in order."""

    type: RecordType
    id: str
    claim: str
    cells: dict[Header, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)


class Rows:
    def __init__(self, store: ox.Store, schema: Schema, names: Names) -> None:
        self.store, self.schema, self.names = store, schema, names

    def all(self) -> Iterator[Row]:
        """Every claim of the store, by class, thing and claim."""
        claims = [quad.subject for quad in self.store.quads_for_pattern(None, TYPE, EV.Claim, None)]
        rows = [self.row(claim) for claim in claims if isinstance(claim, NamedNode)]
        yield from sorted(rows, key=lambda row: (row.type.order, row.id, row.claim))

    def row(self, claim: NamedNode) -> Row:
        thing, record_type = self._main(claim)
        name = claim.value.removeprefix(self.names.claim)
        row = Row(record_type, self.names.slug(thing), name)
        for candidate in record_type.fields:
            subject = self._subject(thing, candidate)
            self._fill(row, candidate, self._values(subject, candidate.path[-1], claim))
        graph = next(self.store.quads_for_pattern(claim, TYPE, EV.Claim, None)).graph_name
        for candidate in self.schema.claim.fields:
            self._fill(row, candidate, self._values(claim, candidate.path[-1], graph))
        for child in self.schema.children(record_type):
            if child.shorthand and (text := self._children(thing, child, claim)):
                row.parts[choose(child.shorthand)] = text
        return row

    def _main(self, claim: NamedNode) -> tuple[NamedNode, RecordType]:
        """The thing that the row is about: in a claim with children, the one that is nobody's child."""
        typed = [(q.subject, q.object) for q in self.store.quads_for_pattern(None, TYPE, None, claim)]
        known = [
            (s, self.schema.types[o]) for s, o in typed if isinstance(s, NamedNode) and isinstance(o, NamedNode) and o in self.schema.types
        ]
        return min(known, key=lambda pair: (pair[0].value.count("/"), pair[0].value))

    def _subject(self, thing: NamedNode, candidate: Field) -> NamedNode:
        if len(candidate.path) == 1:
            return thing
        return NamedNode(f"{thing.value}#{self.schema.companions[candidate.path[0]][0]}")

    def _values(self, subject: NamedNode, predicate: NamedNode, graph: object) -> list[NamedNode | Literal]:
        assert isinstance(graph, NamedNode)
        found = [quad.object for quad in self.store.quads_for_pattern(subject, predicate, None, graph)]
        return sorted((o for o in found if isinstance(o, NamedNode | Literal)), key=str)

    def _fill(self, row: Row, candidate: Field, values: Iterable[NamedNode | Literal]) -> None:
        for value in values:
            language = value.language or "" if isinstance(value, Literal) else ""
            header = (candidate, language)
            text = self._text(value, candidate)
            row.cells[header] = f"{row.cells[header]}{SEPARATOR} {text}" if header in row.cells else text

    def _text(self, value: NamedNode | Literal, candidate: Field) -> str:
        if isinstance(value, NamedNode) and value.value.startswith(self.names.id):
            return self.names.slug(value).split("#")[0]
        return cells.written(value, candidate, self.schema)

    def _children(self, thing: NamedNode, child: RecordType, claim: NamedNode) -> str:
        assert child.parent
        children = [q.subject for q in self.store.quads_for_pattern(None, child.parent, thing, claim)]
        key = child.field(child.key[0])
        ranked = []
        for one in children:
            assert isinstance(one, NamedNode)
            order = self._values(one, EV.order, claim)
            ranked += [(int(order[0].value) if order else 0, self._text(v, key)) for v in self._values(one, key.path[-1], claim)]
        return f"{SEPARATOR} ".join(text for _rank, text in sorted(ranked))
