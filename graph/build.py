"""Records in, quads out: the whole compilation, in memory. The same records give the same quads on any day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad

from entrevilles.graph import disagreements, judgements, reading
from entrevilles.graph.claims import Claim, ClaimMaker
from entrevilles.graph.ids import IdBook, Register
from entrevilles.graph.judgements import Docket
from entrevilles.graph.reading import Reading
from entrevilles.graph.records import Record
from entrevilles.ontology.errors import InputError, TableErrors
from entrevilles.ontology.language import _
from entrevilles.ontology.schema import Schema
from entrevilles.ontology.terms import ONTOLOGY_GRAPH, READING, TIME_GRAPH, TYPE, Names


@dataclass
class Compiled:
    """`store` holds every graph of the generation; `records` are copies of those given, in their order, with their ids."""

    store: ox.Store
    records: list[Record]
    book: IdBook
    claims: list[Claim]


def compile_records(
    records: Iterable[Record], rulings: Iterable[Record], schema: Schema, names: Names, book: IdBook, *, former: Iterable[Record] = ()
) -> Compiled:
    """`former` are the records that these replace: a row that says the same keeps the id of its claim.

    Raises TableErrors with all that is wrong, each with its place.
    """
    records = [replace(record, parts=tuple(replace(part) for part in record.parts)) for record in records]
    register = Register(schema, names, book)
    register.enter(records, former)
    maker = ClaimMaker(register)
    claims = list(maker.claims(records))
    docket, errors = judgements.read(list(rulings), claims, names)
    preferred = reading.prefer(claims, docket, names)
    preferred.replaced |= {names.thing(old): names.thing(book.current(old)) for old in book.redirects}
    errors = [*register.errors, *maker.errors, *errors]
    if errors := errors or list(_missing(claims, preferred)):
        raise TableErrors(_once(errors))
    store = ox.Store()
    store.bulk_extend(_quads(claims, docket, preferred, schema, names))
    reading.derive(store, preferred)
    return Compiled(store, records, book, claims)


def _quads(claims: list[Claim], docket: Docket, preferred: Reading, schema: Schema, names: Names) -> Iterator[Quad]:
    for claim in claims:
        yield from claim.quads(names.source_graph, names.slug(claim.source))
    yield from docket.quads
    yield from preferred.quads()
    said = {triple[2] for claim in claims for triple in claim.said} | {term for claim in claims for _p, term in claim.about}
    used = {triple[2] for triple in preferred.triples}
    yield from reading.describe(said, TIME_GRAPH)
    yield from reading.describe(used, READING)
    yield from reading.concepts(used, schema)
    for quad in schema.triples():
        yield Quad(quad.subject, quad.predicate, quad.object, ONTOLOGY_GRAPH)
    for disagreement in disagreements.find(claims, schema, docket, names, preferred):
        yield from disagreement.quads()


def _missing(claims: list[Claim], preferred: Reading) -> Iterator[InputError]:
    """`sh:minCount`, which only the claims on a thing together can meet."""
    counts: dict[tuple[NamedNode, NamedNode], int] = {}
    for subject, predicate, _term in preferred.triples:
        counts[subject, predicate] = counts.get((subject, predicate), 0) + 1
    records = {claim.thing: claim.record for claim in reversed(claims)}
    for thing, record in records.items():
        for field in record.type.fields if (thing, TYPE) in counts else ():
            if len(field.path) == 1 and counts.get((thing, field.path[0]), 0) < field.min:
                what = _("« {id} » : il faut au moins {count} valeur(s)").format(id=record.id, count=field.min)
                mend = _("remplissez la colonne dans l'une de ses lignes")
                yield InputError(what, mend, record.where.at(field.column))


def _once(errors: list[InputError]) -> list[InputError]:
    return list({str(error): error for error in errors}.values())
