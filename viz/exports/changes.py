"""What changed between two dates, as a graph: an edge for each change of a tie, with what the view shows of it and who says so."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from entrevilles.viz import changes
from entrevilles.viz.changes import Change
from entrevilles.viz.changes_figure import headings
from entrevilles.viz.exports import traversal
from entrevilles.viz.exports.table import Column, Graph, Table
from entrevilles.viz.telling import Telling
from entrevilles.viz.tracks import tracks


def of_changes(telling: Telling) -> Graph:
    """In the order of the view; a tie that was renewed, then ended, is twice there. Raises InputError without two days."""
    days = changes.days(telling)
    found = tracks(telling)
    moved = changes.changes(telling, found)
    ties = {one.track.tie.iri: one.track.tie for one in moved}
    graph = traversal.of_network(telling.dataset, telling.part.only(ties), changes.title(telling), "changes")
    place = {iri: row for row, iri in enumerate(graph.edges["id"].values)}
    rows = [place[one.track.tie.iri] for one in moved]
    kept = [Column(column.name, column.kind, [column.values[row] for row in rows]) for column in graph.edges.without("id")]
    said = replace(graph.about, notes=tuple(changes.notes(telling, found, days[0])))
    return replace(
        graph,
        about=said,
        edges=Table((*_changed(telling, moved), *kept)),
        spells=[graph.spells[row] for row in rows],
        since=[graph.since[row] for row in rows],
    )


def _changed(telling: Telling, moved: Sequence[Change]) -> Iterator[Column]:
    """`id` is of the change; `change_date` is EDTF, ` | ` where sources differ."""
    named = headings()
    yield Column("id", "text", [f"{one.track.tie.iri}#{one.what}" for one in moved])
    yield Column("tie", "text", [one.track.tie.iri for one in moved])
    yield Column("change", "text", [one.what for one in moved])
    yield Column("change_name", "text", [named[one.what] for one in moved])
    yield Column("change_date", "text", [one.cell or None for one in moved])
    yield Column("change_note", "text", [one.when for one in moved])
    yield Column("before", "text", [one.before for one in moved])
    yield Column("after", "text", [one.after for one in moved])
    yield Column("sources", "texts", [tuple(_sources(telling, one)) for one in moved])


def _sources(telling: Telling, one: Change) -> Iterator[str]:
    """Each with the places where it speaks of the relationship."""
    for source, places in telling.cited(one.track.tie.relationship).items():
        yield f"{telling.name(source)} ({'; '.join(places)})" if any(places) else telling.name(source)
