"""What a source states, and what takes place in a city: the questions, and the first lines that a page shows."""

from collections.abc import Callable

from entrevilles.dataset import Dataset
from entrevilles.ontology.terms import EV
from entrevilles.stated import FEW, stated

HEAD = "id,nom,source,endroit\n"


def locators(dataset: Dataset, source: str) -> list[str]:
    return [line.locator for line in stated(dataset, dataset.names.thing(source)).lines]


def test_lines_stand_as_in_the_source_and_those_without_place_last(cast: Callable[..., Dataset]) -> None:
    rows = 'lyon,Lyon,s2,l. 10\nnice,Nice,s2,\nlille,Lille,s2,l. 9\nnantes,Nantes,s2,"l. 9, 12"\n'
    assert locators(cast(municipalites_2=HEAD + rows), "s2")[:4] == [
        "l. 9",
        "l. 9, 12",
        "l. 10",
        "",
    ]


def test_a_page_has_the_first_of_them_and_counts_all(shipped: Dataset) -> None:
    source = shipped.names.thing("rapport-annuel-bri-2023")
    claims = {quad.subject for quad in shipped.store.quads_for_pattern(None, EV.source, source, None)}
    found = stated(shipped, source)
    assert (found.total, len(found.lines)) == (len(claims), FEW)
    assert stated(shipped, shipped.names.thing("namur")).total == 0


def test_a_source_is_asked_for_all_that_it_states(shipped: Dataset) -> None:
    """The four claims of RTBF, as `data/sources` has them."""
    rows = list(shipped.query("stated-by", source="rtbf"))
    assert {str(row["claim"]).rsplit("/", 1)[-1] for row in rows} == {
        "maxime-prevot-bourgmestre-de-namur.rtbf",
        "namur-jumelage-etat.rtbf",
        "namur-jumelage.rtbf",
        "rtbf.rtbf",
    }
    said = {(str(row["about"]).rsplit("/id/", 1)[-1], str(row["property"]).rsplit("#", 1)[-1], row["value"]) for row in rows}
    assert ("namur-jumelage", "begin", "https://w3id.org/entrevilles/time/2000") in said
    assert ("namur-jumelage", "party", "https://w3id.org/entrevilles/id/namur") in said


def test_all_that_a_source_states_follows_the_claims(changed: Callable[..., Dataset]) -> None:
    table = "id,parties,début,source,endroit\nlyon-jumelage-essai,Québec; Lyon,1999,rtbf,l. 3\n"
    rows = list(changed("namur-jumelage.rtbf", jumelages=table).query("stated-by", source="rtbf"))
    assert not [row for row in rows if str(row["claim"]).endswith("/namur-jumelage.rtbf")]
    assert {row["locator"] for row in rows if str(row["about"]).endswith("/lyon-jumelage-essai")} == {"l. 3"}


def test_what_takes_place_in_a_city_is_told_once(shipped: Dataset) -> None:
    rows = {str(row["id"]).rsplit("/id/", 1)[-1]: row for row in shipped.query("mentions", thing="namur")}
    assert rows["namur-mission-2000/etape/namur"]["as"] == EV.place.value
    assert rows["namur-mission-2000/etape/namur"]["date"] == "2000-05-28"  # the day of its mission
    met = [row for row in shipped.query("mentions", thing="namur") if str(row["id"]).endswith("mission-2023/etape/namur")]
    assert [row["as"] for row in met] == [EV.met.value]


def test_what_takes_place_in_a_city_follows_the_claims(cast: Callable[..., Dataset]) -> None:
    mission = "id,titre,acteur en mission,début,villes,source\nm,Mission,Québec,2020,Bruges,s1\n"
    event = "id,titre,date,lieu,source\nfoire,Foire,2021,Bruges,s1\n"
    dataset = cast(missions=mission, evenements=event)
    rows = {str(row["id"]).rsplit("/id/", 1)[-1]: row["date"] for row in dataset.query("mentions", thing="bruges")}
    assert rows == {"foire": "2021", "m/etape/bruges": "2020"}
