"""The catalogue on other engines, by the SPARQL protocol alone: every row is that of the embedded store."""

import shutil
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from entrevilles.dataset import Dataset
from entrevilles.graph.remote import RemoteStore
from entrevilles.ontology.errors import DatasetError, QueryError
from entrevilles.queries import answers, catalogue
from entrevilles.queries.catalogue import Question
from tests.served import free_port

DAY = "2024-06-01"
OXIGRAPH = shutil.which("oxigraph", path=sysconfig.get_path("scripts"))


@pytest.fixture(scope="module")
def oxigraph(shipped: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemoteStore]:
    """A real server, with the shipped data."""
    if OXIGRAPH is None:
        pytest.skip("oxigraph is absent: pip install oxigraph")
    root = tmp_path_factory.mktemp("oxigraph")
    ox.serialize(shipped.store, str(root / "data.nq"), format=ox.RdfFormat.N_QUADS)
    subprocess.run([OXIGRAPH, "load", "--location", root / "store", "--file", root / "data.nq"], check=True, capture_output=True)
    address = f"127.0.0.1:{free_port()}"
    words = [OXIGRAPH, "serve-read-only", "--location", str(root / "store"), "--bind", address]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _wait(f"http://{address}/")
        yield RemoteStore(f"http://{address}/query")
        process.terminate()


def _wait(url: str) -> None:
    for _attempt in range(200):
        try:
            httpx.get(url)
            return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError(url)


def rows(store: ox.Store | RemoteStore, dataset: Dataset, question: Question) -> list[str]:
    given = [(param.name, DAY) for param in question.params if param.kind == "date"]
    _columns, found = answers.ask(store, question, dataset.bound(question, dataset.meant(question, given)))
    return sorted(map(repr, found))


@pytest.mark.parametrize("question", list(catalogue.questions()), ids=lambda question: question.name)
def test_oxigraph_answers_as_the_store_does(shipped: Dataset, oxigraph: RemoteStore, question: Question) -> None:
    assert rows(oxigraph, shipped, question) == rows(shipped.store, shipped, question)


def test_patterns_find_the_same_quads(shipped: Dataset, oxigraph: RemoteStore) -> None:
    node = shipped.names.thing("namur-jumelage")
    for pattern in ((node, None, None, None), (None, None, node, None), (node, None, None, shipped.names.thing("rien"))):
        assert set(oxigraph.quads_for_pattern(*pattern)) == set(shipped.store.quads_for_pattern(*pattern))


def test_what_is_wrong_is_said(shipped: Dataset, oxigraph: RemoteStore, tmp_path: Path) -> None:
    (tmp_path / "broken.rq").write_text("SELECT * { ?s ?p", encoding="utf-8")
    with pytest.raises(QueryError, match="broken"):
        rows(oxigraph, shipped, catalogue.read(tmp_path / "broken.rq"))
    with pytest.raises(DatasetError, match="ne répond pas"):
        RemoteStore(f"http://127.0.0.1:{free_port()}/query").query("ASK {}")
