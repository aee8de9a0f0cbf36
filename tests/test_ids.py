"""Ids of things and claims: minted once, kept through sorting, renaming and a build."""

from collections.abc import Callable

import pytest

from entrevilles import TableErrors
from entrevilles.building import build
from entrevilles.dataset import Dataset
from entrevilles.graph.folder import IDS, Folder
from entrevilles.ontology.terms import READING

TWINNING = "id,parties,début,fin,source,modalité\n"


def kinds(dataset: Dataset) -> dict[str, int]:
    return {str(kind).rsplit("/", 1)[-1]: int(str(count)) for kind, count in dataset.query("disagreements").rows}


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
