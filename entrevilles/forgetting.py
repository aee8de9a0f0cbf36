"""Forgetting a person: the truth and every kept generation are made again without the name, then take their place at once.

All is made ready beside the dataset; one change of the folder (see `graph.folder`) then brings the new generations and
tables, moves the pointer, and removes the old generations last. Killed before, nothing has changed; killed after, the next
writer finishes it, without having to know the name.
"""

import csv
import datetime
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from entrevilles import releasing
from entrevilles.building import build, compile_truth, refuse_unbuilt, unpacked
from entrevilles.dataset import Dataset
from entrevilles.graph.folder import COMMIT, JUDGEMENTS, LOCK, Folder
from entrevilles.graph.generations import INFO, PINNED, POINTER, TRUTH, Generation, make, pointing
from entrevilles.graph.judgements import SAME
from entrevilles.loaders import sheets, tables
from entrevilles.loaders.dependants import Dependants
from entrevilles.loaders.erasure import Erased, Eraser, holds
from entrevilles.ontology.cells import guarded
from entrevilles.ontology.errors import DatasetError, InputError, UnknownName
from entrevilles.ontology.language import _
from entrevilles.ontology.mentions import Mentions, family
from entrevilles.ontology.terms import EV
from entrevilles.rulings import person

Confirm = Callable[[str, Sequence[str]], bool]
REMOVALS = Path("removals.csv")
COLUMNS = ("le", "par", "motif", "lignes", "générations")
Changes = dict[Path, bytes | Path | None]


@dataclass
class Forgotten:
    """What was done. `left`: files that hold the name and are none of the dataset's; `finished`: an earlier run's work."""

    rows: int = 0
    rebuilt: list[int] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)
    releases: list[str] = field(default_factory=list)
    left: list[Path] = field(default_factory=list)
    finished: bool = False


@dataclass
class Past:
    """A kept generation, its truth unpacked, and what is known of it; no `dependants` where today's program cannot read it."""

    generation: Generation
    folder: Folder
    dependants: Dependants | None
    erased: Erased | None = None
    made: Generation | None = None

    @property
    def touched(self) -> bool:
        return self.erased is None or bool(self.erased.files)


def forget(folder: Folder, name: str, confirm: Confirm, *, reason: str = "", by: str = "", text: bool = False) -> Forgotten:
    """`text`: also somebody whom no table has and only texts name.

    Raises UnknownName for somebody whom nothing names, DatasetError where the person at the keyboard declines.
    """
    interrupted = (folder.root / COMMIT).exists()
    build(folder)
    with folder.writing(), folder.generations.scratch() as scratch:
        current = folder.generations.current()
        refuse_unbuilt(folder, current)
        assert current
        kept = [_past(generation, scratch) for generation in folder.generations.history()]
        try:
            mentions = _meant(kept, name, text=text)
        except UnknownName:
            if interrupted:
                return Forgotten(finished=True)
            raise
        now = next(past for past in kept if past.generation.folder == current.folder)
        touched = [past for past in kept if past.touched]
        _ask(now, touched, [path for path, _release, _past in _affected(folder, kept, mentions)], mentions, confirm)
        done = Forgotten(len(now.erased.rows) if now.erased else 0)
        _rebuild(touched, now, scratch, done)
        changes = _changes(folder, touched, now) | _releases(folder, kept, scratch, mentions, done)
        changes[REMOVALS] = _removal(folder, done, mentions.masked(reason), mentions.masked(by or person()))
        folder.change(changes)
        try:
            return _settle(Folder(folder.root), mentions, done)
        except KeyboardInterrupt:
            raise DatasetError(_("c'est fait, la personne est oubliée ; seule la recherche d'autres fichiers a été interrompue")) from None


def _past(generation: Generation, scratch: Path) -> Past:
    folder = unpacked(generation.truth, scratch / f"truth-{generation.folder.name}")
    try:
        return Past(generation, folder, Dependants(folder))
    except (InputError, DatasetError):
        return Past(generation, folder, None)


