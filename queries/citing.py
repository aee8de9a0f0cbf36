"""How to cite: one sentence, the same for an answer, a thing and a release."""

from entrevilles.ontology.language import _


def citation(title: str, generation: str, *, day: str = "", question: str = "", consulted: str = "") -> str:
    """`day`: that of the release, or the last on which something was recorded. What is not known is left out."""
    parts = [title, _("génération {generation}").format(generation=generation), day]
    parts += [_("question {what}").format(what=question)] if question else []
    parts += [_("consulté le {day}").format(day=consulted)] if consulted else []
    return ", ".join(part for part in parts if part)
