"""Exports: a view or an answer as a file for another program.

One traversal (`traversal`, or `answers`) makes a `Graph`; each exporter is one module, and a line below.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from entrevilles.graph.generations import write_together
from entrevilles.ontology.errors import InputError
from entrevilles.ontology.language import _
from entrevilles.viz.exports import cytoscape, geojson, gexf, graphml, node_link, parquet, rdf, separated, traversal, xlsx
from entrevilles.viz.exports.table import Graph
from entrevilles.viz.network import Network

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset

WRITERS: Mapping[str, Callable[[Graph], bytes]] = {
    ".gexf": gexf.write,
    ".graphml": graphml.write,
    ".csv": separated.write,
    ".zip": separated.zipped,
    ".json": node_link.write,
    ".cyjs": cytoscape.write,
    ".geojson": geojson.write,
    ".parquet": parquet.write,
    ".xlsx": xlsx.write,
    ".ttl": rdf.turtle,
    ".jsonld": rdf.json_ld,
    ".trig": rdf.trig,
    ".nq": rdf.n_quads,
}
"""By the extension of the file."""
BESIDE: Mapping[str, Callable[[Graph], Mapping[str, bytes]]] = {".csv": separated.beside, ".parquet": parquet.beside}
"""Forms that hold one table a file: the file that is named holds the ties, those beside it the rest, by what follows its stem."""


def checked(path: Path) -> Callable[[Graph], bytes]:
    """The writer for this file. Raises InputError for an extension that none bears."""
    suffix = path.suffix.lower()
    if suffix not in WRITERS:
        what = _("format inconnu : « {path} »").format(path=path)
        raise InputError(what, _("terminez le nom par l'une de ces extensions : {names}").format(names=", ".join(WRITERS)))
    return WRITERS[suffix]


def write(dataset: "Dataset", network: Network, path: Path, title: str = "") -> list[Path]:
    """The network, in the form that the extension says, and what was written. `title`: of the view, in the person's language."""
    checked(path)
    return save(traversal.of_network(dataset, network, title), path)


def save(graph: Graph, path: Path) -> list[Path]:
    """All is made before anything is written."""
    files = {path: checked(path)(graph)}
    beside = BESIDE.get(path.suffix.lower())
    files |= {path.with_name(path.stem + name): data for name, data in beside(graph).items()} if beside else {}
    path.absolute().parent.mkdir(parents=True, exist_ok=True)
    write_together(files)
    return list(files)
