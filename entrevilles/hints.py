"""What may be wrong with a query of one's own: names that nothing has, an empty answer without a named graph."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from entrevilles.ontology.errors import suggested
from entrevilles.ontology.language import _
from entrevilles.ontology.terms import CONCEPT, EV, ONTOLOGY_GRAPH
from entrevilles.queries import catalogue

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset
    from entrevilles.queries.answers import Answer

_OURS = {"ev": EV.base, "concept": CONCEPT.base}
_NAME = re.compile(r"(?<![\w?$:])(?P<prefix>ev|concept|id):(?P<local>[\w][\w-]*)")
_GRAPH = re.compile(r"\bgraph\b(?!:)", re.IGNORECASE)


def hints(dataset: "Dataset", answer: "Answer") -> Iterator[str]:
    """Nothing for a question of the catalogue."""
    if answer.question.published:
        return
    text = catalogue.skeleton(answer.question.prefixed)
    for prefix, local in dict.fromkeys((found["prefix"], found["local"]) for found in _NAME.finditer(text)):
        iri = NamedNode((_OURS.get(prefix) or dataset.names.id) + local)
        if not _known(dataset, iri):
            near = suggested(local, _names(dataset, prefix))
            yield _("{prefix}:{name} n'est rien dans ce graphe ; {near}").format(prefix=prefix, name=local, near=near)
    if not any(value for row in answer.rows for value in row) and not _GRAPH.search(text):  # no row, or a count of nothing
        yield _("aucune ligne : les affirmations et la lecture sont des graphes nommés ; écrivez GRAPH graph:reading { … }")


def _known(dataset: "Dataset", iri: NamedNode) -> bool:
    patterns = ((iri, None, None), (None, iri, None), (None, None, iri))
    return any(next(dataset.store.quads_for_pattern(*pattern), None) for pattern in patterns)


def _names(dataset: "Dataset", prefix: str) -> list[str]:
    if prefix == "id":
        return dataset.index.slugs()
    base = _OURS[prefix]
    subjects = {quad.subject for quad in dataset.store.quads_for_pattern(None, None, None, ONTOLOGY_GRAPH)}
    return sorted(node.value.removeprefix(base) for node in subjects if isinstance(node, NamedNode) and node.value.startswith(base))
