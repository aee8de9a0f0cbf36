"""The notebook runs from start to end on the shipped data, and shows what it was committed with."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

nbformat = pytest.importorskip("nbformat", reason="pip install 'entrevilles[notebook]'")
pytest.importorskip("nbclient", reason="pip install 'entrevilles[notebook]'")
pytest.importorskip("ipykernel", reason="pip install 'entrevilles[notebook]'")
pytest.importorskip("matplotlib", reason="pip install 'entrevilles[notebook]'")

ROOT = Path(__file__).parent.parent
NOTEBOOK = ROOT / "docs" / "carnet.ipynb"


@pytest.fixture(scope="module")
def notebook(docs_module: Callable[[str], ModuleType]) -> ModuleType:
    return docs_module("notebook")


def test_it_shows_what_it_was_committed_with(notebook: ModuleType, compiled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(compiled, tmp_path / "data" / "entrevilles" / "demo")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    (tmp_path / "work").mkdir()
    fresh = notebook.executed(NOTEBOOK, tmp_path / "work")
    committed = nbformat.read(NOTEBOOK, as_version=4)
    assert notebook.texts(fresh) == notebook.texts(committed), "run: python docs/generate.py carnet"
    assert sum(texts == ["image"] for texts in notebook.texts(committed)) == 2
    assert notebook.stripped(committed) == nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(committed)


def test_it_holds_nothing_of_the_machine_that_ran_it() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    for output in outputs:
        output.get("data", {}).pop("image/png", None)
    assert not re.search(r"/(tmp|home|root|Users|usr)/|Warning|Traceback|\d+ ?ms\b", nbformat.writes(notebook))
    assert not [output for output in outputs if output.get("name") == "stderr"]
    counts = [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))
