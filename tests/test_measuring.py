"""The command `network`: what it prints, what it writes, what it refuses; and the choice of a part of the network."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest

from entrevilles import selecting
from entrevilles.dataset import Dataset
from entrevilles.measuring import WRITERS, measure
from entrevilles.ontology import language
from entrevilles.ontology.errors import InputError, UnknownName
from entrevilles.viz import plots, stored
from entrevilles.viz.network import SURE
from entrevilles.viz.stored import known_years
from tests.networks import unspoken

Run = Callable[..., tuple[int, str, str]]
HOSTILE = "=1+1 <b>$x_{1}$</b> & \u202e نص 大阪 🏙"


@pytest.fixture(scope="module")
def day(shipped: Dataset) -> Any:
    return measure(shipped, None, on="2024")


@pytest.fixture(scope="module")
def days(shipped: Dataset) -> Any:
    return measure(shipped, "2005", on="2024", kinds=["jumelage"])


# Which part


@pytest.mark.parametrize("name", ["jumelage", "Jumelages".rstrip("s"), "TWINNING", "tie-twinning"])
def test_a_kind_is_called_in_either_language_or_by_its_id(shipped: Dataset, name: str) -> None:
    found = selecting.selection(shipped, kinds=[name]).kinds
    assert [kind.rsplit("/", 1)[-1] for kind in found] == ["tie-twinning"]


def test_accents_do_not_matter(shipped: Dataset) -> None:
    assert selecting.selection(shipped, kinds=["adhesion"], city="quebec") == selecting.selection(
        shipped, kinds=["Adhésion"], city="Québec"
    )


@pytest.mark.parametrize(
    ("wish", "first", "last"),
    [
        ({"on": "2024"}, "2024-12-31", "2024-12-31"),
        ({"on": "2024-06-01"}, "2024-06-01", "2024-06-01"),
        ({"since": "2000", "until": "2000"}, "2000-01-01", "2000-12-31"),
        ({"since": "2000"}, "2000-01-01", "None"),
        ({"until": "2000-02-29"}, "None", "2000-02-29"),
        ({}, "None", "None"),
    ],
)
def test_a_year_is_its_last_day_and_a_period_begins_with_its_first(shipped: Dataset, wish: dict[str, Any], first: str, last: str) -> None:
    found = selecting.selection(shipped, **wish)
    assert (str(found.since), str(found.until)) == (first, last)


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"kinds": ["amour"]}, "adhésion, jumelage, pacte d'amitié, protocole ou entente"),
        ({"kinds": ["jumelages"]}, "vouliez-vous dire : jumelage"),
        ({"on": "2024", "since": "2000"}, "--on donne un jour"),
        ({"since": "2010", "until": "2000"}, "2010-01-01 vient après"),
        ({"on": "hier"}, "n'est pas un jour"),
        ({"city": "Atlantide"}, "Atlantide"),
        ({"country": "Namur"}, "il faut : pays"),
    ],
)
def test_a_wish_that_cannot_be_met_is_said(shipped: Dataset, wish: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        selecting.selection(shipped, **wish)


def test_a_city_without_ties_is_said(shipped: Dataset) -> None:
    found = stored.read(shipped.store)
    lonely = selecting.selection(shipped, city="Sillery", on="2024")
    with pytest.raises(InputError, match="Sillery n'a"):
        selecting.part(shipped, found, lonely)
    with pytest.raises(InputError, match="aucun lien ne répond"):
        selecting.part(shipped, found, selecting.selection(shipped, country="Japon", kinds=["pacte d'amitié"], on="1960"))


# The terminal


def test_the_figures_are_printed_and_explained(run: Run, compiled: Path, shipped: Dataset) -> None:
    code, out, err = run("network", "--on", "2024", "--explain", "--limit", "3", "--dataset", compiled)
    assert (code, err) == (0, "")
    figures = shipped.measures(on="2024").figures
    assert re.search(rf"^ liens +{figures['ties']} ", out, re.MULTILINE)
    assert "Newman, Watts & Strogatz 2002" in out
    assert f"(3 de {figures['actors']})" in out
    assert shipped.generation.short in out
    assert re.search(r"sources : \d+", out)


def test_without_explaining_the_words_are_few(run: Run, compiled: Path) -> None:
    assert "Strogatz" not in run("network", "--on", "2024", "--dataset", compiled)[1]


def test_two_days_show_what_began_and_ended(run: Run, compiled: Path, shipped: Dataset) -> None:
    _code, out, _err = run("network", "--on", "2024", "--compare", "2005", "--kind", "jumelage", "--dataset", compiled)
    assert "2005-12-31   2024-12-31" in out
    left = re.search(r"dont aucune source ne parle encore \(le 31 décembre 2005\), laissés de côté : (\d+)", out)
    assert left
    assert int(left[1]) == len(shipped.compare("2005", "2024", kinds=["jumelage"]).before.unspoken) > 0
    assert re.search(r"Liens finis.*Xi'an.*jumelage", out, re.DOTALL)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--compare", "2005"], "donnez l'autre avec --on"),
        (["--on", "2005", "--compare", "2005"], "deux jours différents"),
        (["-o", "figure.pdf"], ".svg, .png"),
        (["--city", "Sillery", "--on", "2024"], "n'a"),
    ],
)
def test_what_the_command_refuses(run: Run, compiled: Path, words: list[str], said: str) -> None:
    code, out, err = run("network", *words, "--dataset", compiled)
    assert (code, out) == (2, "")
    assert said in err


# Files


@pytest.mark.parametrize("form", [".csv", ".json", ".md"])
def test_the_same_data_make_the_same_bytes(day: Any, form: str) -> None:
    assert WRITERS[form](day) == WRITERS[form](day)


def test_json_has_every_figure_in_full(days: Any) -> None:
    made = json.loads(WRITERS[".json"](days))
    assert made["figures"] == days.measures.figures
    assert made["actors"] == days.measures.of
    assert made["change"]["lists"]["ended"] == days.comparison.ended
    assert made["selection"]["since"] == "2024-12-31"
    assert days.dataset.generation.short in made["citation"]


def test_csv_is_one_long_table_of_all_of_them(days: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(WRITERS[".csv"](days).decode())))
    whole = {(row["date"], row["code"]): row["valeur"] for row in rows if row["objet"] == "réseau"}
    before, after = (one.figures for one in days.comparison.measures)
    assert (whole["2005-12-31", "ties"], whole["2024-12-31", "ties"]) == (str(before["ties"]), str(after["ties"]))
    partners = {row["identifiant"]: row["valeur"] for row in rows if (row["objet"], row["code"]) == ("acteur", "partners")}
    prefix = days.dataset.names.id
    assert partners == {actor.removeprefix(prefix): str(values["partners"]) for actor, values in days.measures.of.items()}
    countries = [int(row["valeur"]) for row in rows if row["objet"] == "pays"]
    assert sum(countries) == sum(days.measures.matrix.values())


def test_xlsx_has_a_sheet_for_each_table_and_the_sources(days: Any) -> None:
    book = openpyxl.load_workbook(io.BytesIO(WRITERS[".xlsx"](days)))
    assert book.sheetnames == [
        "chiffres",
        "acteurs",
        "liens entre pays",
        "communautés",
        "liens commencés",
        "liens dont on parle depuis",
        "liens finis",
        "Source",
    ]
    figures = {row[0]: row[1:4] for row in book["chiffres"].iter_rows(values_only=True)}
    before, after = (one.figures["ties"] for one in days.comparison.measures)
    assert figures["liens"] == (before, after, after - before)
    assert book["acteurs"].max_row == days.measures.actors + 1


def test_markdown_explains(day: Any) -> None:
    text = WRITERS[".md"](day).decode()
    assert "| transitivité |" in text
    assert "Freeman 1977" not in text.split("## acteurs")[1]
    assert day.dataset.generation.short in text


# The figure


@pytest.fixture
def matplotlib() -> None:
    pytest.importorskip("matplotlib", reason="matplotlib is absent: install entrevilles[plots]")


@pytest.mark.usefixtures("matplotlib")
def test_the_figure_shows_what_the_tables_say(day: Any) -> None:
    svg = WRITERS[".svg"](day)
    root = ElementTree.fromstring(svg)
    texts = {text.text for text in root.iter("{http://www.w3.org/2000/svg}text")}
    assert root.attrib["role"] == "img"
    assert day.title in texts
    assert any(day.dataset.generation.short in str(text) for text in texts)
    first = day.measures.of[day.ranked[0]]
    assert any(str(text).startswith(f"{first['partners']}  (") for text in texts)
    assert str(day.measures.degrees[1]) in texts
    assert not re.search(rb'(?:href|src)="(?!#)', svg)
    assert WRITERS[".svg"](day) == svg


@pytest.mark.usefixtures("matplotlib")
def test_the_picture_is_as_large_as_a_slide_and_the_same_each_time(days: Any) -> None:
    png = WRITERS[".png"](days)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert tuple(int.from_bytes(png[start : start + 4]) for start in (16, 20)) == (1920, 1080)
    assert WRITERS[".png"](days) == png


@pytest.mark.usefixtures("matplotlib")
def test_the_years_are_those_of_the_question(day: Any) -> None:
    years = {one.year: one for one in day.years}
    assert any(f"laissés de côté : {len(unspoken(day.dataset, day.network, 2024))}" in text for text in day.plotted.foot)
    for year in (1970, 2005, 2024):
        hidden = unspoken(day.dataset, day.network, year)
        rows = [row for row in day.dataset.query("ties", date=f"{year}-12-31") if str(row["tie"]) not in hidden]
        told = sorted(((str(row["in_force"]).rsplit("/", 1)[-1], row) for row in rows), key=lambda one: SURE.index(one[0]), reverse=True)
        states = list({(row["relationship"], row["a"], row["b"]): state for state, row in told}.values())
        assert (years[year].certain, years[year].uncertain) == (states.count("yes"), len(states) - states.count("yes") - states.count("no"))


@pytest.mark.usefixtures("matplotlib")
def test_the_history_ends_with_the_sources_and_the_foot_says_where_it_leaps(day: Any) -> None:
    assert day.years[-1].year == known_years(day.dataset.store, day.network)[-1]
    foot = " ".join(day.plotted.foot)
    assert "network(" not in foot
    assert "Mesures du réseau (le 31 décembre 2024), d'après" in foot
    spoken = Counter(tie.spoken.year for tie in day.network.ties.values() if tie.spoken)
    told = {int(year): int(count) for year, count in re.findall(r"(\d{4}) : (\d+)", foot.split("Les bonds")[1])}
    assert told == {year: count for year, count in spoken.items() if count >= 10}


@pytest.mark.usefixtures("matplotlib")
def test_long_names_of_the_most_central_do_not_meet(day: Any) -> None:
    from matplotlib.figure import Figure

    long = [(f"Organisation internationale des villes du patrimoine {rank}", 9, 0.1) for rank in range(plots.CENTRAL)]
    figure = Figure(figsize=plots.INCHES, dpi=plots.DOTS)
    plots.composed(figure, replace(day.plotted, central=long))
    figure.savefig(io.BytesIO(), format="png")
    boxes = [label.get_window_extent() for label in figure.axes[3].get_yticklabels()]
    assert len(boxes) == plots.CENTRAL
    assert all(upper.y0 >= lower.y1 for upper, lower in pairwise(boxes))


@pytest.mark.usefixtures("matplotlib")
@pytest.mark.filterwarnings("ignore:Glyph")
def test_names_from_tables_stay_text_in_every_form(cast: Callable[..., Dataset]) -> None:
    dataset = cast(
        municipalites=f'id,nom,source\nquebec,Québec,s1\nmal,"{HOSTILE}",s1\n',
        jumelages="id,parties,début,source\nmal-jumelage,quebec; mal,1990,s1\n",
    )
    found = measure(dataset, None)
    root = ElementTree.fromstring(WRITERS[".svg"](found))
    assert any("<b>$x_{1}$</b> &" in str(text.text) for text in root.iter("{http://www.w3.org/2000/svg}text"))
    assert not any(
        cell.data_type == "f" for sheet in openpyxl.load_workbook(io.BytesIO(WRITERS[".xlsx"](found))) for row in sheet for cell in row
    )
    assert "'=1+1" in WRITERS[".csv"](found).decode()
    assert json.loads(WRITERS[".json"](found))["figures"]["ties"] == 1
    assert WRITERS[".png"](found)


def test_english(day: Any) -> None:
    language.activate("en")
    assert {"density", "transitivity"} <= {str(row[0]) for row in day.figures(lambda _one, value: value).rows}


def test_an_unknown_kind_is_an_unknown_name(shipped: Dataset) -> None:
    with pytest.raises(UnknownName):
        shipped.measures(kinds=["amour"])
