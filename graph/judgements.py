"""Judgements: reasoned, reversible decisions on claims, one row each of `judgements.csv`."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Quad

from entrevilles.graph.claims import Claim, Term, Triple
from entrevilles.graph.records import Record
from entrevilles.ontology.cells import Reference
from entrevilles.ontology.errors import InputError, UnknownName
from entrevilles.ontology.language import _, fold
from entrevilles.ontology.schema import local
from entrevilles.ontology.terms import CONCEPT, EV, GRAPH, TYPE, Names

SET_ASIDE, RETRACTED, PREFER, SAME, REPORT_OF = (CONCEPT[name] for name in ("set-aside", "retracted", "prefer", "same", "report-of"))
JUDGEMENTS_GRAPH = GRAPH.judgements


@dataclass
class Docket:
    """What the judgements decide: `renamed` things; per claim the properties removed, None for the whole claim.

    `by` is (claim, property) → the judgement that decided on it.
    """

    quads: list[Quad] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    removed: dict[NamedNode, set[NamedNode | None]] = field(default_factory=dict)
    by: dict[tuple[NamedNode, NamedNode | None], NamedNode] = field(default_factory=dict)

    def removes(self, claim: Claim, triple: Triple) -> bool:
        """A judgement on a column is about the row's own thing (and its territory), not about its children."""
        gone = self.removed.get(claim.iri, set())
        return None in gone or (triple[1] in gone and triple[0].value.split("#")[0] == claim.thing.value)

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
    """The docket of these rows; errors for what they cannot decide. What joins things comes before what chooses values."""
    judge = _Judge(claims, names)
    errors = []
    numbered = list(enumerate(records, 1))
    for number, record in sorted(numbered, key=lambda pair: _verdict(pair[1]) not in (SAME, REPORT_OF)):
        try:
            judge.rule(record, NamedNode(f"{names.judgement}{number:04}"))
        except InputError as error:
            errors.append(error.located(record.where))
    return judge.docket, errors


class _Judge:
    def __init__(self, claims: list[Claim], names: Names) -> None:
        self.docket, self.names = Docket(), names
        self.claims = {claim.record.claim: claim for claim in claims}
        self.types = {claim.record.id: claim.record.type for claim in claims}

    def rule(self, record: Record, iri: NamedNode) -> None:
        verdict = _verdict(record)
        self.docket.quads += self._described(record, iri)
        if verdict in (SAME, REPORT_OF):
            self._join(_text(record, EV.judgedKept), _text(record, EV.judgedOther))
        elif verdict in (SET_ASIDE, RETRACTED, PREFER):
            claim = self._claim(_text(record, EV.judgedClaim))
            predicate = _property(claim, _text(record, EV.judgedProperty, required=verdict == PREFER))
            self._decide(claim, predicate, iri, prefers=verdict == PREFER)

    def _described(self, record: Record, iri: NamedNode) -> Iterator[Quad]:
        yield Quad(iri, TYPE, EV.Judgement, JUDGEMENTS_GRAPH)
        for cell in record.cells:
            path, value = cell.field.path[-1], cell.value
            term = self._named(record, path, value.text) if isinstance(value, Reference) else value
            if term:
                yield Quad(iri, path, term, JUDGEMENTS_GRAPH)

    def _named(self, record: Record, path: NamedNode, name: str) -> NamedNode | None:
        """What a cell names; a column is one of the sheet of the claim, and nothing where no claim is judged."""
        if path == EV.judgedClaim:
            return self._claim(name).iri
        if path == EV.judgedProperty:
            claim = _text(record, EV.judgedClaim, required=False)
            return _property(self._claim(claim), name) if claim else None
        return self.names.thing(name)

    def _claim(self, name: str) -> Claim:
        if name not in self.claims:
            raise UnknownName(name, self.claims, _("affirmation inconnue"))
        return self.claims[name]

    def _join(self, kept: str, other: str) -> None:
        """Chains lead to their end at once, so that `renamed` never has to be followed twice."""
        for slug in (kept, other):
            if slug not in self.types:
                raise UnknownName(slug, self.types, _("identifiant inconnu"))
        kept = self.docket.renamed.get(kept, kept)
        if kept == other or other in self.docket.renamed:
            raise InputError(
                _("« {other} » est déjà joint").format(other=other), _("gardez un seul jugement pour chaque identifiant joint")
            )
        if self.types[kept] is not self.types[other]:
            what = _("« {kept} » et « {other} » sont de classes différentes").format(kept=kept, other=other)
            raise InputError(what, _("seules des choses d'une même classe peuvent être jointes"))
        self.docket.renamed = {old: kept if new == other else new for old, new in self.docket.renamed.items()} | {other: kept}

    def _decide(self, claim: Claim, predicate: NamedNode | None, iri: NamedNode, *, prefers: bool) -> None:
        if predicate and not any(triple[1] == predicate for triple in claim.said):
            mend = _("choisissez une colonne que cette ligne remplit")
            raise InputError(_("cette affirmation ne dit rien de cette colonne"), mend)
        if prefers and predicate in self.docket.removed.get(claim.iri, set()):
            raise InputError(_("une autre affirmation est déjà préférée"), _("gardez un seul des deux jugements"))
        self.docket.by[claim.iri, predicate] = iri
        for hit in self._rivals(claim) if prefers else [claim]:
            self.docket.removed.setdefault(hit.iri, set()).add(predicate)

    def _rivals(self, claim: Claim) -> Iterator[Claim]:
        thing = self.docket.renamed_term(claim.thing, self.names)
        return (c for c in self.claims.values() if c is not claim and self.docket.renamed_term(c.thing, self.names) == thing)


def _verdict(record: Record) -> object:
    return next(record.values(EV.verdict), None)


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
        if isinstance(value, Reference):
            return value.text
    if required:
        raise InputError(_("jugement incomplet"), _("remplissez la colonne « {column} »").format(column=record.type.field(path).column))
    return ""
