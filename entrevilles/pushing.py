"""The command that writes a dataset into a triple store of one's own."""

import sys
from pathlib import Path

import click

from entrevilles import present
from entrevilles.graph.pushing import PASSWORD, USER
from entrevilles.ontology.language import _
from entrevilles.shell import command, open_dataset


@command(
    "push",
    _(
        "Écrit la génération courante dans un service SPARQL, graphe par graphe. Un envoi interrompu reprend où il en était ; ce qui s'y "
        "trouve déjà n'est pas renvoyé, ce qui n'est plus dans la génération en est ôté. Les autres graphes du service ne sont pas "
        "touchés. Ensuite, --dataset URL interroge ce service comme un dossier."
    ),
    "entrevilles push http://localhost:7878/query --update http://localhost:7878/update",
    "entrevilles push http://localhost:8890/sparql --update http://localhost:8890/sparql-auth --user dba",
)
@click.argument("url", metavar="URL")
@click.option("--update", default="", metavar="URL", help=_("Adresse où écrire, si ce n'est pas celle où l'on interroge."))
@click.option("--user", default="", envvar=USER, metavar=_("NOM"), help=_("Qui a le droit d'écrire."))
@click.option(
    "--password", default="", envvar=PASSWORD, metavar=_("MOT"), help=_("Son mot de passe ; mieux : la variable ENTREVILLES_PASSWORD.")
)
def push(dataset: Path | None, url: str, *, update: str, user: str, password: str) -> None:
    from entrevilles.graph import pushing
    from entrevilles.graph.remote import RemoteStore

    opened = open_dataset(dataset)
    remote = RemoteStore(url, update, user, password)
    sent, dropped = pushing.push(opened.store, opened.folder.settings, opened.generation, remote, _progress)
    if not sent and not dropped:
        present.say(_("rien à envoyer : la génération {number} y est déjà").format(number=opened.generation.number))
        return
    what = _("génération {number} ({id}) envoyée : {sent} graphes écrits, {dropped} ôtés")
    present.say(what.format(number=opened.generation.number, id=opened.generation.short, sent=sent, dropped=dropped))


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        print("\r" + _("{done} triplets sur {total}").format(done=done, total=total), end=end, file=sys.stderr, flush=True)
