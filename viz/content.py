"""What the network page carries: actors, ties with their spells, sources; in both languages, ready for JSON."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode

from entrevilles.ontology import dates
from entrevilles.ontology.language import LANGUAGES, activate, current, fold
from entrevilles.ontology.terms import EV, ONTOLOGY_GRAPH, RDFS, READING, SKOS
from entrevilles.viz import layout, network, years
from entrevilles.viz.network import Tie

if TYPE_CHECKING:
    import networkx

    from entrevilles.dataset import Dataset

Texts = dict[str, str]
"""A text by language; a language that the data lacks is absent, and the page shows the other as such."""
PALETTE = ("#D55E00", "#009E73", "#B5628F", "#0072B2", "#B37700", "#3B8FC0", "#333333")
"""Okabe and Ito's colours, the pale ones darkened until they stand 3:1 against white."""
WIDTHS = (3.6, 2.6, 2.0, 1.6)
SHAPES = ("dot", "diamond", "square", "triangle", "hexagon", "star", "triangleDown")


@dataclass(frozen=True)
class Style:
    iri: str
    label: Texts
    colour: str
    width: float


class Content:
    """The figure of one generation, around one actor."""

    def __init__(self, dataset: "Dataset", city: NamedNode | None) -> None:
        self.dataset = dataset
        self.store = dataset.store
        self.network = network.read(self.store)
        self.years = years.spanned(self.network, network.ask(self.store, "period"))
        self.ties = self.network.ties
        self.actors = self.network.actors
        self.centre = city.value if city else self._busiest()

    @cached_property
    def graph(self) -> "networkx.Graph[str]":
        """Every actor with a tie at some time, and the centre."""
        import networkx

        graph: networkx.Graph[str] = networkx.Graph()
        graph.add_nodes_from([self.centre] if self.centre else [])
        graph.add_edges_from(sorted((tie.a, tie.b) for tie in self.ties.values()))
        return graph

    @cached_property
    def nodes(self) -> list[str]:
        """The centre first, then those with most ties: the order in which names find room."""
        degree = self._degrees
        return sorted(self.graph, key=lambda node: (node != self.centre, -degree[node], node))

    @cached_property
    def kinds(self) -> list[Style]:
        """Commonest first. The colour goes by the identifier, so that it stays when the counts change."""
        counts = Counter(tie.kind for tie in self.ties.values())
        colour = {kind: PALETTE[index % len(PALETTE)] for index, kind in enumerate(sorted(counts))}
        order = sorted(counts, key=lambda kind: (-counts[kind], kind))
        return [Style(kind, self.labels(kind), colour[kind], WIDTHS[min(i, len(WIDTHS) - 1)]) for i, kind in enumerate(order)]

    @cached_property
    def shapes(self) -> dict[str, str]:
        """Class of actor → shape; the commonest is a disc."""
        counts = Counter(kind for node in self.nodes if (kind := self._kind(node)))
        order = sorted(counts, key=lambda kind: (-counts[kind], kind))
        return {kind: SHAPES[min(index, len(SHAPES) - 1)] for index, kind in enumerate(order)}

    @cached_property
    def parallels(self) -> dict[str, tuple[int, int]]:
        """Rank of a tie among those of the same two actors, and their number: they are drawn as a sheaf."""
        pairs: dict[tuple[str, str], list[str]] = {}
        for key, tie in sorted(self.ties.items()):
            pairs.setdefault((tie.a, tie.b), []).append(key)
        return {key: (rank, len(keys)) for keys in pairs.values() for rank, key in enumerate(keys)}

    def size(self, node: str) -> float:
        return round(6 + 2.6 * sqrt(self._degrees[node]), 1)

    def labels(self, iri: str) -> Texts:
        return labels(self.store, iri) or {LANGUAGES[0]: iri.removeprefix(self.dataset.names.id)}

    def payload(self) -> dict[str, Any]:
        """All that the page's own program reads."""
        settings = self.dataset.folder.settings
        sources = Sources(self)
        return {
            "lang": current(),
            "title": settings.title,
            "generation": self.dataset.generation.short,
            "licence": settings.licence,
            "years": [self.years[0], self.years[-1]] if self.years else [],
            "kinds": [{"label": style.label, "colour": style.colour, "width": style.width} for style in self.kinds],
            "shapes": [{"label": self.labels(kind), "shape": shape} for kind, shape in self.shapes.items()],
            "nodes": self._nodes(),
            "edges": [self._edge(key, tie, sources) for key, tie in sorted(self.ties.items())],
            "sources": sources.described,
        }

    # The parts

    def _busiest(self) -> str:
        degree = self._degrees
        return min(degree, key=lambda node: (-degree[node], node), default="")

    @cached_property
    def _degrees(self) -> Counter[str]:
        """Ties at any time: an actor keeps its size over the years."""
        return Counter(end for tie in self.ties.values() for end in (tie.a, tie.b))

    def _nodes(self) -> list[dict[str, Any]]:
        import networkx

        near = layout.ring(self._partners())
        far = layout.discs(self.graph, self.centre) if self.centre else {}
        main = networkx.node_connected_component(self.graph, self.centre) if self.centre else set()
        shapes = list(self.shapes)
        return [
            {
                "id": node.removeprefix(self.dataset.names.id),
                "label": self.labels(node),
                "short": self._acronym(node),
                "kind": shapes.index(kind) if (kind := self._kind(node)) else None,
                "near": [0, 0] if node == self.centre else _rounded(near.get(node), 4),
                "far": _rounded(far[node], 1),
                "apart": node not in main,
            }
            for node in self.nodes
        ]

    def _kind(self, node: str) -> str:
        return self.actors[node].kind if node in self.actors else ""

    def _acronym(self, node: str) -> str:
        quads = self.store.quads_for_pattern(NamedNode(node), EV.acronym, None, READING)
        return min((text.value for text in _literals(quad.object for quad in quads)), default="")

    def _partners(self) -> list[str]:
        """By the first kind of their ties with the centre, then by name: kinds make sectors."""
        rank = {style.iri: index for index, style in enumerate(self.kinds)}
        first: dict[str, int] = {}
        for tie in self.ties.values():
            if self.centre in (tie.a, tie.b):
                partner = tie.b if tie.a == self.centre else tie.a
                first[partner] = min(first.get(partner, len(rank)), rank[tie.kind])
        return sorted(first, key=lambda node: (first[node], fold(self.labels(node)[LANGUAGES[0]]), node))

    def _edge(self, key: str, tie: Tie, sources: "Sources") -> dict[str, Any]:
        order = [style.iri for style in self.kinds]
        return {
            "tie": key.removeprefix(self.dataset.names.id),
            "a": self.nodes.index(tie.a),
            "b": self.nodes.index(tie.b),
            "kind": order.index(tie.kind),
            "label": labels(self.store, tie.relationship),
            "relationship": tie.relationship.removeprefix(self.dataset.names.id),
            "begin": written(tie.begin),
            "end": written(tie.end),
            "spells": years.spells(tie.spells, self.years),
            "sources": sources.of(tie.relationship),
        }


