"""An export opened again with networkx, equal to what was written: see `read`."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx

from entrevilles.ontology.errors import InputError
from entrevilles.ontology.language import _
from entrevilles.viz.exports.markup import decoded
from entrevilles.viz.exports.table import Graph, Table
from entrevilles.viz.exports.traversal import OPEN

Decoding = dict[str, Callable[[Any], Any]]
"""What is done with the values of each attribute."""
_ENDS = ("source", "target", "id")


def to_networkx(graph: Graph) -> "networkx.MultiGraph[str]":
    """Nodes and the keys of edges are ids; each has every attribute, None where it is not known. A day is ISO text, a list a list."""
    made: networkx.MultiGraph[str] = networkx.MultiGraph()
    made.add_nodes_from((str(row.pop("id")), row) for row in _rows(graph.nodes))
    for row in _rows(graph.edges):
        ends = [str(row.pop(name)) for name in _ENDS]
        made.add_edge(*ends, **row)
    return made


def _rows(table: Table) -> Iterator[dict[str, Any]]:
    columns = [[_native(value) for value in column.values] for column in table.columns]
    for row in zip(*columns, strict=True):
        yield dict(zip((column.name for column in table.columns), row, strict=True))


def _native(value: Any) -> Any:
    if value in ("", ()):
        return None
    return list(value) if isinstance(value, tuple) else value.isoformat() if isinstance(value, date) else value


def read(path: Path) -> "networkx.MultiGraph[str]":
    """A .gexf, .graphml, .cyjs or node-link .json as `to_networkx` made it: marks of ECMA-376 decoded, lists as lists, None put back.

    Only open files that you trust: networkx reads XML with the parser of Python. Raises InputError for another extension.
    """
    if path.suffix not in READERS:
        raise InputError(
            _("format inconnu : « {path} »").format(path=path), _("formes qui se relisent : {names}").format(names=", ".join(READERS))
        )
    return READERS[path.suffix](path)


def _gexf(path: Path) -> "networkx.MultiGraph[str]":
    found = networkx.read_gexf(path)
    kinds = {of: {"label": "string"} for of in ("node", "edge")}
    for attributes in ElementTree.parse(path).findall(".//{*}attributes"):
        kinds[attributes.attrib["class"]] |= {one.attrib["title"]: one.attrib["type"] for one in attributes}
    return _restored(found, {of: {decoded(name): _GEXF.get(kind, _same) for name, kind in titles.items()} for of, titles in kinds.items()})


def _graphml(path: Path) -> "networkx.MultiGraph[str]":
    found = networkx.read_graphml(path, edge_key_type=str, force_multigraph=True)
    kinds: dict[str, Decoding] = {"graph": {}, "node": {}, "edge": {}}
    for key in ElementTree.parse(path).findall("{*}key"):
        kind = "list" if len(key) else key.attrib["attr.type"]
        kinds[key.attrib["for"]][decoded(key.attrib["attr.name"])] = _GRAPHML.get(kind, _same)
    return _restored(found, kinds)


def _restored(found: Any, kinds: Mapping[str, "Decoding"]) -> "networkx.MultiGraph[str]":
    """networkx makes a graph of a multigraph without parallel edges, whose keys are then in `id`."""
    made: networkx.MultiGraph[str] = networkx.MultiGraph()
    made.add_nodes_from((decoded(node), _values(data, kinds["node"])) for node, data in found.nodes(data=True))
    for a, b, *key, data in found.edges(data=True, keys=True) if found.is_multigraph() else found.edges(data=True):
        made.add_edge(decoded(a), decoded(b), decoded(data.get("id", *key)), **_values(data, kinds["edge"]))
    return made


def _values(data: Mapping[str, Any], kinds: Decoding) -> dict[str, Any]:
    given = {decoded(name): value for name, value in data.items()}
    return {name: None if given.get(name) is None else decode(given[name]) for name, decode in kinds.items()}


def _same(value: Any) -> Any:
    return value


def _list(text: str) -> Any:
    return json.loads(decoded(text))


def _text_or_states(value: Any) -> Any:
    """networkx reads a dynamic attribute as (value, first day, last day), `'None'` where there is none."""
    if isinstance(value, str):
        return decoded(value)
    return [f"{OPEN if first == 'None' else first}/{OPEN if last == 'None' else last} {decoded(state)}" for state, first, last in value]


_GEXF: Decoding = {"string": _text_or_states, "liststring": _list}
_GRAPHML: Decoding = {"string": decoded, "list": _list}


def _node_link(path: Path) -> "networkx.MultiGraph[str]":
    found: networkx.MultiGraph[str] = networkx.MultiGraph(networkx.node_link_graph(json.loads(path.read_text(encoding="utf-8"))))
    return found


def _cytoscape(path: Path) -> "networkx.MultiGraph[str]":
    """Without what only says again who the node or the edge is."""
    found: networkx.MultiGraph[str] = networkx.MultiGraph(networkx.cytoscape_graph(json.loads(path.read_text(encoding="utf-8"))))
    for _node, data in found.nodes(data=True):
        for name in ("id", "value", "name"):
            data.pop(name, None)
    for _a, _b, data in found.edges(data=True):
        for name in (*_ENDS, "key"):
            data.pop(name, None)
    return found


READERS: dict[str, Callable[[Path], "networkx.MultiGraph[str]"]] = {
    ".gexf": _gexf,
    ".graphml": _graphml,
    ".json": _node_link,
    ".cyjs": _cytoscape,
}
