"""A description logic reasoner finds no class of ours that could have no member."""

import shutil
from pathlib import Path

import pytest
import rdflib

from entrevilles.ontology.schema import HERE, local, shipped

ALIGNED = Path(__file__).parent / "consistency" / "aligned.ttl"
CONTRARY = """
@prefix ev: <https://w3id.org/entrevilles/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
ev:Source rdfs:subClassOf prov:Activity .
ev:officeOf rdfs:range ev:Person .
"""


@pytest.fixture(scope="module", autouse=True)
def _java() -> None:
    pytest.importorskip("owlready2", reason="owlready2 is absent: install entrevilles[dev]")
    if not shutil.which("java"):
        pytest.skip("java is absent: apt install default-jre-headless")


def unsatisfiable(folder: Path, addition: str = "") -> set[str]:
    """Classes that HermiT proves empty. What shapes require is added as axioms, so that properties count too."""
    import owlready2

    graph = rdflib.Graph()
    for name in ("entrevilles", "alignments"):
        graph.parse(HERE / f"{name}.ttl")
    graph.parse(ALIGNED)
    graph.parse(data=addition, format="turtle")
    for annotation in list(graph.subjects(rdflib.RDF.type, rdflib.OWL.AnnotationProperty)):
        graph.remove((None, annotation, None))
        graph.remove((annotation, None, None))
    graph.remove((None, rdflib.RDFS.range, rdflib.XSD.date))  # not in the OWL 2 datatype map: HermiT refuses it
    _require_what_shapes_require(graph)
    path = folder / "all.nt"
    graph.serialize(path, format="nt", encoding="utf-8")
    world = owlready2.World()
    world.get_ontology(path.as_uri()).load()
    with world:
        owlready2.sync_reasoner_hermit(world, debug=0)
    return {str(cls.name) for cls in world.inconsistent_classes()}


def _require_what_shapes_require(graph: rdflib.Graph) -> None:
    """`sh:minCount` and `sh:class` as `SubClassOf(C, ObjectSomeValuesFrom(p, D))`."""
    for record in shipped().types.values():
        for field in record.fields:
            if field.min and field.cls and len(field.path) == 1:
                some = rdflib.BNode()
                graph.add((rdflib.URIRef(record.cls.value), rdflib.RDFS.subClassOf, some))
                graph.add((some, rdflib.RDF.type, rdflib.OWL.Restriction))
                graph.add((some, rdflib.OWL.onProperty, rdflib.URIRef(field.path[0].value)))
                graph.add((some, rdflib.OWL.someValuesFrom, rdflib.URIRef(field.cls.value)))


def test_no_class_is_unsatisfiable(tmp_path: Path) -> None:
    assert unsatisfiable(tmp_path) == set()


def test_the_reasoner_would_find_one(tmp_path: Path) -> None:
    assert {"Source", "Office"} <= unsatisfiable(tmp_path, CONTRARY)


def test_every_recordable_class_stands_in_the_ontology() -> None:
    schema = shipped()
    assert all(schema.labels(cls) and schema.definition(cls) for cls in schema.types), [local(c) for c in schema.types]
