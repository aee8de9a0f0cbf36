"""GraphML (http://graphml.graphdrawing.org/specification.html): igraph, yEd, Cytoscape, networkx. Lists are JSON in a string."""

from collections.abc import Iterator, Sequence

from entrevilles.viz.exports import markup
from entrevilles.viz.exports.table import Column, Graph, Kind, typed

TYPES: dict[Kind, str] = {
    "text": "string",
    "texts": "string",
    "integer": "long",
    "number": "double",
    "boolean": "boolean",
    "day": "string",
}


def write(graph: Graph) -> bytes:
    nodes, edges, about = graph.nodes.without("id"), graph.edges.without("id", "source", "target"), _about(graph)
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
            *_keys("graph", about),
            *_keys("node", nodes),
            *_keys("edge", edges),
            '<graph id="entrevilles" edgedefault="undirected">',
            markup.lines(*_data("graph", about)),
            markup.lines(markup.fragments(graph.nodes["id"], '<node id="', '">'), *_data("node", nodes), ["</node>"] * len(graph.nodes)),
            markup.lines(*_opened(graph), *_data("edge", edges), ["</edge>"] * len(graph.edges)),
            "</graph>\n</graphml>\n",
        )
    ).encode()


def _about(graph: Graph) -> list[Column]:
    """What must be said, as columns of one row."""
    said = graph.about.as_dict()
    return [typed(name, [value if isinstance(value, str) else markup.as_json(value)]) for name, value in said.items() if value]


def _keys(of: str, columns: Sequence[Column]) -> Iterator[str]:
    """A list is told from a text by its description."""
    for number, column in enumerate(columns):
        head = f'<key id="{of}{number}" for="{of}" attr.name="{markup.escaped(column.name)}" attr.type="{TYPES[column.kind]}"'
        yield f"{head}><desc>JSON</desc></key>" if column.kind == "texts" else f"{head}/>"


def _opened(graph: Graph) -> Iterator[Sequence[str]]:
    for name, before, after in (("id", "<edge id", ""), ("source", " source", ""), ("target", " target", ">")):
        yield markup.fragments(graph.edges[name], f'{before}="', f'"{after}')


def _data(of: str, columns: Sequence[Column]) -> Iterator[Sequence[str]]:
    for number, column in enumerate(columns):
        yield markup.fragments(column, f'<data key="{of}{number}">', "</data>")
