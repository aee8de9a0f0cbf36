"""A year in review: what is on the map and in the calendar is what the question answers; what has no month is said as such."""

from collections.abc import Callable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.viz.telling import Telling, span
from entrevilles.viz.views import NARROW, WIDE, View

Viewed = Callable[..., tuple[View, Telling]]
YEARS = (1999, 2001, 2023, 2025)


def drawn(view: View, wide: float = WIDE) -> Element:
    return ElementTree.fromstring(view.draw(wide).svg())


@pytest.mark.parametrize("wide", [WIDE, NARROW])
@pytest.mark.parametrize("year", YEARS)
def test_the_calendar_has_each_activity_once_in_its_month(shipped: Dataset, viewed: Viewed, year: int, wide: float) -> None:
    asked = {}
    for row in shipped.query("year-places", city="quebec", year=year):
        when = span(row["date"])
        assert when
        one_month = (when[0].year, when[0].month) == (when[1].year, when[1].month)
        asked[str(row["activity"]).removeprefix(shipped.names.id)] = str(when[0].month if one_month else 0)
    view, _telling = viewed(shipped, "year", "quebec", year)
    items = [one.attrib for one in drawn(view, wide).iter() if "data-activity" in one.attrib]
    assert len(items) == len(asked)
    assert {one["data-activity"]: one["data-month"] for one in items} == asked


@pytest.mark.parametrize("year", YEARS)
def test_the_map_has_each_place_of_each_activity(shipped: Dataset, viewed: Viewed, year: int) -> None:
    asked = {
        (
            str(row["place"]).removeprefix(shipped.names.id).removesuffix("#place"),
            "out" if row["away"] else "in",
            str(row["activity"]).removeprefix(shipped.names.id),
        )
        for row in shipped.query("year-places", city="quebec", year=year)
        if row["lat"] is not None and row["place"] != f"{shipped.names.id}quebec#place"
    }
    view, _telling = viewed(shipped, "year", "quebec", year)
    stops = [one.attrib for one in drawn(view).iter() if "data-stop" in one.attrib]
    assert {(one["data-stop"], one["data-kind"], thing) for one in stops for thing in one["data-things"].split()} == asked


@pytest.mark.parametrize("year", YEARS)
def test_the_counts_are_those_of_missions_and_receptions(shipped: Dataset, viewed: Viewed, year: int) -> None:
    missions = {row["mission"] for row in shipped.query("missions", city="quebec", year=year) if _held(shipped, row["mission"])}
    receptions = {row["reception"] for row in shipped.query("receptions", city="quebec", year=year)}
    view, _telling = viewed(shipped, "year", "quebec", year)
    texts = [one.text for one in drawn(view).iter() if one.tag.endswith("text")]
    assert texts[0] == str(len(missions))
    assert texts[2] == str(len(receptions))


def _held(dataset: Dataset, mission: object) -> bool:
    answer = dataset.store.query(
        f"ASK {{ GRAPH <https://w3id.org/entrevilles/graph/reading> {{ <{mission}> <https://w3id.org/entrevilles/ontology#attestedAs> "
        "<https://w3id.org/entrevilles/concept/reported> } }"
    )
    return bool(answer)


def test_what_is_only_announced_is_counted_apart(shipped: Dataset, viewed: Viewed) -> None:
    view, _telling = viewed(shipped, "year", "quebec", 2001)
    assert "Missions rapportées : 1 · Accueils rapportés : 1" in view.lead
    assert any("Annoncées" in note and ": 3" in note for note in view.notes)


def test_who_represents_a_country_here_does_not_come_from_it(shipped: Dataset, viewed: Viewed) -> None:
    view, _telling = viewed(shipped, "year", "quebec", 2023)
    stops = {one.attrib["data-stop"]: one.attrib["data-things"] for one in drawn(view).iter() if "data-stop" in one.attrib}
    assert "consul-du-japon-accueil-2023" in stops["montreal"]
    assert not stops.keys() & {"japon", "cuba", "italie", "quebec"}
    assert any(note.startswith("Corps consulaire") and "Ambassadeur des États-Unis" in note for note in view.notes)


