"""The shipped network read once, and in every form: fixtures of the tests of pages, pictures, exports and measures."""

from datetime import date
from itertools import combinations
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from entrevilles.dataset import Dataset
from entrevilles.viz import exports, stored
from entrevilles.viz.drawing import Box, covered
from entrevilles.viz.exports import traversal
from entrevilles.viz.exports.table import Graph
from entrevilles.viz.network import Network


@pytest.fixture(scope="session")
def whole(shipped: Dataset) -> Network:
    return stored.read(shipped.store)


@pytest.fixture(scope="session")
def graph(shipped: Dataset, whole: Network) -> Graph:
    return traversal.of_network(shipped, whole)


@pytest.fixture(scope="session")
def exported(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The network in every form, as `net.…`."""
    root = tmp_path_factory.mktemp("exports")
    for suffix in exports.WRITERS:
        exports.save(graph, root / f"net{suffix}")
    return root


def name_boxes(root: Element) -> dict[str, list[Box]]:
    """What the lines of each name cover on a picture, by the actor named."""
    found: dict[str, list[Box]] = {}
    for one in root.iter():
        if name := one.attrib.get("data-label"):
            where = float(one.attrib["x"]), float(one.attrib["y"])
            found.setdefault(name, []).append(covered(*where, one.text or "", float(one.attrib["font-size"]), anchor="middle"))
    return found


def overlapping(boxes: dict[str, list[Box]]) -> list[tuple[str, str]]:
    return [(a, b) for a, b in combinations(boxes, 2) if any(one.meets(other) for one in boxes[a] for other in boxes[b])]


def unspoken(dataset: Dataset, whole: Network, year: int) -> set[str]:
    """Ties of unsaid begin of which no source speaks by then: neither one that was published, nor one that says their state of a day."""
    dated = [(str(row["relationship"]), str(row["published"])) for row in dataset.query("tie-sources") if row["published"]]
    speaking = {relationship for relationship, published in dated if published.strip("[")[:4] <= str(year)}
    spells = {iri: tie.spells for iri, tie in whole.ties.items() if tie.relationship not in speaking and tie.spells}
    return {iri for iri, (first, *_others) in spells.items() if first.first == date.min and first.last.year > year}
