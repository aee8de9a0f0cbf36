"""What one claim says, given as triples: it becomes the row of a table, and is published as any other change."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from entrevilles.building import Built, changed, read, refuse_unbuilt
from entrevilles.dataset import Dataset
from entrevilles.graph.build import Compiled
from entrevilles.graph.folder import SOURCES, Folder
from entrevilles.graph.records import Record
from entrevilles.graph.rows import Row, Rows
from entrevilles.loaders import additions
from entrevilles.ontology.errors import InputError
from entrevilles.ontology.language import LANGUAGES, _, choose, slugify, speaking
from entrevilles.ontology.terms import EV, TYPE, compact

NEW = "graphs"
"""The folder of `sources/` where claims stand that no table had."""
Triples = set[Triple]


def state(folder: Folder, name: str, given: Iterable[Triple], *, add: bool = False) -> Built:
    """The claim says this, and nothing else; with `add`, this too. Triples about the claim itself tell its source and line.

    A new claim needs them; of another they stay as they are where none is given. Raises InputError, TableErrors, DatasetError.
    """
    with folder.writing():
        dataset = _opened(folder)
        iri = folder.names.claim_iri(name)
        said, about = _parted(given, iri)
        before, about_before = _standing(dataset, iri)
        said |= before if add else set()
        about = about | about_before if add or not about else about
        if before and (said, about) == (before, about_before):
            return Built(dataset.generation, changed=False)
        row = _row(folder, iri, said, about)
        former = _row(folder, iri, before, about_before) if before else None
        return changed(folder, _stated(folder, row, former), lambda compiled: _check(compiled, iri, said, about))


def withdraw(folder: Folder, name: str) -> Built:
    """The claim without its row. Raises InputError where it has none, TableErrors where something needs it."""
    with folder.writing():
        _opened(folder)
        found = _record(folder, name)
        if found is None:
            raise InputError(_("affirmation inconnue : « {name} »").format(name=name))
        path = _table(folder, found)
        return changed(folder, {path.relative_to(folder.root): additions.without(path, found.where.row)})


def _opened(folder: Folder) -> Dataset:
    refuse_unbuilt(folder, folder.generations.current())
    return Dataset(folder)


def _parted(given: Iterable[Triple], claim: NamedNode) -> tuple[Triples, Triples]:
    """What the claim says; what is said about it, but that it is a claim."""
    triples = set(given)
    if any(isinstance(term, BlankNode | Triple) for triple in triples for term in (triple.subject, triple.object)):
        raise InputError(_("nœud anonyme : les graphes n'en ont pas"), _("donnez-lui une adresse"))
    about = {triple for triple in triples if triple.subject == claim}
    return triples - about, {triple for triple in about if triple.predicate != TYPE}


def _standing(dataset: Dataset, claim: NamedNode) -> tuple[Triples, Triples]:
    said = {quad.triple for quad in dataset.store.quads_for_pattern(None, None, None, claim)}
    home = [quad.graph_name for quad in dataset.store.quads_for_pattern(claim, TYPE, EV.Claim, None)]
    about = {quad.triple for graph in home for quad in dataset.store.quads_for_pattern(claim, None, None, graph)}
    return said, {triple for triple in about if triple.predicate != TYPE}


def _row(folder: Folder, claim: NamedNode, said: Triples, about: Triples) -> Row:
    """In French, as the tables are. Raises InputError for what no row can say."""
    store = ox.Store()
    store.extend([Quad(triple.subject, triple.predicate, triple.object, claim) for triple in said])
    store.extend([Quad(triple.subject, triple.predicate, triple.object, EV.Claim) for triple in {*about, Triple(claim, TYPE, EV.Claim)}])
    try:
        with speaking(LANGUAGES[0]):
            row = Rows(store, folder.schema, folder.names).row(claim)
        if any(field.localised and lang not in LANGUAGES for field, lang in row.cells):
            raise ValueError
    except (KeyError, ValueError, AssertionError):  # no class, or a value of another kind, of which there are no words
        what = _("ce graphe ne dit pas une chose d'une classe connue, avec les valeurs que ses colonnes admettent")
        raise InputError(what, _("les classes et leurs propriétés sont à l'adresse /ontology")) from None
    return row


def _stated(folder: Folder, row: Row, before: Row | None) -> dict[Path, bytes | None]:
    found = _record(folder, row.claim)
    if found is None:
        sheet = choose(row.type.sheet, LANGUAGES[0])
        path, number = folder.root / SOURCES / NEW / f"{slugify(sheet)}.csv", 0
    else:
        path, number = _table(folder, found), found.where.row
        if found.type is not row.type:
            mend = _("supprimez d'abord l'affirmation, puis donnez-la de nouveau")
            raise InputError(_("une affirmation ne change pas de classe"), mend, found.where)
    with speaking(LANGUAGES[0]):
        return {path.relative_to(folder.root): additions.restated(path, row, folder.schema, number, before)}


def _record(folder: Folder, name: str) -> Record | None:
    records, _unused = read(folder, folder.tables())
    return next((record for record in records if record.claim == name), None)


def _table(folder: Folder, record: Record) -> Path:
    path = folder.root / record.where.file
    if path.suffix != ".csv":
        raise InputError(_("cette affirmation est dans un classeur"), _("changez-l'y, et chargez-le de nouveau"), record.where)
    return path


def _check(compiled: Compiled, claim: NamedNode, said: Triples, about: Triples) -> None:
    """What was given is what stands: a row may say less, or more, than triples do. Raises InputError."""
    found = {quad.triple for quad in compiled.store.quads_for_pattern(None, None, None, claim)}
    told = {quad.triple for quad in compiled.store.quads_for_pattern(claim, None, None, None)}
    lost, more = (said - found) | (about - told), found - said
    if lost or more:
        what = _("le modèle ne dit pas ce graphe ainsi")
        parts = [(_("il ne garderait pas : {triples}"), lost), (_("il dirait aussi : {triples}"), more)]
        raise InputError(what, " ; ".join(text.format(triples=_listed(found)) for text, found in parts if found))


def _listed(triples: Iterable[Triple], most: int = 5) -> str:
    lines: Sequence[str] = sorted(" ".join(_term(term) for term in triple) for triple in triples)
    return ", ".join(lines[:most]) + (", …" if len(lines) > most else "")


def _term(term: object) -> str:
    return compact(term.value) if isinstance(term, NamedNode) else str(term)
