"""The service beside a bare Oxigraph server (PyPI `oxigraph`) on the same store: 32 clients, one client, a cheap question; what it grows.

python benchmarks/service.py [--dataset FOLDER] [--clients 32] [--seconds 4] [--rounds 3] [--minutes 1]

The two take turns, in rounds of some seconds. No request is asked twice (each ends with a comment of its own), so that nothing kept
of an answer counts. Exit code 1 when a bar is missed.
"""

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pyoxigraph as ox
from questions import compiled, shown
from questions_parameters import chosen
from rich.console import Console
from rich.table import Table
from service_clients import Numbered, Run, drive

import entrevilles
from entrevilles.graph.generations import STORE
from entrevilles.ontology.language import choose
from entrevilles.ontology.terms import PREFIXES
from entrevilles.queries import answers, catalogue

RATIO, ADDED, RATE, LATE, GROWTH = 6.0, 2.0, 1000.0, 200.0, 0.10
"""The bars: times Oxigraph's median, milliseconds added with one client, cheap answers a second, their 99 % in milliseconds, memory."""
CHEAP = "SELECT * { ?s ?p ?o } LIMIT 1"
JSON, DIRECT = "application/sparql-results+json", "application/sparql-query"
COLUMNS = ("", "answers", "wrong", "per second", "p50 ms", "p99 ms", "CPU ms each")
CONSOLE = Console(width=140)


@dataclass(frozen=True)
class Server:
    name: str
    port: int
    path: str
    process: psutil.Process

    def asking(self, texts: Sequence[str]) -> Numbered:
        """By POST: Oxigraph takes 8 kB of headers."""
        head = f"POST {self.path} HTTP/1.1\r\nHost: localhost\r\nAccept: {JSON}\r\nContent-Type: {DIRECT}\r\nContent-Length: ".encode()
        encoded = [text.encode() for text in texts]

        def asked(number: int) -> bytes:
            body = b"%b\n#%d" % (encoded[number % len(encoded)], number)
            return b"%b%d\r\n\r\n%b" % (head, len(body), body)

        return asked

    @property
    def family(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]

    @property
    def seconds(self) -> float:
        """Of the processor, so far."""
        return sum(sum(one.cpu_times()[:2]) for one in self.family)

    @property
    def memory(self) -> int:
        """Bytes resident."""
        return sum(one.memory_info().rss for one in self.family)


@dataclass
class Measured:
    run: Run
    cpu: float = 0.0

    def cells(self, name: str) -> list[str]:
        run = self.run
        figures = (run.rate, run.middle, run.at(0.99), 1000 * self.cpu / len(run.taken))
        return [name, str(len(run.taken)), str(len(run.wrong)), *map(shown, figures)]


def main() -> None:
    options = arguments()
    with tempfile.TemporaryDirectory() as scratch:
        root = options.dataset or compiled(Path(scratch) / "shipped")
        with servers(root, Path(scratch)) as (ours, theirs):
            missed = list(measured(ours, theirs, Requests(root), options))
    CONSOLE.print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    for line in missed:
        CONSOLE.print(f"MISSED: {line}")
    sys.exit(1 if missed else 0)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dataset", type=Path, help="a compiled dataset; else the shipped one, compiled here")
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=4.0, help="of each round of each of the two")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--minutes", type=float, default=1.0, help="for which memory is watched")
    return parser.parse_args()


# The two servers


@contextmanager
def servers(root: Path, scratch: Path) -> "Iterator[tuple[Server, Server]]":
    oxigraph = shutil.which("oxigraph", path=sysconfig.get_path("scripts"))
    assert oxigraph, "pip install oxigraph"
    generation = entrevilles.open(root).generation
    ox.Store.read_only(str(generation.folder / STORE)).backup(str(scratch / "oxigraph"))
    ports = free_port(), free_port()
    words = ([sys.executable, "-m", "entrevilles", "serve", "--dataset", str(root), "--port", str(ports[0])],)
    words += ([oxigraph, "serve-read-only", "--location", str(scratch / "oxigraph"), "--bind", f"127.0.0.1:{ports[1]}"],)
    running = [subprocess.Popen(one, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for one in words]
    try:
        for port in ports:
            wait(port)
        names, paths = ("ours", "Oxigraph"), ("/sparql", "/query")
        yield tuple(Server(*given, psutil.Process(one.pid)) for *given, one in zip(names, ports, paths, running, strict=True))  # type: ignore[misc]
    finally:
        for process in running:
            process.terminate()
            process.wait()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"nothing listens on {port}")


# What is asked


class Requests:
    def __init__(self, root: Path) -> None:
        dataset = entrevilles.open(root)
        head = "".join(f"PREFIX {name}: <{base}>\n" for name, base in PREFIXES.items())
        asked = [(question, dataset.meant(question, [*chosen(dataset, question).items()])) for question in catalogue.questions()]
        self.names = [question.name for question, _given in asked]
        self.texts = [head + answers.bind(question.prefixed.strip(), dataset.bound(question, given)) for question, given in asked]
        self.addresses = [address(question, given) for question, given in asked]

    def pages(self, ending: str) -> Numbered:
        """An empty parameter of its own makes each address differ."""
        end = " HTTP/1.1\r\nHost: localhost\r\n\r\n"
        return lambda number: (f"GET {self.addresses[number % len(self.addresses)].format(ending)}&n{number}={end}").encode()


def address(question: catalogue.Question, given: dict[str, str]) -> str:
    pairs = urlencode([(choose(param.label, "fr"), given[param.name]) for param in question.params])
    return f"/fr/questions/{question.name}{{}}?{pairs.replace('{', '%7B').replace('}', '%7D')}"


