"""Fixtures: the shipped data compiled once, and small datasets to change."""

import csv
import importlib.util
import io
import os
import shutil
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import settings

from entrevilles import building, cli
from entrevilles.building import SHIPPED, build
from entrevilles.dataset import Dataset
from entrevilles.graph.build import compile_records
from entrevilles.graph.folder import JUDGEMENTS, Folder
from entrevilles.graph.generations import write_atomically
from entrevilles.graph.records import Record
from entrevilles.loaders import tables
from entrevilles.loading import load
from entrevilles.ontology import language
from entrevilles.viz import stored, views
from entrevilles.viz.network import Selection
from entrevilles.viz.telling import Telling
from entrevilles.viz.views import View
from tests.browsing import browser, network_page, view_pages, visit
from tests.folders import SMALL, create
from tests.networks import exported, graph, whole
from tests.refusals import _world, csv_file, refused, world, xlsx_file
from tests.reports import namur, year
from tests.writers import home, site, token

__all__ = [
    "_world",
    "browser",
    "csv_file",
    "exported",
    "graph",
    "home",
    "namur",
    "network_page",
    "refused",
    "site",
    "token",
    "view_pages",
    "visit",
    "whole",
    "world",
    "xlsx_file",
    "year",
]
"""Fixtures from elsewhere, for every test."""

settings.register_profile("entrevilles", deadline=None)  # a slow machine is no failure
settings.load_profile("entrevilles")
ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"

CAST = {
    "municipalites.csv": "id,nom,source\nquebec,Québec,s1\nnamur,Namur,s1\nparis,Paris,s1\nbruges,Bruges,s1\n",
    "reseaux de villes.csv": "id,nom,source\novpm,OVPM,s1\n",
    "sources.csv": "id,titre,source\ns1,Premier,s1\ns2,Second,s2\n",
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


@pytest.fixture(scope="session")
def documents(compiled: Path, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The five documents alone, without the press and the lists of members: what the questions of `../shared/gold` were read from."""
    root = tmp_path_factory.mktemp("documents") / "data"
    shutil.copytree(compiled, root, ignore=shutil.ignore_patterns("generations"))
    for path in (*(root / "sources" / "relations").glob("*.csv"), *(root / "sources" / "reseaux").glob("*.csv")):
        if path.name != "sources.csv":  # actors cite them
            path.unlink()
    said = "".join(path.read_text(encoding="utf-8") for path in Folder(root).tables())
    with (root / "judgements.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    with (root / "judgements.csv").open("w", encoding="utf-8", newline="") as file:
        named = [header.index(column) for column in ("affirmation", "gardé", "autre")]
        csv.writer(file).writerows([header, *(row for row in rows if all(row[place] in said for place in named))])
    settings = (root / "dataset.toml").read_text(encoding="utf-8").partition("[expect]")[0]
    (root / "dataset.toml").write_text(settings, encoding="utf-8")
    build(Folder(root))
    return Dataset(Folder(root))


@pytest.fixture
def copied(compiled: Path, tmp_path: Path) -> Folder:
    """A compiled copy of the shipped dataset that a test may change."""
    shutil.copytree(compiled, tmp_path / "copy")
    return Folder(tmp_path / "copy")


@pytest.fixture(scope="session")
def recorded(shipped: Dataset) -> list[Record]:
    return building.read(shipped.folder, shipped.folder.tables())[0]


@pytest.fixture
def changed(shipped: Dataset, recorded: list[Record], write: Callable[[str, str], Path]) -> Callable[..., Dataset]:
    """`changed(*claims, **tables)`: the shipped data without these claims and with more tables, compiled in memory, unpublished."""

    def recompiled(*without: str, **more: str) -> Dataset:
        dataset = Dataset(shipped.folder)
        readings = [tables.read(write(f"{name}.csv", text), dataset.schema) for name, text in more.items()]
        assert not [error for reading in readings for error in reading.errors]
        records = [record for record in recorded if record.claim not in without]
        assert len(records) == len(recorded) - len(without)
        rulings = tables.read_judgements(dataset.folder.root / JUDGEMENTS, dataset.schema).checked()
        records += [record for reading in readings for record in reading.records]
        dataset._opened.store = compile_records(records, rulings, dataset.schema, dataset.names, dataset.folder.book).store
        return dataset

    return recompiled


@pytest.fixture
def empty(tmp_path: Path) -> Folder:
    root = tmp_path / "empty"
    Folder.create(root, "Essai")
    settings = root / "dataset.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('home = ""', 'home = "quebec"'), encoding="utf-8")
    folder = Folder(root)
    build(folder)
    return folder


@pytest.fixture(scope="session")
def small_once(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Three cities and a twinning of one source; not to be changed."""
    language.activate("fr")
    return create(tmp_path_factory.mktemp("small") / "small", SMALL)


@pytest.fixture
def small(small_once: Folder, tmp_path: Path) -> Folder:
    """A copy that a test may change."""
    return Folder(shutil.copytree(small_once.root, tmp_path / "small"))


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


@pytest.fixture(scope="session")
def weasyprint() -> None:
    """What writes PDF is an extra, and draws with a library of the system."""
    try:
        import_module("weasyprint")
    except (ImportError, OSError) as error:
        pytest.skip(f"weasyprint or Pango is absent: {error}")


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
    unexcused = [reason for reason in reasons if "chromium" in reason or "java" in reason or "owlready2" in reason or "virtuoso" in reason]
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


@pytest.fixture(scope="session")
def docs_module() -> Callable[[str], ModuleType]:
    """A program of `docs/`, which is no part of the package."""

    def loaded(name: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return loaded


@pytest.fixture
def cast(empty: Folder, write: Callable[[str, str], Path]) -> Callable[..., Dataset]:
    """Load these tables beside a small cast of cities, and open the result."""

    def loader(judgements: str = "", **tables: str) -> Dataset:
        if judgements:
            (empty.root / JUDGEMENTS).write_text(judgements, encoding="utf-8")
        files = [write(name, text) for name, text in CAST.items()]
        files += [write(f"{name.replace('_', ' ')}.csv", text) for name, text in tables.items()]
        load(empty, files, lambda *_: True)
        return Dataset(empty)

    return loader


@pytest.fixture
def viewed() -> Callable[..., tuple[View, Telling]]:
    """One view of a dataset, in the current language: `viewed(dataset, "timeline", "quebec", since=…, year=…)`."""

    def viewer(dataset: Dataset, name: str, city: str = "", year: int | None = None, **wishes: Any) -> tuple[View, Telling]:
        selection = Selection(city=f"{dataset.names.id}{city}" if city else "", **wishes)
        telling = Telling(dataset, stored.read(dataset.store), selection, year)
        return views.views()[name](telling), telling

    return viewer
