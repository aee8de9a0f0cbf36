"""Two dates side by side: each change follows from the states that the question gives for both, and from dated acts and contacts."""

import csv
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.ontology.errors import InputError
from entrevilles.viz import exports
from entrevilles.viz.exports.changes import of_changes
from entrevilles.viz.exports.reading_back import READERS, read
from entrevilles.viz.network import local
from entrevilles.viz.telling import Telling, span
from entrevilles.viz.views import NARROW, WIDE, View

Run = Callable[..., tuple[int, str, str]]
Viewed = Callable[..., tuple[View, Telling]]
PERIODS = [(date(1960, 1, 1), date(1990, 1, 1)), (date(2000, 1, 1), date(2024, 12, 31)), (date(2020, 1, 1), date(2026, 6, 1))]


def drawn(view: View, wide: float = WIDE) -> Element:
    return ElementTree.fromstring(view.draw(wide).svg())


def changed(view: View, wide: float = WIDE) -> set[tuple[str, str, str, str]]:
    rows = [one.attrib for one in drawn(view, wide).iter() if "data-row" in one.attrib]
    found = {(one["data-change"], one["data-row"], one["data-before"], one["data-after"]) for one in rows}
    assert len(found) == len(rows)
    return found


def states(dataset: Dataset, city: str, day: date) -> dict[str, str]:
    home = f"{dataset.names.id}{city}"
    rows = [row for row in dataset.query("ties", date=day) if home in (row["a"], row["b"])]
    return {str(row["tie"]).removeprefix(dataset.names.id): local(row["in_force"]) for row in rows}


def told_elsewhere(dataset: Dataset, city: str, since: date, until: date) -> set[str]:
    """Ties of a relationship that another one renews between the days, or that has a surer tie, and those of the renewal."""
    home, sure = f"{dataset.names.id}{city}", ["yes", "sources-disagree", "cannot-be-told", "no"]
    rows = [row for row in dataset.query("ties", date=until) if home in (row["a"], row["b"])]
    rows.sort(key=lambda row: (sure.index(local(row["in_force"])), str(row["tie"])))
    firsts = {(row["relationship"], row["a"], row["b"]): row for row in reversed(rows)}
    led = {str(row["tie"]) for row in rows if row not in firsts.values()}
    via = {str(row["relationship"]): str(row["tie"]) for row in rows}
    acts = [row for row in dataset.query("acts", city=city) if local(row["what"]) == "renewal" and str(row["id"]) in via]
    between = [row for row in acts if (when := span(row["date"])) and since < when[0] and when[1] <= until]
    renewed = {via[str(row[end])] for row in between for end in ("id", "relationship")}
    reported = [row for row in dataset.query("acts", city=city) if (local(row["what"]), local(row["attested"])) == ("renewal", "reported")]
    again = {str(row["relationship"]): when for row in reported if (when := span(row["date"])) and since < when[0] and when[1] <= until}
    first = {str(row["relationship"]): when for row in rows if (when := span(row["begin"])) and since < when[0]}
    renewed |= {via[one] for one, when in again.items() if one in via and one in first and when[0] <= first[one][1]}
    return {tie.removeprefix(dataset.names.id) for tie in led | renewed}


@pytest.mark.parametrize("city", ["quebec", "bordeaux", "chauray"])
@pytest.mark.parametrize(("since", "until"), PERIODS)
def test_what_began_and_ended_follows_from_the_two_states(shipped: Dataset, viewed: Viewed, city: str, since: date, until: date) -> None:
    before, after = states(shipped, city, since), states(shipped, city, until)
    view, _telling = viewed(shipped, "changes", city, since=since, until=until)
    found = changed(view)
    elsewhere = told_elsewhere(shipped, city, since, until)
    began = {("began", tie, state, after[tie]) for tie, state in before.items() if state == "no" != after[tie]}
    ended = {("ended", tie, state, after[tie]) for tie, state in before.items() if state != "no" == after[tie]}
    assert {one for one in found if one[0] == "began"} == {one for one in began if one[1] not in elsewhere}
    assert {one for one in found if one[0] == "ended"} == {one for one in ended if one[1] not in elsewhere}
    assert all(one[2:] == (before[one[1]], after[one[1]]) for one in found if one[1] not in elsewhere)
    assert found == changed(view, NARROW)


