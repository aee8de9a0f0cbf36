"""Finding the way: questions by words, one in full, and errors that list what fits."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from entrevilles import finding
from entrevilles.ontology.schema import shipped as shipped_schema
from entrevilles.queries import catalogue

Run = Callable[..., tuple[int, str, str]]


def names(words: str) -> set[str]:
    return {question.name for question in finding.matching(words)}


@pytest.mark.parametrize("words", ["reseaux", "RÉSEAU", "réseaux", "rencontres de réseau", "network meetings"])
def test_accents_case_and_number_do_not_matter(words: str) -> None:
    assert "network-meetings" in names(words)


def test_all_words_are_wanted_and_a_sentence_will_do() -> None:
    assert "missions-led-by" in names("qui dirige les missions ?")
    assert names("missions pays") < names("missions")


def test_words_of_columns_and_tags_count() -> None:
    assert "partners" in names("dernier contact")
    assert "who-said" in names("provenance")


def test_every_topic_has_a_name_in_both_languages() -> None:
    assert set(catalogue.topics()) <= set(catalogue.TOPICS)
    assert all(set(labels) == {"fr", "en"} for labels in catalogue.TOPICS.values())


def test_all_questions_are_listed_by_topic(run: Run) -> None:
    code, out, _said = run("questions")
    assert code == 0
    assert all(f" {question.name} " in out for question in catalogue.questions())
    assert "Sources et désaccords" in out


def test_nothing_found_lists_the_topics(run: Run) -> None:
    code, out, _said = run("questions", "zzz", "--lang", "fr")
    assert code == 1
    assert "« zzz »" in out
    assert re.search(r"Accueils : .*\breceptions\b", out)


def test_a_name_shows_the_question_in_full(run: Run) -> None:
    code, out, _said = run("questions", "contradictions")
    assert code == 0
    for said in (
        "Où les sources se contredisent",
        "l'un de :",
        "précision",
        "affirmation",
        "entrevilles query contradictions",
        "question/",
    ):
        assert said in out
    assert "SELECT" not in out
    assert "SELECT" in run("questions", "contradictions", "--sparql")[1]


def test_the_text_of_an_unknown_question_is_refused_with_near_names(run: Run) -> None:
    code, _out, said = run("questions", "contradiction", "--sparql")
    assert (code, "contradictions" in said) == (2, True)


@pytest.mark.parametrize("name", sorted(catalogue.catalogue()))
def test_every_example_can_be_typed(name: str, run: Run, compiled: Path) -> None:
    program, *words = shlex.split(finding.example(catalogue.find(name)))
    assert program == "entrevilles"
    assert run(*words, "--format", "csv", "--dataset", compiled)[0] == 0


@pytest.mark.parametrize("question", list(catalogue.questions()), ids=lambda question: question.name)
def test_every_parameter_says_what_it_accepts(question: catalogue.Question) -> None:
    for param in question.params:
        assert not finding.accepts(param, shipped_schema()).endswith((": ", ":"))


# What does not fit


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("partners", "-p", "city=Namurr"), ["paramètre ville (city)", "Namur"]),
        (("partners", "-p", "ciy=Namur"), ["« ciy »", "ville"]),
        (("partnerz",), ["partners", "entrevilles questions"]),
        (("contradictions", "-p", "kind=precisio"), ["paramètre nature (kind)", "précision ?"]),
        (("agreements-signed", "-p", "kind=jumelag"), ["paramètre nature (kind)", "natures d'entente"]),
        (("missions-to", "-p", "country=Paris"), ["« Paris » désigne : municipalité", "il faut : pays", "Allemagne"]),
        (("partners", "-p", "date=demain"), ["paramètre date", "2024-06-01"]),
        (("missions", "-p", "year=vingt"), ["nombre entier", "paramètre année (year)"]),
    ],
)
def test_a_wrong_word_lists_what_fits(run: Run, compiled: Path, words: tuple[str, ...], said: list[str]) -> None:
    code, _out, refused = run("query", *words, "--dataset", compiled)
    assert code == 2
    assert [word for word in said if word not in refused] == []


# Files of one's own


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT ?s WHERE { ?s ev:party ?_city_iri }", ["?_city_iri", "#+ params:"]),
        ("#+ params: {city: Actor}\nSELECT ?s WHERE { ?s ev:party ?_city_iri }", ["« city »", "{type: …}"]),
        ("#+ params: {city: {type: Acteur, default: x}}\nSELECT ?s WHERE { ?s ev:party ?_city_iri }", ["type inconnu", "Actor"]),
        ("#+ params: {k: {type: Concept}}\nSELECT ?s WHERE { ?s ev:kind ?_k_iri }", ["« k »", "scheme"]),
        ("#+ params: {k: {type: Concept, scheme: nope, default: x}}\nSELECT ?s { ?s ev:kind ?_k_iri }", ["« nope »", "noms connus"]),
        ("#+ params: {k: {type: date}}\nSELECT ?s WHERE { ?s ev:begin ?_k }", ["--param k=…"]),
        ("#+ a: 1\n#+ - b\nSELECT ?s WHERE { ?s ?p ?o }", ["ligne 2"]),
        ("#+ du texte\nSELECT ?s WHERE { ?s ?p ?o }", ["clé: valeur"]),
        ("#+ summary: x\n\nSELECT ?s WHERE { ?s ?p FILTER }", ["ligne 3"]),
        ("#+ summary: x", ["essai"]),
        ("SELECT ?s WHERE { SERVICE <urn:x> { ?s ?p ?o } }", ["SERVICE"]),
        ("DELETE WHERE { ?s ?p ?o }", ["essai"]),
    ],
)
def test_a_file_that_cannot_be_asked_says_why(run: Run, compiled: Path, tmp_path: Path, text: str, said: list[str]) -> None:
    path = tmp_path / "essai.rq"
    path.write_text(text, encoding="utf-8")
    code, out, refused = run("query", path, "--dataset", compiled)
    assert (code, out) == (2, "")
    assert [word for word in said if word not in refused] == []


def test_a_file_with_french_words_alone_runs(run: Run, compiled: Path, tmp_path: Path) -> None:
    path = tmp_path / "essai.rq"
    path.write_text("#+ summary: Un nombre\n#+ tags: essai\n#+ columns: {n: nombre}\nSELECT ?n WHERE { VALUES ?n { 7 } }", encoding="utf-8")
    code, out, _said = run("query", path, "--dataset", compiled, "--format", "csv")
    assert (code, out) == (0, "nombre\n7\n")
