"""Generations: compiled stores, none of which is ever opened for writing once it is published.

A generation is built in a scratch folder, backed up out of it (Oxigraph deletes files of the folder that it wrote,
late and in the background), synced, renamed into place; then a small pointer file is replaced. A kill at any moment
leaves the current generation whole, and at most a scratch that the next publication sweeps.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import Quad

from entrevilles.ontology.errors import DatasetError
from entrevilles.ontology.language import _

POINTER, INFO, TRUTH, STORE, PINNED = "current", "info.json", "truth.zip", "store", "pinned"
SCRATCH = ".building-"
FORMAT = 1


@dataclass(frozen=True)
class Generation:
    """`id` is the SHA-256 of its sorted N-Quads; `inputs` that of the files it was compiled from."""

    folder: Path
    number: int
    id: str
    inputs: str
    quads: int
    claims: int
    pinned: bool = False

    @property
    def short(self) -> str:
        return self.id[:12]

    @property
    def truth(self) -> Path:
        return self.folder / TRUTH


class Opened:
    """A generation open for reading. It keeps a shared lock, so that no sweep removes it while it is read."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self._lock = (generation.folder / INFO).open(encoding="utf-8")
        with suppress(OSError):
            fcntl.flock(self._lock, fcntl.LOCK_SH)
        self.store = ox.Store.read_only(str(generation.folder / STORE))


class Generations:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> Generation | None:
        """None where there is none, or where its pointer is unreadable: in both cases a build makes one."""
        with suppress(FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError):
            pointer = json.loads((self.folder / POINTER).read_text(encoding="utf-8"))
            return read(self.folder / pointer["generation"], pointer["inputs"])
        return None

    def history(self) -> list[Generation]:
        """All that are kept, oldest first."""
        found = []
        for folder in self.folder.glob("[0-9]*-*"):
            with suppress(FileNotFoundError, ValueError, KeyError):
                found.append(read(folder))
        return sorted(found, key=lambda generation: (generation.number, generation.id))

    def open_current(self) -> Opened:
        """The current one; read again when a sweep was faster. Raises DatasetError."""
        failure: OSError | None = None
        for _attempt in range(5):
            if generation := self.current():
                try:
                    return Opened(generation)
                except OSError as error:
                    failure = error
        if failure and (generation := self.current()):
            what = _("la génération courante est illisible : {folder}").format(folder=generation.folder)
            raise DatasetError(what + " — " + _("supprimez ce dossier, puis lancez : entrevilles build")) from failure
        raise DatasetError(_("ce jeu de données n'est pas encore compilé ; lancez : entrevilles build"))

    def prepare(self, quads: Iterable[Quad], truth: bytes, claims: int) -> Generation:
        """A complete, synced generation that nothing points to yet; the current one if its content is the same.

        For the one writer only (`Folder.writing`): it removes what killed ones left, whose process ids come back.
        """
        quads = list(quads)
        digest = content_hash(quads)
        last = self.current() or next(reversed(self.history()), None)
        if last and last.id == digest:
            return last
        with self.scratch() as scratch:
            made = make(scratch, last.number + 1 if last else 1, quads, truth, claims)
            final = self.folder / made.folder.name
            shutil.rmtree(final, ignore_errors=True)
            made.folder.rename(final)
            sync_folder(self.folder)
        return read(final)

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """A folder on the disk of the generations that is gone afterwards, or with the next writer if this one is killed."""
        self._remove_scratches()
        scratch = self.folder / f"{SCRATCH}{os.getpid()}"
        scratch.mkdir(parents=True)
        try:
            yield scratch
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def keep_truth(self, generation: Generation, truth: bytes) -> None:
        """Settings and the order of rows change no quad: the copy beside the generation follows them all the same."""
        if generation.truth.read_bytes() != truth:
            with self.scratch() as scratch:
                write_atomically(scratch / TRUTH, truth)
                os.replace(scratch / TRUTH, generation.truth)

    def switch(self, generation: Generation, inputs: str) -> None:
        write_atomically(self.folder / POINTER, pointing(generation, inputs))

    def pin(self, number: int | None) -> Generation:
        """Keep a generation, the current one without a number, whatever a sweep removes. Raises DatasetError."""
        current = self.current()
        wanted = next((g for g in self.history() if g.number == (number or (current and current.number))), None)
        if wanted is None:
            known = ", ".join(str(generation.number) for generation in self.history()) or _("aucune")
            raise DatasetError(_("la génération {number} n'est pas gardée ; connues : {known}").format(number=number, known=known))
        write_atomically(wanted.folder / PINNED, b"")
        return read(wanted.folder)

    def sweep(self, keep: int) -> None:
        """Remove scratches, generations that were never switched to, and old ones beyond `keep` that nobody reads."""
        self._remove_scratches()
        current = self.current()
        if current is None:
            return
        for generation in self.history():
            wanted = generation.pinned or generation.folder == current.folder
            if not wanted and not 0 < current.number - generation.number < keep:
                _remove_unless_read(generation.folder)

    def _remove_scratches(self) -> None:
        for scratch in self.folder.glob(f"{SCRATCH}*"):
            shutil.rmtree(scratch, ignore_errors=True)
        for scratch in self.folder.glob(f".{POINTER}.*"):
            scratch.unlink(missing_ok=True)


