"""An answer in each of its forms: the same rows and provenance, nothing cut without saying so, no cell that is a formula."""

import csv
import hashlib
import io
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from entrevilles import formats, present
from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.ontology import language
from entrevilles.ontology.errors import InputError

Run = Callable[..., tuple[int, str, str]]
DAY = "2024-06-01"
WORDS = ("query", "partners", "-p", "city=Québec", "-p", f"date={DAY}")
HOSTILE = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠x"]


def test_every_form_has_a_writer() -> None:
    assert tuple(formats.WRITERS) == present.FORMATS
    assert set(present.SUFFIXES.values()) <= set(present.FORMATS)


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A question whose headers and cells look like formulas, with numbers and a day beside them."""
    texts = [text.replace("\t", "\\t").replace("\r", "\\r") for text in HOSTILE]
    numbers = ["-2", "-3.5", "1e-7", "true", '"2024-06-01"^^xsd:date', *["0"] * 5]
    rows = " ".join(f'("{text}" {number})' for text, number in zip(texts, numbers, strict=True))
    path = tmp_path / "hostile.rq"
    header = '#+ summary: "=x | <b>"\n#+ columns:\n#+   t: {fr: "=texte"}\n#+   n: {fr: nombre}\n'
    path.write_text(f"{header}SELECT ?t ?n WHERE {{ VALUES (?t ?n) {{ {rows} }} }}", encoding="utf-8")
    return path


@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("tsv", "\t"), ("excel", ";")])
def test_no_cell_of_a_text_file_is_a_formula(run: Run, compiled: Path, hostile: Path, form: str, delimiter: str) -> None:
    text = run("query", hostile, "--format", form, "--dataset", compiled)[1].removeprefix("\ufeff")
    assert "\r" not in text.replace("\r\n", "")  # a row begins there for some spreadsheets
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    assert all(row[0].startswith("'") for row in rows)
    assert len(rows) == len(HOSTILE) + 1
    point = "," if form == "excel" else "."
    assert [row[1] for row in rows[1:6]] == ["-2", f"-3{point}5", f"0{point}0000001", "oui", "2024-06-01"]


def test_no_cell_of_a_page_is_a_formula_or_a_mark(run: Run, compiled: Path, hostile: Path) -> None:
    lines = run("query", hostile, "--format", "markdown", "--dataset", compiled)[1].splitlines()
    assert lines[0] == r"**=x \| \<b>**"
    cells = [line.split(" | ")[0].removeprefix("| ") for line in lines if line.startswith("| ") and " --- " not in line]
    assert len(cells) == len(HOSTILE) + 1
    assert all(cell.startswith("'") for cell in cells)


def test_no_cell_of_a_workbook_is_a_formula_and_numbers_are_numbers(run: Run, compiled: Path, hostile: Path, tmp_path: Path) -> None:
    run("query", hostile, "-o", tmp_path / "a.xlsx", "--dataset", compiled)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n", "b", "d"}
    texts = [row[0] for row in book["hostile"].iter_rows()]
    assert all(cell.quotePrefix for cell in texts)
    assert [row[1].value for row in book["hostile"].iter_rows(min_row=2, max_row=5)] == [-2, -3.5, 1e-7, True]


@pytest.mark.parametrize(
    ("value", "plain", "french"),
    [
        (Decimal("46.81228"), "46.81228", "46,81228"),
        (Decimal("-0.50"), "-0.50", "-0,50"),
        (Decimal("1E+3"), "1000", "1000"),
        (-5, "-5", "-5"),
        (2.5, "2.5", "2,5"),
        (date(2024, 6, 1), "2024-06-01", "2024-06-01"),
        (None, "", ""),
        (False, "non", "non"),
        ("3.5 km", "3.5 km", "3.5 km"),
    ],
)
def test_values_are_written_in_full(value: object, plain: str, french: str) -> None:
    assert formats.plain(value) == plain
    assert formats.french(value) == french


def test_excel_of_a_french_computer_opens_it(run: Run, compiled: Path, tmp_path: Path) -> None:
    words = ("query", "actors", "--excel", "--dataset", compiled)
    run(*words, "-o", tmp_path / "a.csv")
    data = (tmp_path / "a.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfacteur;nom en fran")
    assert b"abidjan;Abidjan;Abidjan;" in data
    assert b";5,35444;-4,00167\r\n" in data
    assert run(*words)[1].startswith("\ufeffacteur;")


@pytest.mark.parametrize("words", [("--format", "json"), ("-o", "a.xlsx"), ("-o", "a.md")])
def test_excel_with_another_form_is_refused(run: Run, compiled: Path, words: tuple[str, ...]) -> None:
    code, _out, said = run("query", "actors", "--excel", *words, "--dataset", compiled)
    assert (code, "--excel" in said) == (2, True)


def test_a_table_is_not_written_to_a_file_and_says_so(run: Run, compiled: Path, tmp_path: Path) -> None:
    code, _out, said = run("query", "actors", "--format", "table", "-o", tmp_path / "a.txt", "--dataset", compiled)
    assert (code, "markdown" in said, (tmp_path / "a.txt").exists()) == (2, True, False)


# The first rows


def test_a_limit_is_told_in_every_form(run: Run, compiled: Path, tmp_path: Path) -> None:
    words = (*WORDS, "--limit", "5", "--dataset", compiled)
    total = len(Dataset(Folder(compiled)).query("partners", city="Québec", date=DAY))
    told = f"5 premières lignes de {total}"
    assert told in run(*words)[1]
    assert told in run(*words, "--format", "markdown")[1]
    found = json.loads(run(*words, "--format", "json")[1])
    assert (len(found["rows"]), found["total"], told in found["notes"][0]) == (5, total, True)
    for form in ("csv", "tsv", "excel"):
        _code, out, said = run(*words, "--format", form)
        assert (len(out.splitlines()), said.strip()) == (6, told)
    run(*words, "-o", tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.worksheets[0].max_row == 6
    assert told in [row[1].value for row in book["Source"].iter_rows()]


def test_a_limit_that_cuts_nothing_says_nothing(run: Run, compiled: Path) -> None:
    _code, out, said = run(*WORDS, "--limit", "5000", "--format", "csv", "--dataset", compiled)
    assert (len(out.splitlines()) > 10, said) == (True, "")


@pytest.mark.parametrize("limit", ["0", "-1"])
def test_a_limit_below_one_is_refused(run: Run, compiled: Path, limit: str) -> None:
    code, _out, said = run(*WORDS, "--limit", limit, "--dataset", compiled)
    assert (code, "à partir de 1" in said) == (2, True)


def test_the_rows_that_come_first_are_those_shown_first(shipped: Dataset) -> None:
    answer = shipped.query("partners", city="Québec", date=DAY)
    assert shipped.shown(answer, 7).rows == shipped.shown(answer).rows[:7]


# What is not known


def test_what_cannot_be_told_is_counted_beneath(shipped: Dataset) -> None:
    answer = shipped.query("ties", date=DAY)
    states = [str(row[answer.columns.index("in_force")]).rsplit("/", 1)[-1] for row in answer.rows]
    unknown, disputed = states.count("cannot-be-told"), states.count("sources-disagree")
    assert unknown > 1
    assert f"{unknown} ne peuvent être établies" in list(shipped.shown(answer).notes())[1]
    assert shipped.shown(answer).undecided == (unknown, disputed)


def test_where_all_is_known_nothing_is_said(shipped: Dataset) -> None:
    assert len(list(shipped.shown(shipped.query("receptions", year=2023)).notes())) == 1


# Where it comes from


def test_an_answer_cites_itself_with_the_address_of_its_question(shipped: Dataset) -> None:
    answer = shipped.query("partners", city="Namur", date=DAY)
    address = "https://w3id.org/entrevilles/question/partners"
    assert answer.address == address
    asked = f"question partners(city=Namur, date={DAY}), {address}"
    assert answer.citation == f"{shipped.title}, génération {shipped.generation.short}, {shipped.last_recorded}, {asked}"
    assert shipped.cite(answer, DAY) == f"{answer.citation}, consulté le {DAY}"
    language.activate("en")
    assert answer.citation.startswith("Entrevilles: the international relations of Québec, generation")


def test_a_question_of_ones_own_has_no_address_but_a_digest(run: Run, compiled: Path, shipped: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text("SELECT ?x WHERE { VALUES ?x { 1 } }", encoding="utf-8")
    answer, digest = shipped.query(str(path)), hashlib.sha256(path.read_bytes()).hexdigest()
    assert (answer.address, answer.citation.endswith(f"question mine(), SHA-256 {digest}")) == ("", True)
    run("query", path, "--dataset", compiled, "-o", tmp_path / "mine.csv")
    assert path.read_text(encoding="utf-8") in (tmp_path / "mine-README.md").read_text(encoding="utf-8")


def test_forms_that_can_carry_it_say_where_it_comes_from(run: Run, compiled: Path, tmp_path: Path) -> None:
    dataset = Dataset(Folder(compiled))
    citation = dataset.cite(dataset.query("partners", city="Québec", date=DAY))
    words = (*WORDS, "--dataset", compiled)
    found = json.loads(run(*words, "--format", "json")[1])
    assert found["citation"] == citation
    assert (found["question"], found["parameters"]) == ("partners", {"city": "Québec", "date": DAY})
    assert (found["generation"], found["date"]) == (dataset.generation.short, dataset.last_recorded)
    assert run(*words, "--format", "markdown")[1].rstrip().endswith(f"Pour citer : {citation}")
    run(*words, "-o", tmp_path / "a.xlsx")
    source = [tuple(cell.value for cell in row) for row in openpyxl.load_workbook(tmp_path / "a.xlsx")["Source"].iter_rows()]
    assert {("paramètre date", DAY), ("génération", dataset.generation.short), ("pour citer", citation)} <= set(source)
    run(*words, "-o", tmp_path / "a.csv")
    told = (tmp_path / "a-README.md").read_text(encoding="utf-8")
    assert citation in told
    assert found["licence"] == "CC BY 4.0"
    for source_said in found["sources"]:
        assert source_said["title"] in told
        assert source_said["licence"] in told


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_plain_tables_are_rows_alone(run: Run, compiled: Path, form: str) -> None:
    _code, out, said = run(*WORDS, "--format", form, "--cite", "--dataset", compiled)
    rows = list(csv.reader(io.StringIO(out), delimiter="\t" if form == "tsv" else ","))
    assert len({len(row) for row in rows}) == 1
    assert said.startswith("Pour citer : ")


def test_labels_are_in_the_language_of_the_person(run: Run, compiled: Path) -> None:
    words = (*WORDS, "--format", "json", "--dataset", compiled)
    kinds = [{row["kind"] for row in json.loads(run(*words, "--lang", lang)[1])["rows"]} for lang in ("fr", "en")]
    assert "jumelage" in kinds[0]
    assert "twinning" in kinds[1]


def test_a_data_frame_has_the_words_of_the_table(shipped: Dataset) -> None:
    shown = shipped.shown(shipped.query("partners", city="Québec", date=DAY), 3)
    frame = shown.to_pandas()
    assert list(frame.columns) == ["partenaire", "lien", "en vigueur", "début", "fin", "dernier contact", "relation"]
    assert [[None if cell != cell else cell for cell in row] for row in frame.to_numpy().tolist()] == shown.rows  # noqa: PLR0124 - NaN


def test_an_unknown_suffix_lists_the_forms() -> None:
    with pytest.raises(InputError, match=r"\.md"):
        present.format_of(Path("a.doc"))
    assert present.format_of(Path("A.MD")) == "markdown"
