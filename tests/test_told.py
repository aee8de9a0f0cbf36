"""What a person reads in the terminal, in Markdown and on pages: dates and numbers in words, names; programs keep what tables have."""

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from entrevilles import audit, told
from entrevilles.columns import cells, wrapped
from entrevilles.dataset import Dataset
from entrevilles.ontology.language import activate
from entrevilles.queries.catalogue import Column
from entrevilles.service.cells import table_shown

Run = Callable[..., tuple[int, str, str]]
BETWEEN = ("query", "state-between", "-p", "a=Québec", "-p", "b=Namur", "-p", "date=2024-06-01")
WORDS = {"fr": "28 octobre 1999 ≠ 2000", "en": "28 October 1999 ≠ 2000"}
STORED = "1999 | 1999-10-28 | 2000"


@pytest.mark.parametrize("lang", WORDS)
@pytest.mark.parametrize("form", ["table", "markdown"])
def test_a_person_reads_dates_in_words_and_sees_where_sources_disagree(run: Run, compiled: Path, form: str, lang: str) -> None:
    out = run(*BETWEEN, "--format", form, "--lang", lang, "--dataset", compiled)[1]
    assert (WORDS[lang] in " ".join(out.split()), STORED in out) == (True, False)


def test_programs_read_dates_as_tables_have_them(run: Run, compiled: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(*BETWEEN, "--format", "csv", "--dataset", compiled)[1])))
    assert STORED in {row["début"] for row in rows}
    rows = json.loads(run(*BETWEEN, "--format", "json", "--dataset", compiled)[1])["rows"]
    assert STORED in {row["begin"] for row in rows}


def test_a_page_has_the_words_of_the_terminal(shipped: Dataset) -> None:
    answer = shipped.shown(shipped.query("partners", city="Québec", date="2024-06-01"))
    texts = [["; ".join(one.text for one in cell) for cell in row] for row in table_shown(shipped, answer).rows]
    assert texts == [[str(cell or "") for cell in row] for row in answer.told]


def test_the_evidence_is_told_in_words_and_kept_as_tables_have_it(shipped: Dataset) -> None:
    answer = shipped.shown(shipped.query("state-between", a="Québec", b="Namur", date="2024-06-01"), why=True)
    assert answer.proofs
    assert answer.told_proofs
    assert any("1999-10-28" in proof.says for proof in answer.proofs[0])
    assert any("28 octobre 1999" in proof.says for proof in answer.told_proofs[0])


def test_a_refinement_shows_both_dates(shipped: Dataset) -> None:
    answer = shipped.shown(shipped.query("disputed", actor="Bordeaux"))
    assert "21 mai 1962 (1962)" in [row[answer.answer.columns.index("dates")] for row in answer.told]


@pytest.mark.parametrize(
    ("value", "french", "english"), [(370_000_000, "370 000 000", "370,000,000"), (Decimal("4833.86"), "4833,86", "4833.86")]
)
def test_numbers_have_the_marks_of_the_language(shipped: Dataset, value: int | Decimal, french: str, english: str) -> None:
    for lang, text in (("fr", french), ("en", english)):
        activate(lang)
        assert str(told.cell(shipped, Column("n", {}), value, value)).replace("\u00a0", " ") == text


def test_days_without_bound_are_not_days_of_the_calendar(shipped: Dataset) -> None:
    answer = shipped.shown(shipped.query("spells"))
    assert ["non connu", "non connu"] in [row[2:4] for row in answer.told]
    assert not any("9999" in str(cell) for row in answer.told for cell in row)


@pytest.mark.parametrize(
    ("lang", "asked"), [("fr", "ville = Québec, date = 1er juin 2024"), ("en", "city = Quebec City, date = 1 June 2024")]
)
def test_parameters_are_said_in_the_language_of_the_person(shipped: Dataset, lang: str, asked: str) -> None:
    activate(lang)
    assert shipped.shown(shipped.query("partners", city="quebec", date="2024-06-01")).asked == asked


def test_what_is_named_twice_is_counted(shipped: Dataset) -> None:
    answer = shipped.shown(shipped.query("foreign-offices"))
    assert any("Accueil d'une délégation de Bordeaux (×3)" in str(cell) for row in answer.told for cell in row)


