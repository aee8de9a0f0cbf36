"""How to cite: one sentence, the same for an answer, a thing and a release."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from entrevilles.ontology.language import _
from entrevilles.ontology.terms import Names


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
