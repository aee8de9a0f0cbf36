"""Tables as people and Excel save them all say the same, and what is exported comes back as it was."""

import datetime
import io
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pyoxigraph as ox
import pytest

from entrevilles import describe
from entrevilles.building import build
from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.loaders import sheets, tables
from entrevilles.loading import load
from entrevilles.ontology import language
from entrevilles.ontology.cells import Reference, guarded
from entrevilles.ontology.schema import shipped as schema

Grid = Sequence[Sequence[object]]

HEADER = ["id", "titre", "parties", "début", "source"]
ROW = ["x", "Été à l’œuvre — « oui »", "Québec; Namur", "1999-10-28", "registre"]


def _csv(rows: Grid, mark: str = ",", end: str = "\n") -> str:
    return end.join(mark.join(f'"{cell}"' if mark in str(cell) else str(cell) for cell in row) for row in rows) + end


def _text(rows: Grid) -> str:
    return _csv(rows, ";")


BYTES = {
    "UTF-8": _text([HEADER, ROW]).encode(),
    "with a byte order mark": _text([HEADER, ROW]).encode("utf-8-sig"),
    "cp1252, as Excel saves CSV": _text([HEADER, ROW]).encode("cp1252"),
    "UTF-16, as Excel saves Unicode text": _csv([HEADER, ROW], "\t").encode("utf-16"),
    "UTF-16 big-endian": b"\xfe\xff" + _csv([HEADER, ROW], "\t").encode("utf-16-be"),
    "commas": _csv([HEADER, ROW]).encode(),
    "tabs": _csv([HEADER, ROW], "\t").encode(),
    "Windows line ends": _csv([HEADER, ROW], ";", "\r\n").encode(),
    "old Macintosh line ends": _csv([HEADER, ROW], ";", "\r").encode(),
    "the line sep=;": b"sep=;\r\n" + _csv([HEADER, ROW], ";", "\r\n").encode("cp1252"),
    "trailing blank rows and columns": _text([[*HEADER, "", ""], [*ROW, "", ""], [""] * 7, [""] * 7]).encode(),
    "blank rows above and between": _text([[""] * 5, HEADER, [""] * 5, ROW]).encode(),
    "a title line above, with commas": ("Jumelages, pactes, ententes, avril 2026\n\n" + _text([HEADER, ROW])).encode(),
    "two header rows": _text([HEADER, ["id", "title", "parties", "begin", "source"], ROW]).encode(),
    "English headers": _text([["id", "title", "parties", "begin", "source"], ROW]).encode(),
    "headers in another order": _text([HEADER[::-1], ROW[::-1]]).encode(),
    "shouted headers without accents": _text([["ID", "TITRE", "PARTIES", "DEBUT", "SOURCE"], ROW]).encode(),
    "non-breaking spaces around cells": _text([[f"\u00a0{cell}\u202f" for cell in HEADER], [f"{cell}\u00a0" for cell in ROW]]).encode(),
    "quoted cells": "\n".join(";".join(f'"{cell}"' for cell in row) for row in (HEADER, ROW)).encode(),
    "a comment column": _text([["# à vérifier", *HEADER], ["?", *ROW]]).encode(),
}


@pytest.mark.parametrize("case", BYTES)
def test_a_csv_says_the_same_however_it_was_saved(case: str, tmp_path: Path) -> None:
    path = tmp_path / "jumelages.csv"
    path.write_bytes(BYTES[case])
    assert _said(path) == {"id": "x", "prefLabel": ROW[1], "party": ["Québec", "Namur"], "begin": "1999-10-28", "source": "registre"}


def _said(path: Path) -> dict[str, object]:
    """What the only row of a file says, by property."""
    reading = tables.read(path, schema())
    (record,) = reading.checked()
    said: dict[str, object] = {"id": record.id}
    for cell in (*record.cells, *record.about):
        value = cell.value
        text = value.text if isinstance(value, Reference) else value.value.rsplit("/", 1)[-1]
        name = cell.field.path[-1].value.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
        if cell.field.max is None and not cell.field.unique_lang:
            said.setdefault(name, [])
            known = said[name]
            assert isinstance(known, list)
            known.append(text)
        else:
            said[name] = text
    return said


