"""Cells as a person reads them: dates and numbers as a sentence has them, and words for what has no name of its own.

For the terminal, Markdown, pages and papers; files for programs keep what `present.shown_rows` gives, which a table reads back.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from entrevilles.ontology import dates, numbers, prose
from entrevilles.ontology.language import _, collation
from entrevilles.ontology.terms import EV, NUMBER, READING, TIME, TYPE, is_iri
from entrevilles.present import DATES, shown

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset
    from entrevilles.queries.answers import Value
    from entrevilles.queries.catalogue import Column


def rows(
    dataset: "Dataset", columns: "Sequence[Column]", raw: "Iterable[Sequence[Value]]", words: Iterable[Sequence[object]]
) -> list[list[object]]:
    """`raw`: as the engine gave them; `words`: of the same, by `present.shown_rows`."""
    pairs = zip(raw, words, strict=True)
    return [[cell(dataset, *parts) for parts in zip(columns, values, texts, strict=True)] for values, texts in pairs]


def cell(dataset: "Dataset", column: "Column", value: "Value", text: object) -> object:
    """`text` where nothing says it better. Numbers are text too, with the spaces and the comma of the language."""
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, int | float | Decimal):
        return prose.number(value)
    if isinstance(value, date):
        return prose.day(value) if date.min < value < date.max else _("non connu")
    if value is None or column.kind in ("text", "raw", "id", "claim", "path"):
        return text
    if column.kind == "unit":
        return {"t éq. CO2": _("t éq. CO2")}.get(value, text)
    if column.kind in DATES:
        return prose.moments(value, every=column.kind == "dates")
    if column.kind == "things":
        found = Counter(name(dataset, iri) for iri in value.split())
        return "; ".join(f"{one} (×{found[one]})" if found[one] > 1 else one for one in sorted(found, key=collation))
    return term(dataset, NamedNode(value)) if is_iri(value) else text


def term(dataset: "Dataset", found: object) -> str:
    """As `present.shown` says it, but dates and numbers as a sentence has them."""
    if not isinstance(found, NamedNode):
        return shown(dataset, found)
    return _quantity(found) or name(dataset, found.value)


def name(dataset: "Dataset", iri: str) -> str:
    """Its name; what has none, as a signature or a stop, by its kind, what tells it from others, and what it belongs to."""
    text = dataset.label(iri)
    if not iri.startswith(dataset.names.id) or text != iri.removeprefix(dataset.names.id):
        return text
    node = NamedNode(iri)
    if on := next(_objects(dataset, node, EV.onProperty), None):
        return _disagreement(dataset, node, on)
    apart = ", ".join(dict.fromkeys(_apart(dataset, node)))
    whole, belongs, _part = text.partition("/")
    kind = next((shown(dataset, one) for path in (EV.kind, TYPE) for one in _objects(dataset, node, path)), "")
    if not kind or not (apart or belongs):
        return text
    said = _("{name} : {values}").format(name=kind, values=apart) if apart else kind
    return f"{said} ({dataset.label(dataset.names.id + whole)})" if belongs else said


def _disagreement(dataset: "Dataset", node: NamedNode, on: NamedNode) -> str:
    kind, about = (next(_objects(dataset, node, path)) for path in (EV.kind, EV.about))
    said = _("{name} : {values}").format(name=dataset.label(kind.value), values=dataset.schema.label(on))
    return f"{said} ({name(dataset, about.value)})"


def _quantity(node: NamedNode) -> str:
    """Nothing, of what is no date and no number."""
    if node.value.startswith(TIME.base):
        return prose.moment(dates.from_iri(node))
    return prose.quantity(numbers.from_iri(node)) if node.value.startswith(NUMBER.base) else ""


def _apart(dataset: "Dataset", node: NamedNode) -> Iterator[str]:
    """The things and dates of the key of its class."""
    cls = dataset.index.cls(node)
    record = dataset.schema.types.get(cls) if cls else None
    for path in record.key if record else ():
        if path != EV.kind:
            yield from sorted(_quantity(one) or dataset.label(one.value) for one in _objects(dataset, node, path))


def _objects(dataset: "Dataset", node: NamedNode, path: NamedNode) -> Iterator[NamedNode]:
    for quad in dataset.store.quads_for_pattern(node, path, None, READING):
        if isinstance(quad.object, NamedNode):
            yield quad.object
