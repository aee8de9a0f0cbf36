"""No workbook says at what hour it was written: the same content is the same file."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

Run = Callable[..., tuple[int, str, str]]
WRITTEN = {
    "answer": ("query", "partners", "-p", "date=2024-06-01"),
    "measures": ("network", "--on", "2024", "--kind", "jumelage"),
    "ties": ("view", "network", "--city", "Namur"),
    "changes": ("view", "changes", "--since", "2000", "--until", "2024"),
    "report": ("annual", "2023"),
    "template": ("template",),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_workbook_bears_no_hour(name: str, run: Run, compiled: Path, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.xlsx"
    code, _out, err = run(*WRITTEN[name], "-o", path, "--dataset", compiled)
    assert (code, [line for line in err.splitlines() if not line.startswith("écrit")]) == (0, [])
    with zipfile.ZipFile(path) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert [part for part in archive.namelist() if b"dcterms:W3CDTF" in archive.read(part)] == []
    assert openpyxl.load_workbook(path).worksheets[0].max_row > 1
