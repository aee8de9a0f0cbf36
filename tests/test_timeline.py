"""The timeline: its bars are the spells of the ties, its marks the rows of the questions, and nobody is drawn twice."""

import re
from collections.abc import Callable
from datetime import date
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pyoxigraph as ox
import pytest

from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.viz.network import local
from entrevilles.viz.telling import Telling, span
from entrevilles.viz.views import NARROW, WIDE, View

CITIES = ("quebec", "bordeaux", "chauray")
Viewed = Callable[..., tuple[View, Telling]]


def drawn(view: View, wide: float = WIDE) -> Element:
    return ElementTree.fromstring(view.draw(wide).svg())


def told(dataset: Dataset, city: str) -> dict[str, str]:
    """Ties of a city, those of one relationship and partner once, the surest on the last day: tie → relationship."""
    sure = ["yes", "sources-disagree", "cannot-be-told", "no"]
    known = [row for row in dataset.query("ties", date=dataset.last_recorded) if f"{dataset.names.id}{city}" in (row["a"], row["b"])]
    known.sort(key=lambda row: (sure.index(local(row["in_force"])), str(row["tie"])), reverse=True)
    return {str(row["tie"]): str(row["relationship"]) for row in {(row["relationship"], row["a"], row["b"]): row for row in known}.values()}


def rows(root: Element) -> list[Element]:
    return [one for one in root.iter() if "data-row" in one.attrib]


@pytest.mark.parametrize("wide", [WIDE, NARROW])
@pytest.mark.parametrize("city", CITIES)
def test_each_bar_is_a_spell_of_the_question(shipped: Dataset, viewed: Viewed, city: str, wide: float) -> None:
    base = shipped.names.id
    ties = told(shipped, city).keys()
    never = ("0001-01-01", "9999-12-31")
    asked = {
        (str(row["tie"]).removeprefix(base), str(row["first"]), str(row["last"]), local(row["in_force"]))
        for row in shipped.query("spells")
        if row["tie"] in ties and local(row["in_force"]) != "no" and str(row["first"]) <= shipped.last_recorded[:4] + "-12-31"
        if (str(row["first"]), str(row["last"])) != never
    }
    view, _telling = viewed(shipped, "timeline", city)
    found = {
        (row.attrib["data-row"], bar.attrib["data-first"], bar.attrib["data-last"], bar.attrib["data-spell"])
        for row in rows(drawn(view, wide))
        for bar in row.iter()
        if "data-spell" in bar.attrib
    }
    assert any(one.attrib.get("data-list") == "" for one in drawn(view, wide).iter()) == (city != "chauray")
    assert found == asked
    assert {row.attrib["data-row"] for row in rows(drawn(view, wide))} == {tie.removeprefix(base) for tie in ties}


@pytest.mark.parametrize("city", CITIES)
def test_each_mark_is_an_act_or_a_visit_and_each_dated_one_is_drawn_once(shipped: Dataset, viewed: Viewed, city: str) -> None:
    base = shipped.names.id
    dated = [row for row in shipped.query("acts", city=city) if span(row["date"])]
    acts = sorted(str(row["id"]).removeprefix(base) for via in told(shipped, city).values() for row in dated if row["relationship"] == via)
    visits = sorted(str(row["what"]).removeprefix(base) for row in shipped.query("visits", city=city) if span(row["date"]))
    view, _telling = viewed(shipped, "timeline", city)
    marks = [one.attrib for one in drawn(view).iter() if "data-mark" in one.attrib]
    assert sorted(thing for one in marks if one["data-mark"] == "act" for thing in one["data-things"].split()) == acts
    assert sorted(thing for one in marks if one["data-mark"] != "act" for thing in one["data-things"].split()) == visits


@pytest.mark.parametrize("partner", ["namur", "bordeaux", "paris", "calgary"])
def test_visits_are_those_of_the_question_on_one_partner(shipped: Dataset, partner: str) -> None:
    columns = ("direction", "date", "what", "id")
    one = {
        tuple(row[column] for column in columns)
        for row in shipped.query("contacts-between", city="quebec", partner=partner, date="9999-12-31")
    }
    every = [row for row in shipped.query("visits", city="quebec") if str(row["partner"]) == f"{shipped.names.id}{partner}"]
    assert {tuple(row[column] for column in columns) for row in every if local(row["direction"]) not in ("Exchange", "Gift")} == one


def test_rows_stand_by_kind_then_by_begin(shipped: Dataset, viewed: Viewed) -> None:
    view, telling = viewed(shipped, "timeline", "quebec")
    kinds = [row.attrib["data-kind"] for row in rows(drawn(view))]
    assert [kind for rank, kind in enumerate(kinds) if not rank or kinds[rank - 1] != kind] == list(dict.fromkeys(kinds))
    ties = {tie.iri: tie for tie in telling.network.ties.values()}
    of = [ties[shipped.names.id + row.attrib["data-row"]] for row in rows(drawn(view)) if row.attrib["data-kind"] == "tie-twinning"]
    begins = [next((one.first for one in tie.spells if one.first != date.min), date.max) for tie in of]
    assert begins == sorted(begins)


def test_a_relationship_is_told_once_with_its_kinds_and_who_made_it(shipped: Dataset, viewed: Viewed) -> None:
    view, _telling = viewed(shipped, "timeline", "quebec")
    lines = {line.cells[:2] for line in view.tables[0].lines}
    assert ("Saint-Pétersbourg (≠ protocole ou entente)", "pacte d'amitié ≠ protocole ou entente") in lines
    assert ("Chauray (repris de Cap-Rouge)", "jumelage") in lines
    assert f"Relations : {len(told(shipped, 'quebec'))}," in view.lead


