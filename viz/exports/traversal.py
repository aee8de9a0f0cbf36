"""The one traversal of a network that feeds every exporter: its actors, ties and contacts as typed columns."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from entrevilles.ontology.language import _, choose
from entrevilles.ontology.terms import EV, READING
from entrevilles.queries.citing import citation
from entrevilles.viz.exports.grounds import iri
from entrevilles.viz.exports.reading import Reading
from entrevilles.viz.exports.table import About, Column, Graph, Source, Table
from entrevilles.viz.following import Following
from entrevilles.viz.network import YES, Actor, Contact, Network, Selection, Spell, Tie, local

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset

OPEN = ".."
"""The end of a spell that none is known of, as in EDTF."""


def of_network(dataset: "Dataset", network: Network, title: str = "", asked: str = "network") -> Graph:
    """`title` and `asked`: of the view, in words and by its name; else those of the network."""
    ties, actors = list(network.ties.values()), list(network.actors.values())
    activities = {contact.activity for tie in ties for contact in network.contacts.get(tie.pair, ())}
    shown = {*network.actors, *(tie.relationship for tie in ties)}
    labels = names(dataset, {*shown, *(actor.country for actor in actors)} - {""})
    counted = Reading(dataset.grounds, shown | activities)
    said = about(dataset, title or _("Le réseau des liens entre acteurs"), asked, parameters(dataset, network.selection), counted)
    return Graph(
        about=replace(said, notes=tuple(_notes(network))),
        nodes=_nodes(dataset, actors, network, labels),
        edges=_edges(dataset, ties, network, labels),
        reading=Reading(dataset.grounds, shown),
        spells=[tie.spells for tie in ties],
        since=[None if network.selection.unspoken else tie.spoken for tie in ties],
    )


def _notes(network: Network) -> Iterator[str]:
    """How many ties nobody says the begin of: those that are there, those that are not."""
    if unsaid := sum(tie.spoken is not None for tie in network.ties.values()):
        yield _("Liens au début non dit : {count} ; « spoken_from » est l'année où une source en parle d'abord.").format(count=unsaid)
    yield from network.left_out


def _nodes(dataset: "Dataset", actors: Sequence[Actor], network: Network, labels: Mapping[str, str]) -> Table:
    kinds = {kind: dataset.label(kind) for kind in {actor.kind for actor in actors if actor.kind}}
    wikidata, geonames = _ids(dataset, EV.wikidataId), _ids(dataset, EV.geonamesId)
    return Table(
        (
            Column("id", "text", [actor.iri for actor in actors]),
            Column("label", "text", [actor.label for actor in actors]),
            Column("name_fr", "text", [actor.names.get("fr") for actor in actors]),
            Column("name_en", "text", [actor.names.get("en") for actor in actors]),
            Column("kind", "text", [local(actor.kind) or None for actor in actors]),
            Column("kind_name", "text", [kinds.get(actor.kind) for actor in actors]),
            Column("country", "text", [actor.country or None for actor in actors]),
            Column("country_name", "text", [labels.get(actor.country) or None for actor in actors]),
            Column("lat", "number", [actor.lat for actor in actors]),
            Column("lon", "number", [actor.lon for actor in actors]),
            Column("wikidata", "text", [wikidata.get(actor.iri) for actor in actors]),
            Column("geonames", "text", [geonames.get(actor.iri) for actor in actors]),
            Column("ties", "integer", [network.degrees[actor.iri] for actor in actors]),
        )
    )


def _edges(dataset: "Dataset", ties: Sequence[Tie], network: Network, labels: Mapping[str, str]) -> Table:
    kinds = {kind: dataset.label(kind) for kind in {tie.kind for tie in ties}}
    contacts = [_within(network.contacts.get((tie.a, tie.b), ()), network.selection) for tie in ties]
    following = Following(dataset, network)
    on, certain = network.selection.on, [_certain(tie.spells) for tie in ties]
    columns = [
        Column("id", "text", [tie.iri for tie in ties]),
        Column("source", "text", [tie.a for tie in ties]),
        Column("target", "text", [tie.b for tie in ties]),
        Column("label", "text", [labels[tie.relationship] for tie in ties]),
        Column("kind", "text", [local(tie.kind) for tie in ties]),
        Column("kind_name", "text", [kinds[tie.kind] for tie in ties]),
        Column("relationship", "text", [tie.relationship for tie in ties]),
        Column("begin", "text", [tie.begin or None for tie in ties]),
        Column("end", "text", [tie.end or None for tie in ties]),
        Column("certain_from", "day", [first for first, _last in certain]),
        Column("certain_until", "day", [last for _first, last in certain]),
        *([Column("state", "text", [tie.state(on) for tie in ties])] if on else []),
        Column("states", "texts", [tuple(map(written, tie.spells)) for tie in ties]),
        Column("spoken_from", "day", [tie.spoken for tie in ties]),
        Column("pair_contacts", "integer", [len(found) for found in contacts]),
        Column("pair_last_contact", "text", [_last(found) for found in contacts]),
        Column("followed", "boolean", [following.followed(tie) for tie in ties]),
    ]
    return Table(tuple(columns))


def _certain(spells: Sequence[Spell]) -> tuple[date | None, date | None]:
    """The first and the last day on which it is known to be in force; None where that goes on, or is not known."""
    sure = [spell for spell in spells if spell.state == YES]
    if not sure:
        return None, None
    first, last = sure[0].first, sure[-1].last
    return None if first == date.min else first, None if last == date.max else last


def ends(spell: Spell) -> tuple[str | None, str | None]:
    """First and last day of a spell as ISO text; None where it is open."""
    return None if spell.first == date.min else str(spell.first), None if spell.last == date.max else str(spell.last)


def written(spell: Spell) -> str:
    """`1999-10-28/.. yes`: an interval of ISO 8601-2, and the state."""
    return _interval(spell.first, spell.last, spell.state)


@lru_cache(maxsize=1 << 16)
def _interval(first: date, last: date, state: str) -> str:
    """Many ties change on the same days."""
    return f"{OPEN if first == date.min else first}/{OPEN if last == date.max else last} {state}"


def _within(contacts: Sequence[Contact], selection: Selection) -> Sequence[Contact]:
    """Those that may lie in the period; up to the day, where it is one. A contact without a date only where no period is asked for."""
    if selection.since is None and selection.until is None:
        return contacts
    since = date.min if selection.on else selection.since or date.min
    until = selection.until or date.max
    return [c for c in contacts if c.first is not None and c.first <= until and (c.last or date.max) >= since]


def _last(contacts: Iterable[Contact]) -> str | None:
    """The day of the latest contact, or the interval in which it lies."""
    dated = [(str(contact.last), str(contact.first)) for contact in contacts if contact.first and contact.last]
    last, first = max(dated, default=("", ""))
    return (last if first == last else f"{first}/{last}") or None


def _ids(dataset: "Dataset", path: NamedNode) -> dict[str, str]:
    """What the territory of each actor is called elsewhere."""
    found = sorted(dataset.store.quads_for_pattern(None, path, None, READING), key=str, reverse=True)
    return {iri(q.subject).removesuffix("#place"): q.object.value for q in found if isinstance(q.object, Literal)}


def names(dataset: "Dataset", things: Collection[str]) -> dict[str, str]:
    """The label of each in the person's language; its slug where it has none."""
    base = dataset.names.id
    return {thing: choose(labels) if labels else thing.removeprefix(base) for thing, labels in dataset.labels_of(things).items()}


