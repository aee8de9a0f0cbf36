"""The same truth gives the same bytes; generations are history that one can compare, return to, and carry away."""

import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest

import entrevilles
from entrevilles.building import build, rollback
from entrevilles.dataset import Dataset
from entrevilles.graph.diff import compare
from entrevilles.graph.folder import Folder
from entrevilles.graph.generations import INFO, POINTER, Generation, Generations, content_hash, sorted_lines
from entrevilles.loading import load
from entrevilles.ontology.errors import DatasetError
from entrevilles.ontology.terms import EV, TYPE

INSTALLED = Path(entrevilles.__file__).parent.parent
NOBODY = 65534

# The same truth, the same content
Run = Callable[..., tuple[int, str, str]]


def test_building_twice_gives_the_same_bytes_and_the_same_id(copied: Folder) -> None:
    first, before = dump(copied), current(copied).id
    result = build(copied, force=True)
    assert not result.changed
    assert (dump(copied), current(copied).id) == (first, before)
    assert content_hash(Dataset(copied).store) == before


def test_building_without_the_old_generations_gives_the_same_bytes_and_the_same_id(copied: Folder) -> None:
    first, before = dump(copied), current(copied)
    shutil.rmtree(copied.generations.folder)
    assert build(copied).generation.id == before.id
    assert dump(copied) == first


@pytest.mark.parametrize("seed", ["1", "2"])
def test_neither_hash_seed_nor_file_dates_change_the_content(copied: Folder, seed: str) -> None:
    before = current(copied).id
    shutil.rmtree(copied.generations.folder)
    for path in copied.truth():
        os.utime(path, (int(seed) * 1_000_000, int(seed) * 1_000_000))
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo", "LANG": "en"}
    subprocess.run(command("build", "--dataset", str(copied.root)), cwd=INSTALLED, env=environment, check=True, stdout=subprocess.DEVNULL)
    assert current(copied).id == before


def test_with_nothing_changed_a_build_does_nothing(copied: Folder) -> None:
    before = {path: path.stat().st_mtime_ns for path in copied.root.rglob("*")}
    assert not build(copied).changed
    assert {path: path.stat().st_mtime_ns for path in copied.root.rglob("*")} == before


def test_loading_the_same_file_again_changes_nothing(small: Folder) -> None:
    load_city(small, "Liège")
    before = (current(small), truth(small))
    load_city(small, "Liège")
    assert (current(small).id, truth(small)) == (before[0].id, before[1])
    assert current(small).number == before[0].number


def test_rows_in_another_order_change_the_kept_truth_and_no_content(small: Folder) -> None:
    """Else rollback would refuse for good what a build does not see."""
    before = current(small).id
    path = small.root / "sources" / "base" / "municipalites.csv"
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([header, *reversed(lines)]) + "\n", encoding="utf-8")
    assert not build(small).changed
    assert current(small).id == before
    with zipfile.ZipFile(current(small).truth) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == truth(small)


def test_no_graph_has_a_blank_node(shipped: Dataset) -> None:
    terms = {term for quad in shipped.store for term in (quad.subject, quad.object, quad.graph_name)}
    assert not [term for term in terms if isinstance(term, ox.BlankNode)]


def test_every_claim_has_a_source_that_is_described(shipped: Dataset) -> None:
    claims = {quad.subject for quad in shipped.store.quads_for_pattern(None, TYPE, EV.Claim, None)}
    sources = {quad.subject: quad.object for quad in shipped.store.quads_for_pattern(None, EV.source, None, None)}
    assert len(claims) == shipped.generation.claims
    assert [claim for claim in claims if claim not in sources] == []
    described = {quad.subject for quad in shipped.store.quads_for_pattern(None, TYPE, EV.Source, None)}
    assert set(sources.values()) <= described


# History


