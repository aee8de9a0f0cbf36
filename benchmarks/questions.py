"""Every question of the catalogue: our `Dataset.query`, bare pyoxigraph on the same store, rdflib's own store; one run.

python benchmarks/questions.py [--size 1000000] [--dataset FOLDER] [--rounds 30] [--jobs 2] [--limit 60] [--without-rdflib] [--only NAME]

The shipped data; with `--size`, then a synthetic dataset of about so many quads of our own model (see `synthetic.py`), which
stays in `--dataset` where that is given. `--dataset` alone: that dataset, and no other. Exit code 1 when a bar is missed.
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import synthetic
from commands import copy_shipped
from questions_parameters import DATE
from questions_race import Contest, contests, race
from questions_rdflib import LIMIT
from rich.console import Console
from rich.table import Table

import entrevilles
from entrevilles.building import build
from entrevilles.graph.folder import Folder

FEW = 100
OVERHEAD, SLOWEST, FASTER = 1.0, 1000.0, 50.0
"""The bars: milliseconds of our own for answers up to `FEW` rows, milliseconds of any question, how many times rdflib's speed."""
COLUMNS = ("question", "rows", "ours", "pyoxigraph", "overhead", "rdflib", "rdflib / ours")
CONSOLE = Console(width=120)


def main() -> None:
    options = arguments()
    with tempfile.TemporaryDirectory() as scratch:
        missed = [line for folder in folders(options, Path(scratch)) for line in measured(folder, options)]
    for line in missed:
        CONSOLE.print(f"MISSED: {line}")
    sys.exit(1 if missed else 0)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, help="also a synthetic dataset of so many quads")
    parser.add_argument("--dataset", type=Path, help="a compiled dataset; with --size, where the synthetic one is, or will be")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--jobs", type=int, default=2, help="questions that rdflib is asked at a time")
    parser.add_argument("--limit", type=float, default=LIMIT, help="seconds after which rdflib is stopped, and which count for it")
    parser.add_argument("--without-rdflib", action="store_true")
    parser.add_argument("--only", action="append", help="only this question (repeatable)")
    return parser.parse_args()


def folders(options: argparse.Namespace, scratch: Path) -> Iterator[Path]:
    """One after the other: the second is made when the first has been measured."""
    if options.dataset and not options.size:
        yield options.dataset
        return
    yield compiled(scratch / "shipped")
    if options.size:
        yield synthetic.made(options.dataset or scratch / "synthetic", options.size).root


def compiled(root: Path) -> Path:
    copy_shipped(root)
    build(Folder(root))
    return root


def measured(folder: Path, options: argparse.Namespace) -> list[str]:
    """Prints the table; what misses a bar."""
    dataset = entrevilles.open(folder)
    found = contests(dataset, options.only)
    race(found, None if options.without_rdflib else dataset, options.rounds, options.jobs, options.limit)
    report(found, dataset)
    for line in conclusions(found):
        CONSOLE.print(line)
    return [f"{dataset.title}: {line}" for line in misses(found)]


# The report


def report(found: Sequence[Contest], dataset: entrevilles.Dataset) -> None:
    generation = dataset.generation
    title = f"{dataset.title}: generation {generation.short}, {generation.quads} quads, date={DATE}; medians in ms of CPU"
    table = Table(title=title, title_justify="left")
    for header in COLUMNS:
        table.add_column(header, justify="left" if header == "question" else "right")
    for one in found:
        table.add_row(*cells(one))
    CONSOLE.print(table)


def cells(one: Contest) -> list[str]:
    ours, bare = one.median("ours"), one.median("pyoxigraph")
    differ = "" if len(set(one.rows.values())) == 1 else f" ≠ {one.rows}"
    ratio = f"{one.ratio:.1f}" if one.ratio else ""
    return [one.name, f"{one.rows['ours']}{differ}", shown(ours), shown(bare), f"{one.overhead:.2f}", rdflib(one), ratio]


def rdflib(one: Contest) -> str:
    return one.failure or (shown(one.median("rdflib")) if "rdflib" in one.seconds else "")


def shown(milliseconds: float) -> str:
    return f"{milliseconds:.2f}" if milliseconds < 100 else f"{milliseconds:.0f}"


def conclusions(found: Sequence[Contest]) -> Iterator[str]:
    bare = [one.median("pyoxigraph") / one.median("ours") for one in found]
    yield f"geometric mean of pyoxigraph / ours: {statistics.geometric_mean(bare):.2f} ({len(found)} questions)"
    if ratios := [one.ratio for one in found if one.ratio]:
        yield f"geometric mean of rdflib / ours: {statistics.geometric_mean(ratios):.1f} ({len(ratios)} questions; bar: {FASTER:.0f})"
        slower = [f"{one.name} ({one.ratio:.1f})" for one in found if one.ratio and one.ratio < FASTER]
        yield f"below {FASTER:.0f} alone: {', '.join(slower) or 'none'}"
    small = [one.overhead for one in found if one.rows["ours"] <= FEW]
    middle = f"median {statistics.median(small):.2f} ms, most {max(small):.2f} ms"
    yield f"our overhead, answers up to {FEW} rows: {middle} (bar: {OVERHEAD:.0f})"
    slowest = max(found, key=lambda one: one.median("ours"))
    yield f"slowest: {slowest.name}, {slowest.median('ours'):.0f} ms (bar: {SLOWEST:.0f})"


def misses(found: Sequence[Contest]) -> Iterator[str]:
    ratios = [one.ratio for one in found if one.ratio]
    if ratios and statistics.geometric_mean(ratios) < FASTER:
        yield f"{statistics.geometric_mean(ratios):.1f} times rdflib's speed, less than {FASTER:.0f}"
    for one in found:
        if one.rows["ours"] <= FEW and one.overhead > OVERHEAD:
            yield f"{one.name}: {one.overhead:.2f} ms of our own"
        if one.median("ours") > SLOWEST:
            yield f"{one.name}: {one.median('ours'):.0f} ms"
        if not one.rows["ours"]:
            yield f"{one.name}: no rows"


if __name__ == "__main__":
    main()
