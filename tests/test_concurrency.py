"""One writer at a time, and readers who notice nothing: each answers from the generation that it opened."""

import fcntl
import gc
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest

import entrevilles
from entrevilles.building import build
from entrevilles.cli import main
from entrevilles.graph import folder as folders
from entrevilles.graph.folder import LOCK, Folder
from entrevilles.graph.generations import Generations, content_hash
from entrevilles.loading import load
from entrevilles.ontology.errors import DatasetError

INSTALLED = Path(entrevilles.__file__).parent.parent
WAITING = "on attend son tour"


def test_two_loads_at_once_wait_for_their_turn_say_so_and_both_land(small: Folder, tmp_path: Path) -> None:
    tables = [table(tmp_path, "municipalites", "liege"), table(tmp_path, "regions", "flandre")]
    with held(small):
        running = [start("load", str(path), "--dataset", str(small.root)) for path in tables]
        told = [process.stderr.readline() for process in running if process.stderr]
    assert [process.wait(60) for process in running] == [0, 0]
    assert all(WAITING in line for line in told)
    dataset = entrevilles.open(small.root)
    assert {dataset.label(dataset.names.id + name) for name in ("liege", "flandre")} == {"Liege", "Flandre"}
    assert dataset.generation.number == 3
    assert not build(small).changed


def test_loads_that_start_together_lose_nothing(small: Folder, tmp_path: Path) -> None:
    things = {"municipalites": "liege", "regions": "flandre", "pays": "belgique"}
    tables = [table(tmp_path, *thing) for thing in things.items()]
    running = [start("load", str(path), "--dataset", str(small.root)) for path in tables]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    assert {path.name for path in (small.root / "sources").iterdir()} == {"base", *things}
    dataset = entrevilles.open(small.root)
    assert {dataset.label(dataset.names.id + name) for name in things.values()} == {"Liege", "Flandre", "Belgique"}


def test_a_lock_that_is_not_released_ends_in_a_clear_message_and_code_2(
    small: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(folders, "WAIT", 0.2)
    before = {path: path.read_bytes() for path in small.truth()}
    with held(small), pytest.raises(SystemExit) as ended:
        main(["load", str(table(tmp_path, "municipalites", "liege")), "--dataset", str(small.root)])
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert WAITING in told
    assert "réessayez quand il aura fini" in told
    assert before == {path: path.read_bytes() for path in small.truth()}


def test_the_wait_for_the_lock_is_the_one_asked_for(small: Folder) -> None:
    with held(small), pytest.raises(DatasetError, match="un autre chargement est en cours"), small.writing(wait=0):
        pass


def test_a_reader_keeps_its_generation_across_twenty_publications_and_frees_it_when_it_goes(small: Folder) -> None:
    keep_two(small)
    reader = entrevilles.open(small.root)
    opened, rows = reader.generation, rows_of(reader)
    for number in range(20):
        publish(small, number)
        assert reader.generation.id == opened.id == content_hash(reader.store)
        assert rows_of(reader) == rows
        assert opened.folder.is_dir()
    assert entrevilles.open(small.root).generation.number == opened.number + 20
    numbers = [generation.number for generation in small.generations.history()]
    assert numbers == [opened.number, opened.number + 19, opened.number + 20]
    del reader
    gc.collect()
    publish(small, 20)
    assert not opened.folder.exists()
    assert len(small.generations.history()) == 2


def test_opening_while_publishing_never_fails(tmp_path: Path) -> None:
    """Thirty generations in a row, of which only the current one is kept; each has as many quads as its number."""
    generations = Generations(tmp_path / "generations")
    stop, failures, opened = threading.Event(), list[Exception](), set[int]()

    def read() -> None:
        try:
            while not stop.is_set():
                now = generations.open_current()
                assert len(now.store) == now.generation.quads == now.generation.number
                opened.add(now.generation.number)
        except Exception as error:
            failures.append(error)

    publish_quads(generations, 1)
    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(2, 31):
        publish_quads(generations, number)
    stop.set()
    for reader in readers:
        reader.join()
    assert failures == []
    assert len(opened) > 5
    publish_quads(generations, 31)
    assert [generation.number for generation in generations.history()] == [31]


def test_two_readers_in_two_processes_do_not_lock_each_other_out(small: Folder) -> None:
    """And neither is kept out by a writer."""
    with held(small):
        running = [start("info", "--dataset", str(small.root)) for _ in range(2)]
        assert [process.wait(60) for process in running] == [0, 0]


# Helpers


@contextmanager
def held(folder: Folder) -> Iterator[None]:
    """The lock of another writer, which does nothing."""
    with (folder.root / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def start(*words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "entrevilles", "--lang", "fr", *words]
    return subprocess.Popen(command, cwd=INSTALLED, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def table(folder: Path, sheet: str, name: str) -> Path:
    path = folder / f"{sheet}.csv"
    path.write_text(f"id,nom,source\n{name},{name.capitalize()},registre\n", encoding="utf-8")
    return path


def publish(folder: Folder, number: int) -> None:
    assert load(Folder(folder.root), [table(folder.root.parent, "municipalites", f"liege-{number}")], lambda *_: True).changed


def publish_quads(generations: Generations, number: int) -> None:
    quads = [ox.Quad(ox.NamedNode(f"x:{i}"), ox.NamedNode("x:p"), ox.Literal("x"), ox.DefaultGraph()) for i in range(number)]
    generations.switch(generations.prepare(quads, b"", 0), "")
    generations.sweep(keep=1)


def keep_two(folder: Folder) -> None:
    path = folder.root / "dataset.toml"
    path.write_text("keep = 2\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    build(Folder(folder.root))


def rows_of(dataset: entrevilles.Dataset) -> list[tuple[object, ...]]:
    return [*dataset.query("actors").rows, *dataset.query("partners", city="Québec", date="2024-06-01").rows]
