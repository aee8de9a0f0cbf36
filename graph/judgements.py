"""Judgements: reasoned, reversible decisions on claims, one row each of `judgements.csv`."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad

from entrevilles.graph.claims import Claim, Term, Triple
from entrevilles.graph.records import Record
from entrevilles.ontology.errors import InputError, UnknownName
from entrevilles.ontology.language import _, fold
from entrevilles.ontology.schema import local
from entrevilles.ontology.terms import EV, GRAPH, PREFIXES, TYPE, Names

SET_ASIDE, PREFER = (NamedNode(PREFIXES["concept"] + verdict) for verdict in ("set-aside", "prefer"))
SAME, REPORT_OF = (NamedNode(PREFIXES["concept"] + verdict) for verdict in ("same", "report-of"))
JUDGEMENTS_GRAPH = GRAPH.judgements


@dataclass
class Docket:
    """What the judgements decide: `renamed` things, and per claim the (thing, property) pairs that are removed.

    A pair of None and None stands for the whole claim.
    """

    quads: list[Quad] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    removed: dict[NamedNode, set[tuple[NamedNode | None, NamedNode | None]]] = field(default_factory=dict)
    by: dict[tuple[NamedNode, NamedNode | None], NamedNode] = field(default_factory=dict)
    """(claim, property) → the judgement that decided on it."""

    def removes(self, claim: Claim, thing: NamedNode, predicate: NamedNode) -> bool:
        pairs = self.removed.get(claim.iri, set())
        return (None, None) in pairs or (thing, predicate) in pairs

    def renamed_term(self, term: Term, names: Names) -> Term:
        if not self.renamed or not isinstance(term, NamedNode) or not term.value.startswith(names.id):
            return term
        slug = names.slug(term)
        for old, new in self.renamed.items():
            if slug == old or slug.startswith((f"{old}/", f"{old}#")):
                return names.thing(new + slug[len(old) :])
        return term

    def renamed_triple(self, triple: Triple, names: Names) -> Triple:
        subject = self.renamed_term(triple[0], names)
        assert isinstance(subject, NamedNode)
        return subject, triple[1], self.renamed_term(triple[2], names)


def read(records: list[Record], claims: list[Claim], names: Names) -> tuple[Docket, list[InputError]]:
    """The docket of these rows; errors for claims or columns that nobody knows."""
    docket, errors = Docket(), []
    by_name = {claim.record.claim: claim for claim in claims}
    for number, record in enumerate(records, 1):
        try:
            _judge(docket, record, number, by_name, names)
        except InputError as error:
            errors.append(error.located(record.where))
    return docket, errors


def _judge(docket: Docket, record: Record, number: int, claims: dict[str, Claim], names: Names) -> None:
    verdict = next(record.values(EV.verdict), None)
    iri = NamedNode(f"{names.base}judgement/{number:04}")
    _describe(docket, record, iri, names)
    if verdict in (SAME, REPORT_OF):
        docket.renamed[_text(record, EV.judgedOther)] = _text(record, EV.judgedKept)
    elif verdict in (SET_ASIDE, PREFER):
        name = _text(record, EV.judgedClaim)
        if name not in claims:
            raise UnknownName(name, claims, _("affirmation inconnue"))
        claim = claims[name]
        predicate = _property(claim, _text(record, EV.judgedProperty, required=verdict == PREFER))
        docket.by[claim.iri, predicate] = iri
        for hit in [claim] if verdict == SET_ASIDE else _rivals(claim, claims):
            pair = (claim.thing, predicate) if predicate else (None, None)
            docket.removed.setdefault(hit.iri, set()).add(pair)


def _rivals(claim: Claim, claims: dict[str, Claim]) -> Iterator[Claim]:
    return (other for other in claims.values() if other.thing == claim.thing and other is not claim)


def _property(claim: Claim, column: str) -> NamedNode | None:
    if not column:
        return None
    fields = claim.record.type.fields
    for candidate in fields:
        if fold(column) in {fold(name) for name in (*candidate.name.values(), local(candidate.path[-1]))}:
            return candidate.path[-1]
    raise UnknownName(column, [candidate.column for candidate in fields], _("colonne inconnue"))


def _text(record: Record, path: NamedNode, *, required: bool = True) -> str:
    for value in record.values(path):
        if isinstance(value, Literal):
            return value.value
    if required:
        raise InputError(_("jugement incomplet"), _("remplissez la colonne « {column} »").format(column=record.type.field(path).column))
    return ""


def _describe(docket: Docket, record: Record, iri: NamedNode, names: Names) -> None:
    docket.quads.append(Quad(iri, TYPE, EV.Judgement, JUDGEMENTS_GRAPH))
    for cell in record.cells:
        term = cell.value
        if cell.field.path[-1] == EV.judgedClaim and isinstance(term, Literal):
            term = NamedNode(names.claim + term.value)
        if isinstance(term, NamedNode | Literal):
            docket.quads.append(Quad(iri, cell.field.path[-1], term, JUDGEMENTS_GRAPH))
