"""The network page of a thousand actors and five thousand ties, beside plain pyvis: to write it, to draw it, to move in it.

python benchmarks/page.py [FOLDER] [--shipped] [--actors 1000] [--ties 5000]

Needs Playwright for Python and Debian's Chromium. Plain pyvis: the same actors and ties by `add_node` and `add_edge`, its own
physics, drawn once that stands still; inf: not within two minutes. Medians of twenty; one core draws, without a graphics card.
"""

import argparse
import csv
import math
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import TimeoutError as Timeout
from rich.console import Console
from rich.table import Table
from synthetic_cities import World, table

from entrevilles.building import SHIPPED, build
from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.viz import network, stored
from entrevilles.viz.page import write

PATIENCE = 120
ROUNDS = 20
BARS = {"written, s": 3.0, "drawn, s": 2.0, "year, ms": 100.0}
FIRST_DRAWING = """
const measure = () => {
  network.once("afterDrawing", () => { globalThis.drawn = performance.now(); });
  network.redraw();
};
const watch = setInterval(() => {
  if (!(READY)) return;
  clearInterval(watch);
  if (EVENT) network.once(EVENT, measure); else measure();
}, 1);
"""
PAN = """() => {
  const at = network.getViewPosition(), began = performance.now();
  network.moveTo({ position: { x: at.x + 5, y: at.y } });
  network.redraw();
  return performance.now() - began;
}"""
YEAR = """(step) => {
  const slider = document.getElementById("slider"), began = performance.now();
  slider.value = 1980 + 2 * step;
  slider.dispatchEvent(new Event("input"));
  network.redraw();
  return performance.now() - began;
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", help="where the dataset is, or is made and kept: a minute")
    parser.add_argument("--shipped", action="store_true", help="the shipped data instead")
    parser.add_argument("--actors", type=int, default=1000)
    parser.add_argument("--ties", type=int, default=5000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        root, kept = Path(scratch), options.folder or Path(scratch) / "data"
        dataset = Dataset(shipped(kept) if options.shipped else synthetic(kept, options.actors, options.ties))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        found = stored.read(dataset.store)
        print(f"{len(found.actors)} actors, {len(found.ties)} ties")
        report({"entrevilles": ours(browser, dataset, root / "ours.html"), "plain pyvis": plain(browser, found, root / "plain.html")})


def shipped(root: Path) -> Folder:
    if not root.exists():
        shutil.copytree(SHIPPED, root, ignore=shutil.ignore_patterns("generations"))
    build(Folder(root))
    return Folder(root)


def synthetic(root: Path, actors: int, ties: int) -> Folder:
    """Cities, networks and relationships of `synthetic_cities`, with as many more twinnings as are wanted."""
    if root.exists():
        return Folder(root)
    folder = Folder.create(root, "Essai")
    world = World("ville-0000", [], [], actors)
    sheets = world.sheets()
    sheets["municipalites"].append(world.city("ville-0000"))
    agreed = sum(1 for line in sheets["ententes"] if line.get("nature") != "lettre d'intention")
    lacking = 1.07 * ties - len(sheets["jumelages"]) - agreed - len(sheets["adhesions"])
    sheets["jumelages"] += [line for slug, pair in world.pairs("plus", round(lacking)) for line in world.relationship(slug, pair, {})]
    target = folder.root / "sources" / "synthese"
    target.mkdir(parents=True)
    for name, lines in sheets.items():
        with (target / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(table(lines))
    build(folder)
    return folder


def ours(browser: Browser, dataset: Dataset, path: Path) -> dict[str, float]:
    began = time.perf_counter()
    write(dataset, path)
    found = {"written, s": time.perf_counter() - began, "MB": path.stat().st_size / 1e6}
    page, found["drawn, s"] = drawn(browser, f"{path.as_uri()}#all=1&year=2000", "globalThis.entrevilles")
    found["year, ms"] = timed(page, YEAR)
    found["pan, ms"] = timed(page, PAN)
    page.close()
    return found


def plain(browser: Browser, found: network.Network, path: Path) -> dict[str, float]:
    from pyvis.network import Network

    began = time.perf_counter()
    graph = Network(cdn_resources="in_line")
    for iri, actor in found.actors.items():
        graph.add_node(iri, label=actor.label)
    for tie in found.ties.values():
        graph.add_edge(tie.a, tie.b, title=network.local(tie.kind))
    path.write_text(graph.generate_html(), encoding="utf-8")
    figures = {"written, s": time.perf_counter() - began, "MB": path.stat().st_size / 1e6}
    try:
        page, figures["drawn, s"] = drawn(browser, path.as_uri(), "globalThis.network?.on", "stabilizationIterationsDone")
    except Timeout:
        return figures | {"drawn, s": math.inf}
    figures["pan, ms"] = timed(page, PAN)
    page.close()
    return figures


def drawn(browser: Browser, address: str, ready: str, event: str = "") -> tuple[Page, float]:
    """The page and the seconds from its opening to the first drawing after it is ready, and after this event."""
    page = browser.new_page(viewport={"width": 1280, "height": 800}, bypass_csp=True)  # or it may not wait within the page
    page.route("http*://**", lambda route: route.abort())  # plain pyvis asks a CDN for its looks
    page.add_init_script(FIRST_DRAWING.replace("READY", ready).replace("EVENT", repr(event)))
    page.goto(address, wait_until="commit")
    page.wait_for_function("() => globalThis.drawn", timeout=PATIENCE * 1000)
    return page, float(page.evaluate("() => globalThis.drawn")) / 1000


def timed(page: Page, program: str) -> float:
    return statistics.median(float(page.evaluate(program, step)) for step in range(ROUNDS))


def report(figures: dict[str, dict[str, float]]) -> None:
    shown: Any = Table("", *figures, "bar")
    for name in next(iter(figures.values())):
        cells = [f"{found[name]:.2f}" if name in found else "–" for found in figures.values()]
        shown.add_row(name, *cells, f"{BARS[name]:g}" if name in BARS else "")
    Console().print(shown)


if __name__ == "__main__":
    main()
