"""The distinctions of the model, on small tables: what is a contradiction, what is not, what a judgement does."""

from collections.abc import Callable
from pathlib import Path

import pytest

from entrevilles import TableErrors
from entrevilles.building import build
from entrevilles.dataset import Dataset
from entrevilles.graph.folder import IDS, JUDGEMENTS, Folder
from entrevilles.loading import load
from entrevilles.ontology.terms import EV, READING

Write = Callable[[str, str], Path]

CAST = {
    "municipalites.csv": "id,nom,source\nquebec,Québec,s1\nnamur,Namur,s1\nparis,Paris,s1\nbruges,Bruges,s1\n",
    "reseaux de villes.csv": "id,nom,source\novpm,OVPM,s1\n",
    "sources.csv": "id,titre,source\ns1,Premier,s1\ns2,Second,s2\n",
}


@pytest.fixture
def cast(empty: Folder, write: Write) -> Callable[..., Dataset]:
    """Load these tables beside a small cast of cities, and open the result."""

    def loader(judgements: str = "", **tables: str) -> Dataset:
        if judgements:
            (empty.root / JUDGEMENTS).write_text(judgements, encoding="utf-8")
        files = [write(name, text) for name, text in CAST.items()]
        files += [write(f"{name.replace('_', ' ')}.csv", text) for name, text in tables.items()]
        load(empty, files, lambda *_: True)
        return Dataset(empty)

    return loader


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


# Ids


def test_nouveau_makes_another_thing(cast: Callable[..., Dataset]) -> None:
    rows = "id,parties,début,source\n,Québec; Namur,1999,s1\nnouveau,Québec; Namur,2005,s1\n"
    dataset = cast(jumelages=rows)
    assert {str(row["relationship"]).rsplit("/", 1)[-1] for row in dataset.query("partners")} == {
        "namur-quebec-jumelage",
        "namur-quebec-jumelage-2",
    }
    assert kinds(dataset) == {}


def test_a_renamed_thing_is_found_under_both_ids(cast: Callable[..., Dataset], empty: Folder) -> None:
    cast(jumelages=f"{TWINNING}j,Québec; Namur,1999,,s1,\n")
    table = empty.root / "sources" / "jumelages" / "jumelages.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("j,", "neuf,", 1).replace("\nj,", "\nneuf,"), encoding="utf-8")
    (empty.root / IDS).write_text("id,class,key,redirect\nj,,,neuf\n", encoding="utf-8")
    build(empty)
    dataset = Dataset(empty)
    assert dataset.index.find("j") == dataset.names.thing("neuf")
    assert list(dataset.store.quads_for_pattern(dataset.names.thing("neuf"), None, None, READING))


THREE = ("j,Québec; Namur,1999,,s1,\n", "j,Québec; Namur,2000,,s1,\n", "j,Québec; Namur,,,s2,\n")


def claims_of(folder: Folder) -> dict[str, str]:
    dataset = Dataset(folder)
    return {str(row["claim"]): str(row["value"]) for row in dataset.query("who-said", thing="j") if str(row["property"]).endswith("begin")}


def test_sorting_a_loaded_file_keeps_the_ids_of_its_claims(cast: Callable[..., Dataset], empty: Folder) -> None:
    cast(jumelages=TWINNING + "".join(THREE))
    before = claims_of(empty)
    cast(jumelages=TWINNING + "".join(reversed(THREE)))
    assert len(before) == 2
    assert claims_of(empty) == before


def test_a_build_writes_ids_into_tables_written_by_hand(cast: Callable[..., Dataset], empty: Folder) -> None:
    cast()
    table = empty.root / "sources" / "main" / "jumelages.csv"
    table.parent.mkdir()
    table.write_text("parties;début;# à moi;source\nQuébec, Namur;1999;note;s1\n".replace(", ", ","), encoding="utf-8")
    with pytest.raises(TableErrors):
        build(empty)
    table.write_text('parties;début;# à moi;source\n"quebec; namur";1999;note;s1\n', encoding="utf-8")
    build(empty)
    assert table.read_text(encoding="utf-8").splitlines() == [
        "parties;début;# à moi;source;id;claim",
        '"quebec; namur";1999;note;s1;namur-quebec-jumelage;namur-quebec-jumelage.s1',
    ]
    assert not build(empty).changed