def test_diff_lists_the_claims_that_were_added_removed_and_changed(small: Folder) -> None:
    base = small.root / "sources" / "base"
    (base / "municipalites.csv").write_text("id,nom,source\nquebec,Québec,registre\nbordeaux,Bordèu,registre\nliege,Liège,registre\n")
    build(small)
    assert claims(small, 1, 2) == (["liege.registre"], ["namur.registre"], ["bordeaux.registre"])
    assert claims(small, 2, 1) == (["namur.registre"], ["liege.registre"], ["bordeaux.registre"])
    assert compare(small.generations) == compare(small.generations, 1, 2)


def test_diff_of_a_generation_that_is_not_kept_lists_those_that_are(small: Folder) -> None:
    with pytest.raises(DatasetError, match=r"connues : 1$"):
        compare(small.generations, 1, 7)


def test_history_lists_the_generations_oldest_first(small: Folder) -> None:
    for name in ("Liège", "Lîdje"):
        load_city(small, name)
    assert [generation.number for generation in small.generations.history()] == [1, 2, 3]
    assert small.generations.history()[-1].id == current(small).id


def test_history_is_in_the_order_of_numbers_beyond_9999(tmp_path: Path) -> None:
    generations = Generations(tmp_path)
    for number in (10000, 9999):
        folder = tmp_path / f"{number:04}-abc"
        folder.mkdir()
        info = {"number": number, "id": "abc", "quads": 0, "claims": 0}
        (folder / INFO).write_text(json.dumps(info))
    assert [generation.number for generation in generations.history()] == [9999, 10000]


def test_rollback_restores_the_truth_as_a_new_generation_with_the_old_id(small: Folder) -> None:
    first, before = current(small), truth(small)
    load_city(small, "Liège")
    result = rollback(small)
    assert truth(small) == before
    assert (result.generation.number, result.generation.id) == (first.number + 2, first.id)
    assert not build(Folder(small.root)).changed


def test_rollback_goes_to_the_generation_that_is_asked_for_and_back(small: Folder) -> None:
    ids = [current(small).id]
    for name in ("Liège", "Lîdje"):
        load_city(small, name)
        ids.append(current(small).id)
    assert rollback(Folder(small.root), 1).generation.id == ids[0]
    assert rollback(Folder(small.root), 3).generation.id == ids[2]
    with pytest.raises(DatasetError, match="connues : 1, 2, 4"):
        rollback(Folder(small.root), 9)


def test_a_rollback_to_tables_that_no_longer_compile_changes_nothing(small: Folder) -> None:
    """As when a later version of the program refuses what an earlier one took."""
    load_city(small, "Liège")
    old = small.generations.history()[0]
    with zipfile.ZipFile(old.truth, "a") as archive:
        archive.writestr("sources/base/missions.csv", "acteur en mission,début,source\nnulle-part,2023,registre\n")
    before = truth(small)
    with pytest.raises(entrevilles.TableErrors):
        rollback(Folder(small.root))
    assert truth(small) == before


def test_a_sweep_keeps_as_many_as_the_settings_say_and_the_pinned(small: Folder, run: Run) -> None:
    settings = small.root / "dataset.toml"
    settings.write_text("keep = 2\n" + settings.read_text(encoding="utf-8"), encoding="utf-8")
    load_city(small, "Liège")
    run("pin", "2", "--dataset", small.root)
    for name in ("Lîdje", "Lüttich", "Luik"):
        load_city(small, name)
    assert [generation.number for generation in small.generations.history()] == [2, 4, 5]


def test_the_current_generation_is_kept_even_by_a_sweep_that_keeps_none(small: Folder) -> None:
    small.generations.sweep(keep=0)
    assert Dataset(small).generation.number == 1


def test_a_generation_that_a_killed_writer_left_is_not_history(small: Folder) -> None:
    left = small.generations.prepare([], b"", 0)
    assert left.number == 2
    load_city(small, "Liège")
    assert [generation.number for generation in small.generations.history()] == [1, 2]
    assert not left.folder.exists()


