"""A description logic reasoner finds no class of ours that could have no member."""

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import NamedNode, Quad

from entrevilles.dataset import Dataset
from entrevilles.ontology import schema as schemas
from entrevilles.ontology.schema import HERE, local
from entrevilles.ontology.terms import EV, READING, TYPE

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


def unsatisfiable(folder: Path, addition: str = "", facts: Iterable[Quad] = ()) -> set[str]:
    """Classes that HermiT proves empty; it raises when `facts` contradict the axioms.

    What shapes require is added as axioms, so that properties count too.
    """
    import owlready2

    graph = rdflib.Graph()
    for quad in facts:
        graph.parse(data=f"{quad.triple} .", format="nt")
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
    for record in schemas.shipped().types.values():
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


def test_the_facts_of_one_thing_of_each_class_contradict_no_axiom(shipped: Dataset, tmp_path: Path) -> None:
    sample = _sample(shipped)
    assert len(sample) > 300
    assert unsatisfiable(tmp_path, facts=sample) == set()


def test_the_reasoner_would_find_a_fact_that_contradicts(shipped: Dataset, tmp_path: Path) -> None:
    import owlready2

    wrong = Quad(shipped.names.thing("bordeaux"), TYPE, EV.Mission)
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        unsatisfiable(tmp_path, facts=[*_sample(shipped), wrong])


def _sample(dataset: Dataset) -> list[Quad]:
    """The reading of the first thing of each class, and the classes of what it points to; no literals."""
    store = dataset.store
    found: dict[str, Quad] = {}
    for cls in (*dataset.schema.types, EV.Tie, EV.Contact, EV.Disagreement):
        first = min((q.subject for q in store.quads_for_pattern(None, TYPE, cls, READING)), key=str, default=None)
        for quad in store.quads_for_pattern(first, None, None, READING) if first else ():
            if isinstance(quad.object, NamedNode):
                around = [quad, *store.quads_for_pattern(quad.object, TYPE, None)]
                found |= {str(q.triple): q for q in around}
    return list(found.values())


def test_every_recordable_class_stands_in_the_ontology() -> None:
    schema = schemas.shipped()
    assert all(schema.labels(cls) and schema.definition(cls) for cls in schema.types), [local(c) for c in schema.types]