# Measuring


def measured(ours: Server, theirs: Server, asked: Requests, options: argparse.Namespace) -> Iterator[str]:
    """Prints the tables; what misses a bar."""
    yield from many(ours, theirs, asked, options)
    yield from cheap(ours, theirs, options)
    yield from alone(ours, theirs, asked, options)
    yield from grown(ours, asked, options)


def many(ours: Server, theirs: Server, asked: Requests, options: argparse.Namespace) -> Iterator[str]:
    queries = [(server, server.name, server.asking(asked.texts)) for server in (ours, theirs)]
    pages = [(ours, f"ours, {form or 'pages'}", asked.pages(form)) for form in ("", ".csv", ".json")]
    found = race([*queries, *pages], options.clients, options)
    report(f"{options.clients} clients, the {len(asked.texts)} questions of the catalogue", found)
    yield from wrong(found)
    ratio = found["ours"].run.middle / found["Oxigraph"].run.middle
    CONSOLE.print(f"median of ours / Oxigraph's: {ratio:.2f} (bar: {RATIO:.0f})\n")
    if ratio > RATIO:
        yield f"{options.clients} clients: {ratio:.1f} times Oxigraph's median"


def cheap(ours: Server, theirs: Server, options: argparse.Namespace) -> Iterator[str]:
    found = race([(server, server.name, server.asking([CHEAP])) for server in (ours, theirs)], options.clients, options)
    report(f"{options.clients} clients, a cheap question (bars: {RATE:.0f} a second, p99 {LATE:.0f} ms)", found)
    yield from wrong(found)
    run = found["ours"].run
    if run.rate < RATE:
        yield f"{run.rate:.0f} cheap answers a second"
    if run.at(0.99) > LATE:
        yield f"p99 of a cheap question: {run.at(0.99):.0f} ms"


def alone(ours: Server, theirs: Server, asked: Requests, options: argparse.Namespace) -> Iterator[str]:
    """Of each question, the difference of what it took at least: whatever else the machine does only adds. The first round is cold."""
    count = len(asked.texts)
    rounds: dict[str, list[list[float]]] = {ours.name: [], theirs.name: []}
    began: dict[str, float] = {}
    for number in range(2 * options.rounds + 1):
        if number == 1:
            began = {server.name: server.seconds for server in (ours, theirs)}
        for server in (ours, theirs):
            asking = server.asking([f"{text}\n# {number}" for text in asked.texts])
            rounds[server.name].append(drive(server.port, asking, 1, 600, count).taken)
    least = {name: [1000 * min(taken) for taken in zip(*found[1:], strict=True)] for name, found in rounds.items()}
    added = {name: a - b for name, a, b in zip(asked.names, least[ours.name], least[theirs.name], strict=True)}
    middle, most = statistics.median(added.values()), max(added, key=lambda name: added[name])
    CONSOLE.print(f"one client: {middle:.2f} ms added at the median (bar: {ADDED:.0f}); most: {added[most]:.1f} ms, {most}")
    spent = [1000 * (server.seconds - began[server.name]) / count / (2 * options.rounds) for server in (ours, theirs)]
    CONSOLE.print(f"CPU: {spent[0]:.2f} and {spent[1]:.2f} ms an answer\n")
    if middle > ADDED:
        yield f"one client: {middle:.2f} ms added"


def grown(ours: Server, asked: Requests, options: argparse.Namespace) -> Iterator[str]:
    queries, pages = ours.asking(asked.texts), asked.pages(".csv")

    def mixed(number: int) -> bytes:
        return pages(number // 2) if number % 2 else queries(number // 2)

    drive(ours.port, mixed, options.clients, max(20.0, 6 * options.minutes))
    before = ours.memory
    run = drive(ours.port, mixed, options.clients, 60 * options.minutes)
    growth = ours.memory / before - 1
    megabytes = f"{before / 2**20:.0f} → {ours.memory / 2**20:.0f} MiB"
    CONSOLE.print(f"memory after {len(run.taken)} answers in {options.minutes:g} minutes: {megabytes}, {growth:+.1%} (bar: {GROWTH:.0%})\n")
    if run.wrong:
        yield f"memory: {len(run.wrong)} wrong answers, {sorted(set(run.wrong))}"
    if growth > GROWTH:
        yield f"memory: {growth:+.1%}"


Contestant = tuple[Server, str, Numbered]


def race(contestants: Sequence[Contestant], clients: int, options: argparse.Namespace) -> dict[str, Measured]:
    found = {name: Measured(Run()) for _server, name, _asking in contestants}
    for _round in range(options.rounds):
        for server, name, asking in contestants:
            began, answered = server.seconds, len(found[name].run.taken)
            found[name].run += drive(server.port, lambda number, a=asking, n=answered: a(n + number), clients, options.seconds)
            found[name].cpu += server.seconds - began
    return found


def report(title: str, found: dict[str, Measured]) -> None:
    table = Table(title=title, title_justify="left")
    for header in COLUMNS:
        table.add_column(header, justify="right" if header else "left")
    for name, one in found.items():
        table.add_row(*one.cells(name))
    CONSOLE.print(table)


def wrong(found: dict[str, Measured]) -> Iterator[str]:
    for name, one in found.items():
        if one.run.wrong:
            yield f"{name}: {len(one.run.wrong)} wrong answers, {sorted(set(one.run.wrong))}"


if __name__ == "__main__":
    main()
