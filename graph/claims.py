"""A record becomes a claim: a named graph with exactly what was said, and the graph of its source saying where."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad

from entrevilles.graph.ids import Register
from entrevilles.graph.records import Cell, Record
from entrevilles.ontology.errors import InputError, Where
from entrevilles.ontology.language import _, choose
from entrevilles.ontology.schema import Field, RecordType
from entrevilles.ontology.terms import CONCEPT, EV, TYPE

Term = NamedNode | Literal
Triple = tuple[NamedNode, NamedNode, Term]


@dataclass(slots=True)
class Claim:
    """`said`: the triples of its graph. `stated`: per thing and field, what can be compared with other claims."""

    iri: NamedNode
    record: Record
    thing: NamedNode
    said: dict[Triple, None] = field(default_factory=dict)
    stated: list[tuple[NamedNode, Field, NamedNode, Term]] = field(default_factory=list)
    about: list[tuple[NamedNode, Term]] = field(default_factory=list)

    def value(self, predicate: NamedNode) -> Term | None:
        return next((term for p, term in self.about if p == predicate), None)

    @property
    def source(self) -> NamedNode:
        value = self.value(EV.source)
        assert isinstance(value, NamedNode)
        return value

    @property
    def reported(self) -> bool:
        return self.value(EV.modality) == CONCEPT.reported

    def quads(self, source_graphs: str, source_slug: str) -> Iterator[Quad]:
        for s, p, o in self.said:
            yield Quad(s, p, o, self.iri)
        graph = NamedNode(source_graphs + source_slug)
        yield Quad(self.iri, TYPE, EV.Claim, graph)
        for predicate, term in self.about:
            yield Quad(self.iri, predicate, term, graph)


class ClaimMaker:
    """Turns entered records into claims; the errors of all rows are gathered, none stops the others."""

    def __init__(self, register: Register) -> None:
        self.register, self.schema, self.names = register, register.schema, register.names
        self.errors: list[InputError] = []

    def claims(self, records: list[Record]) -> Iterator[Claim]:
        seen: dict[str, Where] = {}
        for record in records:
            if not record.id or not record.claim:
                continue
            if record.claim in seen:
                what = _("deux lignes portent l'affirmation « {claim} »").format(claim=record.claim)
                mend = _("videz la cellule ; l'autre est : {where}").format(where=seen[record.claim])
                self.errors.append(InputError(what, mend, record.where.at("claim")))
            seen[record.claim] = record.where
            yield self._claim(record)

    def _claim(self, record: Record) -> Claim:
        thing = self.names.thing(record.id)
        claim = Claim(self.names.claim_iri(record.claim), record, thing)
        for part in (record, *record.parts):
            self._say(claim, part)
        self._describe(claim, record)
        return claim

    def _say(self, claim: Claim, record: Record) -> None:
        thing = self.names.thing(record.id)
        claim.said[thing, TYPE, record.type.cls] = None
        for property_, fragment, cls in self._companions(record.type):
            companion = NamedNode(f"{thing.value}#{fragment}")
            claim.said[thing, property_, companion] = None
            claim.said[companion, TYPE, cls] = None
        singles: dict[tuple[NamedNode, str], Cell] = {}
        for cell in record.cells:
            term = self._term(cell, record.where)
            if term is None:
                continue
            subject = self._subject(thing, cell.field)
            claim.said[subject, cell.field.path[-1], term] = None
            claim.stated.append((thing, cell.field, subject, term))
            language = term.language or "" if isinstance(term, Literal) else ""
            if cell.field.single and singles.setdefault((cell.field.shape, language), cell) is not cell:
                self._error(_("une seule valeur est admise"), _("faites une ligne par source"), record.where.at(cell.column))

    def _describe(self, claim: Claim, record: Record) -> None:
        for cell in record.about:
            if (term := self._term(cell, record.where)) is not None:
                claim.about.append((cell.field.path[-1], term))
        for about in self.schema.claim.fields:
            if claim.value(about.path[-1]) is not None or any(cell.field is about for cell in record.about):
                continue
            if about.cls == record.type.cls:  # a source tells of itself
                claim.about.append((about.path[-1], claim.thing))
            elif about.default:
                claim.about.append((about.path[-1], about.default))
            elif about.min:
                mend = _("chaque ligne dit d'où elle vient : remplissez « {column} »").format(column=choose(about.name))
                self._error(_("{column} manquante").format(column=choose(about.name)), mend, record.where.at(choose(about.name)))

    def _companions(self, record: RecordType) -> Iterator[tuple[NamedNode, str, NamedNode]]:
        for property_ in dict.fromkeys(f.path[0] for f in record.fields if len(f.path) > 1):
            yield property_, *self.schema.companions[property_]

    def _subject(self, thing: NamedNode, path_of: Field) -> NamedNode:
        if len(path_of.path) == 1:
            return thing
        return NamedNode(f"{thing.value}#{self.schema.companions[path_of.path[0]][0]}")

    def _term(self, cell: Cell, where: Where) -> Term | None:
        try:
            return self.register.term(cell.value, where.at(cell.column))
        except InputError as error:
            self.errors.append(error)
            return None

    def _error(self, what: str, mend: str, where: Where) -> None:
        self.errors.append(InputError(what, mend, where))
