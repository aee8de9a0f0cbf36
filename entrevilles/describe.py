"""What a dataset holds, in words: one thing, one claim, the whole, its history."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad

from entrevilles import rulings
from entrevilles import thing as things
from entrevilles.ontology.errors import InputError, UnknownName
from entrevilles.ontology.language import _
from entrevilles.ontology.terms import EV, TYPE, compact
from entrevilles.present import answer, say, shown, table, written
from entrevilles.thing import joined

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset
    from entrevilles.graph.folder import Folder
    from entrevilles.queries.answers import Value
    from entrevilles.rulings import Ruling


def thing(dataset: "Dataset", name: str) -> None:
    try:
        iri = dataset.index.find(name)
    except UnknownName:  # nothing is read of a thing whose every claim was retracted
        if _retracted(dataset, rulings.retractions(dataset, dataset.names.thing(name))):
            return
        raise
    told = things.thing(dataset, iri)
    rows = [(_("sorte"), told.kind)] if told.kind else []
    rows += [(one.label, one.told) for one in told.properties]
    table(f"{told.name}  ({dataset.names.slug(iri)})", (_("propriété"), _("valeur")), rows)
    for part in told.parts:
        table(part.title, part.headers, [[joined(cell) for cell in row] for row in part.rows])
    if len(told.mentions):
        answer(dataset, told.mentions, "table", None)
    answer(dataset, told.said, "table", None)
    _stated(dataset, iri)
    _retracted(dataset, told.retracted)


def _stated(dataset: "Dataset", source: NamedNode) -> None:
    """What a source says, if it is one: its first lines, and how to have them all."""
    from entrevilles.stated import QUESTION, stated

    if not (found := stated(dataset, source)).total:
        return
    rows = [(line.locator, joined(line.about), line.says) for line in found.lines]
    title = _("Ce que dit cette source : {count} affirmations").format(count=found.total)
    note = _("Tout : entrevilles query {question} --param source={source}")
    left = found.total > len(rows)
    note = note.format(question=QUESTION, source=dataset.names.slug(source)) if left else ""
    table(title, (_("endroit"), _("chose"), _("ce qui en est dit")), rows, note)


def _retracted(dataset: "Dataset", retracted: "Sequence[Ruling]") -> bool:
    """Shows the claims on the thing that were withdrawn, and why. Says whether there are any."""
    found = [(r.claim.value.removeprefix(dataset.names.claim), r.reason, r.by, r.on) for r in retracted]
    if found:
        table(_("Affirmations retirées"), (_("affirmation"), _("motif"), _("par"), _("le")), found)
    return bool(found)


def is_claim(dataset: "Dataset", name: str) -> bool:
    return next(dataset.store.quads_for_pattern(dataset.names.claim_iri(name), TYPE, EV.Claim, None), None) is not None


def claim(dataset: "Dataset", name: str) -> None:
    told = things.claim(dataset, name)
    rows = [(dataset.names.slug(NamedNode(subject.iri)), label, value.text) for subject, label, value in told.said]
    table(name, (_("chose"), _("propriété"), _("valeur")), rows)
    table(_("Qui le dit"), (_("propriété"), _("valeur")), [(one.label, joined(one.values)) for one in told.about])
    judged = [(shown(dataset, r.verdict), r.column, r.reason, r.by, r.on) for r in told.rulings]
    if judged:
        table(_("Jugements"), (_("verdict"), _("colonne"), _("motif"), _("par"), _("le")), judged)


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
        ".nq": lambda: ox.serialize(_sorted(dataset), str(output), format=ox.RdfFormat.N_QUADS),
        ".trig": lambda: ox.serialize(_sorted(dataset), str(output), format=ox.RdfFormat.TRIG),
    }
    if output.suffix and output.suffix not in formats:
        raise InputError(_("forme inconnue : {suffix}").format(suffix=output.suffix), _("formes : un dossier (CSV), .xlsx, .nq, .trig"))
    output.absolute().parent.mkdir(parents=True, exist_ok=True)
    formats.get(output.suffix, lambda: workbook.write_csv(rows, dataset.schema, output))()
    written(output)


def _sorted(dataset: "Dataset") -> list[Quad]:
    """Engines give them in orders of their own."""
    return sorted(dataset.store, key=lambda quad: (str(quad.graph_name), str(quad.subject), str(quad.predicate), str(quad.object)))


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
    say(_("Pour voir le réseau dans le temps, ouvrez {path} dans un navigateur (aucune connexion n'est nécessaire).").format(path=path))