# Who is meant


def _meant(kept: Iterable[Past], name: str, *, text: bool) -> Mentions:
    """The names of the person in all that is kept; each readable past then has its `erased`."""
    readable = [(past, past.dependants) for past in kept if past.dependants]
    persons = _persons(readable, name)
    if not persons and (not text or len(name.split()) < 2):  # a phrase, or one word of a text, may be anything
        raise _unknown(readable, name)
    names = {text for _past, found in readable for one in persons for text in found.names(one)} or {name}
    mentions = Mentions(names, _neutral(past.folder for past, _found in readable))
    for past, found in readable:
        found.without(persons)
        past.erased = Eraser(past.folder, found, mentions).run()
    if not persons and not any(past.erased and past.erased.files for past, _found in readable):
        raise _unknown(readable, name)
    return mentions


def _unknown(readable: Sequence[tuple[Past, Dependants]], name: str) -> UnknownName:
    for _past, found in reversed(readable):
        try:
            found.person(name)
        except UnknownName as error:
            error.mend = _("{mend} ; si seuls des textes nomment la personne : --text").format(mend=error.mend)
            return error
    raise AssertionError(name)


def _persons(readable: Iterable[tuple[Past, Dependants]], name: str) -> set[str]:
    """Ids, with those that a judgement says to be the same; none for somebody whom only texts name."""
    found: set[str] = set()
    for past, dependants in readable:
        with suppress(UnknownName):
            found.add(dependants.person(name))
        found |= {one for pair in _same(past.folder) if found & set(pair) for one in pair}
    return found


def _same(folder: Folder) -> Iterator[tuple[str, ...]]:
    path = folder.root / JUDGEMENTS
    for record in tables.read_judgements(path, folder.schema).records if path.exists() else ():
        if SAME in record.values(EV.verdict):
            yield tuple(getattr(value, "text", "") for p in (EV.judgedKept, EV.judgedOther) for value in record.values(p))


def _neutral(folders: Iterable[Folder]) -> str:
    """A word for ids that nothing has yet."""
    texts = [path.read_bytes() for folder in folders for path in folder.truth()]
    number = 1
    while any(f"personne-{number}".encode() in text for text in texts):
        number += 1
    return f"personne-{number}"


# Asking


def _ask(now: Past, touched: Sequence[Past], releases: Sequence[Path], mentions: Mentions, confirm: Confirm) -> None:
    told = list(now.erased.told) if now.erased else []
    for past in touched:
        told.append(_fate(past).format(number=past.generation.number))
    told += [_("publication « {name} » : refaite ou supprimée").format(name=path.name) for path in releases]
    told += [_("à relire, le nom de famille y est seul : {where}").format(where=where) for where in _alone(now.folder, mentions)]
    if not confirm(_("Ceci disparaîtra, sans retour :"), told):
        raise DatasetError(_("rien n'a été changé ; pour accepter ces disparitions : --yes"))


def _fate(past: Past) -> str:
    if past.erased is None:
        return _("génération {number} : supprimée, car elle ne peut être relue")
    pinned = past.generation.pinned
    return _("génération {number}, gardée : refaite sans ce nom") if pinned else _("génération {number} : refaite sans ce nom")


def _alone(folder: Folder, mentions: Mentions) -> Iterator[str]:
    alone = family(mentions.names)
    for path in folder.tables():
        for sheet in sheets.read(path):
            for number, cells in sheet.rows:
                if any(mentions.masked(cell) in alone for cell in cells):
                    yield _("{file}, ligne {row}").format(file=path.relative_to(folder.root).as_posix(), row=number)


# Making again


def _rebuild(touched: Iterable[Past], now: Past, scratch: Path, done: Forgotten) -> None:
    for past in touched:
        try:
            past.made = _made(past, scratch / f"made-{past.generation.folder.name}")
            done.rebuilt.append(past.generation.number)
        except (InputError, DatasetError):
            if past is now:
                raise
            done.removed.append(past.generation.number)


