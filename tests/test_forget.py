"""A person who is forgotten stands nowhere in the folder any more: not in tables, ids, judgements, history or releases."""

import csv
import gzip
import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pyoxigraph as ox
import pytest

import entrevilles
from entrevilles.building import build, rollback
from entrevilles.dataset import Dataset
from entrevilles.forgetting import forget
from entrevilles.graph.folder import COMMIT, Folder
from entrevilles.graph.generations import content_hash, sorted_lines
from entrevilles.ontology.errors import DatasetError, InputError, UnknownName
from entrevilles.ontology.language import fold
from entrevilles.ontology.mentions import Mentions
from entrevilles.releasing import release

Run = Callable[..., tuple[int, str, str]]
INSTALLED = Path(entrevilles.__file__).parent.parent
NAME = "Éloïse D'Amours-Œuvray"
TABLES = {
    "personnes.csv": f"id,nom,autres noms,source\n,{NAME},Eloise d’Amours Oeuvray,registre\nada,Ada Roy,,registre\n",
    "fonctions.csv": "id,nom,fonction de,source\nmairesse,mairesse de Namur,namur,registre\n",
    "mandats.csv": f"id,titulaire,fonction,début,source\n,{NAME},mairesse,2019,registre\n,ada,mairesse,2024,registre\n",
    "rencontres.csv": (
        f"id,titre,participants,date,source,mots de la source,remarque,par\n"
        f"visite-deloise-damours-oeuvray,Visite d'ELOISE D'AMOURS OEUVRAY,quebec; {NAME},2023-05-02,registre,"
        f"« Éloïse D’Amours-Œuvray est venue »,Vue.,{NAME}\n"
        f"cafe,Café,eloise-damours-oeuvray; ada,2023-06-02,registre,,,Ada\n"
        f"cafe,,{NAME},,eloise-damours-oeuvray-2023,,,Ada\n"
    ),
    "participations.csv": (
        "participant,à titre de,activité,source\n"
        f"{NAME},mairesse,visite-deloise-damours-oeuvray,registre\n"
        f"{NAME},,cafe,registre\nada,,cafe,registre\n"
    ),
    "sources.csv": (
        "id,titre,auteurs,adresse,source\nregistre,Registre,Ada Roy; DAMOURS-OEUVRAY Éloïse,https://x.org/eloise-damours-oeuvray.pdf,registre\n"
        f"eloise-damours-oeuvray-2023,Entrevue,{NAME},,registre\n"
    ),
}
JUDGED = (
    "verdict,affirmation,motif,par,le\n"
    f"écarter,cafe.eloise-damours-oeuvray-2023,{NAME} le demande,{NAME},2026-01-02\n"
    f"écarter,ada.registre,{NAME} dixit,Ada,2026-01-02\n"
)


