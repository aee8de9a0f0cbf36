"""Joins loaders to the dataset: building a generation, loading files, going back."""

import hashlib
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from entrevilles.graph.build import Compiled, compile_records
from entrevilles.graph.folder import IDS, JUDGEMENTS, SETTINGS, SOURCES, Folder
from entrevilles.graph.generations import Generation
from entrevilles.graph.records import Record
from entrevilles.graph.rows import Rows
from entrevilles.loaders import completion, sheets, tables, workbook
from entrevilles.ontology.errors import DatasetError, InputError, TableErrors, Where
from entrevilles.ontology.language import _, slugify

SHIPPED = Path(__file__).parent / "data"
MARKER = ".shipped"
Confirm = Callable[[str, Sequence[str]], bool]


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
        records, unused = _read(folder, folder.tables())
        unnamed = {record.where.file for record in records if completion.incomplete(record)}
        compiled = _compile(folder, records)
        changes: dict[Path, bytes | None] = {Path(IDS): compiled.book.text().encode()} if compiled.book.minted else {}
        changes |= _completed(folder, records, unnamed)
        generation, changed = _publish(folder, compiled, changes)
        return Built(generation, changed, tuple(unused))


def load(folder: Folder, files: Sequence[Path], confirm: Confirm, *, skip_bad_rows: bool = False, max_size: int = sheets.MAX_SIZE) -> Built:
    """Check the files, turn each into tables of `sources/`, and publish: all of it or nothing. Raises TableErrors."""
    with folder.writing():
        new: dict[str, list[Record]] = {}
        unused: list[str] = []
        errors: list[InputError] = []
        for file in files:
            reading = tables.read(file, folder.schema, max_size=max_size)
            new.setdefault(slugify(file.stem) or "table", []).extend(reading.records)
            errors += reading.errors
            unused += reading.unused
        if errors and not skip_bad_rows:
            raise TableErrors(errors)
        replaced = {path for unit in new for path in folder.unit(unit)}
        kept, _unused = _read(folder, [path for path in folder.tables() if path not in replaced])
        loaded = [record for records in new.values() for record in records]
        if not loaded and errors:
            raise TableErrors(errors)
        if not loaded:
            raise InputError(_("aucune ligne à charger"), _("remplissez au moins une ligne sous l'en-tête"), Where(str(files[0])))
        former, _unused = _read(folder, replaced)
        compiled, skipped = _compile_skipping(folder, kept, loaded, former, skip_bad_rows=skip_bad_rows)
        _confirm_loss(compiled, former, confirm)
        changes: dict[Path, bytes | None] = {path.relative_to(folder.root): None for path in replaced}
        good = {id(record) for record in loaded}
        changes |= _tables_of(folder, compiled, {unit: [r for r in records if id(r) in good] for unit, records in new.items()})
        changes[Path(IDS)] = compiled.book.text().encode()
        generation, changed = _publish(folder, compiled, changes)
        return Built(generation, changed, tuple(unused), (*errors, *skipped))


def rollback(folder: Folder, number: int | None = None) -> Built:
    """Bring back the truth of an earlier generation, and publish it as a new one; nothing is lost."""
    with folder.writing():
        current = folder.generations.current()
        history = [g for g in folder.generations.history() if current and g.number < current.number and g.id != current.id]
        wanted = next((g for g in reversed(history) if number in (None, g.number)), None)
        if wanted is None:
            known = ", ".join(str(g.number) for g in history) or _("aucune")
            raise DatasetError(_("aucune génération antérieure à reprendre ; connues : {known}").format(known=known))
        with tempfile.TemporaryDirectory() as scratch, zipfile.ZipFile(wanted.truth) as archive:
            archive.extractall(scratch)
            past = Folder(Path(scratch))
            records, unused = _read(past, past.tables())
            compiled = _compile(past, records)
            changes: dict[Path, bytes | None] = {path.relative_to(folder.root): None for path in folder.truth()}
            changes |= {Path(name): archive.read(name) for name in archive.namelist()}
        generation, changed = _publish(Folder(folder.root), compiled, changes)
        return Built(generation, changed, tuple(unused))


# The steps


def _up_to_date(folder: Folder) -> Generation | None:
    current = folder.generations.current()
    return current if current and current.inputs == folder.inputs_hash() else None


def _read(folder: Folder, paths: Iterable[Path]) -> tuple[list[Record], list[str]]:
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


def _compile(folder: Folder, records: list[Record], former: Sequence[Record] = ()) -> Compiled:
    path = folder.root / JUDGEMENTS
    rulings = tables.read_judgements(path, folder.schema).checked() if path.exists() else []
    compiled = compile_records(records, rulings, folder.schema, folder.names, folder.book, former=former)
    _check_counts(folder, compiled)
    return compiled


def _compile_skipping(
    folder: Folder, kept: list[Record], loaded: list[Record], former: list[Record], *, skip_bad_rows: bool
) -> tuple[Compiled, list[InputError]]:
    """Compile; with `skip_bad_rows`, drop the loaded rows that have errors and compile again."""
    skipped: list[InputError] = []
    while True:
        try:
            return _compile(folder, kept + loaded, former), skipped
        except TableErrors as found:
            bad = {(e.where.file, e.where.sheet, e.where.row) for e in found.errors if e.where}
            good = [r for r in loaded if (r.where.file, r.where.sheet, r.where.row) not in bad]
            if not skip_bad_rows or len(good) == len(loaded) or not good:
                raise
            skipped += found.errors
            loaded[:] = good


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


def _publish(folder: Folder, compiled: Compiled, changes: Mapping[Path, bytes | None]) -> tuple[Generation, bool]:
    """First the generation, whole; then the truth that it was compiled from; then the pointer. Says whether it is new."""
    before = folder.generations.current()
    changes = {path: data for path, data in changes.items() if data != _present(folder.root / path)}
    generation = folder.generations.prepare(compiled.store, folder.truth_archive(changes), len(compiled.claims))
    folder.change(changes)
    folder.generations.switch(generation, folder.inputs_hash())
    folder.generations.sweep(folder.settings.keep)
    return generation, before is None or before.id != generation.id


def _present(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _tables_of(folder: Folder, compiled: Compiled, new: Mapping[str, list[Record]]) -> dict[Path, bytes]:
    rows = Rows(compiled.store, folder.schema, folder.names)
    files: dict[Path, bytes] = {}
    for unit, records in new.items():
        found = [rows.row(NamedNode(folder.names.claim + record.claim)) for record in records if record.claim]
        for name, data in workbook.csv_files(found, folder.schema).items():
            files[Path(SOURCES) / unit / name] = data
    return files


def _confirm_loss(compiled: Compiled, former: list[Record], confirm: Confirm) -> None:
    lost = sorted({record.claim for record in former} - {record.claim for record in compiled.records})
    if lost and not confirm(_("{count} affirmation(s) de la version précédente disparaîtraient").format(count=len(lost)), lost):
        raise DatasetError(_("rien n'a été changé ; pour accepter ces disparitions : --yes"))
