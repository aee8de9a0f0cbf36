"""A release: a generation that is kept for good, with all that somebody needs who cites it or checks it elsewhere.

The same generation, name and day give the same bytes on any machine, whoever's language it is made in.
"""

import datetime
import gzip
import hashlib
import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from pyoxigraph import NamedNode

from entrevilles import executables
from entrevilles.building import refuse_unbuilt
from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.ontology import language
from entrevilles.ontology.errors import InputError
from entrevilles.ontology.language import LANGUAGES, _, choose
from entrevilles.ontology.terms import PREFIXES
from entrevilles.queries import catalogue
from entrevilles.queries.citing import citation

RELEASES, CITATION, README = "releases", "CITATION.cff", "README.md"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_SHA = "sha256:"


@dataclass(frozen=True)
class Release:
    """What its CITATION.cff says of it."""

    name: str = ""
    day: str = ""
    generation: str = ""


def release(folder: Folder, name: str, day: str = "", to: Path | None = None) -> Path:
    """Pin the current generation and write its release. Raises InputError for a name that is taken or cannot be a folder's."""
    if not _NAME.fullmatch(name):
        mend = _("lettres sans accent, chiffres, points et traits d'union, comme 2026.1")
        raise InputError(_("nom de publication impossible : « {name} »").format(name=name), mend)
    day = catalogue.day(day) if day else datetime.date.today().isoformat()
    target = (to or folder.root / RELEASES) / name
    with folder.writing():
        if target.exists():
            raise InputError(_("cette publication existe déjà : {path}").format(path=target), _("donnez-lui un autre nom"))
        refuse_unbuilt(folder, folder.generations.current())
        dataset = Dataset(folder)
        scratch = target.with_name(f".{name}")
        shutil.rmtree(scratch, ignore_errors=True)
        write(dataset, name, day, scratch).rename(target)
        folder.generations.pin(dataset.generation.number)
        scratch.rmdir()
    return target


def kept(root: Path) -> list[Path]:
    """The releases in the folder of the dataset; those written elsewhere are out of reach."""
    return sorted(path.parent for path in (root / RELEASES).glob(f"*/{CITATION}"))


def described(path: Path) -> Release:
    import yaml

    try:
        raw = yaml.safe_load((path / CITATION).read_text(encoding="utf-8"))
        return Release(raw["version"], raw["date-released"], raw["identifiers"][0]["value"].removeprefix(_SHA))
    except (yaml.YAMLError, UnicodeDecodeError, KeyError, IndexError, TypeError, AttributeError):
        return Release()


def write(dataset: Dataset, name: str, day: str, into: Path) -> Path:
    """The folder of this name in `into`, with everything in it."""
    import yaml

    target = into / name
    target.mkdir(parents=True)
    dump = target / f"{name}.trig.gz"
    dump.write_bytes(_compressed(_trig(dataset)))
    dump.with_name(f"{dump.name}.sha256").write_text(f"{hashlib.sha256(dump.read_bytes()).hexdigest()}  {dump.name}\n", encoding="utf-8")
    for question in catalogue.questions():
        copy = target / "questions" / question.path.relative_to(catalogue.HERE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(question.text, encoding="utf-8")
    executables.write(dataset, target / "questions" / "questions.ttl", day)
    cff = yaml.safe_dump(_cff(dataset, name, day), allow_unicode=True, sort_keys=False, width=1000)
    (target / CITATION).write_text(cff, encoding="utf-8")
    (target / README).write_text("\n".join(_readme(dataset, name, day)) + "\n", encoding="utf-8")
    return target


def _trig(dataset: Dataset) -> bytes:
    quads = sorted(dataset.store, key=lambda quad: (str(quad.graph_name), str(quad.subject), str(quad.predicate), str(quad.object)))
    base = {"id": dataset.names.id, "claim": dataset.names.claim}
    dump = ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes={**PREFIXES, **base})
    assert dump is not None
    return dump


def _compressed(data: bytes) -> bytes:
    """Without the name and the time that gzip writes by itself."""
    out = io.BytesIO()
    with gzip.GzipFile("", "wb", fileobj=out, mtime=0) as file:
        file.write(data)
    return out.getvalue()


def _cff(dataset: Dataset, name: str, day: str) -> dict[str, Any]:
    """https://citation-file-format.github.io, version 1.2.0."""
    settings = dataset.folder.settings
    title = choose(settings.title, LANGUAGES[0])
    found: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "Pour citer ces données · To cite these data",
        "type": "dataset",
        "title": title,
        "version": name,
        "date-released": day,
        "identifiers": [{"type": "other", "value": _SHA + dataset.generation.id, "description": "génération · generation"}],
        "authors": [dict(author) for author in settings.authors] or [{"name": title}],
        "url": settings.base,
    }
    if settings.licence:  # SPDX has hyphens where people write blanks
        found["license"] = settings.licence.replace(" ", "-")
    return found


# The page that comes with it


def _readme(dataset: Dataset, name: str, day: str) -> Iterator[str]:
    """In both languages, one after the other."""
    spoken = language.current()
    try:
        for lang in LANGUAGES:
            language.activate(lang)
            yield from _page(dataset, name, day)
    finally:
        language.activate(spoken)


def _page(dataset: Dataset, name: str, day: str) -> Iterator[str]:
    generation = dataset.generation
    counts = _("Génération {number} ({id}) : {claims} affirmations, {quads} quadruplets.")
    yield f"# {dataset.title}, {name}"
    yield ""
    yield counts.format(number=generation.number, id=generation.id, claims=generation.claims, quads=generation.quads)
    yield ""
    yield from _table((_("classe"), _("choses"), _("affirmations")), _counts(dataset))
    yield "## " + _("Pour citer")
    yield from ("", citation(f"{dataset.title}, {name}", generation.short, day=day) + ".", "")
    yield _("Les données compilées sont dans {file} ; les questions, dans questions/.").format(file=f"{name}.trig.gz")
    yield from ("", _("Pour vérifier : sha256sum -c {file}").format(file=f"{name}.trig.gz.sha256"), "")
    yield "## " + _("Licences des sources")
    licence = dataset.folder.settings.licence or _("non dite")
    yield from ("", _("Licence du jeu de données : {licence}.").format(licence=licence), "")
    yield from _table((_("source"), _("licence"), _("affirmations")), _licences(dataset))


def _counts(dataset: Dataset) -> Iterator[tuple[str, ...]]:
    for cls, things, claims in dataset.query("classes").rows:
        yield dataset.schema.label(NamedNode(str(cls))), str(things), str(claims)


def _licences(dataset: Dataset) -> Iterator[tuple[str, ...]]:
    seen: dict[str, tuple[str, ...]] = {}
    for row in dataset.query("sources"):
        source = str(row["source"])
        seen.setdefault(source, (dataset.label(source), str(row["licence"] or _("non dite")), str(row["claims"])))
    yield from (seen[source] for source in sorted(seen))


def _table(headers: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    for line in (headers, ("---",) * len(headers), *rows):
        yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |"
    yield ""
