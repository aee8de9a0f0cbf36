"""Loading files: checked, turned into tables of `sources/`, published — all of it or nothing."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from entrevilles.building import Built, compiled_from, publish, read
from entrevilles.graph.build import Compiled
from entrevilles.graph.claims import Claim
from entrevilles.graph.folder import IDS, SOURCES, Folder
from entrevilles.graph.records import Record
from entrevilles.graph.rows import Rows
from entrevilles.loaders import member_lists, sheets, tables, workbook
from entrevilles.loaders.known import Known
from entrevilles.ontology.errors import DatasetError, InputError, TableErrors, Where
from entrevilles.ontology.language import _, slugify
from entrevilles.ontology.terms import EV

Confirm = Callable[[str, Sequence[str]], bool]
Loaded = list[tuple[str, Record]]
"""Records with the unit (the folder of `sources/`) that their file becomes."""


def load(
    folder: Folder,
    files: Sequence[Path],
    confirm: Confirm,
    *,
    licence: str = "",
    skip_bad_rows: bool = False,
    max_size: int = sheets.MAX_SIZE,
) -> Built:
    """Raises TableErrors with all that is wrong; `confirm` is asked before rows disappear or are said twice.

    `licence` is that of the pages of membership lists.
    """
    with folder.writing():
        loaded, reading = _read_files(folder, files, licence, max_size)
        if reading.errors and (not skip_bad_rows or not loaded):
            raise TableErrors(reading.errors)
        if not loaded:
            raise InputError(_("aucune ligne à charger"), _("remplissez au moins une ligne sous l'en-tête"), Where(str(files[0])))
        replaced = {path for unit in dict(loaded) for path in folder.unit(unit)}
        kept, _unused = read(folder, [path for path in folder.tables() if path not in replaced])
        former, _unused = read(folder, replaced)
        compiled, loaded, skipped = _compile(folder, kept, loaded, former, skip_bad_rows=skip_bad_rows)
        _confirm_loss(compiled, former, confirm)
        _confirm_repetition(compiled, loaded, confirm)
        changes: dict[Path, bytes | None] = {path.relative_to(folder.root): None for path in replaced}
        changes |= _tables(folder, compiled, loaded)
        changes[Path(IDS)] = compiled.book.text().encode()
        generation, changed = publish(folder, compiled, changes)
        return Built(generation, changed, tuple(reading.unused), (*reading.errors, *skipped))


def _read_files(folder: Folder, files: Sequence[Path], licence: str, max_size: int) -> tuple[Loaded, tables.Reading]:
    names = Counter(file.name for file in files)
    loaded: Loaded = []
    whole = tables.Reading()
    for file in files:
        shown = file.name if names[file.name] == 1 else str(file)
        if (listed := member_lists.sheet_of(file, shown, max_size)) is not None:
            known = Known(folder.schema, [*_kept(folder, files), *(record for _unit, record in loaded)])
            reading = member_lists.read(listed, known, licence=licence)
        else:
            reading = tables.read(file, folder.schema, shown_as=shown, max_size=max_size)
        loaded += [(_unit_of(file), record) for record in reading.records]
        whole.errors += reading.errors
        whole.unused += reading.unused
    return loaded, whole


def _unit_of(file: Path) -> str:
    """The folder of `sources/` that a loaded file becomes."""
    return slugify(file.stem) or "table"


def _kept(folder: Folder, files: Sequence[Path]) -> list[Record]:
    """What a membership list may refer to: the tables that these files do not replace."""
    replaced = {path for file in files for path in folder.unit(_unit_of(file))}
    return read(folder, [path for path in folder.tables() if path not in replaced])[0]


def _compile(
    folder: Folder, kept: list[Record], loaded: Loaded, former: list[Record], *, skip_bad_rows: bool
) -> tuple[Compiled, Loaded, list[InputError]]:
    """Compile; with `skip_bad_rows`, drop the loaded rows that have errors and compile again."""
    skipped: list[InputError] = []
    while True:
        try:
            compiled = compiled_from(folder, kept + [record for _unit, record in loaded], former)
            units = [unit for unit, _record in loaded]
            return compiled, list(zip(units, compiled.records[len(kept) :], strict=True)), skipped
        except TableErrors as found:
            bad = {(e.where.file, e.where.sheet, e.where.row) for e in found.errors if e.where}
            good = [(unit, r) for unit, r in loaded if (r.where.file, r.where.sheet, r.where.row) not in bad]
            if not skip_bad_rows or len(good) == len(loaded) or not good:
                raise
            skipped += found.errors
            loaded = good


def _tables(folder: Folder, compiled: Compiled, loaded: Loaded) -> dict[Path, bytes]:
    rows = Rows(compiled.store, folder.schema, folder.names)
    files: dict[Path, bytes] = {}
    for unit in dict(loaded):
        found = [rows.row(folder.names.claim_iri(record.claim)) for its, record in loaded if its == unit and record.claim]
        for name, data in workbook.csv_files(found, folder.schema).items():
            files[Path(SOURCES) / unit / name] = data
    return files


def _confirm_loss(compiled: Compiled, former: list[Record], confirm: Confirm) -> None:
    lost = sorted({record.claim for record in former} - {record.claim for record in compiled.records})
    if lost and not confirm(_("{count} affirmation(s) de la version précédente disparaîtraient").format(count=len(lost)), lost):
        raise DatasetError(_("rien n'a été changé ; pour accepter ces disparitions : --yes"))


def _confirm_repetition(compiled: Compiled, loaded: Loaded, confirm: Confirm) -> None:
    """The same workbook under another name would say everything twice."""
    new = {id(record) for _unit, record in loaded}
    known = {_said(claim): claim.record.claim for claim in compiled.claims if id(claim.record) not in new}
    twice = [known[_said(claim)] for claim in compiled.claims if id(claim.record) in new and _said(claim) in known]
    if twice:
        what = _("{count} ligne(s) répètent d'autres tables ; pour les remplacer, donnez au fichier le nom de leur dossier dans sources/")
        if not confirm(what.format(count=len(twice)), twice):
            raise DatasetError(_("rien n'a été changé ; pour les garder en double : --yes"))


def _said(claim: Claim) -> tuple[object, ...]:
    return frozenset(claim.said), claim.source, claim.value(EV.locator)
