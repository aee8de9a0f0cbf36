"""How right the disagreements of the shipped data are: each against a hand check (tests/disagreements_checked.csv).

python benchmarks/precision.py [--dataset FOLDER]
"""

import argparse
import csv
import tempfile
from collections import Counter
from pathlib import Path

from commands import copy_shipped
from pyoxigraph import NamedNode
from rich.console import Console
from rich.table import Table

from entrevilles.building import build
from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.ontology.schema import local
from entrevilles.ontology.terms import EV, READING

CHECKED = Path(__file__).parents[1] / "tests" / "disagreements_checked.csv"
Key = tuple[str, str, str]


def found(dataset: Dataset) -> set[Key]:
    """Thing, property and kind of every disagreement of the reading."""
    store = dataset.store
    said: dict[object, dict[NamedNode, NamedNode]] = {}
    for predicate in (EV.about, EV.onProperty, EV.kind):
        for quad in store.quads_for_pattern(None, predicate, None, READING):
            if isinstance(quad.object, NamedNode):
                said.setdefault(quad.subject, {})[predicate] = quad.object
    whole = (one for one in said.values() if EV.onProperty in one)
    return {(dataset.names.slug(one[EV.about]), local(one[EV.onProperty]), local(one[EV.kind])) for one in whole}


def verdicts() -> dict[Key, str]:
    with CHECKED.open(encoding="utf-8") as file:
        return {(row["about"], row["property"], row["kind"]): row["verdict"] for row in csv.DictReader(file)}


def table(keys: set[Key], checked: dict[Key, str]) -> Table:
    shown = Table(title="disagreements, checked by hand", title_justify="left")
    for header in ("kind", "found", "right", "wrong kind", "none", "not checked", "precision %"):
        shown.add_column(header, justify="left" if header == "kind" else "right")
    for kind in [*sorted({key[2] for key in keys}), ""]:
        counts = Counter(checked.get(key, "not checked") for key in keys if kind in ("", key[2]))
        judged = counts.total() - counts["not checked"]
        numbers = [counts.total(), counts["right"], counts["wrong kind"], counts["none"], counts["not checked"]]
        shown.add_row(kind or "all", *map(str, numbers), f"{100 * counts['right'] / judged:.0f}" if judged else "")
    return shown


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dataset", type=Path, help="a compiled dataset; by default the shipped one, compiled afresh")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        if options.dataset is None:
            copy_shipped(Path(scratch))
            build(Folder(Path(scratch)))
        keys, checked = found(Dataset(Folder(options.dataset or Path(scratch)))), verdicts()
        Console().print(table(keys, checked))
        print(*(" ".join(key) for key in sorted(keys) if checked.get(key) != "right"), sep="\n")


if __name__ == "__main__":
    main()
