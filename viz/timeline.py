"""The timeline of a city: its ties over the years, as a figure and as tables."""

from collections.abc import Sequence
from functools import partial

from entrevilles.ontology.language import _, collation
from entrevilles.viz import abridged, timeline_figure
from entrevilles.viz.telling import Telling, directions
from entrevilles.viz.timeline_figure import axis, told
from entrevilles.viz.tracks import Mark, Track, ended, on_renewing, tracks
from entrevilles.viz.views import Choice, Line, Table, Total, View

STATES = ("yes", "cannot-be-told", "sources-disagree", "no")
SEARCHED = 20
"""From more relationships than these on, a page lets one search."""


def view(telling: Telling) -> View:
    found = on_renewing(tracks(telling))
    city = telling.name(telling.city)
    years = axis(telling, found)
    words = _("Relations : {count}, de {first} à {last} ; état au {day}").format(
        count="{n}", first=years.start, last=years.stop - 1, day=telling.dates(telling.day)
    )
    total = Total(words, len(found), {})
    return View(
        title=_("{city} : ses relations dans le temps").format(city=city),
        lead=total.text if found else _("Aucune relation de {city} n'est connue ici, avec ces choix.").format(city=city),
        draw=partial(timeline_figure.drawn, telling, *_kept(found, abridged.PAGE, searched=True)),
        slide=partial(timeline_figure.slide, telling, *_kept(found, abridged.SLIDE)),
        tables=(_ties(telling, found), _events(telling, found)) if found else (),
        things=[iri for track in found for iri in (track.tie.relationship, *(one.iri for one in (*track.acts, *track.visits)))],
        notes=_notes(telling, found),
        choices=_choices(telling, found),
        totals=[total] if found else (),
        searched=len(found) > SEARCHED,
    )


def _kept(found: Sequence[Track], most: int, *, searched: bool = False) -> tuple[Sequence[Track], str]:
    return abridged.tracks(found, most), abridged.tracks_left_out(found, most, searched=searched)


def _notes(telling: Telling, found: Sequence[Track]) -> list[str]:
    left_out = telling.part.own(telling.city).left_out
    if not found:
        return left_out
    undated = [one for track in found for one in (*track.acts, *track.visits) if not one.span]
    notes = [_("La ligne pointillée marque le {day}.").format(day=telling.dates(telling.day))]
    notes.append(_("Une visite ou une rencontre est dessinée une fois, sous la plus ancienne relation avec le partenaire."))
    if never := sum(1 for track in found if not track.dated):
        notes.append(_("Jamais datées, donc sans barre : {count}.").format(count=never))
    if any(track.also for track in found):
        notes.append(_("≠ : des sources rangent la relation sous une autre sorte ; elle est comptée une fois."))
    if undated:
        notes.append(_("Sans date, donc non dessinés : {count}.").format(count=len(undated)))
    return notes + left_out


def _choices(telling: Telling, found: Sequence[Track]) -> list[Choice]:
    kinds = {track.kind.name: (track.kind.name, track.kind.label, track.kind.colour) for track in found}
    data = [told(telling, track) for track in found]
    states = [(state, telling.state(state), "") for state in STATES if any(one["state"] == state for one in data)]
    names = {one["country"]: _country(telling, track) for one, track in zip(data, found, strict=True)}
    countries = sorted(((slug, name, "") for slug, name in names.items()), key=lambda option: (option[0] == "-", collation(option[1])))
    legends = (_("Liens"), _("État au {day}").format(day=telling.dates(telling.day)), _("Pays"))
    groups = (list(kinds.values()), states, countries)
    return [Choice(name, legend, options) for name, legend, options in zip(("kind", "state", "country"), legends, groups, strict=True)]


def _country(telling: Telling, track: Track) -> str:
    country = telling.country(track.partner)
    return telling.name(country) if country else _("sans pays")


def _ties(telling: Telling, found: Sequence[Track]) -> Table:
    headers = (_("Partenaire"), _("Lien"), _("Début"), _("Fin"), _("État au {day}").format(day=telling.dates(telling.day)))
    lines = [
        Line(
            (
                track.named,
                track.nature,
                telling.dates(track.tie.begin) or _("inconnu"),
                ended(telling, track.tie) or "–",
                telling.state(track.tie.state(telling.day)),
            ),
            (track.tie.relationship,),
            told(telling, track),
        )
        for track in found
    ]
    return Table(_("Les relations"), headers, lines, _("Aucune relation avec ces choix."))


def _events(telling: Telling, found: Sequence[Track]) -> Table:
    said = directions()
    events = [(one, track) for track in found for one in (*track.acts, *track.visits)]
    events.sort(
        key=lambda pair: (pair[0].span is None, pair[0].span or (), pair[0].kind, collation(pair[0].words), pair[0].iri, pair[1].tie.iri)
    )
    lines = [
        Line(
            (telling.dates(one.cell) or _("sans date"), said[one.kind], _worded(one), track.label),
            (one.iri,),
            {name: value for name, value in told(telling, track).items() if name != "row"} | {"event": one.iri.rsplit("/id/", 1)[-1]},
        )
        for one, track in events
    ]
    headers = (_("Date"), _("Sorte"), _("Quoi"), _("Partenaire"))
    return Table(_("Les actes, les visites et les rencontres"), headers, lines, _("Aucun acte ni aucune visite avec ces choix."))


def _worded(one: Mark) -> str:
    return one.words if one.told else _("{what} (annoncé)").format(what=one.words)
