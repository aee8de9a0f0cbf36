"""A real service in a process of its own, on loopback."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx


@contextmanager
def serving(root: Path | str, *options: str) -> Iterator[httpx.Client]:
    """A client of it, once it answers; the process is ended afterwards."""
    with started(root, *options) as (client, _process):
        yield client


@contextmanager
def started(root: Path | str, *options: str, port: int | None = None) -> "Iterator[tuple[httpx.Client, subprocess.Popen[str]]]":
    port = port or free_port()
    words = [sys.executable, "-m", "entrevilles", "serve", "--dataset", str(root), "--port", str(port), *options]
    environment = {**os.environ, "LANGUAGE": "fr", "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
                _wait(client, process)
                yield client, process
        finally:
            process.terminate()


def _wait(client: httpx.Client, process: "subprocess.Popen[str]") -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            client.get("/sparql")
            return
        except httpx.TransportError:
            if process.poll() is not None:
                break
            time.sleep(0.05)
    process.kill()
    raise AssertionError(process.communicate()[0])


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
