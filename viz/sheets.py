"""A view as a page: the same drawing, wide and narrow, with filters, tables and sources, in each language; one file."""

import hashlib
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from entrevilles.ontology.language import LANGUAGES, _, activate, current
from entrevilles.viz import locators
from entrevilles.viz.lettering import tied
from entrevilles.viz.pictures import made_from
from entrevilles.viz.telling import Source, Telling
from entrevilles.viz.templates import read, shell
from entrevilles.viz.views import NARROW, WIDE, Choice, Line, Table, View

if TYPE_CHECKING:
    from markupsafe import Markup

HERE = Path(__file__).parent
FEW = 6
"""More options than these are a list to choose from."""


@dataclass(frozen=True)
class Sheet:
    """What the template shows in one language; `wide` and `narrow` are SVG."""

    lang: str
    view: View
    wide: "Markup"
    narrow: "Markup"
    made_from: str
    sources: list[Source]
    citations: Mapping[str, Mapping[int, Sequence[str]]]
    words: dict[str, str]

    @property
    def checks(self) -> list[Choice]:
        return [one for one in self.view.choices if 1 < len(one.options) <= FEW]

    @property
    def lists(self) -> list[Choice]:
        return [one for one in self.view.choices if len(one.options) > FEW]

    def cited(self, line: Line) -> list[tuple[int, str]]:
        """The numbers of the sources of a row, each with its places there."""
        found: dict[int, list[str]] = {}
        for thing in line.things:
            for number, places in self.citations[thing].items():
                found.setdefault(number, []).extend(places)
        return [(number, locators.merged(places)) for number, places in sorted(found.items())]

    @property
    def tables(self) -> list[Table]:
        return list(self.view.tables)


def page(draw: Callable[[Telling], View], telling: Callable[[], Telling]) -> bytes:
    """Drawn anew in each language; the one of the person is shown first."""
    from markupsafe import Markup

    style, program = (
        (HERE / "page.css").read_text(encoding="utf-8") + read(HERE / "view.css"),
        read(HERE / "view.js") + read(HERE / "rove.js"),
    )
    sheets = []
    for lang in LANGUAGES:
        with speaking(lang):
            sheets.append(_sheet(lang, draw, telling()))
    given = {
        "lang": current(),
        "title": next(sheet.view.title for sheet in sheets if sheet.lang == current()),
        "sheets": sheets,
        "style": Markup(style),
        "program": Markup(program),
        "style_hash": _hash(style),
        "program_hash": _hash(program),
    }
    return shell(HERE / "view.html", given).encode()


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    before = current()
    activate(lang)
    try:
        yield
    finally:
        activate(before)


def _sheet(lang: str, draw: Callable[[Telling], View], telling: Telling) -> Sheet:
    from markupsafe import Markup

    view = _tied(draw(telling))
    words = {
        "over": telling.dataset.title,
        "filters": _("Filtres"),
        "all": _("tous"),
        "search": _("Chercher"),
        "sources": _("Les sources ({n})"),
        "shown": _("{n} lignes sur {all}"),
        "picture": _("{title}. Les mêmes données sont dans les tableaux sous la figure."),
        "unsaid": _("licence non dite"),
        "saying": _("Sources"),
        "roving": _("Au clavier : Tab entre dans la liste, les flèches la parcourent."),
    }
    words = {name: tied(text) for name, text in words.items()}
    label = words["picture"].format(title=view.title)
    wide, narrow = (Markup(view.draw(width).svg(label)) for width in (WIDE, NARROW))  # written by ElementTree, which escapes
    sources = telling.sources(view.things)
    return Sheet(lang, view, wide, narrow, tied(made_from(view, telling)), sources, _citations(view, telling, sources), words)


def _tied(view: View) -> View:
    """What it says in sentences, as a page sets it; what comes from the data stays as it is."""
    totals = [replace(total, words=tied(total.words)) for total in view.totals]
    return replace(view, title=tied(view.title), lead=tied(view.lead), notes=[tied(note) for note in view.notes], totals=totals)


def _citations(view: View, telling: Telling, sources: Sequence[Source]) -> dict[str, dict[int, Sequence[str]]]:
    """Of each thing, the number of each source that speaks of it, with the places where it does."""
    number = {source.id: rank for rank, source in enumerate(sources, 1)}
    things = {thing for table in view.tables for line in table.lines for thing in line.things}
    return {thing: {number[telling.slug(iri)]: places for iri, places in telling.cited(thing).items()} for thing in sorted(things)}


def _hash(text: str) -> str:
    """As a content security policy names a script that may run."""
    return b64encode(hashlib.sha256(text.encode()).digest()).decode()
