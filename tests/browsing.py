"""Fixtures of the tests that open a page in a real Chromium."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from entrevilles import viewing
from entrevilles.dataset import Dataset
from entrevilles.selecting import selection
from entrevilles.viz.page import write as write_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Locator, Page


@pytest.fixture(scope="session")
def network_page(shipped: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the shipped network."""
    path = tmp_path_factory.mktemp("page") / "reseau.html"
    write_page(shipped, path)
    return path


PAGES = [f"{name}-{city}" for name in ("timeline", "year", "changes") for city in ("quebec", "chauray")]


@pytest.fixture(scope="session")
def view_pages(shipped: Dataset, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The other views of two cities, as pages."""
    folder, found = tmp_path_factory.mktemp("views"), dict[str, Path]()
    for page in PAGES:
        name, city = page.split("-")
        wish: dict[str, Any] = {"since": "2000", "until": "2024"} if name == "changes" else {}
        found[page] = folder / f"{page}.html"
        viewing.save(shipped, name, selection(shipped, city=city, **wish), found[page], year=2023 if name == "year" else None)
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """One for the tests of a module: as long as it is open, nothing else may run an event loop."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is absent: chromium is not started")
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("chromium is absent: the page is not tried in a browser")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: "Browser") -> Iterator[Callable[..., "Page"]]:
    """Open a file of ours, in a window of some size; nothing may go wrong in it, and nothing may leave it."""
    wrong: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")

    def refuse(dialog: "Dialog") -> None:
        wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def visitor(path: Path, state: str = "", size: tuple[int, int] = (1280, 800)) -> "Page":
        page = context.new_page()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.on("console", lambda message: wrong.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on("dialog", refuse)
        page.on("request", lambda request: None if request.url.split("#")[0] == path.as_uri() else wrong.append(f"request: {request.url}"))
        page.goto(f"{path.as_uri()}#{state}")
        return page

    yield visitor
    context.close()
    assert wrong == []


def read(found: "Locator") -> str:
    """What is written there, with blanks that may break."""
    return found.inner_text().replace("\u00a0", " ")


def turn(page: "Page", state: str) -> None:
    """Another state, by the address."""
    page.evaluate(
        "(state) => new Promise((turned) => { addEventListener('hashchange', turned, { once: true }); location.hash = state; })", state
    )
