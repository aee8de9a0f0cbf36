"""The network of a store, read once from the questions of `queries/network`."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pyoxigraph as ox

from entrevilles.ontology.language import LANGUAGES
from entrevilles.queries import answers, catalogue
from entrevilles.queries.answers import Value
from entrevilles.queries.citing import recorded
from entrevilles.viz import continuity, years
from entrevilles.viz.network import ENDLESS, Actor, Contact, Network, Row, Spell, Tie, local


def read(store: ox.Store) -> Network:
    """All of it."""
    spells: dict[str, list[Spell]] = {}
    for row in ask(store, "spells"):
        spells.setdefault(str(row["tie"]), []).append(Spell(_day(row["first"]), _day(row["last"]), local(row["in_force"])))
    ties = {str(row["tie"]): _tie(row, spells.get(str(row["tie"]), ())) for row in ask(store, "ties", date=ENDLESS)}
    contacts: dict[tuple[str, str], list[Contact]] = {}
    for row in ask(store, "contacts"):
        contacts.setdefault((str(row["a"]), str(row["b"])), []).append(
            Contact(str(row["activity"]), _known(row["first"]), _known(row["last"]))
        )
    ends = {end for tie in ties.values() for end in tie.pair}
    actors = {str(row["actor"]): _actor(row) for row in ask(store, "actors") if str(row["actor"]) in ends}
    actors |= {end: Actor(end, {}, "") for end in sorted(ends - actors.keys())}
    network = Network(actors, ties, {pair: tuple(found) for pair, found in contacts.items()})
    return replace(network, ties=continuity.marked(store, _spoken(store, network)))


def _spoken(store: ox.Store, network: Network) -> dict[str, Tie]:
    """The ties, those of unsaid begin with the year in which a source first speaks of them.

    That of its earliest source that is dated, or of the last day of which one says that its state cannot be told; where none is
    dated, the last year that the data know.
    """
    unsaid = {iri: tie for iri, tie in network.ties.items() if tie.unsaid}
    if not unsaid:
        return dict(network.ties)
    firsts: dict[str, int] = {}
    for row in ask(store, "tie-sources"):
        relationship, published = str(row["relationship"]), [day.earliest for day in years.said(str(row["published"] or ""))]
        firsts[relationship] = min([firsts.get(relationship, date.max.year), *(day.year for day in published if day)])
    last = max(known_years(store, network), default=date.min.year)
    told = {iri: min(firsts.get(tie.relationship, date.max.year), tie.spells[0].last.year) for iri, tie in unsaid.items()}
    spoken = {iri: date(last if year == date.max.year else year, 1, 1) for iri, year in told.items()}
    return {iri: replace(tie, spoken=spoken.get(iri)) for iri, tie in network.ties.items()}


def known_years(store: ox.Store, network: Network) -> range:
    """From the first begin of a tie to the last year that the data know."""
    return years.told(network, ask(store, "sources"), recorded(store))


def latest(store: ox.Store) -> date | None:
    """The last day of which the data know something."""
    day = recorded(store)
    return years.latest(ask(store, "period", date=day or ENDLESS), ask(store, "sources"), day)


def ask(store: ox.Store, name: str, **given: str) -> list[Row]:
    """A question of the catalogue with literal parameters."""
    question = catalogue.find(name)
    bound = {question.param(key).variable: question.param(key).literal(text) for key, text in given.items()}
    columns, rows = answers.ask(store, question, bound)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _tie(row: Row, spells: Iterable[Spell]) -> Tie:
    iri, a, b, kind, relationship = (str(row[column]) for column in ("tie", "a", "b", "kind", "relationship"))
    return Tie(iri, a, b, kind, relationship, str(row["begin"] or ""), str(row["end"] or ""), tuple(spells))


def _actor(row: Row) -> Actor:
    names = {lang: str(row[f"name_{lang}"]) for lang in LANGUAGES if row[f"name_{lang}"]}
    return Actor(str(row["actor"]), names, str(row["kind"]), str(row["country"] or ""), _number(row["lat"]), _number(row["lon"]))


def _number(value: Value) -> float | None:
    return None if value is None else float(str(value))


def _known(value: Value) -> date | None:
    assert value is None or isinstance(value, date)
    return value


def _day(value: Value) -> date:
    assert isinstance(value, date)
    return value
