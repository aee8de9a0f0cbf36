"""Names are in the order of the French alphabet; what is no name keeps the order of the query."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrevilles.dataset import Dataset
from entrevilles.ontology import language
from entrevilles.ontology.errors import QueryError
from entrevilles.ontology.language import collation
from entrevilles.queries import catalogue
from entrevilles.queries.ordering import Key, keys

COUNTRIES = """#+ summary: {fr: essai, en: trial}
#+ columns:
#+   n: {fr: rang, en: rank}
#+   country: {fr: pays, en: country, kind: thing}
"""


def asked(tmp_path: Path, text: str) -> catalogue.Question:
    path = tmp_path / "essai.rq"
    path.write_text(text, encoding="utf-8")
    return catalogue.read(path)


@pytest.mark.parametrize(
    "names",
    [
        ["cote", "côte", "coté", "côté"],  # the last accent decides, as Canadian dictionaries have it
        ["Ecosse", "Écosse", "Espagne", "Zürich"],
        ["écosse", "Écosse"],
        ["œuf", "Oeuvre", "œuvre", "ŒUVRES", "ou"],
        ["L'Ancienne-Lorette", "L’Isle", "Lille"],
        ["Saint Jean", "Saint-Malo", "Sainte-Foy"],
    ],
)
def test_names_are_in_the_order_of_the_dictionary(names: list[str]) -> None:
    assert sorted(sorted(names), key=collation) == names


@given(st.text(max_size=20), st.text(max_size=20))
def test_two_different_texts_never_have_the_same_place(one: str, other: str) -> None:
    assert (collation(one) == collation(other)) == (one == other) or one.swapcase() == other.swapcase()


def labels(dataset: Dataset, question: catalogue.Question, place: int = -1) -> list[object]:
    return [row[place] for row in dataset.shown(dataset.query(question)).rows]


@pytest.mark.parametrize(
    ("lang", "names"), [("fr", ["Belgique", "États-Unis", "Royaume-Uni"]), ("en", ["Belgium", "United Kingdom", "United States"])]
)
def test_things_are_in_the_order_of_the_names_that_are_shown(shipped: Dataset, tmp_path: Path, lang: str, names: list[str]) -> None:
    language.activate(lang)
    values = " ".join(f"<{shipped.names.id}{slug}>" for slug in ("royaume-uni", "etats-unis", "belgique"))
    text = COUNTRIES + f"SELECT ?country WHERE {{ VALUES ?country {{ {values} }} }} ORDER BY ?country"
    assert labels(shipped, asked(tmp_path, text)) == names
    assert labels(shipped, asked(tmp_path, text.replace("ORDER BY ?country", "ORDER BY DESC(?country)"))) == names[::-1]


def test_a_number_before_the_name_keeps_its_order(shipped: Dataset, tmp_path: Path) -> None:
    one = "<" + shipped.names.id
    rows = f"(10 {one}royaume-uni>) (2 {one}etats-unis>) (10 {one}belgique>) (UNDEF {one}france>) (2 {one}allemagne>)"
    text = COUNTRIES + f"SELECT ?n ?country WHERE {{ VALUES (?n ?country) {{ {rows} }} }} ORDER BY (!BOUND(?n)) DESC(?n) ?country"
    assert labels(shipped, asked(tmp_path, text)) == ["Belgique", "Royaume-Uni", "Allemagne", "États-Unis", "France"]


def test_without_order_the_rows_stay_as_the_query_gives_them(shipped: Dataset, tmp_path: Path) -> None:
    values = " ".join(f"<{shipped.names.id}{slug}>" for slug in ("royaume-uni", "etats-unis", "belgique"))
    question = asked(tmp_path, COUNTRIES + f"SELECT ?country WHERE {{ VALUES ?country {{ {values} }} }}")
    assert labels(shipped, question) == ["Royaume-Uni", "États-Unis", "Belgique"]
    ordered = question.text.replace("#+ columns", "#+ order: [country]\n#+ columns")
    assert labels(shipped, asked(tmp_path, ordered + "\n")) == ["Belgique", "États-Unis", "Royaume-Uni"]


def test_a_header_that_orders_by_a_column_that_is_none_is_refused(shipped: Dataset, tmp_path: Path) -> None:
    question = asked(tmp_path, "#+ order: [nope]\nSELECT ?x WHERE { VALUES ?x { 1 } }")
    with pytest.raises(QueryError, match="nope"):
        shipped.shown(shipped.query(question))


@pytest.mark.parametrize(
    ("clause", "found"),
    [
        ("ORDER BY ?a ?b", [Key("a"), Key("b")]),
        ("order by DESC(?a) asc( ?b ) LIMIT 3", [Key("a", descending=True), Key("b")]),
        ("ORDER BY (IF(?a = concept:yes, 0, 1)) ?b", [Key("a", name=False), Key("b")]),
        ("ORDER BY (!BOUND(?a)) ?a", [Key("a")]),
        ("ORDER BY LCASE(STR(?a)) ?b", [Key("a", name=False), Key("b")]),
        ("ORDER BY ?a ?hidden ?b", [Key("a")]),
        ("ORDER BY (?a + ?b) ?b", []),
        ("# ORDER BY ?a\nORDER BY ?b # ?a }", [Key("b")]),
        ("", []),
    ],
)
def test_keys_are_read_from_the_last_clause(tmp_path: Path, clause: str, found: list[Key]) -> None:
    inner = "{ SELECT ?a { ?a ?p ?hidden } ORDER BY ?hidden }"
    assert keys(asked(tmp_path, f"SELECT ?a ?b WHERE {{ {inner} }}\n{clause}"), ("a", "b")) == found


def test_partners_keep_their_groups_and_are_in_alphabetical_order_within(shipped: Dataset) -> None:
    answer = shipped.query("cities-visited", year=2023)
    names = [str(row[0]) for row in shipped.shown(answer).rows]
    assert names == sorted(names, key=collation)
    states = [row[2] for row in shipped.shown(shipped.query("partners", date="2024-06-01")).rows]
    assert states.index("non") > max(place for place, state in enumerate(states) if state == "oui")
