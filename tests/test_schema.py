"""The shapes and the concepts agree with themselves."""

from entrevilles.ontology.language import fold
from entrevilles.ontology.schema import shipped


def test_a_concept_belongs_to_one_scheme() -> None:
    schema = shipped()
    placed = [concept for concepts in schema.concepts.values() for concept in concepts]
    assert sorted(c.value for c in placed) == sorted({c.value for c in placed})


def test_a_word_means_one_concept_of_its_scheme() -> None:
    for scheme, concepts in shipped().concepts.items():
        meant: dict[str, str] = {}
        for concept, known in concepts.items():
            for word in {fold(word) for word in known.words}:
                assert meant.setdefault(word, concept.value) == concept.value, (scheme.value, word)


def test_no_two_columns_of_a_sheet_have_one_name() -> None:
    schema = shipped()
    for record in schema.types.values():
        for language in ("fr", "en"):
            names = [fold(field.name[language]) for field in (*record.fields, *schema.claim.fields)]
            assert sorted(names) == sorted(set(names)), (record.name, language)
