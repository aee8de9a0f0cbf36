"""An answer as tables, points, a graph or RDF: for the programs that an answer of a question is taken to.

A column of things is one that the header of the question calls so; without a header, one that holds nothing else.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, RdfFormat

from entrevilles.ontology.errors import QueryError
from entrevilles.ontology.language import _
from entrevilles.ontology.terms import PREFIXES, READING
from entrevilles.queries.answers import Answer, Value, value_of
from entrevilles.viz.exports import cytoscape, geojson, gexf, graphml, node_link, parquet, rdf, traversal
from entrevilles.viz.exports.reading import Reading
from entrevilles.viz.exports.table import About, Column, Graph, Table, typed
from entrevilles.viz.network import local

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset

TAKEN = frozenset(("id", "source", "target", "label", "key", "name", "value", "lat", "lon"))
"""What the formats call by these names themselves: a column of an answer that has one gets `_` behind it."""
TERMS, NAMED = ("concept", "class"), "_name"
"""Kinds of columns whose values have a name in the graph (`tie-twinning`); what is added to the name of the column that has the words."""
_LAT, _LON = (NamedNode(PREFIXES["wgs84"] + name) for name in ("lat", "long"))


@dataclass(frozen=True)
class Answered:
    """`rows` as the engine gave them, `words` as a person reads them, in the same order; `notes`: what must be said of them."""

    dataset: "Dataset"
    answer: Answer
    rows: Sequence[Sequence[Value]]
    words: Sequence[Sequence[object]]
    title: str
    notes: tuple[str, ...]

    def column(self, name: str) -> list[Value]:
        place = self.answer.columns.index(name)
        return [row[place] for row in self.rows]

    def iris(self, value: Value) -> list[str]:
        """The things that a cell names: none, one or several."""
        return [word for word in str(value or "").split() if word.startswith(self.dataset.names.id)]

    @cached_property
    def reading(self) -> Reading:
        """Of every thing that stands in a row."""
        things = {iri for row in self.rows for value in row if isinstance(value, str) for iri in self.iris(value)}
        return Reading(self.dataset.grounds, things)

    @property
    def things(self) -> list[str]:
        """The columns of things, in their order."""
        kinds = {column.name: column.kind for column in self.answer.question.columns}
        return [name for name in self.answer.columns if kinds.get(name, "") == "thing" or (name not in kinds and self._names_things(name))]

    def _names_things(self, name: str) -> bool:
        known = [value for value in self.column(name) if value is not None]
        return bool(known) and all(self.iris(value) == [value] for value in known)


def about(answered: Answered, reading: Reading, notes: Iterable[str] = ()) -> About:
    answer, dataset = answered.answer, answered.dataset
    return About(
        title=answered.title,
        asked=answer.asked,
        parameters=answer.parameters,
        dataset=dataset.title,
        date=answer.day,
        generation=answer.generation,
        address=answer.address,
        licence=dataset.folder.settings.licence,
        citation=answer.citation,
        sources=tuple(traversal.sources(dataset, reading)),
        notes=(*answered.notes, *notes),
    )


def table(answered: Answered) -> Table:
    """Each column of its type."""
    return Table(tuple(_columns(answered, answered.answer.columns)))


def _columns(answered: Answered, names: Iterable[str], taken: frozenset[str] = frozenset()) -> Iterator[Column]:
    """What a person reads; of a concept or a class, its name in the graph, and what a person reads in a column of its own."""
    termed = {column.name for column in answered.answer.question.columns if column.kind in TERMS}
    for name in names:
        words = [row[answered.answer.columns.index(name)] for row in answered.words]
        free = f"{name}_" if name in taken else name
        if name in termed:
            yield Column(free, "text", [None if value is None else local(value) for value in answered.column(name)])
        yield typed(f"{free}{NAMED}" if name in termed else free, words)


# Points


def points(answered: Answered) -> Table:
    """Each row where the thing of its first column with places is. Raises QueryError where no column has any."""
    known = places(answered.dataset)
    for name in answered.answer.columns:
        found = [known.get(str(value).removesuffix("#place")) for value in answered.column(name)]
        if any(found):
            columns = _columns(answered, answered.answer.columns, frozenset(("lat", "lon")))
            return Table((*columns, *(_coordinate(found, place, axis) for place, axis in enumerate(("lat", "lon")))))
    message = _("la réponse à « {question} » n'a pas de colonne d'acteurs ou de lieux dont les coordonnées sont connues : rien à situer")
    raise QueryError(message.format(question=answered.answer.question.name))


def places(dataset: "Dataset") -> dict[str, tuple[float, float]]:
    """Latitude and longitude of each thing whose territory, or which itself, has them."""
    lat, lon = ({str(q.subject): q for q in dataset.store.quads_for_pattern(None, path, None, READING)} for path in (_LAT, _LON))
    both = ((node, _number(lat[node].object), _number(lon[node].object)) for node in lat.keys() & lon.keys())
    return {node[1:-1].removesuffix("#place"): (y, x) for node, y, x in both if y is not None and x is not None}


def _number(term: object) -> float | None:
    value = value_of(term) if isinstance(term, Literal) else None
    return None if value is None or isinstance(value, str) else float(str(value))


def _coordinate(found: Sequence[tuple[float, float] | None], place: int, axis: str) -> Column:
    return Column(axis, "number", [point and point[place] for point in found])


# Graphs


def graph(answered: Answered) -> Graph:
    """Each row an edge, between the things of its first two columns of things; where there is one, from the thing that was asked about.

    Raises QueryError where there are no two ends.
    """
    ends, used = _ends(answered)
    kept = [place for place, pair in enumerate(zip(*ends, strict=True)) if all(pair)]
    lost = len(answered.rows) - len(kept)
    note = _("{count} ligne n'a pas ses deux bouts et manque au graphe")
    notes = [(note if lost == 1 else _("{count} lignes n'ont pas leurs deux bouts et manquent au graphe")).format(count=lost)]
    part = replace(answered, rows=[answered.rows[place] for place in kept], words=[answered.words[place] for place in kept])
    source, target = ([end[place] for place in kept] for end in ends)
    rest = [name for name in answered.answer.columns if name not in used]
    edges = (
        Column("id", "text", [str(place + 1) for place in kept]),
        Column("source", "text", source),
        Column("target", "text", target),
        Column("label", "text", [None] * len(kept)),
        *_columns(part, rest, TAKEN),
    )
    nodes = _nodes(answered.dataset, list(dict.fromkeys(end for pair in zip(source, target, strict=True) for end in pair)))
    return Graph(about(answered, part.reading, notes if lost else ()), nodes, Table(edges), part.reading)


def _ends(answered: Answered) -> tuple[list[list[str]], Sequence[str]]:
    """Both ends of each row, empty where one is unknown; and the columns that they are from."""
    columns = answered.things[:2]
    ends = [[next(iter(answered.iris(value)), "") for value in answered.column(name)] for name in columns]
    asked = [param for param in answered.answer.question.params if param.is_thing and not param.scheme]
    if len(columns) == 1 and asked:
        me = answered.dataset.term(asked[0], answered.answer.parameters[asked[0].name]).value
        ends.insert(0, [me] * len(answered.rows))
    if len(ends) < 2:
        message = _("la réponse à « {question} » n'est pas un réseau : il lui faut deux colonnes de choses, elle en a {count}")
        raise QueryError(message.format(question=answered.answer.question.name, count=len(columns)))
    return ends, columns


def _nodes(dataset: "Dataset", things: Sequence[str]) -> Table:
    labels, known = traversal.names(dataset, set(things)), places(dataset)
    classes = {thing: dataset.index.cls(NamedNode(thing)) for thing in things}
    return Table(
        (
            Column("id", "text", things),
            Column("label", "text", [labels[thing] for thing in things]),
            Column("kind", "text", [local(cls.value) if (cls := classes[thing]) else None for thing in things]),
            Column("kind_name", "text", [dataset.label(cls.value) if (cls := classes[thing]) else None for thing in things]),
            *(_coordinate([known.get(thing) for thing in things], place, axis) for place, axis in enumerate(("lat", "lon"))),
        )
    )


# Files


def _parquet(answered: Answered) -> bytes:
    return parquet.table(about(answered, answered.reading), table(answered))


def _geojson(answered: Answered) -> bytes:
    """A network has lines too."""
    if answered.answer.question.view == "network":
        return geojson.write(graph(answered))
    return geojson.points(about(answered, answered.reading), points(answered))


def _triples(form: RdfFormat) -> Callable[[Answered], bytes]:
    return lambda answered: rdf.triples(about(answered, answered.reading), answered.reading, form)


def _quads(form: RdfFormat) -> Callable[[Answered], bytes]:
    return lambda answered: rdf.quads(about(answered, answered.reading), answered.reading, form)


def _graph(write: Callable[[Graph], bytes]) -> Callable[[Answered], bytes]:
    return lambda answered: write(graph(answered))


WRITERS: Mapping[str, Callable[[Answered], bytes]] = {
    "parquet": _parquet,
    "geojson": _geojson,
    "ttl": _triples(RdfFormat.TURTLE),
    "jsonld": _triples(RdfFormat.JSON_LD),
    "trig": _quads(RdfFormat.TRIG),
    "nq": _quads(RdfFormat.N_QUADS),
    "gexf": _graph(gexf.write),
    "graphml": _graph(graphml.write),
    "cyjs": _graph(cytoscape.write),
    "node-link": _graph(node_link.write),
}
"""By the name of the form: the extension of its file, but for node-link, which is JSON."""
