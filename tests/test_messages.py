"""Everything that is said is said in French and in English."""

import gettext
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po
from pyoxigraph import Literal, NamedNode

from entrevilles.ontology import language
from entrevilles.ontology.schema import shipped
from entrevilles.ontology.terms import BASE, RDF, RDFS, SH, SKOS, Namespace

ROOT = Path(__file__).parent.parent
PACKAGES = ("entrevilles", "entrevilles/service", "graph", "loaders", "ontology", "queries", "viz", "viz/exports")
COMMANDS = sorted(importlib.import_module("entrevilles.cli").program().commands)
OWL = Namespace("http://www.w3.org/2002/07/owl#")
FRENCH = re.compile(r"[éèàùçêâîôœ«»]|\b(?:le|la|les|des|une|dans|avec|pour|fichier|sans)\b", re.I)
ENGLISH = re.compile(r"\b(?:the|usage|options|commands?|show|message|and|exit|default|text|file|path|integer|of|for)\b")
HELPER = re.compile(r"#(?:in|scheme)-")  # shapes that say of which scheme a concept must be: nobody sees them
PROPER = re.compile(r"Québec|accueils|mes-donnees|reseau\.html|patrimoine mondial|tout\.nq|namur-jumelage")


def _catalogue(lang: str) -> Catalog:
    with (language.LOCALE / lang / "LC_MESSAGES" / "entrevilles.po").open("rb") as file:
        return read_po(file, locale=lang)


def _said() -> dict[str, str]:
    """message → where the sources say it."""
    found: dict[str, str] = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).glob("*.py")):
            for line, message, *_rest in extract_from_file("python", path, keywords={"_": None}):
                assert isinstance(message, str)
                found[message] = f"{package}/{path.name}:{line}"
    return found


def _placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"\{\w*\}", text))


SAID = _said()


def test_every_message_has_an_english_translation_with_the_same_placeholders() -> None:
    english = _catalogue("en")
    missing = {message: place for message, place in SAID.items() if not (found := english.get(message)) or not found.string}
    assert missing == {}
    assert [text for text in SAID if _placeholders(text) != _placeholders(str(_translated(english, text).string))] == []


def _translated(catalogue: Catalog, text: str) -> Message:
    found = catalogue.get(text)
    assert found
    return found


def test_no_translation_is_left_over_fuzzy_or_french() -> None:
    messages = [message for message in _catalogue("en") if message.id]
    assert [message.id for message in messages if message.id not in SAID] == []
    assert [message.id for message in messages if message.fuzzy] == []
    assert [message.string for message in messages if FRENCH.search(PROPER.sub("", str(message.string)))] == []


def test_no_message_hides_where_the_extractor_cannot_see_it() -> None:
    """Before Python 3.12 an f-string is one token, and so is what it calls."""
    hidden = [path for package in PACKAGES for path in (ROOT / package).glob("*.py") if "{_(" in path.read_text(encoding="utf-8")]
    assert hidden == []


def test_what_click_says_has_a_french_translation_that_fits() -> None:
    """Shell completion, prompts for files and errors of a program's author are left out: nobody can meet them here."""
    import click

    french = _catalogue("fr")
    found = extract_from_dir(Path(click.__file__).parent, keywords={"_": None, "ngettext": (1, 2)}, method_map=[("**.py", "python")])
    asked = {message if isinstance(message, str) else message[0] for path, _line, message, *_rest in found if Path(path).name in SPEAKING}
    assert {text for text in asked if not french.get(text)} <= UNMET
    for message in french:
        texts, translations = (message.id, message.string) if isinstance(message.id, tuple) else ((message.id,), (message.string,))
        for text, translation in zip(texts, translations or (), strict=True):
            assert translation or not text
            assert set(re.findall(r"\{\w+", str(translation))) <= set(re.findall(r"\{\w+", str(text))), text


SPEAKING = ("core.py", "exceptions.py", "formatting.py", "types.py", "parser.py", "_parser.py", "termui.py", "decorators.py")
UNMET = {
    "d",
    "Name '{name}' defined twice",
    "Boolean option {decl!r} cannot use the same flag for true/false.",
    "Could not determine name for option with declarations {decls!r}",
    "No options defined but a name was passed ({name}). Did you mean to declare an argument instead? Did you mean to pass '--{name}'?",
    "Arguments take exactly one parameter declaration, got {length}: {decls}.",
    "Unknown color {colour!r}",
    "Choice({choices})",
}


