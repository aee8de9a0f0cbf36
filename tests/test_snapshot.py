"""The network as a picture: its lines are the rows of the question on that day, its names do not overlap."""

from collections.abc import Callable
from datetime import date
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from entrevilles.dataset import Dataset
from entrevilles.viz.drawing import Box, covered
from entrevilles.viz.network import SURE, Network, local
from entrevilles.viz.telling import Telling
from entrevilles.viz.views import WIDE, View
from tests.networks import unspoken

Viewed = Callable[..., tuple[View, Telling]]


def drawn(view: View) -> Element:
    return ElementTree.fromstring(view.slide(WIDE).svg())


def ties(root: Element) -> set[tuple[str, str, str]]:
    return {(one.attrib["data-tie"], one.attrib["data-kind"], one.attrib["data-state"]) for one in root.iter() if "data-tie" in one.attrib}


@pytest.mark.parametrize("year", [1970, 2005, 2024])
def test_the_lines_of_the_whole_are_the_rows_of_the_question(shipped: Dataset, viewed: Viewed, year: int) -> None:
    day = date(year, 12, 31)
    rows = [row for row in shipped.query("ties", date=day) if local(row["in_force"]) != "no"]
    asked = {(str(row["tie"]).removeprefix(shipped.names.id), local(row["kind"]), local(row["in_force"])) for row in rows}
    view, _telling = viewed(shipped, "network", since=day, until=day, unspoken=True)
    assert ties(drawn(view)) == asked
    ends = {str(row[end]).removeprefix(shipped.names.id) for row in rows for end in ("a", "b")}
    assert {one.attrib["data-node"] for one in drawn(view).iter() if "data-node" in one.attrib} == ends


@pytest.mark.parametrize("city", ["quebec", "bordeaux", "chauray", "c40"])
def test_around_a_city_stand_its_ties_and_those_among_its_partners(shipped: Dataset, viewed: Viewed, city: str) -> None:
    day, home = date(2024, 6, 1), f"{shipped.names.id}{city}"
    rows = [row for row in shipped.query("ties", date=day) if local(row["in_force"]) != "no"]
    near = {home} | {end for row in rows if home in (row["a"], row["b"]) for end in (row["a"], row["b"])}
    asked = {str(row["tie"]).removeprefix(shipped.names.id) for row in rows if {row["a"], row["b"]} <= near}
    view, _telling = viewed(shipped, "network", city, since=day, until=day, unspoken=True)
    assert {tie for tie, _kind, _state in ties(drawn(view))} == asked


@pytest.mark.parametrize("year", [1970, 2005, 2024])
def test_a_tie_of_unsaid_begin_is_drawn_once_a_source_speaks_of_it(shipped: Dataset, whole: Network, viewed: Viewed, year: int) -> None:
    day, hidden = date(year, 12, 31), {iri.removeprefix(shipped.names.id) for iri in unspoken(shipped, whole, year)}
    told, every = (viewed(shipped, "network", since=day, until=day, unspoken=wish)[0] for wish in (False, True))
    assert ties(drawn(every)) - ties(drawn(told)) == {one for one in ties(drawn(every)) if one[0] in hidden}
    assert {one[0] for one in ties(drawn(told))}.isdisjoint(hidden)
    assert (told.notes, every.notes) == (
        [f"Liens au début non dit, dont aucune source ne parle encore le 31 décembre {year}, laissés de côté : {len(hidden)}."],
        [],
    )


def test_the_lead_tells_those_in_force_first_and_each_relationship_once(shipped: Dataset, viewed: Viewed) -> None:
    day, home = date(2024, 6, 1), f"{shipped.names.id}quebec"
    rows = [row for row in shipped.query("ties", date=day) if home in (row["a"], row["b"])]
    sure = len({row["relationship"] for row in rows if local(row["in_force"]) == "yes"})
    view, telling = viewed(shipped, "network", "quebec", since=day, until=day)
    part = telling.network.part(telling.selection)
    states = {(tie.relationship, tie.pair): set[str]() for tie in part.ties.values()}
    for tie in part.ties.values():
        states[tie.relationship, tie.pair].add(tie.state(day))

    def having(state: str, *, own: bool) -> int:
        surest = {key: next(one for one in SURE if one in found) for key, found in states.items()}
        return sum(1 for (_via, pair), found in surest.items() if found == state and (home in pair) is own)

    assert having("yes", own=True) == sure
    assert f" — en vigueur : {sure} avec Québec, {having('yes', own=False)} entre partenaires ; " in view.lead
    own, among = (having("cannot-be-told", own=own) for own in (True, False))
    assert f" ; ne peut être établi : {own} avec Québec, {among} entre partenaires ; acteurs : " in view.lead


def test_what_cannot_be_told_is_hollow_and_nothing_else_is(shipped: Dataset, viewed: Viewed) -> None:
    day = date(2024, 6, 1)
    view, _telling = viewed(shipped, "network", "quebec", since=day, until=day)
    for one in drawn(view).iter():
        if state := one.attrib.get("data-state"):
            drawn_by = [path.attrib["stroke"] for path in one.iter() if path.tag.endswith("path")]
            assert (drawn_by[1:] == ["#ffffff"]) == (state == "cannot-be-told")
            assert any("opacity" in path.attrib for path in one.iter()) == ("data-dormant" in one.attrib)


@pytest.mark.parametrize("city", ["", "quebec", "bordeaux", "namur"])
def test_names_do_not_overlap_and_those_of_the_twenty_largest_are_there(shipped: Dataset, viewed: Viewed, city: str) -> None:
    view, telling = viewed(shipped, "network", city, since=date(2024, 6, 1), until=date(2024, 6, 1))
    drawing = view.slide(WIDE)
    root = ElementTree.fromstring(drawing.svg())
    boxes: dict[str, list[Box]] = {}
    for one in root.iter():
        if name := one.attrib.get("data-label"):
            where = float(one.attrib["x"]), float(one.attrib["y"])
            boxes.setdefault(name, []).append(covered(*where, one.text or "", float(one.attrib["font-size"]), anchor="middle"))
    names = list(boxes)
    assert not [
        (a, b) for rank, a in enumerate(names) for b in names[:rank] if any(one.meets(other) for one in boxes[a] for other in boxes[b])
    ]
    assert all(box.within(Box(0, 0, drawing.width, drawing.height)) for found in boxes.values() for box in found)
    part = telling.network.part(telling.selection)
    largest = sorted(part.degrees, key=lambda iri: (-part.degrees[iri], iri))[:20]
    assert set(largest) <= set(names)


def test_nothing_to_draw_is_said(shipped: Dataset, viewed: Viewed) -> None:
    view, _telling = viewed(shipped, "network", "quebec", since=date(1700, 1, 1), until=date(1700, 1, 1), kinds=("https://w3id.org/none",))
    assert view.lead == "Aucun lien n'est connu ici, avec ces choix."
    assert ties(drawn(view)) == set()
