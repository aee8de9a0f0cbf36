"""Node-link JSON, as `networkx.node_link_graph` reads it."""

from entrevilles.viz.exports.objects import BETWEEN, dumps, objects
from entrevilles.viz.exports.table import Column, Graph


def write(graph: Graph) -> bytes:
    """An edge has its IRI as key: two actors may have several ties."""
    nodes = BETWEEN.join(objects(graph.nodes.columns))
    edges = BETWEEN.join(objects([Column("key", "text", graph.edges["id"].values), *graph.edges.without("id")]))
    head = f'"directed":false,"multigraph":true,"graph":{dumps(graph.about.as_dict())}'
    return f'{{{head},\n"nodes":[\n{nodes}],\n"edges":[\n{edges}]}}\n'.encode()
