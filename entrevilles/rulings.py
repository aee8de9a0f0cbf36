"""Judgements on claims: those of a generation, and the one that withdraws a claim."""

import datetime
import getpass
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

from entrevilles.building import Built, build, changed
from entrevilles.dataset import Dataset
from entrevilles.graph.folder import JUDGEMENTS, Folder
from entrevilles.graph.judgements import JUDGEMENTS_GRAPH, RETRACTED
from entrevilles.loaders import additions
from entrevilles.ontology.errors import InputError, UnknownName
from entrevilles.ontology.language import _, choose, current
from entrevilles.ontology.terms import EV, TYPE

if TYPE_CHECKING:
    from entrevilles.ontology.schema import Schema


@dataclass(frozen=True)
class Ruling:
    """`claim`: the one it was looked up by; `about`: the property it is on, None for the whole claim, `column` in words."""

    iri: NamedNode
    claim: NamedNode
    verdict: NamedNode
    about: NamedNode | None
    column: str
    reason: str
    by: str
    on: str


def on_claim(dataset: Dataset, claim: NamedNode) -> list[Ruling]:
    """The judgements that name this claim, in the order of their rows."""
    found = {quad.subject for quad in _judged(dataset, EV.judgedClaim, claim) if isinstance(quad.subject, NamedNode)}
    return [_ruling(dataset, claim, judgement) for judgement in sorted(found, key=str)]


def retractions(dataset: Dataset, thing: NamedNode) -> list[Ruling]:
    """Those that withdraw claims on this thing."""
    rulings = {quad.subject for quad in _judged(dataset, EV.verdict, RETRACTED)}
    claims = {quad.object for quad in _judged(dataset, EV.judgedClaim, None) if quad.subject in rulings}
    about = sorted((c for c in claims if isinstance(c, NamedNode) and _speaks_of(dataset, c, thing)), key=str)
    return [ruling for claim in about for ruling in on_claim(dataset, claim) if ruling.verdict == RETRACTED]


def _judged(dataset: Dataset, predicate: NamedNode, value: NamedNode | None) -> Iterator[Quad]:
    return dataset.store.quads_for_pattern(None, predicate, value, JUDGEMENTS_GRAPH)


def _speaks_of(dataset: Dataset, claim: NamedNode, thing: NamedNode) -> bool:
    return any(dataset.store.quads_for_pattern(thing, TYPE, None, claim))


def _ruling(dataset: Dataset, claim: NamedNode, judgement: NamedNode) -> Ruling:
    said: dict[NamedNode, dict[str, str]] = {}
    named: dict[NamedNode, NamedNode] = {}
    for quad in dataset.store.quads_for_pattern(judgement, None, None, JUDGEMENTS_GRAPH):
        if isinstance(quad.object, Literal):
            said.setdefault(quad.predicate, {})[quad.object.language or ""] = quad.object.value
        elif isinstance(quad.object, NamedNode):
            named[quad.predicate] = quad.object
    about = named.get(EV.judgedProperty)
    column = dataset.schema.label(about) if about else ""
    texts = [choose(said.get(path, {})) for path in (EV.reason, EV.recordedBy, EV.recordedOn)]
    return Ruling(judgement, claim, named[EV.verdict], about, column, *texts)


# Withdrawing


def find_claim(dataset: Dataset, name: str) -> NamedNode:
    """The claim of this id. Raises UnknownName with near ones."""
    iri = dataset.names.claim_iri(name)
    if next(dataset.store.quads_for_pattern(iri, TYPE, EV.Claim, None), None) is None:
        claims = (quad.subject for quad in dataset.store.quads_for_pattern(None, TYPE, EV.Claim, None))
        known = (claim.value.removeprefix(dataset.names.claim) for claim in claims if isinstance(claim, NamedNode))
        raise UnknownName(name, known, _("affirmation inconnue"))
    return iri


def retract(folder: Folder, name: str, reason: str, by: str = "") -> Built:
    """Withdraw a claim: it stays, with the reason, and the reading does without it. Raises InputError, TableErrors."""
    if not reason.strip():
        raise InputError(_("un retrait dit pourquoi"), _("donnez le motif, en une phrase : --reason"))
    build(folder)
    with folder.writing():
        dataset = Dataset(folder)
        claim = find_claim(dataset, name)
        _refuse_twice(dataset, claim, name)
        row = {
            "verdict": choose(folder.schema.concepts[_scheme(folder.schema)][RETRACTED].labels),
            "judgedClaim": name,
            "reason": reason.strip(),
            "recordedBy": by or person(),
            "recordedOn": datetime.date.today().isoformat(),
        }
        return changed(folder, {Path(JUDGEMENTS): _with_row(folder, row)})


def _refuse_twice(dataset: Dataset, claim: NamedNode, name: str) -> None:
    for ruling in on_claim(dataset, claim):
        if ruling.verdict == RETRACTED and not ruling.about:
            what = _("« {claim} » est déjà retirée, par {by}, le {day} : {reason}")
            mend = _("pour reprendre l'affirmation, ôtez sa ligne de judgements.csv, puis : entrevilles build")
            raise InputError(what.format(claim=name, by=ruling.by, day=ruling.on, reason=ruling.reason), mend)


def person() -> str:
    """Who sits at the keyboard, as far as the system knows."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may run without an account
        return _("inconnu")


def _scheme(schema: "Schema") -> NamedNode:
    scheme = schema.judgement.field(EV.verdict).scheme
    assert scheme
    return scheme


def _with_row(folder: Folder, texts: dict[str, str]) -> bytes:
    fields = {field.path[-1]: field for field in folder.schema.judgement.fields}
    row = {(fields[EV[name]], current() if fields[EV[name]].localised else ""): text for name, text in texts.items()}
    return additions.appended(folder.root / JUDGEMENTS, row, folder.schema.judgement, folder.schema)
