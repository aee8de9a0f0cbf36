"""The officer's papers: what they say of Namur and of 2023, in each format and language, and whom they refuse."""

import io
import re
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import docx
import openpyxl
import pytest

from entrevilles import papers
from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.ontology import language
from entrevilles.viz import book, web, word
from entrevilles.viz.paper import Paper, headings, tables

Run = Callable[..., tuple[int, str, str]]
ON = "2024-10-01"
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


class _Page(HTMLParser):
    """The text of a page by tag, and which tags were left open."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: dict[str, list[str]] = {}
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.append((tag, dict(attrs)))
        if tag not in ("meta", "br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in set(self.open):
            self.text.setdefault(tag, []).append(data)

    def said(self, tag: str) -> str:
        return " ".join("".join(self.text.get(tag, [])).split())


@pytest.fixture(scope="module")
def namur(shipped: Dataset) -> Paper:
    language.activate("fr")
    return papers.brief(shipped, "Namur", ON)


@pytest.fixture(scope="module")
def year(shipped: Dataset) -> Paper:
    language.activate("fr")
    return papers.annual(shipped, 2023)


def _rows(paper: Paper, heading: str) -> list[list[str]]:
    return next(table.rows for table in tables(paper.tokens) if table.heading.startswith(heading))


# Namur


def test_the_note_on_namur_says_what_the_documents_say(namur: Paper) -> None:
    ties = {tuple(row[1:]) for row in _rows(namur, "Liens")}
    assert ("● oui", "2024", "2026") in ties
    assert ("● oui", "28 octobre 1999 ≠ 2000", "") in ties
    assert {("○ non", "2017", "2019"), ("○ non", "2021", "2023")} <= ties
    contacts = {tuple(row) for row in _rows(namur, "Derniers contacts")}
    assert ("août 2023", "accueil", "Délégation de Namur") in contacts
    assert ("avril 2023", "mission", "Mission du maire à Paris, Bordeaux, Namur et Bruxelles") in contacts


def test_people_are_met_by_their_office_and_themes_learned_are_named(namur: Paper) -> None:
    assert ["bourgmestre de Namur", "", "août 2023", "Délégation de Namur"] in _rows(namur, "Personnes rencontrées")
    page = _Page(web.html(namur)).said("main")
    for theme in ("transport fluvial", "empreinte écologique", "cohésion sociale", "développement économique"):
        assert theme in page


def test_nothing_of_a_later_day_is_told(shipped: Dataset) -> None:
    page = _Page(web.html(papers.brief(shipped, "Namur", "2023-04-01"))).said("main")
    assert "août 2023" not in page
    assert "2025" not in page
    assert "avril 2023" in page


def test_a_disputed_begin_stays_disputed_and_names_its_sources(namur: Paper) -> None:
    page = _Page(web.html(namur))
    disputed = page.said("main").split("Points disputés")[1].split("Sources")[0]
    assert "Jumelage de Québec et Namur, début : 28 octobre 1999 ≠ 2000" in disputed
    assert "rapport annuel 2023, 2023 ou 2024, l. " in page.said("li")
    targets = {str(attrs["href"])[1:] for tag, attrs in page.attributes if tag == "a" and str(attrs["href"]).startswith("#")}
    assert targets <= {str(attrs.get("id")) for _tag, attrs in page.attributes}


def test_a_city_of_which_little_is_known_has_a_short_page(shipped: Dataset) -> None:
    paper = papers.brief(shipped, "Hué", ON)
    assert [text for level, text in headings(paper.tokens) if level == 2] == ["Liens", "Sources"]
    assert _rows(paper, "Liens") == [["lien", "en vigueur"], ["entente de coopération", "? ne peut être établi"]]
    said = _Page(web.html(paper)).said("main")
    assert said.count("pour ceci") == 1
    assert "visites, personnes rencontrées, thèmes échangés, réseaux communs." in said


def test_before_everything_there_is_nothing_and_it_is_said(shipped: Dataset) -> None:
    paper = papers.brief(shipped, "Namur", "1850-01-01")
    assert list(tables(paper.tokens)) == []
    assert "liens, visites, personnes rencontrées, thèmes échangés, réseaux communs" in _Page(web.html(paper)).said("main")


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
    assert ["août 2023", "mission", "Délégation de Namur"] in _rows(paper, "Derniers contacts")


@pytest.mark.parametrize("actor", ["OVPM", "Belgique", "Gouvernement du Québec"])
def test_a_network_a_country_or_a_government_is_a_partner_too(shipped: Dataset, actor: str) -> None:
    assert papers.brief(shipped, actor, ON).title.startswith("Québec et ")


# The year


def test_the_missions_stand_in_the_order_of_the_annex(year: Paper) -> None:
    rows = _rows(year, "Missions")[1:]
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
    rows = {row[0]: row[2:5] for row in _rows(year, "Audit")[1:]}
    assert rows["missions"] == ["9", "9", "= égal"]
    assert rows["accueils"] == ["30", "30", "= égal"]
    assert rows["services mobilisés"] == ["8", "4", "≠ diffère"]


def test_what_was_only_announced_is_apart(year: Paper) -> None:
    assert [row[0] for row in _rows(year, "Missions annoncées")[1:]] == ["Mission en France lors des Journées Québec"]


def test_a_year_of_which_nothing_is_known(shipped: Dataset) -> None:
    said = _Page(web.html(papers.annual(shipped, 1950))).said("main")
    assert "ni mission ni accueil de Québec en 1950" in said


# Formats


def test_html_is_one_whole_page_for_eyes_and_ears(namur: Paper) -> None:
    raw = web.html(namur)
    page = _Page(raw)
    assert page.open == []
    assert page.said("title") == "Québec et Namur — 1er octobre 2024"
    tags = [tag for tag, _attrs in page.attributes]
    assert [tags.count(tag) for tag in ("html", "header", "main", "footer", "h1")] == [1, 1, 1, 1, 1]
    assert ("html", {"lang": "fr"}) in page.attributes
    assert all(attrs.get("scope") == "col" for tag, attrs in page.attributes if tag == "th")
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert not re.search(rb"(?:src|@import|url\()\s*=?", raw)
    assert "Pour citer" in page.said("footer")
    assert "CC BY 4.0" in page.said("footer")


def test_colours_are_readable() -> None:
    css = (Path(web.__file__).parent / "papers" / "paper.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--(ink|soft|accent): (#[0-9a-f]{6})", css))
    assert set(colours) == {"ink", "soft", "accent"}
    assert all(_contrast(colour) >= 4.5 for colour in colours.values())


def _contrast(colour: str) -> float:
    """With white, as WCAG 2.2 computes it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def test_word_opens_with_headings_tables_header_and_page_numbers(namur: Paper) -> None:
    document = docx.Document(io.BytesIO(word.docx(namur)))
    styles = {paragraph.text: paragraph.style.name for paragraph in document.paragraphs if paragraph.style}
    assert styles["Québec et Namur"] == "Title"
    assert styles["Liens"] == "Heading 1"
    assert document.core_properties.title == "Québec et Namur"
    assert document.tables[0].style is not None
    assert document.tables[0].style.name == "Paper table"
    assert all("tblHeader" in table.rows[0]._tr.xml for table in document.tables)
    section = document.sections[0]
    assert section.header.paragraphs[0].text == "Québec et Namur\t1er octobre 2024"
    assert "NUMPAGES" in section.footer._element.xml
    assert section.page_width is not None
    assert section.page_width.inches == 8.5
    assert 'w:lang w:val="fr-CA"' in document.styles.element.xml


