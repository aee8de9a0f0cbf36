"""Only what pyproject.toml cannot say: when the package is built, the message catalogues are compiled and the editor is taken from npm."""

import runpy
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import setup
from setuptools.command.build_py import build_py


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


setup(cmdclass={"build_py": BuildWithCatalogues})
