"""A paper as a Word document, in the styles of the bureau's own `paper.docx`, or in ours where it gives none."""

import io
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from entrevilles.ontology.errors import InputError
from entrevilles.ontology.language import _
from entrevilles.viz.paper import Paper, is_number, metadata, words
from entrevilles.viz.word_styles import CELL, HEAD, LEAD, OVER, SMALL, SOURCE, TABLE, linked, reference, room, speaks, superscript

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph
    from markdown_it.token import Token

_LINE, _WIDEST = 100, 60
"""Characters of a line of a table; no column asks for more than the second."""
_PLACE = re.compile(r"\{(title|dataset|generation|date|cite|licence)\}")


_LONGEST_PROPERTY = 255
"""Of a property of a Word document; the page itself has the whole."""


def docx(paper: Paper) -> bytes:
    """Raises InputError for a `paper.docx` that Word did not write."""
    document = _opened(paper)
    properties = document.core_properties
    properties.title, properties.language, properties.author = (
        paper.title[:_LONGEST_PROPERTY],
        paper.about.lang,
        paper.about.dataset[:_LONGEST_PROPERTY],
    )
    properties.comments, properties.subject = paper.about.cite[:_LONGEST_PROPERTY], paper.about.date
    speaks(document, paper.about.lang)
    _Writer(document, paper.tokens).write()
    _fill(document, metadata(paper))
    for line in (paper.about.cite, paper.about.licence):
        _styled(document, document.add_paragraph(line), SMALL)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _opened(paper: Paper) -> "Document":
    import docx as word

    path = paper.templates.other("paper.docx")
    if not path.exists():
        return reference()
    try:
        document = word.Document(str(path))
    except Exception:  # python-docx tells broken files by whatever breaks first
        mend = _("ouvrez-le et enregistrez-le dans Word, en .docx")
        raise InputError(_("document de référence illisible : {path}").format(path=path), mend) from None
    for element in list(document.element.body)[:-1]:  # the last one is the page: size, margins, header and footer
        document.element.body.remove(element)
    return document


def _fill(document: "Document", values: Any) -> None:
    """`{title}`, `{date}`… in the header and the footer."""
    for section in document.sections:
        for part in (section.header, section.footer, section.first_page_header, section.first_page_footer):
            for paragraph in [*part.paragraphs, *(p for t in part.tables for row in t.rows for cell in row.cells for p in cell.paragraphs)]:
                for run in paragraph.runs:
                    if _PLACE.search(run.text):
                        run.text = _PLACE.sub(lambda place: str(values[place[1]]), run.text)


