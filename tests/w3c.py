"""The W3C's SPARQL 1.1 tests as data: read from their manifests, their results in a form that can be compared."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad
from rdflib import RDF, Namespace

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
DAWGT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-dawg#")
RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
XSD = "http://www.w3.org/2001/XMLSchema#"
BASE = "http://w3c.test/"
"""Under which the folder of the suites stands: relative IRIs of manifests, data and queries mean files in it."""
TABLES = {".srx": ox.QueryResultsFormat.XML, ".srj": ox.QueryResultsFormat.JSON, ".tsv": ox.QueryResultsFormat.TSV}


@dataclass(frozen=True)
class Case:
    """`data` and `graphs` are IRIs of files; `result` is the file, where there is one.

    `approved` by the working group of SPARQL 1.1; the community group has since added others, some of which foresee SPARQL 1.2.
    """

    name: str
    kind: str
    query: Path
    data: tuple[str, ...] = ()
    graphs: tuple[str, ...] = ()
    result: Path | None = None
    approved: bool = False

    @property
    def text(self) -> str:
        """The protocol carries no base: it is said in the query."""
        return f"BASE <{BASE}{self.query.parent.name}/{self.query.name}>\n{self.query.read_text(encoding='utf-8')}"


def cases(root: Path, folder: str) -> Iterator[Case]:
    """Those of one folder, in the order of its manifest."""
    graph = rdflib.Graph().parse(root / folder / "manifest.ttl", publicID=f"{BASE}{folder}/manifest.ttl")
    manifest = graph.value(predicate=RDF.type, object=MF.Manifest)
    for test in graph.items(graph.value(manifest, MF.entries) or RDF.nil):
        action, result = graph.value(test, MF.action), graph.value(test, MF.result)
        query = graph.value(action, QT.query) or action
        yield Case(
            name=f"{folder}/{str(test).rpartition('#')[2]}",
            kind=str(graph.value(test, RDF.type)).rpartition("#")[2],
            query=_file(root, str(query)),
            data=tuple(str(one) for one in graph.objects(action, QT.data)),
            graphs=tuple(str(one) for one in graph.objects(action, QT.graphData)),
            result=_file(root, str(result)) if isinstance(result, rdflib.URIRef) else None,
            approved=(test, DAWGT.approval, DAWGT.Approved) in graph,
        )


def _file(root: Path, iri: str) -> Path:
    return root / iri.removeprefix(BASE)


def quads(root: Path, found: Iterable[Case]) -> Iterator[Quad]:
    """Every file of data as a graph of its own name."""
    for iri in sorted({iri for case in found for iri in (*case.data, *case.graphs)}):
        path = _file(root, iri)
        form = ox.RdfFormat.RDF_XML if path.suffix == ".rdf" else ox.RdfFormat.TURTLE
        for quad in ox.parse(path=str(path), format=form, base_iri=iri, rename_blank_nodes=True):
            yield Quad(quad.subject, quad.predicate, quad.object, NamedNode(iri))


# Results


def table(data: bytes, form: ox.QueryResultsFormat) -> object:
    """A result that is equal to another that says the same: blank nodes and numbers have many names."""
    results = ox.parse_query_results(data, format=form)
    if isinstance(results, ox.QueryBoolean):
        return bool(results)
    names = [variable.value for variable in results.variables]
    return _rows(names, list(results))


def _rows(names: list[str], rows: list[ox.QuerySolution]) -> ox.Dataset:
    """A row is a blank node with its values: equal sets of rows are isomorphic graphs."""
    found = ox.Dataset()
    for number, row in enumerate(rows):
        node = BlankNode(f"row{number}")
        found.add(Quad(node, NamedNode("urn:row"), Literal("")))
        for name, term in zip(names, row, strict=True):
            if term is not None:
                found.add(Quad(node, NamedNode(f"urn:{name}"), plain(term)))
    found.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return found


def graph(data: bytes, form: ox.RdfFormat, base: str) -> ox.Dataset:
    found = ox.Dataset()
    for quad in ox.parse(data, format=form, base_iri=base):
        found.add(Quad(quad.subject, quad.predicate, plain(quad.object)))
    found.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return found


def plain(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple:
    """A number or truth by its value: 2.0 is 2.00; the store keeps of every kind of integer only that it is one."""
    if not isinstance(term, Literal):
        return term
    kind = term.datatype.value.removeprefix(XSD)
    try:
        if kind == "decimal":
            return Literal(format(Decimal(term.value).normalize(), "f"), datatype=term.datatype)
        if kind in ("double", "float"):
            return Literal(repr(float(term.value)), datatype=term.datatype)
        if kind == "boolean":
            return Literal(term.value in ("true", "1"))
        if kind.lower().endswith("integer"):
            return Literal(int(term.value))
    except (ArithmeticError, ValueError):
        pass
    return term


def expected(case: Case) -> object:
    assert case.result is not None
    data = case.result.read_bytes()
    if case.result.suffix in TABLES:
        return table(data, TABLES[case.result.suffix])
    if case.result.suffix == ".csv":
        return data
    base = f"{BASE}{case.query.parent.name}/{case.result.name}"
    found = rdflib.Graph().parse(case.result, publicID=base)
    if (None, RDF.type, RS.ResultSet) in found:
        return _result_set(found)
    return graph(data, ox.RdfFormat.RDF_XML if case.result.suffix == ".rdf" else ox.RdfFormat.TURTLE, base)


def _result_set(found: rdflib.Graph) -> object:
    """A table written as RDF (DAWG result set vocabulary)."""
    rows = ox.Dataset()
    for number, solution in enumerate(found.objects(None, RS.solution)):
        node = BlankNode(f"row{number}")
        rows.add(Quad(node, NamedNode("urn:row"), Literal("")))
        for binding in found.objects(solution, RS.binding):
            name, value = str(found.value(binding, RS.variable)), found.value(binding, RS.value)
            assert value is not None
            term = next(iter(ox.parse(f"<urn:s> <urn:p> {value.n3()} .", format=ox.RdfFormat.TURTLE))).object
            rows.add(Quad(node, NamedNode(f"urn:{name}"), plain(term)))
    rows.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return rows
