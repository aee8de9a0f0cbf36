"""How to cite: one sentence, the same for an answer, a thing and a release."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox
from pyoxigraph import Literal

from entrevilles.ontology.language import _
from entrevilles.ontology.terms import PREFIXES, Names


@dataclass(frozen=True)
class Edition:
    """What an answer was read from. `recorded` is only called by who cites: it looks at every claim."""

    title: Mapping[str, str]
    generation: str
    names: Names
    recorded: Callable[[], str]


def citation(title: str, generation: str, *, day: str = "", question: str = "", address: str = "", consulted: str = "") -> str:
    """`day`: that of the release, or the last on which something was recorded. What is not known is left out."""
    parts = [title, _("génération {generation}").format(generation=generation), day]
    parts += [_("question {what}").format(what=question)] if question else []
    parts += [address, _("consulté le {day}").format(day=consulted) if consulted else ""]
    return ", ".join(part for part in parts if part)


def recorded(store: ox.Store) -> str:
    """The last day on which a claim or a judgement was recorded, or nothing. It looks at every claim."""
    found = store.query("SELECT (MAX(STR(?day)) AS ?last) { GRAPH ?graph { ?made ev:recordedOn ?day } }", prefixes=PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    return next((row["last"].value for row in found if isinstance(row["last"], Literal)), "")
