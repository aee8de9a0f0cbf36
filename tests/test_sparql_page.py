"""The pages on SPARQL: their queries run and answer what stands beneath them, in both languages, and their words are known."""

import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from entrevilles import Dataset
from entrevilles.ontology import language
from entrevilles.ontology.terms import PREFIXES

ROOT = Path(__file__).parent.parent
LANGUAGES = ["fr", "en"]


@pytest.fixture(scope="module")
def answers(docs_module: Callable[[str], ModuleType]) -> ModuleType:
    return docs_module("answers")


def page(lang: str) -> str:
    return (ROOT / "docs" / lang / "sparql.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_query_answers_what_stands_beneath_it(answers: ModuleType, shipped: Dataset, lang: str) -> None:
    language.activate(lang)
    assert answers.filled(page(lang), shipped, lang) == page(lang), "run: python docs/generate.py sparql"


def test_an_answer_that_is_no_longer_true_is_found(answers: ModuleType, shipped: Dataset) -> None:
    """Else the test above would hold of a page without answers."""
    assert "| time:2000 | id:rtbf |" in page("fr")
    altered = page("fr").replace("| time:2000 | id:rtbf |", "| time:2001 | id:rtbf |")
    bare = re.sub(r"\n\*Réponse : [^\n]*\n\n(?:\|[^\n]*\n)+", "", page("fr"))
    assert "*Réponse" not in bare
    assert answers.filled(altered, shipped, "fr") == answers.filled(bare, shipped, "fr") == page("fr")


def test_both_pages_hold_the_same_queries_and_patterns(answers: ModuleType) -> None:
    french, english = page("fr"), page("en")
    assert len(answers.queries(french)) == 11
    assert answers.queries(french) == answers.queries(english)
    assert answers.patterns(french) == answers.patterns(english)


def test_every_query_finds_something_in_a_fixed_order(answers: ModuleType, shipped: Dataset) -> None:
    for query in answers.queries(page("fr")):
        assert len(answers.ask(shipped, query)) > 0, query
        assert "ORDER BY" in query


def test_every_query_declares_its_prefixes(answers: ModuleType) -> None:
    """So that it runs elsewhere, as the page says."""
    for query in answers.queries(page("fr")):
        declared = dict(re.findall(r"PREFIX (\w+): <([^>]+)>", query))
        body = query.partition("SELECT")[2]
        assert declared.keys() == set(re.findall(r"(?<![\w?])(\w+):\w", re.sub(r'"[^"]*"', "", body))), query
        assert declared.items() <= PREFIXES.items()


def test_every_pattern_of_the_table_finds_something(answers: ModuleType, shipped: Dataset) -> None:
    patterns = answers.patterns(page("fr"))
    assert len(patterns) >= 30
    for pattern in patterns:
        where = pattern if pattern.startswith("GRAPH ") else f"GRAPH graph:reading {{ {pattern} }}"
        assert len(answers.ask(shipped, f"SELECT * WHERE {{ {where} }} LIMIT 1")) == 1, pattern


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_class_property_and_term_on_the_page_is_known(answers: ModuleType, shipped: Dataset, lang: str) -> None:
    known = {row[0] for row in answers.ask(shipped, "SELECT ?s { GRAPH graph:ontology { ?s ?p ?o } }").rows}
    named = set(re.findall(r"(?<![\w/])(ev|concept):([\w-]+)", page(lang)))
    assert len(named) > 150
    unknown = {f"{prefix}:{name}" for prefix, name in named if PREFIXES[prefix] + name not in known}
    assert unknown <= {"ev:hasEver"}  # the beginning of three names


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_recordable_class_is_on_the_page(shipped: Dataset, lang: str) -> None:
    """A newcomer writes from this page: a class that is not on it is not found."""
    missing = {name for name in (record.name for record in shipped.schema.types.values()) if f"`ev:{name}`" not in page(lang)}
    assert not missing


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_the_page_says_of_a_class_is_said_in_the_data_or_can_be(answers: ModuleType, shipped: Dataset, lang: str) -> None:
    used = answers.ask(shipped, "SELECT DISTINCT ?class ?property { GRAPH ?g { ?thing a ?class ; ?property ?value } }").rows
    known = {f"{cls}".replace(PREFIXES["ev"], "ev:") + " " + _short(str(name)) for cls, name in used}
    for record in shipped.schema.types.values():
        known |= {f"ev:{record.name} {_short(part.value)}" for field in record.fields for part in field.path}
    rows = [line.split(" | ") for line in page(lang).splitlines() if re.match(r"\|[^|]*`ev:[A-Z]", line)]
    assert len(rows) > 20
    for classes, properties in rows:
        of_row = re.findall(r"ev:[A-Z]\w+", classes)
        for name in re.findall(r"`((?:ev|skos|wgs84):\w+)`", properties):
            assert any(f"{cls} {name}" in known for cls in of_row), f"{name}: {of_row}"


def _short(iri: str) -> str:
    return next((f"{prefix}:{iri.removeprefix(base)}" for prefix, base in PREFIXES.items() if iri.startswith(base)), iri)
