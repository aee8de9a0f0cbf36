"""What programs and people give wrongly is refused in words: types, names of options, forms and files, what the system refuses."""

import errno
import os
import socket
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest

from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.ontology import language, system
from entrevilles.ontology.errors import EntrevillesError, InputError, QueryError

Run = Callable[..., tuple[int, str, str]]
WRONG: list[Any] = [None, 3, 3.5, True, b"x", ["quebec"], {"a": 1}, object(), Path("quebec-"), date(2024, 6, 1), ""]


@pytest.mark.parametrize("value", WRONG, ids=[str(rank) for rank in range(len(WRONG))])
def test_no_value_of_a_program_breaks_in_the_depths(small: Folder, tmp_path: Path, value: Any) -> None:
    dataset = Dataset(small)
    asked: list[Callable[[], Any]] = [
        lambda: dataset.query(value),
        lambda: dataset.query("partners", city=value),
        lambda: dataset.query("partners", date=value),
        lambda: dataset.measures(kinds=value),
        lambda: dataset.measures(city=value),
        lambda: dataset.measures(on=value),
        lambda: dataset.measures(on="2024", engine=value),
        lambda: dataset.measures(on="2024", sources=value),
        lambda: dataset.compare(value, "2024"),
        lambda: dataset.network(value),
        lambda: dataset.export(tmp_path / "x.csv", value),
        lambda: dataset.view(tmp_path / "x.svg", value),
        lambda: dataset.view(tmp_path / "x.svg", "year", year=value),
    ]
    refused = 0
    for ask in asked:
        try:
            ask()
        except (InputError, QueryError) as error:
            assert "→" in str(error) or isinstance(error, QueryError)  # noqa: PT017 - some are answered
            refused += 1
    assert refused >= 2


@pytest.mark.parametrize("value", [None, 3, ["x.csv"], b"x.csv", ""])
def test_a_path_is_a_text_or_a_path(shipped: Dataset, value: Any) -> None:
    with pytest.raises(InputError, match="chemin"):
        shipped.export(value)


def test_days_and_names_may_be_objects(shipped: Dataset) -> None:
    rows = shipped.query("partners", date="2024-06-01").rows
    assert shipped.query("partners", date=date(2024, 6, 1)).rows == shipped.query("partners", date=datetime(2024, 6, 1, 12)).rows == rows
    figures = shipped.measures(on="2024").figures
    assert shipped.measures(on=2024).figures == shipped.measures(on=date(2024, 12, 31), kinds=None).figures == figures
    assert shipped.measures(since=2000).figures == shipped.measures(since="2000").figures


def test_what_was_written_is_told_once(shipped: Dataset, run: Run, compiled: Path, tmp_path: Path) -> None:
    for name, words in (("n", ("view", "network")), ("y", ("view", "year", "--year", "2023")), ("p", ("query", "partners"))):
        folder = tmp_path / name
        code, out, err = run(*words, "-o", folder / "x.csv", "--dataset", compiled)
        told = sorted(line.rpartition("/")[2] for line in (out + err).splitlines() if line.startswith("écrit"))
        assert code == 0
        assert told == sorted(path.name for path in folder.iterdir())
    assert {path.name for path in shipped.export(tmp_path / "x.csv", shipped.query("partners"))} == {"x.csv", "x-README.md"}


@pytest.mark.parametrize(
    ("form", "name", "mend"),
    [("csv", "x.xlsx", ".csv"), ("excel", "x.json", ".csv"), ("markdown", "x.csv", ".md"), ("node-link", "x.ttl", ".json")],
)
def test_a_form_and_a_name_of_another_are_refused(run: Run, compiled: Path, tmp_path: Path, *, form: str, name: str, mend: str) -> None:
    code, _out, err = run("query", "partners", "--format", form, "-o", tmp_path / name, "--dataset", compiled)
    assert code == 2
    assert "se contredisent" in err
    assert mend in err
    assert list(tmp_path.iterdir()) == []


def test_a_form_may_have_a_name_of_its_own(run: Run, compiled: Path, tmp_path: Path) -> None:
    for form, name in (("csv", "x.txt"), ("excel", "x.csv"), ("node-link", "x.json"), ("csv", "x.CSV")):
        assert run("query", "partners", "--format", form, "-o", tmp_path / name, "--dataset", compiled)[0] == 0


@pytest.mark.parametrize(
    ("option", "value"), [("--city", "Atlantide"), ("--country", "Atlantide"), ("--kind", "mariage")], ids=["city", "country", "kind"]
)
def test_an_unknown_name_is_told_with_its_option(run: Run, compiled: Path, tmp_path: Path, *, option: str, value: str) -> None:
    code, _out, err = run("view", "network", option, value, "-o", tmp_path / "n.svg", "--dataset", compiled)
    assert code == 2
    assert option in err
    assert "--param" not in err


def test_a_dataset_without_a_home_asks_for_the_option(run: Run, small: Folder, tmp_path: Path) -> None:
    code, _out, err = run("view", "timeline", "-o", tmp_path / "t.svg", "--dataset", small.root)
    assert code == 2
    assert "--city" in err


@pytest.mark.parametrize("number", [errno.EACCES, errno.ENOSPC, errno.EISDIR, errno.ENOENT, errno.EROFS, errno.ECONNREFUSED])
def test_the_system_refuses_in_the_language_of_the_person(number: int) -> None:
    error = OSError(number, os.strerror(number), "x")
    with language.speaking("fr"):
        assert system.reason(error) != os.strerror(number)
        assert system.reason(URLError(error)) == system.reason(error)
    with language.speaking("en"):
        assert system.reason(error) == os.strerror(number)


def test_what_nobody_translated_stays_as_it_is() -> None:
    with language.speaking("fr"):
        assert system.reason(OSError(errno.ESRCH, "No such process")) == "No such process"
        assert system.reason(OSError("autre")) == "autre"
        assert system.reason(socket.gaierror(socket.EAI_NONAME, "Name or service not known")) == "machine inconnue"


def test_a_file_where_a_folder_should_be_is_told_in_french(run: Run, compiled: Path, tmp_path: Path) -> None:
    (tmp_path / "plein").write_text("")
    code, _out, err = run("query", "partners", "-o", tmp_path / "plein" / "x.csv", "--dataset", compiled)
    assert code == 2
    assert "déjà un fichier" in err
    assert issubclass(QueryError, EntrevillesError)