@pytest.mark.parametrize("pointer", [b"", b"[]", b"{}", b'{"generation": "0009-gone", "inputs": ""}', None])
def test_without_a_readable_pointer_a_build_mends_and_no_history_is_lost(small: Folder, run: Run, pointer: bytes | None) -> None:
    load_city(small, "Liège")
    run("pin", "1", "--dataset", small.root)
    before = current(small).id
    path = small.generations.folder / POINTER
    path.unlink() if pointer is None else path.write_bytes(pointer)
    with pytest.raises(DatasetError, match="lancez : entrevilles build"):
        Dataset(small)
    assert build(small).generation.id == before
    assert [generation.number for generation in small.generations.history()] == [1, 2]


def test_a_damaged_store_is_named_and_a_build_mends_it_once_removed(small: Folder) -> None:
    before = current(small)
    (before.folder / "store" / "CURRENT").unlink()
    with pytest.raises(DatasetError, match=f"{before.folder.name}.*supprimez ce dossier"):
        Dataset(small)
    shutil.rmtree(before.folder)
    assert build(small).generation.id == before.id
    assert Dataset(small).query("actors").rows


# A generation is all that one needs


def test_a_generation_folder_restores_a_dataset_that_builds_to_the_same_id(compiled: Path, tmp_path: Path) -> None:
    generation = current(Folder(compiled))
    carried = Path(shutil.copytree(generation.folder, tmp_path / "carried"))
    with zipfile.ZipFile(carried / "truth.zip") as archive:
        archive.extractall(tmp_path / "restored")
    assert build(Folder(tmp_path / "restored")).generation.id == generation.id
    assert truth(Folder(tmp_path / "restored")) == truth(Folder(compiled))


def test_the_archive_of_a_load_holds_the_truth_after_it(small: Folder) -> None:
    load_city(small, "Liège")
    with zipfile.ZipFile(current(small).truth) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == truth(small)


def test_a_read_only_compiled_dataset_can_be_opened_and_queried(copied: Folder, run: Run) -> None:
    words = ("query", "partners", "--param", "date=2024-06-01", "--format", "csv", "--dataset", str(copied.root))
    expected = run(*words)
    with read_only(copied.root), without_privileges():
        assert not os.access(copied.root / "dataset.toml", os.W_OK, effective_ids=True)
        assert run(*words) == expected
        code, _out, told = run("build", "--force", "--dataset", str(copied.root))
    assert expected[0] == 0
    assert (code, "accès refusé" in told) == (2, True)


# Helpers


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "entrevilles", *words]


def dump(folder: Folder) -> bytes:
    return b"".join(sorted_lines(Dataset(folder).store))


def current(folder: Folder) -> Generation:
    found = folder.generations.current()
    assert found
    return found


def truth(folder: Folder) -> dict[str, bytes]:
    return {path.relative_to(folder.root).as_posix(): path.read_bytes() for path in folder.truth()}


def claims(folder: Folder, before: int, after: int) -> tuple[list[str], ...]:
    result = compare(folder.generations, before, after)
    return tuple([claim.removeprefix(folder.names.claim) for claim in found] for found in (result.added, result.removed, result.changed))


def load_city(folder: Folder, name: str) -> None:
    path = folder.root.parent / "municipalites.csv"
    path.write_text(f"id,nom,source\nliege,{name},registre\n", encoding="utf-8")
    load(Folder(folder.root), [path], lambda *_: True)


@contextmanager
def read_only(root: Path) -> Iterator[None]:
    """Pytest's own folders above are private: others may pass through them meanwhile."""
    paths = [root, *root.rglob("*"), *(parent for parent in root.parents if "pytest-" in str(parent))]
    modes = {path: path.stat().st_mode for path in paths}
    for path, mode in modes.items():
        path.chmod(0o444 if stat.S_ISREG(mode) else 0o555)
    try:
        yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


@contextmanager
def without_privileges() -> Iterator[None]:
    """Root may write anywhere: be nobody for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        if not os.access(INSTALLED, os.R_OK | os.X_OK, effective_ids=True):
            pytest.skip(f"nobody cannot read the program in {INSTALLED}")
        yield
    finally:
        os.seteuid(0)
