"""The ties of a city one by one, with the legal acts of each and what happened with its partner."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from entrevilles.ontology.language import _, collation
from entrevilles.viz.network import Row, Tie, local
from entrevilles.viz.telling import EVER, REPORTED, Kind, Telling, span


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
    """One tie of the city, and what happened in it."""

    tie: Tie
    partner: str
    label: str
    kind: Kind
    acts: Sequence[Mark]
    visits: Sequence[Mark]


def tracks(telling: Telling) -> list[Track]:
    """By kind, commonest first; then by first known day; those whose begin nobody knows last."""
    wish = telling.selection
    part = telling.network.part(replace(wish, since=None, until=None) if wish.on else wish)  # a day is when states are told of
    ties = [tie for tie in part.ties.values() if telling.city in tie.pair]
    counts = Counter(tie.kind for tie in ties)
    order = {kind: rank for rank, kind in enumerate(sorted(counts, key=lambda kind: (-counts[kind], kind)))}
    city = telling.slug(telling.city)
    acts, visits = _by(telling.ask("acts", city=city), "relationship"), _by(telling.ask("visits", city=city), "partner")
    ties.sort(key=lambda tie: (order[tie.kind], begun(tie) or EVER, collation(telling.name(other(tie, telling.city))), tie.iri))
    oldest = {other(tie, telling.city): tie.iri for tie in sorted(ties, key=lambda tie: (begun(tie) or EVER, tie.iri), reverse=True)}
    return [
        _track(telling, tie, acts.get(tie.relationship, []), visits if oldest[other(tie, telling.city)] == tie.iri else {}) for tie in ties
    ]


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


def life(telling: Telling, tie: Tie) -> str:
    begin, end = telling.dates(tie.begin) or _("début inconnu"), telling.dates(tie.end)
    return f"{begin} – {end}" if end else begin
