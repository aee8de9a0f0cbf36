"""With what each question is asked: its defaults; where these find no rows, the first things of the wanted classes that do."""

from collections.abc import Iterator
from itertools import islice, product

import pyoxigraph as ox

import entrevilles
from entrevilles.ontology.terms import READING, TYPE
from entrevilles.queries.catalogue import Parameter, Question

DATE = "2024-06-01"
TRIES = 300


def chosen(dataset: entrevilles.Dataset, question: Question) -> dict[str, str]:
    """The same for the same dataset, on any day; what has a default only if nothing finds a row."""
    days = {param.name: DATE for param in question.params if param.kind == "date"}
    for values in islice(candidates(dataset, question), TRIES):
        if rows(dataset, question, days | values):
            return days | values
    return days


def candidates(dataset: entrevilles.Dataset, question: Question) -> Iterator[dict[str, str]]:
    """First the defaults; then things in the order of their ids, the home city before all others."""
    yield {}
    wanted = [param for param in question.params if param.is_thing and not param.scheme]
    for slugs in product(*(things(dataset, param) for param in wanted)):
        yield {param.name: slug for param, slug in zip(wanted, slugs, strict=True)}


def things(dataset: entrevilles.Dataset, param: Parameter) -> list[str]:
    classes = [cls for cls in dataset.schema.types if param.cls in dataset.schema.superclasses(cls)]
    found = {quad.subject for cls in classes for quad in dataset.store.quads_for_pattern(None, TYPE, cls, READING)}
    slugs = (dataset.names.slug(thing) for thing in found if isinstance(thing, ox.NamedNode))
    return sorted(slugs, key=lambda slug: (slug != dataset.home, slug))[:TRIES]


def rows(dataset: entrevilles.Dataset, question: Question, values: dict[str, str]) -> int:
    """None too where the dataset does not know what a default names."""
    try:
        return len(dataset.query(question, **values))
    except entrevilles.EntrevillesError:
        return 0
