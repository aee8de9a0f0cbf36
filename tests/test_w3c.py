"""The W3C's SPARQL 1.1 suites, over HTTP; every exception has its name and its reason, and an unexpected pass fails too."""

import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from entrevilles.graph.folder import Folder
from tests import w3c
from tests.conftest import SHARED
from tests.served import serving

SUITES = SHARED / "w3c" / "sparql11"
EVALUATION = (
    "aggregates",
    "bind",
    "bindings",
    "cast",
    "construct",
    "csv-tsv-res",
    "exists",
    "functions",
    "grouping",
    "json-res",
    "negation",
    "project-expression",
    "property-path",
    "subquery",
)
SYNTAX = ("syntax-query",)
NOTHING = "urn:nothing"
"""A default graph without triples, for a test without data."""
NEW = "zero-length path from a constant that is not in the data"
NO_PATTERN = "GRAPH ?g around a group without a triple pattern does not bind ?g"
EXCEPTIONS = {
    "aggregates/agg-groupconcat-04": "GROUP_CONCAT keeps the language that all its values share",
    "aggregates/agg-groupconcat-06": "GROUP_CONCAT keeps the language that all its values share",
    "aggregates/agg-empty-group-count-graph": NO_PATTERN,
    "bindings/graph": NO_PATTERN,
    "functions/bnode01": "BNODE(text) is one node for all solutions",
    "negation/graph-minus": "MINUS within GRAPH ?g shares ?g",
    "property-path/zero_or_more_set_start": NEW,
    "property-path/zero_or_more_set_end": NEW,
    "property-path/zero_or_one_set_start": NEW,
    "property-path/zero_or_one_set_end": NEW,
}
"""Test → why Oxigraph 0.5.13 fails it."""
FOUND = [case for folder in (*EVALUATION, *SYNTAX) for case in w3c.cases(SUITES, folder)] if SUITES.is_dir() else []


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """All data of all tests in one store; each test names its dataset as the protocol lets it."""
    folder = Folder.create(tmp_path_factory.mktemp("w3c") / "data", "W3C")
    generation = folder.generations.prepare(w3c.quads(SUITES, FOUND), b"", 0)
    folder.generations.switch(generation, "")
    with serving(folder.root) as client:
        yield client


def ask(endpoint: httpx.Client, case: w3c.Case, accept: str) -> httpx.Response:
    """A test whose data the query names itself says nothing in the protocol."""
    graphs = {"default-graph-uri": list(case.data or [NOTHING]), "named-graph-uri": list(case.graphs)}
    dataset = {} if "FROM" in case.text else graphs
    return endpoint.post("/sparql", data={"query": case.text, **dataset}, headers={"Accept": accept})


@pytest.mark.parametrize("case", [case for case in FOUND if case.kind == "QueryEvaluationTest"], ids=lambda case: case.name)
def test_evaluation(endpoint: httpx.Client, case: w3c.Case) -> None:
    right = agrees(ask(endpoint, case, "application/sparql-results+xml, application/n-triples"), case)
    assert right is (case.name not in EXCEPTIONS)


def agrees(response: httpx.Response, case: w3c.Case) -> bool:
    if response.status_code != 200:
        return False
    if "n-triples" in response.headers["content-type"]:
        return w3c.graph(response.content, ox.RdfFormat.N_TRIPLES, w3c.BASE) == w3c.expected(case)
    return w3c.table(response.content, ox.QueryResultsFormat.XML) == w3c.expected(case)


@pytest.mark.parametrize("case", [case for case in FOUND if case.kind.endswith("SyntaxTest11")], ids=lambda case: case.name)
def test_syntax(endpoint: httpx.Client, case: w3c.Case) -> None:
    status = ask(endpoint, case, "*/*").status_code
    right = status in ((200, 422) if case.kind.startswith("Positive") else (400,))  # 422: a function that nobody knows
    assert right is (case.name not in EXCEPTIONS)


@pytest.mark.parametrize("case", [case for case in FOUND if case.kind == "CSVResultFormatTest"], ids=lambda case: case.name)
def test_csv(endpoint: httpx.Client, case: w3c.Case) -> None:
    assert case.result is not None
    answer = ask(endpoint, case, "text/csv")
    assert rows(answer.text) == rows(case.result.read_text(encoding="utf-8"))


def rows(text: str) -> list[list[tuple[str, str]]]:
    """Whatever the order of columns and rows, and the names of blank nodes."""
    return sorted(sorted((name, _cell(cell)) for name, cell in row.items()) for row in csv.DictReader(io.StringIO(text)))


def _cell(text: str) -> str:
    """CSV has no types, so a number may be written as it is stored."""
    with suppress(ValueError):
        return str(float(text))
    return "_:" if text.startswith("_:") else text


def test_the_suites_are_there(shared: Path) -> None:
    """Skipped where `../shared` is absent."""
    assert len(FOUND) > 300, shared


def test_hardly_any_exception_is_a_test_that_the_working_group_approved(shared: Path) -> None:
    approved = [case.name for case in FOUND if case.approved]
    assert len(approved) > 200, shared
    assert [name for name in approved if name in EXCEPTIONS] == ["functions/bnode01"]
