"""Why a value stands in the reading: the claims that make it, their lines, the rule that derives it, the judgement on it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

from entrevilles import rulings, told
from entrevilles.graph.judgements import JUDGEMENTS_GRAPH
from entrevilles.ontology.errors import UnknownName
from entrevilles.ontology.language import _, choose, collation, fold
from entrevilles.ontology.schema import local
from entrevilles.ontology.terms import EV, ONTOLOGY_GRAPH, PROV, RDFS, READING, TYPE, is_iri
from entrevilles.present import shown, table

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset

Row = tuple[object, ...]
_HOUSEKEEPING = {TYPE, EV.statedBy, EV.territory}


def values(dataset: "Dataset", name: str, column: str) -> None:
    """Each value of the thing, or of one column of it. Raises UnknownName for a thing or a column that nobody knows."""
    thing = dataset.index.find(name)
    said = _told(dataset, thing)
    derived = {key: rows for key, rows in _derived(dataset, thing).items() if key not in said}
    wanted = {key: rows for key, rows in (said | derived).items() if not column or _is(dataset, key[0], column)}
    if not wanted:
        known = sorted({dataset.schema.label(predicate) for predicate, _value in said | derived})
        raise UnknownName(column, known, _("rien n'est dit de cette colonne"))
    rows: list[Row] = []
    for predicate, value in sorted(wanted, key=lambda key: (dataset.schema.label(key[0]), str(key[1]))):
        heads: Row = (dataset.schema.label(predicate), told.term(dataset, value))
        for row in wanted[predicate, value]:
            rows.append((*heads, *row))
            heads = ("", "")
    title = f"{dataset.label(thing.value)}  ({dataset.names.slug(thing)})"
    table(title, (_("propriété"), _("valeur"), _("qui le dit, ou la règle"), _("affirmation"), _("jugement")), rows)


def judgements(dataset: "Dataset", claim: NamedNode, predicate: NamedNode) -> Iterator[str]:
    """What was decided on this property of a claim, or on the whole of it, with the reason."""
    for ruling in rulings.on_claim(dataset, claim):
        if ruling.about in (None, predicate):
            yield sentence(dataset, ruling)


def sentence(dataset: "Dataset", ruling: rulings.Ruling) -> str:
    verdict = shown(dataset, ruling.verdict)
    what = f"{verdict} ({ruling.column})" if ruling.column else verdict
    return _("{name} : {values}").format(name=what, values=ruling.reason)


def heading(dataset: "Dataset", judgement: NamedNode) -> str:
    """The verdict and what it is on: `écarter : Jumelage de Québec et Namur, début`. Nothing, of what is no judgement."""
    quads = dataset.store.quads_for_pattern(judgement, None, None, JUDGEMENTS_GRAPH)
    named = {quad.predicate: quad.object for quad in quads if isinstance(quad.object, NamedNode)}
    if EV.verdict not in named:
        return ""
    judged = dataset.store.quads_for_pattern(None, EV.statedBy, named.get(EV.judgedClaim, judgement), READING)
    things = [quad.subject for quad in judged] or [named[path] for path in (EV.judgedKept,) if path in named]
    about = sorted({told.name(dataset, thing.value) for thing in things if isinstance(thing, NamedNode)}, key=collation)
    column = [dataset.schema.label(named[path]) for path in (EV.judgedProperty,) if path in named]
    return _("{name} : {values}").format(name=shown(dataset, named[EV.verdict]), values=", ".join((*about, *column)))


def _told(dataset: "Dataset", thing: NamedNode) -> dict[tuple[NamedNode, object], list[Row]]:
    found: dict[tuple[NamedNode, object], list[Row]] = {}
    territory = f"{dataset.names.slug(thing)}#place"
    rows = list(dataset.query("who-said", thing=dataset.names.slug(thing)))
    if next(dataset.store.quads_for_pattern(dataset.names.thing(territory), None, None, READING), None):
        rows += dataset.query("who-said", thing=territory)
    for row in rows:
        claim, predicate = NamedNode(str(row["claim"])), NamedNode(str(row["property"]))
        where = f", {row['locator']}" if row["locator"] else ""
        how = ", ".join(shown(dataset, NamedNode(str(row[name]))) for name in ("certainty", "modality"))
        said = f"{dataset.label(str(row['source']))}{where} ({how})"
        value = NamedNode(str(row["value"])) if is_iri(str(row["value"])) else row["value"]
        line = (said, claim.value.removeprefix(dataset.names.claim), " / ".join(judgements(dataset, claim, predicate)))
        found.setdefault((predicate, value), []).append(line)
    return found


def _derived(dataset: "Dataset", thing: NamedNode) -> dict[tuple[NamedNode, object], list[Row]]:
    """What no claim says of the thing, with the rule that says it."""
    found: dict[tuple[NamedNode, object], list[Row]] = {}
    for quad in dataset.store.quads_for_pattern(thing, None, None, READING):
        rules = [q.subject for q in dataset.store.quads_for_pattern(None, EV.derives, quad.predicate, ONTOLOGY_GRAPH)]
        if quad.predicate in _HOUSEKEEPING:
            continue
        for rule in rules:
            if isinstance(rule, NamedNode):
                found.setdefault((quad.predicate, quad.object), []).append((_rule(dataset, rule), _behind(dataset, thing), ""))
    return found


def _behind(dataset: "Dataset", thing: NamedNode) -> str:
    """The claims on the thing, and on the acts and observations that speak of it: what rules read."""
    speakers = [q.subject for path in (EV.eventOf, EV.observationOf) for q in dataset.store.quads_for_pattern(None, path, thing, READING)]
    nodes = [thing, *(node for node in speakers if isinstance(node, NamedNode))]
    claims = {q.object for node in nodes for path in (EV.statedBy, PROV.wasDerivedFrom) for q in _objects(dataset, node, path)}
    return "; ".join(sorted(claim.value.removeprefix(dataset.names.claim) for claim in claims if isinstance(claim, NamedNode)))


def _objects(dataset: "Dataset", node: NamedNode, path: NamedNode) -> Iterator[Quad]:
    return dataset.store.quads_for_pattern(node, path, None, READING)


def _rule(dataset: "Dataset", rule: NamedNode) -> str:
    comments = [q.object for q in dataset.store.quads_for_pattern(rule, RDFS.comment, None, ONTOLOGY_GRAPH)]
    said = {term.language or "": term.value for term in comments if isinstance(term, Literal)}
    return _("règle {name} : {comment}").format(name=local(rule), comment=choose(said))


def _is(dataset: "Dataset", predicate: NamedNode, column: str) -> bool:
    names = {local(predicate), *dataset.schema.labels(predicate).values()}
    names |= {name for field in dataset.schema.fields.get(predicate, ()) for name in field.name.values()}
    return fold(column) in {fold(name) for name in names}