@pytest.fixture(scope="module")
def _told(small_once: Folder, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Without the person, then with her, pinned and released, then changed again: three generations."""
    small = Folder(shutil.copytree(small_once.root, tmp_path_factory.mktemp("told") / "data"))
    base = small.root / "sources" / "base"
    for name, text in TABLES.items():
        (base / name).write_text(text, encoding="utf-8")
    (small.root / "judgements.csv").write_text(JUDGED, encoding="utf-8")
    settings = small.root / "dataset.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8") + f"# {NAME}\n[expect]\nregistre = [15, 40]\neloise-damours-oeuvray-2023 = [0, 9]\n",
        encoding="utf-8",
    )
    build(small)
    release(Folder(small.root), "v1", "2026-01-01")
    with (base / "municipalites.csv").open("a", encoding="utf-8") as file:
        file.write("liege,Liège,registre,\n")
    build(Folder(small.root))
    assert [generation.pinned for generation in small.generations.history()] == [False, True, False]
    return Folder(small.root)


@pytest.fixture
def told(_told: Folder, tmp_path: Path) -> Folder:
    return Folder(shutil.copytree(_told.root, tmp_path / "told"))


def texts(root: Path) -> Iterator[tuple[str, str]]:
    """All that can be read in the folder: names, files, what archives hold, what the stores say."""
    for path in root.rglob("*"):
        yield str(path), path.name
        if path.is_dir():
            continue
        data = path.read_bytes()
        yield str(path), data.decode(errors="replace")
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    yield f"{path}/{name}", name + archive.read(name).decode(errors="replace")
        if path.suffix == ".gz":
            yield str(path), gzip.decompress(data).decode()
    for store in root.rglob("store"):
        yield str(store), b"".join(sorted_lines(ox.Store.read_only(str(store)))).decode()


def found(root: Path) -> list[str]:
    """Where the name stands, or its slug, accents folded."""
    plain = re.compile(r"d\W?amours\W{0,3}oe?uvray|eloise\W{0,3}d\W?amours")
    return [where for where, text in texts(root) if plain.search(fold(text))]


def rows(folder: Folder, name: str) -> list[dict[str, str]]:
    with (folder.root / "sources" / "base" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def accept(*_said: object) -> bool:
    return True


def test_nothing_in_the_folder_bears_the_name_any_more(told: Folder) -> None:
    assert len(found(told.root)) > 10
    done = forget(told, NAME, accept)
    assert found(told.root) == []
    assert (done.rebuilt, done.removed, done.releases, done.left) == ([2, 3], [], ["v1"], [])


def test_what_remains_is_what_was_said_of_others(told: Folder) -> None:
    forget(told, NAME, accept)
    assert [row["nom"] for row in rows(told, "personnes.csv")] == ["Ada Roy"]
    assert [row["titulaire"] for row in rows(told, "mandats.csv")] == ["ada"]
    visit, coffee = rows(told, "rencontres.csv")
    assert (coffee["id"], coffee["participants"], coffee["claim"]) == ("cafe", "ada", "cafe.registre")
    assert (visit["titre"], visit["participants"]) == ("Visite d'[…]", "quebec")
    assert (visit["mots de la source"], visit["remarque"], visit["par"]) == ("« […] est venue »", "Vue.", "[…]")
    parts = [(row["participant"], row["à titre de"], row["activité"]) for row in rows(told, "participations.csv")]
    assert parts == [("", "mairesse", visit["id"]), ("ada", "", "cafe")]
    register, interview = rows(told, "sources.csv")
    assert (register["auteurs"], register["adresse"]) == ("Ada Roy; […]", "https://x.org/personne-1.pdf")
    assert interview["id"] == "personne-1-2023"
    assert (told.root / "judgements.csv").read_text(encoding="utf-8").splitlines()[1:] == ["écarter,ada.registre,[…] dixit,Ada,2026-01-02"]


def test_every_generation_opens_and_is_what_its_truth_compiles_to(told: Folder) -> None:
    first = told.generations.history()[0].id
    forget(told, NAME, accept)
    history = told.generations.history()
    assert ([g.number for g in history], [g.pinned for g in history], history[0].id) == ([1, 2, 3], [False, True, False], first)
    for generation in history:
        assert content_hash(Dataset(Folder(told.root), generation).store) == generation.id
    again = Folder(told.root)
    assert not build(again, force=True).changed
    assert rollback(again, 2).generation.id == history[1].id
    assert found(told.root) == []


def test_the_release_is_made_again_from_the_generation_without_the_name(told: Folder) -> None:
    forget(told, NAME, accept)
    pinned = told.generations.history()[1]
    folder = told.root / "releases" / "v1"
    assert f"sha256:{pinned.id}" in (folder / "CITATION.cff").read_text(encoding="utf-8")
    quads = ox.parse(gzip.decompress((folder / "v1.trig.gz").read_bytes()), format=ox.RdfFormat.TRIG)
    assert content_hash(quads) == pinned.id


def test_the_removal_is_recorded_without_the_name(told: Folder) -> None:
    done = forget(told, NAME, accept, reason=f"{NAME} le demande", by="Ada")
    with (told.root / "removals.csv").open(encoding="utf-8", newline="") as file:
        (line,) = csv.DictReader(file)
    assert (line["par"], line["motif"], line["lignes"], line["générations"]) == ("Ada", "[…] le demande", str(done.rows), "2")
    assert done.rows > 8
    rollback(Folder(told.root), 1)
    assert (told.root / "removals.csv").exists()


def test_who_left_the_tables_is_still_forgotten_in_the_history(told: Folder) -> None:
    rollback(told, 1)
    assert found(told.root)
    done = forget(Folder(told.root), "eloise-damours-oeuvray", accept)
    assert (found(told.root), done.rows, done.rebuilt) == ([], 0, [2, 3])


def test_a_generation_that_cannot_be_read_again_is_removed_and_said(told: Folder) -> None:
    pinned = told.generations.history()[1]
    with zipfile.ZipFile(pinned.truth, "a") as archive:
        archive.writestr("sources/base/missions.csv", "acteur en mission,début,source\nnulle-part,2023,registre\n")
    done = forget(told, NAME, accept)
    assert (done.removed, found(told.root)) == ([2], [])
    assert [g.number for g in told.generations.history()] == [1, 3]


def test_a_workbook_among_the_sources_becomes_tables_without_the_name(told: Folder) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Rencontres"
    for row in (("id", "titre", "participants", "source"), ("m", "Thé", f"namur; {NAME}", "registre")):
        sheet.append(row)
    book.properties.creator = NAME
    path = told.root / "sources" / "base" / "arrivage.xlsx"
    book.save(path)
    build(told)
    forget(Folder(told.root), NAME, accept)
    assert (found(told.root), path.exists()) == ([], False)
    with (path.with_suffix("") / "rencontres.csv").open(encoding="utf-8", newline="") as file:
        assert [row["participants"] for row in csv.DictReader(file)] == ["namur"]


def test_a_name_that_only_texts_hold_is_masked(told: Folder) -> None:
    base = told.root / "sources" / "base"
    base.joinpath("regions.csv").write_text("id,nom,remarque,source\nw,Wallonie,D'après Zoé Éclair (TVA).,registre\n", encoding="utf-8")
    build(told)
    with pytest.raises(UnknownName, match="--text"):
        forget(Folder(told.root), "Zoe Eclair", accept)
    forget(Folder(told.root), "Zoe Eclair", accept, text=True)
    assert [row["remarque"] for row in rows(told, "regions.csv")] == ["D'après […] (TVA)."]


def test_a_file_that_is_none_of_the_dataset_is_left_and_told(run: Run, told: Folder) -> None:
    (told.root / "notes.txt").write_text(NAME, encoding="utf-8")
    code, _out, said = run("forget", NAME, "--yes", "--dataset", told.root)
    assert (code, "notes.txt" in said) == (1, True)
    assert {Path(where).name for where in found(told.root)} == {"notes.txt"}


# Asking


def test_without_a_terminal_nothing_is_done_unless_told_so(run: Run, told: Folder) -> None:
    before = {path: path.read_bytes() for path in told.root.rglob("*") if path.is_file() and path.name != ".lock"}
    code, _out, said = run("forget", NAME, "--dataset", told.root)
    assert (code, "--yes" in said) == (2, True)
    assert "génération 2, gardée : refaite sans ce nom" in said
    assert "publication « v1 »" in said
    assert "sources/base/rencontres.csv, ligne 2, colonne « titre » : « Visite d'ELOISE" in said
    assert {path: path.read_bytes() for path in told.root.rglob("*") if path.is_file() and path.name != ".lock"} == before
    assert run("forget", NAME, "--yes", "--dataset", told.root)[0] == 0


@pytest.mark.parametrize(("name", "error"), [("Eloise Damour", UnknownName), ("Namur", InputError), ("Personne Dutout", UnknownName)])
def test_who_is_not_known_or_is_no_person_is_not_forgotten(told: Folder, name: str, error: type[Exception]) -> None:
    before = (told.root / "sources" / "base" / "personnes.csv").read_bytes()
    with pytest.raises(error):
        forget(told, name, accept)
    assert (told.root / "sources" / "base" / "personnes.csv").read_bytes() == before


def test_tables_that_do_not_compile_are_not_touched(told: Folder) -> None:
    (told.root / "sources" / "base" / "missions.csv").write_text("acteur en mission,début,source\nnulle-part,2023,registre\n")
    with pytest.raises(InputError):
        forget(told, NAME, accept)
    (told.root / "sources" / "base" / "missions.csv").unlink()
    declined = Folder(told.root)
    with pytest.raises(DatasetError, match="rien n'a été changé"):
        forget(declined, NAME, lambda *_: False)


# Names


@pytest.mark.parametrize(
    "text",
    [
        "Éloïse D'Amours-Œuvray",
        "ELOISE DAMOURS OEUVRAY",
        "E\u0301loi\u0308se d’Amours\nŒuvray",
        "eloise_damours-oeuvray",
        "x;D'Amours-Œuvray, Éloïse",
    ],
)
def test_a_name_is_found_however_it_is_written(text: str) -> None:
    assert text in Mentions([NAME], "personne-1")


@pytest.mark.parametrize(
    "text", ["Paul Martin; Jean Roy", "Jean Martinet", "Saint-Jean", "Pierre Martin, Jean Roy", "Jean; Martin", "Jean Martín\u0303ez"]
)
def test_others_are_not_taken_for_the_person(text: str) -> None:
    assert Mentions(["Jean Martin"], "personne-1").masked(text) == text


# Killed

KILLED = """
import os, signal, sys
root, last = sys.argv[1], int(sys.argv[2])
from entrevilles.cli import main
import entrevilles.forgetting
steps = 0
def watch(event, arguments):
    global steps
    writes = event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir") or event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR)
    if writes and not isinstance(arguments[0], int) and os.fspath(arguments[0]).startswith(root):
        steps += 1
        if steps == last:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
try:
    main(["forget", sys.argv[3], "--yes", "--dataset", root])
finally:
    print(steps, file=sys.stderr)
"""


def killed(root: Path, step: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", KILLED, str(root), str(step), NAME]
    return subprocess.run(command, cwd=INSTALLED, capture_output=True, text=True, check=False, env={**os.environ, "LANGUAGE": "fr"})


def test_killed_at_any_step_it_opens_and_the_next_run_finishes(told: Folder, tmp_path: Path, run: Run) -> None:
    """Once it is decided, any writer finishes it."""
    whole = Path(shutil.copytree(told.root, tmp_path / "whole"))
    total = int(killed(whole, 0).stderr.splitlines()[-1])
    wanted = content_hash(Dataset(Folder(whole)).store)
    ends = 0
    for step in (1, total // 2, *range(total - 40, total, 10), total):
        root = Path(shutil.copytree(told.root, tmp_path / f"killed-{step}"))
        assert killed(root, step).returncode == -9
        Dataset(Folder(root)).query("actors")
        decided = (root / COMMIT).exists()
        ends += decided
        if not decided or ends % 2:
            code, _out, said = run("forget", NAME, "--yes", "--dataset", root)
            assert code == 0 or (not decided and "nom inconnu" in said), (step, said)
        build(Folder(root))
        assert found(root) == [], step
        assert content_hash(Dataset(Folder(root)).store) == wanted
        assert len((root / "removals.csv").read_text(encoding="utf-8").splitlines()) == 2
        shutil.rmtree(root)
    assert ends > 3


def test_the_csv_of_removals_stays_a_table_when_the_reason_is_hostile(told: Folder) -> None:
    forget(told, NAME, accept, reason='=1+1, "x"\ny')
    rows_of = list(csv.reader(io.StringIO((told.root / "removals.csv").read_text(encoding="utf-8"))))
    assert rows_of[1][2] == '\'=1+1, "x"\ny'
