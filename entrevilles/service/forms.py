"""The form of a question: a control for each parameter, with what can be answered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from pyoxigraph import NamedNode

from entrevilles.ontology.errors import EntrevillesError
from entrevilles.ontology.language import choose, collation
from entrevilles.ontology.schema import local
from entrevilles.queries.catalogue import HOME, Parameter, Question

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset

MOST = 2000
"""Names that are suggested; what is left out can still be written."""
_suggested: "WeakKeyDictionary[Dataset, dict[NamedNode, list[str]]]" = WeakKeyDictionary()


@dataclass(frozen=True)
class Control:
    """`kind`: date, integer, string, concept, thing; `options`: value and text; `datalist`: the id of the suggestions."""

    name: str
    label: str
    kind: str
    value: str
    options: tuple[tuple[str, str], ...] = ()
    suggestions: str = ""


def controls(dataset: "Dataset", question: Question, given: Mapping[str, str]) -> list[Control]:
    """`given`: by the parameters' names, as they were written."""
    return [_control(dataset, param, given.get(param.name, param.default or "")) for param in question.params]


def suggestions(dataset: "Dataset", question: Question) -> dict[str, list[str]]:
    """By the id of the list: the names of the things that fit; of a name that several bear, their ids."""
    classes = {param.kind: param.cls for param in question.params if param.is_thing and not param.scheme}
    known = _suggested.setdefault(dataset, {})
    for cls in classes.values():
        if cls not in known:
            known[cls] = sorted(_names(dataset, cls), key=collation)[:MOST]
    return {f"list-{kind}": known[cls] for kind, cls in classes.items()}


def _names(dataset: "Dataset", cls: NamedNode) -> Iterator[str]:
    bearers: dict[str, set[NamedNode]] = {}
    for hit in dataset.index.hits():
        if cls in dataset.schema.superclasses(hit.cls):
            bearers.setdefault(hit.name, set()).add(hit.thing)
    for name, things in bearers.items():
        yield from [name] if len(things) == 1 else [dataset.names.slug(thing) for thing in things]


def _control(dataset: "Dataset", param: Parameter, written: str) -> Control:
    label, kind = choose(param.label), param.kind
    if param.scheme:
        return Control(label, label, "concept", _concept(dataset, param, written), tuple(_options(dataset, param.scheme)))
    if param.is_thing:
        name = _home(dataset) if written == HOME else written
        return Control(label, label, "thing", name, suggestions=f"list-{kind}")
    if kind == "date" and written:
        written = _day(param, written)
    return Control(label, label, kind, written)


def _options(dataset: "Dataset", scheme: NamedNode) -> Iterator[tuple[str, str]]:
    concepts = dataset.schema.concepts.get(scheme, {}).values()
    yield from sorted(((local(one.iri), choose(one.labels)) for one in concepts), key=lambda pair: collation(pair[1]))


def _concept(dataset: "Dataset", param: Parameter, written: str) -> str:
    try:
        return local(dataset.term(param, written))  # type: ignore[arg-type]
    except EntrevillesError:
        return ""


def _day(param: Parameter, written: str) -> str:
    try:
        return param.literal(written).value
    except EntrevillesError:
        return written


def _home(dataset: "Dataset") -> str:
    try:
        return dataset.label(dataset.names.thing(dataset.home).value)
    except EntrevillesError:
        return ""
