"""The network page of a dataset whose every text tries to become a program: thirty ways, in every field of its tables."""

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from entrevilles.dataset import Dataset
from entrevilles.graph.folder import Folder
from entrevilles.loading import load
from entrevilles.viz.page import write

if TYPE_CHECKING:
    from playwright.sync_api import Page, Position

ATTACKS = """
<script>alert(1)</script>
</script><script>alert(1)</script>
</title><script>alert(1)</script>
</style><img src=x onerror=alert(1)>
<img src=x onerror=alert(1)>
"><img src=x onerror=alert(1)>
'><img src=x onerror=alert(1)>
<svg onload=alert(1)>
<svg><script>alert(1)</script></svg>
<svg><animate onbegin=alert(1) attributeName=x dur=1s>
<math><mtext><img src=x onerror=alert(1)></mtext></math>
<iframe src=javascript:alert(1)></iframe>
<iframe srcdoc="<script>alert(1)</script>"></iframe>
<object data=javascript:alert(1)>
<embed src=javascript:alert(1)>
<a href=javascript:alert(1) autofocus onfocus=alert(1)>x</a>
<input autofocus onfocus=alert(1)>
<details open ontoggle=alert(1)>
<video src=x onerror=alert(1)></video>
<body onload=alert(1)>
<link rel=stylesheet href=//evil.example/x.css>
<meta http-equiv=refresh content="0;url=//evil.example">
<base href=//evil.example/>
<style>@import '//evil.example/x.css'</style>
<div style="background:url(//evil.example/x)">
<!--<img src=x onerror=alert(1)>-->
<![CDATA[<img src=x onerror=alert(1)>]]>
javascript:alert(1)//
${alert(1)}{{constructor.constructor('alert(1)')()}}
\\u003cimg src=x onerror=alert(1)\\u003e&lt;img src=x onerror=alert(1)&gt;
""".strip().split("\n")
POINTS = """() => {
  const at = network.getPositions(), middle = ({ from, to }) => ({ x: (at[from].x + at[to].x) / 2, y: (at[from].y + at[to].y) / 2 });
  const ties = edges.get({ filter: (edge) => !edge.hidden });
  return [...Object.values(at), ...ties.map(middle)].map((point) => network.canvasToDOM(point));
}"""


def tables() -> dict[str, list[dict[str, str]]]:
    """One row of each table for each attack, with the attack in every field that takes a text."""
    said = [{"endroit": text, "mots de la source": text, "remarque": text, "remarque [en]": text, "par": text} for text in ATTACKS]
    rows = [(number, text, {**said[number], "source": f"s{number}"}) for number, text in enumerate(ATTACKS)]
    named = [(number, {"nom": text, "nom [en]": text, "autres noms": text.replace(";", ",")} | more) for number, text, more in rows]
    titled = [(number, {"titre": text, "titre [en]": text} | more) for number, text, more in rows]
    about = {"émetteur", "licence", "titre", "titre [en]", "remarque", "remarque [en]", "par"}
    return {
        "sources": [
            {"id": f"s{n}", "source": f"s{n}", **dict.fromkeys(about, text), "adresse": "https://x/" + re.sub(r"\s", "/", text)}
            for n, text in enumerate(ATTACKS)
        ],
        "pays": [{"id": f"p{n}", **row} for n, row in named],
        "municipalites": [{"id": f"v{n}", "pays": f"p{n}", "latitude": str(2 * n), "longitude": str(5 * n), **row} for n, row in named],
        "reseaux de villes": [{"id": f"r{n}", **row, "sigle": ATTACKS[n]} for n, row in named],
        "adhesions": [{"id": f"a{n}", "membre": "v0", "réseau": f"r{n}", "début": "1990", **row} for n, row in titled],
        "jumelages": [{"id": f"j{n}", "parties": f"v0; v{n}", "début": "1990", **row} for n, row in titled if n],
        "actes juridiques": [{"relation": f"j{n}", "nature": "signature", "date": "1991", **row} for n, _text, row in rows if n],
        "rencontres": [{"id": f"m{n}", "participants": f"v0; v{n}", "date": "1992", **row} for n, row in titled if n],
    }


@pytest.fixture
def hostile(empty: Folder, tmp_path: Path) -> Path:
    paths = []
    for name, rows in tables().items():
        paths.append(tmp_path / f"{name}.csv")
        with paths[-1].open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(dict.fromkeys(title for row in rows for title in row)))
            writer.writeheader()
            writer.writerows(rows)
    load(empty, paths, lambda *_: True)
    write(Dataset(empty), tmp_path / "hostile.html")
    return tmp_path / "hostile.html"


def test_nothing_that_a_table_holds_runs(hostile: Path, visit: Callable[..., "Page"]) -> None:
    assert len(ATTACKS) == 30
    page = visit(hostile, "year=1995&all=1")
    before = page.evaluate("() => document.querySelectorAll('script, style, link, meta, base, iframe, object, img').length")
    assert page.locator("#rows tr").count() == 59
    told = set()
    for state in ("year=1995&all=1", "year=1995&since=1990&lang=en&layout=map", "year=1995&all=1&layout=byCountry"):
        page.evaluate("(state) => { location.hash = state; }", state)
        for point in page.evaluate(POINTS)[::3]:
            page.locator("#mynetwork").hover(position=within(point), force=True)
            told.add(page.locator("#tip").text_content())
    assert sum((text or "").split(" — ")[0] in ATTACKS for text in told) > 5
    for opener in page.locator("#rows button").all():
        opener.evaluate("(one) => one.click()")
    page.locator("#search").fill("<")
    assert page.locator("#hits button").count() == 7
    page.locator("#hits button").first.click()
    page.locator("#sources-title").click()
    assert page.locator("#sources li").count() == 30
    everything = page.locator("body").inner_text()
    assert all(text in everything for text in ATTACKS)
    assert page.evaluate("() => document.querySelectorAll('script, style, link, meta, base, iframe, object, img').length") == before
    assert page.evaluate("() => [...document.links].every((one) => one.protocol === 'https:')")


def within(point: dict[str, float]) -> "Position":
    """A place on the picture, which is some 900 by 450 large."""
    return {"x": min(max(point["x"], 2), 880), "y": min(max(point["y"], 2), 440)}
