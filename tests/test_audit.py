"""Where sources differ, what a report's own figures are worth, and why a value stands in the reading."""

from collections.abc import Callable
from pathlib import Path

import pytest

from entrevilles import UnknownName, audit, why
from entrevilles.dataset import Dataset
from entrevilles.graph.folder import JUDGEMENTS, Folder
from entrevilles.loading import load
from entrevilles.ontology.terms import CONCEPT

Write = Callable[[str, str], Path]

TABLES = {
    "sources.csv": "id,titre,période couverte,source\nr2031,Rapport 2031 de Tours,2031,r2031\npresse,La Nouvelle,,presse\n",
    "pays.csv": "id,nom,source\nfrance,France,r2031\nitalie,Italie,r2031\n",
    "municipalites.csv": "id,nom,pays,source\ntours,Tours,France,r2031\nparme,Parme,Italie,r2031\nnantes,Nantes,France,r2031\n",
    "missions.csv": "id,titre,acteur en mission,début,villes,source,endroit,modalité\n"
    "m1,Mission à Parme,Tours,2031-02,Parme,r2031,l. 10,\n"
    "m2,Mission à Nantes,Tours,2031-05,Nantes,r2031,l. 11,\n"
    "m3,Mission à Parme prévue,Tours,2031-11,Parme,presse,l. 3,annoncé\n",
    "chiffres declares.csv": "id,rapport,mesure,quantité,question,paramètres,pourquoi sans décompte,source,endroit\n"
    "f1,r2031,missions,2,missions-coordinated,unit=tours; year=2031,,r2031,l. 1\n"
    "f2,r2031,pays visités,2,countries-abroad,unit=tours; year=2031,,r2031,l. 2\n"
    "f3,r2031,partenaires externes,7,,,aucune liste,r2031,l. 3\n"
    "f4,r2031,missions,environ 2,missions-coordinated,unit=tours; year=2031,,r2031,l. 4\n"
    "f5,r2031,accueils,3,receptions-nowhere,,,r2031,l. 5\n"
    "f6,r2031,missions,2,missions-coordinated,year=2031,,r2031,l. 6\n"
    "f7,r2031,missions,2,missions,question=x; self=y,,r2031,l. 7\n"
    "f8,r2031,missions,2,/tmp/evil.rq,,,r2031,l. 8\n",
}


@pytest.fixture
def tours(empty: Folder, write: Write) -> Dataset:
    load(empty, [write(name, text) for name, text in TABLES.items()], lambda *_: True)
    return Dataset(empty)


def test_an_audit_has_three_outcomes(tours: Dataset) -> None:
    found = [(one.figure.value.rsplit("/", 1)[-1], one.verdict, one.count) for one in audit.audit(tours, "r2031")]
    assert found == [
        ("f1", CONCEPT.equal, 2),
        ("f2", CONCEPT.differs, 1),
        ("f3", CONCEPT["cannot-be-rebuilt"], None),
        ("f4", CONCEPT.equal, 2),
        *((name, CONCEPT["cannot-be-rebuilt"], None) for name in ("f5", "f6", "f7", "f8")),
    ]


def test_what_differs_comes_with_its_rows_and_what_cannot_be_counted_with_the_reason(tours: Dataset) -> None:
    by_name = {one.figure.value.rsplit("/", 1)[-1]: one for one in audit.audit(tours, "r2031")}
    counted = by_name["f2"].counted
    assert counted is not None
    assert [str(row[0]).rsplit("/", 1)[-1] for row in counted.rows] == ["italie"]
    assert by_name["f3"].why == "aucune liste"
    assert "receptions-nowhere" in by_name["f5"].why
    assert "unit" in by_name["f6"].why  # whose missions? not those of the city that the dataset is about
    assert "inconnu" in by_name["f7"].why
    assert "question inconnue" in by_name["f8"].why


def test_a_figure_beside_another_count_is_a_disagreement(tours: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    from entrevilles import review

    review.contradictions(tours, review.kinds_named(tours, ()), None)
    shown = capsys.readouterr().out
    assert "Chiffre et décompte : 1" in shown
    assert "countries-abroad(unit=tours, year=2031)" in shown


def test_reports_are_those_that_state_figures(tours: Dataset) -> None:
    assert audit.reports(tours) == ["r2031"]


def test_why_leads_to_claim_line_and_rule(tours: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    why.values(tours, "m3", "")
    shown = capsys.readouterr().out
    assert "La Nouvelle, l. 3 (dit, annoncé)" in shown
    assert "m3.presse" in shown
    assert "règle 10-attested" in shown


def test_why_of_a_column_that_says_nothing(tours: Dataset) -> None:
    with pytest.raises(UnknownName):
        why.values(tours, "m3", "thèmes")


def test_why_shows_the_judgement_on_the_value_that_it_touches(empty: Folder, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    row = "écarter,m3.presse,début,,,La presse se corrige.,Essai,2031-12-01\n"
    (empty.root / JUDGEMENTS).write_text("verdict,affirmation,colonne,gardé,autre,motif,par,le\n" + row, encoding="utf-8")
    load(empty, [write(name, text) for name, text in TABLES.items()], lambda *_: True)
    why.values(Dataset(empty), "m3", "début")
    assert "La presse se corrige." in capsys.readouterr().out
    why.values(Dataset(empty), "m3", "titre")
    assert "La presse se corrige." not in capsys.readouterr().out


def test_a_percentage_is_no_count(empty: Folder, write: Write) -> None:
    figures = TABLES["chiffres declares.csv"].splitlines()
    table = f"{figures[0]},unité\n" + figures[1] + ",%\n"
    load(empty, [write(name, text) for name, text in (TABLES | {"chiffres declares.csv": table}).items()], lambda *_: True)
    (one,) = audit.audit(Dataset(empty), "r2031")
    assert (one.verdict, one.unit) == (CONCEPT["cannot-be-rebuilt"], "%")


def test_a_document_without_figures_names_those_that_have(tours: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    from entrevilles import review

    review.figures(tours, "presse")
    assert "r2031" in capsys.readouterr().out


def test_why_finds_what_is_said_of_the_territory(empty: Folder, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    table = "id,nom,latitude,longitude,source,endroit\ntours,Tours,47.4,0.7,s1,l. 9\n"
    load(empty, [write("sources.csv", "id,titre,source\ns1,Un,s1\n"), write("municipalites.csv", table)], lambda *_: True)
    why.values(Dataset(empty), "tours", "latitude")
    assert "l. 9" in capsys.readouterr().out
