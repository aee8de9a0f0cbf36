"""The measures as one figure for a slide: ties over the years, partners, central actors, countries. matplotlib draws it."""

import io
import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

from entrevilles.ontology.errors import QueryError, printable
from entrevilles.ontology.language import _
from entrevilles.viz import definitions
from entrevilles.viz.strokes import PALETTE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ORANGE, GREEN, _PINK, BLUE, *_OTHERS = PALETTE
INK, PALE = "#222222", "#BBBBBB"
INCHES, DOTS = (16, 9), 120
"""1920 × 1080 pixels."""
BINS = (1, 2, 3, 4, 5, 6, 11, 21, 51, 101)
"""Partners: the first number of each bar."""
LONGEST, CENTRAL, COUNTRIES = 36, 8, 8
FOLDED = 8.5
"""Letters of a name on two lines: those of neighbours do not meet."""
TELLING = 10
"""Actors that a density asks for."""
STYLE: Any = {
    "font.size": 12,
    "font.family": "DejaVu Sans",
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 14,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 10,
    "text.parse_math": False,
    "hatch.linewidth": 0.6,
    "svg.hashsalt": "entrevilles",
    "svg.fonttype": "none",
}
"""No name is taken for a formula, and the same data make the same bytes."""


@dataclass(frozen=True)
class Year:
    """On its 31 December. `density`, of the ties in force, is None where they have too few actors for a share to tell anything."""

    year: int
    certain: int
    uncertain: int
    density: float | None


@dataclass(frozen=True)
class Plotted:
    """What is drawn. `central`: actor, country, partners, betweenness, most partners first; `matrix`: two names in order → ties."""

    title: str
    lead: Sequence[str]
    foot: Sequence[str]
    years: Sequence[Year]
    marked: Sequence[int]
    degrees: Mapping[int, int]
    central: Sequence[tuple[str, int, float]]
    countries: Sequence[str]
    matrix: Mapping[tuple[str, str], int]


def drawn(plotted: Plotted, form: str) -> bytes:
    """`form`: svg or png. Raises QueryError without matplotlib."""
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ImportError:
        raise QueryError(_("il manque matplotlib ; installez : pip install 'entrevilles[plots]'")) from None
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=INCHES, dpi=DOTS, facecolor="white")
        composed(figure, plotted)
        return _saved(figure, form, " ".join((f"{plotted.title}.", *plotted.lead)))


def composed(figure: "Figure", plotted: Plotted) -> None:
    left = figure.add_gridspec(3, 1, left=0.05, right=0.46, top=0.82, bottom=0.16, hspace=0.55, height_ratios=(5, 2, 4))
    right = figure.add_gridspec(2, 1, left=0.66, right=0.97, top=0.82, bottom=0.2, hspace=0.25)
    figure.text(0.02, 0.955, _fitted(plotted.title, 110), size=22, weight="bold", va="center")
    for line, text in enumerate(plotted.lead):
        figure.text(0.02, 0.912 - 0.032 * line, _fitted(text, 150), size=15, va="center")
    foot = [line for text in plotted.foot for line in textwrap.wrap(printable(" ".join(text.split())), 200)[:2]]
    for line, text in enumerate(foot):
        figure.text(0.02, 0.018 + 0.022 * (len(foot) - 1 - line), _fitted(text, 205), size=10, color="#444444", va="center")
    _ties(figure.add_subplot(left[0]), plotted)
    _density(figure.add_subplot(left[1]), plotted)
    _partners(figure.add_subplot(left[2]), plotted)
    _central(figure.add_subplot(right[0]), plotted)
    _countries(figure.add_subplot(right[1]), plotted)


def _saved(figure: Any, form: str, told: str) -> bytes:
    out = io.BytesIO()
    figure.savefig(out, format=form, metadata={"Date": None, "Title": told} if form == "svg" else {"Title": told, "Software": None})
    if form == "png":
        return out.getvalue()
    return out.getvalue().replace(b"<svg ", f'<svg role="img" aria-label={quoteattr(told)} '.encode(), 1)


def _ties(axes: "Axes", plotted: Plotted) -> None:
    years = [one.year for one in plotted.years]
    certain, uncertain = ([getattr(one, name) for one in plotted.years] for name in ("certain", "uncertain"))
    names = (_("en vigueur"), _("incertains"))
    sure, unsure = axes.stackplot(years, certain, uncertain, labels=names, colors=(BLUE, "#F2F2F2"))
    unsure.set(hatch="///", edgecolor="#777777", linewidth=0.6)
    sure.set(linewidth=0)
    axes.legend(loc="lower right", bbox_to_anchor=(1.02, 0.99), ncols=2, frameon=False, fontsize=12)
    axes.set_title(_("Liens chaque 31 décembre"))
    axes.set_ylim(bottom=0)
    _marked(axes, plotted)


