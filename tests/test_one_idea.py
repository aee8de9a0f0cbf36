"""The ontology drives the program: a field or a class is an edit of Turtle and no Python."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from pyoxigraph import NamedNode

from entrevilles import describe
from entrevilles.building import build
from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.graph.rows import Rows
from entrevilles.loaders import workbook
from entrevilles.loading import load
from entrevilles.ontology.schema import local, shipped
from entrevilles.ontology.terms import EV, READING

ROOT = Path(__file__).parent.parent
ADDED = """
@prefix ev: <https://w3id.org/entrevilles/ontology#> .
@prefix shape: <https://w3id.org/entrevilles/shape#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

shape:Municipality sh:property shape:motto .
shape:motto a sh:PropertyShape ; sh:path ev:motto ; sh:name "devise de la ville"@fr, "motto"@en ;
    sh:description "Devise."@fr, "Motto."@en ; sh:datatype xsd:string ; sh:maxCount 1 ; sh:order 900 .

shape:Mission sh:property shape:guide .
shape:guide a sh:PropertyShape ; sh:path ev:guide ; sh:name "guide"@fr, "guide"@en ;
    sh:description "Qui guide la mission."@fr, "Who guides the mission."@en ; sh:class ev:Agent ; sh:order 901 .

ev:Toast a owl:Class ; rdfs:label "toast porté"@fr, "toast"@en ;
    skos:definition "Objet offert."@fr, "Object given."@en ; rdfs:subClassOf ev:Thing .
shape:Toast a sh:NodeShape ; sh:targetClass ev:Toast ; rdfs:label "Toasts portés"@fr, "Toasts"@en ; sh:order 900 ;
    ev:parent ev:toastOf ; ev:segment "toast" ; ev:key ( ev:giver ) ; sh:property shape:toast-of, shape:giver, shape:toast-name .
shape:toast-of a sh:PropertyShape ; sh:path ev:toastOf ; sh:name "offert lors de"@fr, "given at"@en ;
    sh:description "Mission."@fr, "Mission."@en ; sh:class ev:Mission ; sh:minCount 1 ; sh:maxCount 1 ; sh:order 902 .
shape:giver a sh:PropertyShape ; sh:path ev:giver ; sh:name "offert par"@fr, "giver"@en ;
    sh:description "Qui offre."@fr, "Who gives."@en ; sh:class ev:Agent ; sh:maxCount 1 ; sh:order 903 .
shape:toast-name a sh:PropertyShape ; sh:path ev:toastName ; sh:name "objet offert"@fr, "object"@en ;
    sh:description "Ce qui est offert."@fr, "What is given."@en ; sh:datatype xsd:string ; sh:maxCount 1 ; sh:order 904 .
"""
# Python outside ontology/ may name these, and why.
ALLOWED = {
    "Source": "every claim has one: its citation is printed by the program",
    "Person": "`forget` removes persons, and nothing else",
    "Actor": "the `--city` option of the views resolves a name among actors",
    "Country": "so does their `--country` option among countries",
}


@pytest.fixture
def extended(copied: Folder) -> Folder:
    (copied.root / "ontology").mkdir()
    (copied.root / "ontology" / "added.ttl").write_text(ADDED, encoding="utf-8")
    return Folder(copied.root)


def test_added_fields_and_class_reach_the_template(extended: Folder, tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    workbook.template(list(extended.schema.types.values()), extended.schema, path)
    book = openpyxl.load_workbook(path)
    headers = {sheet.title: [cell.value for cell in sheet[1]] for sheet in book.worksheets}
    assert "devise de la ville" in headers["Municipalités"]
    assert "guide" in headers["Missions"]
    assert {"offert lors de", "offert par", "objet offert"} <= set(headers["Toasts portés"])


def test_added_fields_and_class_reach_graph_page_and_export(
    extended: Folder, write: Callable[[str, str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tables = [
        write("municipalites.csv", "id,devise de la ville,source\nnamur,Nam,entrevilles\n"),
        write("missions.csv", "id,acteur en mission,guide,début,source\nessai-mission,Québec,Namur,2031,entrevilles\n"),
        write("toasts-portes.csv", "offert lors de,offert par,objet offert,source\nessai-mission,Namur,une fontaine,entrevilles\n"),
    ]
    load(extended, tables, lambda *_: True)
    dataset = Dataset(extended)
    gift = dataset.names.thing("essai-mission/toast/namur")
    assert [str(q.object) for q in dataset.store.quads_for_pattern(gift, EV.toastName, None, READING)] == ['"une fontaine"']
    assert list(dataset.store.quads_for_pattern(dataset.names.thing("namur"), EV.motto, None))
    describe.thing(dataset, "essai-mission")
    page = capsys.readouterr().out
    assert all(text in page for text in ("guide", "Toasts portés", "une fontaine"))
    describe.thing(dataset, "namur")
    assert "devise de la ville" in capsys.readouterr().out
    paths = workbook.write_csv(Rows(dataset.store, dataset.schema, dataset.names).all(), dataset.schema, tmp_path / "out")
    exported = {path.name: path.read_text(encoding="utf-8") for path in paths}
    assert "une fontaine" in exported["toasts-portes.csv"]
    assert "devise de la ville" in exported["municipalites.csv"]
    assert "guide" in exported["missions.csv"]


def test_no_recordable_class_is_named_in_python_outside_the_ontology() -> None:
    classes = {local(cls) for cls in shipped().types} | {"Relationship", "Activity", "Agent", "Place"}
    named = {(path.name, name) for path in _sources() for name in _names(path) if name in classes - set(ALLOWED)}
    assert named == set()


def _sources() -> Iterator[Path]:
    for package in ("entrevilles", "graph", "loaders", "queries", "viz"):
        yield from (ROOT / package).glob("*.py")


def _names(path: Path) -> Iterator[str]:
    """Attributes of namespaces (`EV.Mission`), and strings that are or end with a class name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id.isupper():
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value.rsplit("#", 1)[-1].rsplit(":", 1)[-1]


def test_the_check_on_names_can_fail(tmp_path: Path) -> None:
    path = tmp_path / "bad.py"
    path.write_text("x = EV.Mission\ny = 'ev:Twinning'\n")
    assert set(_names(path)) >= {"Mission", "Twinning"}


def test_a_dataset_without_the_additions_is_not_changed_by_them(copied: Folder) -> None:
    assert NamedNode(EV.base + "Toast") not in copied.schema.types
    assert not build(copied).changed
