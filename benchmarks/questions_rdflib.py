"""rdflib's own store in memory, asked in forked children: one that is stopped cannot hurt, and both cores are of use."""

import gc
import json
import os
import signal
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, NoReturn

import rdflib

LIMIT = 60.0
"""Seconds of the processor after which a question is stopped, and which it then counts; a lower one can only understate it."""
SLOW = 2.0
ROUNDS = 5


@dataclass(frozen=True)
class Outcome:
    """`seconds` of each run, the limit for one that was stopped; none where rdflib refused the query."""

    seconds: list[float] = field(default_factory=list)
    rows: int = 0
    failure: str = ""


def ask_all(graph: rdflib.Dataset, texts: Mapping[str, str], jobs: int, limit: float = LIMIT) -> Iterator[tuple[str, Outcome]]:
    """Every question by its name, `jobs` at a time, in the order in which they end."""
    gc.freeze()  # the collector of a child would copy the whole graph
    waiting = list(texts)
    running: dict[int, tuple[str, int]] = {}
    while waiting or running:
        while waiting and len(running) < jobs:
            name = waiting.pop(0)
            child, pipe = start(graph, texts[name], limit)
            running[child] = (name, pipe)
        child, status = os.wait()
        name, pipe = running.pop(child)
        yield name, outcome(pipe, status, limit)
    gc.unfreeze()


def start(graph: rdflib.Dataset, text: str, limit: float) -> tuple[int, int]:
    """The process and where it will write."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        answer(graph, text, writing, limit)
    os.close(writing)
    return child, reading


def answer(graph: rdflib.Dataset, text: str, pipe: int, limit: float) -> NoReturn:
    """The alarm ends the process, whatever it is about."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    seconds: list[float] = []
    rows, failure = 0, ""
    try:
        while len(seconds) < ROUNDS and (not seconds or seconds[0] < SLOW):
            signal.setitimer(signal.ITIMER_PROF, limit)
            began = time.process_time()
            rows = ask(graph, text)
            seconds.append(time.process_time() - began)
        signal.setitimer(signal.ITIMER_PROF, 0)
    except Exception as error:
        seconds, failure = [], type(error).__name__
    os.write(pipe, json.dumps(asdict(Outcome(seconds, rows, failure))).encode())
    os._exit(0)


def ask(graph: rdflib.Dataset, text: str) -> int:
    rows: Any = graph.query(text)
    return len([tuple([None if term is None else term.toPython() for term in row]) for row in rows])


def outcome(pipe: int, status: int, limit: float) -> Outcome:
    with open(pipe, encoding="utf-8") as written:
        text = written.read()
    if text:
        return Outcome(**json.loads(text))
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGPROF:
        return Outcome([limit], failure=f"> {limit:.0f} s")
    return Outcome(failure=f"ended: {status}")
