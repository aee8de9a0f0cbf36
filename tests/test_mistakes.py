"""A query that cannot be read is refused in words that say how to mend it."""

import pyoxigraph as ox
import pytest

from entrevilles.ontology import language
from entrevilles.ontology.terms import PREFIXES
from entrevilles.queries.mistakes import explained

WRONG = {
    "": "la requête est vide",
    "# rien\n": "la requête est vide",
    "INSERT DATA {}": "« INSERT » change des données",
    "PREFIX x: <http://x/> DELETE WHERE { ?s ?p ?o }": "« DELETE » change des données",
    "SELEC * {}": "non par « SELEC »",
    "SELECT * { ?s xx:y ?o }": "« xx: » n'est pas déclaré ; ajoutez : PREFIX xx: <…>",
    "SELECT * { ?s :y _:b }": "le préfixe « : » n'est pas déclaré",
    "SELECT * { ?s ?p ?o": "il manque « } »",
    "SELECT * { ?s ?p ?o }}": "« } » de trop",
    "SELECT * { ?s ?p ?o FILTER(?o > 3 }": "il manque « ) »",
    'SELECT * { ?s ?p "a }': "il manque un guillemet",
    "SELECT * { id:namur#place ?p ?o }": "« # » s'écrit « \\# »",
    "SELECT * { id:namur-jumelage/acte/x ?p ?o }": "« / » s'écrit « \\/ »",
    "SELECT ?a (COUNT(?b) AS ?n) { ?a ?p ?b }": "ni dans GROUP BY, ni dans un agrégat",
    "SELECT * { ?s <a b> ?o }": "n'est pas une adresse",
    "SELECT *\n{ ?s a }": "illisible à la ligne 2, colonne",
}
RIGHT = (
    "PREFIX ex: <http://x/> SELECT * { ?s ex:a/ev:b _:c . ?s id:namur\\#place ?o . FILTER(?o < 3 && ?p != <http://x/#a>) } # :)",
    "SELECT (COUNT(*) AS ?n) { ?s ?p '} xx:y' . ?t ev:begin/^ev:end ?u }",
)


@pytest.mark.parametrize("text", WRONG)
def test_a_mistake_is_told(text: str) -> None:
    with pytest.raises(SyntaxError) as refused:
        ox.Store().query(text, prefixes=PREFIXES)
    language.activate("fr")
    assert WRONG[text] in explained(text, str(refused.value))
    language.activate("en")
    assert WRONG[text] not in explained(text, str(refused.value))


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_is_not_taken_for_a_mistake(text: str) -> None:
    ox.Store().query(text, prefixes=PREFIXES)
    assert explained(text, "as the engine says") == "as the engine says"
