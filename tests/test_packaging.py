"""The lists of pyproject.toml against the folders on disk: what is not listed is left out of the wheel without a word."""

import tomllib
from fnmatch import fnmatch
from pathlib import Path

import entrevilles

ROOT = Path(__file__).parent.parent
PACKAGES = ("ontology", "graph", "loaders", "queries", "viz", "data")
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SETUPTOOLS = CONFIG["tool"]["setuptools"]
COMPILED_LATER = (".po", ".pyc")
LOCAL = {"generations", "__pycache__", ".lock", ".staging", ".commit", ".shipped"}


def _folders() -> set[Path]:
    found = set()
    for name in PACKAGES:
        for path in (ROOT / name, *(ROOT / name).rglob("*")):
            if path.is_dir() and not LOCAL & set(path.relative_to(ROOT).parts) and any(child.is_file() for child in path.iterdir()):
                found.add(path.relative_to(ROOT))
    return found


def test_every_folder_with_files_is_a_package_or_covered_by_a_pattern() -> None:
    packages = {name.removeprefix("entrevilles.").replace(".", "/") for name in SETUPTOOLS["packages"]}
    for folder in _folders():
        if folder.as_posix() not in packages:
            assert all(_shipped(path) for path in (ROOT / folder).iterdir() if path.is_file()), folder


def test_every_data_file_is_shipped() -> None:
    for folder in _folders():
        for path in (ROOT / folder).iterdir():
            if path.is_file() and path.suffix not in (".py", *COMPILED_LATER) and path.name not in LOCAL:
                assert _shipped(path), path


def _shipped(path: Path) -> bool:
    """By a pattern of `package-data`: for any package by file name, for one package by the path below it."""
    if path.suffix in COMPILED_LATER:
        return True
    for package, patterns in SETUPTOOLS["package-data"].items():
        if package == "*":
            in_package = f"entrevilles.{path.parent.relative_to(ROOT).as_posix().replace('/', '.')}" in SETUPTOOLS["packages"]
            below = path.name if in_package else ""
        else:
            folder = ROOT / package.removeprefix("entrevilles.").replace(".", "/")
            below = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else ""
        if below and any(fnmatch(below, pattern) and below.count("/") == pattern.count("/") for pattern in patterns):
            return True
    return False


def test_the_version_stands_once() -> None:
    assert entrevilles.__version__ == CONFIG["project"]["version"]
    assert f"## {entrevilles.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_public_names_exist() -> None:
    assert all(hasattr(entrevilles, name) for name in entrevilles.__all__)


def test_packages_import_only_what_lies_below_them() -> None:
    allowed: dict[str, set[str]] = {
        "ontology": set(),
        "graph": {"ontology"},
        "queries": {"ontology", "graph"},
        "loaders": {"ontology", "graph", "queries"},
        "viz": {"ontology", "graph", "queries"},
    }
    for package, below in allowed.items():
        for path in (ROOT / package).rglob("*.py"):
            for line in path.read_text(encoding="utf-8").splitlines():
                words = line.strip().split()
                if len(words) > 1 and words[0] in ("from", "import") and words[1].startswith("entrevilles") and "TYPE_CHECKING" not in line:
                    target = words[1].split(".")[1] if "." in words[1] else "entrevilles"
                    assert target in below | {package} or _only_for_types(path, line), f"{path}: {line}"


def _only_for_types(path: Path, line: str) -> bool:
    text = path.read_text(encoding="utf-8")
    return line.startswith("    ") and "if TYPE_CHECKING:" in text and text.index(line) > text.index("if TYPE_CHECKING:")
