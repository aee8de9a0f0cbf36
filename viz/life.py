"""What the network page tells of a relationship: its dates, themes, legal events and contacts, and where its sources say so."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode

from entrevilles.ontology import prose
from entrevilles.ontology.language import LANGUAGES, activate, current
from entrevilles.ontology.terms import EV, ONTOLOGY_GRAPH, RDFS, READING, SKOS
from entrevilles.viz import locators, network, stored, years
from entrevilles.viz.network import Network, Row

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset

Texts = dict[str, str]
"""A text by language; a language that the data lacks is absent, and the page shows the other as such."""
Cited = tuple[int, str]
"""The place of a source in the list, and the places in it."""


_PLAIN = re.compile(r"[1-9]\d{3}(-(0\d|1[0-2])(-\d\d)?)?")
"""A year, a month, a day: the page writes them itself."""


class Life:
    """Fills, as relationships are asked for, the lists that they point into: sources, activities, themes, terms, dates."""

    def __init__(self, dataset: "Dataset", whole: Network, places: Mapping[str, int]) -> None:
        """`places` of the actors in the page's list."""
        self._dataset, self._network, self._places = dataset, whole, places
        self._store = dataset.store
        self.sources: list[dict[str, Any]] = []
        self.activities: list[dict[str, Any]] = []
        self.themes: list[dict[str, Any]] = []
        self.terms: dict[str, Texts] = {}
        self.dates: dict[str, Texts] = {}
        self._cited: dict[str, int] = {}
        self._theme: dict[str, int] = {}
        self._known = {str(row["source"]): row for row in self._ask("sources")}
        self._saying, self._events, self._about = (
            _by(self._ask(name), "relationship") for name in ("tie-sources", "tie-events", "tie-themes")
        )
        self._renewed = _by(self._ask("renewals"), "relationship")
        self._periods = {tie.relationship: (tie.begin, tie.end) for tie in whole.ties.values()}

    def relationship(self, iri: str) -> dict[str, Any]:
        begin, end = self._periods[iri]
        return {
            "id": short(self._dataset, iri),
            "label": labels(self._store, iri, _SAID),
            "begin": self._date(begin),
            "end": self._date(end),
            "themes": sorted({self._themed(str(row["theme"])) for row in self._about.get(iri, ())}),
            "renews": sorted({short(self._dataset, str(row["renews"])) for row in self._renewed.get(iri, ())}),
            "acts": [self._act(rows) for rows in _by(self._events.get(iri, ()), "event").values()],
            "said": self._said(self._saying.get(iri, ())),
        }

    def contacts(self) -> dict[str, list[int]]:
        """For two actors with a tie, by their places: the activities in which both took part, in time order, undated ones last."""
        known = _by(self._ask("contact-sources"), "activity")
        place: dict[str, int] = {}
        found: dict[str, list[int]] = {}
        for pair in sorted({tie.pair for tie in self._network.ties.values()}):
            met = sorted(self._network.contacts.get(pair, ()), key=lambda one: (one.first is None, str(one.first), one.activity))
            for contact in met:
                if contact.activity not in place:
                    place[contact.activity] = len(self.activities)
                    self.activities.append(self._activity(contact, known[contact.activity]))
            if met:
                found[" ".join(str(self._places[end]) for end in pair)] = [place[contact.activity] for contact in met]
        return found

    # Parts of them

    def _activity(self, contact: network.Contact, rows: list[Row]) -> dict[str, Any]:
        within = str(rows[0]["within"] or "")
        days = [int(f"{day:%Y%m%d}") if day else None for day in (contact.first, contact.last)]
        return {
            "label": labels(self._store, contact.activity, _SAID) or (labels(self._store, within, _SAID) if within else {}),
            "kind": self._term(self._nature(contact.activity, str(rows[0]["kind"]))),
            "begin": self._date(str(rows[0]["begin"] or "")),
            "days": days,
            "said": self._cites(rows),
        }

    def _nature(self, activity: str, kind: str) -> str:
        """An act without a title is called by its kind: signature, renewal."""
        natures = [quad.object for quad in self._store.quads_for_pattern(NamedNode(activity), EV.kind, None, READING)]
        return min((nature.value for nature in natures if isinstance(nature, NamedNode)), default=kind)

    def _act(self, rows: list[Row]) -> dict[str, Any]:
        row = rows[0]
        told = {name: self._term(str(row[name])) if row[name] else "" for name in ("kind", "state", "attested")}
        return told | {"begin": self._date(str(row["begin"] or "")), "said": self._cites(rows)}

    def _said(self, rows: Iterable[Row]) -> list[dict[str, Any]]:
        """Each source that speaks of it, with the dates that it gives and the places where it gives them."""
        found: dict[tuple[int, str], dict[str, set[str]]] = {}
        for row in rows:
            given = found.setdefault((self._cite(row), str(row["locator"] or "")), {"begin": set(), "end": set()})
            for column, texts in given.items():
                texts.update({str(row[column])} - {"None"})
        places: dict[tuple[int, str, str], list[str]] = {}
        for (source, locator), given in found.items():
            begin, end = (self._date(" | ".join(texts)) for texts in given.values())
            places.setdefault((source, begin, end), []).append(locator)
        return [{"at": (one[0], locators.merged(said)), "begin": one[1], "end": one[2]} for one, said in places.items()]

    def _cites(self, rows: Iterable[Row]) -> list[Cited]:
        """Each source once, with all its places."""
        found: dict[int, list[str]] = {}
        for row in rows:
            found.setdefault(self._cite(row), []).append(str(row["locator"] or ""))
        return [(source, locators.merged(places)) for source, places in sorted(found.items())]

    def _cite(self, row: Row) -> int:
        iri = str(row["source"])
        if iri not in self._cited:
            self._cited[iri] = len(self.sources)
            told = self._known[iri]
            texts = {column: str(told[column] or "") for column in ("issuer", "licence", "url")}
            self.sources.append({"title": named(self._dataset, iri), "published": self._date(str(told["published"] or ""))} | texts)
        return self._cited[iri]

    def _themed(self, iri: str) -> int:
        """A theme after those that it is part of."""
        if iri not in self._theme:
            quads = self._store.quads_for_pattern(NamedNode(iri), SKOS.broader, None, None)
            wider = sorted({quad.object.value for quad in quads if isinstance(quad.object, NamedNode)})
            broader = [self._themed(one) for one in wider]
            self._theme[iri] = len(self.themes)
            self.themes.append({"id": network.local(iri), "label": named(self._dataset, iri), "broader": broader})
        return self._theme[iri]

    def _term(self, iri: str) -> str:
        name = network.local(iri)
        self.terms.setdefault(name, named(self._dataset, iri))
        return name

    def _date(self, cell: str) -> str:
        """The dates of a cell, earliest first; in `dates`, the words of each language for all but a year, a month or a day."""
        found = sorted(set(years.said(cell)), key=lambda date: (str(date.earliest or ""), date.edtf))
        texts = [date.edtf for date in found]
        for text in {*texts, " | ".join(texts)} - {""}:
            if text not in self.dates and not _PLAIN.fullmatch(text):
                self.dates[text] = {lang: _in(lang, text) for lang in LANGUAGES}
        return " | ".join(texts)

    def _ask(self, question: str) -> list[Row]:
        return stored.ask(self._store, question)


