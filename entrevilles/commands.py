"""The commands, as a person reads them in `--help`. What each prints is in `present`."""

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import current_thread, main_thread

import click

from entrevilles import describe, present
from entrevilles.ontology.language import _
from entrevilles.shell import CITE, PATH, command, folder_of, open_dataset, output_option


@command(
    "init",
    _("Crée un jeu de données vide. Ce qui se trouve déjà dans le dossier n'est pas touché."),
    "entrevilles init --dataset mes-donnees",
)
@click.option("--title", default="Jeu de données", metavar=_("TITRE"), help=_("Titre du jeu de données."))
def init(dataset: Path | None, title: str) -> None:
    from entrevilles.building import build
    from entrevilles.graph.folder import Folder

    if not isinstance(dataset, Path):
        raise click.UsageError(_("dites où, avec --dataset DOSSIER"))
    present.built(build(Folder.create(dataset, title)))


@command(
    "build",
    _(
        "Compile les tables en une nouvelle génération ; ne fait rien si rien n'a changé. À lancer après avoir retouché à la main "
        "les tables de « sources/ » : tant qu'une erreur y reste, la génération courante est gardée."
    ),
    "entrevilles build --dataset mes-donnees",
)
@click.option("--force", is_flag=True, help=_("Recompiler même si rien n'a changé."))
def build(dataset: Path | None, force: bool) -> None:
    from entrevilles import building

    present.built(building.build(folder_of(dataset), force=force))


@command(
    "load",
    _(
        "Charge des tables (.csv, .xlsx) : elles sont vérifiées, puis publiées, toutes ou aucune. Le nom du fichier CSV, ou de chaque "
        "feuille du classeur, dit la classe : missions, jumelages… Toutes les erreurs sont listées avec leur ligne et leur colonne. "
        "Charger de nouveau un fichier remplace ce qu'il avait apporté. Une liste de membres (city,country,network,since,source_url,note) "
        "est reconnue à son en-tête : chaque ligne devient une adhésion, les villes inconnues sont créées."
    ),
    "entrevilles template missions -o missions-2026.xlsx",
    "entrevilles load missions-2026.xlsx --dataset mes-donnees",
    'entrevilles load members_ovpm.csv --licence "CC BY-SA 4.0" --dataset mes-donnees',
)
@click.argument("files", nargs=-1, required=True, type=PATH, metavar=_("FICHIER..."))
@click.option("--yes", is_flag=True, help=_("Accepter la disparition de lignes d'une version précédente du fichier."))
@click.option("--licence", default="", metavar=_("LICENCE"), help=_("Licence des pages d'une liste de membres."))
@click.option("--skip-bad-rows", is_flag=True, help=_("Charger les bonnes lignes et lister les autres (code de sortie 1)."))
@click.option("--max-size", type=int, default=50_000_000, show_default=True, metavar=_("OCTETS"), help=_("Taille maximale d'un fichier."))
def load(dataset: Path | None, files: Sequence[Path], *, yes: bool, licence: str, skip_bad_rows: bool, max_size: int) -> None:
    from entrevilles import loading

    def confirm(what: str, lost: Sequence[str]) -> bool:
        present.lines(what, lost)
        return yes or (sys.stdin.isatty() and click.confirm(_("Continuer ?")))

    result = loading.load(folder_of(dataset), files, confirm, licence=licence, skip_bad_rows=skip_bad_rows, max_size=max_size)
    present.built(result)
    if result.skipped:
        sys.exit(1)