class _Writer:
    """Walks the tokens once; knows the list, the quotation or the note in which it stands."""

    def __init__(self, document: "Document", tokens: "Sequence[Token]") -> None:
        self.document, self.tokens = document, tokens
        self.style: list[str] = []
        self.titled = self.lead = False
        self.number = 0

    def write(self) -> None:
        place = 0
        while place < len(self.tokens):
            token = self.tokens[place]
            if token.type == "table_open":
                place = self._table(place)
            else:
                self._block(token, place)
            place += 1

    def _block(self, token: "Token", place: int) -> None:
        styles = {"bullet_list": "List Bullet", "ordered_list": "List Number", "blockquote": "Quote", "footnote": SOURCE}
        kind = token.type.removesuffix("_open").removesuffix("_close")
        if kind in styles and token.nesting == 1:
            self.style.append(styles[kind])
            self.number = token.meta["id"] + 1 if kind == "footnote" else 0
        elif kind in styles:
            self.style.pop()
        elif token.type == "heading_open":
            self._heading(int(token.tag[1]), self.tokens[place + 1])
        elif token.type == "paragraph_open":
            self._paragraph(self.tokens[place + 1])
        elif token.type in ("fence", "code_block"):
            self.document.add_paragraph(token.content)

    def _heading(self, level: int, inline: "Token") -> None:
        paragraph = _styled(self.document, self.document.add_paragraph(), "Title" if level == 1 else f"Heading {level - 1}")
        _write(paragraph, inline)
        self.titled, self.lead = True, level == 1

    def _paragraph(self, inline: "Token") -> None:
        style = self.style[-1] if self.style else LEAD if self.lead else "Normal" if self.titled else OVER
        paragraph = _styled(self.document, self.document.add_paragraph(), style)
        if self.number:  # of a note
            paragraph.add_run(f"{self.number}.\t")
            self.number = 0
        _write(paragraph, inline)
        self.lead = False

    def _table(self, place: int) -> int:
        """Writes the table that opens here; the place where it closes."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        end = next(index for index in range(place, len(self.tokens)) if self.tokens[index].type == "table_close")
        rows = list(_rows(self.tokens[place:end]))
        table = self.document.add_table(len(rows), len(rows[0]))
        _look(self.document, table, _shares([[words(row[column][1]) for row in rows] for column in range(len(rows[0]))]))
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, (opening, inline) in zip(row.cells, cells, strict=True):
                _write(_styled(self.document, cell.paragraphs[0], HEAD if opening.type == "th_open" else CELL), inline)
                if is_number(opening):
                    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _styled(self.document, self.document.add_paragraph(), SMALL)  # Word joins two tables that nothing parts
        self.lead = False
        return end


def _rows(tokens: "Sequence[Token]") -> "Iterator[list[tuple[Token, Token]]]":
    row: list[tuple[Token, Token]] = []
    for token, inline in pairwise(tokens):
        if token.type == "tr_open":
            row = []
        elif token.type in ("th_open", "td_open"):
            row.append((token, inline))
        elif token.type == "tr_close":
            yield row
    if row and tokens[-1].type == "tr_close":
        yield row


def _shares(columns: Sequence[Sequence[str]]) -> list[float]:
    """Of the width, for each column: room for its longest word, then, of what is left, as its longest text asks."""
    least = [max((len(word) for text in texts for word in text.split()), default=0) + 3 for texts in columns]
    more = [max(min(max(map(len, texts)), _WIDEST) - low, 1) for texts, low in zip(columns, least, strict=True)]
    left = max(_LINE - sum(least), 0)
    return [low + left * want / sum(more) for low, want in zip(least, more, strict=True)]


def _look(document: "Document", table: "Table", shares: Sequence[float]) -> None:
    """The bureau's table style if there is one; a header row that Word repeats on each page and reads out as such."""
    from docx.oxml import OxmlElement
    from docx.shared import Emu

    for column, share in zip(table.columns, shares, strict=True):
        width = Emu(int(room(document) * share / sum(shares)))
        column.width = width  # what LibreOffice reads
        for cell in column.cells:  # what Word reads
            cell.width = width

    if TABLE in document.styles:
        table.style = TABLE
    for row in table.rows:
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _styled(document: "Document", paragraph: "Paragraph", name: str) -> "Paragraph":
    """In this style, where the document has it."""
    if name in document.styles:
        paragraph.style = name
    return paragraph


def _write(paragraph: "Paragraph", inline: "Token") -> None:
    bold = italic = False
    address = ""
    for child in inline.children or []:
        if child.type in ("strong_open", "strong_close"):
            bold = child.nesting == 1
        elif child.type in ("em_open", "em_close"):
            italic = child.nesting == 1
        elif child.type == "footnote_ref":
            superscript(paragraph, f"{child.meta['lead']}{child.meta['id'] + 1}")
        elif child.type == "link_open":
            address = str(child.attrs.get("href", ""))
        elif child.type == "link_close":
            address = ""
        elif child.type in ("softbreak", "hardbreak"):
            paragraph.add_run(" " if child.type == "softbreak" else "\n")
        elif child.content:
            run = linked(paragraph, child.content, address) if address.startswith("http") else paragraph.add_run(child.content)
            run.bold, run.italic = bold or None, italic or None
