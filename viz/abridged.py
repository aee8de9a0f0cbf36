"""What a figure keeps where there is too much for a slide: those with most to tell, and how many others there are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from entrevilles.ontology.language import _
from entrevilles.viz.network import NOT, Network
from entrevilles.viz.telling import EVER
from entrevilles.viz.tracks import Track

ACTORS, AROUND, TIES = 250, 90, 350
"""Of a picture of the network; actors around a city."""
SLIDE, PAGE = 52, 300
"""Relationships of a timeline, on a slide and on a page, which has a table of all."""
CHANGES = 44
"""Of a figure of two dates, all sorts together."""


def network(whole: Network, city: str) -> Network:
    """The most active actors, as many as a slide has room for, and the ties between them; the city, if there is one, among them."""
    if len(whole.actors) <= (AROUND if city else ACTORS) and len(whole.ties) <= TIES:
        return whole
    near: dict[str, list[str]] = {iri: [] for iri in whole.actors}
    for tie in whole.ties.values():
        near[tie.a].append(tie.b)
        near[tie.b].append(tie.a)
    kept: set[str] = set()
    ties = 0
    for iri in _active(whole, city)[: AROUND if city else ACTORS]:
        more = sum(1 for other in near[iri] if other in kept)
        if len(kept) > 1 and ties + more > TIES:
            break
        kept.add(iri)
        ties += more
    found = {iri: tie for iri, tie in whole.ties.items() if kept.issuperset(tie.pair)}
    ends = {end for tie in found.values() for end in tie.pair}
    return replace(whole, ties=found, actors={iri: actor for iri, actor in whole.actors.items() if iri in ends})


def _active(whole: Network, city: str) -> list[str]:
    """By ties and contacts, those with the city if there is one; then by all ties."""
    pairs = [tie.pair for tie in whole.ties.values() if not city or city in tie.pair]
    held = Counter(end for pair in pairs for end in pair)
    for pair in set(pairs):
        for end in pair:
            held[end] += len(whole.contacts.get(pair, ()))
    return sorted(whole.actors, key=lambda iri: (iri != city, -held[iri], -whole.degrees[iri], iri))


def left_out(whole: Network, shown: Network, city: str) -> str:
    """Nothing, if all is shown."""
    if len(shown.ties) == len(whole.ties):
        return ""
    said = _("Trop pour une image : en voici {shown} acteurs, les plus actifs ; {actors} autres et {ties} liens n'y sont pas ({options}).")
    return said.format(
        shown=len(shown.actors),
        actors=len(whole.actors) - len(shown.actors),
        ties=len(whole.counted) - len(shown.counted),
        options=options("--kind", "--country", "--on", *(() if city else ("--city",))),
    )


def tracks(found: Sequence[Track], most: int) -> Sequence[Track]:
    """In their order; those with most acts, visits and meetings, then the longest."""
    if len(found) <= most:
        return found
    kept = {one.tie.iri for one in sorted(found, key=activity)[:most]}
    return [one for one in found if one.tie.iri in kept]


def activity(track: Track) -> tuple[int, int, str]:
    """A key: the most active first."""
    return -len(track.acts) - len(track.visits), -_days(track), track.tie.iri


def _days(track: Track) -> int:
    """How long it was, or may have been, in force, as far as anybody knows when it began."""
    known = [one for one in track.tie.spells if one.state != NOT and one.first != date.min]
    return sum((min(one.last, EVER) - one.first).days for one in known)


def tracks_left_out(found: Sequence[object], most: int, *, searched: bool = False) -> str:
    """`searched`: on a page, whose table has all and can be searched. Nothing, if all are shown."""
    if len(found) <= most:
        return ""
    said = _("Trop pour une figure : en voici {shown}, les plus actives, puis les plus longues ; {others} autres n'y sont pas ({options}).")
    table = " " + _("Le tableau les a toutes, et l'on peut y chercher.") if searched else ""
    return said.format(shown=most, others=len(found) - most, options=options("--kind", "--country", "--since", "--until")) + table


def changes_left_out(count: int) -> str:
    """Nothing, if none is."""
    said = _(
        "Trop pour une figure : voici, de chaque sorte, ceux des relations les plus actives ; {others} autres n'y sont pas ({options})."
    )
    return said.format(others=count, options=options("--kind", "--country", "--since", "--until")) if count else ""


def options(*names: str) -> str:
    return _("pour les voir, réduisez : {options}").format(options=", ".join(names))
