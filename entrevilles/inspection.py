"""The commands that look closely: one thing, one claim, where sources differ, what a report's figures are worth."""

from collections.abc import Sequence
from pathlib import Path

import click

from entrevilles import describe, present
from entrevilles.ontology.language import _
from entrevilles.shell import CITE, command, open_dataset


@command(
    "show",
    _("Montre une chose : ce que l'on en lit, et les affirmations qui le disent. On la nomme par son identifiant ou par son nom."),
    "entrevilles show namur-jumelage",
)
@click.argument("thing", metavar=_("CHOSE"))
@CITE
def show(dataset: Path | None, thing: str, *, cite: bool) -> None:
    opened = open_dataset(dataset)
    describe.thing(opened, thing)
    if cite:
        present.cited(opened.cite(thing))


@command(
    "why",
    _(
        "Dit pourquoi une valeur est là. D'une affirmation, ce qu'elle dit, sa source, son endroit ; d'une chose, chaque valeur avec "
        "les affirmations qui la font, leur ligne, la règle qui la déduit, le jugement qui la touche."
    ),
    "entrevilles why namur-jumelage début",
    "entrevilles why namur-jumelage.rtbf",
)
@click.argument("what", metavar=_("AFFIRMATION|CHOSE"))
@click.argument("column", required=False, default="", metavar=_("[COLONNE]"))
def why(dataset: Path | None, what: str, column: str) -> None:
    from entrevilles import rulings
    from entrevilles import why as reasons

    opened = open_dataset(dataset)
    if "." in what and not describe.is_claim(opened, what):
        rulings.find_claim(opened, what)
    if column or not describe.is_claim(opened, what):
        reasons.values(opened, what, column)
    else:
        describe.claim(opened, what)


@command(
    "contradictions",
    _(
        "Montre où les sources divergent : les valeurs, qui dit chacune et à quelle ligne, et le jugement s'il y en a un. "
        "Sans --kind, les contradictions et les chiffres qu'un rapport donne de lui-même et que le décompte ne retrouve pas."
    ),
    "entrevilles contradictions",
    "entrevilles contradictions namur-jumelage --kind précision",
)
@click.argument("thing", required=False, metavar=_("[CHOSE]"))
@click.option("--kind", "-k", "kinds", multiple=True, metavar=_("NATURE"), help=_("Nature du désaccord ; « all » pour toutes."))
def contradictions(dataset: Path | None, thing: str | None, kinds: Sequence[str]) -> None:
    from entrevilles import review

    opened = open_dataset(dataset)
    review.contradictions(opened, review.kinds_named(opened, kinds), thing)


@command(
    "audit",
    _(
        "Met chaque chiffre qu'un rapport donne de lui-même à côté de ce que le graphe compte dans la même portée : égal, "
        "diffère (avec les lignes), ne peut être refait (et pourquoi)."
    ),
    "entrevilles audit rapport-annuel-bri-2023",
)
@click.argument("report", metavar=_("RAPPORT"))
def audit(dataset: Path | None, report: str) -> None:
    from entrevilles import review

    review.figures(open_dataset(dataset), report)
