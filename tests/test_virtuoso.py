"""The catalogue on a real Virtuoso 7: every row is that of the embedded store, but for the questions named here."""

from collections.abc import Iterator

import pytest

from entrevilles.dataset import Dataset
from entrevilles.graph.remote import RemoteStore
from entrevilles.ontology.errors import DatasetError, QueryError
from entrevilles.queries import catalogue
from entrevilles.queries.catalogue import Question
from tests import engines

CANNOT = {
    "open-commitments": "a path with `*` of which neither end is bound (« transitive start not given »)",
}
"""Question → why Virtuoso 7 does not answer it."""


@pytest.fixture(scope="module")
def virtuoso(shipped: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemoteStore]:
    with engines.virtuoso(tmp_path_factory.mktemp("virtuoso")) as remote:
        engines.push(shipped, remote)
        yield remote


@pytest.mark.parametrize("question", list(catalogue.questions()), ids=lambda question: question.name)
def test_virtuoso_answers_as_the_store_does(shipped: Dataset, virtuoso: RemoteStore, question: Question) -> None:
    if question.name in CANNOT:
        with pytest.raises((DatasetError, QueryError)):
            engines.rows(virtuoso, shipped, question)
    else:
        assert engines.rows(virtuoso, shipped, question) == engines.rows(shipped.store, shipped, question)


def test_all_quads_arrive(shipped: Dataset, virtuoso: RemoteStore) -> None:
    found = virtuoso.query(
        "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } FILTER(STRSTARTS(STR(?g), STR(graph:)) && ?g != graph:dataset) }",
        prefixes={"graph": "https://w3id.org/entrevilles/graph/"},
    )
    here = shipped.store.query(
        "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } FILTER(STRSTARTS(STR(?g), STR(graph:))) }",
        prefixes={"graph": "https://w3id.org/entrevilles/graph/"},
    )
    assert [row["n"].value for row in found] == [row["n"].value for row in here]


def test_a_second_push_sends_nothing(shipped: Dataset, virtuoso: RemoteStore) -> None:
    assert engines.push(shipped, virtuoso) == (0, 0)
