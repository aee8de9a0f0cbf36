"""The questions that count what a report counts: on an invented city, with a claim less and a claim more."""

from collections.abc import Callable
from pathlib import Path

import pytest

from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.loading import load

Write = Callable[[str, str], Path]

TABLES = {
    "sources": "id,titre,source\nr,Rapport de Tours,r\n",
    "pays": "id,nom,source\nfrance,France,r\nitalie,Italie,r\nespagne,Espagne,r\n",
    "municipalites": "id,nom,pays,source\ntours,Tours,France,r\nparme,Parme,Italie,r\nlyon,Lyon,France,r\nvigo,Vigo,Espagne,r\n",
    "reseaux de villes": "id,nom,source\nligue,Ligue des villes,r\n",
    "services": "id,nom,service de,source\nbureau,Bureau,tours,r\nmusee,Musée,tours,r\n",
    "fonctions": "id,nom,fonction de,source\nmaire,maire de Tours,tours,r\n",
    "adhesions": "id,membre,réseau,source\na1,tours,ligue,r\n",
    "designations": "id,titre,titulaire,accordée par,début,source\nd1,Label,tours,ligue,2020,r\n",
    "missions": "id,titre,acteur en mission,coordonnée par,début,villes,source\n"
    "m1,Parme,tours,bureau,2031-02,Parme,r\nm2,Lyon,tours,bureau,2031-05,Lyon,r\n",
    "participations": "id,activité,participant,à titre de,rôle,source\n,m1,,maire,chef de délégation,r\n,m2,musee,,,r\n,e1,tours,,,r\n",
    "accueils": "id,titre,hôte,catégorie,date,source\nc1,Consul,tours,rencontre de courtoisie,2031-03,r\nc2,Vigo,tours,,2031-04,r\n",
    "evenements": "id,titre,nature,organisateurs,date,lieu,source\n"
    "e1,Assemblée,assemblée générale,ligue,2031-06,Parme,r\ne2,Journée,journée d'apprentissage,tours,2031-07,Tours,r\n",
    "ententes": "id,titre,nature,parties,source\np1,Protocole,protocole de coopération,tours; parme,r\n",
    "actes juridiques": "id,relation,nature,date,source\n,p1,signature,2031-02,r\n",
    "initiatives": "id,titre,menée par,début,source\ni1,Action 2031,tours,2031,r\n",
    "retombees": "id,retombée de,ordre,titre,nature,bénéficiaires,avec,source\n,i1,1,Lien,nouvelle relation,tours,vigo,r\n",
}
M3 = "m3,Vigo,tours,bureau,2031-09,Vigo,r\n"
Case = tuple[dict[str, str], set[str], tuple[str, str], set[str], tuple[str, str], set[str]]
"""Parameters, what is found, the row taken away and what is left, the row added and what is found then."""
CASES: dict[str, Case] = {
    "missions-coordinated": ({"unit": "bureau"}, {"m1", "m2"}, ("missions", "m2,"), {"m1"}, ("missions", M3), {"m1", "m2", "m3"}),
    "missions-led-by": (
        {"unit": "bureau", "office": "maire"},
        {"m1"},
        ("participations", ",m1,"),
        set(),
        ("participations", ",m2,,maire,chef de délégation,r\n"),
        {"m1", "m2"},
    ),
    "missions-to": (
        {"unit": "tours", "country": "Italie"},
        {"m1"},
        ("missions", "m1,"),
        set(),
        ("missions", M3.replace("Vigo", "Parme")),
        {"m1", "m3"},
    ),
    "cities-visited": ({"unit": "bureau"}, {"parme", "lyon"}, ("missions", "m2,"), {"parme"}, ("missions", M3), {"parme", "lyon", "vigo"}),
    "countries-abroad": ({"unit": "bureau"}, {"italie"}, ("missions", "m1,"), set(), ("missions", M3), {"italie", "espagne"}),
    "countries-visited": (
        {"unit": "bureau"},
        {"italie", "france"},
        ("missions", "m1,"),
        {"france"},
        ("missions", M3),
        {"italie", "france", "espagne"},
    ),
    "receptions-held": (
        {"city": "tours"},
        {"c1", "c2"},
        ("accueils", "c2,"),
        {"c1"},
        ("accueils", "c3,Essai,tours,,2031,r\n"),
        {"c1", "c2", "c3"},
    ),
    "receptions-classified": (
        {"city": "tours"},
        {"c1"},
        ("accueils", "c1,"),
        set(),
        ("accueils", "c3,Essai,tours,rencontre stratégique,2031,r\n"),
        {"c1", "c3"},
    ),
    "receptions-of-category": (
        {"city": "tours", "category": "courtoisie"},
        {"c1"},
        ("accueils", "c1,"),
        set(),
        ("accueils", "c3,Essai,tours,courtoisie,2031,r\n"),
        {"c1", "c3"},
    ),
    "agreements-signed": (
        {"city": "tours"},
        {"p1"},
        ("actes juridiques", ",p1,"),
        set(),
        ("ententes", "p2,Autre,protocole de coopération,tours; lyon,r\n"),
        {"p1"},
    ),
    "agreements-of-kind": (
        {"city": "tours", "kind": "protocole de coopération"},
        {"p1"},
        ("actes juridiques", ",p1,"),
        set(),
        ("actes juridiques", ",p1,annonce,2031-01,r\n"),
        {"p1"},
    ),
    "network-meetings": (
        {"city": "tours"},
        {"e1"},
        ("adhesions", "a1,"),
        set(),
        ("evenements", "e3,Conseil,conseil d'administration,ligue,2031,Lyon,r\n"),
        {"e1"},
    ),
    "units-involved": (
        {"city": "tours"},
        {"musee"},
        ("participations", ",m2,"),
        set(),
        ("participations", ",m1,bureau,,,r\n"),
        {"musee", "bureau"},
    ),
    "designations-held": (
        {"city": "tours", "grantor": "ligue", "date": "2031-12-31"},
        {"d1"},
        ("designations", "d1,"),
        set(),
        ("designations", "d2,Second,tours,ligue,2032,r\n"),
        {"d1"},
    ),
    "new-relations": (
        {"city": "tours"},
        {"vigo"},
        ("retombees", ",i1,1,"),
        set(),
        ("retombees", ",i1,2,Lien,nouvelle relation,tours,lyon,r\n"),
        {"vigo", "lyon"},
    ),
    "events-of-kind": (
        {"city": "tours"},
        {"e2"},
        ("evenements", "e2,"),
        set(),
        ("evenements", "e3,Autre,journée d'apprentissage,tours,2031,,r\n"),
        {"e2", "e3"},
    ),
}


