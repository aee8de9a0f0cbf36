"""The folder of a dataset: its truth (tables, judgements, ids, settings) and how a change to it becomes whole or not at all.

A change is staged in full, then the staging folder is renamed to `.commit`: from that moment it will happen, whatever
is killed; `recover`, which every writer calls first, finishes it.
"""

import fcntl
import hashlib
import io
import json
import os
import shutil
import sys
import time
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode

from entrevilles.graph.generations import POINTER, Generations, Opened, sync_folder, write_atomically
from entrevilles.graph.ids import IdBook
from entrevilles.ontology.errors import Busy, DatasetError
from entrevilles.ontology.language import _
from entrevilles.ontology.schema import FILES, RULES, Schema
from entrevilles.ontology.terms import BASE, Names

SETTINGS, SOURCES, JUDGEMENTS, IDS, ONTOLOGY = "dataset.toml", "sources", "judgements.csv", "ids.csv", "ontology"
STAGING, COMMIT, LOCK = ".staging", ".commit", ".lock"
REMOVED = "REMOVED"
KEEP = 10
WAIT = 60.0
PACKAGES = ("ontology", "graph", "loaders")


@dataclass(frozen=True)
class Settings:
    """`dataset.toml`. `home`: the actor that views and questions are about unless told otherwise.

    `expect`: source → [least, most] number of claims, checked at each build. `authors`: as CITATION.cff has them.
    """

    title: dict[str, str] = field(default_factory=dict)
    base: str = BASE
    licence: str = ""
    authors: tuple[dict[str, str], ...] = ()
    keep: int = KEEP
    home: str = ""
    expect: dict[str, tuple[int, int]] = field(default_factory=dict)


