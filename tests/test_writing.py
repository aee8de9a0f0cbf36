"""Tables through the service: as `load` takes them, one writer after the other."""

import contextlib
import fcntl
import http.client
import io
import struct
import threading
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import openpyxl
import pytest

from entrevilles.building import build
from entrevilles.graph import folder as folders
from entrevilles.graph.folder import LOCK, Folder
from entrevilles.service import writer
from tests.served import serving
from tests.writers import BEARER, LIEGE, TWINNING, sent, truth


def test_a_table_is_loaded_as_load_does_and_served_at_once(site: httpx.Client, home: Folder) -> None:
    answer = sent(site, ("municipalites-2026.csv", LIEGE))
    assert answer.status_code == 201, answer.text
    current = home.generations.current()
    assert current
    assert (answer.json()["generation"], answer.json()["number"]) == (current.id, current.number)
    assert "Liège" in site.get("/page/id/liege").text
    assert (home.root / "sources" / "municipalites-2026" / "municipalites.csv").exists()
    assert sent(site, ("municipalites-2026.csv", LIEGE)).status_code == 200
    assert not build(home).changed


def test_files_that_need_each_other_are_loaded_together(site: httpx.Client) -> None:
    twinning = "id,parties,début,source\nanvers-jumelage,quebec; anvers,1970,registre\n"
    assert sent(site, ("jumelages-2026.csv", twinning)).status_code == 422
    assert (
        sent(site, ("jumelages-2026.csv", twinning), ("villes.csv", "id,nom,source\nanvers,Anvers,registre\n")).status_code == 422
    )  # no class of this name
    book = openpyxl.Workbook()
    book.worksheets[0].title = "municipalités"
    for row in (["id", "nom", "source"], ["anvers", "Anvers", "registre"]):
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    assert sent(site, ("jumelages-2026.csv", twinning), ("villes.xlsx", out.getvalue())).status_code == 201


@pytest.mark.parametrize(("lang", "what"), [("fr", "date illisible"), ("en", "unreadable date")])
def test_the_errors_of_a_table_have_their_place_and_nothing_is_changed(site: httpx.Client, home: Folder, lang: str, what: str) -> None:
    before, name = truth(home), f"jumelages-{10 + len(what)}.csv"
    table = "id,parties,début,source\nx,quebec; namur,hier,registre\ny,quebec; namur,1970,registre,trop\n"
    answer = sent(site, (name, table), headers={"Accept-Language": lang})
    assert answer.status_code == 422
    first, second = answer.json()["errors"]
    assert (first["file"], first["row"], first["column"]) == (name, 2, "début")
    assert what in first["what"].lower()
    assert first["mend"]
    assert second["row"] == 3
    text = sent(site, (name, table), headers={"Accept": "text/plain", "Accept-Language": lang})
    assert text.headers["content-type"].startswith("text/plain")
    assert text.text.strip() == answer.json()["message"]
    assert before == truth(home)
    skipped = sent(site, (name, table + f"z-{lang},quebec; namur,1970,registre\n"), words={"skip-bad-rows": "1"})
    assert (skipped.status_code, len(skipped.json()["skipped"])) == (201, 2)


def test_what_would_disappear_is_told_and_waits_for_a_yes(site: httpx.Client, home: Folder) -> None:
    bruges = "id,nom,source\nbruges,Bruges,registre\n"
    assert sent(site, ("municipalites-2.csv", bruges + "gand,Gand,registre\n")).status_code == 201
    before = truth(home)
    answer = sent(site, ("municipalites-2.csv", bruges))
    assert answer.status_code == 409
    assert answer.json()["claims"] == ["gand.registre"]
    assert before == truth(home)
    assert sent(site, ("municipalites-2.csv", bruges), words={"yes": "1"}).status_code == 201


NAMES = ("../../evil.csv", "..\\..\\evil.csv", "/etc/evil.csv", "C:\\evil.csv")


def test_the_name_of_a_file_leads_nowhere_else(site: httpx.Client, home: Folder) -> None:
    table = "id,nom,source\nlille,Lille,registre\n"
    for name in NAMES:
        assert sent(site, (name, table)).status_code == 422  # « evil » is no class
    assert sent(site, ("../../municipalites.csv", table)).status_code == 201
    assert (home.root / "sources" / "municipalites" / "municipalites.csv").exists()
    for name in ("", ".", "..", ".csv", "x.py", "x.csv\n", "x.csv\0", "dataset.toml", "x" * 300 + ".csv"):
        assert sent(site, (name, LIEGE)).status_code in (400, 422), name
    assert sent(site, ("municipalites.csv", LIEGE), ("sub/municipalites.csv", LIEGE)).status_code == 400
    assert not list(home.root.parent.rglob("evil*"))


