"""The namespaces, and the few terms that the program itself must know: claims, the reading, dates, provenance."""

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from pyoxigraph import NamedNode

BASE = "https://w3id.org/entrevilles/"

PREFIXES = {
    "ev": f"{BASE}ontology#",
    "id": f"{BASE}id/",
    "claim": f"{BASE}claim/",
    "graph": f"{BASE}graph/",
    "time": f"{BASE}time/",
    "number": f"{BASE}number/",
    "concept": f"{BASE}concept/",
    "rule": f"{BASE}rule/",
    "shape": f"{BASE}shape#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sh": "http://www.w3.org/ns/shacl#",
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "wgs84": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "dct": "http://purl.org/dc/terms/",
}


class Namespace:
    """`EV.party` and `EV["class"]` are NamedNodes; `EV.base` is the string before them."""

    def __init__(self, base: str) -> None:
        self.base = base

    def __getitem__(self, name: str) -> NamedNode:
        return NamedNode(self.base + name)

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]


EV = Namespace(PREFIXES["ev"])
TIME = Namespace(PREFIXES["time"])
NUMBER = Namespace(PREFIXES["number"])
GRAPH = Namespace(PREFIXES["graph"])
CONCEPT = Namespace(PREFIXES["concept"])
RULE = Namespace(PREFIXES["rule"])
RDF = Namespace(PREFIXES["rdf"])
RDFS = Namespace(PREFIXES["rdfs"])
XSD = Namespace(PREFIXES["xsd"])
SKOS = Namespace(PREFIXES["skos"])
SH = Namespace(PREFIXES["sh"])
DCT = Namespace(PREFIXES["dct"])
PROV = Namespace(PREFIXES["prov"])

TYPE = RDF.type
READING = GRAPH.reading
REPORTED = GRAPH.reported
"""What reported claims say of the reading: for the rules, and only while they run."""
ONTOLOGY_GRAPH = GRAPH.ontology
TIME_GRAPH = GRAPH.time


@dataclass(frozen=True)
class Names:
    """The IRIs of one dataset: ids, claims and source graphs under its own base; the rest is shared by all."""

    base: str = BASE

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """Those that a query on the dataset need not declare."""
        return {**PREFIXES, "id": self.id, "claim": self.claim}

    @cached_property
    def id(self) -> str:
        return f"{self.base}id/"

    @cached_property
    def claim(self) -> str:
        return f"{self.base}claim/"

    @cached_property
    def judgement(self) -> str:
        return f"{self.base}judgement/"

    @cached_property
    def source_graph(self) -> str:
        return f"{self.base}graph/source/"

    def thing(self, slug: str) -> NamedNode:
        return NamedNode(self.id + quote(slug, safe="/#-._~"))

    def claim_iri(self, name: str) -> NamedNode:
        return NamedNode(self.claim + quote(name, safe="/#-._~"))

    def question(self, name: str) -> str:
        """The address of a question of the catalogue: what one cites, and what its RDF description is about."""
        return f"{self.base}question/{quote(name)}"

    def slug(self, thing: NamedNode) -> str:
        return thing.value.removeprefix(self.id)


_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\x00-\x20<>\"{}|^`\\]*")


def is_iri(text: str) -> bool:
    """Whether it can be one with an authority; a sentence that only contains an address is none."""
    return _IRI.fullmatch(text) is not None


def compact(iri: str) -> str:
    """`ev:party` for a known namespace, `<iri>` for any other."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{iri}>"
