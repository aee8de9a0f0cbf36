"""Templates that a bureau changes: what it can do with them, what they cannot do to it, and what data can do in neither."""

import io
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from entrevilles import papers
from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.ontology.errors import InputError
from entrevilles.viz import book, templates, web, word, word_styles
from entrevilles.viz.marks import Cell, Markdown, Row, link, plain, table
from entrevilles.viz.paper import About, Paper, tables

Run = Callable[..., tuple[int, str, str]]
HOSTILE = [
    "Saint-*Émile*",
    "a | b",
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "![x](http://example.org/x.png)",
    "# titre",
    "1. un",
    "`code` ~~~",
    "=HYPERLINK(1)",
    "&lt;b&gt;",
    "[^1] {{ 7*7 }} {% raw %}",
    "a\n\n## b",
    "C:\\temp\\",
    "</style><b>",
]
ATTACKS = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ask.__globals__ }}",
    "{{ ask.__self__.dataset }}",
    "{{ '{0.__class__}'.format(city) }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{% include '/etc/passwd' %}",
    "{% import 'brief.fr.md' as b %}",
    "{% extends 'brief.fr.md' %}",
    "{{ ask('/etc/passwd') }}",
    "{{ ask('../secret.rq') }}",
    "{{ self.__dict__ }}",
    "{{ (city|attr('__class__')).__base__ }}",
    "{% set x = ask('sources') %}{{ x.append(1) }}",
    "{{ range(1000000000)|list }}",
]


def _paper(text: str) -> Paper:
    return Paper(text, About("fr", "Essai", "génération x", "1er mai 2024", "2024-05-01", "Pour citer : x", "CC BY 4.0"))


def _template(tmp_path: Path, text: str) -> templates.Templates:
    path = tmp_path / "brief.fr.md"
    path.write_text(text, encoding="utf-8")
    return templates.chosen(path)


# What names hold is text


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_text_in_each_format(name: str) -> None:
    row = Row({"who": Cell(name), "n": Cell("1", number=True)}, {"who": "qui", "n": "nº"})
    paper = _paper(f"# {plain(name)}\n\n{table([row], ['who', 'n'])}\n- {plain(name)}\n")
    whole = " ".join(name.split())
    assert [one.rows[1] for one in tables(paper.tokens)] == [[whole, "1"]]
    page = web.html(paper).decode()
    assert page.count("<script") == page.count("<img") == page.count("<b>") == page.count('javascript:alert(1)"') == 0
    assert page.count("<h2") == 0
    document = docx.Document(io.BytesIO(word.docx(paper)))
    assert document.tables[0].rows[1].cells[0].text == whole
    assert whole in [paragraph.text for paragraph in document.paragraphs]
    sheet = openpyxl.load_workbook(io.BytesIO(book.xlsx(paper))).worksheets[1]
    assert (sheet.cell(2, 1).value, sheet.cell(2, 1).data_type) == (whole, "s")


def test_characters_that_no_format_can_hold_are_replaced() -> None:
    paper = _paper(f"# {plain('a' + chr(0) + 'b' + chr(27) + '[2J')}\n")
    assert paper.title == "a\ufffdb\ufffd[2J"
    assert word.docx(paper)
    assert book.xlsx(paper)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "http://a b", "x"])
def test_an_address_that_is_not_of_the_web_is_no_link(address: str) -> None:
    assert "](" not in link("x", address)


def test_an_address_cannot_break_out_of_its_link() -> None:
    page = web.html(_paper(f"# t\n\n{link('x', 'https://a.org/>)<script>')}")).decode()
    assert "<script>" not in page
    assert 'href="https://a.org/%3E)%3Cscript%3E"' in page


def test_hostile_names_of_a_dataset_go_through_the_shipped_templates(small: Folder, write: Callable[[str, str], Path], run: Run) -> None:
    name = "<script>*a*</script> | [x](javascript:y)"
    cities = write("municipalites.csv", f'id,nom,source\nlyon,"{name}",registre\n')
    twinnings = write("jumelages.csv", "id,parties,début,source\nlyon-jumelage,lyon; namur,1990,registre\n")
    assert run("load", cities, twinnings, "--dataset", small.root)[0] == 0
    paper = papers.brief(Dataset(small), "lyon", "2024", city="Namur")
    assert paper.title == f"Namur et {name}"
    assert b"<script" not in web.html(paper)


