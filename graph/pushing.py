"""A generation written into a SPARQL endpoint, graph by graph, and what a reader of that endpoint must know of it.

`graph:dataset` says of each graph that stands whole the digest of its content, and last, when all do, of which dataset
and generation they are. A push that is killed leaves no such description: the next one sends only what is missing.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad

from entrevilles.graph.folder import Settings
from entrevilles.graph.generations import Generation
from entrevilles.graph.remote import RemoteStore
from entrevilles.ontology.errors import DatasetError
from entrevilles.ontology.language import _
from entrevilles.ontology.schema import FILES, Schema
from entrevilles.ontology.terms import DCT, GRAPH, Names

DATASET = GRAPH.dataset
VOID, OWL, FOAF = "http://rdfs.org/ns/void#", "http://www.w3.org/2002/07/owl#", "http://xmlns.com/foaf/0.1/"
TITLE, LICENCE, ID = DCT.title, DCT.license, DCT.identifier
BASE_OF, QUADS, CLAIMS = NamedNode(f"{VOID}uriSpace"), NamedNode(f"{VOID}triples"), NamedNode(f"{VOID}entities")
NUMBER, HOME = NamedNode(f"{OWL}versionInfo"), NamedNode(f"{FOAF}primaryTopic")
DIGEST = NamedNode("http://spdx.org/rdf/terms#checksumValue")
BATCH = 1_000
"""Quads in one request: Virtuoso 7 compiles each into its stack, and refuses five thousand."""
USER, PASSWORD = "ENTREVILLES_USER", "ENTREVILLES_PASSWORD"
FEW = 100
"""Graphs dropped in one request."""


def push(
    store: ox.Store, settings: Settings, generation: Generation, remote: RemoteStore, told: Callable[[int, int], None]
) -> tuple[int, int]:
    """Number of graphs sent and dropped. `told` is called with the quads done and to do. Raises DatasetError."""
    standing = _standing(remote)
    graphs = {str(graph.value): graph for graph in store.named_graphs() if isinstance(graph, NamedNode)}
    content = {
        name: sorted(str(quad.triple) for quad in store.quads_for_pattern(None, None, None, graph)) for name, graph in graphs.items()
    }
    digests = {name: hashlib.sha256("\n".join(lines).encode()).hexdigest() for name, lines in content.items()}
    missing = [name for name in sorted(content) if standing.get(name) != digests[name]]
    gone = sorted(set(standing) - set(content))
    description = [str(quad.triple) for quad in described(settings, generation)]
    if not missing and not gone and set(description) == {str(quad.triple) for quad in _description(remote)}:
        return 0, 0
    remote.update(f"DELETE WHERE {{ GRAPH {DATASET} {{ {DATASET} ?p ?o }} }}")
    for start in range(0, len(gone), FEW):
        remote.update(";\n".join(f"{_unmarked(name)};\nDROP SILENT GRAPH <{name}>" for name in gone[start : start + FEW]))
    total, done = sum(len(content[name]) for name in missing), 0
    for request in _requests({name: content[name] for name in missing}, digests, set(standing), _present(remote)):
        if text := str(request):
            remote.update(text)
        told(done := done + request.size, total)
    remote.update(_insert({DATASET.value: description}))
    return len(missing), len(gone)


@dataclass
class _Request:
    """Few operations, however many graphs: Virtuoso 7 takes two milliseconds for each."""

    before: list[str] = field(default_factory=list)
    graphs: dict[str, list[str]] = field(default_factory=dict)
    after: list[str] = field(default_factory=list)
    whole: list[str] = field(default_factory=list)
    size: int = 0

    def add(self, name: str, lines: list[str]) -> None:
        self.graphs[name] = lines
        self.size += len(lines)

    def __str__(self) -> str:
        operations = [*self.before, _insert(self.graphs), *self.after, _insert({DATASET.value: self.whole})]
        return ";\n".join(operation for operation in operations if operation)


def _requests(content: dict[str, list[str]], digests: dict[str, str], standing: set[str], present: set[str]) -> Iterator[_Request]:
    """Each of up to BATCH quads: small graphs together, a large one in several. A graph is marked last.

    What a killed push left of a graph that is not marked is dropped first.
    """
    request = _Request()
    for name, lines in content.items():
        request.before += [_unmarked(name)] if name in standing else []
        request.before += [f"DROP SILENT GRAPH <{name}>"] if name in present else []
        if len(lines) > BATCH:  # a digest of nothing: known, should this push end half way
            request.before.append(_insert({DATASET.value: [_mark(name, "")]}))
        for start in range(0, len(lines), BATCH):
            part = lines[start : start + BATCH]
            if request.size + len(part) > BATCH:
                yield request
                request = _Request()
            request.add(name, part)
        request.after += [_unmarked(name)] if len(lines) > BATCH else []
        request.whole.append(_mark(name, digests[name]))
    yield request


def _insert(graphs: Mapping[str, list[str]]) -> str:
    """Nothing, where there is nothing to insert."""
    parts = [f"GRAPH <{name}> {{\n" + " .\n".join(lines) + "\n}" for name, lines in graphs.items() if lines]
    return "INSERT DATA {\n" + "\n".join(parts) + "\n}" if parts else ""


def _mark(name: str, digest: str) -> str:
    return f"<{name}> {DIGEST} {Literal(digest)}"


def _unmarked(name: str) -> str:
    return f"DELETE WHERE {{ GRAPH {DATASET} {{ <{name}> {DIGEST} ?digest }} }}"


def _standing(remote: RemoteStore) -> dict[str, str]:
    """Graph → digest of its content, for those that were written whole."""
    found = remote.query(f"SELECT ?graph ?digest {{ GRAPH {DATASET} {{ ?graph {DIGEST} ?digest }} }}")
    return {row["graph"].value: row["digest"].value for row in found}


def _present(remote: RemoteStore) -> set[str]:
    return {row["graph"].value for row in remote.query("SELECT DISTINCT ?graph { GRAPH ?graph { ?s ?p ?o } }")}


def described(settings: Settings, generation: Generation) -> list[Quad]:
    """In Dublin Core and VoID: what a folder says in `dataset.toml` and `info.json`."""
    said: list[tuple[NamedNode, Literal]] = [(TITLE, Literal(text, language=lang)) for lang, text in settings.title.items()]
    said += [(BASE_OF, Literal(settings.base)), (ID, Literal(generation.id)), (NUMBER, Literal(generation.number))]
    said += [(QUADS, Literal(generation.quads)), (CLAIMS, Literal(generation.claims))]
    said += [(term, Literal(text)) for term, text in ((LICENCE, settings.licence), (HOME, settings.home)) if text]
    return [Quad(DATASET, term, value, DATASET) for term, value in said]


def _description(remote: RemoteStore) -> list[Quad]:
    return list(remote.quads_for_pattern(DATASET, None, None, DATASET))


def _published(remote: RemoteStore) -> list[Quad]:
    """What a service that publishes a folder says in its own description: `described`, and more."""
    return [quad for quad in remote.description() if quad.subject == DATASET]


class Endpoint:
    """Where a generation was pushed, or is published: of a `Folder`, what reading needs. Raises DatasetError where there is none.

    Who may read it, where not everybody may, is said by the environment (Basic): no address carries a password.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.keys = os.environ.get(USER, ""), os.environ.get(PASSWORD, "")
        self.store = RemoteStore(url, "", *self.keys, ours=f"GRAPH {DATASET} {{ ?g {DIGEST} ?digest }}")
        found = _description(self.store)
        if not found and (found := _published(self.store)):
            self.store = RemoteStore(url, "", *self.keys)
        if not any(quad.predicate == ID for quad in found):
            what = _("« {url} » ne contient pas de jeu de données entier").format(url=url)
            raise DatasetError(what + " — " + _("envoyez-le, ou reprenez l'envoi, avec : entrevilles push {url}").format(url=url))
        said = [(quad.predicate, quad.object) for quad in found if isinstance(quad.object, Literal)]
        values = {term: literal.value for term, literal in said}
        title = {literal.language or "": literal.value for term, literal in said if term == TITLE}
        self.settings = Settings(title, values[BASE_OF], values.get(LICENCE, ""), home=values.get(HOME, ""))
        self.names = Names(self.settings.base)
        self.generation = Generation(Path(), int(values[NUMBER]), values[ID], "", int(values[QUADS]), int(values[CLAIMS]))

    @property
    def schema(self) -> Schema:
        """The shipped one."""
        return Schema(FILES)

    @property
    def settings_place(self) -> str:
        return self.url

    def opened(self) -> "Endpoint":
        return self

    def __getattr__(self, name: str) -> Any:
        """Of a folder, what writing needs."""
        if name.startswith("__"):
            raise AttributeError(name)
        raise DatasetError(_("« {url} » ne peut qu'être lu : cette commande demande un dossier (--dataset DOSSIER)").format(url=self.url))
