"""Small datasets, compiled."""

from collections.abc import Mapping
from pathlib import Path

from entrevilles.building import build
from entrevilles.graph.folder import Folder

SMALL = {
    "municipalites.csv": "id,nom,source\nquebec,Québec,registre\nnamur,Namur,registre\nbordeaux,Bordeaux,registre\n",
    "jumelages.csv": "id,parties,début,source\nbordeaux-jumelage,quebec; bordeaux,1962,registre\n",
    "sources.csv": "id,titre,source\nregistre,Registre,registre\n",
}


def create(root: Path, tables: Mapping[str, str]) -> Folder:
    """A dataset of these tables, by the names of their files, compiled."""
    folder = Folder.create(root, "Essai")
    (root / "sources" / "base").mkdir()
    for name, text in tables.items():
        (root / "sources" / "base" / name).write_text(text, encoding="utf-8")
    build(folder)
    return folder
