"""The command as a person meets it: codes, languages, formats, and nothing that looks like a crash."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from entrevilles.graph.folder import Folder
from entrevilles.ontology import language

ROOT = Path(__file__).parent.parent


Run = Callable[..., tuple[int, str, str]]


def _process(*words: str | Path, lang: str = "C.UTF-8", **environment: str) -> subprocess.CompletedProcess[bytes]:
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LANG": lang, **environment}
    return subprocess.run([sys.executable, "-m", "entrevilles", *map(str, words)], env=env, capture_output=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("words", "french", "english"),
    [
        (("nope",), "Commande inconnue : 'nope'", "No such command 'nope'"),
        (("load",), "Il manque l'argument", "Missing argument"),
        (("load", "--nope"), "Option inconnue : '--nope'", "No such option '--nope'"),
        (("load", "x.csv", "--max-size", "beaucoup"), "n'est pas un nombre valide", "is not a valid integer"),
        (("query", "partners", "--format", "pdf"), "n'est pas l'un de", "is not one of"),
        (("init",), "--dataset DOSSIER", "--dataset FOLDER"),
    ],
)
def test_a_wrong_command_is_refused_in_the_language_of_the_person(words: tuple[str, ...], french: str, english: str) -> None:
    for lang, said in (("fr_CA.UTF-8", french), ("C", french), ("en_CA.UTF-8", english)):
        done = _process(*words, lang=lang)
        assert done.returncode == 2
        assert said in done.stderr.decode()
        assert b"Traceback" not in done.stderr


def test_the_option_wins_over_the_environment() -> None:
    assert b"Usage:" in _process("--lang", "en", "--help", lang="fr_CA.UTF-8").stdout
    assert b"Emploi :" in _process("--lang=fr", "--help", lang="en_CA.UTF-8").stdout
    assert b"Emploi :" in _process("--help", LANGUAGE="fr", lang="en_CA.UTF-8").stdout


def test_a_terminal_in_latin_1_is_written_to_all_the_same() -> None:
    done = _process("--help", PYTHONIOENCODING="latin-1")
    assert done.returncode == 0
    assert "réseaux" in done.stdout.decode("latin-1")


def test_a_folder_that_is_no_dataset_is_named_with_the_command_that_makes_one(run: Run, tmp_path: Path) -> None:
    code, _out, said = run("info", "--dataset", tmp_path)
    assert code == 2
    assert str(tmp_path) in said
    assert "entrevilles init" in said


def test_an_output_that_cannot_be_written_is_named(run: Run, compiled: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code, _out, said = run("export", "--dataset", compiled, "-o", tmp_path / "file" / "x.nq")
    assert code == 2
    assert "file" in said
    assert "Traceback" not in said


def test_an_unknown_form_of_export_lists_the_known_ones(run: Run, compiled: Path, tmp_path: Path) -> None:
    code, _out, said = run("export", "--dataset", compiled, "-o", tmp_path / "x.docx")
    assert code == 2
    assert ".trig" in said
    assert not (tmp_path / "x.docx").exists()


def test_an_answer_is_the_same_as_table_csv_json_and_workbook(run: Run, compiled: Path, tmp_path: Path) -> None:
    words = ("query", "partners", "--dataset", compiled, "-p", "city=Québec", "-p", "date=2024-06-01")
    _code, text, _said = run(*words, "--format", "csv")
    rows = list(csv.reader(io.StringIO(text)))
    _code, text, _said = run(*words, "--format", "json")
    objects = json.loads(text)["rows"]
    run(*words, "--format", "xlsx", "-o", tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert len(rows) - 1 == len(objects) == sheet.max_row - 1 > 10
    assert [cell.value for cell in sheet[1]] == rows[0]
    code, table, _said = run(*words)
    assert code == 0
    assert all(header.split()[0] in table for header in rows[0])


def test_a_parameter_without_an_equals_sign_is_refused(run: Run, compiled: Path) -> None:
    code, _out, said = run("query", "partners", "--dataset", compiled, "-p", "Québec")
    assert code == 2
    assert "nom=valeur" in said


def test_loading_says_what_it_made_and_what_it_did_not_use(run: Run, small: Folder, write: Callable[[str, str], Path]) -> None:
    path = write("municipalites.csv", "Mes villes\nid,nom,# brouillon,source\nlyon,Lyon,?,registre\n")
    code, out, said = run("load", path, "--dataset", small.root)
    assert code == 0
    assert "nouvelle génération" in out
    assert "ligne 1 : ligne de titre ignorée" in said
    assert "colonne « # brouillon » : colonne ignorée" in said
    assert "rien n'a changé" in run("load", path, "--dataset", small.root)[1]


def test_several_files_are_loaded_together_and_may_name_each_other(run: Run, small: Folder, write: Callable[[str, str], Path]) -> None:
    twinnings = write("jumelages.csv", "id,parties,source\nl,Lyon; Québec,registre\n")
    cities = write("municipalites.csv", "id,nom,source\nlyon,Lyon,registre\n")
    assert run("load", twinnings, cities, "--dataset", small.root)[0] == 0


def test_the_language_of_the_command_does_not_change_what_is_recorded(run: Run, small: Folder, write: Callable[[str, str], Path]) -> None:
    path = write("municipalites.csv", 'id,nom,latitude,source\nlyon,Lyon,"45,75",registre\n')
    assert run("load", path, "--dataset", small.root, "--lang", "en")[0] == 0
    assert "rien n'a changé" in run("load", path, "--dataset", small.root, "--lang", "fr")[1]
    language.activate("fr")
    assert run("show", "lyon", "--dataset", small.root)[0] == 0


def test_a_pipe_that_closes_early_leaves_nothing_on_stderr(compiled: Path) -> None:
    command = f"'{sys.executable}' -m entrevilles query sources --format csv --dataset '{compiled}' | head -c 10"
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["bash", "-c", command], env=env, capture_output=True, timeout=60, check=False)
    assert (done.stderr, len(done.stdout)) == (b"", 10)
