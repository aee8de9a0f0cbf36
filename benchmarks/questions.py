"""Every question of the catalogue: our `Dataset.query`, bare pyoxigraph on the same store, rdflib's own store; one run, interleaved.

python benchmarks/questions.py [--dataset FOLDER] [--rounds 30] [--without-rdflib]
"""

import argparse
import signal
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import pyoxigraph as ox
import rdflib
from rich.console import Console
from rich.progress import track
from rich.table import Table

import entrevilles
from entrevilles.building import SHIPPED, build
from entrevilles.graph.folder import Folder
from entrevilles.queries import answers, catalogue
from entrevilles.queries.catalogue import Question

DATE = "2024-06-01"
LIMIT = 60.0
SLOW = 2.0
RDFLIB_ROUNDS = 5
FEW = 100
BAR = 1.0

Ask = Callable[[], int]


class Stopped(Exception):
    """Longer than `LIMIT` seconds."""


@dataclass
class Contest:
    """Seconds of each run; `rows` as each engine counts them."""

    question: Question
    contestants: dict[str, Ask]
    seconds: dict[str, list[float]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    failure: str = ""

    def run(self, name: str) -> None:
        began = time.perf_counter()
        self.rows[name] = self.contestants[name]()
        self.seconds.setdefault(name, []).append(time.perf_counter() - began)

    def median(self, name: str) -> float | None:
        """Milliseconds; None for one that was stopped or not run."""
        return 1000 * statistics.median(self.seconds[name]) if name in self.seconds else None

    @property
    def overhead(self) -> float:
        """Ours less bare, each in milliseconds: the median of the differences within a round."""
        pairs = zip(self.seconds["ours"], self.seconds["pyoxigraph"], strict=True)
        return 1000 * statistics.median(ours - bare for ours, bare in pairs)


def main() -> None:
    options = arguments()
    with tempfile.TemporaryDirectory() as scratch:
        dataset = entrevilles.open(options.dataset or compiled(Path(scratch)))
        graph = None if options.without_rdflib else dataset.to_rdflib()
        contests = [contest(dataset, graph, question) for question in catalogue.questions()]
        race(contests, options.rounds)
        report(contests, dataset)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", type=Path, help="a compiled dataset; by default the shipped one, compiled afresh")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--without-rdflib", action="store_true")
    return parser.parse_args()


def compiled(root: Path) -> Path:
    for path in Folder(SHIPPED).truth():
        target = root / path.relative_to(SHIPPED)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    build(Folder(root))
    return root


# The contestants


def contest(dataset: entrevilles.Dataset, graph: rdflib.Dataset | None, question: Question) -> Contest:
    given = {param.name: DATE for param in question.params if param.kind == "date"}
    values = answers.given(question, list(given.items()))
    text = answers.bind(question.prefixed, dataset._bound(question, dataset._resolved(question, values)))
    contestants: dict[str, Ask] = {
        "ours": lambda: len(dataset.query(question.name, **given)),
        "pyoxigraph": lambda: bare(dataset.store, text),
    }
    if graph is not None:
        contestants["rdflib"] = lambda: in_rdflib(graph, text)
    return Contest(question, contestants)


def bare(store: ox.Store, text: str) -> int:
    solutions: Any = store.query(text)
    return len([tuple([None if term is None else term.value for term in solution]) for solution in solutions])


def in_rdflib(graph: rdflib.Dataset, text: str) -> int:
    rows: Any = graph.query(text)
    return len([tuple([None if term is None else term.toPython() for term in row]) for row in rows])


# The race


def race(contests: list[Contest], rounds: int) -> None:
    """Each round asks every question of every engine once; rdflib rests where it was slow, or stopped.

    Whoever goes first after another question pays for cold caches: one run is not counted, then the two take turns.
    """
    console = Console(stderr=True)
    for number in track(range(rounds), description="rounds", console=console):
        for one in contests:
            one.contestants["pyoxigraph"]()
            for name in ("ours", "pyoxigraph") if number % 2 else ("pyoxigraph", "ours"):
                one.run(name)
            if "rdflib" in one.contestants and number < RDFLIB_ROUNDS and patient(one, number):
                run_rdflib(one)


def patient(one: Contest, number: int) -> bool:
    return number == 0 or one.seconds.get("rdflib", [LIMIT])[0] < SLOW


def run_rdflib(one: Contest) -> None:
    """It may be stopped, or refuse what SPARQL allows (`COUNT(DISTINCT ?x)` where ?x is unbound): the table says which."""
    try:
        with limited(LIMIT):
            one.run("rdflib")
    except Stopped:
        one.failure = f"> {LIMIT:.0f} s"
    except Exception as error:
        one.failure = type(error).__name__


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise Stopped

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


# The report


def report(contests: list[Contest], dataset: entrevilles.Dataset) -> None:
    generation = dataset.generation
    title = f"{dataset.title}: generation {generation.short}, {generation.quads} quads, date={DATE}; medians in ms"
    table = Table(title=title, title_justify="left")
    for header in ("question", "rows", "ours", "pyoxigraph", "overhead", "rdflib", "rdflib / ours"):
        table.add_column(header, justify="left" if header == "question" else "right")
    for one in contests:
        table.add_row(*cells(one))
    console = Console(width=120)
    console.print(table)
    for line in conclusions(contests):
        console.print(line)


def cells(one: Contest) -> list[str]:
    ours, ox_, lib = (one.median(name) for name in ("ours", "pyoxigraph", "rdflib"))
    differ = "" if len(set(one.rows.values())) == 1 else f" ≠ {one.rows}"
    ratio = f"{lib / ours:.1f}" if lib and ours else ""
    return [
        one.question.name,
        f"{one.rows['ours']}{differ}",
        shown(ours),
        shown(ox_),
        f"{one.overhead:.2f}",
        shown(lib) or one.failure,
        ratio,
    ]


def shown(milliseconds: float | None) -> str:
    return "" if milliseconds is None else f"{milliseconds:.2f}" if milliseconds < 100 else f"{milliseconds:.0f}"


def conclusions(contests: list[Contest]) -> Iterator[str]:
    for name in ("pyoxigraph", "rdflib"):
        pairs = [(one.median(name), one.median("ours")) for one in contests]
        ratios = [theirs / ours for theirs, ours in pairs if theirs and ours]
        if ratios:
            yield f"geometric mean of {name} / ours: {statistics.geometric_mean(ratios):.2f} ({len(ratios)} questions)"
    small = [one for one in contests if one.rows["ours"] <= FEW]
    worst = max(small, key=lambda one: one.overhead)
    state = "within" if worst.overhead <= BAR else "OVER"
    middle = statistics.median(one.overhead for one in small)
    most = f"most {worst.overhead:.2f} ms ({worst.question.name})"
    yield f"our overhead, answers up to {FEW} rows: median {middle:.2f} ms, {most}: {state} the bar of {BAR:.0f} ms"


if __name__ == "__main__":
    main()
