"""Fixtures: the shipped data compiled once, and small datasets to change."""

import io
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from entrevilles import cli
from entrevilles.building import SHIPPED, build
from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.graph.generations import write_atomically
from entrevilles.ontology import language

settings.register_profile("entrevilles", deadline=None)  # a slow machine is no failure
settings.load_profile("entrevilles")
ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
SMALL = {
    "municipalites.csv": "id,nom,source\nquebec,Québec,registre\nnamur,Namur,registre\nbordeaux,Bordeaux,registre\n",
    "jumelages.csv": "id,parties,début,source\nbordeaux-jumelage,quebec; bordeaux,1962,registre\n",
    "sources.csv": "id,titre,source\nregistre,Registre,registre\n",
}


@pytest.fixture(scope="session", autouse=True)
def _catalogues() -> None:
    """What building the package does, for a checkout that is not installed."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in language.LOCALE.glob("*/LC_MESSAGES/*.po"):
        out = io.BytesIO()
        with source.open("rb") as file:
            write_mo(out, read_po(file))
        target = source.with_suffix(".mo")
        if not target.exists() or target.read_bytes() != out.getvalue():
            write_atomically(target, out.getvalue())


@pytest.fixture(autouse=True)
def _french() -> Iterator[None]:
    language.activate("fr")
    yield
    language.activate("fr")


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped dataset, compiled; not to be changed."""
    language.activate("fr")
    root = tmp_path_factory.mktemp("shipped") / "dataset"
    copy_truth(root)
    build(Folder(root))
    return root


@pytest.fixture(scope="session")
def shipped(compiled: Path) -> Dataset:
    return Dataset(Folder(compiled))


@pytest.fixture
def copied(compiled: Path, tmp_path: Path) -> Folder:
    """A compiled copy of the shipped dataset that a test may change."""
    shutil.copytree(compiled, tmp_path / "copy")
    return Folder(tmp_path / "copy")


@pytest.fixture
def empty(tmp_path: Path) -> Folder:
    root = tmp_path / "empty"
    Folder.create(root, "Essai")
    settings = root / "dataset.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('home = ""', 'home = "quebec"'), encoding="utf-8")
    folder = Folder(root)
    build(folder)
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Folder:
    """Three cities and a twinning of one source, compiled in a tenth of a second."""
    folder = Folder.create(tmp_path / "small", "Essai")
    for name, text in SMALL.items():
        (folder.root / "sources" / "base").mkdir(exist_ok=True)
        (folder.root / "sources" / "base" / name).write_text(text, encoding="utf-8")
    build(folder)
    return folder


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Write a table and give its path."""

    def writer(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return writer


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("../shared is absent: needs the source documents and the W3C suites")
    return SHARED


def copy_truth(root: Path) -> None:
    for path in Folder(SHIPPED).truth():
        target = root / path.relative_to(SHIPPED)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI, nothing may be skipped for want of what CI installs; `../shared` may be absent, but not skipped when present."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not os.environ.get("ENTREVILLES_CI") or reporter is None:
        return
    reasons = [str(report.longrepr[2]) for report in reporter.stats.get("skipped", [])]
    of_shared = [reason for reason in reasons if "../shared" in reason]
    print(f"\nskipped for want of ../shared: {len(of_shared)}; for other reasons: {len(reasons) - len(of_shared)}")
    unexcused = [reason for reason in reasons if "chromium" in reason or "java" in reason or "owlready2" in reason]
    if unexcused or (of_shared and SHARED.is_dir()):
        print("these may not be skipped here:", *unexcused, *of_shared, sep="\n  ")
        session.exitstatus = 1


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str, str]]:
    """Run one command: its code, what it printed, what it complained of."""
    monkeypatch.setenv("LANGUAGE", "fr")

    def runner(*words: str | Path) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            cli.main([str(word) for word in words])
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return runner