class Folder:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.generations = Generations(root / "generations")

    @classmethod
    def create(cls, root: Path, title: str) -> "Folder":
        """An empty dataset; what is there already is left as it is."""
        (root / SOURCES).mkdir(parents=True, exist_ok=True)
        if not (root / SETTINGS).exists():
            write_atomically(root / SETTINGS, f'home = ""\n\n[title]\nfr = {json.dumps(title, ensure_ascii=False)}\n'.encode())
        return cls(root)

    def opened(self) -> Opened:
        """The current generation. Raises DatasetError."""
        return self.generations.open_current()

    @property
    def settings_place(self) -> str:
        return str(self.root / SETTINGS)

    @cached_property
    def settings(self) -> Settings:
        try:
            raw: dict[str, Any] = tomllib.loads((self.root / SETTINGS).read_text(encoding="utf-8"))
        except FileNotFoundError:
            what = _("« {folder} » n'est pas un jeu de données : il y manque dataset.toml").format(folder=self.root)
            raise DatasetError(what + " — " + _("créez-le avec : entrevilles init {folder}").format(folder=self.root)) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise DatasetError(_("{file} est illisible : {error}").format(file=self.root / SETTINGS, error=error)) from None
        try:
            return _settings(raw)
        except (TypeError, ValueError, AttributeError):
            message = _(
                "{file} : valeurs attendues : title, une table ; base, une adresse ; keep, un nombre ; "
                "expect, des paires de nombres ; authors, une liste"
            )
            raise DatasetError(message.format(file=self.root / SETTINGS)) from None

    @property
    def names(self) -> Names:
        return Names(self.settings.base)

    @cached_property
    def schema(self) -> Schema:
        """The shipped ontology, and what the dataset adds in its own `ontology/` folder."""
        try:
            return Schema((*FILES, *sorted((self.root / ONTOLOGY).glob("*.ttl"))))
        except SyntaxError as error:
            raise DatasetError(
                _("fichier Turtle illisible dans {folder} : {error}").format(folder=self.root / ONTOLOGY, error=error)
            ) from None

    @property
    def book(self) -> IdBook:
        path = self.root / IDS
        return IdBook.read(path.read_text(encoding="utf-8")) if path.exists() else IdBook()

    def tables(self) -> list[Path]:
        """The tables of `sources/`, in the order of their names."""
        return sorted(
            path for path in (self.root / SOURCES).rglob("*") if path.suffix in (".csv", ".xlsx") and not _hidden(path, self.root)
        )

    def unit(self, name: str) -> list[Path]:
        """The tables that one loaded file became: what a new load of it replaces."""
        return [path for path in self.tables() if path.relative_to(self.root / SOURCES).parts[0] == name]

    def truth(self) -> Iterator[Path]:
        yield from (path for name in (SETTINGS, JUDGEMENTS, IDS) if (path := self.root / name).exists())
        yield from self.tables()
        yield from sorted((self.root / ONTOLOGY).glob("*.ttl"))

    def inputs_hash(self) -> str:
        """Of everything that a build reads: the truth (with the change that a killed writer left), the ontology, the program."""
        digest = hashlib.sha256(COMMIT.encode() if (self.root / COMMIT).exists() else b"")
        code = [path for package in PACKAGES for path in sorted((Path(__file__).parent.parent / package).rglob("*.py"))]
        for path in (*self.truth(), *FILES, *sorted(RULES.glob("*.rq")), *code):
            digest.update(f"{path.name}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def truth_archive(self, changes: Mapping[Path, bytes | None]) -> bytes:
        """The truth as it will be after these changes, as a ZIP with fixed dates, to be kept beside the generation."""
        files: dict[Path, bytes | None] = {path.relative_to(self.root): path.read_bytes() for path in self.truth()}
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, data in sorted((files | dict(changes)).items()):
                if data is not None:
                    archive.writestr(zipfile.ZipInfo(path.as_posix()), data, zipfile.ZIP_DEFLATED)
        return out.getvalue()

    # Changing the truth

    @contextmanager
    def writing(self, wait: float | None = None) -> Iterator[None]:
        """One writer at a time; waits, says so, and gives up after `wait` seconds (by default, `WAIT`): Busy."""
        try:
            lock = (self.root / LOCK).open("w")
        except FileNotFoundError:
            raise DatasetError(_("dossier introuvable : {folder}").format(folder=self.root)) from None
        with lock:
            self._take(lock.fileno(), WAIT if wait is None else wait)
            self.recover()
            yield

    def _take(self, lock: int, wait: float) -> None:
        deadline = time.monotonic() + wait
        told = False
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise Busy(_("un autre chargement est en cours ; réessayez quand il aura fini")) from None
            if not told:
                print(_("Un autre chargement est en cours ; on attend son tour…"), file=sys.stderr)
                told = True
            time.sleep(0.05)

    def change(self, files: Mapping[Path, bytes | Path | None]) -> None:
        """Replace (or, for None, remove) these files: all of them or none. Paths are below the root.

        A value that is a path is a file or a folder made ready on the same disk, which is moved. A folder to remove goes last.
        """
        if not files:
            return
        staging = self.root / STAGING
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        for path, data in files.items():
            target = staging / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(data, Path):
                os.rename(data, target)
            elif data is not None:
                write_atomically(target, data)
        removed = [path.as_posix() for path, data in files.items() if data is None]
        write_atomically(staging / REMOVED, "\n".join(removed).encode())
        os.rename(staging, self.root / COMMIT)
        sync_folder(self.root)
        self.recover()

    def recover(self) -> None:
        """Finish the change that was decided, drop the one that was not."""
        shutil.rmtree(self.root / STAGING, ignore_errors=True)
        commit = self.root / COMMIT
        if not commit.exists():
            return
        removed = commit / REMOVED
        names = removed.read_text(encoding="utf-8").split("\n") if removed.exists() else []
        gone = [self.root / name for name in names if name]
        for path in gone:
            if not path.is_dir():
                path.unlink(missing_ok=True)
        for path in sorted(commit.rglob("*"), key=lambda path: (path.name == POINTER, path)):
            if path.is_file() and path != removed:
                target = self.root / path.relative_to(commit)
                target.parent.mkdir(parents=True, exist_ok=True)
                os.replace(path, target)
        for path in gone:  # generations that the pointer has left
            shutil.rmtree(path, ignore_errors=True)
        shutil.rmtree(commit)


def _settings(raw: dict[str, Any]) -> Settings:
    """Raises TypeError, ValueError or AttributeError for values of another kind."""
    title = {str(lang): text + "" for lang, text in raw.get("title", {}).items()}
    base = NamedNode(raw.get("base", BASE)).value
    expect = {source: (int(low), int(high)) for source, (low, high) in raw.get("expect", {}).items()}
    licence, home = raw.get("licence", "") + "", raw.get("home", "") + ""
    authors = tuple(
        {"name": one} if isinstance(one, str) else {key: text + "" for key, text in one.items()} for one in raw.get("authors", ())
    )
    return Settings(title, base, licence, authors, int(raw.get("keep", KEEP)), home, expect)


def _hidden(path: Path, root: Path) -> bool:
    return any(part.startswith((".", "~")) for part in path.relative_to(root).parts)