def _made(past: Past, into: Path) -> Generation:
    if past.erased is None:
        raise DatasetError(past.generation.folder.name)
    _write(past.folder.root, past.erased.files)
    again = Folder(past.folder.root)
    compiled, completed, _unused = compile_truth(again)
    _write(again.root, completed)
    past.folder = Folder(again.root)
    into.mkdir()
    made = make(into, past.generation.number, compiled.store, past.folder.truth_archive({}), len(compiled.claims))
    if past.generation.pinned:
        (made.folder / PINNED).touch()
    return made


def _write(root: Path, files: dict[Path, bytes | None]) -> None:
    for path, data in files.items():
        (root / path).unlink(missing_ok=True)
        if data is not None:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)


def _changes(folder: Folder, touched: Iterable[Past], now: Past) -> Changes:
    """What the folder becomes: the truth, the generations, and the pointer, which `Folder.recover` moves after the others."""
    changes: Changes = {}
    if now.made:
        before, after = ({path.relative_to(f.root): path.read_bytes() for path in f.truth()} for f in (folder, now.folder))
        changes = {path: after.get(path) for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
        changes[_place(folder, POINTER)] = pointing(now.made, "")
    for past in touched:
        old, made = past.generation.folder, past.made
        if made and made.folder.name == old.name:  # what was read of it never had the name: only its tables did
            changes |= {_place(folder, f"{old.name}/{part}"): (made.folder / part).read_bytes() for part in (TRUTH, INFO)}
        else:
            changes[_place(folder, old.name)] = None
            changes |= {_place(folder, made.folder.name): made.folder} if made else {}
    return changes


def _place(folder: Folder, name: str) -> Path:
    return folder.generations.folder.relative_to(folder.root) / name


def _releases(folder: Folder, kept: Sequence[Past], scratch: Path, mentions: Mentions, done: Forgotten) -> Changes:
    """Each release of a generation that was made again is made again from it; without its generation it goes."""
    changes: Changes = {}
    for path, release, past in _affected(folder, kept, mentions):
        done.releases.append(mentions.masked(path.name))
        place, name = path.relative_to(folder.root), mentions.renamed(path.name)
        if past is None or past.made is None:
            changes[place] = None
            continue
        made = releasing.write(Dataset(past.folder, past.made), name, release.day, scratch / "releases")
        changes |= {place: None} if name != path.name else {}
        changes |= {place.with_name(name) / file.relative_to(made): file for file in made.rglob("*") if file.is_file()}
    return changes


def _affected(folder: Folder, kept: Sequence[Past], mentions: Mentions) -> Iterator[tuple[Path, releasing.Release, Past | None]]:
    pasts = {past.generation.id: past for past in kept}
    for path in releasing.kept(folder.root):
        release = releasing.described(path)
        past = pasts.get(release.generation)
        if (past and past.touched) or any(holds(file, mentions) for file in path.rglob("*") if file.is_file()):
            yield path, release, past


# The end


def _removal(folder: Folder, done: Forgotten, reason: str, by: str) -> bytes:
    """The list of removals, which names nobody, with one line more."""
    path, out = folder.root / REMOVALS, io.StringIO()
    out.write(path.read_text(encoding="utf-8") if path.exists() else ",".join(COLUMNS) + "\n")
    row = (datetime.date.today().isoformat(), by, reason, str(done.rows), str(len(done.rebuilt) + len(done.removed)))
    csv.writer(out, lineterminator="\n").writerow([guarded(cell) for cell in row])
    return out.getvalue().encode()


def _settle(folder: Folder, mentions: Mentions, done: Forgotten) -> Forgotten:
    """The pointer learns what its generation was compiled from; what holds the name and is not ours is listed."""
    if current := folder.generations.current():
        folder.generations.switch(current, folder.inputs_hash())
    ours = folder.generations.folder
    files = (path for path in folder.root.rglob("*") if path.is_file() and path.name != LOCK and not path.is_relative_to(ours))
    done.left = sorted(path for path in files if holds(path, mentions))
    return done
