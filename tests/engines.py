"""Real triple stores on loopback, each in a process of its own, and what they answer."""

import shutil
import subprocess
import sysconfig
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
import pytest

from entrevilles.dataset import Dataset
from entrevilles.graph import pushing
from entrevilles.graph.remote import RemoteStore
from entrevilles.queries import answers
from entrevilles.queries.catalogue import Question
from tests.served import free_port

Runner = Callable[..., tuple[int, str, str]]
DAY = "2024-06-01"
OXIGRAPH = shutil.which("oxigraph", path=sysconfig.get_path("scripts"))
VIRTUOSO = shutil.which("virtuoso-t")
SETTINGS = """
[Database]
DatabaseFile = {root}/virtuoso.db
ErrorLogFile = {root}/virtuoso.log
LockFile = {root}/virtuoso.lck
TransactionFile = {root}/virtuoso.trx
xa_persistent_file = {root}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {root}/virtuoso-temp.db
TransactionFile = {root}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {root}
[SPARQL]
ResultSetMaxRows = 1000000
"""


@contextmanager
def oxigraph(root: Path) -> Iterator[RemoteStore]:
    if OXIGRAPH is None:
        pytest.skip("oxigraph is absent: pip install oxigraph")
    address = f"127.0.0.1:{free_port()}"
    with _running([OXIGRAPH, "serve", "--location", str(root), "--bind", address], f"http://{address}/"):
        yield RemoteStore(f"http://{address}/query", f"http://{address}/update")


@contextmanager
def virtuoso(root: Path) -> Iterator[RemoteStore]:
    if VIRTUOSO is None:
        pytest.skip("virtuoso is absent: apt-get install virtuoso-opensource-7-bin")
    http = free_port()
    (root / "virtuoso.ini").write_text(SETTINGS.format(root=root, sql=free_port(), http=http), encoding="utf-8")
    address = f"http://127.0.0.1:{http}"
    with _running([VIRTUOSO, "+configfile", str(root / "virtuoso.ini"), "+foreground"], f"{address}/sparql?query=ASK%7B%7D"):
        yield RemoteStore(f"{address}/sparql", f"{address}/sparql-auth", "dba", "dba")


@contextmanager
def _running(words: list[str], url: str) -> Iterator[None]:
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(url, process)
            yield
        finally:
            process.kill()


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.get(url)
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(url)


def push(dataset: Dataset, remote: RemoteStore) -> tuple[int, int]:
    return pushing.push(dataset.store, dataset.folder.settings, dataset.generation, remote, lambda *_: None)


def askings(question: Question) -> list[dict[str, str]]:
    """Its parameters: those by default, and those of its cases, of other cities, years and days."""
    path = Path(__file__).parent / "cases" / f"{question.name}.toml"
    case: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    others = [case[kind] for kind in ("other", "less", "more") if kind in case]
    given = [{}, *(one.get("parameters", {}) for one in [*case.get("expected", ()), *others])]
    days = {param.name: DAY for param in question.params if param.kind == "date"}
    return [dict(pairs) for pairs in dict.fromkeys(tuple({**days, **{k: str(v) for k, v in one.items()}}.items()) for one in given)]


def rows(store: ox.Store | RemoteStore, dataset: Dataset, question: Question, parameters: Mapping[str, str]) -> list[str]:
    _columns, found = answers.ask(store, question, dataset.bound(question, dataset.meant(question, [*parameters.items()])))
    return sorted(map(repr, found))


def compare(store: RemoteStore, dataset: Dataset, question: Question, most: int | None = None) -> None:
    """Every row of every asking, or of the first `most`, is that of the embedded store."""
    for parameters in askings(question)[:most]:
        there, here = rows(store, dataset, question, parameters), rows(dataset.store, dataset, question, parameters)
        assert there == here, parameters


def compare_written(remote: RemoteStore, dataset: Dataset, command: str, run: Runner, folder: Path) -> None:
    """Said and written alike from the folder and from the endpoint."""
    made: list[tuple[str, dict[str, bytes]]] = []
    for place in (str(dataset.folder.root), remote.url):
        out = folder / str(len(made))
        out.mkdir()
        words = [word.format(out=out) for word in command.split()]
        code, said, error = run(*words, "--dataset", place)
        assert code == 0, error
        files = {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}
        made.append(((said + error).replace(str(out), ""), files))
    assert made[0][0] == made[1][0]
    assert made[0][1].keys() == made[1][1].keys()
    assert [name for name, data in made[0][1].items() if data != made[1][1][name]] == []