def _density(axes: "Axes", plotted: Plotted) -> None:
    share = definitions.of("whole")["density"]
    axes.plot(
        [one.year for one in plotted.years],
        [math.nan if one.density is None else one.density for one in plotted.years],
        color=ORANGE,
        linewidth=2.2,
    )
    named = f"{share.label[0].upper()}{share.label[1:]}"
    axes.set_title(_("{measure} des liens en vigueur (dès {actors} acteurs)").format(measure=named, actors=TELLING))
    axes.margins(y=0.15)
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_formatter(lambda value, _place: share.written(value, 2))
    axes.locator_params(axis="y", nbins=3)
    _marked(axes, plotted)


def _marked(axes: "Axes", plotted: Plotted) -> None:
    """The day that is asked about, and round years below."""
    if plotted.years:
        axes.set_xlim(plotted.years[0].year, max(plotted.years[-1].year, plotted.years[0].year + 1))
    axes.locator_params(axis="x", integer=True)
    axes.xaxis.set_major_formatter(lambda value, _place: f"{value:.0f}")
    for year in plotted.marked:
        axes.axvline(year, color=INK, linewidth=1.2, linestyle="--")


def _partners(axes: "Axes", plotted: Plotted) -> None:
    ends = (*BINS[1:], None)
    bars = [(_span(first, end), _within(plotted.degrees, first, end)) for first, end in zip(BINS, ends, strict=True)]
    while bars and not bars[-1][1]:
        bars.pop()
    drawn = axes.bar([label for label, _count in bars], [count for _label, count in bars], color=GREEN, width=0.75)
    axes.bar_label(drawn, padding=2, fontsize=11)
    axes.set_title(_("Combien d'acteurs ont 1, 2, 3… partenaires"))
    axes.set_xlabel(_("partenaires"))
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.margins(y=0.15)


def _span(first: int, end: int | None) -> str:
    if end is None:
        return f"≥ {first}"
    return str(first) if end == first + 1 else f"{first}–{end - 1}"


def _within(degrees: Mapping[int, int], first: int, end: int | None) -> int:
    return sum(count for degree, count in degrees.items() if first <= degree and (end is None or degree < end))


def _central(axes: "Axes", plotted: Plotted) -> None:
    between = definitions.of("each")["betweenness"]
    places = range(len(plotted.central))
    drawn = axes.barh(places, [partners for _name, partners, _share in plotted.central], color=BLUE, height=0.72)
    told = [
        _("{partners}  ({share} des chemins)").format(partners=n, share=between.written(share, 2)) for _name, n, share in plotted.central
    ]
    axes.bar_label(drawn, told, padding=4, fontsize=11)
    axes.set_yticks(places, [_folded(name) for name, _partners, _share in plotted.central], fontsize=11, linespacing=0.95)
    for label in axes.get_yticklabels():
        label.set_fontsize(FOLDED if "\n" in label.get_text() else 11)
    axes.invert_yaxis()
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.margins(x=0.5)
    axes.set_title(_("Qui a le plus de partenaires, et par qui on passe"), x=-0.3)


def _countries(axes: "Axes", plotted: Plotted) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    names = plotted.countries
    counts = [[plotted.matrix.get((one, other) if (one, other) in plotted.matrix else (other, one), 0) for other in names] for one in names]
    most = max((count for row in counts for count in row), default=0)
    axes.set_title(_("Liens entre pays") if names else _("Aucun pays n'est connu"), x=-0.3)
    axes.set_frame_on(False)
    axes.tick_params(length=0)
    axes.set_xticks(range(len(names)), [_fitted(name, 16) for name in names], rotation=35, ha="right", fontsize=11)
    axes.set_yticks(range(len(names)), [_fitted(name, LONGEST) for name in names], fontsize=11)
    if not most:
        return
    sides = [place - 0.5 for place in range(len(names) + 1)]
    shades = LinearSegmentedColormap.from_list("", ["white", BLUE])
    axes.pcolormesh(sides, sides, [[count**0.5 for count in row] for row in counts], cmap=shades)
    axes.invert_yaxis()
    for line, row in enumerate(counts):
        for column, count in enumerate(row):
            colour = "white" if count > most / 2 else INK if count else PALE
            axes.text(column, line, str(count) if count else "·", ha="center", va="center", color=colour, fontsize=11)


def _folded(name: str) -> str:
    """On two lines at most."""
    lines = textwrap.wrap(_fitted(name, 2 * LONGEST - 6), LONGEST, break_long_words=True)
    return "\n".join(lines[:2])


def _fitted(text: str, most: int) -> str:
    text = printable(" ".join(text.split()))
    return text if len(text) <= most else text[: most - 1] + "…"
