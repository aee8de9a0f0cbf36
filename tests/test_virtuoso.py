"""The catalogue on a real Virtuoso 7: every row is that of the embedded store, but for the questions named here."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from entrevilles.dataset import Dataset
from entrevilles.graph.remote import RemoteStore
from entrevilles.ontology.errors import DatasetError, QueryError
from entrevilles.queries import catalogue
from entrevilles.queries.catalogue import Question
from tests import engines
from tests.served import serving

CANNOT = {
    "open-commitments": "a path with `*` of which neither end is bound (« transitive start not given »)",
}
"""Question → why Virtuoso 7 does not answer it."""

MOST = None if os.environ.get("ENTREVILLES_SOAK") else 1
"""Askings of a question; of all, the soak."""


@pytest.fixture(scope="module")
def virtuoso(shipped: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemoteStore]:
    with engines.virtuoso(tmp_path_factory.mktemp("virtuoso")) as remote:
        engines.push(shipped, remote)
        yield remote


@pytest.mark.parametrize("question", list(catalogue.questions()), ids=lambda question: question.name)
def test_virtuoso_answers_as_the_store_does(shipped: Dataset, virtuoso: RemoteStore, question: Question) -> None:
    if question.name in CANNOT:
        with pytest.raises((DatasetError, QueryError)):
            engines.compare(virtuoso, shipped, question, MOST)
    else:
        engines.compare(virtuoso, shipped, question, MOST)


def test_all_quads_arrive(shipped: Dataset, virtuoso: RemoteStore) -> None:
    """Virtuoso has graphs of its own besides."""
    found = virtuoso.query("SELECT ?graph (COUNT(*) AS ?quads) { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph")
    there = {row["graph"].value: int(row["quads"].value) for row in found}
    here = Counter(str(quad.graph_name.value) for quad in shipped.store if isinstance(quad.graph_name, NamedNode))
    assert {graph: there.get(graph) for graph in here} == here


def test_a_second_push_sends_nothing(shipped: Dataset, virtuoso: RemoteStore) -> None:
    assert engines.push(shipped, virtuoso) == (0, 0)


@pytest.mark.parametrize("command", ["view network -o {out}/n.html", "view network --city Québec -o {out}/n.ttl"])
def test_what_is_written_from_it_is_what_is_written_from_a_folder(
    shipped: Dataset, virtuoso: RemoteStore, command: str, run: engines.Runner, tmp_path: Path
) -> None:
    engines.compare_written(virtuoso, shipped, command, run, tmp_path)


def test_it_is_served(shipped: Dataset, virtuoso: RemoteStore) -> None:
    public = ("--base-url", "https://donnees.example.org")
    with serving(virtuoso.url, *public) as there, serving(shipped.folder.root, *public) as here:
        text = "SELECT ?s ?name { ?s a ev:Twinning ; skos:prefLabel ?name } ORDER BY ?s ?name"
        asked = [
            client.post("/sparql", data={"query": text}, headers={"Accept": "application/sparql-results+json"}) for client in (there, here)
        ]
        assert [one.status_code for one in asked] == [200, 200]
        assert asked[0].json()["results"]["bindings"] == asked[1].json()["results"]["bindings"]
        for address in ("/page/id/namur", "/fr/questions/missions?year=2023", "/data/id/namur-jumelage.ttl"):
            assert there.get(address).text == here.get(address).text
