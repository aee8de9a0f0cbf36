"""Membership lists as others publish them: seven, of which two are loaded here but not shipped (see data/README.md)."""

import csv
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from entrevilles import cli
from entrevilles.building import SHIPPED
from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.loaders import member_lists
from entrevilles.loaders.known import Known
from entrevilles.loading import load
from entrevilles.ontology import language
from entrevilles.ontology.cells import Reference
from entrevilles.ontology.errors import InputError, TableErrors
from entrevilles.ontology.schema import shipped as schema
from entrevilles.ontology.terms import EV, TYPE

Write = Callable[[str, str], Path]
HERE = Path(__file__).parent
COUNTS = {"aimf": 9, "aivp": 5, "avglsl": 9, "c40": 22, "mayorsforpeace": 4, "ovpm": 258, "uccn": 351}
LICENCES = dict.fromkeys(COUNTS, "page publique, faits cités") | {"ovpm": "CC BY-SA 4.0", "uccn": "inconnue"}
TOLD = {9: "Nicaragua", 73: "Canada", 114: "Mexique", 296: "Espagne"}
"""Lines of the list of UNESCO, which names no country, and the country that tells the city from its homonym."""
HEADER = "city,country,network,since,source_url,note\n"
ROW = "Namur,Belgique,Réseau,1999,https://example.org/x,\n"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _list(shared: Path, name: str) -> Path:
    return shared / "data" / "members" / f"members_{name}.csv"


def _told(path: Path, target: Path) -> Path:
    rows = _rows(path)
    for line, country in TOLD.items():
        rows[line - 2]["country"] = country
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return target


