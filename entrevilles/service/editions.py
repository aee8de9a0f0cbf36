"""What can be taken whole and cited: the current generation, the earlier ones that are kept, and releases."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from entrevilles import releasing
from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.graph.generations import Generation

CHECKSUM = ".sha256"
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Edition:
    """A generation. `day`: the last on which something in it was recorded, if any was."""

    generation: Generation
    day: str
    current: bool = False

    @property
    def name(self) -> str:
        return f"{self.day}-{self.generation.short}" if self.day else self.generation.short


@dataclass(frozen=True)
class Release:
    """`generation` and `sha256` in hexadecimal; the latter of `file`."""

    name: str
    day: str
    generation: str
    file: Path
    sha256: str


def editions(dataset: Dataset) -> Iterator[Edition]:
    """The current one, then the others, newest first; of an endpoint, the one that it has."""
    yield Edition(dataset.generation, dataset.last_recorded, current=True)
    if isinstance(dataset.folder, Folder):
        for generation in reversed(dataset.folder.generations.history()):
            if generation.id != dataset.generation.id:
                with suppress(OSError):  # removed since
                    yield Edition(generation, _day(dataset.folder.root, generation))


@lru_cache
def _day(root: Path, generation: Generation) -> str:
    return Dataset(Folder(root), generation).last_recorded


def opened(dataset: Dataset, name: str) -> Dataset | None:
    """The edition of this name, open for reading; nothing where it is not kept."""
    found = next((one for one in editions(dataset) if one.name == name), None)
    if found is None or found.current:
        return dataset if found else None
    with suppress(OSError):
        return Dataset(Folder(dataset.folder.root), found.generation)
    return None


def releases(dataset: Dataset) -> list[Release]:
    """Those that are whole, newest first."""
    if not isinstance(dataset.folder, Folder):
        return []
    found = (_release(path) for path in releasing.kept(dataset.folder.root))
    return sorted((one for one in found if one), key=lambda one: (one.day, one.name), reverse=True)


def _release(path: Path) -> Release | None:
    said, file = releasing.described(path), path / f"{path.name}.trig.gz"
    with suppress(OSError, UnicodeDecodeError):
        written = file.with_name(file.name + CHECKSUM).read_text(encoding="utf-8")
        if file.is_file() and (digest := _SHA256.match(written)):
            return Release(path.name, said.day, said.generation, file, digest[0])
    return None
