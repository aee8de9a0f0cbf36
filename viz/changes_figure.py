"""The figure of two dates: how many ties of each kind on each day, face to face, and between them what changed."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from entrevilles.ontology.language import _
from entrevilles.viz import abridged
from entrevilles.viz.drawing import LINE, SOFT, Box, Drawing, Layer, Pen
from entrevilles.viz.legend import legend, spell, state_sample
from entrevilles.viz.lettering import ASCENT, LEADING, width, wrapped
from entrevilles.viz.marks import STATES
from entrevilles.viz.telling import Kind, Telling, states, tally

if TYPE_CHECKING:
    from entrevilles.viz.changes import Change, Sides

INDENT, SMALL = 1.3, 0.82
"""Of the size of the names: where they begin; the size of what is said of them."""
SPLIT = {"yes": "", "cannot-be-told": " ?", "sources-disagree": " ≠"}
"""The parts of a bar, with the sign after the number of each."""


def headings() -> dict[str, str]:
    """In the order of the figure."""
    return {
        "began": _("Commencées"),
        "ended": _("Terminées"),
        "passed": _("Commencées et terminées"),
        "renewed": _("Renouvelées"),
        "quiet": _("Sans contact rapporté"),
    }


def drawn(telling: Telling, moved: "Sequence[Change]", sides: "Sides", wide: float) -> Drawing:
    size = 26.0 if wide < 1000 else 20.0
    drawing = Drawing(wide)
    if not sides.kinds:
        words = _("Rien à dessiner : aucune relation n'était en vigueur entre ces dates.")
        drawing.height = drawing.lines(0, 20, wrapped(words, wide, size), size, colour=SOFT)
        return drawing
    kept = _kept(moved)
    y = _faces(telling, drawing, sides, wide, size) + 1.2 * size
    if said := abridged.changes_left_out(len(moved) - len(kept)):
        y = drawing.lines(0, y, wrapped(said, wide, size), size) + 0.4 * size
    columns, gap = (1, 0.0) if wide < 1000 else (4, 44.0)
    room = (wide - gap * (columns - 1)) / columns
    blocks = list(_blocks(moved, kept, room, size))
    most, x, bottom, used = sum(block.tall for block in blocks) / columns, 0.0, y, 0.0
    stack = drawing.layer(0, y, {"stack": ""})
    for rank, block in enumerate(blocks):
        with_next = block.tall + blocks[rank + 1].tall / 2 if block.change is None and rank + 1 < len(blocks) else block.tall / 2
        if used and used + with_next > most and x < (columns - 1) * (room + gap):
            x, used = x + room + gap, 0.0
            stack = drawing.layer(x, y, {"stack": ""})
        _block(telling, stack, block, used, size)
        used += block.tall
        bottom = max(bottom, y + used)
    drawing.height = _legend(drawing, bottom + 0.4 * size, wide, size)
    return drawing


@dataclass(frozen=True)
class Block:
    """The heading of a list, or one change, in lines."""

    what: str
    change: "Change | None"
    lines: Sequence[str]
    small: Sequence[str]
    tall: float
    words: str = ""
    """Of a heading, with a place for the number."""


def _kept(moved: "Sequence[Change]") -> "Sequence[Change]":
    """Of each sort as many, if all are too many."""
    if len(moved) <= abridged.CHANGES:
        return moved
    sorts = {what: [one for one in moved if one.what == what] for what in headings()}
    each = abridged.CHANGES // sum(1 for found in sorts.values() if found)
    told = [one for found in sorts.values() for one in sorted(found, key=lambda one: abridged.activity(one.track))[:each]]
    kept = {id(one) for one in told}
    return [one for one in moved if id(one) in kept]


def _blocks(moved: "Sequence[Change]", kept: "Sequence[Change]", room: float, size: float) -> Iterator[Block]:
    for what, heading in headings().items():
        count, found = sum(1 for one in moved if one.what == what), [one for one in kept if one.what == what]
        if not found and what == "passed":
            continue
        words = "{heading} ({n})" if len(found) == count else _("{heading} ({n} sur {all})")
        words = words.replace("{heading}", heading).replace("{all}", str(count))
        lines = wrapped(words.replace("{n}", str(len(found))), room, 1.15 * size, bold=True)
        yield Block(what, None, lines, (), (len(lines) * 1.15 * LEADING + 1.1) * size, words)
        for one in found:
            names = wrapped(one.track.label, room - INDENT * size, size)
            words = f"{STATES[one.before]} → {STATES[one.after]} · {one.track.nature} · {one.when}"
            small = wrapped(words, room - INDENT * size, SMALL * size)
            yield Block(what, one, names, small, (len(names) * LEADING + len(small) * SMALL * LEADING + 0.5) * size)


def _block(telling: Telling, stack: Layer, block: Block, y: float, size: float) -> None:
    tall = {"height": f"{block.tall:g}"}
    if block.change is None:
        words = {"words": block.words} if len(block.lines) == 1 else {}
        stack.layer(0, y, {"head": block.what} | tall | words).lines(0, 0.7 * size, block.lines, 1.15 * size, bold=True)
        return
    one = block.change
    data = {
        "row": telling.slug(one.track.tie.iri),
        "change": block.what,
        "kind": one.track.kind.name,
        "before": one.before,
        "after": one.after,
    }
    item = stack.layer(0, y, data | tall, f"{one.track.label} — {one.track.nature}")
    item.bar(Box(0, 0.18 * size, 0.8 * size, 0.8 * size), one.track.kind.colour)
    item.lines(INDENT * size, item.lines(INDENT * size, 0, block.lines, size), block.small, SMALL * size, colour=SOFT)


def _faces(telling: Telling, drawing: Drawing, sides: "Sides", wide: float, size: float) -> float:
    """The first day to the left, the second to the right, the kinds between them."""
    before, after = sides.counts(0), sides.counts(1)
    kinds = {track.kind.name: track.kind for track in sides.kinds.values()}
    middle, words = wide / 2, max((width(kind.label, size) for kind in kinds.values()), default=0) / 2 + 24
    longest = [sum(count for (kind, _state), count in side.items() if kind == name) for side in (before, after) for name in kinds]
    room = max((width(_figures(side, name), size, bold=True) for side in (before, after) for name in kinds), default=0) + 8
    unit = (middle - words - max(room, 5.5 * size)) / max(longest, default=1)
    y = 3.2 * size
    ends = ((middle - words, "end"), (middle + words, "start")) if wide > 1000 else ((0, "start"), (wide, "end"))
    for (edge, anchor), day, counts in zip(ends, sides.days, (before, after), strict=True):
        drawing.text(edge, 1.1 * size, telling.dates(day), 1.3 * size, bold=True, anchor=anchor)
        states = Counter(state for (_kind, state), count in counts.items() for _one in range(count))
        y = max(y, _unfiltered(drawing, Box(edge, 1.63 * size, middle - 12, 0), tally(states), size, anchor=anchor) + 0.5 * size)
    for kind in kinds.values():
        row = drawing.layer(data={"kind": kind.name})
        row.text(middle, y + size, kind.label, size, anchor="middle")
        _bar(row, kind, before, (middle - words, y, -unit), size)
        _bar(row, kind, after, (middle + words, y, unit), size)
        y += 1.75 * size
    if any(sides.moves.values()):
        y = _unfiltered(drawing, Box(0, y + 0.2 * size, wide, 0), reckoned(sides), SMALL * size)
    drawing.line((0, y + 6), (wide, y + 6), Pen(LINE, 1.5))
    return y + 6


def reckoned(sides: "Sides") -> str:
    """From the first count to the second, by what is listed below and by what is not."""
    words = {
        "began": _("commencées"),
        "renewed": _("renouvelées"),
        "ended": _("terminées"),
        "unsaid": _("au début non dit, dont une source parle pour la première fois entre les deux"),
    }
    kinds = Counter(track.kind.label for track in sides.unsaid)
    of = ", ".join(_("{what} : {count}").format(what=kind, count=count) for kind, count in kinds.items())
    terms = [
        (words[what], f"{by:+d}".replace("-", "−") + (f" ({of})" if what == "unsaid" else "")) for what, by in sides.moves.items() if by
    ]
    said = _(" ; ").join(_("{what} : {count}").format(what=what, count=count) for what, count in terms)
    return _("De {before} à {after} relations : {moves}.").format(before=len(sides.before), after=len(sides.after), moves=said)


def _unfiltered(drawing: Layer, box: Box, words: str, size: float, *, anchor: str = "start") -> float:
    """Words on all ties, below the top of the box: a page says so where its filters leave fewer. Gives where they end."""
    said = _(" (sans filtre)")
    lines = wrapped(words, box.width - width(said, size), size)
    for rank, line in enumerate(lines):
        data = {"unfiltered": said} if rank == len(lines) - 1 else None
        drawing.text(box.x, box.y + (ASCENT + LEADING * rank) * size, line, size, anchor=anchor, colour=SOFT, data=data)
    return box.y + LEADING * len(lines) * size


def _figures(counts: Mapping[tuple[str, str], int], kind: str) -> str:
    return " + ".join(f"{count}{sign}" for state, sign in SPLIT.items() if (count := counts.get((kind, state), 0))) or "0"


def _bar(drawing: Layer, kind: Kind, counts: Mapping[tuple[str, str], int], place: tuple[float, float, float], size: float) -> None:
    """`place`: where it begins, and how long it is for each tie; to the left where that is negative. In force first, then the rest."""
    x, y, unit = place
    for state in SPLIT:
        if count := counts.get((kind.name, state), 0):
            long = unit * count
            box = Box(min(x, x + long) + 1, y + 0.1 * size + 1, abs(long) - 2, 1.2 * size - 2)
            data = {"side": "before" if unit < 0 else "after", "of": kind.name, "state": state, "count": str(count)}
            spell(drawing, box, kind.colour, state, data=data)
            x += long
    away = -8 if unit < 0 else 8
    drawing.text(x + away, y + 1.03 * size, _figures(counts, kind.name), size, bold=True, anchor="end" if unit < 0 else "start")


def _legend(drawing: Drawing, y: float, wide: float, size: float) -> float:
    words = _(" ; ").join(f"{STATES[state]} {meaning}" for state, meaning in states().items())
    text = _("État à la première date → à la seconde : {states}").format(states=words)
    foot, known = drawing.layer(0, y, {"foot": ""}), states()
    under = foot.lines(0, 0, wrapped(text, wide, 0.9 * size), 0.9 * size, colour=SOFT)
    return legend(foot, under, wide, [(state_sample(state), known[state]) for state in SPLIT], 0.9 * size) + y + 8
