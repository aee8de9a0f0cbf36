"""The commands for what time asks of a dataset: a claim withdrawn, a person forgotten, a state published."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from entrevilles import present
from entrevilles.ontology.language import _
from entrevilles.shell import PATH, command, folder_of


@command(
    "retract",
    _(
        "Retire une affirmation, avec le motif : la lecture ne la suit plus, mais elle reste, et l'on voit pourquoi elle est retirée. "
        "C'est une ligne de judgements.csv ; l'ôter reprend l'affirmation."
    ),
    "entrevilles retract namur-jumelage.rtbf --reason Erratum --dataset mes-donnees",
)
@click.argument("claim", metavar=_("AFFIRMATION"))
@click.option("--reason", required=True, metavar=_("MOTIF"), help=_("Pourquoi, en une phrase."))
@click.option("--by", default="", metavar=_("NOM"), help=_("Qui retire ; sans lui, le nom de votre compte."))
def retract(dataset: Path | None, claim: str, reason: str, by: str) -> None:
    from entrevilles import rulings

    present.built(rulings.retract(folder_of(dataset), claim, reason, by))
    present.say(_("affirmation retirée ; pour la revoir : entrevilles why {claim}").format(claim=claim))


@command(
    "forget",
    _(
        "Oublie une personne, pour toujours : ses lignes et ses mandats disparaissent, son nom est ôté des autres lignes, et toutes les "
        "générations gardées sont refaites sans lui, même celles que l'on cite. Le fait du retrait est noté dans removals.csv, sans le nom."
    ),
    'entrevilles forget "Jean Tremblay" --dataset mes-donnees',
)
@click.argument("person", metavar=_("PERSONNE"))
@click.option("--reason", default="", metavar=_("MOTIF"), help=_("Pourquoi, en une phrase, sans le nom."))
@click.option("--by", default="", metavar=_("NOM"), help=_("Qui retire."))
@click.option("--text", is_flag=True, help=_("Quelqu'un que nulle table ne tient et que seuls des textes nomment."))
@click.option("--yes", is_flag=True, help=_("Ne rien demander."))
def forget(dataset: Path | None, person: str, *, reason: str, by: str, text: bool, yes: bool) -> None:
    from entrevilles import forgetting

    def confirm(what: str, lost: Sequence[str]) -> bool:
        present.lines(what, lost, most=sys.maxsize)
        return yes or (sys.stdin.isatty() and click.confirm(_("Continuer ?")))

    done = forgetting.forget(folder_of(dataset), person, confirm, reason=reason, by=by, text=text)
    _tell(done.finished, done.rows, done.rebuilt, done.removed, done.releases)
    if done.left:
        present.lines(
            _("Ces fichiers ne sont pas du jeu de données et portent encore le nom ; à vous de les revoir :"), map(str, done.left)
        )
        sys.exit(1)


def _tell(finished: bool, rows: int, rebuilt: Sequence[int], removed: Sequence[int], releases: Sequence[str]) -> None:
    if finished:
        present.say(_("le retrait qu'une interruption avait laissé en chemin est achevé ; plus rien ne porte ce nom"))
        return
    line = _("lignes touchées : {rows} ; générations refaites : {rebuilt} ; supprimées : {removed} ; publications : {releases}")
    texts = [", ".join(map(str, found)) or _("aucune") for found in (rebuilt, removed, releases)]
    present.say(line.format(rows=rows, rebuilt=texts[0], removed=texts[1], releases=texts[2]))
    present.say(_("Les copies faites ailleurs (sauvegardes, dépôts, publications envoyées) ne sont pas touchées."))


@command(
    "release",
    _(
        "Publie la génération courante : la garde pour toujours et écrit un dossier avec les données (TriG), leur empreinte, les "
        "questions, la façon de citer et les licences des sources. La même génération et le même jour donnent les mêmes octets."
    ),
    "entrevilles release 2026.1 --dataset mes-donnees",
)
@click.argument("name", metavar=_("NOM"))
@click.option("--to", type=PATH, default=None, metavar=_("DOSSIER"), help=_("Où écrire ; sans lui, releases/ du jeu de données."))
@click.option("--date", "day", default="", metavar=_("JOUR"), help=_("Jour de la publication ; sans lui, aujourd'hui."))
def release(dataset: Path | None, name: str, to: Path | None, day: str) -> None:
    from entrevilles import releasing

    present.written(releasing.release(folder_of(dataset), name, day, to))
