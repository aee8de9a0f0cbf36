"""The network as a graph: actors are nodes, ties are edges, each with its state on a day."""

from typing import Any

import networkx
import pyoxigraph as ox
from pyoxigraph import Literal, Variable

from entrevilles.ontology.language import LANGUAGES, choose
from entrevilles.ontology.terms import XSD
from entrevilles.queries import answers, catalogue
from entrevilles.viz.years import local

IN_FORCE = ("yes", "cannot-be-told", "sources-disagree")


def network(store: ox.Store, on: str | None = None) -> "networkx.MultiDiGraph[str]":
    """Edges: the ties that are, or may be, in force `on` a day (ISO); every tie without a day.

    Nodes and edge keys are IRIs. Node: label, kind, country, lat, lon. Edge: kind, begin, end, relationship, and with
    a day the state. What is not known is left out. Raises InputError for what is no day.
    """
    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    on = on and catalogue.day(on)
    for row in _rows(store, "ties", on or "9999-12-31"):
        state = str(row["in_force"]).rsplit("/", 1)[-1]
        if on and state not in IN_FORCE:
            continue
        attributes = {"kind": local(row["kind"]), "begin": row["begin"], "end": row["end"], "relationship": row["relationship"]}
        graph.add_edge(str(row["a"]), str(row["b"]), str(row["tie"]), **_known(attributes | ({"state": state} if on else {})))
    for row in _rows(store, "actors"):
        actor = str(row["actor"])
        if actor in graph:
            attributes = {"label": _label(row), "kind": local(row["kind"]), "country": row["country"]}
            graph.nodes[actor].update(_known(attributes | {"lat": _number(row["lat"]), "lon": _number(row["lon"])}))
    return graph


def _rows(store: ox.Store, name: str, day: str = "") -> list[dict[str, answers.Value]]:
    question = catalogue.find(name)
    bound = {Variable("_date"): Literal(day, datatype=XSD.date)} if day else {}
    columns, rows = answers.ask(store, question, bound)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _known(attributes: dict[str, Any]) -> dict[str, Any]:
    """Without what is not known: GraphML and GEXF have no None."""
    return {name: value for name, value in attributes.items() if value is not None}


def _label(row: dict[str, answers.Value]) -> str:
    names = {lang: str(row[f"name_{lang}"]) for lang in LANGUAGES if row[f"name_{lang}"]}
    return choose(names) or local(row["actor"])


def _number(value: answers.Value) -> float | None:
    return None if value is None else float(str(value))
