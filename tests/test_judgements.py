"""What a judgement does to the reading, alone and beside others; which cannot be."""

from collections.abc import Callable

import pytest

from entrevilles import TableErrors
from entrevilles.dataset import Dataset
from entrevilles.graph.judgements import JUDGEMENTS_GRAPH
from entrevilles.ontology import language
from entrevilles.ontology.terms import EV, READING
from entrevilles.rulings import on_claim as rulings_of

TWINNING = "id,parties,début,fin,source,modalité\n"
BOTH = f"{TWINNING}j,Québec; Namur,1999,,s1,\nj,Québec; Namur,2000,,s2,\n"
HEAD = "verdict,affirmation,colonne,motif,par,le,gardé,autre\n"


def begins(dataset: Dataset) -> set[str]:
    thing = dataset.names.thing("j")
    return {str(q.object).rsplit("/", 1)[-1].rstrip(">") for q in dataset.store.quads_for_pattern(thing, EV.begin, None, READING)}


def test_an_undecided_dispute_keeps_both_values(cast: Callable[..., Dataset]) -> None:
    assert begins(cast(jumelages=BOTH)) == {"1999", "2000"}


@pytest.mark.parametrize(
    ("ruling", "left"),
    [
        ("préférer,j.s1,début,mieux informé,moi,2026-01-01,,", {"1999"}),
        ("écarter,j.s1,début,coquille,moi,2026-01-01,,", {"2000"}),
        ("écarter,j.s2,,retirée,moi,2026-01-01,,", {"1999"}),
    ],
)
def test_a_judgement_decides_the_reading_and_keeps_the_claims(cast: Callable[..., Dataset], ruling: str, left: set[str]) -> None:
    dataset = cast(judgements=HEAD + ruling + "\n", jumelages=BOTH)
    assert begins(dataset) == left
    assert {row["value"] for row in dataset.query("who-said", thing="j") if str(row["property"]).endswith("begin")} == {
        "https://w3id.org/entrevilles/time/1999",
        "https://w3id.org/entrevilles/time/2000",
    }
    assert all(row["judgement"] for row in dataset.query("contradictions"))


def test_same_joins_two_things_under_the_kept_id(cast: Callable[..., Dataset]) -> None:
    rows = f"{TWINNING}j,Québec; Namur,1999,,s1,\nk,Québec; Namur,,2010,s2,\n"
    dataset = cast(judgements=HEAD + "même,,,la même entente,moi,2026-01-01,j,k\n", jumelages=rows)
    assert [row["relationship"] for row in dataset.query("partners", city="Namur")] == [dataset.names.id + "j"]


# Judgements together


@pytest.mark.parametrize(
    ("rulings", "left"),
    [
        (["même,,,la même,moi,2026-01-01,j,k", "préférer,j.s1,début,mieux,moi,2026-01-01,,"], {"1999"}),
        (["préférer,k.s2,début,mieux,moi,2026-01-01,,", "même,,,la même,moi,2026-01-01,j,k"], {"2000"}),
    ],
)
def test_preferring_reaches_what_is_joined(cast: Callable[..., Dataset], rulings: list[str], left: set[str]) -> None:
    rows = f"{TWINNING}j,Québec; Namur,1999,,s1,\nk,Québec; Namur,2000,,s2,\n"
    dataset = cast(judgements=HEAD + "\n".join(rulings) + "\n", jumelages=rows)
    assert begins(dataset) == left
    assert all(row["judgement"] for row in dataset.query("contradictions"))


@pytest.mark.parametrize(
    ("ruling", "said"),
    [
        ("préférer,j.s1,fin,mieux,moi,2026-01-01,,", "ne dit rien de cette colonne"),
        ("préférer,j.s1,début,a,moi,2026-01-01,,\npréférer,j.s2,début,b,moi,2026-01-01,,", "déjà préférée"),
        ("même,,,a,moi,2026-01-01,j,inconnu", "identifiant inconnu"),
        ("même,,,a,moi,2026-01-01,j,namur", "classes différentes"),
        ("écarter,j.s9,début,a,moi,2026-01-01,,", "affirmation inconnue"),
    ],
)
def test_a_judgement_that_cannot_be_is_refused(cast: Callable[..., Dataset], ruling: str, said: str) -> None:
    with pytest.raises(TableErrors, match=said):
        cast(judgements=f"{HEAD}{ruling}\n", jumelages=BOTH)


def test_a_dispute_is_settled_only_when_one_value_is_left(cast: Callable[..., Dataset]) -> None:
    three = f"{BOTH}j,Québec; Namur,2005,,s1,\n"
    dataset = cast(judgements=HEAD + "écarter,j.s1,début,coquille,moi,2026-01-01,,\n", jumelages=three)
    assert begins(dataset) == {"2000", "2005"}
    assert not any(row["judgement"] for row in dataset.query("contradictions"))


def test_joined_things_are_found_under_the_old_id(cast: Callable[..., Dataset]) -> None:
    rows = f"{TWINNING}j,Québec; Namur,1999,,s1,\nk,Québec; Namur,2000,,s2,\n"
    dataset = cast(judgements=HEAD + "même,,,la même,moi,2026-01-01,j,k\n", jumelages=rows)
    assert dataset.index.find("k") == dataset.names.thing("j")
    assert {row["claim"] for row in dataset.query("who-said", thing="k")} == {dataset.names.claim + "j.s1", dataset.names.claim + "k.s2"}


def test_a_judgement_points_to_what_it_names(cast: Callable[..., Dataset]) -> None:
    rows = f"{TWINNING}j,Québec; Namur,1999,,s1,\nk,Québec; Namur,2000,,s2,\n"
    rulings = "écarter,j.s1,début,coquille,moi,2026-01-01,,\nmême,,,la même,moi,2026-01-01,j,k\n"
    dataset = cast(judgements=HEAD + rulings, jumelages=rows)
    told = {(quad.predicate, quad.object) for quad in dataset.store.quads_for_pattern(None, None, None, JUDGEMENTS_GRAPH)}
    names = dataset.names
    assert told >= {(EV.judgedClaim, names.claim_iri("j.s1")), (EV.judgedProperty, EV.begin)}
    assert told >= {(EV.judgedKept, names.thing("j")), (EV.judgedOther, names.thing("k"))}
    (ruling,) = rulings_of(dataset, names.claim_iri("j.s1"))
    with language.speaking("en"):
        (english,) = rulings_of(dataset, names.claim_iri("j.s1"))
    assert (ruling.about, ruling.column, english.column) == (EV.begin, "début", "begin")
