"""Fixtures of the tests that load files which must be refused."""

from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

from entrevilles import cli
from entrevilles.graph.folder import Folder
from entrevilles.ontology import language
from tests.folders import create

TWINNINGS = "id,parties,début,source\n"
WORLD = {
    "municipalites.csv": "id,nom,source\nquebec,Québec,registre\nnamur,Namur,registre\nluxembourg,Luxembourg,registre\n",
    "regions.csv": "id,nom,source\nquebec-region,Québec,registre\n",
    "pays.csv": "id,nom,source\nluxembourg-pays,Luxembourg,registre\n",
    "jumelages.csv": "id,parties,début,source\nnamur-jumelage,quebec; namur,1999,registre\n",
    "sources.csv": "id,titre,source\nregistre,Registre,registre\n",
}


@pytest.fixture(scope="session")
def _world(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A few things of which some have the same name."""
    language.activate("fr")
    return create(tmp_path_factory.mktemp("world") / "dataset", WORLD)


@pytest.fixture
def world(_world: Folder) -> Iterator[Path]:
    """The root of a dataset of which nothing may have changed at the end of the test."""
    before = contents(_world.root)
    yield _world.root
    assert contents(_world.root) == before


def contents(root: Path) -> dict[str, bytes]:
    """Of every file, by its path."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


@pytest.fixture
def refused(world: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Load files that must be refused with code 2; gives the message."""
    monkeypatch.setenv("LANGUAGE", "fr")

    def load(*words: str | Path, code: int = 2) -> str:
        with pytest.raises(SystemExit) as left:
            cli.main(["load", "--dataset", str(world), *map(str, words)])
        message = capsys.readouterr().err
        assert left.value.code == code, message
        assert "Traceback" not in message
        return message

    return load


@pytest.fixture
def csv_file(tmp_path: Path) -> Callable[..., Path]:
    def write(content: str | bytes, name: str = "jumelages.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def xlsx_file(tmp_path: Path) -> Callable[..., Path]:
    def write(*rows: tuple[object, ...], sheet: str = "Jumelages", name: str = "classeur.xlsx") -> Path:
        book = openpyxl.Workbook()
        book.worksheets[0].title = sheet
        for row in rows:
            book.worksheets[0].append(list(row))
        book.save(tmp_path / name)
        return tmp_path / name

    return write