@pytest.mark.parametrize(("since", "until"), PERIODS)
def test_the_bars_count_the_ties_of_each_day(shipped: Dataset, viewed: Viewed, since: date, until: date) -> None:
    view, _telling = viewed(shipped, "changes", "quebec", since=since, until=until, unspoken=True)
    bars = [one.attrib for one in drawn(view).iter() if "data-side" in one.attrib]
    several = "saint-petersbourg-pacte-2002/lien/tie-agreement/quebec--saint-petersbourg"  # the surer tie of this relationship counts
    for side, day in (("before", since), ("after", until)):
        known = Counter(state for tie, state in states(shipped, "quebec", day).items() if state != "no" and tie != several)
        drawn_of = {
            state: sum(int(one["data-count"]) for one in bars if (one["data-side"], one["data-state"]) == (side, state)) for state in known
        }
        assert drawn_of == known


@pytest.mark.parametrize("city", ["quebec", "bordeaux", "chauray"])
@pytest.mark.parametrize(("since", "until"), [*PERIODS, (date(2005, 12, 31), date(2024, 12, 31))])
def test_the_numbers_and_the_lists_agree(shipped: Dataset, viewed: Viewed, city: str, since: date, until: date) -> None:
    view, _telling = viewed(shipped, "changes", city, since=since, until=until)
    texts = [one.text or "" for one in drawn(view).iter() if one.tag.endswith("text")]
    begin = next((rank for rank, text in enumerate(texts) if text.startswith("De ")), None)
    bars = [one.attrib for one in drawn(view).iter() if "data-side" in one.attrib]
    before, after = (sum(int(one["data-count"]) for one in bars if one["data-side"] == side) for side in ("before", "after"))
    if begin is None:
        assert before == after
        return
    said = " ".join(texts[begin : begin + 2])
    assert said.startswith(f"De {before} à {after} relations")
    terms = dict(re.findall(r"([\w ,]+) : ([+−]\d+)", said))
    assert before + sum(int(by.replace("−", "-")) for by in terms.values()) == after
    for total in view.totals:
        heading = {"began": "commencées", "ended": "terminées"}.get(total.data["change"])
        by = next((by for what, by in terms.items() if what.strip() == heading), None)
        assert heading is None or abs(int(str(by).replace("−", "-"))) == total.count


def test_an_end_is_told_as_an_end(shipped: Dataset, viewed: Viewed) -> None:
    view, _telling = viewed(shipped, "changes", "quebec", since=date(2000, 1, 1), until=date(2024, 12, 31))
    told = {(line.cells[1], line.cells[0]): line.cells[3] for line in view.tables[0].lines}
    assert told["Liège", "Commencées et terminées"] == "début : 2002 ; fin : 7 septembre 2012 au plus tard"
    assert told["Bordeaux", "Terminées"] == "début : 2000 ; fin : 2002"
    assert told["Namur", "Renouvelées"] == "2024 – 2026, après 2021 – 2023"
    assert [what for who, what in told if who == "Namur"] == ["Commencées et terminées", "Renouvelées"]


def test_one_that_begins_with_a_renewal_is_told_once(shipped: Dataset, viewed: Viewed) -> None:
    view, _telling = viewed(shipped, "changes", "quebec", since=date(2005, 12, 31), until=date(2024, 12, 31))
    paris = [line.cells[0] for line in view.tables[0].lines if line.cells[1] == "Paris"]
    assert paris == ["Renouvelées"]
    assert "Commencées : 6" in view.lead


@pytest.mark.parametrize(("since", "until"), PERIODS)
def test_renewed_are_those_with_a_reported_renewal_between(shipped: Dataset, viewed: Viewed, since: date, until: date) -> None:
    renewals = [
        row for row in shipped.query("acts", city="quebec") if local(row["what"]) == "renewal" and local(row["attested"]) == "reported"
    ]
    # A new relationship that renews an old one is the one that is shown.
    via = {str(row["tie"]).removeprefix(shipped.names.id): str(row["relationship"]) for row in shipped.query("ties", date=until)}
    dated = {str(row["id" if row["id"] in via.values() else "relationship"]): when for row in renewals if (when := span(row["date"]))}
    view, _telling = viewed(shipped, "changes", "quebec", since=since, until=until)
    found = {via[one[1]] for one in changed(view) if one[0] == "renewed"}
    assert found == {relationship for relationship, when in dated.items() if since < when[0] and when[1] <= until}