def test_a_workbook_has_a_sheet_for_each_table(year: Paper) -> None:
    opened = openpyxl.load_workbook(io.BytesIO(book.xlsx(year)))
    assert opened.sheetnames[:2] == ["à propos", "Missions"]
    assert opened.sheetnames[-1] == "sources"
    assert len(opened.sheetnames) == len(list(tables(year.tokens))) + 2
    sheet = opened["Missions"]
    assert [sheet.cell(row, 1).value for row in range(2, 11)] == list(range(1, 10))
    assert sheet.freeze_panes == "A2"
    assert {cell.data_type for row in sheet for cell in row if cell.value is not None} <= {"s", "n"}


@pytest.mark.usefixtures("weasyprint")
def test_pdf_is_tagged_and_fits_two_pages(namur: Paper) -> None:
    pypdf = pytest.importorskip("pypdf")
    reader = pypdf.PdfReader(io.BytesIO(web.pdf(namur)))
    assert len(reader.pages) <= 2
    assert [float(side) for side in reader.pages[0].mediabox[2:]] == [612, 792]
    assert reader.metadata.title.startswith("Québec et Namur")
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert reader.trailer["/Root"]["/Lang"] == "fr"
    assert "28 octobre 1999 ≠ 2000" in reader.pages[0].extract_text()


@pytest.mark.parametrize("suffix", ["html", "docx"])
def test_the_command_writes_what_the_suffix_says(run: Run, compiled: Path, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / "new" / f"namur.{suffix}"
    code, out, _error = run("brief", "Namur", "--on", ON, "--dataset", compiled, "-o", path)
    assert (code, str(path) in out) == (0, True)
    assert zipfile.is_zipfile(path) == (suffix == "docx")


@pytest.mark.parametrize(
    ("words", "forms"), [(("brief", "Namur"), ".html, .docx, .pdf"), (("annual", "2023"), ".xlsx, .docx, .html, .pdf")]
)
def test_an_unknown_form_is_refused_before_anything_is_asked(run: Run, tmp_path: Path, words: tuple[str, ...], forms: str) -> None:
    code, _out, error = run(*words, "--dataset", tmp_path / "none", "-o", tmp_path / "x.odt")
    assert code == 2
    assert forms in error


# Languages


def test_the_same_note_in_english(shipped: Dataset, namur: Paper) -> None:
    language.activate("en")
    paper = papers.brief(shipped, "Namur", ON)
    page = _Page(web.html(paper))
    assert ("html", {"lang": "en"}) in page.attributes
    assert ["28 October 1999 ≠ 2000"] in [row[2:] for row in _rows(paper, "Ties") if len(row) > 2] or "28 October 1999 ≠ 2000" in page.said(
        "main"
    )
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
