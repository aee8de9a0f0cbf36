"""The ties of a city one by one, with the legal acts of each and what happened with its partner."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from entrevilles.ontology.language import _, collation
from entrevilles.viz.network import NOT, SURE, Row, Tie, local
from entrevilles.viz.telling import EVER, REPORTED, Kind, Telling, span

INACTIVE = "inactive"


@dataclass(frozen=True)
class Mark:
    """Something that happened, or that an act says; `kind` is one of those of a legend."""

    kind: str
    words: str
    cell: str
    told: bool
    iri: str
    kind_iri: str = ""

    @property
    def span(self) -> tuple[date, date] | None:
        return span(self.cell)


@dataclass(frozen=True)
class Track:
    """One relationship of the city, and what happened in it. `also`: its ties of the other kinds that sources give it, less sure ones."""

    tie: Tie
    partner: str
    label: str
    kind: Kind
    acts: Sequence[Mark]
    visits: Sequence[Mark]
    also: Sequence[tuple[Tie, Kind]] = ()
    former: str = ""
    """The municipality that made it, where a merger passed it on."""
    idle: Sequence[str] = ()
    """Dates on which a source saw it inactive."""

    @property
    def dated(self) -> bool:
        return self.tie.dated

    @property
    def named(self) -> str:
        """The partner, and what sets the relationship apart."""
        apart = [_("repris de {former}").format(former=self.former)] if self.former else []
        apart += [f"≠ {kind.label}" for _tie, kind in self.also]
        return f"{self.label} ({', '.join(apart)})" if apart else self.label

    @property
    def nature(self) -> str:
        """Its kind, or kinds where sources differ."""
        return " ≠ ".join((self.kind.label, *(kind.label for _tie, kind in self.also)))


def tracks(telling: Telling) -> list[Track]:
    """By kind, commonest first; then by first known day; those whose begin nobody knows last."""
    same = _same(telling, [tie for tie in telling.part.ties.values() if telling.city in tie.pair])
    ties = [found[0] for found in same.values()]
    counts = Counter(tie.kind for tie in ties)
    order = {kind: rank for rank, kind in enumerate(sorted(counts, key=lambda kind: (-counts[kind], kind)))}
    city = telling.slug(telling.city)
    acts, visits = _by(telling.ask("acts", city=city), "relationship"), _by(telling.ask("visits", city=city), "partner")
    ties.sort(key=lambda tie: (order[tie.kind], begun(tie) or EVER, collation(telling.name(other(tie, telling.city))), tie.iri))
    oldest = {other(tie, telling.city): tie.iri for tie in sorted(ties, key=lambda tie: (begun(tie) or EVER, tie.iri), reverse=True)}
    made = [
        _track(telling, tie, acts.get(tie.relationship, []), visits if oldest[other(tie, telling.city)] == tie.iri else {}) for tie in ties
    ]
    inherited = [row for row in telling.ask("inherited-ties", city=city) if row["from"] != telling.city]
    formers = {(str(row["relationship"]), str(row["partner"])): telling.name(str(row["from"])) for row in inherited}
    return [
        replace(
            one,
            also=[(tie, telling.kinds[tie.kind]) for tie in same[_key(one.tie, telling.city)][1:]],
            former=formers.get(_key(one.tie, telling.city), ""),
            idle=telling.observed(one.tie.relationship, INACTIVE),
        )
        for one in made
    ]


def on_renewing(found: Sequence[Track]) -> list[Track]:
    """The tracks with each act by which a relationship renews an older one of the same partner on the newer one, not on the older."""
    made = {(track.tie.relationship, track.partner) for track in found}
    moved = [(act, track) for track in found for act in track.acts if (act.iri, track.partner) in made]
    return [
        replace(
            track,
            acts=[
                *(act for act in track.acts if (act.iri, track.partner) not in made),
                *(act for act, old in moved if (act.iri, old.partner) == (track.tie.relationship, track.partner)),
            ],
        )
        for track in found
    ]


def _same(telling: Telling, ties: Sequence[Tie]) -> dict[tuple[str, str], list[Tie]]:
    """Ties by relationship and partner: sources that differ on its kind make several of one. The surest on the day is first."""
    found: dict[tuple[str, str], list[Tie]] = {}
    for tie in sorted(ties, key=lambda tie: (SURE.index(tie.state(telling.day)), tie.iri)):
        found.setdefault(_key(tie, telling.city), []).append(tie)
    return found


def _key(tie: Tie, city: str) -> tuple[str, str]:
    return tie.relationship, other(tie, city)


def _track(telling: Telling, tie: Tie, acts: Sequence[Row], visits: Mapping[str, Sequence[Row]]) -> Track:
    """What happened with a partner stands on the oldest of its ties: what happened once is drawn once."""
    partner = other(tie, telling.city)
    legal = [
        Mark(
            "act",
            telling.name(str(row["what"])),
            str(row["date"] or ""),
            local(row["attested"]) == REPORTED,
            str(row["id"]),
            str(row["what"]),
        )
        for row in acts
    ]
    met = [
        Mark(_direction(row), telling.name(str(row["what"])), str(row["date"] or ""), True, str(row["what"]))
        for row in visits.get(partner, ())
    ]
    return Track(tie, partner, telling.name(partner), telling.kinds[tie.kind], legal, met)


def _direction(row: Row) -> str:
    away = row["away"]
    return "met" if away is None else "out" if away else "in"


def _by(rows: Sequence[Row], column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(str(row[column]), []).append(row)
    return found


def other(tie: Tie, city: str) -> str:
    return tie.b if tie.a == city else tie.a


def begun(tie: Tie) -> date | None:
    """The first day of it that anybody knows."""
    return next((one.first for one in tie.spells if one.first != date.min), None)


def ended(telling: Telling, tie: Tie) -> str:
    """Its end as the sources say it, or the first day on which one of them has it over; nothing, if none does."""
    last = max((one.last for one in tie.spells if one.state != NOT), default=EVER)
    return telling.dates(tie.end) or (_("{day} au plus tard").format(day=telling.dates(last)) if last < EVER else "")


def life(telling: Telling, tie: Tie) -> str:
    begin, end = telling.dates(tie.begin) or _("début inconnu"), ended(telling, tie)
    return f"{begin} – {end}" if end else begin
