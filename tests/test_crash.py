"""Whatever moment a load or a build is killed at, the dataset opens on one whole generation and its truth is whole.

Twenty random moments by default; `ENTREVILLES_SOAK=200` for 200, and for every file operation in turn.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

import entrevilles
from entrevilles.building import build
from entrevilles.dataset import Dataset
from entrevilles.graph.folder import COMMIT, LOCK, STAGING, Folder
from entrevilles.graph.generations import INFO, POINTER, SCRATCH, STORE, TRUTH, content_hash
from entrevilles.loading import load

SOAK = int(os.environ.get("ENTREVILLES_SOAK", "0"))
MOMENTS = (SOAK or 20) // 2
STEPS = 10_000 if SOAK else 8
INSTALLED = Path(entrevilles.__file__).parent.parent

Sheets = dict[str, list[tuple[str, ...]]]
FIRST: Sheets = {"Jumelages": [("quebec; namur", "1999", "registre")], "Missions": [("quebec", "2022-05-02", "registre")]}
SECOND: Sheets = {"Jumelages": [("quebec; namur", "2000", "registre")], "Régions": [("flandre", "Flandre", "registre")]}
HEADERS = {
    "Jumelages": ("parties", "début", "source"),
    "Missions": ("acteur en mission", "début", "source"),
    "Régions": ("id", "nom", "source"),
}
OTHER = "id,nom,source\nliege,Liège,registre\n"

# Kills itself just before the n-th operation of Python on a file of the dataset (audit events: docs.python.org/3/library/audit_events).
KILLED_AT_STEP = """
import os, signal, sys
root, last, words = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
from entrevilles.cli import main
import entrevilles.building, openpyxl
steps = 0
def watch(event, arguments):
    global steps
    writes = event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir") or event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR)
    if writes and (os.fspath(arguments[0]).startswith(root) if not isinstance(arguments[0], int) else False):
        steps += 1
        if steps == last:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
try:
    main(words)
finally:
    print(steps, file=sys.stderr)
