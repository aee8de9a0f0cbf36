"""What a person waits for: whole commands, from the shell's call to its return; medians of five.

python benchmarks/commands.py [--rounds 5]
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

import entrevilles
from entrevilles.building import SHIPPED, build
from entrevilles.graph.folder import Folder

INSTALLED = Path(entrevilles.__file__).parent.parent
# Command → seconds that a person should not wait beyond.
BARS = {
    ("--help",): 0.4,
    ("query", "partners", "--param", "city=Québec", "--param", "date=2024-06-01"): 1.0,
    ("build", "--force"): 8.0,
    ("build",): 3.0,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as scratch:
        copy_shipped(Path(scratch))
        build(Folder(Path(scratch)))
        seconds: dict[tuple[str, ...], list[float]] = {words: [] for words in BARS}
        for _round in range(rounds):
            for words in BARS:
                seconds[words].append(timed(words, Path(scratch)))
    report(seconds)


def copy_shipped(root: Path) -> None:
    for path in Folder(SHIPPED).truth():
        target = root / path.relative_to(SHIPPED)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())


def timed(words: tuple[str, ...], root: Path) -> float:
    environment = {**os.environ, "ENTREVILLES_DATASET": str(root)}
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "entrevilles", *words], cwd=INSTALLED, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def report(seconds: dict[tuple[str, ...], list[float]]) -> None:
    table = Table(title="whole commands, seconds", title_justify="left")
    for header in ("command", "median", "least", "most", "bar", ""):
        table.add_column(header, justify="left" if header == "command" else "right")
    for words, found in seconds.items():
        median = statistics.median(found)
        state = "within" if median <= BARS[words] else "OVER"
        table.add_row(" ".join(words), f"{median:.2f}", f"{min(found):.2f}", f"{max(found):.2f}", f"{BARS[words]:.1f}", state)
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
