"""A dataset of our own model, as large as one likes: the shipped records several times over, tied into one graph of cities.

python benchmarks/synthetic.py FOLDER [--size 1000000]

Everything is written as tables and compiled by `build`: claims, sources, reading, ties, contacts and disagreements are real.

- Copies of the shipped tables keep all its classes, in its proportions: other cities, missions, people, sources, under ids of
  their own. Countries, regions and networks are shared by all; the home city, with its units and offices, by every other copy:
  it is a hub with several times its records, and the rest belongs to bureaus of other cities.
- Cities of `synthetic_cities.py`, with twinnings, agreements and memberships, make up the rest.

The same size gives the same bytes.
"""

import argparse
import csv
import io
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import synthetic_cities
from pyoxigraph import NamedNode

from entrevilles.building import SHIPPED, build, compile_truth
from entrevilles.graph.folder import JUDGEMENTS, SETTINGS, SOURCES, Folder
from entrevilles.graph.ids import NAMING
from entrevilles.graph.rows import Header, Row, Rows
from entrevilles.loaders import workbook
from entrevilles.ontology.terms import EV

SIZE = 1_000_000
COPIED = 0.6
"""Share of the copies; the rest are cities and what binds them."""
SHARED = (EV.Country, EV.Region, EV.CityNetwork)
BELONGING = {EV.Unit: EV.unitOf, EV.Office: EV.officeOf}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", type=int, default=SIZE, help="quads, about")
    options = parser.parse_args()
    began = time.monotonic()
    folder = made(options.folder, options.size)
    current = folder.generations.current()
    print(f"{options.folder}: {current.quads if current else 0} quads, {time.monotonic() - began:.0f} s")


def made(root: Path, size: int) -> Folder:
    """The dataset in this folder, written and compiled unless it is there."""
    folder = Folder(root)
    if not (root / SETTINGS).exists():
        write(root, size)
    build(folder)
    return folder


def write(root: Path, size: int) -> None:
    """The truth of a synthetic dataset."""
    shipped = Folder(SHIPPED)
    compiled, _changes, _unused = compile_truth(shipped)
    quads = len(compiled.store)
    rows = list(Rows(compiled.store, shipped.schema, shipped.names).all())
    rulings = list(csv.reader(io.StringIO((SHIPPED / JUDGEMENTS).read_text(encoding="utf-8"))))
    copies = [Copy(number, rows, shipped.settings.home) for number in range(max(1, round(size * COPIED / quads)))]
    for copy in copies:
        workbook.write_csv(copy.rows(), shipped.schema, root / SOURCES / f"copie-{copy.number}")
    lines = [rulings[0], *(line for copy in copies for line in copy.rulings(rulings))]
    (root / JUDGEMENTS).write_text(_csv(lines), encoding="utf-8")
    known = {kind: sorted({row.id for row in rows if row.type.cls == kind}) for kind in (EV.Country, EV.CityNetwork)}
    sheets = synthetic_cities.sheets(shipped.settings.home, known[EV.Country], known[EV.CityNetwork], size - quads * len(copies))
    (root / SOURCES / "villes").mkdir(parents=True)
    for name, found in sheets.items():
        (root / SOURCES / "villes" / f"{name}.csv").write_text(_csv(found), encoding="utf-8")
    settings = f'home = "{shipped.settings.home}"\n\n[title]\nfr = "Jeu synthétique de {size} quads"\nen = "Synthetic, {size} quads"\n'
    (root / SETTINGS).write_text(settings, encoding="utf-8")


def _csv(lines: Iterable[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(lines)
    return out.getvalue()


# Copies


@dataclass(frozen=True)
class Copy:
    """The shipped rows with other ids and names; number 0 is the original."""

    number: int
    originals: list[Row]
    home: str

    def __post_init__(self) -> None:
        things = {row.id for row in self.originals if "/" not in row.id}
        object.__setattr__(self, "_renamed", frozenset(things - self._shared()) if self.number else frozenset())
        object.__setattr__(self, "_kept", self._shared() if self.number else frozenset())

    _renamed: frozenset[str] = frozenset()
    _kept: frozenset[str] = frozenset()

    def rows(self) -> Iterator[Row]:
        """Nobody describes again what is shared."""
        for row in self.originals:
            if row.id not in self._kept:
                cells = {header: self._cell(header, text) for header, text in row.cells.items()}
                parts = {title: self._list(text) for title, text in row.parts.items()}
                yield replace(row, id=self._id(row.id), claim=self._claim(row.claim), cells=cells, parts=parts)

    def rulings(self, table: list[list[str]]) -> Iterator[list[str]]:
        claim, kept, other = (table[0].index(title) for title in ("affirmation", "gardé", "autre"))
        for line in table[1:]:
            copied = list(line)
            copied[claim] = self._claim(line[claim])
            copied[kept], copied[other] = self._id(line[kept]), self._id(line[other])
            yield copied

    def _shared(self) -> frozenset[str]:
        shared = {row.id for row in self.originals if row.type.cls in SHARED}
        if self.number % 2:
            shared.add(self.home)
        for kind, whose in BELONGING.items() if self.number % 2 else ():
            shared |= {row.id for row in self.originals if row.type.cls == kind and _says(row, whose) & shared}
        return frozenset(shared)

    def _cell(self, header: Header, text: str) -> str:
        field, _language = header
        if field.path[-1] in NAMING and self.number:
            return "; ".join(f"{name} {self.number}" for name in text.split("; "))
        return self._list(text) if field.cls and not field.scheme else text

    def _list(self, text: str) -> str:
        return "; ".join(self._id(one) for one in text.split("; "))

    def _id(self, slug: str) -> str:
        return "/".join(f"{part}-{self.number}" if part in self._renamed else part for part in slug.split("/"))

    def _claim(self, name: str) -> str:
        return f"{name}-copie-{self.number}" if name and self.number else name


def _says(row: Row, path: NamedNode) -> set[str]:
    return {one for (field, _language), text in row.cells.items() if field.path[-1] == path for one in text.split("; ")}


if __name__ == "__main__":
    main()
