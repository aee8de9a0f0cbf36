"""The network as a graph of networkx."""

from typing import Any

import networkx

from entrevilles.viz.network import Actor, Network, Tie, local


def to_networkx(network: Network) -> "networkx.MultiDiGraph[str]":
    """Nodes and edge keys are IRIs. Node: label, kind, country, lat, lon. Edge: kind, begin, end, relationship, and on a day its state.

    The attribute `unspoken` of the graph counts the ties that `Network.part` left out. What is not known is not there: GraphML and
    GEXF have no None.
    """
    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph(unspoken=network.silent)
    graph.add_nodes_from((iri, _known(actor_attributes(actor))) for iri, actor in network.actors.items())
    for iri, tie in network.ties.items():
        graph.add_edge(tie.a, tie.b, iri, **_known(tie_attributes(tie, network)))
    return graph


def actor_attributes(actor: Actor) -> dict[str, Any]:
    return {"label": actor.label, "kind": local(actor.kind), "country": actor.country, "lat": actor.lat, "lon": actor.lon}


def tie_attributes(tie: Tie, network: Network) -> dict[str, Any]:
    on = network.selection.on
    said = {"kind": local(tie.kind), "begin": tie.begin, "end": tie.end, "relationship": tie.relationship}
    return said | ({"state": tie.state(on)} if on else {})


def _known(attributes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in attributes.items() if value not in (None, "")}
