"""What every view needs to tell of a network in the person's language: names, kinds and their colours, dates, states, sources."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from entrevilles.ontology import prose
from entrevilles.ontology.language import _, choose, collation
from entrevilles.ontology.terms import CONCEPT, EV, READING
from entrevilles.viz import life, network, stored, strokes, years
from entrevilles.viz.network import Network, Row, Selection

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset

REPORTED = "reported"
EVER = date.fromisoformat(network.ENDLESS)


@dataclass(frozen=True)
class Kind:
    """Of ties: `name` is what it is called in the graph."""

    name: str
    label: str
    colour: str
    dash: str


@dataclass(frozen=True)
class Source:
    title: str
    issuer: str
    published: str
    licence: str
    url: str
    id: str


@dataclass(frozen=True)
class Telling:
    """One view of one dataset: the whole network, what is wished of it, and the words for it."""

    dataset: "Dataset"
    network: Network
    selection: Selection
    year: int | None = None
    layout: str = "force"
    """Of a picture of the network: one of `arrangement.LAYOUTS`."""

    @property
    def city(self) -> str:
        return self.selection.city

    @cached_property
    def day(self) -> date:
        """The day that states are told of: the one asked for, or the end of the last year that the data know; never the clock's.

        The page of the network begins on the same.
        """
        if self.selection.until:
            return self.selection.until
        recorded = self.dataset.last_recorded
        known = years.told(self.network, self._sources, recorded)
        return min(date(known[-1], 12, 31) if known else EVER, date.fromisoformat(recorded) if recorded else EVER)

    @cached_property
    def latest(self) -> date | None:
        """The last day of which the data know something."""
        return stored.latest(self.dataset.store)

    @cached_property
    def _sources(self) -> list[Row]:
        return stored.ask(self.dataset.store, "sources")

    @cached_property
    def part(self) -> Network:
        """The ties of all the years that are wished: a day is when states are told of."""
        wish = self.selection
        return self.network.part(replace(wish, since=None, until=None) if wish.on else wish)

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        """By IRI, commonest first. The colour goes by the identifier, so that it stays when the counts change."""
        counts = Counter(tie.kind for tie in self.network.ties.values())
        rank = {kind: place for place, kind in enumerate(sorted(counts))}
        order = sorted(counts, key=lambda kind: (-counts[kind], kind))
        return {kind: Kind(network.local(kind), self.name(kind), *_looks(rank[kind])) for kind in order}

    def ask(self, question: str, **given: object) -> list[Row]:
        answer = self.dataset.query(question, **given)
        return list(answer)

    def slug(self, iri: str) -> str:
        return iri.removeprefix(self.dataset.names.id).removesuffix("#place")

    def name(self, iri: str) -> str:
        if iri not in self._names:
            self._names[iri] = choose(life.labels(self.dataset.store, iri.removesuffix("#place"))) or self.slug(iri)
        return self._names[iri]

    @cached_property
    def _names(self) -> dict[str, str]:
        return {}

    def country(self, iri: str) -> str:
        return self.network.actors[iri].country if iri in self.network.actors else ""

    def state(self, name: str) -> str:
        return states().get(name) or self.name(CONCEPT.base + name)

    @staticmethod
    def dates(cell: object) -> str:
        """A day, or the text of a cell."""
        return prose.moments(str(cell)) if cell else ""

    def sources(self, things: Iterable[str]) -> list[Source]:
        """Those whose claims speak of these things, or of an act, a state or a stop of them; by title."""
        found = {source for thing in things for source in self.cited(thing)}
        return sorted((self._source(iri) for iri in found), key=lambda source: (collation(source.title), source.id))

    def cited(self, thing: str) -> Mapping[str, Sequence[str]]:
        """Each source that speaks of it, by IRI, with the places where it does."""
        if thing not in self._cited:
            self._cited[thing] = self._cites(thing)
        return self._cited[thing]

    @cached_property
    def _cited(self) -> dict[str, Mapping[str, Sequence[str]]]:
        return {}

    def _cites(self, thing: str) -> Mapping[str, Sequence[str]]:
        store, node = self.dataset.store, NamedNode(thing)
        parts = [
            q.subject for path in (EV.eventOf, EV.observationOf, EV.stopOf) for q in store.quads_for_pattern(None, path, node, READING)
        ]
        found: dict[str, set[str]] = {}
        for one in (node, *(part for part in parts if isinstance(part, NamedNode))):
            for claim in [q.object for q in store.quads_for_pattern(one, EV.statedBy, None, READING)]:
                assert isinstance(claim, NamedNode)
                places = {q.object.value for q in store.quads_for_pattern(claim, EV.locator, None, None) if isinstance(q.object, Literal)}
                for source in [q.object for q in store.quads_for_pattern(claim, EV.source, None, None)]:
                    assert isinstance(source, NamedNode)
                    found.setdefault(source.value, set()).update(places)
        return {source: sorted(places) for source, places in sorted(found.items())}

    def observed(self, thing: str, state: str) -> list[str]:
        """The dates, as EDTF, on which a source saw it in a state."""
        store, seen = self.dataset.store, CONCEPT.base + state
        found: set[str] = set()
        for quad in store.quads_for_pattern(None, EV.observationOf, NamedNode(thing), READING):
            if any(store.quads_for_pattern(quad.subject, EV.state, NamedNode(seen), READING)):
                days = [q.object for q in store.quads_for_pattern(quad.subject, EV.asOf, None, READING)]
                found |= {self._literal(day.value, "edtf") for day in days if isinstance(day, NamedNode)}
        return sorted(found - {""})

    def _source(self, iri: str) -> Source:
        said = {path: self._literal(iri, path) for path in ("issuer", "licence", "url")}
        dated = [q.object for q in self.dataset.store.quads_for_pattern(NamedNode(iri), EV.published, None, READING)]
        published = " | ".join(sorted(self._literal(one.value, "edtf") for one in dated if isinstance(one, NamedNode)))
        return Source(self.name(iri), said["issuer"], self.dates(published), said["licence"], said["url"], self.slug(iri))

    def _literal(self, iri: str, path: str) -> str:
        quads = self.dataset.store.quads_for_pattern(NamedNode(iri), EV[path], None, READING)
        return min((q.object.value for q in quads if isinstance(q.object, Literal)), default="")


def span(cell: object) -> tuple[date, date] | None:
    """The days that a cell leaves open: those on which its dates agree; where they exclude each other, from the first to the last."""
    known = [(one.earliest, one.latest) for one in years.said(str(cell or "")) if one.earliest and one.latest]
    if not known:
        return None
    first, last = max(low for low, _high in known), min(high for _low, high in known)
    return (first, last) if first <= last else (min(low for low, _high in known), max(high for _low, high in known))


def states() -> dict[str, str]:
    """Of a tie, by their name in the graph."""
    return {
        "yes": _("en vigueur"),
        "cannot-be-told": _("ne peut être établi"),
        "sources-disagree": _("les sources divergent"),
        "no": _("pas en vigueur"),
    }


def tally(counts: Mapping[str, int]) -> str:
    """How many in each state, those in force first."""
    parts = [_("{n} en vigueur").format(n=counts.get("yes", 0))]
    if untold := counts.get("cannot-be-told", 0):
        parts.append(_("{n} dont l'état ne peut être établi").format(n=untold))
    if disputed := counts.get("sources-disagree", 0):
        parts.append(_("{n} où les sources divergent").format(n=disputed))
    return ", ".join(parts)


def directions() -> dict[str, str]:
    """What happens between two actors, by the name of its class: what is said of it on a legend."""
    return {
        "act": _("acte juridique"),
        "out": _("mission (aller)"),
        "in": _("accueil (venue)"),
        "met": _("rencontre, événement, échange"),
    }


def _looks(rank: int) -> tuple[str, str]:
    """Colour, and dash as SVG has it."""
    colour, dash = strokes.looks(rank)
    return colour, " ".join(map(str, dash))
