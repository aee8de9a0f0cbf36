"""A claim that its author withdraws stays, says why, and is no longer read; taking the row away takes that back."""

import csv
import datetime
import getpass
from collections.abc import Callable

import pytest

from entrevilles.building import build
from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.ontology.errors import TableErrors
from entrevilles.ontology.terms import CONCEPT, EV, READING
from entrevilles.rulings import retract

Run = Callable[..., tuple[int, str, str]]
TWO = "id,claim,parties,début,source,par\nnamur-jumelage,,quebec; namur,1999,registre,Ada\nnamur-jumelage,,quebec; namur,2000,presse,Bo\n"
CLAIM = "namur-jumelage.presse"


@pytest.fixture
def disputed(small: Folder) -> Folder:
    """Two sources on the year of one twinning."""
    base = small.root / "sources" / "base"
    (base / "jumelages.csv").write_text(TWO, encoding="utf-8")
    (base / "sources.csv").write_text("id,titre,source\nregistre,Registre,registre\npresse,Presse,presse\n", encoding="utf-8")
    build(small)
    return small


def years(folder: Folder) -> set[str]:
    dataset = Dataset(Folder(folder.root))
    found = dataset.store.quads_for_pattern(dataset.names.thing("namur-jumelage"), EV.begin, None, READING)
    return {str(quad.object).rsplit("/", 1)[-1].strip(">") for quad in found}


def judgements(folder: Folder) -> list[dict[str, str]]:
    with (folder.root / "judgements.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_reading_does_without_the_claim_which_stays_with_its_graph(disputed: Folder) -> None:
    assert years(disputed) == {"1999", "2000"}
    claims = Dataset(disputed).generation.claims
    retract(disputed, CLAIM, "Erreur de frappe.")
    assert years(disputed) == {"1999"}
    after = Dataset(disputed)
    assert after.generation.claims == claims
    assert list(after.store.quads_for_pattern(None, EV.begin, None, after.names.claim_iri(CLAIM)))


def test_the_row_has_author_day_and_reason_in_the_language_of_the_person(run: Run, disputed: Folder) -> None:
    run("retract", CLAIM, "--reason", "A slip.", "--dataset", disputed.root, "--lang", "en")
    run("retract", "namur-jumelage.registre", "--reason", "Une erreur.", "--by", "Cléo", "--dataset", disputed.root, "--lang", "fr")
    first, second = judgements(disputed)
    assert (first["verdict"], first["claim"], first["reason [en]"]) == ("retract", CLAIM, "A slip.")
    assert (first["by"], first["on"]) == (getpass.getuser(), datetime.date.today().isoformat())
    assert (second["verdict"], second["motif"], second["by"]) == ("retirer", "Une erreur.", "Cléo")


def test_a_kept_table_of_judgements_keeps_its_columns_rows_and_separator(disputed: Folder) -> None:
    path = disputed.root / "judgements.csv"
    path.write_text(
        "# note;le;motif;affirmation;verdict;colonne;par\nvu;2026-01-02;Douteux;namur-jumelage.registre;écarter;début;Ada\n",
        encoding="utf-8",
    )
    retract(disputed, CLAIM, "Erreur ; de frappe.")
    header, kept, new = path.read_text(encoding="utf-8").splitlines()
    assert (header.split(";")[:3], kept) == (["# note", "le", "motif"], "vu;2026-01-02;Douteux;namur-jumelage.registre;écarter;début;Ada")
    assert next(csv.reader([new], delimiter=";"))[2:5] == ["Erreur ; de frappe.", CLAIM, "retirer"]


def test_taking_the_row_away_takes_the_retraction_back(disputed: Folder) -> None:
    before = Dataset(disputed).generation.id
    retract(disputed, CLAIM, "Erreur.")
    (disputed.root / "judgements.csv").unlink()
    assert build(Folder(disputed.root)).generation.id == before


def test_retracting_twice_says_so_and_changes_nothing(run: Run, disputed: Folder) -> None:
    words = ("retract", CLAIM, "--reason", "Erreur.", "--dataset", disputed.root)
    assert run(*words)[0] == 0
    code, _out, said = run(*words)
    assert (code, f"déjà retirée, par {getpass.getuser()}" in said, "Erreur." in said) == (2, True, True)
    assert len(judgements(disputed)) == 1


def test_an_unknown_claim_is_answered_with_near_names(run: Run, disputed: Folder) -> None:
    code, _out, said = run("retract", "namur-jumelage.prese", "--reason", "x", "--dataset", disputed.root)
    assert (code, "affirmation inconnue" in said, CLAIM in said) == (2, True, True)
    assert not (disputed.root / "judgements.csv").exists()


@pytest.mark.parametrize("reason", [(), ("--reason", "  ")])
def test_a_retraction_without_a_reason_is_refused(run: Run, disputed: Folder, reason: tuple[str, ...]) -> None:
    assert run("retract", CLAIM, *reason, "--dataset", disputed.root)[0] == 2
    assert not (disputed.root / "judgements.csv").exists()


def test_a_retraction_that_leaves_a_thing_without_what_it_must_have_changes_nothing(disputed: Folder) -> None:
    """The twinning would have no parties: its other claim does not name them."""
    path = disputed.root / "sources" / "base" / "jumelages.csv"
    path.write_text(TWO.replace("quebec; namur,2000", ",2000"), encoding="utf-8")
    build(disputed)
    before = Dataset(disputed).generation.id
    with pytest.raises(TableErrors):
        retract(disputed, "namur-jumelage.registre", "Erreur.")
    assert Dataset(disputed).generation.id == before
    assert not (disputed.root / "judgements.csv").exists()


def test_why_show_and_contradictions_say_that_it_was_retracted_and_why(run: Run, disputed: Folder) -> None:
    retract(disputed, CLAIM, "Coquille du journal.")
    for words in (("why", CLAIM), ("show", "namur-jumelage"), ("query", "contradictions")):
        code, out, _said = run(*words, "--dataset", disputed.root)
        assert (code, words, "Coquille du journal." in " ".join(out.split())) == (0, words, True)
    assert "retirer" in run("why", CLAIM, "--dataset", disputed.root)[1]
    dataset = Dataset(disputed)
    rows = [row for row in dataset.query("contradictions") if row["property"] == EV.begin.value]
    assert {(str(row["claim"]).rsplit("/", 1)[-1], row["retracted"] and dataset.label(str(row["retracted"]))) for row in rows} == {
        (CLAIM, "Coquille du journal."),
        ("namur-jumelage.registre", None),
    }


def test_a_thing_whose_every_claim_is_retracted_still_says_so(run: Run, small: Folder) -> None:
    retract(small, "bordeaux-jumelage.registre", "Jamais signé.")
    code, out, _said = run("show", "bordeaux-jumelage", "--dataset", small.root)
    assert (code, "Jamais signé." in out) == (0, True)
    assert run("show", "nulle-part", "--dataset", small.root)[0] == 2


def test_the_verdict_is_a_concept_with_the_words_of_people(disputed: Folder) -> None:
    words = disputed.schema.concepts[CONCEPT.verdicts][CONCEPT.retracted].words
    assert {"retirer", "retract", "retiré", "retirée", "retracted"} <= set(words)
