"""What the system refuses is named, and leaves the dataset as it was: no right to read, a full disk, an interruption, a closed pipe."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from entrevilles import cli
from tests.refusals import TWINNINGS, contents

ROOT = Path(__file__).parent.parent
NOBODY = 65534


def _run(*words: str | Path, preexec_fn: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "entrevilles", *map(str, words)]
    return subprocess.run(command, env=environment, text=True, capture_output=True, timeout=60, check=False, preexec_fn=preexec_fn)


@pytest.fixture
def foreign(world: Path) -> Iterator[Path]:
    """A folder that another user can reach, with a copy of the dataset that he owns."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        shutil.copytree(world, folder / "dataset")
        if not os.geteuid():
            for path in (folder, *folder.rglob("*")):
                os.chown(path, NOBODY, NOBODY)
        yield folder


def test_a_file_that_may_not_be_read_is_named(foreign: Path, refused: Callable[..., str]) -> None:
    refused(foreign / "absent.csv")  # so that the child of a fork has all its imports
    path = foreign / "jumelages.csv"
    path.write_text(TWINNINGS, encoding="utf-8")
    path.chmod(0)
    before = contents(foreign / "dataset")
    code, said = _without_rights(["load", str(path), "--dataset", str(foreign / "dataset")], foreign)
    assert code == 2, said
    assert [text for text in ("jumelages.csv", "lecture refusée", "demandez le droit") if text not in said] == [], said
    assert contents(foreign / "dataset") == before


def _without_rights(words: list[str], folder: Path) -> tuple[int, str]:
    """Run the command in a child that has given up root, who may read everything; gives its code and its stderr."""
    said = folder / "said"
    if not (child := os.fork()):
        with said.open("w", encoding="utf-8") as sys.stderr:
            os.chdir(folder)
            if not os.geteuid():
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            try:
                cli.main(words)
            except SystemExit as left:
                sys.stderr.flush()
                os._exit(int(left.code or 0))
            finally:
                os._exit(99)
    _pid, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), said.read_text(encoding="utf-8")


def test_a_full_disk_leaves_the_dataset_as_it_was(world: Path, csv_file: Callable[..., Path]) -> None:
    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

    before = contents(world)
    done = _run("load", csv_file(f"{TWINNINGS}x,quebec; namur,1998,registre\n"), "--dataset", world, preexec_fn=limit)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert "le système refuse" in done.stderr
    after = contents(world)
    assert {name: after[name] for name in before} == before
    for name in after.keys() - before.keys():
        (world / name).unlink()


def test_an_interrupted_load_says_that_nothing_changed(
    csv_file: Callable[..., Path], refused: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("entrevilles.building.tables.read", interrupt)
    assert "rien n'a été changé" in refused(csv_file(TWINNINGS), code=130)


def test_a_broken_pipe_leaves_no_traceback(world: Path) -> None:
    script = f"{sys.executable} -m entrevilles questions | head -c 1; echo ${{PIPESTATUS[0]}}"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["bash", "-c", script], env=environment, cwd=world, text=True, capture_output=True, timeout=60, check=False)
    assert done.stderr == ""
