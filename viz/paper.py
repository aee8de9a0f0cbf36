"""A paper: one Markdown text, read once, that each format writes in its own way.

Raw HTML, images and addresses that are not of the web are no part of a paper: nothing in it runs, and nothing is fetched.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from entrevilles.ontology.language import slugify
from entrevilles.viz.templates import Templates

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_ADDRESS = re.compile(r"(?:https?://|mailto:|#)", re.IGNORECASE)


@dataclass(frozen=True)
class About:
    """What stands around the text of a paper: at its head and foot."""

    lang: str
    dataset: str
    generation: str
    date: str
    day: str
    cite: str
    licence: str

    def named(self) -> dict[str, str]:
        return dict(vars(self))


@dataclass(frozen=True)
class Paper:
    text: str = field(repr=False)
    about: About
    templates: Templates = field(default_factory=Templates)

    @cached_property
    def tokens(self) -> "list[Token]":
        tokens = reader().parse(self.text)
        _name_headings(tokens)
        for token in tokens:
            _join_marks(token)
        return tokens

    @cached_property
    def title(self) -> str:
        return next((text for level, text in headings(self.tokens) if level == 1), self.about.dataset)


def reader() -> "MarkdownIt":
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    made = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "html_block", "html_inline", "autolink"])
    made.use(footnote_plugin, inline=False)
    made.validateLink = _is_address  # type: ignore[method-assign]
    return made


def _is_address(url: str) -> bool:
    return bool(_ADDRESS.match(url))


def words(inline: "Token") -> str:
    """The text of an inline token without its markup; notes are left out."""
    parts = {"softbreak": " ", "hardbreak": " "}
    return "".join(parts.get(child.type, child.content) for child in inline.children or [] if child.type != "footnote_ref")


def headings(tokens: "Sequence[Token]") -> Iterator[tuple[int, str]]:
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            yield int(token.tag[1]), words(inline)


@dataclass(frozen=True)
class Table:
    """A table under its nearest heading. `numbers` says which columns are written to the right."""

    heading: str
    rows: list[list[str]]
    numbers: list[bool]


def tables(tokens: "Sequence[Token]") -> Iterator[Table]:
    heading, rows = "", list[list[str]]()
    numbers: list[bool] = []
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = words(tokens[place + 1])
        elif token.type == "table_open":
            rows, numbers = [], []
        elif token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            rows[-1].append(words(tokens[place + 1]))
            if token.type == "th_open":
                numbers.append(is_number(token))
        elif token.type == "table_close":
            yield Table(heading, rows, numbers)


def is_number(cell: "Token") -> bool:
    return "right" in str(cell.attrs.get("style", ""))


def notes(tokens: "Sequence[Token]") -> Iterator[list[str]]:
    """Number, text and address of each note, in order."""
    for place, token in enumerate(tokens):
        if token.type == "footnote_open":
            inline = next(following for following in tokens[place:] if following.type == "inline")
            addresses = [str(child.attrs["href"]) for child in inline.children or [] if child.type == "link_open"]
            yield [str(token.meta["id"] + 1), words(inline), *addresses[:1]]


def _name_headings(tokens: "Sequence[Token]") -> None:
    """An id for each heading, for links; each table says which heading it is under, for screen readers."""
    taken: dict[str, int] = {}
    last = ""
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            slug = slugify(words(inline)) or "section"
            taken[slug] = taken.get(slug, 0) + 1
            last = slug if taken[slug] == 1 else f"{slug}-{taken[slug]}"
            token.attrSet("id", last)
        elif token.type == "table_open" and last:
            token.attrSet("aria-labelledby", last)
        elif token.type == "th_open":
            token.attrSet("scope", "col")


def _join_marks(inline: "Token") -> None:
    """Marks that follow each other are written « 1, 3–7 »: `lead` is what stands before each one that is left."""
    found = inline.children or []
    left: list[Token] = []
    for place, child in enumerate(found):
        if child.type == "footnote_ref":
            before, after = (_next_to(found, place, step) for step in (-1, 1))
            if before and after and _follows(before, child) and _follows(child, after):
                continue
            child.meta["lead"] = "" if not before else "–" if _follows(before, child) and left[-1] is not before else ", "
        left.append(child)
    inline.children = left if inline.children is not None else None


def _next_to(tokens: "Sequence[Token]", place: int, step: int) -> "Token | None":
    other = tokens[place + step] if 0 <= place + step < len(tokens) else None
    return other if other and other.type == "footnote_ref" else None


def _follows(before: "Token", after: "Token") -> bool:
    return bool(after.meta["id"] == before.meta["id"] + 1)


def metadata(paper: Paper) -> dict[str, str]:
    return {"title": paper.title, **paper.about.named()}
