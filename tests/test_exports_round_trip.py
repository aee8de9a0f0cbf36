"""Every text, list and missing value comes back as it was, through networkx, from each form that it reads."""

import csv
import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import networkx
import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from entrevilles.dataset import Dataset
from entrevilles.ontology.cells import guarded
from entrevilles.ontology.errors import InputError
from entrevilles.ontology.terms import Names
from entrevilles.viz import exports, stored
from entrevilles.viz.exports import markup, separated, traversal
from entrevilles.viz.exports.grounds import Grounds
from entrevilles.viz.exports.reading import Reading
from entrevilles.viz.exports.reading_back import READERS, read, to_networkx
from entrevilles.viz.exports.table import About, Column, Graph, Kind, Table, Value

ABOUT = About("t", "q()", {}, "d", "2024-06-01", "g", "", "CC BY 4.0", "c")
ODD = [
    "\x00",
    "_x0041_",
    "_x0001\x01",
    "_x005F_",
    "\ufffe",
    "a\r\nb\tc ",
    " ",
    "👩‍👩‍👧",
    "\u202eمدينة",
    "=1+1",
    "<a b='&amp;'>]]>",
    "\x85\u2028",
    "None",
]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1) | st.sampled_from(ODD)
VALUES: dict[Kind, st.SearchStrategy[Value]] = {
    "text": TEXT,
    "texts": st.lists(TEXT | st.just(""), min_size=1).map(tuple),
    "integer": st.integers(-(1 << 63), (1 << 63) - 1),
    "number": st.floats(allow_nan=False, allow_infinity=False),
    "boolean": st.booleans(),
    "day": st.dates(),
}
NAMES = st.sampled_from(["a", "kind", "weight", "start", "end", "viz", "spells", "states", "é & <b>", "\x01 _x0041_", "pid", "100 %s"])


def made(nodes: Table, edges: Table) -> Graph:
    return Graph(ABOUT, nodes, edges, Reading(Grounds(ox.Store(), Names()), ()))


@st.composite
def columns(draw: st.DrawFn, rows: int) -> list[Column]:
    found = []
    for name in draw(st.lists(NAMES, unique=True, max_size=4)):
        kind = draw(st.sampled_from(list(VALUES)))
        found.append(Column(name, kind, draw(st.lists(st.none() | VALUES[kind], min_size=rows, max_size=rows))))
    return found


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    ids = draw(st.lists(TEXT, unique=True, min_size=1, max_size=4))
    keys = draw(st.lists(TEXT, unique=True, max_size=5))
    labels = st.none() | TEXT
    nodes = [Column("id", "text", ids), Column("label", "text", [draw(labels) for _id in ids]), *draw(columns(len(ids)))]
    ends = [Column(name, "text", [draw(st.sampled_from(ids)) for _key in keys]) for name in ("source", "target")]
    edges = [Column("id", "text", keys), *ends, Column("label", "text", [draw(labels) for _key in keys]), *draw(columns(len(keys)))]
    return made(Table(tuple(nodes)), Table(tuple(edges)))


def content(graph: "networkx.Graph[Any]") -> tuple[Any, Any]:
    """Nodes and edges with their attributes; which end comes first says nothing."""
    edges = {(frozenset((a, b)), key): data for a, b, key, data in graph.edges(keys=True, data=True)}  # type: ignore[call-overload]
    return dict(graph.nodes(data=True)), edges


@pytest.mark.parametrize("suffix", READERS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(graphs())
def test_what_is_read_again_equals_what_was_written(suffix: str, tmp_path: Path, graph: Graph) -> None:
    path = tmp_path / f"graph{suffix}"
    exports.save(graph, path)
    assert content(read(path)) == content(to_networkx(graph))


@pytest.mark.parametrize("suffix", READERS)
def test_the_network_comes_back_and_says_what_the_other_graph_of_networkx_says(suffix: str, shipped: Dataset, tmp_path: Path) -> None:
    graph = traversal.of_network(shipped, stored.read(shipped.store))
    exports.save(graph, tmp_path / f"graph{suffix}")
    found = content(read(tmp_path / f"graph{suffix}"))
    assert found == content(to_networkx(graph))
    other = shipped.network()
    assert {key for _pair, key in found[1]} == {key for *_ends, key in other.edges(keys=True)}
    for node, data in other.nodes(data=True):
        assert {name: found[0][node][name] for name in data} == data


def test_plain_networkx_opens_what_it_can_read(shipped: Dataset, tmp_path: Path) -> None:
    whole = stored.read(shipped.store)
    for suffix, opened in ((".gexf", networkx.read_gexf), (".graphml", networkx.read_graphml)):
        exports.write(shipped, whole, tmp_path / f"graph{suffix}")
        graph = opened(tmp_path / f"graph{suffix}")
        assert (len(graph), graph.number_of_edges()) == (len(whole.actors), len(whole.ties))


@given(TEXT)
@example("_x0001\x01")
@example("_x005F_x0041_")
def test_a_text_in_xml_is_decoded_to_what_it_was(text: str) -> None:
    assert markup.decoded(markup.encoded(text)) == text


@pytest.mark.parametrize("text", ["Québec", "a_b", "_x12_", "x0041_", "l'_x"])
def test_a_text_that_xml_can_hold_stays_as_it_is(text: str) -> None:
    assert markup.encoded(text) == text


def test_a_day_is_read_again_as_its_text(tmp_path: Path) -> None:
    nodes = Table((Column("id", "text", ["a"]), Column("label", "text", ["A"]), Column("since", "day", [date(1999, 10, 28)])))
    edges = Table(tuple(Column(name, "text", []) for name in ("id", "source", "target", "label")))
    exports.save(made(nodes, edges), tmp_path / "a.gexf")
    assert read(tmp_path / "a.gexf").nodes["a"] == {"label": "A", "since": "1999-10-28"}


def test_another_form_is_refused_with_those_that_can_be_read() -> None:
    with pytest.raises(InputError, match=r"\.gexf, \.graphml"):
        read(Path("a.csv"))


@given(st.lists(TEXT | st.just("") | st.sampled_from(['a"b', "a,b", "\n", '"', ","]), min_size=1))
def test_the_csv_module_reads_what_was_written(texts: list[str]) -> None:
    table = Table((Column("a,b", "text", texts), Column('"', "integer", list(range(len(texts))))))
    header, *rows = csv.reader(io.StringIO(separated.table(table).decode(), newline=""))
    assert header == ["a,b", '"']
    assert [cells.removeprefix("'") if guarded(text) != text else cells for (cells, _n), text in zip(rows, texts, strict=True)] == [
        re.sub(r"\r\n?", "\n", text) for text in texts
    ]
    assert [number for _text, number in rows] == list(map(str, range(len(texts))))
