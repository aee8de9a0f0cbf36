"""Writing over HTTP: the same files, checks and publication as `load`; nothing without the token, and nothing lost."""

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
import pyoxigraph as ox
import pytest

import entrevilles
from entrevilles import stating
from entrevilles.building import build, read
from entrevilles.graph import folder as folders
from entrevilles.graph.folder import LOCK, Folder
from entrevilles.graph.rows import Row
from entrevilles.loaders import additions
from entrevilles.ontology.errors import InputError
from entrevilles.ontology.terms import EV, TYPE
from entrevilles.service import tokens, writer
from entrevilles.service.protocol import Malformed
from tests.conftest import SMALL
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
def home(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """As `small`; several tests write in it, each of other things."""
    folder = Folder.create(tmp_path_factory.mktemp("writing") / "small", "Essai")
    (folder.root / "sources" / "base").mkdir()
    for name, text in SMALL.items():
        (folder.root / "sources" / "base" / name).write_text(text, encoding="utf-8")
    build(folder)
    return folder


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


# The token


def test_without_a_token_nobody_writes(small: Folder) -> None:
    with serving(small.root) as client:
        for method, path, allowed in (
            ("POST", "/tables", ""),
            ("PUT", f"/graphs?graph={TWINNING}", "GET, HEAD"),
            ("POST", f"/graphs?graph={TWINNING}", "GET, HEAD"),
            ("DELETE", f"/graphs?graph={TWINNING}", "GET, HEAD"),
        ):
            answer = client.request(method, path, headers=BEARER)
            assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
        assert client.get("/graphs", params={"graph": TWINNING}).status_code == 200


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer ", f"Basic {TOKEN}", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", f"Bearer {TOKEN.upper()}"]
)
def test_a_wrong_token_is_asked_for_again(token: Path, given: str) -> None:
    from starlette.requests import Request

    headers = [(b"authorization", given.encode())] if given else []
    request = Request({"type": "http", "headers": headers, "server": ("127.0.0.1", 80), "scheme": "http", "path": "/", "query_string": b""})
    with pytest.raises(Malformed) as refused:
        tokens.check(request, tokens.read(str(token)), "")
    assert refused.value.status == 401
    assert refused.value.headers["WWW-Authenticate"].startswith("Bearer")


