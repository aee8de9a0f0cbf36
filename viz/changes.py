"""Two dates of a city side by side: what began, ended, was renewed and went quiet between them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from entrevilles.ontology.errors import InputError
from entrevilles.ontology.language import _, collation
from entrevilles.viz import changes_figure, years
from entrevilles.viz.network import NOT
from entrevilles.viz.telling import Telling
from entrevilles.viz.tracks import Mark, Track, begun, ended, life, tracks
from entrevilles.viz.views import Choice, Line, Table, Total, View

RENEWALS = "renewal"


@dataclass(frozen=True)
class Change:
    """`what`: began, ended, passed (began and ended between the two), renewed, quiet. `when` is in words, `cell` in EDTF."""

    what: str
    track: Track
    before: str
    after: str
    when: str
    cell: str


@dataclass(frozen=True)
class Sides:
    """The two days, and the ties of the city that were, or may have been, in force on each: tie → state.

    `moves`: began, renewed, ended, unsaid → by how many the second count differs from the first. `unsaid`: the ties whose begin nobody
    says and of which a source first speaks between the two.
    """

    days: tuple[date, date]
    before: Mapping[str, str]
    after: Mapping[str, str]
    kinds: Mapping[str, Track]
    moves: Mapping[str, int]
    unsaid: Sequence[Track]

    def counts(self, side: int) -> Counter[tuple[str, str]]:
        """Ties by the name of their kind and their state."""
        return Counter((self.kinds[tie].kind.name, state) for tie, state in (self.before, self.after)[side].items())


def view(telling: Telling) -> View:
    """Raises InputError without two days."""
    since, until = days(telling)
    found = tracks(telling)
    city, moved = telling.name(telling.city), changes(telling, found)
    sides, totals = _sides(telling, found, moved, (since, until)), _totals(moved)
    none = (
        _("Rien n'a changé entre ces dates.")
        if found
        else _("Aucune relation de {city} n'est connue entre ces dates, avec ces choix.").format(city=city)
    )
    draw = partial(changes_figure.drawn, telling, moved, sides)
    return View(
        title=title(telling),
        lead=" · ".join(total.text for total in totals) or none,
        draw=draw,
        slide=draw,
        tables=(_table(telling, moved, (since, until)),) if found else (),
        things=[iri for track in found for iri in (track.tie.relationship, *(one.iri for one in (*track.acts, *track.visits)))],
        notes=notes(telling, found, since),
        choices=_choices(moved),
        totals=totals,
    )


def _totals(moved: Sequence[Change]) -> list[Total]:
    counts = Counter(one.what for one in moved)
    words = {what: _("{what} : {count}").format(what=name, count="{n}") for what, name in changes_figure.headings().items()}
    return [Total(words[what], counts[what], {"change": what}) for what in words if counts[what]]


def days(telling: Telling) -> tuple[date, date]:
    """Raises InputError without two days."""
    since, until = telling.selection.since, telling.selection.until
    if since is None or until is None or since == until:
        raise InputError(_("entre quelles dates ?"), _("donnez-les : --since 2000-01-01 --until 2024-12-31"))
    return since, until


def title(telling: Telling) -> str:
    since, until = map(telling.dates, days(telling))
    return _("{city} : du {since} au {until}").format(city=telling.name(telling.city), since=since, until=until)


def changes(telling: Telling, found: Sequence[Track]) -> list[Change]:
    """By what, then by partner. A tie may be in several: begun, then renewed."""
    since, until = days(telling)
    met = {track.partner: track.visits for track in found if track.visits}
    again = _renewals(found, since, until)
    moved = [_renewed(telling, new, old, since, until) for new, old in again]
    told, renewing = {track.tie.iri for pair in again for track in pair}, {new.tie.relationship for new, _old in again}
    told |= {track.tie.iri for track in found if _renews(track, since, until)}
    for track in found:
        rest = replace(track, acts=[act for act in track.acts if act.iri not in renewing])
        moved += [] if track.tie.iri in told else _turned(telling, track, since, until)
        moved += _lasting(telling, rest, since, until, met.get(track.partner, ()))
    order = list(changes_figure.headings())
    return sorted(moved, key=lambda one: (order.index(one.what), collation(one.track.label), one.track.tie.iri))


def _renewals(found: Sequence[Track], since: date, until: date) -> list[tuple[Track, Track]]:
    """Relationships that began between the two days, each with an earlier one of the same partner that it renews."""
    made = {(track.tie.relationship, track.partner): track for track in found}
    acts = [(act, track) for track in found for act in track.acts if _is_renewal(act, since, until)]
    pairs = [(made[act.iri, track.partner], track) for act, track in acts if (act.iri, track.partner) in made]
    return [(new, old) for new, old in pairs if new.tie.state(since) == NOT]


def _renews(track: Track, since: date, until: date) -> bool:
    """Whether it began between the two days, as a renewal of an older relation."""
    return track.tie.renewal and _turn(track.tie.state(since), track.tie.state(until)) == ["began"]


def _renewed(telling: Telling, new: Track, old: Track, since: date, until: date) -> Change:
    when = _("{life}, après {earlier}").format(life=life(telling, new.tie), earlier=life(telling, old.tie))
    return Change("renewed", new, old.tie.state(since), new.tie.state(until), when, new.tie.begin)


def _turned(telling: Telling, track: Track, since: date, until: date) -> list[Change]:
    before, after = track.tie.state(since), track.tie.state(until)
    return [
        Change(what, track, before, after, _when(telling, track, what), track.tie.begin if what == "began" else track.tie.end)
        for what in _turn(before, after)
    ]


def _lasting(telling: Telling, track: Track, since: date, until: date, visits: Sequence[Mark]) -> list[Change]:
    made, before, after = [], track.tie.state(since), track.tie.state(until)
    if renewed := [act for act in track.acts if _is_renewal(act, since, until)]:
        cells = list(dict.fromkeys(act.cell for act in renewed))
        when = _("renouvelée : {date}").format(date=", ".join(map(telling.dates, cells)))
        if _renews(track, since, until):
            when = _("{life}, renouvellement d'une relation antérieure").format(life=life(telling, track.tie))
        made.append(Change("renewed", track, before, after, when, " | ".join(cells)))
    if before == after == "yes" and (last := _quiet(visits, since, until)):
        when = _("dernier contact connu : {date}").format(date=telling.dates(last.cell))
        made.append(Change("quiet", track, before, after, when, last.cell))
    return made


def _is_renewal(act: Mark, since: date, until: date) -> bool:
    return act.kind_iri.endswith(f"/{RENEWALS}") and act.told and _between(act, since, until)


def _when(telling: Telling, track: Track, what: str) -> str:
    """Begin and end, each named; the day that a tie of merged cities is counted from; the first day that it is known to be over."""
    if what == "began":
        return _counted(telling, track, life(telling, track.tie))
    begin = _counted(telling, track, telling.dates(track.tie.begin) or _("inconnu"))
    return _("début : {begin} ; fin : {end}").format(begin=begin, end=ended(telling, track.tie) or _("inconnue"))


def _counted(telling: Telling, track: Track, said: str) -> str:
    first = begun(track.tie)
    known = [(one.earliest, one.latest) for one in years.said(track.tie.begin) if one.earliest and one.latest]
    if first is None or any(low <= first <= high for low, high in known):
        return said
    return _("{life}, compté depuis le {day}").format(life=said, day=telling.dates(first))


def _turn(before: str, after: str) -> list[str]:
    if before == NOT == after:
        return ["passed"]
    return ["began"] if before == NOT else ["ended"] if after == NOT else []


def _between(one: Mark, since: date, until: date) -> bool:
    """Surely after the first day, and not after the second."""
    return one.span is not None and since < one.span[0] and one.span[1] <= until


def _quiet(visits: Sequence[Mark], since: date, until: date) -> Mark | None:
    """The last contact, where it was before the first day and none may have been between the two."""
    dated = [(one.span, one) for one in visits if one.span]
    if any(when[1] >= since and when[0] <= until for when, _one in dated):
        return None
    earlier = [(when, one) for when, one in dated if when[1] < since]
    return max(earlier, key=lambda pair: (pair[0], pair[1].iri))[1] if earlier else None


def _sides(telling: Telling, found: Sequence[Track], moved: Sequence[Change], days: tuple[date, date]) -> Sides:
    before, after = (
        {track.tie.iri: state for track in found if (state := track.tie.state(day)) != NOT and not _untold(telling, track, day)}
        for day in days
    )
    unsaid = [track for track in found if track.tie.state(days[0]) != NOT and _untold(telling, track, days[0])]
    began, ended = ({one.track.tie.iri for one in moved if one.what == what} for what in ("began", "ended"))
    first = before.keys() | {track.tie.iri for track in unsaid}
    renewed = len(after.keys() - first - began) - len(first - after.keys() - ended)
    moves = {"began": len(began), "renewed": renewed, "ended": -len(ended), "unsaid": len(unsaid)}
    return Sides(days, before, after, {track.tie.iri: track for track in found}, moves, unsaid)


def _untold(telling: Telling, track: Track, day: date) -> bool:
    return not telling.selection.unspoken and track.tie.unspoken(day)


def notes(telling: Telling, found: Sequence[Track], since: date) -> list[str]:
    untold = sum(1 for track in found if _untold(telling, track, since))
    later = _("Relations au début non dit, dont aucune source ne parle encore le {day}, non comptées ce jour-là : {count}.")
    return [
        _("Une relation a commencé si elle n'était pas en vigueur à la première date et l'est, ou peut l'être, à la seconde."),
        _("Sans contact rapporté : en vigueur aux deux dates, un contact est connu avant la première, aucun entre les deux."),
        *([later.format(day=telling.dates(since), count=untold)] if untold else []),
        *telling.part.own(telling.city).left_out,
    ]


def _choices(moved: Sequence[Change]) -> list[Choice]:
    kinds = {one.track.kind.name: (one.track.kind.name, one.track.kind.label, one.track.kind.colour) for one in moved}
    named = changes_figure.headings()
    whats = [(what, named[what], "") for what in named if any(one.what == what for one in moved)]
    return [
        Choice("change", _("Changements"), whats),
        Choice("kind", _("Liens"), sorted(kinds.values(), key=lambda kind: collation(kind[1]))),
    ]


def _table(telling: Telling, moved: Sequence[Change], days: tuple[date, date]) -> Table:
    named = changes_figure.headings()
    lines = [
        Line(
            (named[one.what], one.track.label, one.track.nature, one.when, telling.state(one.before), telling.state(one.after)),
            (one.track.tie.relationship,),
            {"row": telling.slug(one.track.tie.iri), "change": one.what, "kind": one.track.kind.name},
        )
        for one in moved
    ]
    states = [_("État au {day}").format(day=telling.dates(day)) for day in days]
    headers = (_("Changement"), _("Partenaire"), _("Lien"), _("Quand"), *states)
    return Table(_("Ce qui a changé"), headers, lines, _("Rien n'a changé entre ces dates, avec ces choix."))
