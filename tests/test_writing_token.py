"""Who may write: whoever says the token, from a program or from our own pages."""

from pathlib import Path

import httpx
import pytest

from entrevilles.graph.folder import Folder
from entrevilles.ontology.errors import InputError
from entrevilles.service import tokens
from entrevilles.service.protocol import Malformed
from tests.served import serving
from tests.writers import BEARER, LIEGE, TOKEN, TWINNING, sent, truth


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
