"""Each form of the network: valid by its own rules, safe, the same at each writing, and saying where it comes from."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet
import pyoxigraph as ox
import pytest

from entrevilles import labels
from entrevilles.dataset import Dataset
from entrevilles.ontology.errors import InputError
from entrevilles.viz import exports, stored
from entrevilles.viz.exports import traversal
from entrevilles.viz.exports.table import Graph
from entrevilles.viz.network import Network, Selection
from tests.networks import unspoken

etree: Any = import_module("lxml.etree")
GEXF = {"g": "http://gexf.net/1.3"}
GRAMMAR = Path(__file__).parent / "gexf.rng"
DAY = date(2005, 12, 31)


# What holds of every form


@pytest.mark.parametrize("suffix", exports.WRITERS)
def test_each_form_says_what_it_is_from_what_and_how_to_cite_it(suffix: str, exported: Path, graph: Graph) -> None:
    said = "\n".join(_texts(exported, suffix))
    licences = {source.licence for source in graph.about.sources if source.licence}
    assert {"CC0 1.0", "CC BY 4.0"} <= licences
    for text in (graph.about.title, graph.about.citation, graph.about.generation, *licences, *(s.title for s in graph.about.sources)):
        assert text in said, text


def _texts(exported: Path, suffix: str) -> Iterator[str]:
    """What a person would read in the file; of CSV, in the one beside it."""
    path = exported / f"net{suffix}"
    if suffix == ".zip":
        yield zipfile.ZipFile(path).read("README.md").decode()
    elif suffix == ".csv":
        yield (exported / "net-README.md").read_text(encoding="utf-8")
    elif suffix == ".xlsx":
        yield from (str(cell.value) for row in openpyxl.load_workbook(path)["about"].iter_rows() for cell in row)
    elif suffix == ".parquet":
        yield from map(str, _strings(json.loads(pyarrow.parquet.read_schema(path).metadata[b"entrevilles"])))
    elif suffix in (".gexf", ".graphml"):
        yield from (text for text in etree.parse(path).getroot().itertext())
        yield from (str(value) for value in etree.parse(path).xpath("//@*"))
    elif suffix in (".ttl", ".trig", ".nq", ".jsonld"):
        yield from (quad.object.value for quad in ox.parse(path=str(path)) if isinstance(quad.object, ox.Literal))
    else:
        yield from map(str, _strings(json.loads(path.read_text(encoding="utf-8"))))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        yield from (text for child in (value.values() if isinstance(value, dict) else value) for text in _strings(child))
    else:
        yield str(value)


@pytest.mark.parametrize("suffix", exports.WRITERS)
def test_the_same_network_is_the_same_file(suffix: str, shipped: Dataset, whole: Network, exported: Path, tmp_path: Path) -> None:
    for path in exports.write(shipped, whole, tmp_path / f"net{suffix}"):
        assert path.read_bytes() == (exported / path.name).read_bytes()


def test_the_names_of_many_are_those_of_each(shipped: Dataset, whole: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    things = {*whole.actors, *(tie.relationship for tie in whole.ties.values()), f"{shipped.names.id}nobody"}
    one_by_one = traversal.names(shipped, things)
    monkeypatch.setattr(labels, "MANY", 1)
    monkeypatch.setattr(labels.Labels, "of", None)
    assert traversal.names(shipped, things) == one_by_one
    assert one_by_one[f"{shipped.names.id}nobody"] == "nobody"


def test_an_unknown_form_is_refused_with_the_known_ones(shipped: Dataset, whole: Network, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.gexf, \.graphml"):
        exports.write(shipped, whole, tmp_path / "net.gml")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", exports.WRITERS)
def test_a_network_without_ties_is_written_too(suffix: str, shipped: Dataset, whole: Network, tmp_path: Path) -> None:
    empty = whole.part(Selection(country="https://example.org/nowhere"))
    assert not empty.ties
    assert exports.write(shipped, empty, tmp_path / f"net{suffix}")


@pytest.mark.parametrize("suffix", [".gexf", ".graphml", ".json", ".cyjs", ".geojson", ".csv", ".xlsx", ".ttl", ".trig", ".jsonld"])
def test_no_name_is_anything_but_text(suffix: str, cast: Callable[..., Dataset], tmp_path: Path) -> None:
    """A name that is markup, a formula, the end of a string: it is found again as it is."""
    names = [
        '=HYPERLINK("http://a","b")',
        "</data></node>]]><script>alert(1)</script>",
        '"}],"edges":[',
        "\\' <b>&amp;",
        "+1+cmd|' /C calc'!A0",
    ]
    out = io.StringIO()
    csv.writer(out).writerows([("id", "nom", "source"), *((f"ville-{n}", name, "s1") for n, name in enumerate(names))])
    parties = "; ".join(f"ville-{n}" for n in range(len(names)))
    dataset = cast(regions=out.getvalue(), jumelages=f"id,parties,début,source\nsix,{parties},1999,s1\n")
    exports.write(dataset, stored.read(dataset.store), tmp_path / f"net{suffix}")
    assert set(names) <= set(_names(tmp_path, suffix))


def _names(exported: Path, suffix: str) -> Iterator[str]:
    """What each program would show; of RDF and JSON, every text."""
    path = exported / f"net{suffix}"
    if suffix == ".csv":
        yield from _csv_labels(exported / "net-nodes.csv")
    elif suffix == ".xlsx":
        yield from (str(cell.value) for cell in openpyxl.load_workbook(path)["nodes"]["B"])
    elif suffix in (".gexf", ".graphml"):
        yield from etree.parse(path).xpath("//*[local-name()='node']/@label | //*[local-name()='data']/text()")
    else:
        yield from _texts(exported, suffix)


def _csv_labels(path: Path) -> list[str]:
    """Without the quote mark that keeps a spreadsheet from running them."""
    with path.open(encoding="utf-8", newline="") as file:
        labels = [row["label"] for row in csv.DictReader(file)]
    assert not [label for label in labels if label[0] in "=+-@"]
    return [label.removeprefix("'") for label in labels]


# The traversal


@pytest.mark.parametrize("year", [1970, 2005, 2024])
def test_on_a_day_the_ties_are_the_rows_of_the_question(year: int, shipped: Dataset, whole: Network) -> None:
    day = date(year, 12, 31)
    edges = traversal.of_network(shipped, whole.part(Selection(since=day, until=day, unspoken=True))).edges
    rows = [row for row in shipped.query("ties", date=day) if not str(row["in_force"]).endswith("/no")]
    states = {str(row["tie"]): str(row["in_force"]).rsplit("/", 1)[-1] for row in rows}
    assert dict(zip(edges["id"].values, edges["state"].values, strict=True)) == states


def test_a_tie_has_its_certain_days_its_states_and_its_contacts(shipped: Dataset, whole: Network) -> None:
    tie = next(tie for tie in whole.ties.values() if tie.relationship.endswith("/namur-jumelage"))
    row = _row(traversal.of_network(shipped, whole), tie.iri)
    assert row["begin"] == "1999 | 1999-10-28 | 2000"
    assert row["certain_from"] == next(spell.first for spell in tie.spells if spell.state == "yes")
    assert row["states"][0].startswith(str(tie.spells[0].first))
    assert row["pair_contacts"] == len(whole.contacts[tie.pair])
    assert row["followed"]
    assert "state" not in row


def test_the_export_says_of_which_ties_no_contact_means_none_is_known(graph: Graph, shipped: Dataset) -> None:
    """Those of the home city, and those with a contact that is no act; never a membership."""
    quebec = shipped.names.thing("quebec").value
    columns = {column.name: column.values for column in graph.edges.columns}
    rows = zip(columns["kind"], columns["source"], columns["target"], columns["pair_contacts"], columns["followed"], strict=True)
    told = {(kind == "tie-membership", quebec in ends, followed) for kind, *ends, _met, followed in rows}
    assert {followed for member, _home, followed in told if member} == {False}
    assert {followed for member, home, followed in told if home and not member} == {True}
    assert {followed for member, home, followed in told if not home and not member} == {False, True}


@pytest.mark.parametrize("year", [1970, 2005])
def test_a_dated_export_says_how_many_ties_of_unsaid_begin_it_leaves_out_and_the_whole_has_all(
    year: int, shipped: Dataset, whole: Network, graph: Graph
) -> None:
    hidden, day = unspoken(shipped, whole, year), date(year, 12, 31)
    part = traversal.of_network(shipped, whole.part(Selection(since=day, until=day)))
    assert hidden.isdisjoint(part.edges["id"].values)
    assert any(f"laissés de côté : {len(hidden)}." in note for note in part.about.notes)
    assert hidden <= set(graph.edges["id"].values)
    since = dict(zip(graph.edges["id"].values, graph.edges["spoken_from"].values, strict=True))
    assert all(since[iri] == whole.ties[iri].spoken and str(since[iri]) > str(day) for iri in hidden)
    every = traversal.of_network(shipped, whole.part(Selection(since=day, until=day, unspoken=True)))
    assert every.about.parameters["unspoken"] == "oui"
    assert hidden <= set(every.edges["id"].values)


def test_contacts_are_counted_up_to_the_day(shipped: Dataset, whole: Network) -> None:
    part = whole.part(Selection(since=DAY, until=DAY))
    tie = next(tie for tie in part.ties.values() if tie.relationship.endswith("/namur-jumelage"))
    row = _row(traversal.of_network(shipped, part), tie.iri)
    dated = [contact for contact in whole.contacts[tie.pair] if contact.first]
    assert row["pair_contacts"] == sum(contact.first <= DAY for contact in dated if contact.first) < len(dated)
    assert row["pair_last_contact"] is None or row["pair_last_contact"] < str(DAY)


def _row(graph: Graph, tie: str) -> dict[str, Any]:
    place = list(graph.edges["id"].values).index(tie)
    return {column.name: column.values[place] for column in graph.edges.columns}


# GEXF


def test_a_reader_that_keeps_the_last_declarations_of_edges_knows_all_but_the_states(exported: Path) -> None:
    """Gephi Lite's, which names what is declared nowhere by its id."""
    *_first, last = etree.parse(exported / "net.gexf").xpath("//g:attributes[@class='edge']", namespaces=GEXF)
    declared = {attribute.get("id") for attribute in last}
    used = {value.get("for") for value in etree.parse(exported / "net.gexf").xpath("//g:edge//g:attvalue", namespaces=GEXF)}
    assert used - declared == {"states"}


