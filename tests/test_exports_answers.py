"""Any answer taken away: Parquet, GeoJSON, RDF; as a graph, where it has two columns of things."""

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import networkx
import pyarrow.parquet
import pyoxigraph as ox
import pytest

from entrevilles import formats, present
from entrevilles.dataset import Dataset
from entrevilles.ontology.errors import EntrevillesError, InputError, QueryError
from entrevilles.ontology.terms import READING
from entrevilles.viz import network, stored
from entrevilles.viz.exports import answers
from entrevilles.viz.exports.reading_back import read

etree: Any = import_module("lxml.etree")
Run = Callable[..., tuple[int, str, str]]
ON = "date=2024-06-01"
PAIRS = """PREFIX ev: <https://w3id.org/entrevilles/ontology#>
PREFIX graph: <https://w3id.org/entrevilles/graph/>
SELECT ?activity ?place { GRAPH graph:reading { ?activity a ev:Mission . OPTIONAL { ?stop ev:stopOf ?activity ; ev:place ?place } } }
ORDER BY ?activity ?place"""


def asked(run: Run, compiled: Path, output: Path, question: str = "partners", *words: str) -> str:
    """Returns what was complained of."""
    code, out, err = run("query", question, "--dataset", compiled, "-o", output, *words)
    assert (code, out) == (0, ""), err
    return err


def test_parquet_has_the_rows_of_json_typed_and_says_what_was_asked(run: Run, compiled: Path, tmp_path: Path) -> None:
    asked(run, compiled, tmp_path / "a.parquet", "missions", "--param", "year=2023")
    asked(run, compiled, tmp_path / "a.json", "missions", "--param", "year=2023")
    told = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    made = pyarrow.parquet.read_table(tmp_path / "a.parquet")
    assert {name: str(made.schema.field(name).type) for name in ("number", "mission")} == {"number": "int64", "mission": "string"}
    words = [{name: row.get(f"{name}_name", row[name]) for name in told["columns"]} for row in made.to_pylist()]
    assert words == [{name: None if cell == "" else cell for name, cell in row.items()} for row in told["rows"]]
    about = json.loads(pyarrow.parquet.read_schema(tmp_path / "a.parquet").metadata[b"entrevilles"])
    assert about["parameters"] == told["parameters"]
    assert str(told["citation"]).startswith(about["citation"])  # without the day on which it was read
    assert "Rapport de mission" in str([source["title"] for source in about["sources"]])


def test_rows_with_a_city_are_points_where_the_city_is(run: Run, compiled: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    asked(run, compiled, path, "last-contacts")
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    namur = [feature["geometry"] for feature in features if "Namur" in feature["properties"].values()]
    assert namur
    assert all(geometry == {"type": "Point", "coordinates": [4.86746, 50.4669]} for geometry in namur)


def test_an_answer_that_is_a_network_has_lines_too(run: Run, compiled: Path, shipped: Dataset, tmp_path: Path) -> None:
    asked(run, compiled, tmp_path / "a.geojson", "partners", "--param", ON)
    features = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))["features"]
    assert sum("source" in feature["properties"] for feature in features) == len(shipped.query("partners", date="2024-06-01"))


def test_rows_without_a_place_are_no_map(run: Run, compiled: Path, tmp_path: Path) -> None:
    code, out, err = run("query", "sources-summary", "--dataset", compiled, "-o", tmp_path / "a.geojson")
    assert (code, out) != (0, "")
    assert "rien à situer" in err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", [".gexf", ".graphml", ".cyjs"])