@pytest.mark.parametrize("kind", ["classes and properties", "shapes", "columns", "concepts"])
def test_everything_in_the_ontology_has_its_words_in_both_languages(kind: str) -> None:
    wanted = {
        "classes and properties": ((OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty), (RDFS.label,), (SKOS.definition, RDFS.comment)),
        "shapes": ((SH.NodeShape,), (RDFS.label,), ()),
        "columns": ((SH.PropertyShape,), (SH.name,), (SH.description,)),
        "concepts": ((SKOS.Concept, SKOS.ConceptScheme), (SKOS.prefLabel, RDFS.label), ()),
    }
    types, labels, helps = wanted[kind]
    store = shipped().turtle()
    terms = {quad.subject for cls in types for quad in store.quads_for_pattern(None, RDF.type, cls)}
    own = {term for term in terms if isinstance(term, NamedNode) and term.value.startswith(BASE) and not HELPER.search(term.value)}
    assert own
    assert sorted(term.value for term in own if not _both(term, labels)) == []
    assert sorted(term.value for term in own if helps and kind == "columns" and not _both(term, helps)) == []


def _both(term: NamedNode, predicates: tuple[NamedNode, ...]) -> bool:
    quads = [quad for predicate in predicates for quad in shipped().turtle().quads_for_pattern(term, predicate, None)]
    return {quad.object.language for quad in quads if isinstance(quad.object, Literal) and quad.object.value.strip()} >= {"fr", "en"}


def test_every_recordable_class_says_what_it_is_in_both_languages() -> None:
    for record in shipped().types.values():
        for words in (record.label, record.sheet, record.definition, *(field.help for field in record.fields)):
            assert set(words) >= {"fr", "en"}, record.name


# Help


@pytest.fixture(scope="module")
def helps() -> dict[tuple[str, str], str]:
    """(language, command) → its help, each language in a process of its own, as a person meets it."""
    return {(lang, name): text for lang in language.LANGUAGES for name, text in _all_helps(lang).items()}


def _all_helps(lang: str) -> dict[str, str]:
    script = """
import sys, subprocess
from entrevilles import cli
for name in sys.argv[2:]:
    print("\\f" + name, flush=True)
    try:
        cli.main([*([name] if name else []), "--lang", sys.argv[1], "--help"])
    except SystemExit:
        pass
"""
    command = [sys.executable, "-c", script, lang, "", *COMMANDS]
    out = subprocess.run(command, capture_output=True, text=True, check=True, env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}).stdout
    return {page.split("\n", 1)[0]: page.split("\n", 1)[1] for page in out.split("\f")[1:]}


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_the_help_of_each_command_has_a_sentence_and_an_example(name: str, helps: dict[tuple[str, str], str]) -> None:
    for lang, example in (("fr", "Exemple :"), ("en", "Example:")):
        text = helps[lang, name]
        assert example in text
        assert "entrevilles " + name in text.split(example)[1]
        assert re.search(r"^  [A-ZÀÉÊ].*\w", text, re.M)


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_french_help_has_no_english_left(name: str, helps: dict[tuple[str, str], str]) -> None:
    text = re.sub(r"^ +entrevilles .*$|^Emploi.*$|^  (?:show|view) |--[\w-]+|Options:", "", helps["fr", name], flags=re.M)
    assert ENGLISH.findall(text) == []
    assert "TEXT" not in text
    assert "PATH" not in text


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_english_help_has_no_french_left(name: str, helps: dict[tuple[str, str], str]) -> None:
    text = re.sub(r"^ +entrevilles .*$", "", helps["en", name], flags=re.M)
    assert FRENCH.findall(PROPER.sub("", text)) == []


def test_the_language_of_click_follows_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "")
    language.speak("fr")
    assert gettext.gettext("Usage:") == "Emploi :"
    language.speak("en")
    assert gettext.gettext("Usage:") == "Usage:"
