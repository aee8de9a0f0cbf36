"""The workbook to fill in: it explains itself, and what is filled in as the examples show can be loaded."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.graph.ids import NAMING
from entrevilles.loaders import tables, workbook
from entrevilles.loaders.sheets import AIDS
from entrevilles.loading import load
from entrevilles.ontology import language
from entrevilles.ontology.schema import Field, RecordType, Schema, shipped
from entrevilles.ontology.terms import EV, TYPE

SCHEMA = shipped()


@pytest.fixture(params=language.LANGUAGES)
def template(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    language.activate(request.param)
    workbook.template(list(SCHEMA.types.values()), SCHEMA, tmp_path / "a.xlsx")
    return tmp_path / "a.xlsx"


def _sheets(path: Path) -> dict[str, Any]:
    return {sheet.title: sheet for sheet in openpyxl.load_workbook(path).worksheets if sheet.title not in AIDS}


def test_each_class_has_a_sheet_and_each_column_says_how_to_fill_it_in(template: Path) -> None:
    found = _sheets(template)
    assert list(found) == [language.choose(record.sheet) for record in SCHEMA.types.values()]
    for sheet in found.values():
        assert [cell.coordinate for cell in sheet[1] if not (cell.comment and cell.comment.text.strip())] == []
        assert len({cell.value for cell in sheet[1]}) == sheet.max_column


def test_its_headers_are_read_in_the_language_it_was_written_in(template: Path) -> None:
    for sheet, record in zip(_sheets(template).values(), SCHEMA.types.values(), strict=True):
        known = tables.columns_of(record, SCHEMA)
        found = [known[language.fold(str(cell.value))] for cell in sheet[1]]
        assert len({column.meaning for column in found}) == len(found)
        fields = {column.field for column in found}
        assert {*record.fields, *SCHEMA.claim.fields} <= fields


def test_a_template_that_nobody_filled_in_has_no_row_and_no_error(template: Path) -> None:
    reading = tables.read(template, SCHEMA)
    assert (reading.records, reading.errors, reading.unused) == ([], [], [])


def test_every_column_of_concepts_has_a_list_of_them_to_choose_from(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    assert book["listes"].sheet_state == "hidden"
    for sheet, record in zip(_sheets(template).values(), SCHEMA.types.values(), strict=True):
        expected = sum(1 for field in (*record.fields, *SCHEMA.claim.fields) if field.scheme)
        rules = sheet.data_validations.dataValidation
        assert len(rules) == expected
        for rule in rules:
            place, _dollar, last = rule.formula1.removeprefix("=listes!$").partition(":$")
            letter = place.split("$")[0]
            labels = [str(cell.value or "") for cell in book["listes"][letter][: int(last.split("$")[1])]]
            assert all(labels)
            assert labels == sorted(labels, key=language.fold)


def test_cells_are_text_so_that_excel_makes_no_date_of_a_month(template: Path) -> None:
    sheet = next(iter(_sheets(template).values()))
    assert sheet["B2"].number_format == "@"
    assert sheet.column_dimensions["B"].number_format == "@"


def test_the_examples_can_be_loaded(copied: Folder, tmp_path: Path) -> None:
    """Each class with its example row for a row; a required column without an example gets a thing that exists."""
    path = tmp_path / "exemples.xlsx"
    workbook.template(list(copied.schema.types.values()), copied.schema, path)
    book = openpyxl.load_workbook(path)
    dataset = Dataset(copied)
    for sheet, record in zip([s for s in book.worksheets if s.title not in AIDS], copied.schema.types.values(), strict=True):
        sheet["A2"].value = None if record.parent else f"exemple-{language.slugify(record.name)}"
        for index, cell in enumerate(sheet[1], 1):
            below: Any = sheet.cell(2, index)
            field = _field(record, str(cell.value), copied.schema)
            if field and field.path[-1] in NAMING and below.value:
                below.value = f"Exemple de {record.name}"  # thirteen things named Namur would be too many
            elif field and field.cls and field.min and below.value in (None, "namur-jumelage"):
                below.value = _some_thing(dataset, field)
            elif field and field.cls == EV.Source:
                below.value = "entrevilles"
    book.save(path)
    result = load(copied, [path], lambda *_: True)
    assert result.generation.claims == dataset.generation.claims + len(copied.schema.types)


def _field(record: RecordType, header: str, schema: Schema) -> Field | None:
    return tables.columns_of(record, schema)[language.fold(header)].field


def _some_thing(dataset: Dataset, field: Field) -> str:
    """The id of a thing of the class that the field wants."""
    assert field.cls, field.column
    for cls in dataset.schema.types:
        if field.cls in dataset.schema.superclasses(cls):
            for quad in dataset.store.quads_for_pattern(None, TYPE, cls):
                return dataset.names.slug(quad.subject)  # type: ignore[arg-type]
    raise AssertionError(field.column)
