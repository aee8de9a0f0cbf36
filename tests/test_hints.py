"""What a query of one's own is told beneath its answer; a query given as text."""

from collections.abc import Callable
from pathlib import Path

import pytest

from entrevilles import Dataset, QueryError, UnknownName
from entrevilles.hints import hints

HEAD = "PREFIX ev: <https://w3id.org/entrevilles/ontology#>\nPREFIX graph: <https://w3id.org/entrevilles/graph/>\n"
HEAD += "PREFIX id: <https://w3id.org/entrevilles/id/>\nPREFIX concept: <https://w3id.org/entrevilles/concept/>\n"
Run = Callable[..., tuple[int, str, str]]


def said(dataset: Dataset, body: str) -> list[str]:
    return list(hints(dataset, dataset.query(HEAD + body)))


@pytest.mark.parametrize(
    ("body", "wrong", "near"),
    [
        ("SELECT ?x { GRAPH graph:reading { ?x a ev:Twining } }", "ev:Twining", "Twinning"),
        ("SELECT ?x { GRAPH graph:reading { ?x ev:members ?y } }", "ev:members", "member"),
        ("SELECT ?x { GRAPH graph:reading { ?x ev:attestedAs concept:reportd } }", "concept:reportd", "reported"),
        ("SELECT ?x { GRAPH graph:reading { ?x ev:party id:namure } }", "id:namure", "namur"),
    ],
)
def test_a_name_that_nothing_bears_is_told_with_the_nearest(shipped: Dataset, body: str, wrong: str, near: str) -> None:
    (hint,) = said(shipped, body)
    assert wrong in hint
    assert near in hint.split(";")[1]


@pytest.mark.parametrize("found", ["?x", "(COUNT(*) AS ?n)"])
def test_an_empty_answer_without_a_graph_is_told_of_graphs(shipped: Dataset, found: str) -> None:
    (hint,) = said(shipped, f"SELECT {found} {{ ?x a ev:Twinning }}")
    assert "GRAPH graph:reading" in hint


@pytest.mark.parametrize(
    "body",
    [
        "SELECT ?x { GRAPH graph:reading { ?x a ev:Twinning ; ev:party id:namur } }",
        'SELECT ?x { GRAPH graph:reading { ?x a ev:Twinning FILTER(?x != "ev:Twining") } } # ev:members',
        "SELECT ?x { GRAPH graph:reading { ?x ev:place id:namur\\#place } }",
        "SELECT ?x { GRAPH graph:reading { ?spell ev:spellOf ?x ; ev:inForce concept:yes } }",
    ],
)
def test_what_is_right_is_left_alone(shipped: Dataset, body: str) -> None:
    assert said(shipped, body) == []


def test_a_question_of_the_catalogue_gets_no_hint(shipped: Dataset) -> None:
    assert list(hints(shipped, shipped.query("disputed", actor="Iași"))) == []


def test_the_command_says_it_aside(compiled: Path, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text(HEAD + "SELECT ?x { GRAPH graph:reading { ?x a ev:Twining } }", encoding="utf-8")
    code, out, err = run("query", path, "--format", "csv", "--dataset", compiled)
    assert (code, out) == (0, "x\n")
    assert "ev:Twining" in err


def test_a_query_may_be_given_as_text(shipped: Dataset) -> None:
    assert list(shipped.query("ASK { }")) == [{"answer": True}]
    with pytest.raises(QueryError):
        shipped.query("SELECT ?x { oops")
    with pytest.raises(UnknownName):
        shipped.query("SELECT")


def test_the_catalogue_is_at_hand(shipped: Dataset) -> None:
    assert {"partners", "introductions"} <= {question.name for question in shipped.questions()}