def _workbook(path: Path, *pages: tuple[str, Grid], change: Callable[[openpyxl.Workbook], object] = lambda _book: None) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in pages:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    change(book)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("value", "number_format", "read"),
    [
        (datetime.datetime(1999, 10, 28), "yyyy-mm-dd", "1999-10-28"),
        (datetime.datetime(1999, 10, 28, 13, 30), "dd/mm/yyyy hh:mm", "1999-10-28"),
        (datetime.date(2023, 8, 1), "mmm-yy", "2023-08"),
        (datetime.date(2023, 8, 1), "[$-fr-CA]mmm-yy", "2023-08"),
        (datetime.date(2023, 8, 1), "[$-40C]mmmm\\ yyyy;@", "2023-08"),
        (datetime.date(2023, 1, 1), "yyyy", "2023"),
        (2023, "General", "2023"),
        (2023.0, "0", "2023"),
        ("2023-08", "@", "2023-08"),
        (36461, "General", "1999-10-28"),
        ("automne 2022", "@", "2022-23"),
        ("..", "@", "open"),
    ],
)
def test_a_date_of_excel_keeps_the_precision_that_was_typed(value: object, number_format: str, read: str, tmp_path: Path) -> None:
    def dress(book: openpyxl.Workbook) -> None:
        book.worksheets[0]["B2"].number_format = number_format

    path = _workbook(tmp_path / "x.xlsx", ("Jumelages", [["id", "début"], ["x", value]]), change=dress)
    assert _said(path)["begin"] == read


@pytest.mark.parametrize(
    ("value", "read"),
    [(50.467, "50.467"), ("50,467", "50.467"), (50, "50"), (0.1 + 0.2, "0.3"), (1e-7, "0.0000001"), (-71.21454, "-71.21454")],
)
def test_a_number_of_excel_has_no_exponent_and_no_noise(value: object, read: str, tmp_path: Path) -> None:
    path = _workbook(tmp_path / "x.xlsx", ("Municipalités", [["id", "latitude"], ["x", value]]))
    assert _said(path)["lat"] == read


def test_a_boolean_of_excel_is_yes_or_no(tmp_path: Path) -> None:
    column = next((t, f) for t in schema().types.values() for f in t.fields if f.datatype and f.datatype.value.endswith("boolean"))
    for value, read in ((True, "true"), (False, "false"), ("oui", "true"), ("No", "false")):
        path = _workbook(tmp_path / "x.xlsx", (column[0].sheet["fr"], [["id", column[1].name["fr"]], ["x", value]]))
        assert _said(path)[column[1].path[-1].value.rsplit("#", 1)[-1]] == read


def test_other_sheets_and_hidden_ones_are_left_out_and_listed(tmp_path: Path) -> None:
    def hide(book: openpyxl.Workbook) -> None:
        book["Municipalités"].sheet_state = "hidden"

    pages: tuple[tuple[str, Grid], ...] = (
        ("Jumelages", [["Titre du classeur"], [], [*HEADER], [*ROW], [None] * 9]),
        ("Notes", [["à faire"]]),
        ("Municipalités", [["id"], ["y"]]),
        ("Feuil3", []),
    )
    reading = tables.read(_workbook(tmp_path / "x.xlsx", *pages, change=hide), schema())
    assert [record.where.row for record in reading.checked()] == [4]
    assert [line.split(" : ")[0] for line in reading.unused] == [
        "x.xlsx, feuille Jumelages, ligne 1",
        "x.xlsx, feuille Notes",
        "x.xlsx, feuille Municipalités",
    ]


def test_the_row_is_the_one_that_the_spreadsheet_shows(tmp_path: Path) -> None:
    path = tmp_path / "jumelages.csv"
    path.write_text('id,titre,parties\n\nx,"deux\nlignes",a; b\ny,,c; d\n', encoding="utf-8")
    assert [record.where.row for record in tables.read(path, schema()).records] == [3, 5]


@pytest.mark.parametrize("name", ["missions-2026.csv", "Missions 2026.csv", "missions (2).csv", "MISSIONS_2026-08.csv", "mission.csv"])
def test_a_date_or_a_number_may_follow_the_name_of_the_sheet(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("id,titre\nx,y\n", encoding="utf-8")
    assert [record.type.sheet["fr"] for record in tables.read(tmp_path / name, schema()).checked()] == ["Missions"]


def test_a_curly_apostrophe_in_a_header_is_an_apostrophe(tmp_path: Path) -> None:
    (tmp_path / "changements.csv").write_text("id,acteurs d’origine\nx,a; b\n", encoding="utf-8")
    assert len(tables.read(tmp_path / "changements.csv", schema()).checked()[0].cells) == 2


@pytest.mark.parametrize("text", ["=1+1", "@import", "-tirets", "+plus", "'=déjà gardé", "''@deux fois"])
def test_a_text_that_looks_like_a_formula_is_guarded_in_csv_and_read_back(text: str) -> None:
    assert guarded(text).startswith("'")
    assert sheets.unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["-71,21454", "-5", "+3.5", "1999-10-28", "..", "d'accord", "'ndrangheta"])
def test_numbers_dates_and_plain_texts_need_no_guard(text: str) -> None:
    assert guarded(text) == text


