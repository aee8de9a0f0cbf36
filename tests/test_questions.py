"""The questions: rows derived by hand from the documents; another city; a claim less, a claim more."""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from entrevilles.building import build
from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.ontology.terms import PREFIXES
from entrevilles.queries import catalogue

EXPECTED = Path(__file__).parent / "expected"
DAY = "2024-06-01"
Changed = Callable[..., Dataset]


def short(value: object) -> str:
    return "" if value is None else re.split(r"/id/|/claim/|/concept/|/time/|#(?!place)", str(value))[-1].removesuffix("#place")


def rows(dataset: Dataset, question: str, columns: tuple[str, ...], **parameters: object) -> list[tuple[str, ...]]:
    return sorted({tuple(short(row[column]) for column in columns) for row in dataset.query(question, **parameters)})


def by_hand(name: str, columns: tuple[str, ...]) -> list[tuple[str, ...]]:
    with (EXPECTED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return sorted({tuple(row[column] for column in columns) for row in csv.DictReader(file)})


# Rows derived by hand


def test_partners_of_quebec(shipped: Dataset) -> None:
    columns = ("partner", "kind", "in_force", "begin", "end", "relationship")
    found = rows(shipped, "partners", columns, city="Québec", date=DAY)
    assert found == by_hand("partners_quebec_2024-06-01", columns)


def test_missions_of_2023(shipped: Dataset) -> None:
    columns = ("number", "mission", "place")
    found = rows(shipped, "missions", (*columns, "attested"), city="Québec", year=2023)
    assert [row[:3] for row in found if row[0] and row[3] == "reported"] == by_hand("missions_quebec_2023", columns)


def test_a_stop_that_was_only_announced_is_shown_as_such(shipped: Dataset) -> None:
    found = rows(shipped, "missions", ("mission", "place", "attested"), city="Québec", year=2023)
    assert ("bruges-lyon-mission-2023", "bruxelles", "announced") in found


def test_the_order_of_stops_is_judged_and_what_was_judged_comes_back_with_its_row(shipped: Dataset, copied: Folder) -> None:
    columns = ("place", "order")
    assert ("paris", "4") in rows(shipped, "missions", columns, city="Québec", year=2023)
    judgements = copied.root / "judgements.csv"
    kept = [line for line in judgements.read_text(encoding="utf-8").splitlines(keepends=True) if ",ordre," not in line]
    judgements.write_text("".join(kept), encoding="utf-8")
    build(copied)
    assert ("paris", "1 | 4") in rows(Dataset(copied), "missions", columns, city="Québec", year=2023)


def test_receptions_of_2023(shipped: Dataset) -> None:
    columns = ("category", "number", "reception")
    found = [row for row in rows(shipped, "receptions", columns, city="Québec", year=2023) if row[0]]
    assert found == by_hand("receptions_quebec_2023", columns)
    assert [sum(1 for row in found if row[0] == category) for category in ("courtesy", "collaboration", "strategic")] == [14, 12, 4]


def test_contradictions(shipped: Dataset) -> None:
    columns = ("about", "property")
    found = rows(shipped, "contradictions", columns)
    assert found == by_hand("contradictions", columns)
    assert {("namur-jumelage", "begin"), ("paris-protocole-2023", "firstSince")} <= set(found)


def test_who_said_when_the_twinning_with_namur_began(shipped: Dataset) -> None:
    columns = ("value", "source", "locator")
    found = [
        tuple(short(row[column]) for column in columns)
        for row in shipped.query("who-said", thing="namur-jumelage")
        if row["property"] == PREFIXES["ev"] + "begin"
    ]
    assert sorted(found) == by_hand("who_said_namur-jumelage_begin", columns)


# Another city


def test_the_mirror_of_a_partnership_is_the_same(shipped: Dataset) -> None:
    columns = ("partner", "relationship", "in_force", "begin", "end")
    mirror = {row[1:] for row in rows(shipped, "partners", columns, city="Namur", date=DAY) if row[0] == "quebec"}
    assert mirror
    assert mirror == {row[1:] for row in rows(shipped, "partners", columns, city="Québec", date=DAY) if row[0] == "namur"}


@pytest.mark.parametrize(
    ("question", "parameters"),
    [
        ("partners", {"city": "Bordeaux", "date": DAY}),
        ("missions", {"city": "Lévis", "year": 2024}),
        ("who-said", {"thing": "bordeaux-jumelage"}),
    ],
)
def test_another_city_has_rows_of_its_own(shipped: Dataset, question: str, parameters: dict[str, object]) -> None:
    assert len(shipped.query(question, **parameters)) > 0


# A claim less, a claim more


def test_partners_follow_the_claims(changed: Changed) -> None:
    table = "id,parties,début,source\nessai-jumelage,Québec; Lyon,1990,entrevilles\n"
    dataset = changed("namur-protocole-2017.aimf-namur-2023", jumelages=table)
    found = {row[0] for row in rows(dataset, "partners", ("relationship",), date=DAY)}
    assert "essai-jumelage" in found
    assert "namur-protocole-2017" not in found


def test_contradictions_follow_the_claims(changed: Changed) -> None:
    table = "id,parties,début,source\nbordeaux-jumelage,Québec; Bordeaux,1970,entrevilles\n"
    dataset = changed("paris-protocole-2023.rm2023", jumelages=table)
    found = {row[0] for row in rows(dataset, "contradictions", ("about",))}
    assert "bordeaux-jumelage" in found
    assert "paris-protocole-2023" not in found


def test_missions_follow_the_claims(changed: Changed) -> None:
    table = "id,acteur en mission,début,villes,source\nessai-mission,Québec,2023-12,Lyon,entrevilles\n"
    dataset = changed("venise-mission-2023-etape-venise.ra2023", missions=table)
    found = rows(dataset, "missions", ("mission", "place"), year=2023)
    assert ("essai-mission", "lyon") in found
    assert ("venise-mission-2023", "venise") not in found
    assert ("venise-mission-2023", "") in found


def test_receptions_follow_the_claims(changed: Changed) -> None:
    table = "id,hôte,visiteurs,date,source\nessai-accueil,Québec,Lyon,2023-12,entrevilles\n"
    dataset = changed("opqu-accueil-2023.ra2023", accueils=table)
    found = {row[0] for row in rows(dataset, "receptions", ("reception",), year=2023)}
    assert "essai-accueil" in found
    assert "opqu-accueil-2023" not in found


def test_who_said_follows_the_claims(changed: Changed) -> None:
    table = "id,parties,début,source\nnamur-jumelage,Québec; Namur,1998,entrevilles\n"
    dataset = changed("namur-jumelage.rtbf", jumelages=table)
    claims = {row[0] for row in rows(dataset, "who-said", ("claim",), thing="namur-jumelage")}
    assert "namur-jumelage.rtbf" not in claims
    assert "namur-jumelage.entrevilles" in claims


# The catalogue


def test_every_question_is_asked_in_both_languages_and_runs(shipped: Dataset) -> None:
    for question in catalogue.questions():
        assert set(question.summary) == {"fr", "en"}, question.name
        assert question.tags, question.name
        answer = shipped.query(question)
        declared = tuple(column.name for column in question.columns)
        assert answer.columns == declared, question.name
        assert all(set(column.label) >= {"fr", "en"} for column in question.columns), question.name
        assert all(set(param.label) == {"fr", "en"} for param in question.params), question.name


def test_questions_hold_no_constant_but_terms() -> None:
    for question in catalogue.questions():
        body = re.sub(r"^PREFIX.*$", "", question.prefixed, flags=re.MULTILINE)
        assert not re.search(r"\bid:|/id/[a-z]|\"[^\"]*\d{4}[^\"]*\"", body), question.name


@pytest.mark.parametrize("city", ['Québec" } DROP ALL', "> <x", "?x", "\\"])
def test_a_parameter_is_a_term_and_never_text(shipped: Dataset, city: str) -> None:
    from entrevilles import InputError

    with pytest.raises(InputError):
        shipped.query("partners", city=city, date=DAY)


def test_binding_leaves_strings_comments_and_iris_alone() -> None:
    from pyoxigraph import Literal, Variable

    from entrevilles.queries.answers import bind

    text = 'SELECT ?x { ?x <urn:?_a> "?_a" # ?_a\n ; ?p ?_a , ?_ab }'
    assert (
        bind(text, {Variable("_a"): Literal('v" . ?y ?z "')}) == 'SELECT ?x { ?x <urn:?_a> "?_a" # ?_a\n ; ?p "v\\" . ?y ?z \\"" , ?_ab }'
    )


def test_what_the_design_says_is_no_contradiction_is_in_the_data_and_is_none(shipped: Dataset) -> None:
    """Signed and in force, drawn and granted, signed and announced: several dates and sums of one agreement."""
    dates = {(row["property"], short(row["value"])) for row in shipped.query("who-said", thing="namur-protocole-2024")}
    assert {(PREFIXES["ev"] + "begin", "2024"), (PREFIXES["ev"] + "end", "2026")} <= dates
    told = {
        thing: {short(row["value"]) for row in shipped.query("who-said", thing=thing)}
        for thing in (
            "namur-protocole-2024/acte/signature",
            "gouvernement-du-quebec-entente-2022/acte/signature",
            "gouvernement-du-quebec-entente-2022/acte/announcement",
        )
    }
    assert [value & {"2023-08", "2022-08-17", "2023-04-27"} for value in told.values()] == [{"2023-08"}, {"2022-08-17"}, {"2023-04-27"}]
    amounts = {str(row["about"]) for row in shipped.query("contradictions") if "montant" in str(row["about"])}
    sums = {short(row["value"]).rsplit("/", 1)[-1] for thing in _amounts(shipped) for row in shipped.query("who-said", thing=thing)}
    assert {"300000", "55000~"} <= sums
    assert amounts == set()
    assert not any("gouvernement-du-quebec" in str(row["about"]) for row in shipped.query("contradictions"))


def _amounts(dataset: Dataset) -> list[str]:
    from entrevilles.ontology.terms import EV, READING

    agreement = dataset.names.thing("gouvernement-du-quebec-entente-2022")
    found = dataset.store.quads_for_pattern(None, EV.amountOf, agreement, READING)
    return [short(getattr(quad.subject, "value", "")) for quad in found]


def test_a_number_is_abbreviated_with_the_degree_sign() -> None:
    labels = [text for question in catalogue.questions() for column in question.columns for text in column.label.values()]
    assert any("n°" in label for label in labels)
    assert not any("nº" in label for label in labels)
