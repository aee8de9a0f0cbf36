"""What the network page carries: actors, ties with their spells, what can be chosen; in both languages, ready for JSON."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import sqrt
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode

from entrevilles.ontology.language import LANGUAGES, choose, current, fold
from entrevilles.ontology.terms import EV, READING
from entrevilles.viz import layout, network, stored, strokes
from entrevilles.viz.following import Following
from entrevilles.viz.life import Life, Texts, literals, named, short
from entrevilles.viz.network import NOT, Spell, Tie

if TYPE_CHECKING:
    import networkx

    from entrevilles.dataset import Dataset

SHAPES = ("dot", "diamond", "square", "triangle", "hexagon", "star", "triangleDown")
STATES = ("yes", "cannot-be-told", "sources-disagree")


@dataclass(frozen=True)
class Style:
    iri: str
    label: Texts
    colour: str
    dash: tuple[int, ...]


class Content:
    """The figure of one generation, around one actor."""

    def __init__(self, dataset: "Dataset", city: NamedNode | None) -> None:
        self.dataset = dataset
        self.store = dataset.store
        self.network = stored.read(self.store)
        self.years = stored.known_years(self.store, self.network)
        self.latest = stored.latest(self.store)
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
    def places(self) -> dict[str, int]:
        return {node: place for place, node in enumerate(self.nodes)}

    @cached_property
    def kinds(self) -> list[Style]:
        """Commonest first. Colour and dash go by the identifier, so that they stay when the counts change."""
        counts = Counter(tie.kind for tie in self.ties.values())
        looks = {kind: strokes.looks(rank) for rank, kind in enumerate(sorted(counts))}
        order = sorted(counts, key=lambda kind: (-counts[kind], kind))
        return [Style(kind, self.labels(kind), *looks[kind]) for kind in order]

    @cached_property
    def shapes(self) -> dict[str, str]:
        """Class of actor → shape; the commonest is a disc."""
        counts = Counter(kind for node in self.nodes if (kind := self._kind(node)))
        order = sorted(counts, key=lambda kind: (-counts[kind], kind))
        return {kind: SHAPES[min(index, len(SHAPES) - 1)] for index, kind in enumerate(order)}

    @cached_property
    def countries(self) -> list[str]:
        return sorted({actor.country for actor in self.actors.values() if actor.country})

    @cached_property
    def members(self) -> dict[str, str]:
        """The network of each relationship that is a membership."""
        return {str(row["relationship"]): str(row["network"]) for row in stored.ask(self.store, "tie-members")}

    def size(self, node: str) -> float:
        return round(6 + 2.6 * sqrt(self._degrees[node]), 1)

    def labels(self, iri: str) -> Texts:
        return named(self.dataset, iri)

    def short(self, iri: str) -> str:
        return short(self.dataset, iri)

    def payload(self) -> dict[str, Any]:
        """All that the page's own program reads; each thing once, and its number wherever it is spoken of."""
        settings = self.dataset.folder.settings
        relationships = sorted({tie.relationship for tie in self.ties.values()})
        life, following = Life(self.dataset, self.network, self.places), Following(self.dataset, self.network, self.members)
        number = {iri: rank for rank, iri in enumerate(relationships)}
        place = {key: rank for rank, key in enumerate(sorted(self.ties))}
        return {
            "lang": current(),
            "title": settings.title,
            "generation": self.dataset.generation.short,
            "licence": settings.licence,
            "years": [self.years[0], self.years[-1]] if self.years else [],
            "recorded": _number(date.fromisoformat(self.dataset.last_recorded or network.ENDLESS)),
            "latest": _number(self.latest) if self.latest else None,
            "look": strokes.definition(),
            "states": STATES,
            "kinds": [
                {"id": network.local(style.iri), "label": style.label, "colour": style.colour, "dash": style.dash} for style in self.kinds
            ],
            "shapes": [{"label": self.labels(kind), "shape": shape} for kind, shape in self.shapes.items()],
            "countries": [{"id": self.short(country), "label": self.labels(country)} for country in self.countries],
            "nodes": self._nodes(),
            "edges": [
                self._edge(key, tie)
                | {"relationship": number[tie.relationship], "followed": following.followed(tie), "from": self._from(tie)}
                | {"takes": place.get(tie.inherited), "renewal": tie.renewal}
                for key, tie in sorted(self.ties.items())
            ],
            "relationships": [life.relationship(iri) for iri in relationships],
            "contacts": life.contacts(),
            "activities": life.activities,
            "themes": life.themes,
            "terms": life.terms,
            "dates": life.dates,
            "sources": life.sources,
        }

    # The parts

    def _busiest(self) -> str:
        degree = self._degrees
        return min(degree, key=lambda node: (-degree[node], node), default="")

    @cached_property
    def _degrees(self) -> Counter[str]:
        """Ties at any time: an actor keeps its size over the years."""
        return Counter(end for tie in self.ties.values() for end in tie.pair)

    def _nodes(self) -> list[dict[str, Any]]:
        import networkx

        near = layout.ring(self._partners())
        far = layout.discs(self.graph, self.centre) if self.centre else {}
        main = networkx.node_connected_component(self.graph, self.centre) if self.centre else set()
        shapes, networks = list(self.shapes), set(self.members.values())
        return [
            {
                "id": self.short(node),
                "label": self.labels(node),
                "short": self._acronym(node),
                "kind": shapes.index(kind) if (kind := self._kind(node)) else None,
                "network": node in networks,
                "near": [0, 0] if node == self.centre else _rounded(near.get(node), 4),
                "far": _rounded(far[node], 1),
                "apart": node not in main,
                **self._situated(node),
            }
            for node in self.nodes
        ]

    def _situated(self, node: str) -> dict[str, Any]:
        actor = self.actors.get(node)
        country = self.countries.index(actor.country) if actor and actor.country else None
        known = actor is not None and actor.lat is not None and actor.lon is not None
        return {"country": country, "at": _rounded((actor.lon or 0.0, actor.lat or 0.0), 3) if actor and known else None}

    def _kind(self, node: str) -> str:
        return self.actors[node].kind if node in self.actors else ""

    def _acronym(self, node: str) -> str:
        quads = self.store.quads_for_pattern(NamedNode(node), EV.acronym, None, READING)
        return min((text.value for text in literals(quad.object for quad in quads)), default="")

    def _partners(self) -> list[str]:
        """By the first kind of their ties with the centre, then by name: kinds make sectors."""
        rank = {style.iri: index for index, style in enumerate(self.kinds)}
        first: dict[str, int] = {}
        for tie in self.ties.values():
            if self.centre in tie.pair:
                partner = tie.b if tie.a == self.centre else tie.a
                first[partner] = min(first.get(partner, len(rank)), rank[tie.kind])
        return sorted(first, key=lambda node: (first[node], fold(choose(self.labels(node), LANGUAGES[0])), node))

    def _from(self, tie: Tie) -> int:
        """The year before which nothing speaks of a tie of unsaid begin; 0 for the others."""
        return min(tie.spoken.year, self.years[-1]) if tie.spoken and self.years else 0

    def _edge(self, key: str, tie: Tie) -> dict[str, Any]:
        order = [style.iri for style in self.kinds]
        return {
            "tie": self.short(key),
            "a": self.places[tie.a],
            "b": self.places[tie.b],
            "kind": order.index(tie.kind),
            "spells": [_days(spell) for spell in tie.spells if spell.state != NOT],
        }


def _days(spell: Spell) -> list[int]:
    """Days as numbers such as 19991028, which compare as the days do; the state by its place."""
    return [_number(spell.first), _number(spell.last), STATES.index(spell.state)]


def _number(day: date) -> int:
    return int(f"{day:%Y%m%d}")


def _rounded(point: Sequence[float] | None, digits: int) -> list[float] | None:
    return None if point is None else [round(value, digits) for value in point]
