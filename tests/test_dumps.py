"""The dated dumps: each has the bytes that its SHA-256 says, for as long as it is kept, and DCAT lists them all."""

import gzip
import hashlib
import re
import signal
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import psutil
import pyoxigraph as ox
import pytest
from pyoxigraph import Literal, NamedNode

from entrevilles.building import build
from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.releasing import release
from entrevilles.service import dumps
from entrevilles.service.description import DCAT, DCT, SPDX
from tests.folders import SMALL
from tests.served import serving, started

DAY = "2026-11-01"
CC = "https://creativecommons.org/licenses/by/4.0/"
PLAIN = {"Accept-Encoding": "identity"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Three generations; the second is released."""
    made = Folder.create(tmp_path_factory.mktemp("dumps") / "small", "Essai")
    settings = made.root / "dataset.toml"
    settings.write_text('licence = "CC BY 4.0"\n' + settings.read_text(encoding="utf-8"), encoding="utf-8")
    table = made.root / "sources" / "base"
    table.mkdir()
    for number, name in enumerate(SMALL):
        (table / name).write_text(SMALL[name], encoding="utf-8")
        if number:
            licence = "© Ville" if number == 2 else ""
            sources = f"id,titre,licence,le,source\nregistre,Registre,{licence},{DAY[:-1]}{number},registre\n"
            (table / "sources.csv").write_text(sources, encoding="utf-8")
            build(Folder(made.root))
        if number == 1:
            release(Folder(made.root), "2026.1", DAY)
    return Folder(made.root)


@pytest.fixture(scope="module")
def site(folder: Folder) -> Iterator[httpx.Client]:
    with serving(folder.root) as client:
        yield client


def test_the_head_of_a_dump_tells_no_length_and_whoever_has_any_needs_none(site: httpx.Client) -> None:
    head = site.head("/dump.nq", headers=PLAIN)
    assert (head.status_code, "content-length" in head.headers) == (200, False)
    assert head.headers["etag"] == site.get("/dump.nq", headers=PLAIN).headers["etag"]
    assert site.get("/dump.nq", headers={"If-None-Match": "*"}).status_code == 304


def test_every_generation_that_is_kept_is_dumped_and_its_sum_is_its_id(site: httpx.Client, folder: Folder) -> None:
    history = folder.generations.history()
    assert len(history) == 2
    for generation, day in zip(history, ("2026-11-01", "2026-11-02"), strict=True):
        answer = site.get(f"/dumps/{day}-{generation.short}.nq", headers=PLAIN)
        assert hashlib.sha256(answer.content).hexdigest() == generation.id
        assert set(ox.parse(answer.content, format=ox.RdfFormat.N_QUADS)) == set(ox.Store.read_only(str(generation.folder / "store")))
        assert f"entrevilles-{day}-{generation.short}.nq" in answer.headers["content-disposition"]
        assert "immutable" in answer.headers["cache-control"]
    last = history[-1]
    assert hashlib.sha256(site.get("/dump.nq", headers=PLAIN).content).hexdigest() == last.id
    assert site.get("/dump.nq.sha256").text == f"{last.id}  dump.nq\n"
    for name in (f"2026-11-03-{last.short}", last.short, "x", "..%2f..%2fcurrent"):
        assert site.get(f"/dumps/{name}.nq").status_code == 404


def test_a_release_is_served_as_it_was_written(site: httpx.Client, folder: Folder) -> None:
    written = folder.root / "releases" / "2026.1"
    for name in ("2026.1.trig.gz", "2026.1.trig.gz.sha256", "CITATION.cff"):
        answer = site.get(f"/dumps/2026.1/{name}", headers=PLAIN)
        assert answer.content == (written / name).read_bytes()
        assert "content-encoding" not in answer.headers  # it is the file that is compressed
    quads = ox.parse(gzip.decompress((written / "2026.1.trig.gz").read_bytes()), format=ox.RdfFormat.TRIG)
    assert len(list(quads)) == folder.generations.history()[0].quads
    for name in ("2026.1/README.md", "2026.1/..%2f..%2fdataset.toml", "2026.2/2026.2.trig.gz", "../dataset.toml", "%2e%2e/dataset.toml"):
        assert site.get(f"/dumps/{name}").status_code == 404, name


def test_dcat_tells_each_dump_with_its_sum_licences_and_counts(site: httpx.Client, folder: Folder) -> None:
    base = str(site.base_url).rstrip("/")
    graph = ox.Store()
    graph.load(site.get("/.well-known/void", headers={"Accept": "text/turtle"}).content, format=ox.RdfFormat.TURTLE)

    def values(node: object, *path: NamedNode) -> list[str]:
        found = [node]
        for step in path:
            found = [quad.object for one in found for quad in graph.quads_for_pattern(one, step, None)]  # type: ignore[arg-type]
        return sorted(getattr(one, "value", "") for one in found)

    described = NamedNode(f"{base}/.well-known/void#dataset")
    versions = values(described, DCAT.hasVersion)
    assert len(versions) == 3
    for version in versions:
        (file,) = values(NamedNode(version), DCAT.distribution)
        data = site.get(file, headers=PLAIN).content
        assert values(NamedNode(file), SPDX.checksum, SPDX.checksumValue) == [hashlib.sha256(data).hexdigest()]
        assert values(NamedNode(version), DCT.license) == [CC]
    assert values(NamedNode(f"{base}/dump.nq"), SPDX.checksum, SPDX.checksumValue) == [folder.generations.history()[-1].id]
    assert values(described, DCT.license) == [CC]
    source = NamedNode("https://w3id.org/entrevilles/id/registre")
    assert values(described, DCT.source) == [source.value]
    assert values(source, DCT.rights) == ["© Ville"]
    assert all(isinstance(quad.object, Literal) for quad in graph.quads_for_pattern(source, DCT.title, None))


@pytest.mark.parametrize(("lang", "word"), [("fr", "Publications"), ("en", "Releases")])
def test_the_page_lists_them(site: httpx.Client, folder: Folder, lang: str, word: str) -> None:
    text = site.get("/dumps", params={"lang": lang}).text
    assert word in text or lang == "en"
    for generation in folder.generations.history():
        assert generation.id in text
    links = re.findall(r'href="(/dumps/[^"]+)"', text)
    assert len(links) == 4
    assert all(site.get(link).status_code == 200 for link in links)


def test_a_dump_larger_than_a_part_is_sorted_as_a_whole(folder: Folder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(dumps, "BATCH", 7)
    monkeypatch.setattr(dumps, "PIECE", 3)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    dataset = Dataset(folder)
    pieces = dumps._lines(dataset)
    assert hashlib.sha256(b"".join(pieces)).hexdigest() == dataset.generation.id
    assert list(tmp_path.iterdir()) == []


def test_a_client_that_goes_away_leaves_no_trace(compiled: Path) -> None:
    """Neither in the log nor among the open files; its place is free again."""
    with started(compiled) as (client, process):
        before = _dumped(client, process.pid)
        for turn in range(2 * dumps.AT_ONCE):
            with socket.create_connection(("127.0.0.1", client.base_url.port or 0)) as gone:
                gone.sendall(f"GET /dump.{('nq', 'trig')[turn % 2]} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
                gone.recv(100)
                gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        assert _dumped(client, process.pid) <= before
        process.send_signal(signal.SIGTERM)
        assert process.communicate(timeout=30)[0] == ""


def test_one_client_cannot_hold_all_dumps(compiled: Path) -> None:
    with started(compiled) as (client, _process), ExitStack() as held:
        for _turn in range(dumps.AT_ONCE - 1):
            slow = held.enter_context(socket.create_connection(("127.0.0.1", client.base_url.port or 0)))
            slow.sendall(b"GET /dump.nq HTTP/1.1\r\nHost: x\r\nAccept-Encoding: identity\r\n\r\n")
            assert b" 200 " in slow.recv(20)
        assert client.get("/dump.nq").status_code == 503
        with httpx.Client(base_url=client.base_url, transport=httpx.HTTPTransport(local_address="127.0.0.2")) as other:
            assert other.get("/dump.nq", timeout=60).status_code == 200


def _dumped(client: httpx.Client, pid: int) -> int:
    """The files that are open once a dump was given."""
    until = time.monotonic() + 30
    while client.get("/dump.nq").status_code == 503 and time.monotonic() < until:
        time.sleep(0.1)
    assert client.get("/dump.nq").status_code == 200
    return len(psutil.Process(pid).open_files())


def test_a_new_licence_is_told_without_a_new_generation(folder: Folder, site: httpx.Client) -> None:
    settings = folder.root / "dataset.toml"
    before = settings.read_text(encoding="utf-8")
    settings.write_text(before.replace("CC BY 4.0", "CC BY-SA 4.0"), encoding="utf-8")
    try:
        until = time.monotonic() + 10
        while "licenses/by-sa/4.0" not in site.get("/.well-known/void", headers={"Accept": "text/turtle"}).text:
            assert time.monotonic() < until
            time.sleep(0.1)
    finally:
        settings.write_text(before, encoding="utf-8")