# What must be said


def about(dataset: "Dataset", title: str, asked: str, given: Mapping[str, str], reading: Reading) -> About:
    """`given`: the parameters of the view."""
    words = ", ".join(f"{name}={value}" for name, value in given.items())
    generation = dataset.generation.short
    return About(
        title=title,
        asked=f"{asked}({words})",
        parameters=given,
        dataset=dataset.title,
        date=dataset.last_recorded,
        generation=generation,
        address="",
        licence=dataset.folder.settings.licence,
        citation=citation(f"{dataset.title}, {title}{words and f' ({words})'}", generation, day=dataset.last_recorded),
        sources=tuple(sources(dataset, reading)),
    )


def parameters(dataset: "Dataset", selection: Selection) -> dict[str, str]:
    """Those that are given; a day that is both first and last is `on`."""
    said = {field.name: _said(dataset, getattr(selection, field.name)) for field in fields(selection)}
    if selection.on:
        said = {"on": said.pop("since")} | {name: text for name, text in said.items() if name != "until"}
    return {name: text for name, text in said.items() if text}


def _said(dataset: "Dataset", value: object) -> str:
    if isinstance(value, str):
        return value.removeprefix(dataset.names.id) if value.startswith(dataset.names.id) else local(value)
    if isinstance(value, Collection):
        return ", ".join(sorted(local(str(one)) for one in value))
    return _("oui") if value is True else str(value or "")


def sources(dataset: "Dataset", reading: Reading) -> Iterator[Source]:
    """Those that what is shown rests on, the most cited first."""
    titles = names(dataset, set(reading.sources))
    for source in reading.sources:
        row = dataset.grounds.described.get(source, {})
        texts = {column: str(row.get(column) or "") for column in ("issuer", "published", "licence", "url")}
        yield Source(source, titles[source], **texts)
