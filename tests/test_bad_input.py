"""Whatever is loaded, the answer names the place and the mend, and a refused file changes nothing."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from entrevilles import cli
from entrevilles.graph.folder import Folder
from tests.refusals import TWINNINGS, contents

ROOT = Path(__file__).parent.parent
NOBODY = 65534
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


BAD_CELLS = {
    "unknown city": ("x,Québec; Namurr,1999,registre", "parties", "Namur"),
    "ambiguous name": ("x,Luxembourg; Namur,1999,registre", "parties", "luxembourg, luxembourg-pays"),
    "wrong class": ("x,quebec; registre,1999,registre", "parties", "identifiant"),
    "impossible date": ("x,quebec; namur,2023-02-30,registre", "début", "le mois et le jour"),
    "fiscal year or autumn": ("x,quebec; namur,2022-23,registre", "début", "exercice 2022-2023"),
    "missing source": ("x,quebec; namur,1999,", "source", "source"),
    "impossible id": ("Été !,quebec; namur,1999,registre", "id", "ete"),
    "formula error": ("x,quebec; namur,#N/A,registre", "début", "corrigez la formule"),
    "formula error in French": ("x,#REF!,1999,registre", "parties", "corrigez la formule"),
    "1 MB cell": (f"x,quebec; namur,{'9' * 1_000_000},registre", "début", "guillemets"),
    "escape sequence": ("x,quebec; namur\x1b[2J,1999,registre", "parties", "retapez"),
    "C1 control": ("x,quebec; namur\x9b2J,1999,registre", "parties", "retapez"),
}


@pytest.mark.parametrize("case", BAD_CELLS)
def test_a_bad_cell_of_a_csv_is_named_with_file_row_column_and_mend(
    case: str, csv_file: Callable[..., Path], refused: Callable[..., str]
) -> None:
    row, column, mend = BAD_CELLS[case]
    message = refused(csv_file(f"{TWINNINGS}ok,quebec; namur,1998,registre\n{row}\n"))
    assert f"jumelages.csv, ligne 3, colonne « {column} » : " in message
    assert mend in message.split("→", 1)[1]
    assert len(message) < 2000
    assert "\x1b" not in message


@pytest.mark.parametrize("case", [case for case in BAD_CELLS if "control" not in case and "escape" not in case and "MB" not in case])
def test_a_bad_cell_of_a_workbook_is_named_with_its_sheet_too(
    case: str, xlsx_file: Callable[..., Path], refused: Callable[..., str]
) -> None:
    row, column, mend = BAD_CELLS[case]
    message = refused(xlsx_file(tuple(TWINNINGS.strip().split(",")), tuple(cell or None for cell in row.split(","))))
    assert f"classeur.xlsx, feuille Jumelages, ligne 2, colonne « {column} » : " in message
    assert mend in message.split("→", 1)[1]


@pytest.mark.parametrize(
    ("row", "english"),
    [
        ("x,quebec; namur,2023-02-30,registre", 'twinnings.csv, row 2, column "begin": impossible date'),
        ("x,quebec; namur,1999,", 'twinnings.csv, row 2, column "source": '),
        ("x,quebec; Namurr,1999,registre", "did you mean: Namur?"),
    ],
)
def test_the_same_is_said_in_english(row: str, english: str, csv_file: Callable[..., Path], refused: Callable[..., str]) -> None:
    message = refused("--lang", "en", csv_file(f"id,parties,begin,source\n{row}\n", "twinnings.csv"))
    assert english in message
    assert not set("éèàùçêâî«»") & set(message.replace("Québec", ""))


def test_all_errors_of_a_file_are_said_at_once(csv_file: Callable[..., Path], refused: Callable[..., str]) -> None:
    rows = "\n".join(row for name, (row, _column, _mend) in BAD_CELLS.items() if "date" in name or "formula" in name)
    message = refused(csv_file(f"{TWINNINGS}{rows}\n"))
    assert [f"ligne {number}," in message for number in (2, 3, 4)] == [True] * 3


def test_errors_of_links_are_all_said_at_once(csv_file: Callable[..., Path], refused: Callable[..., str]) -> None:
    message = refused(csv_file(TWINNINGS + "a,Tokyo; Namur,1999,registre\nb,Lagos; Namur,1999,\nc,Luxembourg; Namur,1999,registre\n"))
    assert all(text in message for text in ("Tokyo", "Lagos", "ligne 3, colonne « source »", "plusieurs choses"))


BAD_FILES: dict[str, tuple[str | bytes, str, tuple[str, ...]]] = {
    "wrong header": (
        "id,partis,début,source\nx,quebec; namur,1999,registre\n",
        "jumelages.csv",
        ("ligne 1, colonne « partis »", "parties"),
    ),
    "no header at all": ("x;y\n1;2\n", "jumelages.csv", ("ligne 1", "colonnes attendues")),
    "unknown class": ("id,nom\nx,y\n", "jumelage-s.csv", ("jumelage-s.csv", "Jumelages", "nom du fichier")),
    "end before begin": ("id,parties,début,fin,source\nx,quebec; namur,2000,1999,registre\n", "jumelages.csv", ("ligne 2", "deux dates")),
    "binary named csv": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "jumelages.csv", ("jumelages.csv", "CSV UTF-8")),
    "unknown encoding": (b"id,parties\nx,\x81\x8d\n", "jumelages.csv", ("jumelages.csv", "CSV UTF-8")),
    "NUL bytes": (f"{TWINNINGS}x,que\0bec,1999,registre\n", "jumelages.csv", ("jumelages.csv", "CSV UTF-8")),
    "empty file": ("", "jumelages.csv", ("vide", "colonnes attendues")),
    "blank lines only": ("\n\n  \n", "jumelages.csv", ("vide", "colonnes attendues")),
    "id of another class": (f"{TWINNINGS}quebec,quebec; namur,1999,registre\n", "jumelages.csv", ("« quebec »", "autre identifiant")),
    "header only": (TWINNINGS, "jumelages.csv", ("aucune ligne à charger", "remplissez")),
    "ragged row": (f"{TWINNINGS}x,quebec; namur,1999,registre,encore\n", "jumelages.csv", ("ligne 2", "« encore »", "séparateurs")),
    "cell under no header": ("id,parties,,source\nx,quebec; namur,1999,registre\n", "jumelages.csv", ("ligne 2", "« 1999 »", "titre")),
    "unclosed quote": (f'{TWINNINGS}x,"quebec; namur,1999,registre\n', "jumelages.csv", ("ligne 2", "guillemets")),
    "two equal headers": (
        "id,parties,début,début,source\nx,quebec; namur,1999,,registre\n",
        "jumelages.csv",
        ("ligne 1, colonne « début »", "gardez"),
    ),
    "one field in two languages": ("id,parties,parties,begin,début,source\n", "jumelages.csv", ("ligne 1, colonne « début »", "gardez")),
    "no id and no key": ("début,source\n1999,registre\n", "jumelages.csv", ("ligne 2", "remplissez la colonne id, ou : parties")),
    "one claim twice": (
        "id,claim,parties,source\nx,x.a,quebec; namur,registre\ny,x.a,quebec; namur,registre\n",
        "jumelages.csv",
        ("ligne 3, colonne « claim »", "ligne 2"),
    ),
    "impossible claim": (
        "id,claim,parties,source\nx,a b<c>,quebec; namur,registre\n",
        "jumelages.csv",
        ("ligne 2, colonne « claim »", "videz"),
    ),
    "encrypted or old Excel": (OLE, "jumelages.xlsx", ("jumelages.xlsx", "sans mot de passe")),
    "xls": (OLE, "jumelages.xls", ("jumelages.xls", ".xlsx")),
    "word document": (b"PK\3\4 and nothing", "jumelages.xlsx", ("jumelages.xlsx", "tableur")),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_file_is_refused_with_its_place_and_a_mend(case: str, csv_file: Callable[..., Path], refused: Callable[..., str]) -> None:
    content, name, parts = BAD_FILES[case]
    message = refused(csv_file(content, name))
    assert "→" in message
    assert [part for part in parts if part not in message] == []


def test_a_file_over_the_limit_is_not_read(csv_file: Callable[..., Path], refused: Callable[..., str]) -> None:
    message = refused(csv_file(TWINNINGS), "--max-size", "10")
    assert all(text in message for text in ("jumelages.csv", "10", "--max-size"))


def test_a_missing_file_a_folder_and_a_device_are_refused(tmp_path: Path, refused: Callable[..., str]) -> None:
    assert "vérifiez le chemin" in refused(tmp_path / "absent.csv")
    assert "c'est un dossier" in refused(tmp_path)
    assert "fichier ordinaire" in refused("/dev/null")


def test_a_truncated_workbook_is_refused(
    xlsx_file: Callable[..., Path], refused: Callable[..., str], csv_file: Callable[..., Path]
) -> None:
    data = xlsx_file(("id", "parties"), ("x", "y")).read_bytes()
    for length in (10, len(data) // 2, len(data) - 30):
        assert "tableur" in refused(csv_file(data[:length], "coupe.xlsx"))


def test_a_damaged_sheet_is_refused(xlsx_file: Callable[..., Path], refused: Callable[..., str], csv_file: Callable[..., Path]) -> None:
    """The archive is whole, the XML in it is not."""
    out = io.BytesIO()
    with zipfile.ZipFile(xlsx_file(("id", "parties"), ("x", "y"))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data[: len(data) - 25] if "sheet1" in name else data)
    assert "tableur" in refused(csv_file(out.getvalue(), "abime.xlsx"))


def test_a_zip_bomb_is_not_inflated(csv_file: Callable[..., Path], refused: Callable[..., str]) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(5_000_000))
    assert len(out.getvalue()) < 10_000
    assert "décompressé" in refused(csv_file(out.getvalue(), "bombe.xlsx"), "--max-size", "1000000")


def test_an_opendocument_file_is_refused(csv_file: Callable[..., Path], refused: Callable[..., str]) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<office:document-content/>")
    assert ".xlsx" in refused(csv_file(out.getvalue(), "jumelages.ods"))


def test_a_formula_that_was_never_computed_is_no_empty_cell(xlsx_file: Callable[..., Path], refused: Callable[..., str]) -> None:
    message = refused(xlsx_file(("id", "parties", "début", "source"), ("x", "quebec; namur", "=1998+1", "registre")))
    assert "feuille Jumelages, ligne 2, colonne « début »" in message
    assert "enregistrez-le" in message


def test_a_workbook_of_which_no_sheet_is_a_class_is_refused(xlsx_file: Callable[..., Path], refused: Callable[..., str]) -> None:
    assert "Feuil1" in refused(xlsx_file(("id", "nom"), ("x", "y"), sheet="Feuil1"))


def test_one_bad_file_among_good_ones_keeps_all_out(csv_file: Callable[..., Path], refused: Callable[..., str]) -> None:
    good = csv_file("id,nom,source\nlyon,Lyon,registre\n", "municipalites.csv")
    assert "ligne 2" in refused(good, csv_file(f"{TWINNINGS}x,quebec; lyon,1999-99,registre\n"))


def test_rows_that_would_disappear_are_not_taken_away_without_a_yes(
    small: Folder, csv_file: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    header = "id,nom,source\n"
    _load(small.root, csv_file(f"{header}lyon,Lyon,registre\noslo,Oslo,registre\n", "municipalites.csv"))
    before = contents(small.root)
    assert _load(small.root, csv_file(f"{header}lyon,Lyon,registre\n", "municipalites.csv")) == 2
    said = capsys.readouterr().err
    assert "oslo.registre" in said
    assert "--yes" in said
    assert contents(small.root) == before
    assert _load(small.root, "--yes", csv_file(f"{header}lyon,Lyon,registre\n", "municipalites.csv")) == 0


def _load(root: Path, *words: str | Path) -> int:
    with pytest.raises(SystemExit) as left:
        cli.main(["load", "--dataset", str(root), *map(str, words)])
    return int(left.value.code or 0)
