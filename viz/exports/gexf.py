"""GEXF 1.3 (https://gexf.net/schema.html): Gephi, with the spells of each tie on its timeline.

A tie is there while it is in force or may be; the attribute `states` says which, over time. One whose begin nobody says is there
from the year in which a source first speaks of it. What else is open has no bound: Gephi's timeline then spans the known days.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from entrevilles.viz.exports import markup
from entrevilles.viz.exports.table import Column, Graph, Kind, Table
from entrevilles.viz.exports.traversal import ends
from entrevilles.viz.network import NOT, Spell

NAMESPACE = "http://gexf.net/1.3"
TYPES: dict[Kind, str] = {
    "text": "string",
    "texts": "liststring",
    "integer": "long",
    "number": "double",
    "boolean": "boolean",
    "day": "string",
}
OVER_TIME = "states"


def write(graph: Graph) -> bytes:
    nodes, edges = graph.nodes.without("id", "label"), graph.edges.without("id", "source", "target", "label")
    if graph.spells:
        edges = tuple(column for column in edges if column.name != OVER_TIME)
    mode = 'mode="dynamic" timeformat="date" timerepresentation="interval"' if graph.spells else 'mode="static"'
    parts = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="{NAMESPACE}" version="1.3">',
        _meta(graph),
        f'<graph defaultedgetype="undirected" idtype="string" {mode}>',
        _declared("node", nodes),
        # before the others: Gephi Lite's reader only keeps the last declarations of a class
        f'<attributes class="edge" mode="dynamic">{_attribute(OVER_TIME, OVER_TIME, "string")}</attributes>' if graph.spells else "",
        _declared("edge", edges),
        "<nodes>",
        _nodes(graph, nodes),
        "</nodes>\n<edges>",
        _edges(graph, edges),
        "</edges>\n</graph>\n</gexf>\n",
    )
    return "\n".join(filter(None, parts)).encode()


def _meta(graph: Graph) -> str:
    about = graph.about
    texts = {"creator": about.dataset, "keywords": about.asked, "description": "\n".join(about.lines())}
    modified = f' lastmodifieddate="{markup.escaped(about.date)}"' if about.date else ""
    return f"<meta{modified}>" + "".join(f"<{name}>{_paragraphs(text)}</{name}>" for name, text in texts.items()) + "</meta>"


def _paragraphs(text: str) -> str:
    return "\n".join(map(markup.escaped, text.splitlines()))


def _declared(of: str, columns: Sequence[Column]) -> str:
    attributes = "".join(_attribute(str(number), column.name, TYPES[column.kind]) for number, column in enumerate(columns))
    return f'<attributes class="{of}" mode="static">{attributes}</attributes>'


def _attribute(name: str, title: str, kind: str) -> str:
    return f'<attribute id="{name}" title="{markup.escaped(title)}" type="{kind}"/>'


def _nodes(graph: Graph, columns: Sequence[Column]) -> str:
    identified, named = markup.fragments(graph.nodes["id"], '<node id="', '"'), markup.fragments(graph.nodes["label"], ' label="', '"')
    return markup.lines(identified, named, *_values(len(graph.nodes), columns, "</node>"))


def _edges(graph: Graph, columns: Sequence[Column]) -> str:
    table = graph.edges
    heads = [markup.fragments(table[name], f' {name}="', '"') for name in ("id", "source", "target", "label")]
    heads.append(markup.fragments(Column("kind", "text", _kinds(table)), ' kind="', '"'))
    opened = ["<edge"] * len(table)
    if not graph.spells:
        return markup.lines(opened, *heads, *_values(len(table), columns, "</edge>"))
    courses = list(zip(table[OVER_TIME].values, graph.since, strict=True))
    timed = {course: "".join(_timed(spells, course[1])) for course, spells in dict(zip(courses, graph.spells, strict=True)).items()}
    return markup.lines(opened, *heads, *_values(len(table), columns, ""), [timed[course] for course in courses])


def _kinds(table: Table) -> list[str]:
    """Gephi makes one of two edges of the same pair and kind: the second is of the kind `tie-agreement 2`."""
    named = next((column.values for column in table.columns if column.name == "kind"), [None] * len(table))
    seen: dict[tuple[str, ...], int] = {}
    kinds = []
    columns = (table["source"].values, table["target"].values, named)
    for edge in zip(*([str(value or "") for value in values] for values in columns), strict=True):
        a, b, kind = edge
        key = edge if a <= b else (b, a, kind)
        rank = seen[key] = seen.get(key, 0) + 1
        kinds.append(kind if rank == 1 else f"{kind} {rank}".strip())
    return kinds


def _values(rows: int, columns: Sequence[Column], end: str) -> Iterator[Sequence[str]]:
    """`end` empty: further values follow."""
    yield ["><attvalues>"] * rows
    for number, column in enumerate(columns):
        yield markup.fragments(column, f'<attvalue for="{number}" value="', '"/>')
    yield [f"</attvalues>{end}" if end else ""] * rows


def _timed(spells: Sequence[Spell], since: date | None) -> Iterator[str]:
    """The rest of an edge: its states over time, then when it is there, not before `since`."""
    for spell in spells:
        yield f'<attvalue for="{OVER_TIME}" value="{markup.escaped(spell.state)}"{_bounds(spell)}/>'
    yield "</attvalues>"
    there = [_bounds(replace(spell, first=max(spell.first, since or date.min))) for spell in _joined(spells)]
    if any(there):
        yield "<spells>" + "".join(f"<spell{bounds}/>" for bounds in there) + "</spells>"
    yield "</edge>"


def _bounds(spell: Spell) -> str:
    first, last = ends(spell)
    return (f' start="{first}"' if first else "") + (f' end="{last}"' if last else "")


def _joined(spells: Sequence[Spell]) -> list[Spell]:
    """In force or perhaps: a spell that follows another the next day continues it, or the tie would vanish for a night."""
    there: list[Spell] = []
    for spell in sorted((spell for spell in spells if spell.state != NOT), key=lambda spell: spell.first):
        if there and spell.first - there[-1].last <= timedelta(days=1):
            there[-1] = Spell(there[-1].first, max(there[-1].last, spell.last), "")
        else:
            there.append(Spell(spell.first, spell.last, ""))
    return there
