"""A service that a token lets write, and what writers send to it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from entrevilles.graph.folder import Folder
from tests.served import serving

TOKEN = "0123456789abcdef-secret"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
TURTLE = {"Content-Type": "text/turtle", "Accept": "application/json"}
LIEGE = "id,nom,source\nliege,Liège,registre\n"
BASE = "https://w3id.org/entrevilles/"
TWINNING = f"{BASE}claim/bordeaux-jumelage.registre"
PREFIXES = f"PREFIX ev: <{BASE}ontology#> PREFIX id: <{BASE}id/> PREFIX claim: <{BASE}claim/> PREFIX time: <{BASE}time/>\n"
PREFIXES += "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"


@pytest.fixture
def token(tmp_path: Path) -> Path:
    path = tmp_path / "token"
    path.write_text(f"{TOKEN}\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def home(small_once: Folder, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """As `small`; several tests write in it, each of other things."""
    return Folder(shutil.copytree(small_once.root, tmp_path_factory.mktemp("writing") / "small"))


@pytest.fixture(scope="module")
def site(home: Folder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    token = tmp_path_factory.mktemp("token") / "token"
    token.write_text(f"{TOKEN}\n", encoding="utf-8")
    with serving(home.root, "--write-token-file", str(token)) as client:
        client.headers.update(BEARER)
        yield client


def sent(
    client: httpx.Client, *files: tuple[str, str | bytes], headers: dict[str, str] | None = None, words: dict[str, str] | None = None
) -> httpx.Response:
    return client.post("/tables", files=[("file", one) for one in files], data=words, headers=headers)


def truth(folder: Folder) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.truth()}
