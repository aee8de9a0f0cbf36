"""What a person reviews: where sources differ, what a report's own figures are worth, why a value stands in the reading."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from entrevilles import told
from entrevilles.audit import Audited, audit, reports
from entrevilles.ontology import prose
from entrevilles.ontology.cells import concept
from entrevilles.ontology.language import _, collation
from entrevilles.ontology.terms import CONCEPT, EV, is_iri
from entrevilles.present import say, table
from entrevilles.why import judgements

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset
    from entrevilles.queries.answers import Value

FIGURE_AND_COUNT = CONCEPT["figure-and-count"]
Row = tuple[object, ...]


def contradictions(dataset: "Dataset", kinds: Iterable[NamedNode], thing: str | None) -> None:
    """Each disagreement of these kinds with its values, who says each, and the judgement if there is one."""
    about = dataset.index.find(thing).value if thing else None
    for kind in kinds:
        rows = list(_figures_and_counts(dataset, about) if kind == FIGURE_AND_COUNT else _disagreements(dataset, kind, about))
        count = sum(1 for row in rows if row[0])
        title = _("{kind} : {count}").format(kind=dataset.schema.label(kind).capitalize(), count=count)
        if rows:
            table(title, (_("chose"), _("propriété"), _("valeur"), _("qui le dit"), _("jugement")), rows)
        else:
            say(title)


def kinds_named(dataset: "Dataset", names: Iterable[str]) -> list[NamedNode]:
    """The kinds of disagreement of these names; without any, what a person should look at. Raises UnknownName."""
    if "all" in names:
        return list(dataset.schema.concepts[CONCEPT["disagreement-kinds"]])
    scheme = CONCEPT["disagreement-kinds"]
    return [concept(name, scheme, dataset.schema) for name in names] or [CONCEPT.contradiction, FIGURE_AND_COUNT]


def _disagreements(dataset: "Dataset", kind: NamedNode, about: str | None) -> Iterator[Row]:
    found = dataset.query("contradictions", kind=kind.value.rsplit("/", 1)[-1])
    for (thing, predicate), rows in groupby(found, key=lambda row: (row["about"], row["property"])):
        if about in (None, thing):
            head: Row = (_named(dataset, thing), dataset.schema.label(NamedNode(str(predicate))))
            for row in rows:
                decided = " / ".join(judgements(dataset, NamedNode(str(row["claim"])), NamedNode(str(predicate))))
                yield (*head, _value(dataset, row["value"]), _said(dataset, row), decided)
                head = ("", "")


def _figures_and_counts(dataset: "Dataset", about: str | None) -> Iterator[Row]:
    for report in reports(dataset):
        for one in audit(dataset, report):
            if one.verdict == CONCEPT.differs and about in (None, one.figure.value):
                name = dataset.schema.label(one.measure)
                yield _named(dataset, one.figure.value), name, prose.quantity(one.stated), f"{report}, {one.locator}", ""
                yield "", "", _count(one), _counted_by(one), ""


def figures(dataset: "Dataset", report: str) -> None:
    """The audit of one report: each figure beside the count; the rows counted where the two differ."""
    found = audit(dataset, report)
    if not found:
        known = ", ".join(reports(dataset)) or _("aucun")
        say(_("ce document ne donne aucun chiffre de lui-même ; en donnent : {known}").format(known=known))
        return
    rows = [
        (
            dataset.schema.label(one.measure),
            _stated(one),
            _count(one),
            dataset.schema.label(one.verdict),
            "" if one.counted is None else one.counted.question.name,
            one.why,
            one.locator,
        )
        for one in found
    ]
    headers = (_("mesure"), _("déclaré"), _("compté"), _("résultat"), _("question"), _("portée"), _("endroit"))
    tally = [f"{dataset.schema.label(verdict)} : {count}" for verdict, count in _tally(found)]
    table(
        _("Audit de « {report} »").format(report=dataset.label(dataset.index.find(report, EV.Source).value)),
        headers,
        rows,
        " — ".join(tally),
    )
    for one in found:
        if one.verdict == CONCEPT.differs and one.counted is not None:
            names = sorted({told.name(dataset, str(row[0])) for row in one.counted.rows}, key=collation)
            say(f"{dataset.schema.label(one.measure)} ({prose.quantity(one.stated)} ≠ {_count(one)}) : {'; '.join(names)}")


def _tally(found: list[Audited]) -> list[tuple[NamedNode, int]]:
    verdicts = [one.verdict for one in found]
    return [(verdict, verdicts.count(verdict)) for verdict in dict.fromkeys(verdicts)]


def _stated(one: Audited) -> str:
    return f"{prose.quantity(one.stated)} {one.unit}".strip()


def _count(one: Audited) -> object:
    return "" if one.count is None else prose.number(one.count)


def _counted_by(one: Audited) -> str:
    if one.counted is None:
        return ""
    given = ", ".join(f"{name}={value}" for name, value in one.counted.parameters.items())
    return f"{one.counted.question.name}({given})"


def _said(dataset: "Dataset", row: "dict[str, Value]") -> str:
    where = f", {row['locator']}" if row["locator"] else ""
    return f"{dataset.label(str(row['source']))}{where}"


def _value(dataset: "Dataset", value: "Value") -> object:
    return told.term(dataset, NamedNode(value)) if isinstance(value, str) and is_iri(value) else value


def _named(dataset: "Dataset", iri: object) -> str:
    """With the identifier, that `why` needs."""
    slug = str(iri).removeprefix(dataset.names.id)
    name = told.name(dataset, str(iri))
    return slug if name == slug else f"{name}  ({slug})"
