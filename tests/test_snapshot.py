"""The network as a picture: its lines are the rows of the question on that day, its names do not overlap."""

from collections.abc import Callable
from datetime import date
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from entrevilles.dataset import Dataset
from entrevilles.viz import drawing, snapshot, strokes
from entrevilles.viz.drawing import Box
from entrevilles.viz.following import Following
from entrevilles.viz.network import SURE, Network, local
from entrevilles.viz.telling import Telling
from entrevilles.viz.views import WIDE, View
from tests.networks import name_boxes, overlapping, unspoken

Viewed = Callable[..., tuple[View, Telling]]


def picture(view: View) -> Element:
    return ElementTree.fromstring(view.slide(WIDE).svg())


def ties(root: Element) -> set[tuple[str, str, str]]:
    return {(one.attrib["data-tie"], one.attrib["data-kind"], one.attrib["data-state"]) for one in root.iter() if "data-tie" in one.attrib}


@pytest.mark.parametrize("year", [1970, 2005, 2024])
def test_the_lines_of_the_whole_are_the_rows_of_the_question(shipped: Dataset, viewed: Viewed, year: int) -> None:
    day = date(year, 12, 31)
    rows = [row for row in shipped.query("ties", date=day) if local(row["in_force"]) != "no"]
    asked = {(str(row["tie"]).removeprefix(shipped.names.id), local(row["kind"]), local(row["in_force"])) for row in rows}
    view, _telling = viewed(shipped, "network", since=day, until=day, unspoken=True)
    assert ties(picture(view)) == asked
    ends = {str(row[end]).removeprefix(shipped.names.id) for row in rows for end in ("a", "b")}
    assert {one.attrib["data-node"] for one in picture(view).iter() if "data-node" in one.attrib} == ends


@pytest.mark.parametrize("city", ["quebec", "bordeaux", "chauray", "c40"])
def test_around_a_city_stand_its_ties_and_those_among_its_partners(shipped: Dataset, viewed: Viewed, city: str) -> None:
    day, home = date(2024, 6, 1), f"{shipped.names.id}{city}"
    rows = [row for row in shipped.query("ties", date=day) if local(row["in_force"]) != "no"]
    near = {home} | {end for row in rows if home in (row["a"], row["b"]) for end in (row["a"], row["b"])}
    asked = {str(row["tie"]).removeprefix(shipped.names.id) for row in rows if {row["a"], row["b"]} <= near}
    view, _telling = viewed(shipped, "network", city, since=day, until=day, unspoken=True)
    assert {tie for tie, _kind, _state in ties(picture(view))} == asked


@pytest.mark.parametrize("year", [1970, 2005, 2024])
def test_a_tie_of_unsaid_begin_is_drawn_once_a_source_speaks_of_it(shipped: Dataset, whole: Network, viewed: Viewed, year: int) -> None:
    day, hidden = date(year, 12, 31), {iri.removeprefix(shipped.names.id) for iri in unspoken(shipped, whole, year)}
    told, every = (viewed(shipped, "network", since=day, until=day, unspoken=wish)[0] for wish in (False, True))
    assert ties(picture(every)) - ties(picture(told)) == {one for one in ties(picture(every)) if one[0] in hidden}
    assert {one[0] for one in ties(picture(told))}.isdisjoint(hidden)
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
    for one in picture(view).iter():
        if state := one.attrib.get("data-state"):
            drawn_by = [path.attrib["stroke"] for path in one.iter() if path.tag.endswith("path")]
            assert (drawn_by[1:] == ["#ffffff"]) == (state == "cannot-be-told")
            assert any("opacity" in path.attrib for path in one.iter()) == ("data-dormant" in one.attrib)


@pytest.mark.parametrize("city", ["", "quebec", "bordeaux", "namur"])
def test_names_do_not_overlap_and_those_of_the_twenty_largest_are_there(shipped: Dataset, viewed: Viewed, city: str) -> None:
    view, telling = viewed(shipped, "network", city, since=date(2024, 6, 1), until=date(2024, 6, 1))
    slide = view.slide(WIDE)
    root = ElementTree.fromstring(slide.svg())
    boxes = name_boxes(root)
    assert overlapping(boxes) == []
    assert all(box.within(Box(0, 0, slide.width, slide.height)) for found in boxes.values() for box in found)
    part = telling.network.part(telling.selection)
    largest = sorted(part.degrees, key=lambda iri: (-part.degrees[iri], iri))[:20]
    assert set(largest) <= boxes.keys()


def test_nothing_to_draw_is_said(shipped: Dataset, viewed: Viewed) -> None:
    view, _telling = viewed(shipped, "network", "quebec", since=date(1700, 1, 1), until=date(1700, 1, 1), kinds=("https://w3id.org/none",))
    assert view.lead == "Aucun lien n'est connu ici, avec ces choix."
    assert ties(picture(view)) == set()


def test_lines_are_as_thick_as_contacts_make_them_and_dormant_ones_pale(shipped: Dataset, whole: Network, viewed: Viewed) -> None:
    """As the page has it: ten years up to the day; only of ties that the sources follow."""
    day = date(2024, 6, 1)
    view, telling = viewed(shipped, "network", "quebec", since=day, until=day)
    root, following = picture(view), Following(shipped, whole)
    widths = {one.attrib["data-tie"]: float(one[1].attrib["stroke-width"]) for one in root.iter() if one.attrib.get("data-state") == "yes"}
    pale = {one.attrib["data-tie"] for one in root.iter() if "data-dormant" in one.attrib}
    held = {}
    for iri, tie in telling.network.part(telling.selection).ties.items():
        if tie.state(day) == "yes":
            met = whole.contacts.get(tie.pair, ())
            held[telling.slug(iri)] = (
                sum(1 for one in met if one.first and one.last and one.last > date(2014, 6, 1) and one.first <= day),
                tie,
            )
    assert widths.keys() == held.keys()
    assert widths == {slug: pytest.approx(snapshot.UNIT * strokes.thickness(count), abs=0.01) for slug, (count, _tie) in held.items()}
    assert len(set(widths.values())) > 2
    silent = {slug for slug, (count, tie) in held.items() if not count and following.followed(tie) and tie.state(date(2014, 6, 2)) != "no"}
    assert pale == silent != set()


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(colour: str, ground: str, opacity: float = 1) -> float:
    mixed = [round(int(colour[at : at + 2], 16) * opacity + int(ground[at : at + 2], 16) * (1 - opacity)) for at in (1, 3, 5)]
    low, high = sorted((_luminance("#" + "".join(f"{part:02x}" for part in mixed)), _luminance(ground)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("ground", [drawing.PAPER, drawing.BLOCK, drawing.SEA, drawing.LAND])
def test_ties_stand_out_on_any_ground_and_dormant_ones_are_seen(ground: str) -> None:
    """WCAG 1.4.11 asks for 3:1."""
    assert min(_contrast(colour, ground) for colour in strokes.PALETTE) >= 3
    assert min(_contrast(colour, ground, strokes.PALE) for colour in strokes.PALETTE) >= 1.7
