"""Exports of a made network of 100,000 ties, each form beside networkx's own writer where it has one; and of a dataset as RDF.

python benchmarks/exports.py [--ties N] [--dataset FOLDER] [--rounds N] [--without-networkx]
"""

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

import networkx

import entrevilles
from entrevilles.dataset import Dataset
from entrevilles.ontology.terms import CONCEPT, EV
from entrevilles.viz import exports, stored
from entrevilles.viz.exports import traversal
from entrevilles.viz.exports.reading_back import to_networkx
from entrevilles.viz.exports.table import Graph
from entrevilles.viz.network import Actor, Contact, Network, Spell, Tie

KINDS = ("tie-twinning", "tie-agreement", "tie-membership", "tie-friendship")
T = TypeVar("T")
RDF = (".ttl", ".jsonld", ".trig", ".nq")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--ties", type=int, default=100_000)
    parser.add_argument("--dataset", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--without-networkx", action="store_true")
    given = parser.parse_args()
    dataset = entrevilles.open(given.dataset)
    made = synthetic(dataset, given.ties)
    graph, seconds = timed(lambda: traversal.of_network(dataset, made), given.rounds)
    print(f"{len(made.actors)} actors, {len(made.ties)} ties; traversal {seconds:.2f} s\n")
    print(f"{'form':10}{'s':>8}{'MB':>8}{'networkx s':>12}{'ratio':>8}")
    others = {} if given.without_networkx else dict(writers(graph))
    for suffix, write in exports.WRITERS.items():
        if suffix not in RDF:
            row(suffix, lambda write=write: write(graph), others.get(suffix), given.rounds)
    actual = stored.read(dataset.store)
    print(f"\n{dataset.generation.quads} quads, {len(actual.ties)} ties: with the reading and its claims")
    for suffix in RDF:
        row(suffix, lambda suffix=suffix: exports.WRITERS[suffix](traversal.of_network(dataset, actual)), None, given.rounds)


def row(suffix: str, write: Callable[[], bytes], other: Callable[[], object] | None, rounds: int) -> None:
    data, seconds = timed(write, rounds)
    print(f"{suffix:10}{seconds:8.2f}{len(data) / 1e6:8.1f}", end="", flush=True)
    if other:
        _made, theirs = timed(other, 1)
        print(f"{theirs:12.2f}{theirs / seconds:8.1f}", end="")
    print()


def timed(call: Callable[[], T], rounds: int) -> tuple[T, float]:
    """What it makes, and the median in seconds."""
    made, *rest = [measured(call) for _round in range(rounds)]
    return made[0], statistics.median(seconds for _made, seconds in (made, *rest))


def measured(call: Callable[[], T]) -> tuple[T, float]:
    """In seconds of the processor, so that what else the machine does is not counted."""
    start = time.process_time()
    made = call()
    return made, time.process_time() - start


def writers(graph: Graph) -> Iterator[tuple[str, Callable[[], object]]]:
    """networkx's writers of the same graph, without None and lists, which they refuse."""
    plain = to_networkx(graph)
    everything = [data for _node, data in plain.nodes(data=True)] + [data for *_ends, data in plain.edges(data=True)]
    for data in everything:
        for name in [name for name, value in data.items() if value is None or isinstance(value, list)]:
            del data[name]
    scratch = Path(tempfile.mkdtemp())
    yield ".gexf", lambda: networkx.write_gexf(plain, scratch / "a.gexf", version="1.2draft")
    yield ".graphml", lambda: networkx.write_graphml_xml(plain, scratch / "a.graphml")
    yield ".json", lambda: (scratch / "a.json").write_text(json.dumps(networkx.node_link_data(plain)))
    yield ".cyjs", lambda: (scratch / "a.cyjs").write_text(json.dumps(networkx.cytoscape_data(plain)))


def synthetic(dataset: Dataset, ties: int) -> Network:
    """Five ties an actor on average; names, dates and spells as ours are. The same at each run."""
    chance = random.Random(1)
    ids = [dataset.names.id + f"ville-{number}" for number in range(max(2, ties // 5))]
    actors = {iri: _actor(iri, number) for number, iri in enumerate(ids)}
    made, contacts = {}, {}
    for number in range(ties):
        a, b = sorted(chance.sample(ids, 2))
        kind = chance.choice(KINDS)
        relationship = dataset.names.id + f"relation-{number}"
        iri = f"{relationship}/lien/{kind}/{a.rsplit('/', 1)[1]}--{b.rsplit('/', 1)[1]}"
        made[iri] = Tie(iri, a, b, CONCEPT[kind].value, relationship, str(1950 + number % 70), "", _spells(chance))
        contacts[a, b] = (Contact(relationship, date(2010, 1, 1), date(2010, 1, 1 + number % 28)),)
    return Network(actors, made, contacts)


def _actor(iri: str, number: int) -> Actor:
    names = {"fr": f"Saint-Éloi-de-l'Île {number}", "en": f"Saint-Éloi {number}"}
    return Actor(iri, names, EV["class"].value, iri, number % 90 + 0.25, number % 180 - 0.5)


def _spells(chance: random.Random) -> tuple[Spell, ...]:
    begun, ended = date(chance.randrange(1950, 1990), 5, 1), date(chance.randrange(1990, 2020), 12, 31)
    return Spell(begun, ended, "yes"), Spell(ended.replace(year=ended.year + 1, month=1, day=1), date.max, "cannot-be-told")


if __name__ == "__main__":
    main()
