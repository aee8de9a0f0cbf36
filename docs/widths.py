"""The advance widths of `viz/widths.json`: Arimo (OFL), which has those of Arial, Helvetica and Liberation Sans.

pip install fonttools fontpkg-arimo && python docs/widths.py
"""

import json
from collections.abc import Iterator, Mapping
from importlib import resources
from itertools import groupby
from pathlib import Path

OUTPUT = Path(__file__).parent.parent / "viz" / "widths.json"
WEIGHTS = {"regular": 400, "bold": 700}
SCRIPTS = (
    range(0x20, 0x250),
    range(0x2B0, 0x530),
    range(0x590, 0x600),
    range(0x1E00, 0x2000),
    range(0x2000, 0x2330),
    range(0x25A0, 0x2610),
)
"""Latin, Greek, Cyrillic, Hebrew, punctuation, arrows, signs."""


def main() -> None:
    OUTPUT.write_text("{\n" + ",\n".join(_style(name, weight) for name, weight in WEIGHTS.items()) + "\n}\n", encoding="utf-8")


def _style(name: str, weight: int) -> str:
    return f'"{name}": [\n' + ",\n".join(json.dumps(run, separators=(",", ":")) for run in _runs(_widths(weight))) + "\n]"


def _widths(weight: int) -> dict[int, int]:
    """Code point → thousandths of an em."""
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    with resources.as_file(resources.files("fontpkg_arimo") / "files" / "Arimo[wght].ttf") as path:
        font = instantiateVariableFont(TTFont(path), {"wght": weight})
    glyphs, advances, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    return {point: round(1000 * advances[glyphs[point]][0] / em) for script in SCRIPTS for point in script if point in glyphs}


def _runs(widths: Mapping[int, int]) -> Iterator[list[int]]:
    """A first code point, then the widths of it and of those that follow without a gap."""
    for _gap, found in groupby(enumerate(sorted(widths)), lambda pair: pair[1] - pair[0]):
        points = [point for _rank, point in found]
        yield [points[0], *(widths[point] for point in points)]


if __name__ == "__main__":
    main()
