"""A view as a picture of its own: SVG, and PNG made from it without a browser.

PNG is drawn by resvg (MIT), a library of 1.4 MB without dependencies, and lettered with Arimo (OFL), which comes with the
extra `pictures`: a machine without fonts loses nothing. matplotlib would draw again what is drawn already, cairosvg is LGPL
and needs the system's Cairo.
"""

from importlib import resources
from typing import TYPE_CHECKING

from entrevilles.ontology.errors import InputError
from entrevilles.ontology.language import _
from entrevilles.viz.drawing import LINE, PAPER, SOFT, Box, Drawing, Pen
from entrevilles.viz.lettering import LEADING, wrapped
from entrevilles.viz.telling import Telling
from entrevilles.viz.views import WIDE, View

if TYPE_CHECKING:
    from collections.abc import Sequence

SLIDE = (1920.0, 1080.0)
"""Units, and pixels of the PNG; what needs more height, though it is drawn smaller, has more."""
SCALES = (1, 0.95, 0.9, 0.85, 0.8)
"""Of what is drawn: letters of 16 are still read at four fifths."""
MARGIN = (SLIDE[0] - WIDE) / 2


def svg(view: View, telling: Telling) -> str:
    """Title, date, figure, legend, and what it was made from."""
    drawing = Drawing(SLIDE[0])
    ground = drawing.bar(Box(0, 0, SLIDE[0], SLIDE[1]), PAPER)
    y = drawing.lines(MARGIN, 34, wrapped(view.title, WIDE, 42, bold=True), 42, bold=True)
    y = drawing.lines(MARGIN, y, wrapped(view.lead, WIDE, 24), 24, colour=SOFT) + 22
    foot = _foot(view, telling)
    end = SLIDE[1] - 26 - 16 * LEADING * len(foot)
    body, scale = _fitted(view, end - 16 - y)
    drawing.place(body, MARGIN, y, scale)
    y = max(y + body.height * scale + 16, end)
    drawing.line((MARGIN, y), (SLIDE[0] - MARGIN, y), Pen(LINE, 1.5))
    drawing.height = drawing.lines(MARGIN, y + 8, foot, 16, colour=SOFT) + 18
    ground.element.set("height", f"{drawing.height:g}")
    return drawing.svg(view.title, sized=True)


def _fitted(view: View, room: float) -> tuple[Drawing, float]:
    """As large as the slide has room for, and how much smaller it is then: drawn wider, it fills the width all the same."""
    *larger, least = SCALES
    for scale in larger:
        body = view.slide(WIDE / scale)
        if body.height * scale <= room:
            return body, scale
    return view.slide(WIDE / least), least


def _foot(view: View, telling: Telling) -> "Sequence[str]":
    words = " ".join([*view.notes, f"{made_from(view, telling)}."])
    return wrapped(words, WIDE, 16)


def made_from(view: View, telling: Telling) -> str:
    """What every figure says of itself: dataset, generation, how many sources, licence."""
    dataset = telling.dataset
    sources = len(telling.sources(view.things))
    parts = [
        dataset.title,
        _("génération {generation}").format(generation=dataset.generation.short),
        _("données au {day}").format(day=telling.dates(dataset.last_recorded)) if dataset.last_recorded else "",
        _("dernier fait daté : {day}").format(day=telling.dates(telling.latest)) if telling.latest and telling.latest < telling.day else "",
        _("sources : {count}").format(count=sources),
        _("licence {licence}, les sources gardent la leur").format(licence=dataset.folder.settings.licence)
        if dataset.folder.settings.licence
        else "",
    ]
    return " · ".join(part for part in parts if part)


def png(text: str) -> bytes:
    """The picture of an SVG, a pixel for each unit. Raises InputError where the extra is missing."""
    try:
        import fontpkg_arimo
        import resvg_py
    except ImportError:
        mend = _("installez-le par : pip install 'entrevilles[pictures]' — ou écrivez en .svg")
        raise InputError(_("il manque resvg_py et fontpkg-arimo pour écrire un PNG"), mend) from None
    with resources.as_file(resources.files(fontpkg_arimo) / "files" / "Arimo[wght].ttf") as font:
        # The machine's own fonts only serve scripts that Arimo has not.
        return bytes(resvg_py.svg_to_bytes(svg_string=text, font_files=[str(font)], font_family="Arimo", sans_serif_family="Arimo"))