# What a bureau changes


def test_the_shipped_templates_are_written_once(run: Run, tmp_path: Path) -> None:
    code, out, _error = run("papers", tmp_path / "mine")
    assert code == 0
    names = {path.name for path in (tmp_path / "mine").iterdir()}
    assert names >= {"brief.fr.md", "brief.en.md", "annual.fr.md", "annual.en.md", "paper.css", "paper.html", "paper.docx"}
    assert all(name in out for name in names)
    (tmp_path / "mine" / "brief.fr.md").write_text("à moi", encoding="utf-8")
    code, _out, error = run("papers", tmp_path / "mine")
    assert (code, "brief.fr.md" in error) == (2, True)
    assert (tmp_path / "mine" / "brief.fr.md").read_text(encoding="utf-8") == "à moi"


def test_a_changed_text_look_and_word_document_are_followed(shipped: Dataset, tmp_path: Path) -> None:
    papers.copy(tmp_path / "mine")
    folder = tmp_path / "mine"
    (folder / "brief.fr.md").write_text("# Dossier {{ partner }}\n\n## Sceau\n\n{{ city }}\n", encoding="utf-8")
    (folder / "paper.css").write_text("h1 { color: #123456 }", encoding="utf-8")
    document = docx.Document(str(folder / "paper.docx"))
    style: Any = document.styles["Heading 1"]
    style.font.name = "Garamond"
    document.sections[0].header.paragraphs[0].text = "Ville de Québec — {date}"
    document.add_paragraph("texte d'essai")
    document.save(str(folder / "paper.docx"))
    paper = papers.brief(shipped, "Namur", "2024-10-01", which=templates.chosen(folder))
    assert "#123456" in web.html(paper).decode()
    assert paper.title == "Dossier Namur"
    made = docx.Document(io.BytesIO(word.docx(paper)))
    style = made.styles["Heading 1"]
    assert style.font.name == "Garamond"
    assert made.sections[0].header.paragraphs[0].text == "Ville de Québec — 1er octobre 2024"
    assert "texte d'essai" not in [paragraph.text for paragraph in made.paragraphs]


def test_one_file_is_a_template_too_and_the_rest_is_ours(shipped: Dataset, tmp_path: Path) -> None:
    which = _template(tmp_path, "# {{ partner }}\n\n{{ table(ask('partners', city=partner, date=date), ['partner', 'kind']) }}\n")
    paper = papers.brief(shipped, "Namur", "2024-10-01", which=which)
    assert ["Québec", "jumelage"] in next(tables(paper.tokens)).rows
    assert "--accent" in web.html(paper).decode()


def test_a_bureau_whose_word_document_has_other_styles(shipped: Dataset, tmp_path: Path) -> None:
    docx.Document().save(str(tmp_path / "paper.docx"))
    which = _template(tmp_path, "avant\n\n# {{ partner }}\n\nsous\n\n{{ table(ask('sources')[:2], ['source']) }}\n\n> cité\n\n1. un\n")
    assert docx.Document(io.BytesIO(word.docx(papers.brief(shipped, "Namur", "2024", which=which)))).tables
    assert word_styles.saved()


