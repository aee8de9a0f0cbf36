"""The figures that a report states about itself, beside what the graph counts under the same scope.

Which question counts a figure, with which parameters, stands in the data (`ev:question`, `ev:parameters`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from entrevilles.ontology import numbers
from entrevilles.ontology.errors import EntrevillesError, QueryError, UnknownName
from entrevilles.ontology.language import _, choose
from entrevilles.ontology.terms import CONCEPT, EV, READING
from entrevilles.queries import catalogue

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset
    from entrevilles.queries.answers import Answer

EQUAL, DIFFERS, CANNOT = (CONCEPT[name] for name in ("equal", "differs", "cannot-be-rebuilt"))


@dataclass(frozen=True)
class Audited:
    """One figure. `count` is None where nothing counts it; `why` says so, or what the scope is."""

    figure: NamedNode
    measure: NamedNode
    stated: numbers.Quantity
    verdict: NamedNode
    locator: str
    why: str = ""
    unit: str = ""
    counted: "Answer | None" = None

    @property
    def count(self) -> int | None:
        """How many different things the first column of the answer holds."""
        return None if self.counted is None else len({row[0] for row in self.counted.rows})


def audit(dataset: "Dataset", report: str) -> list[Audited]:
    """Every figure of the report, in the order of its lines. Raises UnknownName for a report that nobody knows."""
    return sorted(_audited(dataset, report), key=lambda one: (_line(one.locator), one.figure.value))


def reports(dataset: "Dataset") -> list[str]:
    """The sources that state figures about themselves."""
    found = {q.object for q in dataset.store.quads_for_pattern(None, EV.report, None, READING)}
    return sorted(dataset.names.slug(source) for source in found if isinstance(source, NamedNode))


def _audited(dataset: "Dataset", report: str) -> Iterator[Audited]:
    for row in dataset.query("figures", report=report):
        figure, measure = NamedNode(str(row["figure"])), NamedNode(str(row["measure"]))
        stated, unit = numbers.from_iri(NamedNode(str(row["quantity"]))), str(row["unit"] or "")
        known = Audited(figure, measure, stated, CANNOT, str(row["locator"] or ""), unit=unit)
        if not row["question"]:
            yield replace(known, why=_text(dataset, figure, EV.notCounted) or _("aucune question ne le recompte"))
            continue
        try:
            counted = _counted(dataset, str(row["question"]), _parameters(str(row["parameters"] or "")), unit)
        except EntrevillesError as error:
            yield replace(known, why=str(error).split("\n", maxsplit=1)[0])
            continue
        found = replace(known, counted=counted, why=_text(dataset, figure, EV.scope))
        yield replace(found, verdict=EQUAL if _agrees(stated, found.count or 0) else DIFFERS)


def _counted(dataset: "Dataset", question: str, parameters: dict[str, str], unit: str) -> "Answer":
    """Raises EntrevillesError, with why, for what would not count the figure, or not the same thing on any machine."""
    if unit:
        raise QueryError(_("un chiffre en {unit} n'est pas un décompte").format(unit=unit))
    if question not in catalogue.catalogue():
        raise UnknownName(question, catalogue.catalogue(), _("question inconnue"))
    asked = catalogue.find(question)
    given = {asked.param(name).name for name in parameters}
    if missing := [p.name for p in asked.params if p.default in (catalogue.HOME, "today") and p.name not in given]:
        raise QueryError(_("la question « {question} » veut ici : {names}").format(question=question, names=", ".join(missing)))
    if asked.columns[0].kind != "thing":
        raise QueryError(_("la question « {question} » ne liste pas des choses que l'on compte").format(question=question))
    return dataset.query(asked, **parameters)


def _parameters(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";") if part.strip())
    return {name.strip(): value.strip() for name, _mark, value in pairs}


def _agrees(stated: numbers.Quantity, count: int) -> bool:
    return (stated.lower is None or stated.lower <= count) and (stated.upper is None or count <= stated.upper)


def _text(dataset: "Dataset", thing: NamedNode, predicate: NamedNode) -> str:
    found = [q.object for q in dataset.store.quads_for_pattern(thing, predicate, None, READING)]
    return choose({term.language or "": term.value for term in found if isinstance(term, Literal)}) if found else ""


def _line(locator: str) -> int:
    digits = "".join(character if character.isdigit() else " " for character in locator).split()
    return int(digits[0]) if digits else 0