@command(
    "query",
    _(
        "Pose une question du catalogue, ou celle d'un fichier .rq. La réponse s'affiche en tableau, ou s'écrit en CSV, TSV, JSON, "
        "XLSX ou Markdown, et pour d'autres programmes en Parquet, GeoJSON, RDF (.ttl, .jsonld, .trig, .nq) ou, si elle relie des "
        "choses, en graphe (.gexf, .graphml, .cyjs). « entrevilles questions » liste les questions et leurs paramètres."
    ),
    "entrevilles query partners --param city=Québec --param date=2024-06-01",
    "entrevilles query missions --param year=2023 --format csv > missions.csv",
    "entrevilles query receptions --param year=2023 --excel -o accueils.csv",
    "entrevilles query partners -o partenaires.gexf",
    "entrevilles query partners --why --limit 5",
)
@click.argument("question", metavar=_("NOM|FICHIER.rq"))
@click.option("--param", "-p", "params", multiple=True, metavar=_("nom=valeur"), help=_("Paramètre de la question."))
@click.option("--format", "form", type=click.Choice(present.FORMATS), default=None, help=_("Forme de la réponse."))
@click.option("--excel", is_flag=True, help=_("CSV pour un Excel en français : points-virgules, virgules décimales. Comme --format excel."))
@click.option("--limit", type=int, default=None, metavar=_("NOMBRE"), help=_("Seulement les premières lignes ; leur nombre est dit."))
@click.option("--why", is_flag=True, help=_("Avec chaque ligne, les affirmations qui la disent : source, endroit, certitude, jugement."))
@output_option(_("FICHIER"), _("Fichier où écrire la réponse."))
@CITE
def query(
    dataset: Path | None,
    question: str,
    *,
    params: Sequence[str],
    form: str | None,
    output: Path | None,
    limit: int | None,
    excel: bool,
    why: bool,
    cite: bool,
) -> None:
    from entrevilles.hints import hints

    if output == Path("-"):
        output = None
    form = _form(form, output, excel)
    opened = open_dataset(dataset)
    given = _given(params)
    with _stoppable():
        result = opened.query(question, **given)
    present.answer(opened, result, form, output, limit=limit, why=why)
    sys.stdout.flush()
    for hint in hints(opened, result):
        print(hint, file=sys.stderr)
    if cite:
        present.cited(opened.cite(result), aside=form != "table")


def _given(params: Sequence[str]) -> dict[str, str]:
    pairs = [_pair(param) for param in params]
    names = [name for name, _value in pairs]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise click.UsageError(_("donné deux fois : {names}").format(names=", ".join(twice)))
    return dict(pairs)


@contextmanager
def _stoppable() -> Iterator[None]:
    """^C ends the process while the engine evaluates, which it would not let Python do. Nothing is being written."""
    before = signal.signal(signal.SIGINT, signal.SIG_DFL) if current_thread() is main_thread() else None
    try:
        yield
    finally:
        if before is not None:
            signal.signal(signal.SIGINT, before)


def _form(form: str | None, output: Path | None, excel: bool) -> str:
    if form == "table" and output:
        raise click.UsageError(_("un tableau s'affiche et ne s'écrit pas dans un fichier : prenez --format markdown, ou ôtez --output"))
    if not excel:
        return present.fitting(form, output) if form else present.format_of(output)
    if form not in (None, "csv", "excel") or (output and output.suffix.lower() != ".csv"):
        raise click.UsageError(_("--excel écrit du CSV : ôtez --format, et terminez le nom du fichier par .csv"))
    return "excel"


@command(
    "questions",
    _(
        "Liste les questions du catalogue, par thème. Des mots n'en gardent que celles qui les contiennent ; le nom d'une question la "
        "montre en entier : ce qu'elle demande, ses paramètres, ses colonnes, un exemple. Avec --output, les écrit toutes en RDF."
    ),
    "entrevilles questions mission",
    "entrevilles questions partners --sparql",
    "entrevilles questions --output questions.ttl",
)
@click.argument("words", nargs=-1, metavar=_("[MOTS|NOM]"))
@click.option("--sparql", is_flag=True, help=_("Montrer aussi le texte SPARQL de la question nommée."))
@output_option(_("FICHIER"), _("Fichier .ttl où décrire toutes les questions, prêtes à être posées."))
def questions(dataset: Path | None, words: Sequence[str], output: Path | None, *, sparql: bool) -> None:
    from entrevilles import executables, finding
    from entrevilles.ontology.schema import shipped

    if output:
        executables.write(open_dataset(dataset), output)
        present.written(output)
        return
    schema = folder_of(dataset).schema if dataset else shipped()
    sys.exit(finding.questions(words, schema, sparql=sparql))


