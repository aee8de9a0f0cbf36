"""What a dataset holds, in words: one thing, one claim, the whole, its history."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from entrevilles import rulings
from entrevilles.ontology.errors import InputError, UnknownName
from entrevilles.ontology.language import _, choose, current, fold
from entrevilles.ontology.schema import Field, RecordType
from entrevilles.ontology.terms import CONCEPT, EV, READING, TYPE, compact
from entrevilles.present import answer, say, shown, table, written

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset
    from entrevilles.graph.folder import Folder
    from entrevilles.queries.answers import Value


def thing(dataset: "Dataset", name: str) -> None:
    try:
        iri = dataset.index.find(name)
    except UnknownName:  # nothing is read of a thing whose every claim was retracted
        if _retracted(dataset, dataset.names.thing(name)):
            return
        raise
    cls = dataset.index.cls(iri)
    record = dataset.schema.types.get(cls) if cls else None
    title = f"{dataset.label(iri.value)}  ({dataset.names.slug(iri)})"
    rows: list[tuple[str, str]] = [(_("sorte"), dataset.schema.label(cls))] if cls else []
    disputed = _disputed(dataset, iri)
    for column in record.fields if record else ():
        if text := "; ".join(_field_values(dataset, iri, column)):
            rows.append((column.column, f"≠ {text}" if column.path[-1] in disputed else text))
    table(title, (_("propriété"), _("valeur")), rows)
    for child in dataset.schema.children(record) if record else []:
        _children(dataset, iri, child)
    _mentions(dataset, iri)
    found = dataset.query("who-said", thing=dataset.names.slug(iri))
    answer(dataset, found, "table", None)
    _retracted(dataset, iri)


def _retracted(dataset: "Dataset", iri: NamedNode) -> bool:
    """Shows the claims on the thing that were withdrawn, and why. Says whether there are any."""
    found = [(r.claim.value.removeprefix(dataset.names.claim), r.reason, r.by, r.on) for r in rulings.retractions(dataset, iri)]
    if found:
        table(_("Affirmations retirées"), (_("affirmation"), _("motif"), _("par"), _("le")), found)
    return bool(found)


def _disputed(dataset: "Dataset", iri: NamedNode) -> set[object]:
    """The properties on which the standing claims still contradict each other."""
    store = dataset.store
    about = [q.subject for q in store.quads_for_pattern(None, EV.about, iri, READING) if isinstance(q.subject, NamedNode)]
    open_ones = [one for one in about if list(store.quads_for_pattern(one, EV.kind, CONCEPT.contradiction, READING))]
    return {q.object for one in open_ones for q in store.quads_for_pattern(one, EV.onProperty, None, READING)}


def _mentions(dataset: "Dataset", iri: NamedNode) -> None:
    """The relationships and activities that point to the thing, the latest first."""
    found = dataset.query("mentions", thing=dataset.names.slug(iri))
    if len(found):
        answer(dataset, found, "table", None)


def _field_values(dataset: "Dataset", iri: NamedNode, column: Field) -> list[str]:
    subject = iri if len(column.path) == 1 else NamedNode(f"{iri.value}#{dataset.schema.companions[column.path[0]][0]}")
    found = [q.object for q in dataset.store.quads_for_pattern(subject, column.path[-1], None, READING)]
    spoken = [term for term in found if isinstance(term, Literal) and term.language == current()]
    return sorted((shown(dataset, term) for term in spoken or found), key=fold)


def _children(dataset: "Dataset", iri: NamedNode, child: RecordType) -> None:
    assert child.parent
    found = [q.subject for q in dataset.store.quads_for_pattern(None, child.parent, iri, READING)]
    columns = [column for column in child.fields if column.path[-1] != child.parent]
    rows = [["; ".join(_field_values(dataset, one, column)) for column in columns] for one in found if isinstance(one, NamedNode)]
    used = [index for index in range(len(columns)) if any(row[index] for row in rows)]
    if rows:
        rank = next((i for i, column in enumerate(columns) if column.path[-1] == EV.order), 0)
        rows.sort(key=lambda row: (not row[rank].isdigit(), int(row[rank]) if row[rank].isdigit() else 0, row))
        table(choose(child.sheet), [columns[i].column for i in used], [[row[i] for i in used] for row in rows])


def is_claim(dataset: "Dataset", name: str) -> bool:
    return next(dataset.store.quads_for_pattern(dataset.names.claim_iri(name), TYPE, EV.Claim, None), None) is not None


def claim(dataset: "Dataset", name: str) -> None:
    iri = rulings.find_claim(dataset, name)
    said = list(dataset.store.quads_for_pattern(None, None, None, iri))
    rows = [(_plain(dataset, q.subject), dataset.schema.label(q.predicate), shown(dataset, q.object)) for q in said]
    table(name, (_("chose"), _("propriété"), _("valeur")), sorted(rows))
    graph = next(dataset.store.quads_for_pattern(iri, TYPE, EV.Claim, None)).graph_name
    about = [
        (dataset.schema.label(q.predicate), shown(dataset, q.object))
        for q in dataset.store.quads_for_pattern(iri, None, None, graph)
        if q.predicate != TYPE
    ]
    table(_("Qui le dit"), (_("propriété"), _("valeur")), sorted(about))
    judged = [(shown(dataset, r.verdict), r.column, r.reason, r.by, r.on) for r in rulings.on_claim(dataset, iri)]
    if judged:
        table(_("Jugements"), (_("verdict"), _("colonne"), _("motif"), _("par"), _("le")), judged)


def _plain(dataset: "Dataset", term: object) -> str:
    return dataset.names.slug(term) if isinstance(term, NamedNode) else str(term)


def found(dataset: "Dataset", words: str) -> None:
    rows = [(hit.name, dataset.schema.label(hit.cls), dataset.names.slug(hit.thing)) for hit in dataset.index.search(words)]
    table(_("« {words} »").format(words=words), (_("nom"), _("sorte"), _("identifiant")), rows, "" if rows else _("rien de ce nom"))
    if not rows:
        sys.exit(1)


# The dataset as a whole


def info(dataset: "Dataset") -> None:
    generation = dataset.generation
    first, last = _span(dataset)
    say(dataset.title)
    say(
        _("génération {number} ({id}), {claims} affirmations, {quads} quadruplets").format(
            number=generation.number, id=generation.short, claims=generation.claims, quads=generation.quads
        )
    )
    if first:
        say(_("période : {first} à {last}").format(first=first, last=last))
    for kind, count in dataset.query("disagreements").rows:
        say(f"  {shown(dataset, NamedNode(str(kind)))} : {count}")
    table(
        _("Affirmations par classe"),
        (_("classe"), _("choses"), _("affirmations")),
        [(dataset.schema.label(NamedNode(str(c))), t, n) for c, t, n in dataset.query("classes").rows],
    )


def _span(dataset: "Dataset") -> tuple["Value", "Value"]:
    rows = dataset.query("period").rows
    return (rows[0][0], rows[0][1]) if rows else ("", "")


def history(folder: "Folder") -> None:
    current = folder.generations.current()
    rows = []
    for generation in folder.generations.history():
        marks = [_("courante")] if current and generation.number == current.number else []
        marks += [_("gardée")] if generation.pinned else []
        rows.append((generation.number, generation.short, generation.claims, generation.quads, ", ".join(marks)))
    table(_("Générations"), (_("numéro"), _("contenu"), _("affirmations"), _("quadruplets"), ""), rows)


def difference(folder: "Folder", before: int | None, after: int | None) -> None:
    from entrevilles.graph.diff import compare

    result = compare(folder.generations, before, after)
    rows = (
        [("+", claim) for claim in result.added] + [("-", claim) for claim in result.removed] + [("~", claim) for claim in result.changed]
    )
    prefix = folder.names.claim
    title = _("De la génération {before} à la génération {after}").format(before=result.before, after=result.after)
    table(
        title, ("", _("affirmation")), [(mark, claim.removeprefix(prefix)) for mark, claim in rows], "" if rows else _("aucune différence")
    )


def export(dataset: "Dataset", output: Path) -> None:
    import pyoxigraph as ox

    from entrevilles.graph.rows import Rows
    from entrevilles.loaders import workbook

    rows = Rows(dataset.store, dataset.schema, dataset.names).all()
    formats: dict[str, Callable[[], object]] = {
        ".xlsx": lambda: workbook.write_xlsx(rows, dataset.schema, output),
        ".nq": lambda: ox.serialize(dataset.store, str(output), format=ox.RdfFormat.N_QUADS),
        ".trig": lambda: ox.serialize(dataset.store, str(output), format=ox.RdfFormat.TRIG),
    }
    if output.suffix and output.suffix not in formats:
        raise InputError(_("forme inconnue : {suffix}").format(suffix=output.suffix), _("formes : un dossier (CSV), .xlsx, .nq, .trig"))
    output.absolute().parent.mkdir(parents=True, exist_ok=True)
    formats.get(output.suffix, lambda: workbook.write_csv(rows, dataset.schema, output))()
    written(output)


def validation(dataset: "Dataset") -> int:
    """0 when the reading conforms to the shapes, 1 otherwise."""
    from entrevilles.graph.validation import violations

    rows = [(compact(v.focus).removeprefix("id:"), v.path, v.message) for v in violations(dataset.store, dataset.schema)]
    if rows:
        table(_("Écarts aux formes SHACL"), (_("chose"), _("propriété"), _("écart")), rows)
        return 1
    say(_("le jeu de données est conforme à toutes les formes"))
    return 0


def demo(dataset: "Dataset", output: Path) -> None:
    from entrevilles import review, viewing
    from entrevilles.viz.network import Selection

    info(dataset)
    answer(dataset, dataset.query("sources-summary"), "table", None)
    answer(dataset, dataset.query("partners", city="quebec", date="2024-06-01"), "table", None)
    review.contradictions(dataset, review.kinds_named(dataset, ()), None)
    review.figures(dataset, "rapport-annuel-bri-2023")
    path = output / _("reseau.html")
    viewing.save(dataset, "network", Selection(), path)
    written(path)
    say(_("Pour voir le réseau dans le temps, ouvrez {path} dans un navigateur (aucune connexion n'est nécessaire).").format(path=path))
