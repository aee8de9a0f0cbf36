"""How a tie looks, on the page and in its pictures: one definition, which the page is sent.

Colour and dash tell its kind, thickness its contacts; dormant is pale; a state that cannot be told is hollow.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from entrevilles.viz.drawing import BLOCK, LAND, PAPER, SEA, SHORE, Layer, Pen
from entrevilles.viz.following import Following
from entrevilles.viz.network import NOT, YES, Network, Tie

PALETTE = ("#D55E00", "#00906A", "#B5628F", "#0072B2", "#B37700", "#3585B5", "#333333")
"""Okabe and Ito's colours, the pale ones darkened until they stand 3:1 against any ground that we draw (WCAG 1.4.11)."""
DASHES: tuple[tuple[int, ...], ...] = ((10, 4), (12, 3, 2, 3), (2, 3), (), (6, 2, 2, 2, 2, 2), (5, 5), (18, 4))
"""Lengths of strokes and gaps; () is a full line. A kind is told by its dash as well as by its colour."""
QUIET = 10
"""Years without a reported contact after which a tie in force is dormant; over which contacts make a line thick."""
WIDTHS = ((0, 1.8), (1, 3.0), (3, 4.6), (6, 6.6))
"""From so many contacts on, so thick."""
PALE = 0.55
"""Opacity of what is dormant: about 2:1 against white."""
HOLLOW, RIM = 0.8, 1.9
"""Of a hollow line: the white within, in parts of its thickness; by how much its colour is wider."""


def looks(rank: int) -> tuple[str, tuple[int, ...]]:
    """Colour and dash of a kind, by its rank among the identifiers: they stay when the counts change."""
    return PALETTE[rank % len(PALETTE)], DASHES[rank % len(DASHES)]


def definition() -> dict[str, Any]:
    """For the program of the page."""
    ground = {"land": LAND, "sea": SEA, "shore": SHORE, "block": BLOCK}
    return {"quiet": QUIET, "widths": WIDTHS, "pale": PALE, "hollow": HOLLOW, "rim": RIM, "ground": ground}


def thickness(contacts: int) -> float:
    return next(width for least, width in reversed(WIDTHS) if contacts >= least)


def ranges() -> Mapping[float, str]:
    """Thickness → the numbers of contacts that it stands for."""
    ends = [least - 1 for least, _width in WIDTHS[1:]]
    said = [str(least) if least == end else f"{least}–{end}" for (least, _width), end in zip(WIDTHS, ends, strict=False)]
    return dict(zip((width for _least, width in WIDTHS), [*said, f"{WIDTHS[-1][0]} +"], strict=True))


def dashed(dash: str, thick: float, unit: float) -> str:
    """Lengths of strokes and gaps, which grow with the line, but less."""
    by = unit * max(1.0, (thick / WIDTHS[0][1]) ** 0.5)
    return " ".join(f"{float(length) * by:.3g}" for length in dash.split())


def draw(layer: Layer, steps: str, pen: Pen, *, hollow: bool = False, pale: bool = False, unit: float = 1) -> None:
    """A tie along a path; `pen` is as thick as its contacts make it, on a picture whose lines are `unit` times those of the page."""
    thick, dash = pen.thick, dashed(pen.dash, pen.thick, unit)
    wide = thick * HOLLOW + RIM if hollow else thick
    layer.path(steps, "none", Pen(pen.colour, wide * unit, dash), fade=PALE if pale else 1)
    if hollow:
        layer.path(steps, "none", Pen(PAPER, thick * HOLLOW * unit, dash))


@dataclass(frozen=True)
class Activity:
    """What the sources report of ties in the years up to a day, or since an earlier one."""

    network: Network
    following: Following
    day: date
    since: date | None = None

    @property
    def first(self) -> date:
        """The first day that is looked at."""
        leap = (self.day.month, self.day.day) == (2, 29)
        before = self.day.replace(year=max(self.day.year - QUIET, 1), day=28 if leap else self.day.day)
        return min(self.since or self.day, before + timedelta(days=1))

    @property
    def years(self) -> int:
        return max(QUIET, self.day.year - self.since.year + 1 if self.since else 0)

    def contacts(self, tie: Tie) -> int:
        met = self.network.contacts.get(tie.pair, ())
        return sum(1 for one in met if one.first and one.last and one.last >= self.first and one.first <= self.day)

    def dormant(self, tie: Tie) -> bool:
        """In force at both ends, and no source that would tell reports a contact."""
        lasts = tie.state(self.day) == YES and tie.state(self.first) != NOT
        return lasts and self.following.followed(tie) and not self.contacts(tie)