# What a template cannot do


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_template_reads_no_file_and_runs_no_code(shipped: Dataset, tmp_path: Path, attack: str) -> None:
    (tmp_path / "secret.rq").write_text("SECRET", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        papers.brief(shipped, "Namur", "2024", which=_template(tmp_path, f"# a\n\n{attack}\n"))
    said = str(refused.value)
    assert "brief.fr.md, ligne 3 : " in said
    assert "root:" not in said
    assert "SECRET" not in said


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("# a\n{{ partnr }}", 2, "« partnr »"),
        ("a\n\n{% if %}", 3, "gabarit illisible"),
        ("{{ ask('partnerz') }}", 1, "vouliez-vous dire : partners"),
        ("{{ ask('partners', cty=city) }}", 1, "paramètre inconnu"),
        ("a\n{{ table(ask('sources'), ['sorce']) }}", 2, "vouliez-vous dire : source"),
        ("{{ ask('missions', year='hier') }}", 1, "n'est pas un nombre entier"),
        ("{{ ask('people-met') | groupby('nope') | list }}", 1, "« nope »"),
        ("{{ 1 / 0 }}", 1, "division by zero"),
    ],
)
def test_an_error_says_file_line_and_mend(shipped: Dataset, tmp_path: Path, text: str, line: int, said: str) -> None:
    with pytest.raises(InputError) as refused:
        papers.brief(shipped, "Namur", "2024", which=_template(tmp_path, text))
    assert f"brief.fr.md, ligne {line} : " in str(refused.value)
    assert said in str(refused.value)
    assert "→" in str(refused.value)


def test_an_error_in_the_page_around_the_text_says_so_too(shipped: Dataset, tmp_path: Path) -> None:
    papers.copy(tmp_path / "mine")
    (tmp_path / "mine" / "paper.html").write_text("<html>\n{{ nope }}", encoding="utf-8")
    paper = papers.brief(shipped, "Namur", "2024", which=templates.chosen(tmp_path / "mine"))
    with pytest.raises(InputError, match=r"paper\.html, ligne 2 : "):
        web.html(paper)


def test_the_file_that_was_there_stays_when_the_paper_cannot_be_made(run: Run, compiled: Path, tmp_path: Path) -> None:
    _template(tmp_path, "{{ nope }}")
    path = tmp_path / "out.html"
    path.write_text("avant", encoding="utf-8")
    code, _out, error = run("brief", "Namur", "--dataset", compiled, "--template", tmp_path / "brief.fr.md", "-o", path)
    assert (code, path.read_text(encoding="utf-8")) == (2, "avant")
    assert "Traceback" not in error
    assert sorted(child.name for child in tmp_path.iterdir() if child.name.startswith(".out")) == []


@pytest.mark.parametrize("kind", ["missing", "empty", "latin", "docx", "folder"])
def test_what_is_no_template_is_refused(run: Run, compiled: Path, tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    paths = {"missing": tmp_path / "none", "empty": folder, "latin": folder / "l.md", "docx": folder, "folder": folder / "x.txt"}
    (folder / "x.txt").write_text("x") if kind == "folder" else None
    (folder / "l.md").write_bytes("é".encode("latin-1")) if kind == "latin" else None
    (folder / "paper.docx").write_bytes(b"PK") if kind == "docx" else None
    code, _out, error = run("brief", "Namur", "--dataset", compiled, "--template", paths[kind], "-o", tmp_path / "x.docx")
    assert (code, "Traceback" in error, "→" in error) == (2, False, True)
    assert not (tmp_path / "x.docx").exists()


def test_a_missing_program_for_pdf_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, shipped: Dataset) -> None:
    import sys

    paper = papers.brief(shipped, "Hué", "2024")
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(InputError, match=r"entrevilles\[papers\]"):
        papers.save(paper, tmp_path / "x.pdf")
    assert not (tmp_path / "x.pdf").exists()


@pytest.mark.usefixtures("weasyprint")
def test_a_pdf_fetches_nothing(tmp_path: Path, shipped: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "paper.css").write_text("@import url(file:///etc/passwd); body { background: url(http://127.0.0.1:9/x) }")
    which = _template(tmp_path, "# {{ partner }}\n\n![x](file:///etc/passwd)\n")
    asked: list[str] = []
    monkeypatch.setattr(urllib.request.OpenerDirector, "open", lambda _self, address, *_rest: asked.append(str(address)))
    assert web.pdf(papers.brief(shipped, "Namur", "2024", which=which)).startswith(b"%PDF")
    assert asked == []


def test_what_we_made_is_not_escaped_twice() -> None:
    assert Markdown("**a**") == "**a**"
    assert "\\*" in plain("*")