def test_cannes_went_quiet_after_1999_and_is_so_no_more_with_a_visit(shipped: Dataset, changed_data: Dataset, viewed: Viewed) -> None:
    wish = {"since": date(2000, 1, 1), "until": date(2024, 12, 31)}
    quiet = {one[1] for one in changed(viewed(shipped, "changes", "quebec", **wish)[0]) if one[0] == "quiet"}
    assert any("cannes" in tie for tie in quiet)
    after = {one[1] for one in changed(viewed(changed_data, "changes", "quebec", **wish)[0]) if one[0] == "quiet"}
    assert not any("cannes" in tie for tie in after)


@pytest.fixture
def changed_data(request: pytest.FixtureRequest) -> Dataset:
    visit = "id,titre,hôte,visiteurs,date,source\nessai-accueil,Essai,Québec,Cannes,2018-05,entrevilles\n"
    dataset = request.getfixturevalue("changed")(accueils=visit)
    assert isinstance(dataset, Dataset)
    return dataset


@pytest.mark.parametrize(("since", "until"), PERIODS)
def test_the_export_has_the_rows_of_the_view(shipped: Dataset, viewed: Viewed, since: date, until: date) -> None:
    view, telling = viewed(shipped, "changes", "quebec", since=since, until=until)
    made = of_changes(telling)
    columns = {column.name: column.values for column in made.edges.columns}
    ties = [str(tie).removeprefix(shipped.names.id) for tie in columns["tie"]]
    assert set(zip(columns["change"], ties, columns["before"], columns["after"], strict=True)) == changed(view)
    assert [line.cells[0] for line in view.tables[0].lines] == list(columns["change_name"])
    assert [line.cells[3] for line in view.tables[0].lines] == list(columns["change_note"])
    assert len(set(columns["id"])) == len(made.edges) > 0
    assert {*columns["source"], *columns["target"]} == set(made.nodes["id"].values)
    assert all(columns["sources"])
    assert set(view.notes) == set(made.about.notes)


def test_a_change_has_its_date_and_its_sources(run: Run, compiled: Path, tmp_path: Path) -> None:
    path = tmp_path / "changes.csv"
    code, _out, err = run("view", "changes", "--since", "2000", "--until", "2024", "--dataset", compiled, "-o", path)
    assert (code, err) == (0, "")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    aivp = next(row for row in rows if row["change"] == "began" and row["kind"] == "tie-membership" and "AIVP" in row["label"])
    assert (aivp["change_name"], aivp["change_date"], aivp["kind_name"]) == ("Commencées", "2023", "adhésion")
    assert "Agenda 2030 de l'AIVP" in aivp["sources"]
    assert "changes(since=2000-01-01, until=2024-12-31, city=quebec)" in (tmp_path / "changes-README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("suffix", exports.WRITERS)
def test_changes_are_written_in_every_form(suffix: str, shipped: Dataset, viewed: Viewed, tmp_path: Path) -> None:
    path = tmp_path / f"changes{suffix}"
    _view, telling = viewed(shipped, "changes", "quebec", since=date(2000, 1, 1), until=date(2024, 12, 31))
    exports.save(of_changes(telling), path)
    if suffix in READERS:
        made = read(path)
        assert {"began", "ended", "renewed", "quiet"} <= {data["change"] for *_ends, data in made.edges(data=True)}
    else:
        assert path.read_bytes()


@pytest.mark.parametrize("wish", [{}, {"since": date(2000, 1, 1)}, {"since": date(2000, 1, 1), "until": date(2000, 1, 1)}])
def test_two_days_are_asked_for(shipped: Dataset, viewed: Viewed, wish: dict[str, date]) -> None:
    with pytest.raises(InputError, match="--since"):
        viewed(shipped, "changes", "quebec", **wish)


def test_nothing_changed_is_said(small: Folder, viewed: Viewed) -> None:
    view, _telling = viewed(Dataset(small), "changes", "quebec", since=date(2000, 1, 1), until=date(2001, 1, 1))
    assert view.lead == "Rien n'a changé entre ces dates."
    nobody, _telling = viewed(Dataset(small), "changes", "namur", since=date(2000, 1, 1), until=date(2001, 1, 1))
    assert "Aucune relation de Namur" in nobody.lead
