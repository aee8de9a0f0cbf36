"""The officer's papers: what they say of Namur and of 2023, in each format and language, and whom they refuse."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from entrevilles import papers
from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.ontology import language
from entrevilles.viz import marks, web
from entrevilles.viz.paper import Paper, headings, tables
from tests.reports import ON, Page, rows_under

Run = Callable[..., tuple[int, str, str]]
# The annex of the report, in its order: the places of the missions.
ANNEX = [
    ["Vancouver"],
    ["Rennes", "Nantes", "Angoulême"],
    ["Luxembourg"],
    ["Copenhague", "Malmö", "Helsinki"],
    ["Bordeaux", "Namur", "Bruxelles", "Paris"],
    ["Chicago"],
    ["Bruges", "Lyon"],
    ["Halifax"],
    ["Venise"],
]
RECEPTIONS = {"Rencontre de courtoisie": 14, "Rencontre de collaboration": 12, "Rencontre stratégique": 4}


# Namur


def test_the_note_on_namur_says_what_the_documents_say(namur: Paper) -> None:
    ties = {tuple(row[1:]) for row in rows_under(namur, "Liens")}
    assert ("● oui", "2024", "2026") in ties
    assert ("● oui", "28 octobre 1999 ou 2000 (disputé)", "") in ties
    assert {("○ non", "2017", "2019"), ("○ non", "2021", "2023")} <= ties
    contacts = {tuple(row) for row in rows_under(namur, "Derniers contacts")}
    assert ("août 2023", "accueil", "Délégation de Namur") in contacts
    assert ("avril 2023", "mission", "Mission du maire à Paris, Bordeaux, Namur et Bruxelles") in contacts


def test_people_are_met_with_their_office_beside_and_themes_learned_are_named(namur: Paper) -> None:
    _headers, *met = rows_under(namur, "Personnes rencontrées")
    assert {row[0] for row in met} == {"Maxime Prévot"}
    assert ["Maxime Prévot", "bourgmestre de Namur", "septembre 2014", "Accueil d'une délégation de Namur"] in met
    visit = "Protocole de collaboration entre Québec et Namur, 2024-2026 ; Délégation de Namur"
    assert ["Maxime Prévot", "bourgmestre de Namur", "août 2023", visit] in met
    page = Page(web.html(namur)).said("main")
    unnamed = page.split("Sans que la source nomme une personne :")[1].split("Thèmes échangés")[0]
    assert "bourgmestre de Namur (29 octobre 1999)" in unnamed
    assert "délégation namuroise (août 2023)" in unnamed
    for theme in ("transport fluvial", "empreinte écologique", "cohésion sociale", "développement économique"):
        assert theme in page


def test_each_disputed_point_stands_alone(shipped: Dataset) -> None:
    text = papers.brief(shipped, "Xi'an", ON).text
    assert re.search(r"\n- Accueil .+\n18 .+\nou .+\n- Jumelage .+\n20 .+\nou .+\n\nNon documenté", text), text


def test_a_theme_that_another_names_too_is_told_once(namur: Paper) -> None:
    agreed = "cohésion sociale, culture et francophonie, développement économique, ville intelligente"
    assert f"Thèmes convenus (protocole de coopération, 2024 à 2026) : {agreed}." in Page(web.html(namur)).said("main")


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (["culture", "culture et francophonie"], ["culture et francophonie"]),
        (["culture and Francophonie", "Culture"], ["culture and Francophonie"]),
        (["inclusion, égalité et diversité", "égalité", "diversité"], ["inclusion, égalité et diversité"]),
        (["patrimoine", "patrimoine mondial", "science et recherche"], ["patrimoine", "patrimoine mondial", "science et recherche"]),
    ],
)
def test_only_a_theme_that_is_named_whole_is_left_out(said: list[str], left: list[str]) -> None:
    assert marks.unrepeated([marks.Row({"theme": marks.Cell(text)}, {}) for text in said], "theme") == left


def test_nothing_of_a_later_day_is_told(shipped: Dataset) -> None:
    page = Page(web.html(papers.brief(shipped, "Namur", "2023-04-01"))).said("main")
    assert "août 2023" not in page
    assert "2025" not in page.replace("connu au jour près : 30 juillet 2025.", "")
    assert "Aménager une place de Namur à Québec (annoncé, 2023 ou 2024)." in page
    assert "avril 2023" in page


def test_a_disputed_begin_stays_disputed_and_names_its_sources(namur: Paper) -> None:
    page = Page(web.html(namur))
    disputed = page.said("main").split("Points disputés")[1].split("Sources")[0]
    said = re.sub(r"\)[0-9]+", ")", disputed)
    assert "Jumelage de Québec et Namur, début : 28 octobre 1999 (Commerce Monde no 14) ou 2000 (RTBF)." in said
    inferred = "vers 2003 (Bureau des relations internationales, rapport annuel 2023, l. 93)"
    assert f"Déduit d’une source qui ne le dit pas, donc écarté : {inferred}." in said
    assert "rapport annuel 2023, paru en 2023 ou 2024, l. " in page.said("li")
    targets = {str(attrs["href"])[1:] for tag, attrs in page.attributes if tag == "a" and str(attrs["href"]).startswith("#")}
    assert targets <= {str(attrs.get("id")) for _tag, attrs in page.attributes}


def test_a_city_of_which_little_is_known_has_a_short_page(shipped: Dataset) -> None:
    paper = papers.brief(shipped, "Hué", ON)
    assert [text for level, text in headings(paper.tokens) if level == 2] == ["Liens", "Sources"]
    assert rows_under(paper, "Liens") == [["lien", "en vigueur"], ["entente de coopération", "? ne peut être établi"]]
    said = Page(web.html(paper)).said("main")
    assert said.count("Non documenté à cette date entre Québec et Hué") == 1
    assert "visites, personnes rencontrées, thèmes échangés, réseaux communs." in said


def test_before_everything_there_is_nothing_and_it_is_said(shipped: Dataset) -> None:
    paper = papers.brief(shipped, "Namur", "1850-01-01")
    assert list(tables(paper.tokens)) == []
    assert "liens, visites, personnes rencontrées, thèmes échangés, réseaux communs" in Page(web.html(paper)).said("main")


@pytest.mark.parametrize(
    ("partner", "said"),
    [
        ("Namurr", "vouliez-vous dire : Namur"),
        ("Québec", "Québec est la ville de départ"),
        ("Bruno Marchand", "acteur"),
    ],
)
def test_whom_no_note_can_be_about(run: Run, compiled: Path, tmp_path: Path, partner: str, said: str) -> None:
    code, _out, error = run("brief", partner, "--dataset", compiled, "-o", tmp_path / "x.html")
    assert code == 2
    assert said in error
    assert not (tmp_path / "x.html").exists()


def test_another_city_has_its_own_notes(shipped: Dataset) -> None:
    paper = papers.brief(shipped, "Québec", ON, city="Namur")
    assert paper.title == "Namur et Québec"
    assert ["août 2023", "mission", "Délégation de Namur"] in rows_under(paper, "Derniers contacts")


@pytest.mark.parametrize("actor", ["OVPM", "Belgique", "Gouvernement du Québec"])
def test_a_network_a_country_or_a_government_is_a_partner_too(shipped: Dataset, actor: str) -> None:
    assert papers.brief(shipped, actor, ON).title.startswith("Québec et ")


# The year


def test_the_missions_stand_in_the_order_of_the_annex(year: Paper) -> None:
    rows = rows_under(year, "Missions")[1:]
    assert [row[0] for row in rows] == [str(number) for number in range(1, 10)]
    assert [row[2].split(", ") for row in rows] == ANNEX
    assert (
        rows[1][4]
        == "élue responsable de la culture et des relations internationales, directrice du Service de la culture et du patrimoine"
    )
    assert rows[8][4] == "directeur du Service du développement économique et des grands projets"


def test_the_receptions_stand_by_category_and_number(year: Paper) -> None:
    found = [table for table in tables(year.tokens) if table.heading.startswith("Rencontre")]
    assert [table.heading for table in found] == [f"{name} ({count})" for name, count in RECEPTIONS.items()]
    for table, count in zip(found, RECEPTIONS.values(), strict=True):
        assert [row[0] for row in table.rows[1:]] == [str(number) for number in range(1, count + 1)]
    assert found[2].rows[2][1:] == ["Délégation de Namur", found[2].rows[2][2], "août 2023"]


def test_each_figure_stands_beside_its_count(year: Paper) -> None:
    rows = {row[0]: row[2:5] for row in rows_under(year, "Audit")[1:]}
    assert rows["missions"] == ["9", "9", "= égal"]
    assert rows["accueils"] == ["30", "30", "= égal"]
    assert rows["services mobilisés"] == ["8", "4", "≠ diffère"]


def test_what_was_only_announced_is_apart(year: Paper) -> None:
    assert [row[0] for row in rows_under(year, "Missions annoncées")[1:]] == ["Mission en France lors des Journées Québec"]


def test_a_year_of_which_nothing_is_known(shipped: Dataset) -> None:
    said = Page(web.html(papers.annual(shipped, 1950))).said("main")
    assert "ni mission ni accueil de Québec en 1950" in said


# What papers say beyond the rows of the questions


def test_a_day_that_was_only_announced_is_no_day_of_what_was_held(shipped: Dataset, year: Paper) -> None:
    title = "Mission du maire à Paris, Bordeaux, Namur et Bruxelles"
    for city in ("Paris", "Bordeaux", "Namur"):
        assert ["avril 2023", "mission", title] in rows_under(papers.brief(shipped, city, "2025-01-01"), "Derniers contacts")
    dates = {row[1]: row[-1] for row in rows_under(year, "Missions")[1:]}
    assert dates[title] == "avril 2023"
    assert dates["Mission du maire à Bruges et Lyon"] == "du 6 au 15 octobre 2023 (annoncé)"
    assert dates["Mission au Luxembourg pour le conseil de l'OVPM"] == "du 22 au 24 mars 2023"


def test_a_reported_day_is_told_and_the_data_end_with_their_last(changed: Callable[..., Dataset]) -> None:
    more = changed(
        missions="id,début,source,modalité\nparis-bordeaux-namur-bruxelles-mission-2023,2023-04-20,rapport-annuel-bri-2023,rapporté\n",
        accueils="id,hôte,visiteurs,date,source\nlyon-accueil-x,quebec,lyon,2025-08-03,rapport-annuel-bri-2025\n",
    )
    paper = papers.brief(more, "Paris", "2025-01-01")
    assert "à partir du 20 avril 2023" in [row[0] for row in rows_under(paper, "Derniers contacts")]
    assert "3 août 2025" in paper.text


def _offices(dataset: Dataset, city: str) -> dict[tuple[str, str], str]:
    _header, *rows = rows_under(papers.brief(dataset, city, ON), "Personnes rencontrées")
    return {(row[0], row[2]): row[1] for row in rows}


def test_an_office_is_the_one_that_a_source_of_the_visit_knows(shipped: Dataset) -> None:
    assert _offices(shipped, "Paris") == {("Anne Hidalgo", "26 avril 2023"): "maire de Paris"}
    assert _offices(shipped, "Bordeaux")["Jacques Chaban-Delmas", "21 mai 1962"] == "maire de Bordeaux"
    assert _offices(shipped, "Bordeaux")["Alain Juppé", "1er septembre 1999"] == "maire de Bordeaux"


def test_an_office_is_not_guessed(changed: Callable[..., Dataset]) -> None:
    """Said by no source of the visit; one of two; of another time; without a name, at another visit."""
    other = changed(
        "jacques-chaban-delmas-maire-de-bordeaux.seniors-reporters-bordeaux-2022-06-23",
        "namur-protocole-2024-acte-signature.ra2023-2",
        fonctions="id,nom,fonction de,source\nadjointe,adjointe,paris,geonames\nechevin,échevin,namur,geonames\n",
        mandats="titulaire,fonction,début,fin,source\n"
        "jacques-chaban-delmas,maire-de-bordeaux,,,geonames\nanne-hidalgo,adjointe,,,journal-de-quebec-2023-04-26\n"
        "maxime-prevot,echevin,2001,2012,aimf-namur-2023\n",
    )
    assert _offices(other, "Bordeaux")["Jacques Chaban-Delmas", "21 mai 1962"] == "non dite"
    assert _offices(other, "Paris") == {("Anne Hidalgo", "26 avril 2023"): "non dite"}
    assert {office for (who, _date), office in _offices(other, "Namur").items() if who == "Maxime Prévot"} == {"bourgmestre de Namur"}
    said = Page(web.html(papers.brief(other, "Namur", ON))).said("main")
    assert "bourgmestre de Namur (août 2023, 29 octobre 1999)" in said


def test_what_nobody_reported_in_its_day_is_set_apart(shipped: Dataset) -> None:
    said = Page(web.html(papers.brief(shipped, "Bordeaux", "2026-11-22"))).said("main")
    follow = said.split("À suivre")[1].split("Non documenté")[0]
    fresh, late = follow.split("aucune source n'en a rien rapporté depuis")
    assert "Projet de protocole de collaboration" in fresh
    assert "Projets conjoints" in fresh
    assert "Projet d'entente de coopération entre Québec et Bordeaux (annoncé, 7 juillet 2008)" in late
    assert "prévu : 6 septembre 2022" in late
    namur = Page(web.html(papers.brief(shipped, "Namur", "2026-11-22"))).said("main")
    unreached = namur.split("À suivre")[1].split("Points disputés")[0]
    assert "prévu : printemps 2026" in unreached
    assert "aucune source" not in unreached


@pytest.mark.parametrize(
    ("due", "since", "late"),
    [
        ("2022-09-06", "2022-06-23", True),
        ("2025-07-29", "2025", True),
        ("2025-07-30", "2025", False),
        ("2026-22", "2025", False),
        ("", "2020-07-29", True),
        ("", "2020", False),
        ("", "", False),
    ],
)
def test_a_commitment_is_overdue_by_its_day_or_five_years_after_it_was_made(due: str, since: str, late: bool) -> None:
    row = marks.Row({"due": marks.Cell(due), "since": marks.Cell(since)}, {})
    assert marks.overdue([row], marks.Cell("30 juillet 2025", "2025-07-30")) == ([row] if late else [])


def test_each_side_of_a_dispute_has_its_source_and_its_lines(shipped: Dataset) -> None:
    disputed = papers.brief(shipped, "Paris", ON).text.split("## Points disputés")[1].split("## ")[0].replace("\\", "")
    assert "pour la première fois depuis\n2012 (Bureau des relations internationales, rapport annuel 2023, l. 51, 87)[^" in disputed
    assert "\nou 2014 (Rapport de mission : Bordeaux, Namur, Bruxelles et Paris, l. 150–152)[^" in disputed


def test_the_papers_say_where_the_data_end(namur: Paper, year: Paper) -> None:
    assert all("connu au jour près : 30 juillet 2025." in Page(web.html(paper)).said("main") for paper in (namur, year))


def test_a_country_is_no_city_and_a_name_stands_before_an_office(year: Paper) -> None:
    rows = {row[0]: row for row in rows_under(year, "Autres missions")}
    assert rows["Mission de promotion au Brésil"][1:3] == ["", "Brésil"]
    luxembourg = next(row for row in rows_under(year, "Missions") if "OVPM" in row[1])
    assert luxembourg[2:5] == ["Luxembourg", "Luxembourg", "Mélissa Coulombe-Leduc, élue responsable du patrimoine"]


# Languages


def test_the_same_note_in_english(shipped: Dataset, namur: Paper) -> None:
    language.activate("en")
    paper = papers.brief(shipped, "Namur", ON)
    page = Page(web.html(paper))
    assert ("html", {"lang": "en"}) in page.attributes
    ties = [row[2:] for row in rows_under(paper, "Ties") if len(row) > 2]
    assert ["28 October 1999 or 2000 (disputed)", ""] in ties
    assert "start: 28 October 1999 (Commerce Monde no 14)" in page.said("main")
    assert "Quebec City" not in page.said("html")
    assert "public page, facts cited" in page.said("footer")
    assert "faits" not in page.said("footer")
    assert len(list(tables(paper.tokens))) == len(list(tables(namur.tokens)))


@pytest.mark.parametrize("name", ["brief", "annual"])
def test_both_languages_ask_the_same_questions(name: str) -> None:
    texts = [(Path(web.__file__).parent / "papers" / f"{name}.{lang}.md").read_text(encoding="utf-8") for lang in language.LANGUAGES]
    french, english = ([re.findall(r'ask\("([\w-]+)"', text), text.count("{{ table("), text.count("\n## ")] for text in texts)
    assert french == english


def test_a_dataset_without_papers_or_home_says_so(run: Run, small: Folder, tmp_path: Path) -> None:
    code, _out, error = run("brief", "Namur", "--dataset", small.root, "-o", tmp_path / "x.html")
    assert code == 2
    assert "dataset.toml" in error
    assert run("brief", "Namur", "--city", "Bordeaux", "--dataset", small.root, "-o", tmp_path / "x.html")[0] == 0
