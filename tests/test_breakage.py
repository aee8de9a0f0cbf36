"""What an attack broke once: queries that end the process, files lost to a failed answer, sources that no paper could cite."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from entrevilles import Dataset, QueryError
from entrevilles.building import build
from entrevilles.graph.folder import Folder
from entrevilles.graph.generations import write_atomically, write_together
from entrevilles.ontology import prose
from entrevilles.ontology.language import speak
from entrevilles.viz import book

Run = Callable[..., tuple[int, str, str]]
SELECT = "SELECT ?x {{ GRAPH ?g {{ ?x ?p ?o {body} }} }}"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?x " + "{" * 20_000 + "}" * 20_000,
        SELECT.format(body="FILTER(" + "(" * 20_000 + "true" + ")" * 20_000 + ")"),
        SELECT.format(body="FILTER(" + "!" * 20_000 + "true)"),
        "SELECT ?x { " + " UNION ".join(["{ ?x ?p ?o }"] * 20_000) + " }",
        "SELECT ?x { ?x ?p ?o " + "MINUS { ?x ?q ?r } " * 20_000 + "}",
    ],
)
def test_a_query_that_would_end_the_process_is_refused(shipped: Dataset, text: str) -> None:
    with pytest.raises(QueryError):
        shipped.query(text)


def test_long_strings_are_no_long_query(shipped: Dataset) -> None:
    assert len(shipped.query(f'SELECT ?x {{ BIND("{"{" * 100_000}" AS ?x) }}')) == 1


@pytest.mark.parametrize("header", ["a: &a [x, x]\nb: [*a, *a]", "x: " + "[" * 5000])
def test_a_header_of_aliases_or_of_depth_is_refused(shipped: Dataset, tmp_path: Path, header: str) -> None:
    path = tmp_path / "bomb.rq"
    path.write_text("".join(f"#+ {line}\n" for line in header.splitlines()) + "SELECT ?x { }", encoding="utf-8")
    with pytest.raises(QueryError):
        shipped.query(str(path))


def test_a_parameter_given_twice_is_refused(compiled: Path, run: Run) -> None:
    code, _out, err = run("query", "missions", "-p", "year=2023", "-p", "year=2025", "--dataset", compiled)
    assert code == 2
    assert "year" in err


@pytest.mark.parametrize("year", ["٢٠٢٣", "9" * 30])
def test_a_year_is_of_common_figures(compiled: Path, run: Run, year: str) -> None:
    assert run("query", "missions", "-p", f"year={year}", "--dataset", compiled)[0] == 2


def test_no_number_of_json_is_infinite(compiled: Path, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "much.rq"
    path.write_text('SELECT (xsd:double("INF") AS ?x) { }', encoding="utf-8")
    _code, out, _err = run("query", path, "--format", "json", "--dataset", compiled)
    assert json.loads(out, parse_constant=pytest.fail)["rows"] == [{"x": "inf"}]


def test_a_file_survives_an_answer_that_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "kept.txt"
    path.write_bytes(b"before")
    with pytest.raises(TypeError):
        write_atomically(path, "no bytes")  # type: ignore[arg-type]
    assert path.read_bytes() == b"before"


def test_a_link_leads_to_the_new_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "file")
    (tmp_path / "file").write_bytes(b"before")
    write_atomically(tmp_path / "link", b"after")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_bytes() == b"after"


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("number", [46.875, 1300, 13500, 370_000_000, 0.5, -1234567.25])
def test_a_number_of_a_paper_is_the_same_in_a_workbook(lang: str, number: float) -> None:
    speak(lang)
    try:
        assert book._number(prose.number(number)) == number
    finally:
        speak("fr")


SOURCES = """id,titre,adresse,source
registre,Registre,https://www.ville.example/index.php?tx_news[id]=12&a="b">c,registre
"""
MISSIONS = "id,titre,acteur en mission,début,villes,source,endroit\nessai,=1+1 @Mission,quebec,2023-05,namur,registre,{place}\n"


@pytest.mark.parametrize("place", ["2e partie", "1:23:45", "12", "l. 3, 5-7", "p. 4"])
def test_any_address_and_any_place_of_a_source_can_be_cited(small: Folder, run: Run, tmp_path: Path, place: str) -> None:
    base = small.root / "sources" / "base"
    (base / "sources.csv").write_text(
        SOURCES.replace('"b"', '""b""').replace("https", '"https').replace("c,registre", 'c",registre'), "utf-8"
    )
    quoted = f'"{place}"'
    (base / "missions.csv").write_text(MISSIONS.format(place=quoted), encoding="utf-8")
    settings = small.root / "dataset.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('home = ""', 'home = "quebec"'), encoding="utf-8")
    build(Folder(small.root))
    for output in (tmp_path / "brief.html", tmp_path / "annual.xlsx"):
        words = ("brief", "namur", "--on", "2024-01-01") if output.suffix == ".html" else ("annual", "2023")
        code, _out, err = run(*words, "-o", output, "--dataset", small.root)
        assert (code, err) == (0, "")
    assert place.removeprefix("l. ").split(",")[0] in (tmp_path / "brief.html").read_text(encoding="utf-8")
    cells = [cell for sheet in openpyxl.load_workbook(tmp_path / "annual.xlsx") for row in sheet.iter_rows() for cell in row]
    (formula,) = [cell for cell in cells if str(cell.value).startswith("=1+1")]
    assert formula.data_type == "s"
    assert formula.quotePrefix


def test_several_files_are_written_together_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("before", encoding="utf-8")
    (tmp_path / "b.csv").mkdir()
    with pytest.raises(OSError, match=r"b\.csv"):
        write_together({tmp_path / "a.csv": b"after", tmp_path / "b.csv": b"after"})
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.csv"]


def test_a_file_keeps_who_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.touch(0o600)
    write_atomically(path, b"after")
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_closed_output_is_no_failure(compiled: Path) -> None:
    words = [sys.executable, "-m", "entrevilles", "info", "--dataset", str(compiled)]
    closed = subprocess.run(["sh", "-c", 'exec "$@" >&-', "sh", *words], capture_output=True, text=True, check=False)
    assert (closed.returncode, closed.stderr) == (0, "")