@pytest.fixture(scope="module")
def all_seven(compiled: Path, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The shipped data with the seven lists, each with its licence."""
    language.activate("fr")
    scratch = tmp_path_factory.mktemp("members")
    folder = Folder(Path(shutil.copytree(compiled, scratch / "dataset")))
    paths = {name: _list(shared, name) for name in COUNTS}
    paths["uccn"] = _told(paths["uccn"], scratch / "members_uccn.csv")
    for licence in dict.fromkeys(LICENCES.values()):
        load(folder, [paths[name] for name in COUNTS if LICENCES[name] == licence], lambda *_: False, licence=licence)
    return Dataset(folder)


def _objects(dataset: Dataset, subject: NamedNode, predicate: NamedNode) -> list[str]:
    return [str(getattr(quad.object, "value", "")) for quad in dataset.store.quads_for_pattern(subject, predicate, None)]


def _memberships(dataset: Dataset) -> dict[str, tuple[NamedNode, NamedNode]]:
    """`members_x.csv, l. 2` → the claim and its membership."""
    found = {}
    for quad in dataset.store.quads_for_pattern(None, EV.locator, None):
        claim = quad.subject
        assert isinstance(claim, NamedNode)
        for said in dataset.store.quads_for_pattern(None, TYPE, EV.Membership, claim):
            assert isinstance(said.subject, NamedNode)
            found[str(getattr(quad.object, "value", ""))] = claim, said.subject
    return {line: pair for line, pair in found.items() if line.startswith("members_")}


def _members(dataset: Dataset, network: str) -> list[str]:
    """The ids of the members of a network, one for each row of its list."""
    found = _memberships(dataset)
    return [
        dataset.names.slug(NamedNode(_objects(dataset, thing, EV.member)[0])) for line, (_claim, thing) in found.items() if network in line
    ]


def test_every_row_is_one_membership_with_its_page_its_licence_and_its_line(all_seven: Dataset, shared: Path) -> None:
    found = _memberships(all_seven)
    assert Counter(line.split(",")[0] for line in found) == {f"members_{name}.csv": count for name, count in COUNTS.items()}
    for name, licence in LICENCES.items():
        for line, row in enumerate(_rows(_list(shared, name)), 2):
            claim, _thing = found[f"members_{name}.csv, l. {line}"]
            (page,) = _objects(all_seven, claim, EV.source)
            assert row["source_url"] in _objects(all_seven, NamedNode(page), EV.url)
            assert set(_objects(all_seven, NamedNode(page), EV.licence)) == {licence}


def test_a_city_of_two_networks_is_one_municipality(all_seven: Dataset) -> None:
    found = {name: set(_members(all_seven, name)) for name in COUNTS}
    assert {"quebec", "istanbul", "morelia", "edinburgh", "cracovie", "saint-petersbourg"} <= found["ovpm"] & found["uccn"]
    assert all("quebec" in found[name] for name in ("aimf", "aivp", "avglsl", "ovpm", "uccn"))
    assert len(found["ovpm"]) == 257  # Istanbul stands in two regions of the list
    assert len(found["uccn"]) == 351


def test_homonyms_of_two_countries_are_two_municipalities(all_seven: Dataset) -> None:
    ovpm, uccn = _members(all_seven, "ovpm"), _members(all_seven, "uccn")
    assert {"cuenca", "cuenca-equateur", "granada", "merida"} <= set(ovpm)
    assert {"granada", "granada-nicaragua", "merida-mexique", "london"} <= set(uccn)
    assert not {"merida", "londres"} & set(uccn)
    assert {"port-de-quebec", "le-havre"} <= set(_members(all_seven, "aivp"))


def test_a_city_found_by_its_name_alone_is_deduced(all_seven: Dataset) -> None:
    found = _memberships(all_seven)
    sure = {line: _objects(all_seven, found[f"members_uccn.csv, l. {line}"][0], EV.certainty)[0].rsplit("/", 1)[-1] for line in (2, 4, 73)}
    assert sure == {2: "stated", 4: "inferred", 73: "stated"}  # Ashgabat is new, Casablanca was known, London is said to be in Canada


def test_what_the_note_says_of_the_membership_is_kept(all_seven: Dataset) -> None:
    claim, thing = _memberships(all_seven)["members_aimf.csv, l. 2"]
    said = list(all_seven.store.quads_for_pattern(thing, EV.kind, None, claim))
    assert [str(getattr(quad.object, "value", "")).rsplit("/", 1)[-1] for quad in said] == ["founding-member"]
    assert _objects(all_seven, claim, EV.openList) == ["true"]


def test_loading_a_list_again_changes_nothing(small: Folder, shared: Path) -> None:
    files = [_list(shared, name) for name in ("ovpm", "aimf")]
    first = load(small, files, lambda *_: False, licence="CC BY-SA 4.0")
    for again in (files, files[:1], files[1:]):
        assert load(small, again, lambda *_: False, licence="CC BY-SA 4.0").generation.id == first.generation.id


def test_each_row_of_the_shipped_lists_is_a_claim_or_omitted_with_a_reason(shipped: Dataset, shared: Path) -> None:
    loaded = {(row["list"], int(row["line"])): row["claim"] for row in _rows(HERE / "members_rows.csv")}
    omitted = {(row["list"], int(row["line"])): row for row in _rows(SHIPPED / "omitted-members.csv")}
    lines = {name: _rows(_list(shared, name)) for name in COUNTS if name not in ("ovpm", "uccn")}
    assert loaded.keys() | omitted.keys() == {(name, line) for name, rows in lines.items() for line in range(2, len(rows) + 2)}
    assert not loaded.keys() & omitted.keys()
    assert all(row["reason_fr"] and row["reason_en"] for row in omitted.values())
    for (name, line), claim in loaded.items():
        (page,) = _objects(shipped, NamedNode(shipped.names.claim + claim), EV.source)
        assert lines[name][line - 2]["source_url"] in _objects(shipped, NamedNode(page), EV.url), (name, line)


@pytest.mark.parametrize("name", ["ovpm", "uccn"])
def test_the_lists_that_may_not_ship_are_not_shipped(name: str, shared: Path) -> None:
    pages = {row["source_url"] for row in _rows(_list(shared, name))}
    assert not any(page in path.read_text(encoding="utf-8") for page in pages for path in Folder(SHIPPED).truth())


PAGE = "Réseau,,https://example.org/x,\n"
BAD = {
    "no city": (f",Belgique,{PAGE}", "ligne 3, colonne « city » : la colonne « city » est vide"),
    "a date that is none": ("Dinant,Belgique,Réseau,jadis,https://example.org/x,\n", "ligne 3, colonne « since » : "),
    "an address that is none": ("Dinant,Belgique,Réseau,,un site,\n", "ligne 3, colonne « source_url » : adresse illisible"),
    "no address": ("Dinant,Belgique,Réseau,,,\n", "ligne 3, colonne « source_url » : la colonne « source_url » est vide"),
    "homonyms without country": (
        f"Cuenca,,{PAGE}CUENCA,,{PAGE}",
        "ligne 4, colonne « country » : « CUENCA » est plusieurs fois dans la liste sans pays",
    ),
    "a name that two known cities bear": (
        f"Dinant,France,{PAGE}Dinant,Belgique,{PAGE}Dinant,,{PAGE}",
        "ligne 5, colonne « city » : « Dinant » peut désigner plusieurs choses\n    → écrivez l'un de ces identifiants : dinant, dinant-",
    ),
    "a comma too many": ("Washington, D.C.,États-Unis,Réseau,,https://example.org/x,note\n", "ligne 3 : cellule sans en-tête"),
    "a control character": (f"Di\x07nant,Belgique,{PAGE}", "ligne 3, colonne « city » : caractère de commande"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_row_is_told_with_its_place_and_changes_nothing(case: str, small: Folder, write: Write) -> None:
    rows, said = BAD[case]
    before = small.generations.current()
    with pytest.raises(TableErrors) as raised:
        load(small, [write("liste.csv", HEADER + ROW + rows)], lambda *_: False, licence="CC0 1.0")
    assert f"liste.csv, {said}" in str(raised.value)
    assert small.generations.current() == before


def test_a_page_without_licence_and_an_unknown_column_are_told(small: Folder, write: Write) -> None:
    with pytest.raises(TableErrors) as raised:
        load(small, [write("liste.csv", "city,country,network,when\nNamur,Belgique,Réseau,1999\n")], lambda *_: False)
    assert "liste.csv, ligne 1, colonne « when » : colonne inconnue" in str(raised.value)
    with pytest.raises(InputError, match="--licence") as told:
        load(small, [write("liste.csv", HEADER + ROW + ROW.replace("Namur", "Dinant"))], lambda *_: False)
    assert str(told.value).count("ligne") == 1


def test_a_list_is_loaded_with_one_command(small: Folder, write: Write) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["load", str(write("liste.csv", HEADER + ROW)), "--licence", "CC0 1.0", "--dataset", str(small.root)])
    assert not left.value.code
    assert Dataset(small).query("sources").rows


def test_the_caller_may_give_the_network_and_the_page(write: Write) -> None:
    sheet = member_lists.sheet_of(write("liste.csv", "city,country,network\nNamur,,\n"))
    assert sheet
    reading = member_lists.read(sheet, Known(schema(), []), licence="CC0 1.0", network="Réseau", page="https://example.org/x")
    membership = reading.checked()[-1]
    assert [r.type.name for r in reading.records] == ["Source", "CityNetwork", "Municipality", "Membership"]
    assert list(membership.values(EV.network)) == [Reference("reseau", EV.Actor)]