@command("search", _("Cherche des choses par leur nom, sans égard aux accents ni aux majuscules."), "entrevilles search patrimoine mondial")
@click.argument("words", nargs=-1, required=True, metavar=_("MOTS..."))
def search(dataset: Path | None, words: Sequence[str]) -> None:
    describe.found(open_dataset(dataset), " ".join(words))


@command(
    "template",
    _(
        "Écrit un classeur Excel à remplir : une feuille par classe. Chaque colonne porte son mode d'emploi ; "
        "sans nom de classe, toutes y sont."
    ),
    "entrevilles template missions accueils -o 2026.xlsx",
)
@click.argument("classes", nargs=-1, metavar=_("[CLASSE...]"))
@output_option(_("FICHIER"), _("Fichier à écrire."), "entrevilles.xlsx")
def template(dataset: Path | None, classes: Sequence[str], output: Path) -> None:
    from entrevilles.loaders import workbook
    from entrevilles.ontology.schema import shipped

    schema = folder_of(dataset).schema if dataset else shipped()
    types = [schema.type_named(name) for name in classes] or list(schema.types.values())
    workbook.template(types, schema, output)
    present.written(output)


@command(
    "export",
    _("Écrit tout le jeu de données en tables ou en RDF. Un nom sans extension est un dossier de fichiers CSV."),
    "entrevilles export -o tables/",
    "entrevilles export -o tout.nq",
)
@output_option(_("CHEMIN"), _("Dossier (CSV), ou fichier .xlsx, .nq, .trig."), required=True)
def export(dataset: Path | None, output: Path) -> None:
    describe.export(open_dataset(dataset), output)


@command(
    "validate", _("Vérifie le jeu de données contre toutes les formes SHACL. Code de sortie 1 s'il y a des écarts."), "entrevilles validate"
)
def validate(dataset: Path | None) -> None:
    sys.exit(describe.validation(open_dataset(dataset)))


@command("sources", _("Liste les sources, avec leurs affirmations et leur licence."), "entrevilles sources")
def sources(dataset: Path | None) -> None:
    opened = open_dataset(dataset)
    present.answer(opened, opened.query("sources"), "table", None)


@command("history", _("Liste les générations gardées. Chacune peut être comparée (diff) ou reprise (rollback)."), "entrevilles history")
def history(dataset: Path | None) -> None:
    describe.history(folder_of(dataset))


@command("diff", _("Compare deux générations ; sans numéro, la courante et la précédente."), "entrevilles diff 3 5")
@click.argument("before", type=int, required=False, metavar=_("[AVANT]"))
@click.argument("after", type=int, required=False, metavar=_("[APRÈS]"))
def diff(dataset: Path | None, before: int | None, after: int | None) -> None:
    describe.difference(folder_of(dataset), before, after)


@command("rollback", _("Reprend une génération antérieure, tables comprises, comme nouvelle génération."), "entrevilles rollback 3")
@click.argument("number", type=int, required=False, metavar=_("[NUMÉRO]"))
def rollback(dataset: Path | None, number: int | None) -> None:
    from entrevilles import building

    present.built(building.rollback(folder_of(dataset), number))


@command(
    "pin",
    _("Garde une génération pour toujours, la courante sans numéro : celle que l'on cite."),
    "entrevilles pin",
)
@click.argument("number", type=int, required=False, metavar=_("[NUMÉRO]"))
def pin(dataset: Path | None, number: int | None) -> None:
    folder = folder_of(dataset)
    with folder.writing():
        kept = folder.generations.pin(number)
    present.say(_("génération {number} ({id}) : gardée").format(number=kept.number, id=kept.short))


@command("info", _("Dit ce que contient le jeu de données : affirmations, période, contradictions."), "entrevilles info")
def info(dataset: Path | None) -> None:
    describe.info(open_dataset(dataset))


@command("demo", _("Compile les données livrées et montre ce qu'elles disent de Québec."), "entrevilles demo")
@output_option(_("DOSSIER"), _("Dossier des pages."), "out")
def demo(dataset: Path | None, output: Path) -> None:
    describe.demo(open_dataset(dataset), output)


def _pair(param: str) -> tuple[str, str]:
    name, mark, value = param.partition("=")
    if not mark:
        raise click.UsageError(_("un paramètre s'écrit nom=valeur : « {param} »").format(param=param))
    return name, value
