"""Parquet: pandas, R, DuckDB. The ties in one file, the actors in another; what must be said is in the metadata of the schema."""

import io
from typing import Any

from entrevilles.ontology.errors import QueryError
from entrevilles.ontology.language import _
from entrevilles.viz.exports.markup import as_json
from entrevilles.viz.exports.table import About, Graph, Kind, Table

METADATA = b"entrevilles"
"""The key of the schema's metadata: JSON."""


def write(graph: Graph) -> bytes:
    return table(graph.about, graph.ties)


def beside(graph: Graph) -> dict[str, bytes]:
    return {"-nodes.parquet": table(graph.about, graph.nodes)}


def table(about: About, made: Table) -> bytes:
    """Raises QueryError where pyarrow, an extra, is absent."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise QueryError(_("il manque pyarrow ; installez : pip install 'entrevilles[parquet]'")) from None
    types: dict[Kind, Any] = {
        "text": pa.string(),
        "texts": pa.list_(pa.string()),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "day": pa.date32(),
    }
    schema = pa.schema([(column.name, types[column.kind]) for column in made.columns], metadata={METADATA: as_json(about.as_dict())})
    arrays = [pa.array(column.values, types[column.kind]) for column in made.columns]
    out = io.BytesIO()
    parquet.write_table(pa.Table.from_arrays(arrays, schema=schema), out)
    return out.getvalue()