"""

Truth = dict[str, bytes]


@dataclass(frozen=True)
class Scene:
    """A dataset, a command that changes it, what it holds before and after, and how long that takes."""

    root: Path
    words: tuple[str, ...]
    ids: tuple[str, str]
    truths: tuple[Truth, Truth]
    seconds: float

    def copy(self, to: Path) -> Path:
        return Path(shutil.copytree(self.root, to))

    def start(self, root: Path) -> subprocess.Popen[bytes]:
        return start([sys.executable, "-m", "entrevilles", *self.words, "--dataset", str(root)])


@pytest.fixture(params=["load", "build"])
def scene(request: pytest.FixtureRequest, small: Folder, tmp_path: Path) -> Scene:
    """`load` replaces a unit of two tables by one of which one is new and one gone; `build` mints an id."""
    load(small, [workbook(tmp_path / "arrivage.xlsx", FIRST)], lambda *_: True)
    words: tuple[str, ...] = ("load", str(workbook(tmp_path / "arrivage.xlsx", SECOND)), "--yes")
    if request.param == "build":
        (small.root / "sources" / "base" / "missions.csv").write_text("acteur en mission,début,source\nnamur,2009,registre\n")
        words = ("build",)
    before = (identity(small), truth(small))
    after = Folder(Path(shutil.copytree(small.root, tmp_path / "after")))
    began = time.perf_counter()
    assert start([sys.executable, "-m", "entrevilles", *words, "--dataset", str(after.root)]).wait() == 0
    seconds = time.perf_counter() - began
    assert identity(after) != before[0]
    return Scene(small.root, words, (before[0], identity(after)), (before[1], truth(after)), seconds)


def test_killed_at_a_random_moment_all_is_whole(scene: Scene, tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    drawn = random.Random(seed)
    for moment in range(MOMENTS):
        root = scene.copy(tmp_path / f"killed-{moment}")
        process = scene.start(root)
        with suppress(subprocess.TimeoutExpired):
            process.wait(drawn.uniform(0, scene.seconds))
        kill(process)
        check_whole(scene, root)
        shutil.rmtree(root)


WINDOWS: dict[str, Callable[[Path], bool]] = {
    "a store is being written": lambda root: any(root.glob(f"generations/{SCRATCH}*/writing/CURRENT")),
    "a store is being copied": lambda root: any(root.glob(f"generations/{SCRATCH}*/*/{STORE}/CURRENT")),
    "a generation is ready and not current": lambda root: len(list(root.glob("generations/[0-9]*"))) == 3,
    "a change is staged": lambda root: (root / STAGING).exists(),
    "a change is decided": lambda root: (root / COMMIT).exists(),
    "the pointer is written": lambda root: any(root.glob(f"generations/.{POINTER}.*")),
}


@pytest.mark.parametrize("window", WINDOWS)
def test_killed_in_a_critical_window_all_is_whole(scene: Scene, window: str, tmp_path: Path) -> None:
    root = scene.copy(tmp_path / "killed")
    process = scene.start(root)
    while process.poll() is None and not WINDOWS[window](root):
        pass
    kill(process)
    check_whole(scene, root)


def test_killed_before_any_file_operation_all_is_whole(scene: Scene, tmp_path: Path) -> None:
    """Eight operations by default, spread over the whole; each of them in a soak."""
    total = steps_of(scene, scene.copy(tmp_path / "counted"))
    assert total > 15
    for step in sorted({1 + index * total // STEPS for index in range(STEPS)}):
        root = scene.copy(tmp_path / f"step-{step}")
        process = start([sys.executable, "-c", KILLED_AT_STEP, str(root), str(step), *scene.words, "--dataset", str(root)])
        assert process.wait() == -9
        check_whole(scene, root)
        shutil.rmtree(root)


def test_a_dead_writer_with_the_same_process_id_is_no_obstacle(small: Folder) -> None:
    """Process ids come back, in a container at once."""
    (small.generations.folder / f"{SCRATCH}{os.getpid()}" / "work").mkdir(parents=True)
    (small.root / "sources" / "base" / "regions.csv").write_text("id,nom,source\nwallonie,Wallonie,registre\n")
    assert build(small).changed
    assert leftovers(small.root) == []


def test_a_decided_change_is_finished_before_the_next_build_says_that_nothing_changed(small: Folder) -> None:
    """Else a later edit by hand would be overwritten by the change of the killed writer."""
    (small.root / COMMIT).mkdir()
    (small.root / COMMIT / "ids.csv").write_text("id,class,key,redirect\n")
    build(small)
    assert not (small.root / COMMIT).exists()


# What must hold after any kill


def check_whole(scene: Scene, root: Path) -> None:
    before, after = scene.ids
    found = identity(Folder(root))
    assert found in (before, after)
    if not (root / COMMIT).exists():
        assert truth(Folder(root)) in scene.truths
    with Folder(root).writing():
        told = truth(Folder(root))
    assert told in scene.truths
    assert found == before or told == scene.truths[1], "a generation is current before the truth that it was compiled from"
    check_next_load(root)


def check_next_load(root: Path) -> None:
    """A load of something else lands and leaves nothing; a fresh compilation of the truth is what is current."""
    other = root.parent / "municipalites.csv"
    other.write_text(OTHER, encoding="utf-8")
    load(Folder(root), [other], lambda *_: True)
    assert leftovers(root) == []
    fresh = Folder(root.parent / "fresh")
    shutil.copytree(root, fresh.root, ignore=shutil.ignore_patterns("generations"))
    assert not build(Folder(root)).changed
    build(fresh)
    assert identity(fresh) == identity(Folder(root))
    shutil.rmtree(fresh.root)


def identity(folder: Folder) -> str:
    """The content hash of the open store, which info.json must give too."""
    dataset = Dataset(folder)
    found = content_hash(dataset.store)
    assert found == json.loads((dataset.generation.folder / INFO).read_text())["id"]
    return found


def truth(folder: Folder) -> Truth:
    return {path.relative_to(folder.root).as_posix(): path.read_bytes() for path in folder.truth()}


def leftovers(root: Path) -> list[str]:
    """Hidden files, and all under generations/ that is not one of the generations 1 … current, whole."""
    hidden = [path.name for path in root.rglob(".*") if path.name != LOCK]
    generations = Folder(root).generations
    current = generations.current()
    assert current
    kept = {generation.folder.name: generation.number for generation in generations.history()}
    strange = [path.name for path in generations.folder.iterdir() if path.name not in (*kept, POINTER)]
    doubled = [] if list(kept.values()) == list(range(1, current.number + 1)) else sorted(kept)
    partial = [name for name in kept if {p.name for p in (generations.folder / name).iterdir()} != {INFO, TRUTH, STORE}]
    return [*hidden, *strange, *doubled, *partial]


# Processes


def start(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, cwd=INSTALLED, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def kill(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def steps_of(scene: Scene, root: Path) -> int:
    command = [sys.executable, "-c", KILLED_AT_STEP, str(root), "0", *scene.words, "--dataset", str(root)]
    told = subprocess.run(command, cwd=INSTALLED, capture_output=True, text=True, check=True).stderr
    return int(told.splitlines()[-1])


def workbook(path: Path, sheets: Sheets) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in (HEADERS[title], *rows):
            sheet.append(row)
    book.save(path)
    return path


@pytest.fixture(autouse=True)
def _tidy(tmp_path: Path) -> Iterator[None]:
    yield
    shutil.rmtree(tmp_path, ignore_errors=True)