def test_the_ties_of_a_city_are_a_graph_around_it(suffix: str, run: Run, compiled: Path, shipped: Dataset, tmp_path: Path) -> None:
    asked(run, compiled, tmp_path / f"a{suffix}", "partners", "--param", ON)
    graph = read(tmp_path / f"a{suffix}")
    rows = shipped.shown(shipped.query("partners", date="2024-06-01"))
    quebec = shipped.names.thing("quebec").value
    assert all(quebec in ends for ends in graph.edges())
    assert graph.number_of_edges() == len(rows.rows)
    assert {graph.nodes[end]["label"] for ends in graph.edges() for end in ends} == {"Québec", *(str(row[0]) for row in rows.rows)}
    assert graph.nodes[quebec]["kind"] == "Municipality"


def test_two_columns_of_things_are_the_two_ends(run: Run, compiled: Path, shipped: Dataset, tmp_path: Path) -> None:
    asked(run, compiled, tmp_path / "a.json", "ties", "--param", ON, "--format", "node-link")
    graph: Any = networkx.node_link_graph(json.loads((tmp_path / "a.json").read_text(encoding="utf-8")))
    answer = shipped.query("ties", date="2024-06-01")
    ends = sorted(tuple(sorted((str(row["a"]), str(row["b"])))) for row in answer)
    assert sorted(tuple(sorted(pair)) for pair in graph.edges()) == ends
    assert set(next(iter(graph.edges(data=True)))[2]) == {
        *("label", "kind", "kind_name", "in_force", "in_force_name", "begin", "end", "relationship", "tie")
    }


def test_the_kind_of_a_tie_has_the_same_name_in_an_answer_and_in_the_network(
    run: Run, compiled: Path, shipped: Dataset, tmp_path: Path
) -> None:
    asked(run, compiled, tmp_path / "a.parquet", "ties", "--param", ON)
    answer = pyarrow.parquet.read_table(tmp_path / "a.parquet").to_pylist()
    shipped.export(tmp_path / "b.parquet")
    named = {(row["kind"], row["kind_name"]) for row in pyarrow.parquet.read_table(tmp_path / "b.parquet").to_pylist()}
    assert {(row["kind"], row["kind_name"]) for row in answer} == named
    assert ("tie-twinning", "jumelage") in named
    assert {row["in_force"]: row["in_force_name"] for row in answer}["cannot-be-told"] == "ne peut être établi"


def test_rdf_gives_each_source_its_licence(run: Run, compiled: Path, tmp_path: Path) -> None:
    asked(run, compiled, tmp_path / "a.ttl", "ties", "--param", ON)
    licence = ox.NamedNode("http://purl.org/dc/terms/license")
    said = {str(quad.subject): str(quad.object) for quad in ox.parse(path=str(tmp_path / "a.ttl")) if quad.predicate == licence}
    base, commons = "https://w3id.org/entrevilles/", "https://creativecommons.org/"
    assert said[f"<{base}id/wikidata>"] == f"<{commons}publicdomain/zero/1.0/>"
    assert said[f"<{base}id/geonames>"] == f"<{commons}licenses/by/4.0/>"
    assert said[f"<{base}id/rapport-annuel-bri-2023>"] == '"document public de la Ville de Québec, faits cités"'
    assert [term for name, term in said.items() if name.startswith(f"<{base}question/ties?")] == [f"<{commons}licenses/by/4.0/>"]


def test_a_query_of_one_s_own_is_a_graph_by_what_its_columns_hold(shipped: Dataset, tmp_path: Path) -> None:
    answer = shipped.query(PAIRS.replace("ev:place ?place", "ev:place/^ev:territory ?place FILTER(STRENDS(STR(?place), 'namur'))"))
    complete = [row for row in answer.rows if None not in row]
    assert 0 < len(complete) < len(answer)
    shipped.export(tmp_path / "a.gexf", answer)
    assert read(tmp_path / "a.gexf").number_of_edges() == len(complete)
    said = etree.parse(tmp_path / "a.gexf").findtext(".//{*}description")
    assert f"{len(answer) - len(complete)} ligne" in str(said)


def test_an_answer_without_two_ends_is_no_graph(run: Run, compiled: Path, tmp_path: Path) -> None:
    code, _out, err = run("query", "sources", "--dataset", compiled, "-o", tmp_path / "a.gexf")
    assert code != 0
    assert "deux colonnes de choses" in err
    assert not list(tmp_path.iterdir())


