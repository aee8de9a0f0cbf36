"""The distinctions of the model, on small tables: what is a contradiction, what is not, what a judgement does."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from entrevilles.dataset import Dataset
from entrevilles.ontology.terms import EV, PREFIXES, RDFS, READING, TYPE

Write = Callable[[str, str], Path]


def kinds(dataset: Dataset) -> dict[str, int]:
    return {str(kind).rsplit("/", 1)[-1]: int(str(count)) for kind, count in dataset.query("disagreements").rows}


TWINNING = "id,parties,début,fin,source,modalité\n"


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("1999", "2000", "contradiction"),
        ("1999-10-28", "2000", "contradiction"),
        ("2023", "2023-08", "refinement"),
        ("1999~", "2000", "refinement"),
        ("198X", "1986", "refinement"),
        ("[1999,2000]", "1999", "refinement"),
    ],
)
def test_two_begins(cast: Callable[..., Dataset], one: str, other: str, kind: str) -> None:
    rows = f'j,Québec; Namur,"{one}",,s1,\nj,Québec; Namur,"{other}",,s2,\n'
    assert kinds(cast(jumelages=TWINNING + rows)) == {kind: 1}


@pytest.mark.parametrize(("one", "other"), [("2001", "2001"), ("2001", ""), ("2001", "inconnu")])
def test_no_disagreement(cast: Callable[..., Dataset], one: str, other: str) -> None:
    assert kinds(cast(jumelages=f"{TWINNING}j,Québec; Namur,{one},,s1,\nj,Québec; Namur,{other},,s2,\n")) == {}


def test_a_plan_and_its_report_are_a_kind_of_their_own(cast: Callable[..., Dataset]) -> None:
    rows = "j,Québec; Namur,2000,,s1,annoncé\nj,Québec; Namur,2001,,s2,\n"
    assert kinds(cast(jumelages=TWINNING + rows)) == {"plan-and-report": 1}


def test_several_dates_of_one_agreement_do_not_contradict(cast: Callable[..., Dataset]) -> None:
    dataset = cast(
        ententes="id,nature,parties,début,fin,source\np,protocole,Québec; Namur,2024,2026,s1\n",
        actes_juridiques="relation,nature,date,source\np,signature,2023-08,s1\np,annonce,2023-04-27,s2\n",
        montants="montant de,nature,quantité,devise,source\np,accordé,300 000,CAD,s1\np,utilisé,environ 55 000,CAD,s2\n",
    )
    assert kinds(dataset) == {}


def test_numbers_contradict_only_outside_both_tolerances(cast: Callable[..., Dataset]) -> None:
    head = "id,nature,parties,source\np,protocole,Québec; Namur,s1\n"
    amounts = "montant de,nature,quantité,devise,source\n"
    within = cast(ententes=head, montants=f"{amounts}p,accordé,55 000,CAD,s1\np,accordé,environ 53 000,CAD,s2\n")
    assert kinds(within) == {"refinement": 1}
    outside = cast(ententes=head, montants=f"{amounts}p,accordé,55 000,CAD,s1\np,accordé,300 000,CAD,s2\n")
    assert kinds(outside) == {"contradiction": 1}


def test_spelling_variants_are_naming(cast: Callable[..., Dataset]) -> None:
    dataset = cast(
        organismes="id,nom,source\naivp,Association internationale des villes portuaires,s1\naivp,Association Villes et Ports,s2\n"
    )
    assert kinds(dataset) == {"naming": 1}


def state(dataset: Dataset, day: str, city: str = "Québec") -> list[str]:
    return [str(row["in_force"]).rsplit("/", 1)[-1] for row in dataset.query("partners", city=city, date=day)]


@pytest.mark.parametrize(
    ("begin", "end", "day", "answer"),
    [
        ("1999", "", "2024-06-01", "yes"),
        ("1999", "", "1998-06-01", ""),
        ("1999", "", "1999-06-01", "cannot-be-told"),
        ("1999", "2010", "2011-01-01", "no"),
        ("1999", "2010", "2010-06-01", "cannot-be-told"),
        ("1999", "2010-06-30", "2010-06-30", "yes"),
        ("1999", "inconnu", "2024-06-01", "cannot-be-told"),
        ("1999", "..", "2024-06-01", "yes"),
        ("", "", "2024-06-01", "cannot-be-told"),
    ],
)
def test_in_force_has_its_answers(cast: Callable[..., Dataset], begin: str, end: str, day: str, answer: str) -> None:
    assert state(cast(jumelages=f"{TWINNING}j,Québec; Namur,{begin},{end},s1,\n"), day) == ([answer] if answer else [])


def test_in_force_when_sources_disagree(cast: Callable[..., Dataset]) -> None:
    dataset = cast(jumelages=f"{TWINNING}j,Québec; Namur,1999,,s1,\nj,Québec; Namur,2005,,s2,\n")
    assert state(dataset, "2002-01-01") == ["sources-disagree"]
    assert state(dataset, "2024-01-01") == ["yes"]


def test_an_agreement_without_known_end_cannot_be_told(cast: Callable[..., Dataset]) -> None:
    dataset = cast(ententes="id,nature,parties,début,source\np,protocole,Québec; Namur,2001,s1\n")
    assert state(dataset, "2024-01-01") == ["cannot-be-told"]


def test_what_a_source_calls_abandoned_ended_by_then(cast: Callable[..., Dataset]) -> None:
    dataset = cast(
        jumelages=f"{TWINNING}j,Québec; Namur,2001,,s1,\n",
        etats_observes="relation,état,en date du,source\nj,active,2005,s1\nj,abandonnée,2012-09-06,s2\n",
    )
    assert [state(dataset, day) for day in ("2003-01-01", "2008-01-01", "2013-01-01")] == [["yes"], ["cannot-be-told"], ["no"]]


@pytest.mark.parametrize(
    "ententes",
    [
        "id,nature,parties,source\np,lettre d'intention,Québec; Namur,s1\n",
        "id,nature,parties,source,modalité\np,protocole,Québec; Namur,s1,annoncé\n",
    ],
)
def test_no_tie_from_letters_of_intent_or_plans(cast: Callable[..., Dataset], ententes: str) -> None:
    assert state(cast(ententes=ententes), "2024-01-01") == []


def test_visiting_a_city_is_no_contact_with_it_unless_somebody_is_met(cast: Callable[..., Dataset]) -> None:
    dataset = cast(
        jumelages=f"{TWINNING}j,Québec; Namur,1999,,s1,\nk,Québec; Bruges,1999,,s1,\n",
        missions="id,acteur en mission,début,source\nm,Québec,2023-04,s1\n",
        etapes="mission,ville,rencontre avec,source\nm,Namur,Namur,s1\nm,Bruges,OVPM,s1\n",
    )
    last = {str(row["partner"]).rsplit("/", 1)[-1]: str(row["last_contact"]) for row in dataset.query("partners", date="2024-01-01")}
    assert last == {"namur": "2023-04", "bruges": "None"}


def test_a_plan_whose_date_passed_is_not_held(cast: Callable[..., Dataset]) -> None:
    dataset = cast(accueils="id,hôte,visiteurs,date,source,modalité\na,Québec,Namur,2024,s1,annoncé\n")
    assert len(dataset.query("receptions", year=2024)) == 0
    assert len(list(dataset.store.quads_for_pattern(dataset.names.thing("a"), EV.attestedAs, None, READING))) == 1


def test_a_bare_link_says_only_at_some_time(cast: Callable[..., Dataset]) -> None:
    dataset = cast(jumelages=f"{TWINNING}j,Québec; Namur,1999,2001,s1,\n")
    quebec, namur = dataset.names.thing("quebec"), dataset.names.thing("namur")
    assert list(dataset.store.quads_for_pattern(quebec, EV.hasEverBeenTwinnedWith, namur, READING))
    assert list(dataset.store.quads_for_pattern(namur, EV.hasEverBeenTwinnedWith, quebec, READING))


# Plans and reports on one thing


def test_a_planned_date_opens_nothing(cast: Callable[..., Dataset]) -> None:
    rows = f"{TWINNING}j,Québec; Namur,,,s1,\nj,Québec; Namur,2001,,s2,annoncé\n"
    assert state(cast(jumelages=rows), "2024-01-01") == ["cannot-be-told"]


def test_a_party_that_is_only_announced_has_no_tie(cast: Callable[..., Dataset]) -> None:
    rows = f"{TWINNING}j,Québec; Namur,1999,,s1,\nj,Québec; Paris,,,s2,annoncé\n"
    dataset = cast(jumelages=rows)
    assert state(dataset, "2024-01-01", "Paris") == []
    assert state(dataset, "2024-01-01", "Namur") == ["yes"]


def test_a_meeting_that_is_only_announced_is_no_contact(cast: Callable[..., Dataset]) -> None:
    dataset = cast(
        jumelages=f"{TWINNING}j,Québec; Namur,1999,,s1,\n",
        missions="id,acteur en mission,début,source\nm,Québec,2023-04,s1\n",
        etapes="mission,ville,rencontre avec,modalité,source\nm,Namur,,,s1\nm,Namur,Namur,annoncé,s2\n",
    )
    assert [row["last_contact"] for row in dataset.query("partners", date="2024-01-01")] == [None]


def test_participations_alone_make_a_contact(cast: Callable[..., Dataset]) -> None:
    dataset = cast(
        jumelages=f"{TWINNING}j,Québec; Namur,1999,,s1,\n",
        evenements="id,titre,date,source\ne,Congrès,2023-04,s1\n",
        participations="activité,au nom de,source\ne,Québec,s1\ne,Namur,s1\n",
    )
    assert [row["last_contact"] for row in dataset.query("partners", date="2024-01-01")] == ["2023-04"]


# Acts in the life of a relationship


def test_a_renewal_puts_an_ended_relationship_in_force_again(cast: Callable[..., Dataset]) -> None:
    dataset = cast(
        jumelages=f"{TWINNING}j,Québec; Namur,1999,2012,s1,\n", actes_juridiques="relation,nature,date,source\nj,renouvellement,2015,s2\n"
    )
    assert [state(dataset, day) for day in ("2011-06-01", "2014-01-01", "2024-01-01")] == [["yes"], ["no"], ["yes"]]


def test_a_suspended_relationship_is_not_in_force(cast: Callable[..., Dataset]) -> None:
    dataset = cast(
        jumelages=f"{TWINNING}j,Québec; Namur,1999,,s1,\n", actes_juridiques="relation,nature,date,source\nj,suspension,2022-03-01,s2\n"
    )
    assert [state(dataset, day) for day in ("2020-01-01", "2024-01-01")] == [["yes"], ["no"]]


def test_an_agreement_of_whole_years_runs_from_the_first_day_to_the_last(cast: Callable[..., Dataset]) -> None:
    dataset = cast(ententes="id,nature,parties,début,fin,source\np,protocole,Québec; Namur,2024,2026,s1\n")
    assert [state(dataset, day) for day in ("2023-12-31", "2024-01-01", "2026-12-31", "2027-01-01")] == [[], ["yes"], ["yes"], ["no"]]


def test_every_value_is_of_the_range_of_its_property(shipped: Dataset) -> None:
    """Of the classes or the datatype that the ontology gives: literals of a datatype property, nodes of an object property."""
    ontology, types = shipped.schema.turtle(), dict[object, set[NamedNode]]()
    for quad in shipped.store.quads_for_pattern(None, TYPE, None, None):
        if isinstance(quad.object, NamedNode):
            types.setdefault(quad.subject, set()).update(shipped.schema.superclasses(quad.object))
    strays, used = set(), 0
    for literal, kind in ((True, "DatatypeProperty"), (False, "ObjectProperty")):
        for declared in ontology.quads_for_pattern(None, TYPE, NamedNode(PREFIXES["owl"] + kind)):
            assert isinstance(declared.subject, NamedNode)
            ranges = {quad.object for quad in ontology.quads_for_pattern(declared.subject, RDFS.range, None)}
            for quad in shipped.store.quads_for_pattern(None, declared.subject, None, None):
                used += 1
                term = quad.object
                fits = {term.datatype} if isinstance(term, Literal) else types.get(term, set())
                if isinstance(term, Literal) != literal or not ranges <= fits:
                    strays.add((declared.subject, term))
    assert used > 10_000
    assert not strays
