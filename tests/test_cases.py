"""Each question of `tests/cases`: rows derived by hand, another city, one claim less, one claim more.

A case is data: `<question>.toml` has `[[expected]]` tables (`by` whom the rows were derived, the parameters, some columns,
all rows as a person reads them in French; `where` keeps those with a value in a column; `documents = true` where they were
read from the five documents alone; `dropped` and `added` where the answer differs from an independent reading, with the
line that explains it), `[other]` (the same question of another city: some of its
rows, with `tables` to add where the shipped data have none), `[less]` (claims to
take away, and a row that then goes) and `[more]` (tables to add, and a row that then comes).
"""

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from entrevilles.dataset import Dataset
from entrevilles.ontology.language import speak
from entrevilles.present import shown_rows
from entrevilles.queries.answers import Answer

CASES = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((Path(__file__).parent / "cases").glob("*.toml"))}
EXPECTED = [(name, number) for name, case in CASES.items() for number in range(len(case["expected"]))]

Rows = list[tuple[str, ...]]


@pytest.fixture(autouse=True)
def _in_french() -> None:
    speak("fr")


def asked(dataset: Dataset, question: str, case: dict[str, Any]) -> Rows:
    return sorted({row for row, _number in numbered(dataset, dataset.query(question, **case.get("parameters", {})), case)})


def numbered(dataset: Dataset, answer: Answer, case: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], int]]:
    """The rows of the answer that the case speaks of, in its columns, each with its place in the answer."""
    where = case.get("where", {})
    for number, cells in enumerate(shown_rows(dataset, answer)):
        row = dict(zip(answer.columns, cells, strict=True))
        if all(str(row[column]) == value for column, value in where.items()):
            yield tuple("" if row[column] is None else str(row[column]) for column in case["columns"]), number


def written(case: dict[str, Any], key: str = "rows") -> Rows:
    """Those of the case, less those that were dropped, plus those that were added, each for a reason."""
    dropped, added = ([change["row"] for change in case.get(kind, ())] for kind in ("dropped", "added"))
    assert all(row in case[key] for row in dropped)
    kept = [row for row in case[key] if row not in dropped]
    return sorted({tuple(str(cell) for cell in row) for row in [*kept, *added]})


@pytest.mark.parametrize(("question", "number"), EXPECTED)
def test_rows_are_those_derived_by_hand(shipped: Dataset, documents: Dataset, question: str, number: int) -> None:
    case = CASES[question]["expected"][number]
    assert asked(documents if case.get("documents") else shipped, question, case) == written(case)


@pytest.mark.parametrize(("question", "number"), [pair for pair in EXPECTED if "added" in CASES[pair[0]]["expected"][pair[1]]])
def test_a_row_that_the_reader_does_not_have_rests_on_claims(shipped: Dataset, documents: Dataset, question: str, number: int) -> None:
    case = CASES[question]["expected"][number]
    dataset = documents if case.get("documents") else shipped
    answer = dataset.query(question, **case.get("parameters", {}))
    evidence = dataset.evidence(answer)
    said = {row for row, place in numbered(dataset, answer, case) if evidence[place]}
    assert [change["row"] for change in case["added"] if tuple(str(cell) for cell in change["row"]) not in said] == []


@pytest.mark.parametrize("question", CASES)
def test_another_city_has_its_own_rows(shipped: Dataset, request: pytest.FixtureRequest, question: str) -> None:
    case = CASES[question]["other"]
    home = {shipped.home, shipped.label(f"{shipped.names.id}{shipped.home}")}
    assert home.isdisjoint(str(value) for value in case["parameters"].values())
    dataset = request.getfixturevalue("changed")(**case["tables"]) if "tables" in case else shipped
    assert set(written(case)) <= set(asked(dataset, question, case))


@pytest.mark.parametrize("question", CASES)
def test_a_row_goes_with_its_claim_and_comes_with_one(shipped: Dataset, changed: Callable[..., Dataset], question: str) -> None:
    less, more = CASES[question]["less"], CASES[question]["more"]
    goes, comes = set(written(less, "goes")), set(written(more, "comes"))
    assert goes <= set(asked(shipped, question, less))
    assert comes.isdisjoint(asked(shipped, question, more))
    dataset = changed(*less["claims"], **more["tables"])
    assert goes.isdisjoint(asked(dataset, question, less))
    assert comes <= set(asked(dataset, question, more))