def test_no_page_of_another_site_writes(site: httpx.Client, home: Folder) -> None:
    before = truth(home)
    origin = {"Origin": "https://other.example"}
    assert sent(site, ("municipalites.csv", LIEGE), headers=origin).status_code == 403
    for method in ("PUT", "DELETE", "POST"):
        asked = {**origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization"}
        assert site.options("/graphs", headers=asked).status_code == 400
    assert before == truth(home)


@pytest.mark.parametrize("word", ["", "   ", "short", "fifteen-letters", "a token with spaces in it", "jeton-très-accentué-et-long"])
def test_a_token_that_is_none_is_refused_at_start(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv(tokens.VARIABLE, word)
    with pytest.raises(InputError, match="jeton d'écriture"):
        tokens.read("")


def test_the_token_is_seen_by_no_other_process(small: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(tokens.VARIABLE, TOKEN)
    with serving(small.root) as client:
        assert sent(client, ("municipalites.csv", LIEGE), headers=BEARER).status_code == 201
        seen = 0
        for process in Path("/proc").glob("[0-9]*"):
            try:
                words, environment = (process / "cmdline").read_bytes(), (process / "environ").read_bytes()
            except OSError:
                continue
            assert TOKEN.encode() not in words
            if b"entrevilles.service.worker" in words and str(small.root).encode() in words:
                seen += 1
                assert TOKEN.encode() not in environment
        assert seen


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


# Graphs


def test_every_graph_is_read_and_others_are_not_found(site: httpx.Client, home: Folder) -> None:
    store = entrevilles.open(home.root).store
    for graph in store.named_graphs():
        for form in (ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES, ox.RdfFormat.JSON_LD, ox.RdfFormat.RDF_XML):
            answer = site.get("/graphs", params={"graph": graph.value}, headers={"Accept": form.media_type})
            assert answer.headers["content-type"].startswith(form.media_type)
            found = {quad.triple for quad in ox.parse(answer.content, format=form)}
            assert found == {quad.triple for quad in store.quads_for_pattern(None, None, None, graph)}, graph
    reading = site.get("/graphs?default", headers={"Accept": "application/n-triples"}).content
    assert set(ox.parse(reading, format=ox.RdfFormat.N_TRIPLES)) == {
        ox.Quad(*quad.triple) for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(f"{BASE}graph/reading"))
    }
    for query in ("", "?graph=", "?graph=rien", "?graph=<x>", "?graph=a:b&graph=a:c", "?graph=a:b&default"):
        assert site.get(f"/graphs{query}").status_code == 400, query
    assert site.get("/graphs?graph=http://x/y").status_code == 404


def put(client: httpx.Client, claim: str, text: str, method: str = "PUT", kind: str = "text/turtle") -> httpx.Response:
    headers = {"Content-Type": kind, "Accept-Language": "fr"}
    return client.request(method, "/graphs", params={"graph": f"{BASE}claim/{claim}"}, content=(PREFIXES + text).encode(), headers=headers)


def test_a_claim_is_put_back_as_it_was_got_and_nothing_changes(site: httpx.Client, home: Folder) -> None:
    before = truth(home)
    text = site.get("/graphs", params={"graph": TWINNING}, headers={"Accept": "text/turtle"}).text
    assert put(site, "bordeaux-jumelage.registre", text).status_code == 200
    assert before == truth(home)


def test_a_claim_that_is_changed_is_a_row_that_is_changed(site: httpx.Client, home: Folder) -> None:
    said = "id:bordeaux-jumelage a ev:Twinning ; ev:party id:quebec, id:namur ; ev:begin time:1963-05 ."
    answer = put(site, "bordeaux-jumelage.registre", said)
    assert answer.status_code == 201, answer.text
    table = (home.root / "sources" / "base" / "jumelages.csv").read_text(encoding="utf-8")
    assert table.splitlines()[1] == "bordeaux-jumelage,namur; quebec,1963-05,registre,bordeaux-jumelage.registre"
    got = site.get("/graphs", params={"graph": TWINNING}, headers={"Accept": "text/turtle"}).content
    assert set(ox.parse(got, ox.RdfFormat.TURTLE)) == set(ox.parse((PREFIXES + said).encode(), ox.RdfFormat.TURTLE))
    more = put(site, "bordeaux-jumelage.registre", 'id:bordeaux-jumelage skos:prefLabel "Pacte"@fr .', "POST")
    assert more.status_code == 201, more.text
    assert '"Pacte"' in site.get("/graphs", params={"graph": TWINNING}, headers={"Accept": "text/turtle"}).text
    assert not build(home).changed


def test_a_new_claim_says_its_source_and_line_and_can_be_withdrawn(site: httpx.Client) -> None:
    said = "id:namur-jumelage a ev:Twinning ; ev:party id:quebec, id:namur ; ev:begin time:1999 ."
    refused = put(site, "namur-jumelage.essai", said)
    assert refused.status_code == 422
    assert "source" in refused.json()["message"]
    about = 'claim:namur-jumelage.essai ev:source id:registre ; ev:locator "p. 3" .'
    assert put(site, "namur-jumelage.essai", said + about).status_code == 201
    stored = site.get("/data/claim/namur-jumelage.essai.ttl").text
    assert '"p. 3"' in stored
    assert put(site, "namur-jumelage.essai", stored).status_code == 200  # what the page of a claim gives can be given back
    gone = site.delete("/graphs", params={"graph": f"{BASE}claim/namur-jumelage.essai"})
    assert gone.status_code == 201, gone.text
    assert site.get("/graphs", params={"graph": f"{BASE}claim/namur-jumelage.essai"}).status_code == 404
    assert site.delete("/graphs", params={"graph": f"{BASE}claim/namur-jumelage.essai"}).status_code == 404


UNSAYABLE = (
    "",
    "id:x ev:begin time:1999 .",
    "id:x a <http://x/C> .",
    "id:bordeaux-jumelage a ev:Twinning ; ev:party id:quebec, id:personne ; ev:begin time:1962 .",
    "id:bordeaux-jumelage a ev:Twinning ; ev:party id:quebec, id:namur ; ev:begin time:hier .",
    "id:bordeaux-jumelage a ev:Twinning ; ev:party id:quebec, id:namur ; ev:begin 3 .",
    "id:bordeaux-jumelage a ev:Twinning ; ev:party id:quebec, id:namur ; ev:kind id:namur .",
    "id:bordeaux-jumelage a ev:Twinning ; ev:party id:quebec, id:namur ; <http://x/p> 1 .",
    "id:bordeaux-jumelage a ev:Twinning ; ev:party id:quebec, [] .",
    'id:bordeaux-jumelage a ev:Twinning ; ev:party id:quebec, id:namur ; skos:prefLabel "sans langue" .',
    'id:bordeaux-jumelage a ev:Twinning ; ev:party id:quebec, id:namur ; skos:prefLabel "安"@zh .',
    "id:bordeaux-jumelage a ev:Twinning ; ev:party id:quebec, id:namur . id:namur ev:begin time:1999 .",
    "id:bordeaux-jumelage a ev:Agreement ; ev:party id:quebec, id:namur .",
    "ceci n'est pas du Turtle",
)


def test_what_no_row_can_say_is_refused_with_its_reason(small: Folder, tmp_path: Path) -> None:
    before = truth(small)
    for text in UNSAYABLE:
        (tmp_path / "graph").write_text(PREFIXES + text, encoding="utf-8")
        given = {"method": "PUT", "media_type": "text/turtle", "file": str(tmp_path / "graph")}
        status, body = writer.done(Folder(small.root), "graph", claim="bordeaux-jumelage.registre", **given)
        assert (status, len(body["message"]) > 10) == (422, True), (text, body)
    assert before == truth(small)


def test_graphs_that_are_no_claims_are_not_written(site: httpx.Client, home: Folder) -> None:
    before = truth(home)
    for graph in ("graph/reading", "graph/source/registre", "graph/ontology", "graph/time"):
        for method in ("PUT", "POST", "DELETE"):
            answer = site.request(method, "/graphs", params={"graph": BASE + graph}, content=b"", headers=TURTLE)
            assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD"), graph
    assert site.put("/graphs?default", content=b"", headers=TURTLE).status_code == 405
    assert site.put("/graphs?graph=http://x/y", content=b"", headers=TURTLE).status_code == 403
    assert site.put("/graphs", content=b"", headers=TURTLE).status_code == 400
    assert site.put("/graphs", params={"graph": TWINNING}, content=b"", headers={"Content-Type": "application/rdf+xml"}).status_code == 415
    assert before == truth(home)


def test_nothing_is_fetched_for_a_graph(small: Folder, tmp_path: Path) -> None:
    (tmp_path / "graph").write_text('{"@context": "http://127.0.0.1:9/c", "@id": "http://a/"}', encoding="utf-8")
    given = {"method": "PUT", "media_type": "application/ld+json", "file": str(tmp_path / "graph")}
    status, body = writer.done(small, "graph", claim="bordeaux-jumelage.registre", **given)
    assert status == 422
    assert "LoadDocumentCallback" in body["message"]


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


def test_the_graph_of_any_claim_of_the_shipped_data_is_its_row(copied: Folder) -> None:
    """One in twenty, each put back: the tables then say what they said."""
    dataset = entrevilles.open(copied.root)
    claims = sorted(
        q.subject.value for q in dataset.store.quads_for_pattern(None, TYPE, EV.Claim, None) if isinstance(q.subject, ox.NamedNode)
    )
    assert len(claims) > 400
    records = {record.claim: record for record in read(copied, copied.tables())[0]}
    nothing = Row(copied.schema.judgement, "", "")
    for iri in claims[::20]:
        record = records[iri.removeprefix(dataset.names.claim)]
        row = stating._row(copied, ox.NamedNode(iri), *stating._standing(dataset, ox.NamedNode(iri)))
        path = copied.root / record.where.file
        path.write_bytes(additions.restated(path, row, copied.schema, record.where.row, nothing))
    assert build(Folder(copied.root)).generation.id == dataset.generation.id
