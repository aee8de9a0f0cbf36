"""A generation pushed into a real server: whole or said to be incomplete, resumed, idempotent, and read as a folder is."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

import entrevilles
from entrevilles.building import build
from entrevilles.dataset import Dataset
from entrevilles.graph import pushing
from entrevilles.graph.folder import Folder
from entrevilles.graph.remote import RemoteStore
from entrevilles.loading import load
from entrevilles.ontology.errors import DatasetError
from tests import engines
from tests.served import free_port

Runner = Callable[..., tuple[int, str, str]]


class Killed(Exception):
    pass


def test_a_killed_push_is_resumed(shipped: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    requests: list[str] = []
    real = RemoteStore.update

    def dies(remote: RemoteStore, text: str) -> None:
        if len(requests) == 40:
            raise Killed
        requests.append(text)
        real(remote, text)

    with engines.oxigraph(tmp_path) as remote:
        monkeypatch.setattr(RemoteStore, "update", dies)
        with pytest.raises(Killed):
            engines.push(shipped, remote)
        with pytest.raises(DatasetError, match="entrevilles push"):
            entrevilles.open(remote.url)
        monkeypatch.setattr(RemoteStore, "update", real)
        sent, dropped = engines.push(shipped, remote)
        assert 0 < sent < len(list(shipped.store.named_graphs()))
        assert dropped == 0
        assert {quad for quad in remote if quad.graph_name != pushing.DATASET} == set(shipped.store)
        assert engines.push(shipped, remote) == (0, 0)


def test_only_what_changed_is_sent(small: Folder, tmp_path: Path, write: Callable[[str, str], Path]) -> None:
    with engines.oxigraph(tmp_path / "oxigraph") as remote:
        remote.update("INSERT DATA { GRAPH <http://other/> { <http://other/a> <http://other/b> 1 } }")
        first = Dataset(small)
        engines.push(first, remote)
        load(small, [write("municipalites.csv", "id,nom,source\nparis,Paris,registre\n")], lambda *_: True)
        (small.root / "sources" / "base" / "jumelages.csv").unlink()
        build(small)
        second = Dataset(small)
        sent, dropped = engines.push(second, remote)
        assert 0 < sent < len(list(second.store.named_graphs()))
        assert dropped > 0
        others = (pushing.DATASET, NamedNode("http://other/"))
        assert {quad for quad in remote if quad.graph_name not in others} == set(second.store)
        assert any(quad.graph_name == others[1] for quad in remote)


def test_an_endpoint_is_read_as_a_folder(small: Folder, tmp_path: Path, run: Runner) -> None:
    with engines.oxigraph(tmp_path / "oxigraph") as remote:
        update = remote.url.replace("/query", "/update")
        code, said, _error = run("push", remote.url, "--update", update, "--dataset", small.root)
        assert (code, "envoyée" in said) == (0, True)
        here, there = Dataset(small), entrevilles.open(remote.url)
        assert (there.title, there.generation.id, there.generation.quads) == (here.title, here.generation.id, here.generation.quads)
        asked = ("query", "partners", "-p", "city=quebec", "-p", "date=2024-06-01")
        assert run(*asked, "--dataset", remote.url) == run(*asked, "--dataset", small.root)
        code, _said, error = run("build", "--dataset", remote.url)
        assert (code, "demande un dossier" in error) == (2, True)


def test_what_is_wrong_is_said_without_the_password(small: Folder, tmp_path: Path, run: Runner) -> None:
    with engines.oxigraph(tmp_path / "oxigraph") as remote:
        code, _said, error = run("query", "partners", "--dataset", remote.url)
        assert (code, "pas de jeu de données entier" in error) == (2, True)
        code, said, error = run("push", remote.url, "--user", "a", "--password", "s3cret", "--dataset", small.root)
        assert (code, "refuse l'écriture" in error, "s3cret" in said + error) == (2, True, False)
        code, _said, error = run("push", f"http://127.0.0.1:{free_port()}/query", "--dataset", small.root)
        assert (code, "ne répond pas" in error) == (2, True)
