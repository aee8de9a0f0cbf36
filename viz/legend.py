"""Legends and the marks that they explain: drawn alike in the figure and in its legend."""

from collections.abc import Callable, Sequence

from entrevilles.viz.drawing import EDGE, INK, PAPER, SOFT, Box, Data, Layer, Pen, Point
from entrevilles.viz.lettering import width

Sample = Callable[[Layer, float, float], None]
"""Draws an example in a layer, centred at a point."""
SWATCH = 46.0
UNSAID = "← ?"
"""Before a bar whose begin nobody says."""
MARKS = {"act": INK, "out": "#0072B2", "in": "#D55E00", "met": "#009E73"}
"""Colours of Okabe and Ito; the shapes differ too."""


def mark(layer: Layer, at: Point, kind: str, radius: float, *, hollow: bool = False, data: Data | None = None) -> Layer:
    """A diamond for an act, a triangle up for going and down for coming, a disc for the rest; hollow where only the year is known."""
    colour = MARKS[kind]
    fill, pen = (PAPER, Pen(colour, 2.4)) if hollow else (colour, EDGE)
    (x, y), r = at, radius
    if kind == "met":
        return layer.disc(at, 0.86 * r, fill, pen, data)
    corners = {
        "act": [(0, -r), (r, 0), (0, r), (-r, 0)],
        "out": [(0, -r), (r, 0.8 * r), (-r, 0.8 * r)],
        "in": [(0, r), (r, -0.8 * r), (-r, -0.8 * r)],
    }[kind]
    steps = "L".join(f"{x + dx:.1f} {y + dy:.1f}" for dx, dy in corners)
    return layer.path(f"M{steps}Z", fill, pen, data)


def pause(layer: Layer, at: Point, radius: float, data: Data | None = None) -> Layer:
    """Two strokes: seen inactive."""
    (x, y), r = at, radius
    strokes = (f"M{x + side * r - r / 3:.1f} {y - r:.1f}h{2 * r / 3:.1f}v{2 * r:.1f}h{-2 * r / 3:.1f}Z" for side in (-0.6, 0.6))
    return layer.path("".join(strokes), INK, Pen(PAPER, 1.2), data)


def pause_sample(layer: Layer, x: float, y: float) -> None:
    pause(layer, (x, y), 9)


def unsaid_sample(layer: Layer, x: float, y: float) -> None:
    layer.text(x, y + 6, UNSAID, 18, anchor="middle", colour=SOFT)


def spell(layer: Layer, box: Box, colour: str, state: str, *, ends: tuple[bool, bool] = (True, True), data: Data | None = None) -> Layer:
    """A state over time: full in force, hollow where it cannot be told, ruled where sources disagree. `ends` says which sides are known."""
    known, closed = ends
    left, right, top, bottom = box.x, box.x + box.width, box.y, box.y + box.height
    tip = box.height / 2
    outline = f"M{left + (0 if known else tip):.1f} {top:.1f}H{right - (0 if closed else tip):.1f}"
    outline += f"V{bottom:.1f}" if closed else f"L{right:.1f} {top + tip:.1f}L{right - tip:.1f} {bottom:.1f}"
    outline += f"H{left + (0 if known else tip):.1f}" + ("Z" if known else f"L{left:.1f} {top + tip:.1f}Z")
    if state == "yes":
        return layer.path(outline, colour, data=data)
    drawn = layer.path(outline, PAPER, Pen(colour, 2), data)
    if state == "sources-disagree":
        strokes = (f"M{x:.1f} {bottom - 1:.1f}L{x + box.height:.1f} {top + 1:.1f}" for x in _ticks(left, right - box.height))
        layer.path("".join(strokes) or f"M{left:.1f} {bottom:.1f}L{right:.1f} {top:.1f}", "none", Pen(colour, 2))
    return drawn


def _ticks(first: float, last: float, step: float = 8) -> list[float]:
    return [first + step * rank for rank in range(int((last - first) / step) + 1)] if last >= first else []


def legend(drawing: Layer, y: float, wide: float, entries: Sequence[tuple[Sample, str]], size: float) -> float:
    """Samples with their words, as many on a line as there is room; gives where the legend ends."""
    x, line = 0.0, size * 1.9
    for sample, words in entries:
        takes = SWATCH + 10 + width(words, size) + 34
        if x and x + takes - 34 > wide:
            x, y = 0.0, y + line
        sample(drawing, x + SWATCH / 2, y + line / 2)
        drawing.text(x + SWATCH + 10, y + line / 2 + 0.34 * size, words, size, colour=SOFT)
        x += takes
    return y + line


def mark_sample(kind: str, *, hollow: bool = False) -> Sample:
    def draw(layer: Layer, x: float, y: float) -> None:
        mark(layer, (x, y), kind, 10, hollow=hollow)

    return draw


def state_sample(state: str, ends: tuple[bool, bool] = (True, True), colour: str = SOFT) -> Sample:
    def draw(layer: Layer, x: float, y: float) -> None:
        spell(layer, Box(x - SWATCH / 2, y - 7, SWATCH, 14), colour, state, ends=ends)

    return draw


def line_sample(colour: str, dash: str = "", *, thick: float = 4, hollow: bool = False, fade: float = 1) -> Sample:
    def draw(layer: Layer, x: float, y: float) -> None:
        layer.path(f"M{x - SWATCH / 2:g} {y:g}H{x + SWATCH / 2:g}", "none", Pen(colour, 6 if hollow else thick, dash), fade=fade)
        if hollow:
            layer.line((x - SWATCH / 2, y), (x + SWATCH / 2, y), Pen(PAPER, 2.6, dash))

    return draw
