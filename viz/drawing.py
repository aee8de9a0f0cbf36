"""A drawing: SVG made of texts, lines, bars, discs and paths. Text is measured, so that whoever draws knows what it covers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from entrevilles.viz.lettering import ASCENT, DESCENT, FAMILY, LEADING, width

INK, SOFT, LINE, PAPER = "#16202c", "#51606f", "#d9dee3", "#ffffff"
"""The colours of `page.css`."""
LAND, SEA, SHORE, BLOCK = "#e6eaee", "#f7f9fa", "#c9d1d8", "#f1f3f5"
"""What is drawn under ties: of maps, and of countries."""
SVG = "http://www.w3.org/2000/svg"
Point = tuple[float, float]
Data = Mapping[str, str]
"""Attributes `data-…` that tell what is drawn."""


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float

    def meets(self, other: "Box") -> bool:
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )

    def within(self, other: "Box") -> bool:
        return (
            other.x <= self.x
            and other.y <= self.y
            and self.x + self.width <= other.x + other.width
            and self.y + self.height <= other.y + other.height
        )


@dataclass(frozen=True, slots=True)
class Pen:
    """What draws a line; `dash` as SVG has it."""

    colour: str
    thick: float = 1
    dash: str = ""

    @property
    def look(self) -> dict[str, str]:
        return {"stroke": self.colour, "stroke-width": _n(self.thick)} | ({"stroke-dasharray": self.dash} if self.dash else {})


EDGE = Pen(PAPER, 1.5)


class Layer:
    """A group of a drawing; what is drawn in it stands relative to its place."""

    def __init__(self, element: Element) -> None:
        self.element = element

    def layer(self, x: float = 0, y: float = 0, data: Data | None = None, title: str = "") -> "Layer":
        place = {"transform": f"translate({_n(x)},{_n(y)})"} if x or y else {}
        made = Layer(SubElement(self.element, "g", place | _data(data)))
        made.entitle(title)
        return made

    def window(self, box: Box) -> "Layer":
        """What is drawn in it ends at its edges."""
        sides = {"x": _n(box.x), "y": _n(box.y), "width": _n(box.width), "height": _n(box.height)}
        return Layer(SubElement(self.element, "svg", sides | {"viewBox": f"0 0 {_n(box.width)} {_n(box.height)}", "overflow": "hidden"}))

    def entitle(self, title: str) -> None:
        """What a pointer, and a screen reader, is told."""
        if title:
            SubElement(self.element, "title").text = legal(title)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        *,
        bold: bool = False,
        anchor: str = "start",
        colour: str = INK,
        halo: bool = False,
        data: Data | None = None,
    ) -> Box:
        """On one line, `y` is its base; gives what it covers."""
        look = {"x": _n(x), "y": _n(y), "font-size": _n(size), "fill": colour}
        look |= {"font-weight": "700"} if bold else {}
        look |= {"text-anchor": anchor} if anchor != "start" else {}
        look |= {"stroke": PAPER, "stroke-width": "4", "stroke-linejoin": "round", "paint-order": "stroke"} if halo else {}
        SubElement(self.element, "text", look | _data(data)).text = legal(words)
        return covered(x, y, words, size, bold=bold, anchor=anchor)

    def lines(
        self, x: float, y: float, lines: Sequence[str], size: float, *, bold: bool = False, colour: str = INK, halo: bool = False
    ) -> float:
        """Lines of text below `y`; gives where they end."""
        for rank, line in enumerate(lines):
            self.text(x, y + size * (ASCENT + rank * LEADING), line, size, bold=bold, colour=colour, halo=halo)
        return y + size * LEADING * len(lines)

    def line(self, start: Point, end: Point, pen: Pen, data: Data | None = None) -> "Layer":
        ends = {"x1": _n(start[0]), "y1": _n(start[1]), "x2": _n(end[0]), "y2": _n(end[1])}
        return self._shape("line", ends | pen.look, data)

    def bar(self, box: Box, fill: str, pen: Pen | None = None, data: Data | None = None) -> "Layer":
        sides = {"x": _n(box.x), "y": _n(box.y), "width": _n(max(box.width, 0)), "height": _n(box.height), "fill": fill}
        return self._shape("rect", sides | (pen.look if pen else {}), data)

    def disc(self, at: Point, radius: float, fill: str, pen: Pen | None = None, data: Data | None = None) -> "Layer":
        """With an edge of paper, unless told otherwise: discs stand out on lines."""
        return self._shape("circle", {"cx": _n(at[0]), "cy": _n(at[1]), "r": _n(radius), "fill": fill} | (pen or EDGE).look, data)

    def path(self, steps: str, fill: str = "none", pen: Pen | None = None, data: Data | None = None, *, fade: float = 1) -> "Layer":
        look = {"d": steps, "fill": fill} | (pen.look if pen else {})
        return self._shape("path", look | ({"opacity": _n(fade)} if fade < 1 else {}), data)

    def _shape(self, tag: str, look: dict[str, str], data: Data | None) -> "Layer":
        return Layer(SubElement(self.element, tag, look | _data(data)))


class Drawing(Layer):
    """The whole: `width` is given, `height` is known when all is drawn."""

    def __init__(self, wide: float) -> None:
        super().__init__(Element("svg", {"xmlns": SVG, "font-family": FAMILY}))
        self.width, self.height = wide, 0.0

    def svg(self, label: str = "", *, sized: bool = False) -> str:
        """As it stands in a page, or `sized` as it stands in a file."""
        size = {"width": _n(self.width), "height": _n(self.height)} if sized else {}
        named = {"role": "img", "aria-label": legal(label)} if label else {}
        for name, value in (size | named | {"viewBox": f"0 0 {_n(self.width)} {_n(self.height)}"}).items():
            self.element.set(name, value)
        return tostring(self.element, encoding="unicode")

    def place(self, body: "Drawing", x: float, y: float, scale: float = 1) -> None:
        """Another drawing within this one."""
        layer = self.layer(x, y)
        if scale != 1:
            layer.element.set("transform", f"translate({_n(x)},{_n(y)}) scale({_n(scale)})")
        layer.element.extend(list(body.element))


def covered(x: float, y: float, words: str, size: float, *, bold: bool = False, anchor: str = "start") -> Box:
    wide = width(words, size, bold=bold)
    return Box(x - wide * {"start": 0, "middle": 0.5, "end": 1}[anchor], y - ASCENT * size, wide, (ASCENT + DESCENT) * size)


def legal(text: str) -> str:
    """Without what XML 1.0 cannot write: control characters, halves of surrogate pairs, the two that are no character."""
    return "".join(char if _is_legal(char) else "\ufffd" for char in " ".join(text.split("\n")))


def _is_legal(char: str) -> bool:
    return "\x20" <= char < "\x7f" or "\xa0" <= char < "\ud800" or "\ue000" <= char < "\ufffe" or char >= "\U00010000"


def _n(value: float) -> str:
    """A hundredth of a unit is finer than any screen."""
    return f"{round(value, 2):g}" if abs(value) < 1000 else f"{round(value, 1):.10g}"


def _data(data: Data | None) -> dict[str, str]:
    return {f"data-{name}": legal(value) for name, value in (data or {}).items()}
