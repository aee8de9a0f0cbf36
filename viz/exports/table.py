"""What every exporter writes: a graph as two tables of typed columns, and what must be said about it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Any, Literal

from entrevilles.ontology import dates
from entrevilles.ontology.language import _
from entrevilles.viz import years
from entrevilles.viz.exports.reading import Reading
from entrevilles.viz.network import Spell

Value = str | int | float | bool | date | tuple[str, ...] | None
Kind = Literal["text", "texts", "integer", "number", "boolean", "day"]
LARGEST = 1 << 63
"""No integer of GEXF, GraphML or Parquet reaches it."""


@dataclass(frozen=True, slots=True)
class Column:
    """`values` are all of this kind or None. An empty text or list is the same as None: nothing is written."""

    name: str
    kind: Kind
    values: Sequence[Value]

    def written(self, writing: Callable[[Sequence[Value]], Sequence[str]]) -> Sequence[str]:
        """The text of each value; `writing` gets all distinct ones together, each once."""
        distinct = list(dict.fromkeys(self.values))
        texts = writing(distinct)
        return texts if len(texts) == len(self.values) else list(map(dict(zip(distinct, texts, strict=True)).__getitem__, self.values))


@dataclass(frozen=True)
class Table:
    """Columns of one length. Nodes begin with `id`, `label`; edges with `id`, `source`, `target`, `label`."""

    columns: tuple[Column, ...]

    def __len__(self) -> int:
        return len(self.columns[0].values)

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def without(self, *names: str) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.name not in names)


@dataclass(frozen=True, slots=True)
class Source:
    """`id` is its IRI; what is not known is empty."""

    id: str
    title: str
    issuer: str = ""
    published: str = ""
    licence: str = ""
    url: str = ""


@dataclass(frozen=True)
class About:
    """`asked`: the view or question with its parameters. `date`: the last day on which something was recorded in the data."""

    title: str
    asked: str
    parameters: Mapping[str, str]
    dataset: str
    date: str
    generation: str
    address: str
    licence: str
    citation: str
    sources: tuple[Source, ...] = ()
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "parameters": dict(self.parameters), "sources": [asdict(source) for source in self.sources]}

    def pairs(self) -> Iterator[tuple[str, str]]:
        """In the person's words: first what it is, then each source with its licence."""
        yield _("titre"), self.title
        yield _("demande"), self.asked
        yield from ((_("paramètre {name}").format(name=name), value) for name, value in self.parameters.items())
        yield _("jeu de données"), self.dataset
        yield _("données au"), self.date
        yield _("génération"), self.generation
        yield from [(_("adresse"), self.address)] if self.address else []
        yield _("pour citer"), self.citation
        yield from ((_("à savoir"), note) for note in self.notes)
        yield from self._licences()

    def _licences(self) -> Iterator[tuple[str, str]]:
        yield _("licence du jeu de données"), self.licence or _("non dite")
        for source in self.sources:
            published = " | ".join(dates.written(day) for day in years.said(source.published))
            said = (source.title, source.issuer, published, source.licence or _("licence non dite"), source.url)
            yield _("source"), ", ".join(part for part in said if part)

    def lines(self) -> Iterator[str]:
        yield from (_said(name, text) for name, text in self.pairs())

    def licences(self) -> Iterator[str]:
        """That of the dataset, then each source with its own."""
        yield from (_said(name, text) for name, text in self._licences())


def _said(name: str, text: str) -> str:
    return _("{name} : {values}").format(name=name, values=text)


@dataclass(frozen=True)
class Graph:
    """Undirected. `spells`: of each edge, which its column `states` has in words; none at all where nothing is said of time.

    `since`: of each edge, the day before which it is not shown over time, although its spells are open.
    """

    about: About
    nodes: Table
    edges: Table
    reading: Reading
    spells: Sequence[Sequence[Spell]] = ()
    since: Sequence[date | None] = ()

    @property
    def ties(self) -> Table:
        """The edges for a file of their own, that can be read without the nodes: with the names of both ends."""
        labels = dict(zip(self.nodes["id"].values, self.nodes["label"].values, strict=True))
        ends = [self.edges[name] for name in ("source", "target")]
        named = (Column(f"{end.name}_label", "text", [labels[iri] for iri in end.values]) for end in ends)
        return Table((self.edges["id"], *ends, *named, *self.edges.without("id", "source", "target")))


def typed(name: str, values: Sequence[object]) -> Column:
    """A column of the one kind that holds all these values; text, where they are of several."""
    values = [None if value == "" else value for value in values]
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return Column(name, "boolean", [value if isinstance(value, bool) else None for value in values])
    if kinds == {date}:
        return Column(name, "day", [value if isinstance(value, date) else None for value in values])
    if kinds and kinds <= {int, float, Decimal}:
        numbers = [value if isinstance(value, int | float | Decimal) else None for value in values]
        if kinds == {int} and all(number is None or -LARGEST <= number < LARGEST for number in numbers):
            return Column(name, "integer", [None if number is None else int(number) for number in numbers])
        if kinds != {int} and all(number is None or isfinite(number) for number in numbers):
            return Column(name, "number", [None if number is None else float(number) for number in numbers])
    return Column(name, "text", [None if value is None else str(value) for value in values])
