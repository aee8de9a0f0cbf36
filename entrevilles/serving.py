"""The command that publishes a dataset on HTTP."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from entrevilles.ontology.errors import DatasetError
from entrevilles.ontology.language import _
from entrevilles.shell import PATH, command, folder_of

ENDING = 10
"""Seconds that those who are being served have, once it is asked to end."""


@command(
    "serve",
    _(
        "Publie le jeu de données sur HTTP : un service SPARQL 1.1, en lecture seule. Il suit les nouvelles générations sans s'arrêter ; "
        "chaque requête est posée dans un processus à part, arrêté après « --seconds ». Ctrl-C pour finir."
    ),
    "entrevilles serve --port 8000",
)
@click.option("--host", default="127.0.0.1", show_default=True, metavar=_("ADRESSE"), help=_("Où écouter ; 0.0.0.0 pour tous."))
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), metavar=_("PORT"), help=_("Numéro du port."))
@click.option("--base-url", default="", metavar="URL", help=_("Adresse publique, derrière un mandataire ; sans elle, celle où il écoute."))
@click.option(
    "--trusted-proxy",
    "proxies",
    multiple=True,
    metavar=_("ADRESSE"),
    help=_("Mandataire, ou réseau, dont on croit l'en-tête X-Forwarded-For."),
)
@click.option("--rate", default=0, type=click.IntRange(0), metavar=_("NOMBRE"), help=_("Requêtes par minute permises à chaque adresse."))
@click.option(
    "--write-token-file",
    type=PATH,
    metavar=_("FICHIER"),
    help=_("Fichier du jeton qui permet d'écrire ; ou variable ENTREVILLES_WRITE_TOKEN. Sans jeton, le service ne fait que lire."),
)
@click.option("--processes", default=1, show_default=True, type=click.IntRange(1, 64), help=_("Processus qui écoutent."))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help=_("Requêtes à la fois, dans chacun."))
@click.option("--seconds", default=30.0, show_default=True, type=click.FloatRange(0.1), help=_("Durée permise à une requête."))
@click.option("--memory", default=3072, show_default=True, type=click.IntRange(256), help=_("Mémoire permise à une requête, en Mio."))
def serve(
    dataset: Path | None,
    host: str,
    port: int,
    *,
    base_url: str,
    proxies: Sequence[str],
    rate: int,
    write_token_file: Path | None,
    processes: int,
    workers: int,
    seconds: float,
    memory: int,
) -> None:
    try:
        import uvicorn

        from entrevilles.graph.pushing import Endpoint
        from entrevilles.service import app, gate, heads, tokens, walls
    except ImportError as error:
        raise DatasetError(_("il manque {name} ; installez : pip install 'entrevilles[serve]'").format(name=error.name)) from None
    folder = folder_of(dataset)
    folder.opened()  # said now, not by each process
    options = app.Options(gate.public(base_url) if base_url else "", rate, str(write_token_file.absolute()) if write_token_file else "")
    if tokens.read(options.token_file) and isinstance(folder, Endpoint):
        raise DatasetError(_("on n'écrit que dans un dossier : ôtez le jeton, ou donnez --dataset DOSSIER"))
    for wall in walls.missing():
        print(_UNHELD[wall](), file=sys.stderr)
    place = folder.url if isinstance(folder, Endpoint) else str(folder.root.absolute())
    with app.configured(place, options, workers=workers, seconds=seconds, memory=memory * 2**20):
        uvicorn.run(
            "entrevilles.service.app:from_environment",
            factory=True,
            host=host,
            port=port,
            http=heads.Bounded,
            workers=processes,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=ENDING,
            proxy_headers=bool(proxies),
            forwarded_allow_ips=[*proxies],
        )


_UNHELD = {
    "memory": lambda: _("Ce système ne limite pas la mémoire : une requête trop gourmande peut gêner les autres."),
    "network": lambda: _("Ce système ne retient pas les requêtes qui sortent : seule la lecture du texte refuse SERVICE."),
}
