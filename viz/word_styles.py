"""The reference document that Word opens: page, styles, header and footer. `entrevilles papers` writes it as `paper.docx`."""

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

OVER, LEAD, SMALL, SOURCE = "Over title", "Lead", "Small print", "Source"
TABLE, HEAD, CELL = "Paper table", "Table head", "Table text"
INK, SOFT, ACCENT, LINE = "16202C", "51606F", "0B5C94", "C9D1D9"
FONT = "Arial"
_TABLE_STYLE = f"""<w:style xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" w:type="table" w:customStyle="1"
 w:styleId="PaperTable"><w:name w:val="{TABLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:qFormat/>
<w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders><w:bottom w:val="single" w:sz="4" w:color="{LINE}"/>
<w:insideH w:val="single" w:sz="4" w:color="{LINE}"/></w:tblBorders>
<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="140" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblStylePr w:type="firstRow">
<w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="8" w:color="{ACCENT}"/></w:tcBorders></w:tcPr></w:tblStylePr></w:style>"""
# name: size in points, colour, bold, space before and after in points
_STYLES: dict[str, tuple[float, str, bool, float, float]] = {
    "Normal": (9.5, INK, False, 0, 4),
    OVER: (9.5, ACCENT, True, 0, 0),
    "Title": (22, INK, True, 0, 2),
    LEAD: (10.5, SOFT, False, 0, 8),
    "Heading 1": (12, ACCENT, True, 11, 3),
    "Heading 2": (10, INK, True, 7, 2),
    "Heading 3": (9.5, SOFT, True, 6, 2),
    "List Bullet": (9.5, INK, False, 0, 2),
    "List Number": (9.5, INK, False, 0, 2),
    "Quote": (9.5, SOFT, False, 2, 4),
    HEAD: (8, SOFT, True, 2, 2),
    CELL: (9, INK, False, 2, 2),
    SOURCE: (7.5, SOFT, False, 0, 1),
    SMALL: (7.5, SOFT, False, 4, 0),
    "Header": (7.5, SOFT, False, 0, 0),
    "Footer": (7.5, SOFT, False, 0, 0),
}


def reference() -> "Document":
    """Letter, as Québec prints; a bureau elsewhere changes the page in its own copy."""
    import docx
    from docx.shared import Inches

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = Inches(0.85)
    section.top_margin, section.bottom_margin = Inches(0.8), Inches(0.75)
    section.header_distance = section.footer_distance = Inches(0.4)
    for name, look in _STYLES.items():
        _style(document, name, look)
    _table_style(document)
    _running(section.header.paragraphs[0], room(document), "{title}", "{date}")
    footer = section.footer.paragraphs[0]
    _running(footer, room(document), "{dataset} ({generation})", "")
    for part in ("PAGE", " / ", "NUMPAGES"):
        _field(footer, part) if part.isupper() else footer.add_run(part)
    return document


def room(document: "Document") -> int:
    """The width between the margins."""
    section = document.sections[0]
    return (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)


def speaks(document: "Document", lang: str) -> None:
    """The language that Word checks the spelling in, and that screen readers speak."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = document.styles["Normal"].element.get_or_add_rPr()
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), f"{lang}-CA")
    properties.append(language)


def superscript(paragraph: "Paragraph", text: str) -> None:
    run = paragraph.add_run(text)
    run.font.superscript = True


def linked(paragraph: "Paragraph", text: str, address: str) -> "Run":
    """Text that opens a page; python-docx reads links and writes none."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(text)
    run.font.underline = True
    link.append(run._r)
    paragraph._p.append(link)
    return run


def _style(document: "Document", name: str, look: tuple[float, str, bool, float, float]) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    size, colour, bold, before, after = look
    style: Any = document.styles[name] if name in document.styles else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.font.name, style.font.size, style.font.bold, style.font.italic = FONT, Pt(size), bold, False
    style.font.color.rgb = RGBColor.from_string(colour)
    fonts = style.element.rPr.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):  # a theme's font would win over ours
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for part in ("w:pBdr", "w:tabs"):  # the rule under the title, the stops of the header
        for element in style.element.findall(f"{qn('w:pPr')}/{qn(part)}"):
            style.element.pPr.remove(element)
    spacing = style.paragraph_format
    spacing.space_before, spacing.space_after, spacing.line_spacing = Pt(before), Pt(after), 1.12
    spacing.keep_with_next = name.startswith(("Heading", "Title", OVER))
    if name == SOURCE:
        spacing.left_indent, spacing.first_line_indent = Pt(18), Pt(-18)
        spacing.tab_stops.add_tab_stop(Pt(18))


def _table_style(document: "Document") -> None:
    from docx.oxml import parse_xml

    document.styles.element.append(parse_xml(_TABLE_STYLE))


def _running(paragraph: "Paragraph", width: int, left: str, right: str) -> None:
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Emu

    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Emu(width), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(left)
    paragraph.add_run("\t")
    if right:
        paragraph.add_run(right)


def _field(paragraph: "Paragraph", name: str) -> None:
    """A number that Word counts."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = paragraph.add_run("1")
    field.append(run._r)
    paragraph._p.append(field)


def saved() -> bytes:
    out = io.BytesIO()
    reference().save(out)
    return out.getvalue()