@pytest.fixture
def found(empty: Folder, write: Write) -> Callable[..., set[str]]:
    """The different things of the first column, on these tables."""

    def asker(question: str, tables: dict[str, str], parameters: dict[str, str]) -> set[str]:
        load(empty, [write(f"{name}.csv", text) for name, text in tables.items()], lambda *_: True)
        declared = {"year": "2031"} | parameters if "date" not in parameters else parameters
        rows = Dataset(empty).query(question, **declared).rows
        return {str(row[0]).rsplit("/", 1)[-1] for row in rows}

    return asker


@pytest.mark.parametrize("question", CASES)
def test_it_counts_what_is_there(question: str, found: Callable[..., set[str]]) -> None:
    parameters, expected, *_rest = CASES[question]
    assert found(question, TABLES, parameters) == expected


@pytest.mark.parametrize("question", CASES)
def test_a_claim_less(question: str, found: Callable[..., set[str]]) -> None:
    parameters, _all, (table, start), left, *_rest = CASES[question]
    kept = [line for line in TABLES[table].splitlines(keepends=True) if not line.startswith(start)]
    assert len(kept) < len(TABLES[table].splitlines())
    others = {
        name: "".join(line for line in text.splitlines(keepends=True) if f",{start}" not in line or start[0] == ",")
        for name, text in TABLES.items()
    }
    assert found(question, others | {table: "".join(kept)}, parameters) == left


@pytest.mark.parametrize("question", CASES)
def test_a_claim_more(question: str, found: Callable[..., set[str]]) -> None:
    parameters, *_rest, (table, row), expected = CASES[question]
    assert found(question, TABLES | {table: TABLES[table] + row}, parameters) == expected


def test_a_plan_is_not_counted(found: Callable[..., set[str]]) -> None:
    planned = TABLES["missions"].replace("villes,source\n", "villes,source,modalité\n").replace(",r\n", ",r,annoncé\n")
    for question in ("missions-coordinated", "cities-visited", "countries-abroad"):
        assert found(question, TABLES | {"missions": planned}, {"unit": "bureau"}) == set()


def test_every_counting_question_is_here() -> None:
    from entrevilles.queries import catalogue

    counting = {name for name, path in catalogue.catalogue().items() if path.parent.name == "figures"} - {"figures"}
    assert counting == set(CASES)
