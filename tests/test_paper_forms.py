"""The officer's papers in each form: a page, a document, a workbook, a PDF."""

import io
import re
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import docx
import openpyxl
import pytest

from entrevilles.viz import book, web, word
from entrevilles.viz.paper import Paper, tables
from tests.reports import ON, Page

Run = Callable[..., tuple[int, str, str]]


def test_html_is_one_whole_page_for_eyes_and_ears(namur: Paper) -> None:
    raw = web.html(namur)
    page = Page(raw)
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
    assert "28 octobre 1999 ou 2000 (disputé)" in reader.pages[0].extract_text()


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