def test_dates_that_only_say_the_year_are_said_as_such(shipped: Dataset, viewed: Viewed) -> None:
    view, _telling = viewed(shipped, "year", "quebec", 2023)
    undated = sum(1 for one in drawn(view).iter() if one.attrib.get("data-month") == "0")
    assert undated > 20
    assert any(f"Datées seulement de l'année, donc hors du calendrier des mois : {undated}." == note for note in view.notes)


@pytest.mark.parametrize(("city", "year"), [("quebec", 1850), ("bordeaux", 2023)])
def test_a_year_without_anything_is_said(shipped: Dataset, viewed: Viewed, city: str, year: int) -> None:
    view, _telling = viewed(shipped, "year", city, year)
    assert str(year) in view.lead
    assert "Aucune mission" in view.lead


def test_an_empty_dataset_has_its_year(small: Folder, viewed: Viewed) -> None:
    view, _telling = viewed(Dataset(small), "year", "quebec", 2023)
    assert not list(view.tables)


def test_names_on_the_map_do_not_overlap(shipped: Dataset, viewed: Viewed) -> None:
    from entrevilles.viz.drawing import covered

    view, _telling = viewed(shipped, "year", "quebec", 2023)
    found = set()
    for window in drawn(view).iter("{http://www.w3.org/2000/svg}svg"):
        texts = [one for one in window if "data-label" in one.attrib]
        boxes = [
            covered(float(t.attrib["x"]), float(t.attrib["y"]), t.text or "", float(t.attrib["font-size"]), anchor="middle") for t in texts
        ]
        owners = [t.attrib["data-label"] for t in texts]
        found |= set(owners)
        assert [
            (owners[i], owners[j]) for i in range(len(boxes)) for j in range(i) if owners[i] != owners[j] and boxes[i].meets(boxes[j])
        ] == []
    assert len(found) > 20


def test_a_crowded_part_is_shown_larger_with_its_names(shipped: Dataset, viewed: Viewed) -> None:
    windows = [
        one for one in drawn(viewed(shipped, "year", "quebec", 2023)[0]).iter("{http://www.w3.org/2000/svg}svg") if one.attrib.get("x")
    ]
    names = [{one.attrib["data-label"] for one in window if "data-label" in one.attrib} for window in windows]
    assert any({"bordeaux", "namur", "bruges"} <= found for found in names)
    assert sum("bordeaux" in found for found in names) == 1
    alone = [
        one for one in drawn(viewed(shipped, "year", "quebec", 1999)[0]).iter("{http://www.w3.org/2000/svg}svg") if one.attrib.get("x")
    ]
    assert len(alone) == 1


def test_missions_of_the_bureau_are_told_apart_and_places_are_defined(shipped: Dataset, viewed: Viewed) -> None:
    view, _telling = viewed(shipped, "year", "quebec", year=2023)
    count = len(list(shipped.query("missions-coordinated", year=2023, unit="bri")))
    assert count > 1
    assert f" · dont coordonnées (Bureau des relations internationales) : {count}" in view.lead
    assert any(note.startswith("Lieux : ") for note in view.notes)


def test_the_calendar_tells_a_plan_from_what_was_held(shipped: Dataset, viewed: Viewed) -> None:
    view, _telling = viewed(shipped, "year", "quebec", 2023)
    texts = " ".join(one.text or "" for one in drawn(view).iter())
    assert "à partir du 6 (annoncé) · Mission" in texts
    assert "20 · " not in texts
    dates = {line.cells[2]: line.cells[0] for line in view.tables[0].lines}
    assert dates["Mission du maire à Paris, Bordeaux, Namur et Bruxelles"] == "avril 2023"
    assert dates["Mission du maire à Bruges et Lyon"] == "du 6 au 15 octobre 2023 (annoncé)"