# Round trips

CITIES = "id,nom,source\nquebec,Québec,registre\nparis,Paris,registre\nbordeaux,Bordeaux,registre\nnamur,Namur,registre\n"
TABLES = {
    "municipalites.csv": CITIES,
    "sources.csv": "id,titre,source\nregistre,=Registre; du BRI,registre\n",
    "fonctions.csv": "id,nom,fonction de,source\nmaire-de-quebec,maire de Québec,quebec,registre\n",
}
SHORTHAND = {
    "missions.csv": "id,titre,titre [en],acteur en mission,début,villes,source\n"
    "m,Mission,-Mission,quebec,2023-08,Paris; Bordeaux; Namur,registre\n"
}
SPELLED_OUT = {
    "missions.csv": "id,titre,acteur en mission,début,source\nm,Mission,quebec,2023-08,registre\n",
    "etapes.csv": "mission,ordre,ville,source\nm,1,Paris,registre\nm,2,Bordeaux,registre\nm,3,Namur,registre\n",
}
CHILDREN = {
    "participations.csv": "activité,à titre de,au nom de,source\nm,maire de Québec,Québec,registre\nm,maire de Québec,Namur,registre\n",
    "montants.csv": "montant de,nature,quantité,devise,source\nm,accordé,environ 55 000,CAD,registre\n",
    "emissions.csv": 'émission de,période,quantité,unité,source\nm,exercice 2022-2023,"4 833,86",t éq. CO2,registre\n',
}


@pytest.mark.parametrize("lang", language.LANGUAGES)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("mission", [SHORTHAND, SPELLED_OUT], ids=["shorthand", "spelled out"])
def test_a_mission_with_all_that_hangs_on_it_comes_back(mission: dict[str, str], form: str, lang: str, tmp_path: Path) -> None:
    first = _loaded(tmp_path / "first", _written(tmp_path / "in", TABLES | mission | CHILDREN))
    things = {quad.subject.value.rsplit("/id/", 1)[-1] for quad in first.store if isinstance(quad.subject, ox.NamedNode)}
    assert {"m/etape/paris", "m/etape/bordeaux", "m/etape/namur"} <= things
    language.activate(lang)
    second = _loaded(tmp_path / "second", _exported(first, tmp_path / "out", form))
    assert _quads(second) == _quads(first)


@pytest.mark.parametrize(("form", "lang"), [("csv", "fr"), ("xlsx", "en")])
def test_the_shipped_data_come_back_from_their_export(shipped: Dataset, form: str, lang: str, tmp_path: Path) -> None:
    language.activate(lang)
    root = tmp_path / "again"
    target = root / "sources" / "all"
    target.mkdir(parents=True)
    _exported(shipped, target, form)
    for name in ("dataset.toml", "judgements.csv", "ids.csv"):
        if (shipped.folder.root / name).exists():
            shutil.copyfile(shipped.folder.root / name, root / name)
    build(Folder(root))
    assert _quads(Dataset(Folder(root))) == _quads(shipped)


def test_a_second_load_of_an_export_changes_nothing(small: Folder, tmp_path: Path) -> None:
    before = _quads(Dataset(small))
    exported = _exported(Dataset(small), tmp_path / "base", "csv")
    shutil.rmtree(small.root / "sources" / "base")
    load(small, exported, lambda *_: True)
    assert _quads(Dataset(small)) == before


def _written(folder: Path, files: dict[str, str]) -> list[Path]:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return sorted(folder.iterdir())


def _loaded(root: Path, files: list[Path]) -> Dataset:
    folder = Folder.create(root, "Essai")
    load(folder, files, lambda *_: True)
    return Dataset(folder)


def _exported(dataset: Dataset, folder: Path, form: str) -> list[Path]:
    folder.mkdir(exist_ok=True)
    describe.export(dataset, folder / "all.xlsx" if form == "xlsx" else folder)
    return sorted(folder.iterdir())


def _quads(dataset: Dataset) -> list[bytes]:
    out = io.BytesIO()
    ox.serialize(dataset.store, out, format=ox.RdfFormat.N_QUADS)
    return sorted(out.getvalue().splitlines())


def test_an_exported_workbook_has_no_formula(tmp_path: Path) -> None:
    dataset = _loaded(tmp_path / "first", _written(tmp_path / "in", TABLES))
    (path,) = _exported(dataset, tmp_path / "out", "xlsx")
    cells = [cell for sheet in openpyxl.load_workbook(path).worksheets for row in sheet.iter_rows() for cell in row]
    assert "=Registre; du BRI" in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    _exported(dataset, tmp_path / "csv", "csv")
    assert "'=Registre; du BRI" in (tmp_path / "csv" / "sources.csv").read_text(encoding="utf-8")
