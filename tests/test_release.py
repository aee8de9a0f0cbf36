"""A release holds what somebody needs who cites it, the same bytes whoever makes it; answers say how to cite them."""

import datetime
import gzip
import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
import yaml

from entrevilles.building import build
from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.graph.generations import content_hash
from entrevilles.ontology import language
from entrevilles.ontology.errors import DatasetError, InputError
from entrevilles.queries import catalogue
from entrevilles.releasing import release

Run = Callable[..., tuple[int, str, str]]
DAY = "2026-03-01"


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_dump_is_the_generation_and_its_hash_is_beside_it(copied: Folder) -> None:
    made = release(copied, "2026.1", DAY)
    assert made == copied.root / "releases" / "2026.1"
    data = (made / "2026.1.trig.gz").read_bytes()
    dataset = Dataset(copied)
    assert content_hash(ox.parse(gzip.decompress(data), format=ox.RdfFormat.TRIG)) == dataset.generation.id
    assert (made / "2026.1.trig.gz.sha256").read_text() == f"{hashlib.sha256(data).hexdigest()}  2026.1.trig.gz\n"


def test_the_generation_is_pinned(small: Folder) -> None:
    release(small, "v1", DAY)
    assert [generation.pinned for generation in small.generations.history()] == [True]


def test_the_questions_come_with_their_headers(small: Folder) -> None:
    made = release(small, "v1", DAY)
    copies = {path.stem: catalogue.read(path) for path in made.rglob("*.rq")}
    originals = {question.name: question for question in catalogue.questions()}
    assert len(originals) > 10
    assert {name: (q.text, q.summary) for name, q in copies.items()} == {name: (q.text, q.summary) for name, q in originals.items()}


def test_the_citation_file_says_what_day_which_and_whose(small: Folder) -> None:
    settings = small.root / "dataset.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        'licence = "CC BY 4.0"\nauthors = ["Bureau", {family-names = "Roy", given-names = "Ada"}]\n' + text, encoding="utf-8"
    )
    folder = Folder(small.root)
    build(folder)
    found = yaml.safe_load((release(folder, "v1", DAY) / "CITATION.cff").read_text(encoding="utf-8"))
    assert found["cff-version"] == "1.2.0"
    assert (found["title"], found["version"], found["date-released"], found["license"]) == ("Essai", "v1", DAY, "CC-BY-4.0")
    assert found["identifiers"][0]["value"] == "sha256:" + Dataset(folder).generation.id
    assert found["url"] == "https://w3id.org/entrevilles/"
    assert found["authors"] == [{"name": "Bureau"}, {"family-names": "Roy", "given-names": "Ada"}]


def test_without_authors_the_title_is_the_author(small: Folder) -> None:
    found = yaml.safe_load((release(small, "v1", DAY) / "CITATION.cff").read_text(encoding="utf-8"))
    assert found["authors"] == [{"name": "Essai"}]


