"""Drawings: text is measured as it is drawn, names never overlap, what XML cannot write is left out; PNG holds the text."""

import io
from importlib import resources
from math import hypot
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrevilles.ontology.errors import InputError
from entrevilles.viz import pictures
from entrevilles.viz.drawing import Box, Drawing, legal
from entrevilles.viz.lettering import LEADING, width, wrapped
from entrevilles.viz.placing import GREAT, Named, Way, placed

NAMES = ["Québec", "Saint-Pétersbourg", "Iași", "Œuvre de Łódź", "Київ", "Αθήνα", "Association internationale des maires francophones"]


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_widths_are_those_of_the_font(name: str, *, bold: bool) -> None:
    pytest.importorskip("fontpkg_arimo")
    imagefont = pytest.importorskip("PIL.ImageFont")
    with resources.as_file(resources.files("fontpkg_arimo") / "files" / "Arimo[wght].ttf") as path:
        font = imagefont.truetype(str(path), 1000, layout_engine=imagefont.Layout.BASIC)
        font.set_variation_by_axes([700 if bold else 400])
        kerned = font.getlength(name)
        assert -0.002 * kerned < width(name, 1000, bold=bold) - kerned < 0.03 * kerned  # kerning brings letters nearer


@given(st.text(max_size=80), st.floats(30, 400))
def test_wrapped_lines_fit_and_lose_nothing(text: str, room: float) -> None:
    lines = wrapped(text, room, 20)
    kept = "".join("".join(lines).split())
    assert kept == "".join(text.split())
    assert all(width(line, 20) <= room or len(line) <= 3 for line in lines)


def test_no_line_begins_with_a_colon() -> None:
    lines = wrapped("Sans lieu connu, donc hors de la carte : 7.", width("Sans lieu connu, donc hors de la carte", 20) + 1, 20)
    assert lines == ["Sans lieu connu, donc hors de la", "carte : 7."]


@given(st.lists(st.tuples(st.floats(50, 950), st.floats(50, 450), st.text("abcdé -", min_size=1, max_size=30)), max_size=40))
def test_names_overlap_neither_each_other_nor_points_nor_the_edge(spots: list[tuple[float, float, str]]) -> None:
    box = Box(0, 0, 1000, 500)
    named = [Named(str(rank), x, y, 6, [text]) for rank, (x, y, text) in enumerate(spots)]
    found = placed(named, 18, box, Way(over=True))
    points = {str(rank): Box(x - 6, y - 6, 12, 12) for rank, (x, y, _text) in enumerate(spots)}
    boxes = [one.box for one in found.values()]
    assert not any(one.meets(other) for rank, one in enumerate(boxes) for other in boxes[:rank])
    for key, one in found.items():
        assert one.box.within(box)
        assert not one.box.meets(points[key])
        if int(key) >= GREAT:
            assert not any(one.box.meets(point) for point in points.values())


@given(st.lists(st.tuples(st.floats(50, 950), st.floats(50, 450), st.text("abcdé -", min_size=1, max_size=30)), max_size=40))
def test_a_name_stands_by_its_point_or_at_the_end_of_a_short_line(spots: list[tuple[float, float, str]]) -> None:
    named = [Named(str(rank), x, y, 6, [text]) for rank, (x, y, text) in enumerate(spots)]
    for key, place in placed(named, 18, Box(0, 0, 1000, 500), Way(over=True)).items():
        (x1, y1), (x2, y2) = place.line(named[int(key)])
        lines = hypot(x2 - x1, y2 - y1) / (18 * LEADING)
        assert lines <= 3
        assert place.led or lines <= 0.6
        assert int(key) < GREAT or not place.led


def test_a_name_does_not_leave_its_room() -> None:
    room = Box(100, 100, 120, 60)
    named = [Named("a", 110, 130, 6, ["Saint-Pétersbourg"], room), Named("b", 110, 150, 6, ["une ville au nom trop long"], room)]
    found = placed(named, 13, Box(0, 0, 1000, 500))
    assert found["a"].box.within(room)
    assert "b" not in found


@given(st.text())
def test_any_text_is_written_as_text(text: str) -> None:
    drawing = Drawing(100)
    drawing.text(0, 20, text, 16, data={"name": text})
    root = ElementTree.fromstring(drawing.svg(text))
    assert len(root) == 1
    assert (root[0].text or "").replace("\r", "\n") == legal(text).replace("\r", "\n")


def test_markup_in_a_name_stays_text() -> None:
    drawing = Drawing(100)
    drawing.text(0, 20, "</text><script>alert(1)</script>", 16)
    assert "<script" not in drawing.svg()


def picture(*texts: str) -> bytes:
    drawing = Drawing(400)
    drawing.bar(Box(0, 0, 400, 60), "#ffffff")
    for text in texts:
        drawing.text(10, 40, text, 30)
    drawing.height = 60
    return pictures.png(drawing.svg(sized=True))


def test_a_png_holds_the_text_that_is_drawn() -> None:
    pytest.importorskip("resvg_py")
    image = pytest.importorskip("PIL.Image")
    blank, written = image.open(io.BytesIO(picture())), image.open(io.BytesIO(picture("Québec Київ")))
    assert blank.size == written.size == (400, 60)
    assert blank.convert("L").getextrema() == (255, 255)
    dark = sum(count for level, count in enumerate(written.convert("L").histogram()) if level < 128)
    assert dark > 500


def test_a_machine_without_fonts_loses_no_text() -> None:
    """The carried font alone draws the same picture, byte for byte."""
    resvg = pytest.importorskip("resvg_py")
    with resources.as_file(resources.files("fontpkg_arimo") / "files" / "Arimo[wght].ttf") as font:
        drawing = Drawing(400)
        drawing.height = 60
        drawing.text(10, 40, "Québec Київ Αθήνα", 30, bold=True)
        text = drawing.svg(sized=True)
        alone = resvg.svg_to_bytes(
            svg_string=text, font_files=[str(font)], font_family="Arimo", sans_serif_family="Arimo", skip_system_fonts=True
        )
    assert bytes(alone) == pictures.png(text)


def test_a_png_without_its_libraries_says_how_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "resvg_py", None)
    with pytest.raises(InputError, match=r"entrevilles\[pictures\]"):
        pictures.png("<svg/>")
