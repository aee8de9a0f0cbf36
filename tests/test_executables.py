"""The questions as RDF: any triple store finds them, reads them in both languages, and runs them."""

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import DCTERMS, RDF, RDFS, SH

from entrevilles import executables
from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.queries import answers, catalogue
from entrevilles.releasing import release

Run = Callable[..., tuple[int, str, str]]
DAY = "2024-06-01"


@pytest.fixture(scope="module")
def graph(shipped: Dataset) -> rdflib.Graph:
    return rdflib.Graph().parse(data=executables.turtle(shipped, DAY), format="turtle")


def test_every_question_is_there_in_both_languages(graph: rdflib.Graph, shipped: Dataset) -> None:
    found = {str(iri) for iri in graph.subjects(RDF.type, SH.SPARQLExecutable)}
    assert found == {shipped.names.question(name) for name in catalogue.catalogue()}
    for question in catalogue.questions():
        iri = rdflib.URIRef(shipped.names.question(question.name))
        comments = {comment.language: str(comment) for comment in graph.objects(iri, RDFS.comment) if isinstance(comment, rdflib.Literal)}
        assert comments == dict(question.summary)
        assert (catalogue.HERE / str(graph.value(iri, DCTERMS.source))) == question.path
        assert len(list(graph.objects(iri, SH.parameter))) == len(question.params)


@pytest.mark.parametrize("name", sorted(catalogue.catalogue()))
def test_the_text_runs_as_it_stands_and_gives_the_rows_of_the_question(name: str, graph: rdflib.Graph, shipped: Dataset) -> None:
    text = str(graph.value(rdflib.URIRef(shipped.names.question(name)), SH.select))
    found = shipped.store.query(text)
    assert isinstance(found, ox.QuerySolutions)
    days = {param.name: DAY for param in catalogue.find(name).params if param.default == "today"}
    answer = shipped.query(name, **days)
    assert answers.table(catalogue.find(name), found) == (answer.columns, answer.rows)


def test_parameters_are_shacl_parameters(graph: rdflib.Graph, shipped: Dataset) -> None:
    node = rdflib.URIRef(shipped.names.question("missions-to") + "#country")
    assert str(graph.value(node, SH.path)).endswith("#_country_iri")
    assert graph.value(node, SH.defaultValue) == rdflib.URIRef(shipped.names.id + "france")
    assert graph.value(node, SH["class"]) == rdflib.URIRef("https://w3id.org/entrevilles/ontology#Country")


def test_shacl_for_shacl_finds_nothing_wrong(graph: rdflib.Graph) -> None:
    import pyshacl

    conforms, _report, text = pyshacl.validate(rdflib.Graph(), shacl_graph=graph, meta_shacl=True, advanced=True)
    assert conforms, text


def test_the_same_day_gives_the_same_text(shipped: Dataset) -> None:
    assert executables.turtle(shipped, DAY) == executables.turtle(shipped, DAY)


def test_the_command_writes_turtle_and_nothing_else(run: Run, compiled: Path, tmp_path: Path) -> None:
    assert run("questions", "--output", tmp_path / "q.ttl", "--dataset", compiled)[0] == 0
    assert len(rdflib.Graph().parse(tmp_path / "q.ttl")) > 500
    code, _out, said = run("questions", "--output", tmp_path / "q.nt", "--dataset", compiled)
    assert (code, "nom.ttl" in said) == (2, True)


def test_a_release_has_them_beside_the_files_even_where_the_defaults_are_unknown(small: Folder) -> None:
    made = release(small, "v1", DAY) / "questions" / "questions.ttl"
    graph = rdflib.Graph().parse(made)
    store = Dataset(small).store
    for text in graph.objects(None, SH.select):
        found = store.query(str(text))
        assert isinstance(found, ox.QuerySolutions)
