"""Cytoscape JSON (https://js.cytoscape.org/#notation/elements-json), as Cytoscape opens it and `networkx.cytoscape_graph` reads it."""

from entrevilles.viz.exports.node_link import encoded, records
from entrevilles.viz.exports.table import Column, Graph


def write(graph: Graph) -> bytes:
    """`name` is what Cytoscape shows; `value` and `key` are what networkx calls the node and the edge."""
    nodes, edges = graph.nodes, graph.edges
    value, name = Column("value", "text", nodes["id"].values), Column("name", "text", nodes["label"].values)
    key = Column("key", "text", edges["id"].values)
    return encoded(
        {
            "data": list(graph.about.as_dict().items()),
            "directed": False,
            "multigraph": True,
            "elements": {
                "nodes": [{"data": data} for data in records((*nodes.columns, value, name))],
                "edges": [{"data": data} for data in records((*edges.columns, key))],
            },
        }
    )