_OURS = ((RDFS.label, ONTOLOGY_GRAPH), (SKOS.prefLabel, ONTOLOGY_GRAPH))
_SAID = ((SKOS.prefLabel, READING),)


def labels(store: ox.Store, iri: str, places: Sequence[tuple[NamedNode, NamedNode]] = (*_OURS, *_SAID)) -> Texts:
    """The names of a thing, class or concept, by language."""
    found: Texts = {}
    for predicate, graph in places:
        texts = [quad.object for quad in store.quads_for_pattern(NamedNode(iri), predicate, None, graph)]
        found |= {text.language or LANGUAGES[0]: text.value for text in sorted(literals(texts), key=str, reverse=True)}
    return found


def named(dataset: "Dataset", iri: str) -> Texts:
    """Its names, or its id."""
    return labels(dataset.store, iri) or {LANGUAGES[0]: short(dataset, iri)}


def short(dataset: "Dataset", iri: str) -> str:
    return iri.removeprefix(dataset.names.id)


def literals(terms: Iterable[object]) -> list[Literal]:
    return [term for term in terms if isinstance(term, Literal)]


def _by(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(str(row[column]), []).append(row)
    return found


def _in(lang: str, cell: str) -> str:
    before = current()
    activate(lang)
    try:
        return prose.moments(cell)
    finally:
        activate(before)
