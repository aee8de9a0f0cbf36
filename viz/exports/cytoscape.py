"""Cytoscape JSON (https://js.cytoscape.org/#notation/elements-json), as Cytoscape opens it and `networkx.cytoscape_graph` reads it."""

from collections.abc import Sequence

from entrevilles.viz.exports.objects import BETWEEN, dumps, objects
from entrevilles.viz.exports.table import Column, Graph


def write(graph: Graph) -> bytes:
    """`name` is what Cytoscape shows; `value` and `key` are what networkx calls the node and the edge."""
    nodes, edges = graph.nodes, graph.edges
    value, name = Column("value", "text", nodes["id"].values), Column("name", "text", nodes["label"].values)
    key = Column("key", "text", edges["id"].values)
    elements = f'{{"nodes":[\n{_elements([*nodes.columns, value, name])}],\n"edges":[\n{_elements([*edges.columns, key])}]}}'
    head = f'"data":{dumps(list(graph.about.as_dict().items()))},"directed":false,"multigraph":true'
    return f'{{{head},\n"elements":{elements}}}\n'.encode()


def _elements(columns: Sequence[Column]) -> str:
    return BETWEEN.join(objects(columns, '{"data":%s}'))
