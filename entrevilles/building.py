"""Joins loaders to the dataset: building a generation, loading files, going back."""

import hashlib
import io
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from entrevilles.graph.build import Compiled, compile_records
from entrevilles.graph.folder import IDS, JUDGEMENTS, SETTINGS, Folder
from entrevilles.graph.generations import Generation
from entrevilles.graph.records import Record
from entrevilles.loaders import completion, tables
from entrevilles.ontology.errors import DatasetError, InputError, TableErrors, Where
from entrevilles.ontology.language import _

SHIPPED = Path(__file__).parent / "data"
MARKER = ".shipped"


@dataclass(frozen=True)
class Built:
    generation: Generation
    changed: bool
    unused: tuple[str, ...] = ()
    skipped: tuple[InputError, ...] = ()


def default_folder() -> Folder:
    """The shipped dataset in the user's data folder, copied there and compiled when it is missing or of an older version."""
    import platformdirs

    root = Path(platformdirs.user_data_dir("entrevilles", appauthor=False)) / "demo"
    refresh_shipped(root)
    folder = Folder(root)
    build(folder)
    return folder


def refresh_shipped(root: Path) -> None:
    """Copy the shipped truth, also over an untouched older copy; a copy that the user changed is left alone."""
    wanted = content_of(Folder(SHIPPED))
    if not _stale(root, wanted):
        return
    root.mkdir(parents=True, exist_ok=True)
    folder = Folder(root)
    with folder.writing():
        if _stale(root, wanted):
            changes: dict[Path, bytes | None] = {path.relative_to(root): None for path in folder.truth()}
            changes |= {path.relative_to(SHIPPED): path.read_bytes() for path in Folder(SHIPPED).truth()}
            folder.change(changes | {Path(MARKER): wanted.encode()})


def _stale(root: Path, wanted: str) -> bool:
    marker = root / MARKER
    if not marker.exists():
        return not (root / SETTINGS).exists()
    copied = marker.read_text(encoding="utf-8")
    return copied != wanted and copied == content_of(Folder(root))


