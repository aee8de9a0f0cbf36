"""The command that publishes a dataset on HTTP."""

from pathlib import Path

import click

from entrevilles.ontology.errors import DatasetError
from entrevilles.ontology.language import _
from entrevilles.shell import command, folder_of


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
@click.option("--processes", default=1, show_default=True, type=click.IntRange(1, 64), help=_("Processus qui écoutent."))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help=_("Requêtes à la fois, dans chacun."))
@click.option("--seconds", default=30.0, show_default=True, type=click.FloatRange(0.1), help=_("Durée permise à une requête."))
@click.option("--memory", default=3072, show_default=True, type=click.IntRange(256), help=_("Mémoire permise à une requête, en Mio."))
def serve(dataset: Path | None, host: str, port: int, *, processes: int, workers: int, seconds: float, memory: int) -> None:
    try:
        import uvicorn

        from entrevilles.graph.pushing import Endpoint
        from entrevilles.service import app
    except ImportError as error:
        raise DatasetError(_("il manque {name} ; installez : pip install 'entrevilles[serve]'").format(name=error.name)) from None
    folder = folder_of(dataset)
    folder.opened()  # said now, not by each process
    with app.configured(
        folder.url if isinstance(folder, Endpoint) else str(folder.root.absolute()), workers=workers, seconds=seconds, memory=memory * 2**20
    ):
        uvicorn.run("entrevilles.service.app:from_environment", factory=True, host=host, port=port, workers=processes, log_level="warning")
