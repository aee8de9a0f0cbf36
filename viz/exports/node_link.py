"""Node-link JSON, as `networkx.node_link_graph` reads it."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from entrevilles.viz.exports.table import Column, Graph


def write(graph: Graph) -> bytes:
    """An edge has its IRI as key: two actors may have several ties."""
    edges = [Column("key", "text", graph.edges["id"].values), *graph.edges.without("id")]
    return encoded(
        {
            "directed": False,
            "multigraph": True,
            "graph": graph.about.as_dict(),
            "nodes": list(records(graph.nodes.columns)),
            "edges": list(records(edges)),
        }
    )


def records(columns: Sequence[Column]) -> Iterator[dict[str, Any]]:
    names = [column.name for column in columns]
    for row in zip(*(column.values for column in columns), strict=True):
        yield dict(zip(names, row, strict=True))


def encoded(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_day)
    return f"{text}\n".encode()


def _day(value: object) -> str:
    assert isinstance(value, date)
    return value.isoformat()
