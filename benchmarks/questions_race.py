"""The contestants, and their race: seconds of each run of each question."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox
from questions_parameters import chosen
from questions_rdflib import ask_all
from rich.console import Console
from rich.progress import track

import entrevilles
from entrevilles.queries import answers, catalogue
from entrevilles.queries.catalogue import Question

BUDGET = 10.0
"""Seconds for one question of one engine: a slow one is asked less often, but three times."""

Ask = Callable[[], int]


class Watched:
    """A store that counts the seconds of its engine: until all solutions are there, and none of their terms is read."""

    store: ox.Store
    seconds = 0.0

    def query(self, text: str, **options: Any) -> Any:
        began = time.process_time()
        found = self.store.query(text, **options)
        if isinstance(found, ox.QuerySolutions):
            found = Solutions(found.variables, list(found))
        self.seconds += time.process_time() - began
        return found


class Solutions(list[ox.QuerySolution]):
    def __init__(self, variables: Sequence[ox.Variable], rows: Sequence[ox.QuerySolution]) -> None:
        super().__init__(rows)
        self.variables = variables


WATCHED = Watched()


@dataclass
class Contest:
    """Seconds of the processor in each run; `rows` as each engine counts them; `text` with its parameters bound, for rdflib."""

    name: str
    text: str
    contestants: dict[str, Ask]
    seconds: dict[str, list[float]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    failure: str = ""

    def run(self, name: str) -> None:
        bytearray(1 << 16)  # the first larger block after a query makes the C library put in order what the engine freed: 0.3 ms
        WATCHED.seconds, began = 0.0, time.process_time()
        self.rows[name] = self.contestants[name]()
        self.seconds.setdefault(name, []).append(time.process_time() - began)
        if name == "ours":
            self.seconds.setdefault("within", []).append(WATCHED.seconds)

    def median(self, name: str) -> float:
        """Milliseconds."""
        return 1000 * statistics.median(self.seconds[name])

    @property
    def overhead(self) -> float:
        """Milliseconds of ours that the engine did not take in the same call, at the median: two calls differ by more than that."""
        pairs = zip(self.seconds["ours"], self.seconds["within"], strict=True)
        return 1000 * statistics.median(ours - within for ours, within in pairs)

    @property
    def ratio(self) -> float | None:
        """rdflib's time by ours; what was stopped counts as the limit, what was refused not at all."""
        return self.median("rdflib") / self.median("ours") if "rdflib" in self.seconds else None


def contests(dataset: entrevilles.Dataset, only: Sequence[str] | None = None) -> list[Contest]:
    watch(dataset.store)
    return [contest(dataset, question) for question in catalogue.questions() if not only or question.name in only]


def watch(store: ox.Store, ask: Any = answers.ask) -> None:
    """From now on, all that is asked is asked of this store, with a watch."""
    WATCHED.store = store
    answers.ask = lambda _store, *asked: ask(WATCHED, *asked)


def contest(dataset: entrevilles.Dataset, question: Question) -> Contest:
    given = chosen(dataset, question)
    text = answers.bind(question.prefixed, dataset.bound(question, dataset.meant(question, list(given.items()))))
    contestants: dict[str, Ask] = {
        "ours": lambda: len(dataset.query(question.name, **given)),
        "pyoxigraph": lambda: bare(dataset.store, text),
    }
    return Contest(question.name, text, contestants)


def bare(store: ox.Store, text: str) -> int:
    solutions: Any = store.query(text)
    return len([tuple([None if term is None else term.value for term in solution]) for solution in solutions])


def race(found: Sequence[Contest], dataset: entrevilles.Dataset | None, rounds: int, jobs: int, limit: float) -> None:
    """Ours and pyoxigraph, rdflib (in a graph of this dataset), then the two again, so that all run in the same hour."""
    run_rounds(found, range(rounds // 2))
    if dataset is not None:
        run_rdflib(found, dataset, jobs, limit)
    run_rounds(found, range(rounds // 2, rounds))


def run_rounds(found: Sequence[Contest], numbers: range) -> None:
    """Each round asks every question of both once.

    Whoever goes first after another question pays for cold caches: one run is not counted, then the two take turns.
    """
    for number in track(numbers, description="rounds", console=Console(stderr=True)):
        for one in found:
            if sum(one.seconds.get("ours", ())) > BUDGET and len(one.seconds["ours"]) >= 3:
                continue
            one.contestants["pyoxigraph"]()
            for name in ("ours", "pyoxigraph") if number % 2 else ("pyoxigraph", "ours"):
                one.run(name)


def run_rdflib(found: Sequence[Contest], dataset: entrevilles.Dataset, jobs: int, limit: float) -> None:
    """It may be stopped, or refuse what SPARQL allows (`COUNT(DISTINCT ?x)` where ?x is unbound): the table says which."""
    graph = dataset.to_rdflib()
    texts = {one.name: one.text for one in found}
    outcomes = ask_all(graph, texts, jobs, limit)
    for name, outcome in track(outcomes, description="rdflib", total=len(texts), console=Console(stderr=True)):
        one = next(one for one in found if one.name == name)
        one.failure = outcome.failure
        if outcome.seconds:
            one.seconds["rdflib"] = outcome.seconds
        if not outcome.failure:
            one.rows["rdflib"] = outcome.rows
