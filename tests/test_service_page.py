"""The pages on the service: their commands run, and the addresses that they name are there."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from entrevilles.graph.folder import Folder
from entrevilles.service import tokens
from tests.conftest import ROOT
from tests.served import serving

TOKEN = "a-token-for-this-test-only"


def page(lang: str) -> str:
    return (ROOT / "docs" / lang / "service.md").read_text(encoding="utf-8")


def blocks(text: str) -> list[str]:
    return [block for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) if "curl" in block]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_commands_run_in_their_order(small: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    monkeypatch.setenv(tokens.VARIABLE, TOKEN)
    (tmp_path / "work").mkdir()
    with serving(small.root) as client:
        script = "\n".join(blocks(page(lang))).replace("http://localhost:8000", str(client.base_url).rstrip("/"))
        words = ["bash", "-e", "-u", "-o", "pipefail", "-c", script]
        done = subprocess.run(words, cwd=tmp_path / "work", env=os.environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        for path in re.findall(r"^\| `(/[^`]*)`", page(lang), re.MULTILINE):
            address = path.replace("…", "namur" if "/id/" in path else "").replace("IRI", "https://w3id.org/entrevilles/graph/reading")
            assert client.get(address, follow_redirects=True).status_code == (405 if path == "/tables" else 200), path
    assert "id/quebec" in done.stdout
    assert {path.name for path in (tmp_path / "work").iterdir()} >= {"liege.ttl", "sources-2026.csv"}
    assert "Lîdje" in (tmp_path / "work" / "liege.ttl").read_text(encoding="utf-8")
    assert [generation.number for generation in small.generations.history()] == [1, 2, 3, 4]


def test_both_pages_say_the_same_of_addresses_and_limits() -> None:
    french, english = page("fr"), page("en")
    for pattern in (r"^\| `(/(?!fr|en)[^`]*)`", r"\b(?:[245]\d\d)\b", r"`(--[a-z-]+)"):
        assert re.findall(pattern, french, re.MULTILINE) == re.findall(pattern, english, re.MULTILINE), pattern
