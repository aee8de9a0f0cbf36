"""`load --skip-bad-rows`: the good rows, and the list of the others."""

from collections.abc import Callable
from pathlib import Path

import pytest

from entrevilles import cli
from entrevilles.graph.folder import Folder
from tests.refusals import TWINNINGS


def test_skip_bad_rows_loads_the_rest_lists_them_and_exits_1(
    small: Folder, csv_file: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "id,parties,début,source\na,quebec; namur,1998,registre\nb,quebec; namur,1998-99,registre\nc,quebec; Tokyo,1998,registre\n"
    with pytest.raises(SystemExit) as left:
        cli.main(["load", "--skip-bad-rows", "--dataset", str(small.root), str(csv_file(rows))])
    said = capsys.readouterr()
    assert left.value.code == 1
    assert "ligne 3" in said.err
    assert "Tokyo" in said.err
    written = (small.root / "sources" / "jumelages" / "jumelages.csv").read_text(encoding="utf-8")
    assert [line.split(",")[0] for line in written.splitlines()] == ["id", "a"]


def test_skip_bad_rows_copes_with_rows_that_have_a_claim_id(small: Folder, csv_file: Callable[..., Path]) -> None:
    rows = "id,claim,parties,source\na,a.x,quebec; namur,registre\nb,b.x,quebec; Tokyo,registre\n"
    with pytest.raises(SystemExit) as left:
        cli.main(["load", "--skip-bad-rows", "--dataset", str(small.root), str(csv_file(rows))])
    assert left.value.code == 1


def test_skip_bad_rows_with_no_good_row_says_what_is_wrong_with_them(csv_file: Callable[..., Path], refused: Callable[..., str]) -> None:
    message = refused("--skip-bad-rows", csv_file(f"{TWINNINGS}x,quebec; namur,1998-99,registre\n"))
    assert "ligne 2" in message
