"""A cell is read into RDF terms and written back as the same cell, in both languages."""

import contextlib
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from entrevilles.ontology import cells, language
from entrevilles.ontology.errors import InputError
from entrevilles.ontology.schema import Field, shipped
from entrevilles.ontology.terms import EV, RDF, XSD

SCHEMA = shipped()


def _fields() -> Iterator[Field]:
    """One field of each kind of value."""
    kinds: dict[object, Field] = {}
    for record in (*SCHEMA.types.values(), SCHEMA.claim):
        for field in record.fields:
            kinds.setdefault((field.datatype, field.scheme, field.cls, bool(field.pattern), field.max), field)
    yield from kinds.values()


FIELDS = {f"{field.shape.value.rsplit('#', 1)[-1]}": field for field in _fields()}
TEXTS = st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs")), min_size=1)


def _field(**wanted: object) -> Field:
    return next(field for field in FIELDS.values() if all(getattr(field, name) == value for name, value in wanted.items()))


def _terms(text: str, field: Field) -> list[NamedNode | Literal]:
    return [value for value in cells.parse(text, field, SCHEMA) if not isinstance(value, cells.Reference)]


@pytest.mark.parametrize("name", FIELDS)
@settings(max_examples=40)
@given(text=st.one_of(st.text(), TEXTS, st.text(alphabet="0123456789-.,;: eX~oui"), st.from_regex(r"[0-9-]{4,10}", fullmatch=True)))
def test_arbitrary_text_is_a_value_or_an_input_error(name: str, text: str) -> None:
    with contextlib.suppress(InputError):
        list(cells.parse(text, FIELDS[name], SCHEMA))


@pytest.mark.parametrize("lang", language.LANGUAGES)
@pytest.mark.parametrize("name", [name for name, field in FIELDS.items() if not field.cls or field.cls.value.startswith(EV.base)])
@settings(max_examples=40)
@given(
    text=st.one_of(
        TEXTS, st.integers().map(str), st.decimals(allow_nan=False, allow_infinity=False, places=4).map(str), st.dates().map(str)
    )
)
def test_what_is_read_is_written_so_that_it_is_read_the_same(name: str, lang: str, text: str) -> None:
    field = FIELDS[name]
    language.activate(lang)
    try:
        terms = _terms(text, field)
    except InputError:
        return
    assert [_terms(cells.written(term, field, SCHEMA), field) for term in terms] == [[term] for term in terms]


@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_every_concept_is_read_by_each_of_its_words_and_written_as_its_label(lang: str) -> None:
    language.activate(lang)
    for scheme, concepts in SCHEMA.concepts.items():
        for iri, concept in concepts.items():
            assert cells.concept(language.choose(concept.labels), scheme, SCHEMA) == iri
            for word in concept.labels.values():
                assert cells.concept(word.upper(), scheme, SCHEMA) == iri, word


def test_an_unknown_term_comes_with_the_nearest_known_ones() -> None:
    field = next(field for field in FIELDS.values() if field.scheme and field.max is None)
    with pytest.raises(InputError) as refused:
        _terms("cultur", field)
    assert "culture" in refused.value.mend


@pytest.mark.parametrize(("text", "value"), [("oui", True), ("VRAI", True), ("x", True), ("1", True), ("Non", False), ("false", False)])
def test_yes_and_no_are_read_in_both_languages(text: str, value: bool) -> None:
    assert _terms(text, _field(datatype=XSD.boolean)) == [Literal(value)]


@pytest.mark.parametrize(
    ("datatype", "text"),
    [
        (XSD.boolean, "peut-être"),
        (XSD.integer, "1,5"),
        (XSD.integer, "1e400"),
        (XSD.decimal, "1e999999"),
        (XSD.date, "2026-02-30"),
        (XSD.date, "20261121"),
        (XSD.anyURI, "www.ville.quebec.qc.ca"),
        (XSD.anyURI, "https://a b"),
    ],
)
def test_what_is_refused_comes_with_the_way_to_write_it(datatype: NamedNode, text: str) -> None:
    with pytest.raises(InputError) as refused:
        _terms(text, _field(datatype=datatype))
    assert refused.value.mend


@given(day=st.dates(min_value=date(1, 1, 1)))
def test_a_day_is_a_day(day: date) -> None:
    assert _terms(day.isoformat(), _field(datatype=XSD.date)) == [Literal(day.isoformat(), datatype=XSD.date)]


def test_only_lists_are_cut_at_semicolons() -> None:
    assert len(_terms("a; b; ; c;", _field(datatype=XSD.string, max=None))) == 3
    assert _terms("a; b", _field(datatype=XSD.string, max=1, pattern="")) == [Literal("a; b")]
    assert len(_terms("a; b", _field(datatype=RDF.langString, unique_lang=True))) == 1