def content_of(folder: Folder) -> str:
    """A hash of the truth alone."""
    digest = hashlib.sha256()
    for path in folder.truth():
        digest.update(f"{path.relative_to(folder.root).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def build(folder: Folder, *, force: bool = False) -> Built:
    """Compile the truth, unless the current generation was compiled from just this. Raises TableErrors."""
    if not force and (current := _up_to_date(folder)):
        return Built(current, changed=False)
    with folder.writing():
        if not force and (current := _up_to_date(folder)):
            return Built(current, changed=False)
        compiled, changes, unused = compile_truth(folder)
        generation, changed = publish(folder, compiled, changes)
        return Built(generation, changed, tuple(unused))


def compile_truth(folder: Folder) -> tuple[Compiled, dict[Path, bytes | None], list[str]]:
    """What the tables say, with the ids that it mints to be written back, and what was not used. Raises TableErrors."""
    records, unused = read(folder, folder.tables())
    unnamed = {record.where.file for record in records if completion.incomplete(record)}
    compiled = compiled_from(folder, records)
    changes: dict[Path, bytes | None] = {Path(IDS): compiled.book.text().encode()} if compiled.book.minted else {}
    return compiled, changes | _completed(folder, compiled.records, unnamed), unused


def rollback(folder: Folder, number: int | None = None) -> Built:
    """Bring back the truth of an earlier generation, and publish it as a new one; nothing is lost."""
    with folder.writing():
        current = folder.generations.current()
        refuse_unbuilt(folder, current)
        history = [g for g in folder.generations.history() if current and g.number < current.number and g.id != current.id]
        wanted = next((g for g in reversed(history) if number in (None, g.number)), None)
        if wanted is None:
            known = ", ".join(str(g.number) for g in history) or _("aucune")
            raise DatasetError(_("aucune génération antérieure à reprendre ; connues : {known}").format(known=known))
        with tempfile.TemporaryDirectory() as scratch:
            past = unpacked(wanted.truth, Path(scratch))
            records, unused = read(past, past.tables())
            compiled = compiled_from(past, records)
            changes: dict[Path, bytes | None] = {path.relative_to(folder.root): None for path in folder.truth()}
            changes |= {path.relative_to(past.root): path.read_bytes() for path in past.truth()}
        generation, changed = publish(Folder(folder.root), compiled, changes)
        return Built(generation, changed, tuple(unused))


def changed(folder: Folder, changes: Mapping[Path, bytes | None], check: Callable[[Compiled], None] = lambda _compiled: None) -> Built:
    """The truth with these changes, compiled, then published with them unless `check` raises; the lock is the caller's.

    Raises TableErrors.
    """
    with tempfile.TemporaryDirectory() as scratch:
        copy = unpacked(io.BytesIO(folder.truth_archive(changes)), Path(scratch))
        compiled, completed, unused = compile_truth(copy)
    check(compiled)
    generation, new = publish(folder, compiled, {**changes, **completed})
    return Built(generation, new, tuple(unused))


def unpacked(archive: Path | io.BytesIO, into: Path) -> Folder:
    """The truth that was kept beside a generation, as a dataset of its own."""
    with zipfile.ZipFile(archive) as kept:
        if any(Path(name).is_absolute() or ".." in Path(name).parts for name in kept.namelist()):
            raise DatasetError(_("archive suspecte : {file}").format(file=archive))
        kept.extractall(into)
    return Folder(into)


def refuse_unbuilt(folder: Folder, current: Generation | None) -> None:
    """Tables that no generation holds would be lost for good."""
    present = {path.relative_to(folder.root).as_posix(): path.read_bytes() for path in folder.truth()}
    if current:
        with zipfile.ZipFile(current.truth) as archive:
            kept = {name: archive.read(name) for name in archive.namelist()}
        if present != kept:
            changed = sorted(name for name in present.keys() | kept.keys() if present.get(name) != kept.get(name))
            message = _("ces fichiers ont changé depuis la dernière compilation : {files} — lancez d'abord : entrevilles build")
            raise DatasetError(message.format(files=", ".join(changed[:5])))


# The steps


def _up_to_date(folder: Folder) -> Generation | None:
    current = folder.generations.current()
    return current if current and current.inputs == folder.inputs_hash() else None


def read(folder: Folder, paths: Iterable[Path]) -> tuple[list[Record], list[str]]:
    records: list[Record] = []
    errors: list[InputError] = []
    unused: list[str] = []
    for path in paths:
        reading = tables.read(path, folder.schema, shown_as=path.relative_to(folder.root).as_posix())
        records += reading.records
        errors += reading.errors
        unused += reading.unused
    if errors:
        raise TableErrors(errors)
    return records, unused


def compiled_from(folder: Folder, records: list[Record], former: Sequence[Record] = ()) -> Compiled:
    path = folder.root / JUDGEMENTS
    rulings = tables.read_judgements(path, folder.schema).checked() if path.exists() else []
    compiled = compile_records(records, rulings, folder.schema, folder.names, folder.book, former=former)
    _check_counts(folder, compiled)
    return compiled


def _completed(folder: Folder, records: Iterable[Record], files: set[str]) -> dict[Path, bytes | None]:
    """The tables that a person wrote without ids, with them; a workbook among the sources is left as it is."""
    by_file: dict[str, list[Record]] = {}
    for record in records:
        if record.where.file in files and record.where.file.endswith(".csv"):
            by_file.setdefault(record.where.file, []).append(record)
    return {Path(file): completion.completed(folder.root / file, found, folder.schema) for file, found in by_file.items()}


def _check_counts(folder: Folder, compiled: Compiled) -> None:
    """The least and most number of claims that `dataset.toml` declares for a source."""
    expect = folder.settings.expect
    counts = Counter(folder.names.slug(claim.source) for claim in compiled.claims)
    errors = [
        InputError(
            _("la source « {source} » fait {count} affirmations ; {low} à {high} sont attendues").format(
                source=source, count=counts[source], low=low, high=high
            ),
            _("vérifiez ses tables, ou corrigez « expect »"),
            Where(SETTINGS),
        )
        for source, (low, high) in expect.items()
        if not low <= counts[source] <= high
    ]
    if errors:
        raise TableErrors(errors)


def publish(folder: Folder, compiled: Compiled, changes: Mapping[Path, bytes | None]) -> tuple[Generation, bool]:
    """First the generation, whole; then the truth that it was compiled from; then the pointer. Says whether it is new."""
    before = folder.generations.current()
    changes = {path: data for path, data in changes.items() if data != _present(folder.root / path)}
    truth = folder.truth_archive(changes)
    generation = folder.generations.prepare(compiled.store, truth, len(compiled.claims))
    folder.change(changes)
    folder.generations.keep_truth(generation, truth)
    folder.generations.switch(generation, folder.inputs_hash())
    folder.generations.sweep(folder.settings.keep)
    return generation, before is None or before.id != generation.id


def _present(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None
