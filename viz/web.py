"""A paper as a page: HTML that needs nothing but itself, and PDF made from it by WeasyPrint."""

from typing import TYPE_CHECKING, Any

from entrevilles.ontology.errors import InputError
from entrevilles.ontology.language import _
from entrevilles.viz.paper import Paper, metadata, reader
from entrevilles.viz.templates import read, shell

if TYPE_CHECKING:
    from collections.abc import MutableMapping, Sequence

    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import OptionsDict


def html(paper: Paper) -> bytes:
    """The page: the shell `paper.html`, the look `paper.css`, the text between. Raises InputError."""
    from markupsafe import Markup

    look = Markup(read(paper.templates.other("paper.css")).replace("</", r"<\/"))  # nothing in it ends the style
    given = {**metadata(paper), "style": look, "body": Markup(_body(paper))}
    return shell(paper.templates.other("paper.html"), given).encode()


def pdf(paper: Paper) -> bytes:
    """Tagged, as PDF/UA-1 asks. Raises InputError where WeasyPrint, or what it needs, is missing."""
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except ImportError:
        mend = _("installez-le par : pip install 'entrevilles[papers]' — ou écrivez en .docx ou .html")
        raise InputError(_("il manque WeasyPrint pour écrire un PDF"), mend) from None
    except OSError as error:  # the library that it draws with is the system's
        mend = _(
            "installez Pango (Debian : apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0) — ou écrivez en .docx ou .html"
        )
        raise InputError(_("WeasyPrint ne trouve pas Pango : {error}").format(error=str(error).split("\n", 1)[0]), mend) from None
    page = HTML(string=html(paper).decode(), url_fetcher=URLFetcher(allowed_protocols=["data"]))
    made = page.write_pdf(pdf_variant="pdf/ua-1")
    assert made is not None
    return bytes(made)


def _body(paper: Paper) -> str:
    markdown = reader()
    for name, rule in _RULES.items():
        markdown.add_render_rule(name, rule)
    return str(markdown.renderer.render(paper.tokens, markdown.options, {}))


def _mark(_self: "RendererHTML", tokens: "Sequence[Token]", place: int, _options: "OptionsDict", _env: "MutableMapping[str, Any]") -> str:
    number = tokens[place].meta["id"] + 1
    label = _("source {number}").format(number=number)
    return f'<sup>{tokens[place].meta["lead"]}<a href="#source-{number}" aria-label="{label}">{number}</a></sup>'


def _note(_self: "RendererHTML", tokens: "Sequence[Token]", place: int, _options: "OptionsDict", _env: "MutableMapping[str, Any]") -> str:
    return f'<li id="source-{tokens[place].meta["id"] + 1}">'


def _constant(text: str) -> Any:
    return lambda _self, _tokens, _place, _options, _env: text


_RULES: dict[str, Any] = {
    "footnote_ref": _mark,
    "footnote_open": _note,
    "footnote_close": _constant("</li>\n"),
    "footnote_anchor": _constant(""),
    "footnote_block_open": _constant('<ol class="sources">\n'),
    "footnote_block_close": _constant("</ol>\n"),
}
