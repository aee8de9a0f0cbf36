"""In which office a person was met: what the sources of a visit say elsewhere, where they do not say it of the visit itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import NamedNode

from entrevilles.evidence import Shelf
from entrevilles.ontology import dates
from entrevilles.ontology.language import _
from entrevilles.ontology.schema import local
from entrevilles.ontology.terms import EV, READING
from entrevilles.viz.marks import Cell, Row


@dataclass(frozen=True)
class Visitors:
    """Those of a partner."""

    shelf: Shelf
    partner: NamedNode

    def seated(self, rows: Sequence[Row]) -> list[Row]:
        """The rows with the office in which each person came, and one row for a person at a visit.

        An office that no person is named in is the person's who came in it at the same visit.
        """
        persons = [self._with_office(row) for row in rows if _is_person(row)]
        found: dict[tuple[str, ...], list[Row]] = {}
        for row in persons:
            found.setdefault((row["who"].id, row["office"].id, self._visit(row)), []).append(row)
        seats = {(office, visit): key for key in found for _who, office, visit in [key] if office}
        others: list[Row] = []
        for row in rows:
            if not _is_person(row):
                found.get(seats.get((row["who"].id, self._visit(row)), ()), others).append(row)
        return [_joined(same) for same in found.values()] + others

    def _with_office(self, row: Row) -> Row:
        """As the row says; else the only one at this partner that a source of the visit knows of the person at the time."""
        holdings = [] if row["office"] else [one for one in self._held(row["who"].id) if self._fits(one, row)]
        offices = {office for one in holdings for office in self._objects(one, EV.office)}
        if len(offices) != 1:
            return Row({**row, "office": row["office"] or Cell(_("non dite"), "unsaid")}, row.labels, row.thing)
        seen = self._sources(row.thing)
        claims = [claim for one in holdings for claim in self.shelf.claims(one.value) if self.shelf.where(claim)[0] in seen]
        return Row({**row, "office": self._cell(offices.pop())}, row.labels, " ".join([row.thing, *claims]))

    def _held(self, person: str) -> Iterator[NamedNode]:
        """The person's holdings of an office of the partner."""
        who = NamedNode(self.shelf.dataset.names.id + person)
        for quad in self.shelf.store.quads_for_pattern(None, EV.heldBy, who, READING):
            assert isinstance(quad.subject, NamedNode)
            if any(office in self._offices for office in self._objects(quad.subject, EV.office)):
                yield quad.subject

    def _fits(self, holding: NamedNode, row: Row) -> bool:
        days = [dates.parse(text, stored=True) for text in row["date"].id.split(" | ") if text]
        begins, ends = ([dates.from_iri(one) for one in self._objects(holding, path)] for path in (EV.begin, EV.end))
        early = any(a.earliest and b.latest and b.latest < a.earliest for a in begins for b in days)
        late = any(a.latest and b.earliest and b.earliest > a.latest for a in ends for b in days)
        return not early and not late and not self._sources(holding.value).isdisjoint(self._sources(row.thing))

    def _sources(self, thing: str) -> set[str]:
        return {self.shelf.where(claim)[0] for claim in self.shelf.claims(thing)}

    @cached_property
    def _offices(self) -> frozenset[NamedNode]:
        """Of the partner and of its services."""
        store, found = self.shelf.store, set[NamedNode]()
        units = [q.subject for q in store.quads_for_pattern(None, EV.unitOf, self.partner, READING)]
        for body in (self.partner, *units):
            found |= {q.subject for q in store.quads_for_pattern(None, EV.officeOf, body, READING) if isinstance(q.subject, NamedNode)}
        return frozenset(found)

    def _visit(self, row: Row) -> str:
        """The activity, or the one during which it was: a signature is part of the visit."""
        node = NamedNode(row.thing.split()[0])
        activity = next(iter(self._objects(node, EV.participationIn)), node)
        return next(iter(self._objects(activity, EV.during)), activity).value

    def _objects(self, node: NamedNode, path: NamedNode) -> list[NamedNode]:
        found = [quad.object for quad in self.shelf.store.quads_for_pattern(node, path, None, READING)]
        return sorted((one for one in found if isinstance(one, NamedNode)), key=str)

    def _cell(self, iri: NamedNode) -> Cell:
        return Cell(self.shelf.dataset.label(iri.value), iri.value.removeprefix(self.shelf.dataset.names.id))


def _is_person(row: Row) -> bool:
    return row["class"].id == local(EV.Person)


def _joined(rows: Sequence[Row]) -> Row:
    """One row of several of the same person: all occasions, and all that is behind them."""
    first = rows[0]
    occasions = list(dict.fromkeys(row["occasion"] for row in rows))
    cells = {**first, "occasion": Cell(_(" ; ").join(occasions), first["occasion"].id)}
    return Row(cells, first.labels, " ".join(row.thing for row in rows))