def test_authors_of_another_kind_are_refused_with_the_file(small: Folder) -> None:
    settings = small.root / "dataset.toml"
    settings.write_text("authors = [3]\n" + settings.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(DatasetError, match=r"dataset\.toml.*authors"):
        _ = Folder(small.root).settings


def test_the_page_has_counts_licences_and_how_to_cite_in_both_languages(copied: Folder) -> None:
    page = (release(copied, "2026.1", DAY) / "README.md").read_text(encoding="utf-8")
    dataset = Dataset(copied)
    assert f"{dataset.generation.claims} affirmations" in page
    assert f"{dataset.generation.claims} claims" in page
    sources = dataset.query("sources")
    for title in ("Licences des sources", "Licences of the sources"):
        table = page.split(title)[1].split("\n# ")[0]
        assert len(re.findall(r"^\| ", table, re.M)) == len({row["source"] for row in sources}) + 2
        assert "| CC BY 4.0 |" in table
    assert f"2026.1, génération {dataset.generation.short}, {DAY}." in page
    assert f"2026.1, generation {dataset.generation.short}, {DAY}." in page


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_same_generation_and_day_give_the_same_bytes(small: Folder, tmp_path: Path, lang: str) -> None:
    """Also from another folder that compiled the same truth, and in another language."""
    first = content(release(small, "v1", DAY))
    language.activate(lang)
    assert content(release(small, "v1", DAY, tmp_path / "elsewhere")) == first
    again = Folder(tmp_path / "again")
    for path in small.truth():
        target = again.root / path.relative_to(small.root)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    build(again)
    assert content(release(again, "v1", DAY)) == first
    assert content(release(small, "v1", "2026-03-02", tmp_path / "later")) != first


def test_a_release_is_never_overwritten(run: Run, small: Folder) -> None:
    words = ("release", "v1", "--dataset", small.root)
    assert run(*words, "--date", DAY)[0] == 0
    before = content(small.root / "releases")
    code, _out, said = run(*words)
    assert (code, "existe déjà" in said) == (2, True)
    assert content(small.root / "releases") == before


def test_without_a_date_it_is_released_today(run: Run, small: Folder, tmp_path: Path) -> None:
    assert run("release", "v1", "--dataset", small.root, "--to", tmp_path / "out")[0] == 0
    assert f"date-released: '{datetime.date.today()}'" in (tmp_path / "out" / "v1" / "CITATION.cff").read_text(encoding="utf-8")
    assert not (small.root / "releases").exists()


@pytest.mark.parametrize("words", [("../v1",), ("v 1",), (".v1",), ("v1", "--date", "hier")])
def test_an_impossible_name_or_day_is_refused(run: Run, small: Folder, words: tuple[str, ...]) -> None:
    code, _out, said = run("release", *words, "--dataset", small.root)
    assert (code, "→" in said) == (2, True)
    assert not (small.root / "releases").exists()
    assert not any(generation.pinned for generation in small.generations.history())


def test_tables_that_changed_since_the_last_build_are_not_released(small: Folder) -> None:
    (small.root / "sources" / "base" / "regions.csv").write_text("id,nom,source\nw,Wallonie,registre\n", encoding="utf-8")
    with pytest.raises(DatasetError, match="entrevilles build"):
        release(small, "v1", DAY)


def test_a_release_that_was_killed_halfway_is_made_again(small: Folder) -> None:
    left = small.root / "releases" / ".v1" / "v1"
    left.mkdir(parents=True)
    (left / "half").write_text("")
    assert "half" not in content(release(small, "v1", DAY))
    assert [path.name for path in (small.root / "releases").iterdir()] == ["v1"]


# How to cite


def test_an_answer_says_how_to_cite_it_in_the_language_of_the_person(run: Run, compiled: Path) -> None:
    generation, today = Dataset(Folder(compiled)).generation.short, datetime.date.today()
    words = ("query", "partners", "-p", "city=Namur", "-p", "date=2024-06-01", "--cite", "--dataset", compiled)
    cited = run(*words, "--lang", "fr")[1].split("Pour citer : ")[1]
    asked = "partners(city=Namur, date=2024-06-01"
    assert cited.startswith(f"Entrevilles : les relations internationales de Québec, génération {generation}, 2026-")
    assert f", question {asked}" in cited
    assert cited.endswith(f", consulté le {today}\n")
    english = run(*words, "--lang", "en")[1].split("To cite: ")[1]
    assert english.startswith(f"Entrevilles: the international relations of Québec, generation {generation}, 2026-")
    assert english.endswith(f", consulted on {today}\n")


def test_the_citation_stays_out_of_a_table_that_is_piped(run: Run, compiled: Path) -> None:
    _code, out, said = run("query", "sources", "--format", "csv", "--cite", "--dataset", compiled)
    assert ("Pour citer" in out, "Pour citer" in said) == (False, True)
    assert "Pour citer" not in run("query", "sources", "--dataset", compiled)[1]


def test_a_thing_says_how_to_cite_it(run: Run, compiled: Path) -> None:
    out = run("show", "namur-jumelage", "--cite", "--dataset", compiled)[1]
    assert "question namur-jumelage, consulté le" in out.split("Pour citer : ")[1]


def test_python_cites_the_dataset_and_an_answer(shipped: Dataset) -> None:
    whole = shipped.cite(on="2026-12-01")
    assert whole == f"{shipped.title}, génération {shipped.generation.short}, {shipped.last_recorded}, consulté le 2026-12-01"
    answer = shipped.query("missions", city="Québec", year=2023)
    assert f"question {answer.asked}, {answer.address}, consulté le 2026-12-01" in shipped.cite(answer, datetime.date(2026, 12, 1))


def test_a_name_with_another_release_inside_is_its_own(small: Folder) -> None:
    release(small, "v1", DAY)
    release(small, "v1.1", DAY)
    with pytest.raises(InputError):
        release(small, "v1", DAY)
