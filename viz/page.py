"""The network over time, as one HTML page that needs nothing but a browser: pyvis draws, our own program moves the years."""

import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode

from entrevilles.graph.generations import write_atomically
from entrevilles.ontology.language import current
from entrevilles.queries import catalogue
from entrevilles.viz.content import Content

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset

HERE = Path(__file__).parent
HEAD = 1000
"""Characters among which the page says what it was made from."""
PROGRAM = (
    *("rove.js", "words.js", "choices.js", "map.js", "places.js", "figure.js", "names.js"),
    *("panel.js", "table.js", "years.js", "filters.js", "page.js"),
)
"""In the order in which they are read."""
_SCRIPT = re.compile(r"<script(?:\s[^>]*)?>(.*?)</script>", re.DOTALL)
_PLACE = re.compile(r"\{\{(\w+)\}\}")
OPTIONS = {
    "physics": {"enabled": False},
    "interaction": {"hover": True, "dragNodes": False, "selectConnectedEdges": False, "hoverConnectedEdges": False},
    "edges": {"selectionWidth": 2, "hoverWidth": 0.5},
}


def write(dataset: "Dataset", path: Path, city: NamedNode | None = None) -> None:
    """The page of this dataset, around this city, or around the actor with most ties; left as it is when it is that already."""
    mark = _mark(dataset, city)
    if path.exists() and mark in path.read_text(encoding="utf-8", errors="replace")[:HEAD]:
        return
    content = Content(dataset, city)
    payload = content.payload()
    library, drawing = _pyvis(_drawn_nodes(content, payload), _drawn_edges(content, payload))
    parts = {
        "lang": payload["lang"],
        "mark": mark,
        "style": _file("page.css"),
        "library": library,
        "drawing": drawing,
        "payload": embedded(payload),
        "coast": "".join(_file("coast.json").split()),
        "program": "\n".join(_file(name) for name in PROGRAM),
    }
    write_atomically(path, _PLACE.sub(lambda place: parts[place[1]], _file("page.html")).encode())


def _mark(dataset: "Dataset", city: NamedNode | None) -> str:
    """What the page is made from: the generation, the city, the language, and the files that draw it."""
    digest = hashlib.sha256(f"{dataset.generation.id} {city} {current()}".encode())
    for file in sorted((*HERE.glob("*.*"), *catalogue.HERE.glob("*/*.rq"))):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def embedded(value: object) -> str:
    """JSON that can end no script and begin no comment, whatever names the tables hold."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return re.sub("[<>&\u2028\u2029]", lambda char: f"\\u{ord(char[0]):04x}", text)


def _drawn_nodes(content: Content, payload: dict[str, Any]) -> list[dict[str, Any]]:
    """No `label`: the page writes names where they have room. Never a `title`: pyvis puts it into `innerHTML`."""
    return [
        {"id": index, "x": node["far"][0], "y": node["far"][1], "size": content.size(iri), "shape": _shape(payload, node)}
        for index, (iri, node) in enumerate(zip(content.nodes, payload["nodes"], strict=True))
    ]


def _shape(payload: dict[str, Any], node: dict[str, Any]) -> str:
    return "dot" if node["kind"] is None else str(payload["shapes"][node["kind"]]["shape"])


def _drawn_edges(content: Content, payload: dict[str, Any]) -> list[dict[str, Any]]:
    sheaf = [content.network.sheaf[key] for key in sorted(content.ties)]
    return [
        {"id": index, "from": edge["a"], "to": edge["b"], "hidden": True, "smooth": _curve(*rank)}
        for index, (edge, rank) in enumerate(zip(payload["edges"], sheaf, strict=True))
    ]


def _curve(rank: int, count: int) -> dict[str, Any]:
    """Also a straight line is a curve: vis-network gives a hollow body to curves alone."""
    bend = rank - (count - 1) / 2
    return {"type": "curvedCW" if bend > 0 else "curvedCCW", "roundness": round(0.16 * abs(bend), 3)}


def _pyvis(nodes: list[dict[str, Any]], edges: list[dict[str, Any]]) -> tuple[str, str]:
    """The drawing library and the call that draws, out of pyvis's page; its links to a CDN stay behind."""
    from pyvis.network import Network

    network = Network(cdn_resources="in_line")
    network.nodes, network.edges, network.options = nodes, edges, OPTIONS
    scripts = _SCRIPT.findall(network.generate_html())
    return max(scripts[:-1], key=len), scripts[-1]


def _file(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")
