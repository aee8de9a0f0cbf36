"""The commands of the desk: papers to take along, and the templates that they are made from."""

from pathlib import Path

import click

from entrevilles import present
from entrevilles.ontology.language import _
from entrevilles.shell import PATH, Command, command, open_dataset, output_option


def _template(function: Command) -> Command:
    text = _("Gabarit à suivre : un fichier .md, ou un dossier écrit par « entrevilles papers ».")
    return click.option("--template", type=PATH, metavar=_("DOSSIER|FICHIER"), help=text)(function)


def _city(function: Command) -> Command:
    return click.option("--city", default=None, metavar=_("VILLE"), help=_("Pour quelle ville ; sans elle, celle du jeu de données."))(
        function
    )


@command(
    "brief",
    _(
        "Écrit une note d'une ou deux pages sur un partenaire, avant un vol : les liens et leur état ce jour-là, les derniers contacts, "
        "les personnes, les thèmes, les engagements, ce qui se termine, les points disputés, et les sources avec leurs lignes. "
        "L'extension du fichier dit le format : .html, .docx ou .pdf."
    ),
    "entrevilles brief Namur --on 2024-06-01 -o namur.docx",
)
@click.argument("partner", metavar=_("PARTENAIRE"))
@click.option("--on", default="today", show_default=True, metavar=_("JOUR"), help=_("Le jour dont on parle : 2024-06-01, ou une année."))
@_city
@_template
@output_option(_("FICHIER"), _("Fichier à écrire."))
def brief(dataset: Path | None, partner: str, *, on: str, city: str | None, template: Path | None, output: Path | None) -> None:
    from entrevilles import papers
    from entrevilles.ontology.language import slugify
    from entrevilles.viz import templates

    path = output or Path(_("note-{name}.html").format(name=slugify(partner)))
    papers.checked(path, papers.BRIEF)
    papers.save(papers.brief(open_dataset(dataset), partner, on, city, templates.chosen(template)), path)
    present.written(path)


@command(
    "annual",
    _(
        "Écrit le bilan d'une année : les missions et les accueils, dans l'ordre et les catégories du rapport, les chiffres, et chaque "
        "chiffre déclaré à côté de ce que le graphe compte. L'extension du fichier dit le format : .xlsx, .docx, .html ou .pdf."
    ),
    "entrevilles annual 2023 -o bilan-2023.xlsx",
)
@click.argument("year", type=click.IntRange(1, 9998), metavar=_("ANNÉE"))
@_city
@_template
@output_option(_("FICHIER"), _("Fichier à écrire."))
def annual(dataset: Path | None, year: int, *, city: str | None, template: Path | None, output: Path | None) -> None:
    from entrevilles import papers
    from entrevilles.viz import templates

    path = output or Path(_("bilan-{year}.xlsx").format(year=year))
    papers.checked(path, papers.ANNUAL)
    papers.save(papers.annual(open_dataset(dataset), year, city, templates.chosen(template)), path)
    present.written(path)


@command(
    "papers",
    _(
        "Écrit les gabarits de « brief » et de « annual » dans un dossier, pour les changer : le texte (.md), l'allure (.css, .html), "
        "les styles Word (.docx). On les emploie ensuite avec --template."
    ),
    "entrevilles papers mes-gabarits",
    "entrevilles brief Namur --template mes-gabarits -o namur.docx",
)
@click.argument("folder", type=PATH, metavar=_("DOSSIER"))
def papers(dataset: Path | None, folder: Path) -> None:
    from entrevilles import papers as desk

    del dataset
    for path in desk.copy(folder):
        present.written(path)
