"""The questions as RDF, ready to be run: `sh:SPARQLExecutable`, as https://github.com/sib-swiss/sparql-examples has them.

A parameter is a `sh:Parameter` whose path ends in the name of its variable; `sh:select` has the defaults in their place.
"""

import datetime
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Variable

from entrevilles.graph.generations import write_atomically
from entrevilles.ontology.errors import InputError, QueryError
from entrevilles.ontology.language import _, slugify
from entrevilles.ontology.terms import PREFIXES
from entrevilles.queries import catalogue
from entrevilles.queries.answers import bind
from entrevilles.queries.catalogue import HOME, Parameter, Question

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

    from entrevilles.dataset import Dataset

SCHEMA_ORG = "https://schema.org/"
FORM = ".ttl"


def write(dataset: "Dataset", output: Path, day: str = "") -> None:
    if output.suffix.lower() != FORM:
        raise InputError(_("forme inconnue : {suffix}").format(suffix=output.suffix), _("les questions s'écrivent en Turtle : nom.ttl"))
    write_atomically(output, turtle(dataset, day).encode())


def turtle(dataset: "Dataset", day: str = "") -> str:
    """All questions of the catalogue, with what « today » means replaced by a day; the same text for the same day."""
    import rdflib

    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in {**PREFIXES, "id": dataset.names.id, "claim": dataset.names.claim, "schema": SCHEMA_ORG}.items():
        graph.bind(prefix, namespace)
    prefixes = rdflib.URIRef(dataset.names.question("prefixes"))
    for triple in _prefixes(prefixes):
        graph.add(triple)
    for question in catalogue.questions():
        for triple in _described(dataset, question, prefixes, day or datetime.date.today().isoformat()):
            graph.add(triple)
    return graph.serialize(format="longturtle")


def _prefixes(owner: "rdflib.URIRef") -> "Iterator[tuple[Node, Node, Node]]":
    from rdflib import OWL, RDF, SH, XSD, Literal, URIRef

    yield owner, RDF.type, OWL.Ontology
    for prefix, namespace in PREFIXES.items():
        declared = URIRef(f"{owner}#{prefix}")
        yield owner, SH.declare, declared
        yield declared, RDF.type, SH.PrefixDeclaration
        yield declared, SH.prefix, Literal(prefix)
        yield declared, SH.namespace, Literal(namespace, datatype=XSD.anyURI)


def _described(dataset: "Dataset", question: Question, prefixes: "rdflib.URIRef", day: str) -> "Iterator[tuple[Node, Node, Node]]":
    from rdflib import DCTERMS, RDF, RDFS, SH, Literal, URIRef

    iri = URIRef(dataset.names.question(question.name))
    defaults = {param.variable: _default(dataset, param, day) for param in question.params}
    yield iri, RDF.type, SH.SPARQLExecutable
    yield iri, RDF.type, SH.SPARQLSelectExecutable
    yield iri, RDFS.label, Literal(question.name)
    for lang, summary in question.summary.items():
        yield iri, RDFS.comment, Literal(summary, lang=lang)
    for word in (question.topic, *question.tags):
        yield iri, URIRef(SCHEMA_ORG + "keywords"), Literal(word)
    yield iri, DCTERMS.source, Literal(question.path.relative_to(catalogue.HERE).as_posix())
    yield iri, SH.prefixes, prefixes
    yield iri, SH.select, Literal(bind(question.prefixed.strip(), defaults) + "\n")
    for order, param in enumerate(question.params):
        yield from _parameter(iri, param, order, defaults)


def _parameter(
    owner: "rdflib.URIRef", param: Parameter, order: int, defaults: Mapping[Variable, NamedNode | Literal]
) -> "Iterator[tuple[Node, Node, Node]]":
    from rdflib import RDF, SH, SKOS, URIRef
    from rdflib import Literal as Text

    node = URIRef(f"{owner}#{param.name}")
    yield owner, SH.parameter, node
    yield node, RDF.type, SH.Parameter
    yield node, SH.path, URIRef(f"{owner}#{param.variable.value}")
    yield node, SH.order, Text(order)
    for lang, label in param.label.items():
        yield node, SH.name, Text(label, lang=lang)
    if param.is_thing:
        yield node, SH["class"], SKOS.Concept if param.scheme else URIRef(param.cls.value)
    else:
        yield node, SH.datatype, URIRef(catalogue.DATATYPES[param.kind].value)
    if param.default is not None:
        value = defaults[param.variable]
        yield node, SH.optional, Text(True)
        yield (
            node,
            SH.defaultValue,
            URIRef(value.value) if isinstance(value, NamedNode) else Text(value.value, datatype=URIRef(value.datatype.value)),
        )


def _default(dataset: "Dataset", param: Parameter, day: str) -> NamedNode | Literal:
    """Where this dataset has no such thing, an id that nothing bears: the question can be run, and finds nothing."""
    text = param.default or ""
    if param.kind == "date":
        return param.literal(day if text == "today" else text)
    try:
        return dataset.term(param, dataset.home if text == HOME else text)
    except (InputError, QueryError):
        return dataset.names.thing(slugify(text) or param.name)