def read(folder: Path, inputs: str = "") -> Generation:
    info = json.loads((folder / INFO).read_text(encoding="utf-8"))
    pinned = (folder / PINNED).exists()
    return Generation(folder, info["number"], info["id"], inputs, info["quads"], info["claims"], pinned)


def make(scratch: Path, number: int, quads: Iterable[Quad], truth: bytes, claims: int) -> Generation:
    """A whole and synced generation in this folder, outside the history until it is moved there."""
    quads = list(quads)
    digest = content_hash(quads)
    made = scratch / f"{number:04}-{digest[:12]}"
    made.mkdir()
    _write_store(quads, scratch / "writing", made / STORE)
    shutil.rmtree(scratch / "writing", ignore_errors=True)
    (made / TRUTH).write_bytes(truth)
    info = {"format": FORMAT, "number": number, "id": digest, "quads": len(quads), "claims": claims}
    (made / INFO).write_text(json.dumps(info, indent=1), encoding="utf-8")
    _sync_tree(made)
    return read(made)


def pointing(generation: Generation, inputs: str) -> bytes:
    """The pointer that makes this generation the current one."""
    return json.dumps({"generation": generation.folder.name, "inputs": inputs}).encode()


def content_hash(quads: Iterable[Quad]) -> str:
    """SHA-256 of the N-Quads lines in code point order: the same for the same content, whoever wrote it."""
    digest = hashlib.sha256()
    for line in sorted_lines(quads):
        digest.update(line)
    return digest.hexdigest()


def sorted_lines(quads: Iterable[Quad]) -> Iterator[bytes]:
    dump = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    assert dump is not None
    yield from sorted(dump.splitlines(keepends=True))


def write_atomically(path: Path, data: bytes) -> None:
    write_together({path: data})


def write_together(files: Mapping[Path, bytes]) -> None:
    """All are on the disk before the first is replaced; where one cannot be written, none is, and nothing is left of them.

    A device or a pipe is written to as it is; of a link, the file that it leads to is replaced. A file keeps who may read it.
    """
    scratches: dict[Path, Path] = {}
    try:
        for path, data in files.items():
            target = path.resolve()
            if target.exists() and not target.is_file():
                target.write_bytes(data)
            else:
                scratches[target] = _scratched(target, data)
        for target, scratch in scratches.items():
            os.replace(scratch, target)
    finally:
        for scratch in scratches.values():
            scratch.unlink(missing_ok=True)
    for folder in {target.parent for target in scratches}:
        sync_folder(folder)


def _scratched(path: Path, data: bytes) -> Path:
    """The data beside the file that it will be. Raises OSError with the name of that file."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with scratch.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            if path.exists():
                os.fchmod(file.fileno(), path.stat().st_mode & 0o7777)
    except BaseException as error:
        scratch.unlink(missing_ok=True)
        raise type(error)(error.errno, error.strerror, str(path)) if isinstance(error, OSError) else error from None
    return scratch


def _write_store(quads: list[Quad], work: Path, published: Path) -> None:
    store = ox.Store(str(work))
    store.bulk_extend(quads)
    store.flush()
    store.backup(str(published))


def _sync_tree(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        else:
            sync_folder(path)
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_unless_read(folder: Path) -> None:
    """Renamed first: a removal that is killed leaves a scratch, never half a generation."""
    with suppress(OSError), (folder / INFO).open(encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder.rename(folder.with_name(SCRATCH + folder.name)), ignore_errors=True)