@pytest.mark.parametrize("city", ["liege", "xian"])
def test_an_end_that_only_an_observation_gives_is_said_alike_by_each_view(shipped: Dataset, viewed: Viewed, city: str) -> None:
    """Le Soleil has both over in September 2012; nobody dates their end."""
    rows = [line.cells for line in viewed(shipped, "timeline", city)[0].tables[0].lines if line.cells[0].startswith("Québec")]
    said = {row[3] for row in rows if row[4] == "pas en vigueur"}
    assert said in ({"6 septembre 2012 au plus tard"}, {"7 septembre 2012 au plus tard"})
    changed = viewed(shipped, "changes", "quebec", since=date(2000, 1, 1), until=date(2024, 12, 31))[0].tables[0].lines
    name = shipped.label(f"{shipped.names.id}{city}")
    assert [line.cells[3].split("fin : ")[1] for line in changed if line.cells[1] == name and "fin" in line.cells[3]] == [*said]


def test_what_a_source_saw_inactive_is_marked_on_the_bar(shipped: Dataset, viewed: Viewed) -> None:
    view, _telling = viewed(shipped, "timeline", "quebec")
    seen = {
        (row.attrib["data-row"], one.attrib["data-observed"])
        for row in rows(drawn(view))
        for one in row.iter()
        if "data-observed" in one.attrib
    }
    base, marked = shipped.names.id, {}
    for via in told(shipped, "quebec").values():
        query = f"""PREFIX ev: <https://w3id.org/entrevilles/ontology#> PREFIX graph: <https://w3id.org/entrevilles/graph/>
            SELECT DISTINCT ?edtf {{ GRAPH graph:reading {{
            ?seen ev:observationOf <{via}> ; ev:state <https://w3id.org/entrevilles/concept/inactive> ; ev:asOf/ev:edtf ?edtf }} }}"""
        found = shipped.store.query(query)
        assert isinstance(found, ox.QuerySolutions)
        marked[via] = {row["edtf"].value for row in found}
    listed = {
        one.attrib["data-row"]
        for part in drawn(view).iter()
        if "data-list" in part.attrib
        for one in part.iter()
        if "data-row" in one.attrib
    }
    ties = {tie.removeprefix(base): via for tie, via in told(shipped, "quebec").items()}
    assert seen == {(tie, day) for tie, via in ties.items() if tie not in listed for day in marked[via]}
    assert any("namur-jumelage" in tie for tie, _day in seen)


def test_states_are_those_of_the_day(shipped: Dataset, viewed: Viewed) -> None:
    day = date(2001, 6, 1)
    view, _telling = viewed(shipped, "timeline", "quebec", since=day, until=day)
    asked = {str(row["tie"]).removeprefix(shipped.names.id): local(row["in_force"]) for row in shipped.query("ties", date=day)}
    found = {row.attrib["data-row"]: row.attrib["data-state"] for row in rows(drawn(view))}
    assert found
    assert found == {tie: asked[tie] for tie in found}


def test_a_period_cuts_the_years_and_a_kind_the_rows(shipped: Dataset, viewed: Viewed) -> None:
    kind = "https://w3id.org/entrevilles/concept/tie-twinning"
    view, _telling = viewed(shipped, "timeline", "quebec", since=date(1990, 1, 1), until=date(1999, 12, 31), kinds=(kind,))
    root = drawn(view)
    assert {row.attrib["data-kind"] for row in rows(root)} == {"tie-twinning"}
    years = {int(one.text) for one in root.iter() if one.tag.endswith("text") and one.text and one.text.isdigit()}
    assert years <= set(range(1990, 2000))


def test_an_actor_without_ties_has_an_honest_figure(small: Folder, viewed: Viewed) -> None:
    view, _telling = viewed(Dataset(small), "timeline", "namur")
    assert "Namur" in view.lead
    assert rows(drawn(view)) == []
    assert any("Rien à dessiner" in (one.text or "") for one in drawn(view).iter())


def test_a_bar_whose_begin_nobody_says_starts_where_a_source_first_speaks_of_it(shipped: Dataset, viewed: Viewed) -> None:
    view, telling = viewed(shipped, "timeline", "quebec")
    bars = {
        row.attrib["data-row"]: (bar.attrib["data-spoken"], bar.attrib["d"])
        for row in rows(drawn(view))
        for bar in row.iter()
        if bar.attrib.get("data-first") == "0001-01-01" and bar.attrib.get("data-spoken")
    }
    spoken = {telling.slug(tie.iri): str(tie.spoken) for tie in telling.network.ties.values() if tie.unsaid}
    assert len(bars) > 1
    assert {row: day for row, (day, _steps) in bars.items()} == {row: spoken[row] for row in bars}
    lefts = sorted({(day, round(min(float(x) for x in re.findall(r"[ML]([\d.]+) ", steps)))) for day, steps in bars.values()})
    assert len({x for _day, x in lefts}) == len({day for day, _x in lefts}) > 1
    assert lefts == sorted(lefts, key=lambda one: one[1])
    kept, _telling = viewed(shipped, "timeline", "quebec", unspoken=True)
    assert not [one for one in drawn(kept).iter() if "data-spoken" in one.attrib]


def test_a_renewal_stands_on_the_relationship_that_it_made_and_is_hollow_without_its_day(shipped: Dataset, viewed: Viewed) -> None:
    view, _telling = viewed(shipped, "timeline", "quebec")
    root = drawn(view)
    renewal = "namur-protocole-2024"
    marks = {
        (row.attrib["data-row"].split("/")[0], one.attrib["fill"])
        for row in rows(root)
        for one in row.iter()
        if one.attrib.get("data-things") == renewal
    }
    assert marks == {(renewal, "#ffffff")}
