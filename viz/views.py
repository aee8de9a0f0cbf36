"""The views that are drawn: each one drawing, which stands in a page, in an SVG file and in a PNG file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from entrevilles.viz.drawing import Drawing
from entrevilles.viz.telling import Telling

WIDE, NARROW = 1824.0, 760.0
"""Of what is drawn for a slide or a screen, and for a telephone."""


@dataclass(frozen=True)
class Choice:
    """A filter: what has `data-<name>` among the chosen values is shown. An option: value, label, colour."""

    name: str
    legend: str
    options: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Line:
    """A row of a table; `things` are those that it tells of."""

    cells: Sequence[str]
    things: Sequence[str] = ()
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    caption: str
    headers: Sequence[str]
    lines: Sequence[Line]
    empty: str


@dataclass(frozen=True)
class Total:
    """How many lines of the table have these `data`, in `words` with `{n}`: a page counts again what its filters leave."""

    words: str
    count: int
    data: Mapping[str, str]

    @property
    def text(self) -> str:
        return self.words.replace("{n}", str(self.count))


@dataclass(frozen=True)
class View:
    """In one language. `draw`, and `slide` for a picture, take a width; `things`, the IRIs that it tells of, have its sources.

    `totals`, where it has some, say again what `lead` says.
    """

    title: str
    lead: str
    draw: Callable[[float], Drawing]
    slide: Callable[[float], Drawing]
    tables: Sequence[Table]
    things: Sequence[str]
    notes: Sequence[str] = ()
    choices: Sequence[Choice] = ()
    totals: Sequence[Total] = ()
    searched: bool = False
    """Whether a page lets one search its rows."""


def views() -> dict[str, Callable[[Telling], View]]:
    """By the name that the command has for each."""
    from entrevilles.viz import changes, snapshot, timeline, yearly

    return {"network": snapshot.view, "timeline": timeline.view, "year": yearly.view, "changes": changes.view}
