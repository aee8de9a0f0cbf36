"""The claims behind each row: who says it, where, how surely, what was decided; those that state the row come first."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from entrevilles.dataset import Dataset
from entrevilles.evidence import FEW, columns
from entrevilles.ontology.errors import QueryError
from entrevilles.queries import catalogue

Run = Callable[..., tuple[int, str, str]]
DAY = "2024-06-01"


def slugs(dataset: Dataset, claims: list[str]) -> list[str]:
    return [claim.removeprefix(dataset.names.claim) for claim in claims]


def test_the_twinning_with_namur_has_its_sources_and_their_dates(shipped: Dataset) -> None:
    found = shipped.evidence(answer := shipped.query("partners", date=DAY))
    row = next(n for n, row in enumerate(answer.rows) if row[-1] == shipped.names.id + "namur-jumelage")
    claims = {one.claim.removeprefix(shipped.names.claim): one for one in found[row]}
    rtbf = claims["namur-jumelage.rtbf"]
    begin = "https://w3id.org/entrevilles/ontology#begin"
    assert [str(value).rsplit("/", 1)[-1] for path, value in rtbf.standing if path == begin] == ["2000"]
    assert (rtbf.source, rtbf.certainty.rsplit("/", 1)[-1], rtbf.modality.rsplit("/", 1)[-1]) == (
        shipped.names.id + "rtbf",
        "stated",
        "reported",
    )


def test_claims_that_state_what_the_row_shows_come_first(shipped: Dataset) -> None:
    for row in shipped.evidence(shipped.query("partners", date=DAY)):
        counts = [len({value for _path, value in one.standing}) for one in row]
        assert counts == sorted(counts, reverse=True)
        assert row


def test_a_stop_is_evidence_of_the_city_that_a_mission_visited(shipped: Dataset) -> None:
    answer = shipped.query("cities-visited", year=2023)
    row = next(n for n, row in enumerate(answer.rows) if row[0] == shipped.names.id + "angouleme")
    assert slugs(shipped, [shipped.evidence(answer)[row][0].claim]) == ["rennes-nantes-angouleme-mission-2023-etape-angouleme.ra2023"]


def test_a_tie_that_rules_derive_has_the_claims_it_comes_from(shipped: Dataset) -> None:
    answer = shipped.query("ties", date=DAY)
    ties = [row[answer.columns.index("tie")] for row in answer.rows]
    assert all("/lien/" in str(tie) for tie in ties)
    assert all(shipped.evidence(answer))


def test_a_claim_in_a_row_is_its_own_evidence_with_the_judgement_on_it(shipped: Dataset) -> None:
    answer = shipped.query("contradictions")
    for row, found in zip(answer.rows, shipped.evidence(answer), strict=True):
        assert [one.claim for one in found] == [row[answer.columns.index("claim")]]
    assert any(one.judgements for found in shipped.evidence(answer) for one in found)


def test_every_question_but_counts_and_summaries_has_evidence_for_its_rows(shipped: Dataset) -> None:
    without = {question.name for question in catalogue.questions() if not columns(shipped.query(question))}
    assert without == {"classes", "disagreements", "period", "sources-summary"}


def test_the_header_may_name_the_columns(shipped: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "q.rq"
    body = "SELECT ?a ?b WHERE { VALUES (?a ?b) { (<%s> 1) } }" % (shipped.names.id + "namur-jumelage")
    path.write_text("#+ evidence: [a]\n" + body, encoding="utf-8")
    assert len(shipped.evidence(shipped.query(str(path)))[0]) > 3
    path.write_text("#+ evidence: [z]\n" + body, encoding="utf-8")
    with pytest.raises(QueryError, match=r"« evidence ».*z"):
        shipped.evidence(shipped.query(str(path)))


def test_a_hundred_rows_take_less_than_a_second(shipped: Dataset) -> None:
    answer = shipped.query("actors")
    began = time.perf_counter()
    shown = shipped.shown(answer, 100, why=True)
    assert time.perf_counter() - began < 1
    assert shown.proofs
    assert len(shown.proofs) == 100


# As it is written


WORDS = ("query", "partners", "-p", "city=Québec", "-p", f"date={DAY}", "--why")


def test_the_table_unfolds_each_row(run: Run, compiled: Path) -> None:
    code, out, _said = run(*WORDS, "--dataset", compiled)
    block = out.split("\n\n6  Namur")[1].split("\n\n7  ")[0]
    assert code == 0
    assert "[namur-jumelage.rtbf]" in " ".join(block.split())
    assert block.count("•") == FEW
    assert "autres affirmations" in block


def test_the_files_have_it_too(run: Run, compiled: Path, tmp_path: Path) -> None:
    words = (*WORDS, "--limit", "6", "--dataset", compiled)
    found = json.loads(run(*words, "--format", "json")[1])
    assert len(found["evidence"]) == len(found["rows"]) == 6
    claims = [proof["claim"] for proof in found["evidence"][5]]
    assert "namur-jumelage.rtbf" in claims
    assert sum(map(len, found["evidence"])) == len(run(*words, "--format", "csv")[1].splitlines()) - 1
    assert "namur-jumelage.rtbf" in run(*words, "--format", "markdown")[1]
    run(*words, "-o", tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["partners", "Preuves", "Source"]
    assert sorted({str(row[0].value) for row in book["Preuves"].iter_rows(min_row=2)}) == list("234567")


def test_an_answer_without_things_says_so(run: Run, compiled: Path) -> None:
    assert "aucune ligne ne nomme de chose" in run("query", "classes", "--why", "--dataset", compiled)[1]
