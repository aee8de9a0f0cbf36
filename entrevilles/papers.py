"""The officer's papers: a note on a partner before a flight, the year in review. A paper is a template that asks questions."""

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode

from entrevilles.asking import Asking
from entrevilles.graph.generations import write_atomically
from entrevilles.ontology import prose
from entrevilles.ontology.errors import InputError
from entrevilles.ontology.language import _, current
from entrevilles.ontology.terms import EV, READING
from entrevilles.queries import catalogue
from entrevilles.viz import book, network, templates, web, word, word_styles, years
from entrevilles.viz.marks import Cell
from entrevilles.viz.paper import About, Paper
from entrevilles.viz.templates import Templates

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset

WRITERS: dict[str, Callable[[Paper], bytes]] = {".html": web.html, ".docx": word.docx, ".pdf": web.pdf, ".xlsx": book.xlsx}
BRIEF, ANNUAL = (".html", ".docx", ".pdf"), (".xlsx", ".docx", ".html", ".pdf")


def brief(dataset: "Dataset", partner: str, on: str, city: str | None = None, which: Templates | None = None) -> Paper:
    """What is known of a partner on a day. Raises UnknownName, and InputError for the home city itself."""
    asking = Asking(dataset)
    home = dataset.index.find(city or dataset.home, EV.Actor)
    thing = dataset.index.find(partner, EV.Actor)
    if thing == home:
        what = _("{city} est la ville de départ : une note se fait sur un partenaire").format(city=dataset.label(home.value))
        raise InputError(what, _("nommez un partenaire, ou dites de qui il l'est : --city VILLE"))
    day = catalogue.day(on)
    given = {"city": asking.thing(home), "partner": asking.thing(thing), "date": _day(day), **_described(asking, thing)}
    return _filled(asking, "brief", given, f"brief({dataset.names.slug(thing)}, {day})", which)


def annual(dataset: "Dataset", year: int, city: str | None = None, which: Templates | None = None) -> Paper:
    """The missions and receptions of a year, its figures, and the audit of what was reported of it."""
    asking = Asking(dataset)
    home = dataset.index.find(city or dataset.home, EV.Actor)
    given = {"city": asking.thing(home), "year": Cell(str(year)), "date": _day(catalogue.day("today"))}
    return _filled(asking, "annual", given, f"annual({year})", which)


def checked(path: Path, forms: Sequence[str]) -> None:
    """Before anything is asked. Raises InputError for a form that this paper has not."""
    if path.suffix.lower() not in forms:
        what = _("format inconnu : « {path} »").format(path=path)
        raise InputError(what, _("terminez le nom par {forms}").format(forms=", ".join(forms)))


def save(paper: Paper, path: Path) -> None:
    """Written whole or not at all: a paper that cannot be made leaves the file that was there. Raises InputError."""
    data = WRITERS[path.suffix.lower()](paper)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, data)


def copy(folder: Path) -> list[Path]:
    """The shipped templates, for a bureau to change. Raises InputError rather than write over what it has changed already."""
    files = {path.name: path.read_bytes() for path in sorted(templates.HERE.iterdir()) if path.is_file()}
    files["paper.docx"] = word_styles.saved()
    if taken := [name for name in files if (folder / name).exists()]:
        what = _("{folder} a déjà : {names}").format(folder=folder, names=", ".join(sorted(taken)))
        raise InputError(what, _("choisissez un autre dossier, ou retirez ces fichiers"))
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        write_atomically(folder / name, data)
    return [folder / name for name in sorted(files)]


def _filled(asking: Asking, paper: str, given: dict[str, Any], asked: str, which: Templates | None) -> Paper:
    dataset, used = asking.dataset, which or Templates()
    text = templates.filled(used.text(paper), {**asking.functions, **given, "latest": _latest(asking)})
    text += f"\n\n{asking.sources()}"  # those that the template cites, but forgets to list
    about = About(
        lang=current(),
        dataset=dataset.title,
        generation=_("génération {generation}").format(generation=dataset.generation.short),
        date=str(given["date"]),
        day=given["date"].id,
        cite=_("Pour citer : {text}").format(text=dataset.cite(asked)),
        licence=_licence(dataset, asking.licences),
    )
    return Paper(text, about, used)


def _licence(dataset: "Dataset", licences: list[str]) -> str:
    own = dataset.folder.settings.licence
    parts = [_("Licence de ce document : {licence}.").format(licence=own)] if own else []
    worded = _worded()
    said = _(" ; ").join(worded.get(one, one) for one in licences)
    parts += [_("Les faits gardent celle de leur source : {licences}.").format(licences=said)] if said else []
    return " ".join(parts)


def _worded() -> dict[str, str]:
    """What tables say of sources without a licence, in the person's language; other words stay as they are."""
    return {
        "page publique, faits cités": _("page publique, faits cités"),
        "présentation publique, faits cités": _("présentation publique, faits cités"),
        "document public de la Ville de Québec, faits cités": _("document public de la Ville de Québec, faits cités"),
        "domaine public": _("domaine public"),
        "CC BY-SA 4.0 (faits cités)": _("CC BY-SA 4.0 (faits cités)"),
        "BSD 3 clauses ; libellés de Wikidata, CC0 1.0": _("BSD 3 clauses ; libellés de Wikidata, CC0 1.0"),
    }


def _described(asking: Asking, thing: NamedNode) -> dict[str, Cell]:
    """What it is, and in which country."""
    dataset = asking.dataset
    cls = dataset.index.cls(thing)
    places = [q.object for q in dataset.store.quads_for_pattern(thing, EV.country, None, READING) if isinstance(q.object, NamedNode)]
    return {"kind": asking.thing(cls) if cls else Cell(""), "country": asking.thing(places[0]) if places else Cell("")}


def _latest(asking: Asking) -> Cell:
    """The last day of which the data know something, whatever day the paper is about."""
    dataset, recorded = asking.dataset, asking.dataset.last_recorded
    published = ({"published": row["published"].id} for row in asking.described.values())
    found = years.latest(dataset.query("period", date=recorded or network.ENDLESS), published, recorded)
    return _day(found.isoformat()) if found else Cell("")


def _day(iso: str) -> Cell:
    return Cell(prose.day(datetime.date.fromisoformat(iso)), iso)
