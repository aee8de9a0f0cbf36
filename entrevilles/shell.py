"""What every command shares: the group, `--dataset`, `--lang`, help with examples, and opening what they speak of."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from entrevilles.ontology.language import LANGUAGES, _, speak

Command = Callable[..., Any]
PATH = click.Path(path_type=Path, readable=False)
"""What cannot be read is said by whoever reads it, with a mend."""


class Place(click.Path):
    """A folder, or the address of a SPARQL endpoint, which stays text: as a path it would lose a slash."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return value if "://" in str(value) else super().convert(value, param, ctx)


def _chosen_language(_context: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value:
        speak(value)


def _common(command: Command) -> Command:
    """`--dataset` and `--lang`, which every command takes."""
    command = click.option(
        "--lang", type=click.Choice(LANGUAGES), callback=_chosen_language, expose_value=False, is_eager=True, help=_("Langue : fr ou en.")
    )(command)
    return click.option(
        "--dataset",
        type=Place(path_type=Path, readable=False),
        envvar="ENTREVILLES_DATASET",
        metavar=_("DOSSIER|URL"),
        help=_(
            "Dossier du jeu de données, ou adresse d'un service SPARQL qui le contient ; sans lui, les données livrées, "
            "compilées dans votre dossier personnel."
        ),
    )(command)


def _example(*lines: str) -> str:
    return _("Exemple :") + "\n\n\b\n" + "\n".join(f"    {line}" for line in lines)


def _help(text: str, *examples: str) -> str:
    return f"{text}\n\n{_example(*examples)}"


@click.group(
    help=_help(
        _("Le graphe de la diplomatie des villes : jumelages, ententes, réseaux, missions — qui l'a dit, et quand."),
        "entrevilles query partners --param city=Québec --param date=2024-06-01",
    ),
    subcommand_metavar=_("COMMANDE [ARGUMENTS]..."),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(package_name="entrevilles", prog_name="entrevilles", message="%(prog)s %(version)s", help=_("Version du programme."))
@click.option(
    "--lang", type=click.Choice(LANGUAGES), callback=_chosen_language, expose_value=False, is_eager=True, help=_("Langue : fr ou en.")
)
def entrevilles() -> None:
    pass


def output_option(metavar: str, text: str, default: str | None = None, *, required: bool = False) -> Callable[[Command], Command]:
    return click.option("--output", "-o", type=PATH, metavar=metavar, default=default, show_default=True, required=required, help=text)


CITE = click.option("--cite", is_flag=True, help=_("Dire aussi comment citer la réponse."))


def command(name: str, text: str, *examples: str) -> Callable[[Command], click.Command]:
    def decorate(function: Command) -> click.Command:
        short = text.split(". ", maxsplit=1)[0].rstrip(".") + "."
        return entrevilles.command(name, help=_help(text, *examples), short_help=short)(_common(function))

    return decorate


def folder_of(dataset: Path | str | None) -> Any:
    from entrevilles.building import default_folder
    from entrevilles.graph.folder import Folder

    if isinstance(dataset, str):
        from entrevilles.graph.pushing import Endpoint

        return Endpoint(dataset)
    return Folder(dataset) if dataset else default_folder()


def open_dataset(dataset: Path | str | None) -> Any:
    from entrevilles.dataset import Dataset

    return Dataset(folder_of(dataset))
