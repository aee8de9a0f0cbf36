"""The compiled dataset as the yardstick reads it: what the reading says of a thing, and the claims that say so."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from coverage_names import Bearer, Key, keys, stems, words
from pyoxigraph import Literal, NamedNode

from entrevilles.dataset import Dataset
from entrevilles.ontology import dates, numbers
from entrevilles.ontology.dates import Date
from entrevilles.ontology.terms import NUMBER, ONTOLOGY_GRAPH, PREFIXES, READING, TIME

Term = str | Literal
"""An IRI, or a literal."""
EV, SKOS, RDFS = PREFIXES["ev"], PREFIXES["skos"], PREFIXES["rdfs"]
TYPE, BROADER_CLASS = PREFIXES["rdf"] + "type", RDFS + "subClassOf"
LABELS = (SKOS + "prefLabel", SKOS + "altLabel", EV + "acronym")
MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"]
SEASONS = {"21": "printemps", "22": "été", "23": "automne", "24": "hiver"}
BOOKKEEPING = {EV + name for name in ("statedBy", "attestedAs", "territory", "via", "sha256", "url", "language")}
_LINES = re.compile(r"([0-9]+)(?:\s*(?:à|-|–)\s*([0-9]+))?")


@dataclass
class Claim:
    source: str = ""
    modality: str = ""
    lines: tuple[tuple[int, int], ...] = ()
    texts: list[str] = field(default_factory=list)

    def near(self, wanted: tuple[tuple[int, int], ...], reach: int) -> bool:
        return any(low - reach <= last and first <= high + reach for first, last in self.lines for low, high in wanted)


def lines(text: str) -> tuple[tuple[int, int], ...]:
    """`93`, `60-61`, `51,87`, `103 à 107`."""
    return tuple((int(first), int(last or first)) for first, last in _LINES.findall(text))


@cache
def date(iri: str) -> Date:
    """`2003~` counts as 2003: a yardstick of one year cannot hold a margin of one year."""
    known = dates.from_iri(NamedNode(iri))
    return dates.parse(known.edtf.rstrip("~?"), stored=True) if known.edtf[-1:] in "~?" else known


class Graph:
    """`context`: properties, by role, that the yardstick's settings name (see coverage.toml)."""

    def __init__(self, dataset: Dataset, context: Mapping[str, list[str]]) -> None:
        self.names, self.context = dataset.names, context
        self.said: dict[str, dict[str, list[Term]]] = {}
        self.incoming: dict[str, list[str]] = {}
        self.ontology: dict[str, dict[str, list[Term]]] = {}
        self.claims: dict[str, Claim] = {}
        for quad in dataset.store:
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
                self._take(quad.subject.value, quad.predicate.value, term(quad.object), quad.graph_name)
        self._bearers: dict[str, Bearer] = {}

    def _take(self, subject: str, predicate: str, value: Term, graph: object) -> None:
        if graph == ONTOLOGY_GRAPH:
            self.ontology.setdefault(subject, {}).setdefault(predicate, []).append(value)
        elif graph == READING:
            self.said.setdefault(whole(subject), {}).setdefault(predicate, []).append(value)
            if isinstance(value, str) and value.startswith(self.names.id) and predicate not in BOOKKEEPING:
                self.incoming.setdefault(value, []).append(whole(subject))
        elif subject.startswith(self.names.claim):
            self._of_claim(self.claims.setdefault(subject, Claim()), predicate.removeprefix(EV), value)
        elif isinstance(graph, NamedNode) and isinstance(value, Literal) and graph.value.startswith(self.names.claim):
            self.claims.setdefault(graph.value, Claim()).texts.append(value.value)

    def _of_claim(self, claim: Claim, name: str, value: Term) -> None:
        if name == "source" and isinstance(value, str):
            claim.source = value.removeprefix(self.names.id)
        elif name == "modality" and isinstance(value, str):
            claim.modality = value.removeprefix(PREFIXES["concept"])
        elif name == "locator" and isinstance(value, Literal) and value.value.startswith("l."):
            claim.lines = lines(value.value)
        elif name in ("wording", "remark") and isinstance(value, Literal):
            claim.texts.append(value.value)

    # What is said of a node

    def values(self, node: str, *properties: str) -> Iterator[Term]:
        said = self.said.get(node, {})
        return (value for name in properties for value in said.get(name, ()))

    def links(self, node: str, *properties: str) -> Iterator[str]:
        return (value for value in self.values(node, *properties) if isinstance(value, str))

    def labels(self, node: str) -> Iterator[str]:
        """Names in any language; a concept that the reading does not use has its own in the ontology."""
        for said in (self.said.get(node, {}), self.ontology.get(node, {})):
            for name in (*LABELS, RDFS + "label"):
                yield from (value.value for value in said.get(name, ()) if isinstance(value, Literal))

    def texts(self, node: str) -> Iterator[str]:
        """All that is said of the thing in words: names, description, author, scope…"""
        yield from self.labels(node)
        for name, values in self.said.get(node, {}).items():
            if name not in BOOKKEEPING:
                yield from (value.value for value in values if isinstance(value, Literal))
                yield from (str(year) for value in values if is_date(value) for year in years(date(str(value))))

    def near(self, start: list[str], role: str, depth: int = 3) -> Iterator[list[str]]:
        """The nodes, then those reached by the properties of this role, level by level."""
        level, seen = start, set(start)
        for _step in range(depth):
            yield level
            level = [node for node in dict.fromkeys(self._reached(level, role)) if node not in seen]
            seen.update(level)

    def _reached(self, level: list[str], role: str) -> Iterator[str]:
        return (link for node in level for link in self.links(node, *self.context[role]))

    def claims_of(self, node: str, source: str) -> list[Claim]:
        stated = (self.claims[claim] for claim in self.links(node, EV + "statedBy") if claim in self.claims)
        return [claim for claim in stated if claim.source == source]

    def classes(self, node: str) -> Iterator[str]:
        """The class of the thing and all above it."""
        pending = list(self.links(node, TYPE))
        while pending:
            cls = pending.pop()
            yield cls
            pending.extend(link for link in self.ontology.get(cls, {}).get(BROADER_CLASS, ()) if isinstance(link, str))

    # What a thing is known by

    def bearer(self, node: str) -> Bearer:
        if node not in self._bearers:
            self._bearers[node] = self._bearer(node)
        return self._bearers[node]

    def _bearer(self, node: str) -> Bearer:
        classes = set(self.classes(node))
        kind = "composed" if classes & set(self.context["composed"]) else "city" if EV + "Municipality" in classes else "named"
        joined = list(dict.fromkeys(self._surroundings(node)))
        around = pool(text for link in joined for text in self.labels(link)) | self._when(node)
        kinds = pool(text for link in self.links(node, TYPE, EV + "kind") for text in self.labels(link))
        others = pool(text for link in joined if self._has_a_name(link) for text in self.labels(link))
        own = kinds | (pool(self.texts(node)) - others)
        parties = tuple(self._exact(link) for link in dict.fromkeys(self.links(node, *self.context["parties"])))
        return Bearer(self._exact(node), kind, own, around, self._numbers(node), kinds, parties)

    def _has_a_name(self, node: str) -> bool:
        """An actor, a person, an office, a place: the names of others, which are no name of the thing that joins them."""
        return node.startswith(self.names.id) and not set(self.classes(node)) & set(self.context["composed"])

    def _exact(self, node: str) -> frozenset[Key]:
        """Each name; with the acronym; with where or of whom it is: « maire » of Québec, « Ecolys, Namur »."""
        plain = self._names(node)
        bodies = [self._names(link) for level in self.near([node], "places") for link in level if link != node]
        called = plain | {name - long | short for name in plain for body in bodies for long in body if long < name for short in body}
        added = {words(value.value) for value in self.values(node, EV + "acronym") if isinstance(value, Literal)}
        added |= {key for link in self.links(node, *self.context["places"]) for key in self._names(link)}
        return frozenset(called | {name | more for name in plain for more in added})

    def _names(self, node: str) -> frozenset[Key]:
        return frozenset(key for label in self.labels(node) for key in keys(label))

    def _surroundings(self, node: str) -> Iterator[str]:
        """Who and what the thing joins, by itself or by its stops and participations, with their countries and bodies."""
        for record in (node, *self._children(node)):
            for name, values in self.said.get(record, {}).items():
                if name not in BOOKKEEPING and name not in (TYPE, EV + "kind"):
                    linked = [value for value in values if isinstance(value, str) and value != node]
                    yield from (link for level in self.near(linked, "places", 2) for link in level)

    def _children(self, node: str) -> Iterator[str]:
        return (child for child in self.incoming.get(node, ()) if child.startswith(f"{node}/"))

    def when(self, node: str, *properties: str) -> list[Date]:
        """Its own dates, or those of what it belongs to."""
        for level in self.near([node], "belongs", 4):
            found = [date(value) for part in level for value in self.links(part, *properties) if is_date(value)]
            if found:
                return found
        return []

    def acts(self, node: str) -> list[Date]:
        """Days on which something was done to it: an agreement was announced, a text presented."""
        done = [record for record in self.incoming.get(node, ()) if node in self.links(record, EV + "eventOf")]
        return [date(value) for record in done for value in self.links(record, EV + "begin") if is_date(value)]

    def covered(self, source: str) -> list[Date]:
        """The period of which a document speaks; for one that tells none, the day on which it speaks."""
        told = (list(self.links(self.names.id + source, EV + name)) for name in ("coveredPeriod", "published"))
        return next(([date(value) for value in found] for found in told if found), [])

    def _dates(self, node: str) -> list[Date]:
        """Undated, a thing has the period of the documents that speak of it."""
        own = self.when(node, *self.context["dates"])
        sources = {self.claims[claim].source for claim in self.links(node, EV + "statedBy") if claim in self.claims}
        return own or [period for source in sorted(sources) for period in self.covered(source)]

    def _when(self, node: str) -> frozenset[str]:
        named = [word for when in self._dates(node) for word in month_or_season(when)]
        return stems(word for name in named for word in words(name))

    def _numbers(self, node: str) -> frozenset[str]:
        """Years, rank, ordinal, headcount, and whatever number its names have."""
        found = {str(year) for when in self._dates(node) for year in years(when)}
        found |= {word for label in self.labels(node) for word in words(label) if word.isdecimal()}
        for value in self.values(node, EV + "number", EV + "anniversary", EV + "headcount"):
            found.add(value.value if isinstance(value, Literal) else str(numbers.from_iri(NamedNode(value)).value))
        return frozenset(found)


def term(node: NamedNode | Literal) -> Term:
    return node if isinstance(node, Literal) else whole(node.value)


def whole(iri: str) -> str:
    """A territory counts as its actor: a city has one name, as a place and as an administration."""
    return iri.removesuffix("#place")


def is_date(value: Term) -> bool:
    return isinstance(value, str) and value.startswith(TIME.base)


def is_number(value: Term) -> bool:
    return isinstance(value, str) and value.startswith(NUMBER.base)


def years(when: Date) -> set[int]:
    return {when.earliest.year, when.latest.year} if when.earliest and when.latest else set()


def month_or_season(when: Date) -> Iterator[str]:
    if when.edtf[5:7] in SEASONS:
        yield SEASONS[when.edtf[5:7]]
    elif re.match(r"[0-9]{4}-[0-9]{2}", when.edtf) and when.earliest:
        yield MONTHS[when.earliest.month - 1]


def pool(texts: Iterator[str]) -> frozenset[str]:
    return stems(word for text in texts for word in words(text))