def bomb() -> bytes:
    """A workbook that says of itself that it is large once decompressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0")
    data = bytearray(out.getvalue())
    struct.pack_into("<I", data, data.rindex(b"PK\x01\x02") + 24, 250_000_000)
    return bytes(data)


def test_what_load_refuses_is_refused_and_leaves_nothing_behind(small: Folder, token: Path, tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(tmp_path / "tmp"))
        with serving(small.root, "--write-token-file", str(token)) as client:
            client.headers.update(BEARER)
            before = truth(small)
            for data in (bomb(), b"PK\x03\x04rubbish", b"\xd0\xcf\x11\xe0old", b"\0" * 100, b"", b"id,nom\n" + b"x" * 100_000):
                assert sent(client, ("municipalites.xlsx", data)).status_code == 422, data[:20]
            assert client.post("/tables", content=b"x", headers={"Content-Type": "multipart/form-data"}).status_code == 400
            assert client.post("/tables", content=b"x", headers={"Content-Type": "text/csv"}).status_code == 415
            assert client.post("/tables", data={"yes": "1"}, files={"x": (None, "y")}).status_code == 400
    assert list((tmp_path / "tmp").iterdir()) == []
    assert before == truth(small)


def test_more_than_the_limit_is_refused_told_or_not(site: httpx.Client) -> None:
    told = http.client.HTTPConnection("127.0.0.1", site.base_url.port or 0)
    told.putrequest("POST", "/tables")
    for name, value in {**BEARER, "Content-Length": "60000000", "Content-Type": "multipart/form-data; boundary=x"}.items():
        told.putheader(name, value)
    told.endheaders()
    assert told.getresponse().status == 413
    told.close()
    pieces = (b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\n', *(b"x" * 1_000_000 for _ in range(60)))
    for method, path, kind in (("POST", "/tables", "multipart/form-data; boundary=x"), ("PUT", f"/graphs?graph={TWINNING}", "text/turtle")):
        with contextlib.suppress(httpx.WriteError):  # it hung up while we were still sending
            assert site.request(method, path, content=iter(pieces), headers={"Content-Type": kind}).status_code == 413
    assert site.get("/").status_code == 200


def spying(canary: Path) -> bytes:
    """A workbook whose cell asks for a file."""
    book, out, spied = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    for row in (["id", "nom", "source"], ["espion", "Espion", "registre"]):
        book.worksheets[0].append(row)
    book.worksheets[0].title = "municipalités"
    book.save(out)
    with zipfile.ZipFile(out) as whole, zipfile.ZipFile(spied, "w") as archive:
        for name in whole.namelist():
            text = whole.read(name).decode()
            if name.endswith("sharedStrings.xml"):
                head = f'<!DOCTYPE sst [<!ENTITY x SYSTEM "{canary.as_uri()}"><!ENTITY y SYSTEM "http://127.0.0.1:9/">]><sst '
                text = text.replace("<sst ", head, 1).replace("Espion", "Espion &x; &y;", 1)
                assert "&x;" in text
            archive.writestr(name, text)
    return spied.getvalue()


def test_no_file_is_read_for_a_workbook(site: httpx.Client, home: Folder, tmp_path: Path) -> None:
    canary = tmp_path / "canari"
    canary.write_text("canari-7f3a", encoding="utf-8")
    answer = sent(site, ("municipalites-9.xlsx", spying(canary)))
    assert "canari-7f3a" not in answer.text
    assert not any(b"canari-7f3a" in data for data in truth(home).values())


# Several at once


@contextmanager
def held(folder: Folder) -> Iterator[None]:
    with (folder.root / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def test_writers_at_once_wait_for_their_turn_and_readers_notice_nothing(small: Folder, token: Path) -> None:
    tables = [("municipalites-1.csv", LIEGE), ("regions.csv", "id,nom,source\nflandre,Flandre,registre\n")]
    tables.append(("pays.csv", "id,nom,source\nbelgique,Belgique,registre\n"))
    with serving(small.root, "--write-token-file", str(token), "--processes", "2") as client, ThreadPoolExecutor(4) as beside:
        stop, wrong = threading.Event(), list[str]()

        def read() -> None:
            while not stop.is_set():
                answer = httpx.get(client.base_url.join("/sparql?query=ASK{?s ?p ?o}"), timeout=60)
                if answer.status_code != 200 or "true" not in answer.text:
                    wrong.append(answer.text)

        reading = beside.submit(read)
        try:
            address = client.base_url.join("/tables")
            with held(small):
                writing = [beside.submit(httpx.post, address, files={"f": one}, headers=BEARER, timeout=60) for one in tables]
                time.sleep(1)
                assert not any(one.done() for one in writing)
            assert [one.result().status_code for one in writing] == [201, 201, 201]
            time.sleep(1)
            for _connection in range(6):  # to either process
                for name in ("liege", "flandre", "belgique"):
                    assert httpx.get(client.base_url.join(f"/page/id/{name}"), timeout=60).status_code == 200
        finally:
            stop.set()
        reading.result()
    assert wrong == []


def test_a_writer_that_waited_too_long_may_try_again(small: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "WAIT", 0.1)
    (tmp_path / "municipalites.csv").write_text(LIEGE, encoding="utf-8")
    with held(small):
        status, body = writer.done(small, "tables", files=[str(tmp_path / "municipalites.csv")], licence="", yes=False, skip=False)
    assert status == 503
    assert "un autre chargement" in body["message"]