def test_rdf_speaks_of_the_things_of_the_rows(run: Run, compiled: Path, shipped: Dataset, tmp_path: Path) -> None:
    for suffix in (".ttl", ".jsonld", ".trig", ".nq"):
        asked(run, compiled, tmp_path / f"a{suffix}", "partners", "--param", ON)
    subjects = {str(quad.subject) for quad in ox.parse(path=str(tmp_path / "a.ttl"))}
    things = {value for row in shipped.query("partners", date="2024-06-01") for value in (row["partner"], row["relationship"])}
    assert {f"<{thing}>" for thing in things} <= subjects
    assert {q.triple for q in ox.parse(path=str(tmp_path / "a.ttl"))} == {q.triple for q in ox.parse(path=str(tmp_path / "a.jsonld"))}
    quads = set(ox.parse(path=str(tmp_path / "a.trig")))
    assert quads == set(ox.parse(path=str(tmp_path / "a.nq")))
    assert {READING, shipped.names.claim_iri("namur-jumelage.rtbf")} <= {quad.graph_name for quad in quads}


def test_text_goes_to_the_terminal_without_a_file(run: Run, compiled: Path) -> None:
    code, out, _err = run("query", "partners", "--dataset", compiled, "--format", "node-link", "--limit", "2")
    assert code == 0
    assert len(json.loads(out)["edges"]) == 2
    assert any("2 premières lignes" in note for note in json.loads(out)["graph"]["notes"])


def test_proofs_are_refused_where_they_have_no_place(run: Run, compiled: Path, tmp_path: Path) -> None:
    code, _out, err = run("query", "partners", "--dataset", compiled, "--why", "-o", tmp_path / "a.gexf")
    assert code != 0
    assert ".trig" in err
    assert run("query", "partners", "--dataset", compiled, "--why", "-o", tmp_path / "a.trig")[0] == 0


def test_every_form_has_a_writer_and_an_unknown_one_is_told_those_that_have() -> None:
    assert set(answers.WRITERS) == {*present.TAKEN_AWAY, "node-link"} <= set(formats.WRITERS)
    with pytest.raises(InputError, match=r"\.gexf"):
        present.format_of(Path("a.gml"))


def test_a_column_may_bear_any_name(shipped: Dataset, tmp_path: Path) -> None:
    """Those that the formats use themselves get a mark."""
    text = PAIRS.replace("?activity ?place {", "?activity ?other (1 AS ?id) (2.5 AS ?label) (true AS ?source) {").replace(
        "OPTIONAL { ?stop ev:stopOf ?activity ; ev:place ?place }", "?other ev:stopOf ?activity"
    )
    shipped.export(tmp_path / "a.graphml", shipped.query(text.replace("?place\n", "\n").replace(" ?place", "")))
    data = next(iter(read(tmp_path / "a.graphml").edges(data=True)))[2]
    assert (data["id_"], data["label_"], data["source_"], data["label"]) == (1, 2.5, True, None)


def test_a_dataset_exports_a_network_or_an_answer(shipped: Dataset, tmp_path: Path) -> None:
    whole = stored.read(shipped.store)
    assert shipped.export(tmp_path / "a.csv") == [tmp_path / name for name in ("a.csv", "a-nodes.csv", "a-README.md")]
    part = whole.part(network.Selection(city=shipped.names.thing("namur").value))
    shipped.export(tmp_path / "b.json", part)
    made = json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))
    assert made["graph"]["parameters"] == {"city": "namur"}
    assert len(made["edges"]) == len(part.ties)
    with pytest.raises(EntrevillesError):
        shipped.export(tmp_path / "a.doc")
    with pytest.raises(QueryError):
        shipped.export(tmp_path / "a.gexf", shipped.query("sources-summary"))