def test_gexf_is_valid_with_its_spells(exported: Path) -> None:
    grammar = etree.RelaxNG(etree.parse(GRAMMAR))
    document = etree.parse(exported / "net.gexf")
    assert grammar.validate(document), grammar.error_log
    assert document.xpath("string(/g:gexf/g:graph/@mode)", namespaces=GEXF) == "dynamic"


def test_gephi_keeps_every_tie(exported: Path, whole: Network) -> None:
    """It makes one of two edges of the same ends and the same `kind`."""
    document = etree.parse(exported / "net.gexf")
    edges = [edge.attrib for edge in document.xpath("//g:edge", namespaces=GEXF)]
    assert len({(*sorted((edge["source"], edge["target"])), edge["kind"]) for edge in edges}) == len(edges) == len(whole.ties)
    assert len({(*tie.pair, tie.kind) for tie in whole.ties.values()}) < len(edges)
    assert {"tie-agreement", "tie-agreement 2"} <= {edge["kind"] for edge in edges}


def test_gephi_sees_a_tie_while_it_is_or_may_be_in_force(exported: Path, whole: Network) -> None:
    document = etree.parse(exported / "net.gexf")
    for tie in whole.ties.values():
        spells = document.xpath("//g:edge[@id=$id]/g:spells/g:spell", id=tie.iri, namespaces=GEXF)
        bounds = [(spell.get("start", "0001-01-01"), spell.get("end", "9999-12-31")) for spell in spells] or [("0001-01-01", "9999-12-31")]
        for day in ("1935-06-15", "1970-12-31", "1999-10-28", "2005-12-31", "2024-12-31"):
            seen = any(first <= day <= last for first, last in bounds)
            drawn = tie.state(date.fromisoformat(day)) != "no" and not tie.unspoken(date.fromisoformat(day))
            assert seen == drawn, (tie.iri, day)


@pytest.mark.parametrize("page", ["fr", "en"])
def test_the_page_on_exports_names_every_form_and_attribute(page: str, graph: Graph) -> None:
    text = (Path(__file__).parent.parent / "docs" / page / "exports.md").read_text(encoding="utf-8")
    columns = {column.name for table in (graph.nodes, graph.ties) for column in table.columns}
    assert [name for name in (*exports.WRITERS, *columns, "state") if f"`{name}`" not in text] == []