@pytest.mark.parametrize(
    ("thing", "name"),
    [
        ("bordeaux-jumelage/acte/signature", "signature (Jumelage de Québec et Bordeaux)"),
        (
            "paris-bordeaux-namur-bruxelles-mission-2023/etape/namur",
            "étape : Namur (Mission du maire à Paris, Bordeaux, Namur et Bruxelles)",
        ),
        ("namur", "Namur"),
    ],
)
def test_what_has_no_name_is_told_by_its_kind_and_what_it_belongs_to(shipped: Dataset, thing: str, name: str) -> None:
    assert told.name(shipped, shipped.names.id + thing) == name


def test_a_judgement_is_told_in_the_language_of_the_person_once_for_each_claim(shipped: Dataset) -> None:
    answer = shipped.query("contradictions")
    claims = [row["claim"] for row in answer]
    assert len(claims) == len(set(claims))
    place, about = answer.columns.index("judgement"), answer.columns.index("about")
    reasons = {}
    for lang in ("fr", "en"):
        activate(lang)
        shown = shipped.shown(answer)
        reasons[lang] = " ".join(str(row[place]) for row in shown.told if row[place])
        assert not any("/" in str(row[about]) for row in shown.told)
    assert "Le rapport de la Ville d'Edmonton donne le jour" in reasons["fr"]
    assert "The report of the City of Edmonton" in reasons["en"]
    assert "Le rapport" not in reasons["en"]


@pytest.mark.parametrize(("year", "unit"), [(2023, "quebec"), (2023, "bri"), (2025, "quebec"), (2025, "bri")])
def test_what_travel_figures_counts_is_what_the_audit_counts(shipped: Dataset, year: int, unit: str) -> None:
    rows = [row for row in shipped.query("travel-figures", year=year, unit=unit) if row["counted"] is not None]
    audited = {
        one.figure.value: one for report in {str(row["report"]) for row in rows} for one in audit.audit(shipped, report.split("/id/")[1])
    }
    assert len(rows) > 3
    for row in rows:
        one = audited[str(row["figure"])]
        assert (row["figure"], row["counted"]) == (row["figure"], one.count)
        assert (row["figure"], row["equal"].rsplit("/", 1)[-1]) == (row["figure"], "yes" if one.verdict == audit.EQUAL else "no")  # type: ignore[union-attr]


# Tables


LONG = ["Organisation des villes du patrimoine mondial", "saint-petersbourg-accueil-2002/engagement/place-de-saint-petersbourg"]


@pytest.mark.parametrize("width", [10, 16, 40])
def test_lines_break_between_words_and_within_identifiers_only_after_a_mark(width: int) -> None:
    assert [" ".join(wrapped(text, 16)) for text in LONG[:1]] == LONG[:1]
    assert "".join(wrapped(LONG[1], width)) == LONG[1]
    assert all(line[-1] in "-/" for line in wrapped(LONG[1], 16)[:-1])
    assert wrapped("Rapport de mission : Namur", 18) == ["Rapport de", "mission : Namur"]
    assert wrapped("2024-2026", 6) == ["2024-2", "026"]


def test_columns_share_the_room_and_keep_their_words() -> None:
    found = cells(("réseau", "identifiant", "n"), [[*LONG, 3], ["AIMF", "aimf", None]])
    for room in (200, 80, 60):
        widths = found.widths(room)
        assert sum(widths) + 3 * 2 + 2 <= room
        assert widths[0] >= len("Organisation")
    assert found.widths(25) == []


@pytest.mark.parametrize("width", [80, 120])
def test_a_terminal_cuts_no_word(shipped: Dataset, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    from entrevilles import present

    monkeypatch.setattr(present, "PIPED", width)
    for name in ("one-sided", "delegations", "network-offices", "year-places", "receptions"):
        answer = shipped.query(name)
        present.answer(shipped, answer, "table", None, limit=8)
        out = capsys.readouterr().out
        assert max(map(len, out.splitlines())) <= width
        shown = shipped.shown(answer, 8)
        words = {
            word for row in shown.told for cell in row for word in str(cell or "").replace("-", " ").replace("/", " ").split(" ") if word
        }
        assert {word for word in words if word not in out} == set()
