"""What would be lost, merged or leaked without a word, were it not refused."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import networkx
import pytest

from entrevilles import Dataset, DatasetError, InputError, QueryError, TableErrors
from entrevilles.building import build, rollback
from entrevilles.graph.folder import Folder
from entrevilles.graph.generations import TRUTH
from entrevilles.loading import load
from entrevilles.queries import catalogue

Write = Callable[[str, str], Path]


def yes(*_asked: object) -> bool:
    return True


def no(*_asked: object) -> bool:
    return False


def things(folder: Folder, cls: str) -> int:
    return next((int(str(row["things"])) for row in Dataset(folder).query("classes") if str(row["class"]).endswith(f"#{cls}")), 0)


def test_names_in_other_scripts_are_other_things(small: Folder, write: Write) -> None:
    load(small, [write("personnes.csv", "nom,source\nВладимир Иванов,registre\n東京太郎,registre\nMarie Roy,registre\n")], yes)
    assert things(small, "Person") == 3
    assert not build(small).changed


def test_an_id_taken_by_another_class_is_not_minted_again(small: Folder, write: Write) -> None:
    load(small, [write("organismes.csv", "nom,source\nNouvelleville,registre\n")], yes)
    load(small, [write("municipalites.csv", "nom,source\nNouvelleville,registre\n")], yes)
    assert (things(small, "Organization"), things(small, "Municipality")) == (1, 4)


def test_two_missions_of_a_year_stay_two(small: Folder, write: Write) -> None:
    table = "titre,acteur en mission,début,villes,source\nÀ Namur,quebec,2023,namur,registre\nÀ Bordeaux,quebec,2023,bordeaux,registre\n"
    load(small, [write("missions.csv", table)], yes)
    assert things(small, "Mission") == 2


def test_two_renewals_of_one_source_are_asked_about(small: Folder, write: Write) -> None:
    head = "id,relation,nature,date,source\n"
    rows = "{0},bordeaux-jumelage,renouvellement,2005,registre\n{1},bordeaux-jumelage,renouvellement,2010,registre\n"
    with pytest.raises(TableErrors, match="donnez un id"):
        load(small, [write("actes juridiques.csv", head + rows.format("", ""))], yes)
    load(small, [write("actes juridiques.csv", head + rows.format("premier", "second"))], yes)
    assert things(small, "LegalEvent") == 2


def test_amounts_of_a_period_and_as_of_a_day_stay_two(small: Folder, write: Write) -> None:
    table = "montant de,nature,quantité,devise,période,en date du,source\n"
    rows = "bordeaux-jumelage,accordé,10,CAD,2022,,registre\nbordeaux-jumelage,accordé,20,CAD,,2023,registre\n"
    load(small, [write("montants.csv", table + rows)], yes)
    assert things(small, "Amount") == 2


def test_the_same_place_twice_in_a_shorthand_is_refused(small: Folder, write: Write) -> None:
    table = "titre,acteur en mission,début,villes,source\nTour,quebec,2023,namur; bordeaux; Namur,registre\n"
    with pytest.raises(TableErrors, match="deux fois"):
        load(small, [write("missions.csv", table)], yes)


def test_bad_rows_are_skipped_beside_good_ones_with_stops(small: Folder, write: Write) -> None:
    table = (
        "titre,acteur en mission,début,villes,source\nBon,quebec,2023,namur; bordeaux,registre\nMauvais,quebec,2024,Atlantide,registre\n"
    )
    built = load(small, [write("missions.csv", table)], yes, skip_bad_rows=True)
    assert len(built.skipped) == 1
    assert (things(small, "Mission"), things(small, "Stop")) == (1, 2)
    assert not build(small).changed


def test_a_file_under_another_name_is_asked_about(small: Folder, write: Write) -> None:
    table = "id,nom,source\nliege,Liège,registre\n"
    load(small, [write("municipalites.csv", table)], yes)
    with pytest.raises(DatasetError, match="en double"):
        load(small, [write("municipalites-2.csv", table)], no)


def test_rollback_refuses_to_lose_tables_that_were_never_built(small: Folder, write: Write) -> None:
    load(small, [write("municipalites.csv", "id,nom,source\nliege,Liège,registre\n")], yes)
    (small.root / "sources" / "base" / "pays.csv").write_text("id,nom,source\nbelgique,Belgique,registre\n", encoding="utf-8")
    with pytest.raises(DatasetError, match=r"pays\.csv"):
        rollback(small)


def test_rollback_refuses_an_archive_that_leads_outside(small: Folder, write: Write) -> None:
    first = small.generations.current()
    assert first
    with zipfile.ZipFile(first.folder / TRUTH, "a") as archive:
        archive.writestr("../../evil.txt", "x")
    load(small, [write("municipalites.csv", "id,nom,source\nliege,Liège,registre\n")], yes)
    with pytest.raises(DatasetError, match="suspecte"):
        rollback(small)
    assert not (small.root.parent / "evil.txt").exists()


@pytest.mark.parametrize(
    "settings",
    ['title = "x"', 'keep = "beaucoup"', 'base = "pas une adresse"', "[expect]\ns = 3", "home = 3", "= ="],
)
def test_settings_that_make_no_sense_are_refused(small: Folder, settings: str) -> None:
    (small.root / "dataset.toml").write_text(f"{settings}\n", encoding="utf-8")
    with pytest.raises(DatasetError, match=r"dataset\.toml"):
        build(Folder(small.root))


def test_a_broken_ontology_of_the_dataset_is_refused(small: Folder) -> None:
    (small.root / "ontology").mkdir()
    (small.root / "ontology" / "mien.ttl").write_text("ev:x a", encoding="utf-8")
    with pytest.raises(DatasetError, match="Turtle"):
        build(Folder(small.root))


@pytest.mark.parametrize(
    "text",
    ["SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "ASK { } #\nsElEcT", "SELECT * {{} SERVICESILENT<http://127.0.0.1:9/>{}}"],
)
def test_a_question_asks_nobody_else(small: Folder, write: Write, text: str) -> None:
    with pytest.raises(QueryError):
        Dataset(small).query(catalogue.read(write("question.rq", text)))


def test_the_word_service_may_be_spoken(small: Folder, write: Write) -> None:
    text = 'SELECT ?service { VALUES ?service { "SERVICE" <urn:service> ev:service } } # service'
    assert len(Dataset(small).query(catalogue.read(write("question.rq", text)))) == 3


def test_the_network_goes_into_files_of_other_programs(shipped: Dataset, tmp_path: Path) -> None:
    network = shipped.network(on="2024-06-01")
    networkx.write_graphml(network, tmp_path / "network.graphml")
    networkx.write_gexf(network, tmp_path / "network.gexf")
    assert networkx.read_graphml(tmp_path / "network.graphml").number_of_edges() == network.number_of_edges()


@pytest.mark.parametrize("day", ["hier", "2024-06", "01/06/2024", ""])
def test_a_network_on_no_day_is_refused(shipped: Dataset, day: str) -> None:
    with pytest.raises(InputError):
        shipped.network(on=day)


def test_a_network_without_a_day_is_whole(shipped: Dataset) -> None:
    assert shipped.network().number_of_edges() > shipped.network(on="1965").number_of_edges()


def test_rdflib_gets_every_quad_in_its_graph(shipped: Dataset) -> None:
    given = shipped.to_rdflib()
    assert sum(1 for _quad in given.quads((None, None, None, None))) == shipped.generation.quads