class Sources:
    """Each source once; for each relationship, where its sources speak of it, and the dates that each gives."""

    def __init__(self, content: Content) -> None:
        self.described: list[dict[str, Any]] = []
        self._said: dict[str, dict[tuple[int, str], dict[str, set[str]]]] = {}
        known: dict[str, int] = {}
        for row in network.ask(content.store, "tie-sources"):
            source = str(row["source"])
            if source not in known:
                known[source] = len(known)
                self.described.append(self._describe(content, source, row))
            place = known[source], str(row["locator"] or "")
            given = self._said.setdefault(str(row["relationship"]), {}).setdefault(place, {"begin": set(), "end": set()})
            for column, texts in given.items():
                texts.update({str(row[column])} - {"None"})

    def of(self, relationship: str) -> list[dict[str, Any]]:
        return [
            {"source": source, "locator": locator} | {column: written(" | ".join(sorted(texts))) for column, texts in given.items()}
            for (source, locator), given in self._said.get(relationship, {}).items()
        ]

    def _describe(self, content: Content, source: str, row: network.Row) -> dict[str, Any]:
        texts = {column: str(row[column] or "") for column in ("issuer", "licence", "url")}
        return {"title": content.labels(source), "published": written(str(row["published"] or ""))} | texts


def labels(store: ox.Store, iri: str) -> Texts:
    """The names of a thing, class or concept, by language."""
    found: Texts = {}
    for predicate, graph in ((RDFS.label, ONTOLOGY_GRAPH), (SKOS.prefLabel, ONTOLOGY_GRAPH), (SKOS.prefLabel, READING)):
        texts = [quad.object for quad in store.quads_for_pattern(NamedNode(iri), predicate, None, graph)]
        found |= {text.language or LANGUAGES[0]: text.value for text in sorted(_literals(texts), key=str, reverse=True)}
    return found


def written(cell: str) -> Texts:
    """The dates of a cell as each language writes them, earliest first; « ou » and « or » are the page's to add."""
    found = sorted(years.said(cell), key=lambda date: (str(date.earliest or ""), date.edtf))
    return {lang: " | ".join(_in(lang, date) for date in found) for lang in LANGUAGES if found}


def _in(lang: str, date: dates.Date) -> str:
    before = current()
    activate(lang)
    try:
        return dates.written(date)
    finally:
        activate(before)


def _literals(terms: Iterable[object]) -> list[Literal]:
    return [term for term in terms if isinstance(term, Literal)]


def _rounded(point: Sequence[float] | None, digits: int) -> list[float] | None:
    return None if point is None else [round(value, digits) for value in point]
