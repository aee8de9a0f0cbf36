"""The figure of a timeline: a bar for each tie, its acts on it, visits and meetings under it, years from left to right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from entrevilles.ontology.language import _
from entrevilles.viz.drawing import INK, LINE, PAPER, SOFT, Box, Drawing, Layer, Pen
from entrevilles.viz.legend import UNSAID, Sample, legend, mark, mark_sample, pause, pause_sample, spell, state_sample, unsaid_sample
from entrevilles.viz.lettering import LEADING, width, wrapped
from entrevilles.viz.network import NOT, Spell, Tie
from entrevilles.viz.telling import EVER, Kind, Telling, directions, span, states
from entrevilles.viz.tracks import Mark, Track, life

PRECISE = 31
"""Days: what is known no better is drawn hollow."""
COLUMN, FEW = 25, 14
"""Rows that one column of a slide has; up to how many are written larger."""
SMALL = 16.0
"""Of the letters of a slide in two columns; the slide is 1,080 units high."""
NAMES = 0.3
"""Part of the width that names have at most."""


def axis(telling: Telling, found: Sequence[Track]) -> range:
    """Years, the last excluded: those of the period asked for, or all that are known, up to the day that states are told of."""
    wish = telling.selection
    since, until = (None, None) if wish.on else (wish.since, wish.until)
    known = [day for track in found for day in _days(track)]
    first = since.year if since else min([day.year for day in known], default=telling.day.year - 10)
    last = until.year if until else max([telling.day.year, *(day.year for day in known)])
    return range(min(first, last - 1), last + 1)


def _days(track: Track) -> Iterator[date]:
    yield from (day for one in track.tie.spells if one.state != NOT for day in (one.first, one.last) if day not in (date.min, EVER))
    yield from (day for one in (*track.acts, *track.visits) for day in one.span or ())
    yield from [track.tie.spoken] if track.dated and track.tie.spoken else []


class Scale:
    def __init__(self, years: range, left: float, right: float) -> None:
        self.years, self.left, self.right = years, left, right

    def __call__(self, day: date) -> float:
        first, last = date(self.years.start, 1, 1).toordinal(), date(self.years.stop, 1, 1).toordinal()
        return self.left + (self.right - self.left) * min(max((day.toordinal() - first) / (last - first), 0), 1)

    @property
    def ticks(self) -> range:
        step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if len(self.years) / step <= (self.right - self.left) / 90)
        return range(-(-self.years.start // step) * step, self.years.stop, step)

    def shows(self, day: date) -> bool:
        return self.years.start <= day.year < self.years.stop


def drawn(telling: Telling, found: Sequence[Track], said: str, wide: float) -> Drawing:
    """One column; the names stand above their bars where there is little room. `said` stands above them all."""
    size = 26.0 if wide < 1000 or len(found) <= FEW else 20.0
    drawing = Drawing(wide)
    if not found:
        words = _("Rien à dessiner : aucune relation ne répond à ces choix.")
        drawing.height = drawing.lines(0, 20, wrapped(words, wide, size), size, colour=SOFT)
        return drawing
    top = _said(drawing, said, size)
    bottom = top + _column(telling, drawing.layer(0, top), Part(found, items(found)), wide, size)
    return _ended(drawing, found, bottom, min(size, 20) if wide > 1000 else size)


def _said(drawing: Drawing, said: str, size: float) -> float:
    return drawing.lines(0, 0, wrapped(said, drawing.width, size), size) + 0.4 * size if said else 0.0


def slide(telling: Telling, found: Sequence[Track], said: str, wide: float) -> Drawing:
    """As `drawn`, in two columns where one would be higher than a slide."""
    if len(found) <= COLUMN:
        return drawn(telling, found, said, wide)
    drawing, gap = Drawing(wide), 64.0
    column, rows = (wide - gap) / 2, items(found)
    weights = [_weight(one, column) for one in rows]
    half = min(range(len(rows)), key=lambda cut: abs(sum(weights[:cut]) - sum(weights[cut:])))
    top = _said(drawing, said, 20)
    first = _column(telling, drawing.layer(0, top), Part(found, rows[:half]), column, SMALL)
    going_on = rows[half - 1][0].kind if half else None
    second = _column(telling, drawing.layer(column + gap, top), Part(found, rows[half:], going_on), column, SMALL)
    return _ended(drawing, found, top + max(first, second), SMALL)


Item = Sequence[Track]
"""A row of its own, or those of a kind that have no date, which share a short list."""


def items(found: Sequence[Track]) -> list[Item]:
    made: list[Item] = []
    for _kind, group in groupby(found, key=lambda track: track.kind):
        tracks = list(group)
        listed = [one for one in tracks if not one.dated and not any(mark.span for mark in (*one.acts, *one.visits))]
        made += [[one] for one in tracks if one not in listed]
        made += [listed] if listed else []
    return made


def _is_list(item: Item) -> bool:
    return len(item) > 1 or (not item[0].dated and not any(mark.span for mark in (*item[0].acts, *item[0].visits)))


def _weight(item: Item, column: float) -> float:
    if _is_list(item):
        return 1.2 + 0.4 * len(item)
    return len(wrapped(item[0].named, NAMES * column, SMALL)) + 0.6 + 0.4 * bool(item[0].visits)


@dataclass(frozen=True)
class Part:
    """What one column shows of all that is found; `going_on` is the kind that the column before it ended with."""

    found: Sequence[Track]
    rows: Sequence[Item]
    going_on: Kind | None = None


def _ended(drawing: Drawing, found: Sequence[Track], y: float, size: float) -> Drawing:
    foot = drawing.layer(0, y + 14, {"foot": ""})
    foot.bar(Box(0, 0, drawing.width, 600), PAPER)  # where the page moves it up, over the lines of the years
    drawing.height = y + 20 + legend(foot, 0, drawing.width, _samples(found), size * 0.9)
    return drawing


def _column(telling: Telling, onto: Layer, part: Part, wide: float, size: float) -> float:
    """Gives where it ends. The years are those of all that is found, whichever part of it is drawn."""
    most = wide if wide < 800 else NAMES * wide if wide < 1000 else 0.24 * wide
    room = wide if wide < 800 else min(max(width(track.named, size) for track in part.found), most) + 24
    column = Column(telling, Scale(axis(telling, part.found), 0 if wide < 800 else room, wide), room, size)
    grid, rows = onto.layer(), onto.layer(data={"stack": ""})
    y, kind = size * 1.8, None
    for item in part.rows:
        if item[0].kind != kind:
            kind = item[0].kind
            y += column.head(rows, y, [one for one in part.found if one.kind == kind], going_on=kind == part.going_on)
        y += (
            column.undated(rows, y, item)
            if _is_list(item)
            else column.row(rows.layer(0, y, told(telling, item[0]), _title(telling, item[0])), item[0])
        )
    _grid(grid, column.scale, y, size, telling.day)
    return y


@dataclass(frozen=True)
class Column:
    """Rows under one axis; `room` is what names have, `size` that of their letters."""

    telling: Telling
    scale: "Scale"
    room: float
    size: float

    @property
    def above(self) -> bool:
        """Whether names stand above their bars."""
        return self.scale.left == 0

    def head(self, rows: Layer, y: float, group: Sequence[Track], *, going_on: bool = False) -> float:
        kind, size, tall = group[0].kind, self.size, self.size * 2.3
        words = (_("{kind} ({n}), suite") if going_on else "{kind} ({n})").replace("{kind}", kind.label)
        head = rows.layer(0, y, {"head": kind.name, "height": f"{tall:g}", "words": words})
        head.bar(Box(0, tall - 1.2 * size, 14, 14), kind.colour)
        head.text(24, tall - 0.5 * size, words.replace("{n}", str(len(group))), size, bold=True)
        head.line((0, tall), (self.scale.right, tall), Pen(LINE, 1.5))
        return tall

    def undated(self, rows: Layer, y: float, group: Sequence[Track]) -> float:
        """Names in columns of their own: one that is hidden leaves the others where they are."""
        size, right = self.size, self.scale.right
        wide = min(max(width(track.named, size) for track in group) + 2.4 * size, right)
        across, line = max(int((right - 0.6 * size) / wide), 1), 1.35 * size
        heights = [len(wrapped(track.named, wide - 1.2 * size, size)) for track in group]
        stack = rows.layer(0, y, {"list": ""})
        stack.text(0, 1.1 * size, _("Jamais datées :"), 0.9 * size, colour=SOFT)
        for rank, track in enumerate(group):
            cell = stack.layer(
                rank % across * wide, (1 + rank // across) * line * max(heights), told(self.telling, track), _title(self.telling, track)
            )
            for state in {track.tie.state(self.telling.day)} - {NOT}:
                spell(cell, Box(0, 0.36 * size, 0.8 * size, 0.62 * size), track.kind.colour, state)
            cell.lines(1.2 * size, 0, wrapped(track.named, wide - 1.2 * size, size), size)
        tall = line * max(heights) * (1 + -(-len(group) // across)) + 0.3 * size
        stack.element.set("data-height", f"{tall:g}")
        return tall

    def row(self, row: Layer, track: Track) -> float:
        size, lines = self.size, wrapped(track.named, self.room - 24, self.size)
        tall = len(lines) * size * LEADING
        middle = tall + size * 0.7 if self.above else size * 0.95
        row.lines(0, 4 if self.above else middle - 0.66 * size, lines, size)
        self._life(row, track, middle)
        under = middle + 0.79 * size
        for visits in _together(track.visits):
            self._visits(row, visits, under)
        tall = max(under + 0.45 * size if track.visits else middle + 0.6 * size, 0 if self.above else tall + 0.3 * size)
        row.element.set("data-height", f"{tall:g}")
        return tall

    def _life(self, row: Layer, track: Track, middle: float) -> None:
        for one in _shown(track.tie, self.scale) if track.dated else ():
            spoken = None if one.first != date.min or self.telling.selection.unspoken else track.tie.spoken
            left, tall = self.scale(spoken or one.first), 0.74 * self.size
            right = max(self.scale(one.last), left + 3)
            data = {"first": one.first.isoformat(), "last": one.last.isoformat(), "spell": one.state}
            data |= self._unsaid(row, spoken, (left, middle)) if spoken else {}
            ends = (one.first != date.min, one.last != EVER) if right - left > tall else (True, True)
            spell(row, Box(left, middle - tall / 2, right - left, tall), track.kind.colour, one.state, ends=ends, data=data)
        for cell in track.idle:
            if (when := span(cell)) and self.scale.shows(when[0]):
                seen = pause(row, (self.scale(_middle(when)), middle), 0.42 * self.size, {"observed": cell})
                seen.entitle(", ".join((_("observée inactive"), self.telling.dates(cell))))
        for act in track.acts:
            if (when := act.span) and self.scale.shows(when[0]):
                at = self.scale(_middle(when)), middle
                hollow = not act.told or (when[1] - when[0]).days > PRECISE
                made = mark(row, at, "act", 0.45 * self.size, hollow=hollow, data=_mark_data(act))
                made.entitle(f"{act.words}, {self.telling.dates(act.cell)}")

    def _unsaid(self, row: Layer, spoken: date, at: tuple[float, float]) -> dict[str, str]:
        """Before the year in which a source first speaks of it, where there is room for words; gives the data of the bar."""
        if at[0] - width(UNSAID, 0.7 * self.size) - 4 >= self.scale.left:
            row.text(at[0] - 4, at[1] + 0.25 * self.size, UNSAID, 0.7 * self.size, anchor="end", colour=SOFT)
        return {"spoken": spoken.isoformat()}

    def _visits(self, row: Layer, visits: Sequence[Mark], y: float) -> None:
        when = visits[0].span
        if not when or not self.scale.shows(when[0]):
            return
        hollow = (when[1] - when[0]).days > PRECISE
        shift = {"out": -0.55, "in": 0.0, "met": 0.55}[visits[0].kind] * self.size if hollow else 0
        radius = self.size * (0.27 + 0.05 * min(len(visits), 5))
        made = mark(row, (self.scale(_middle(when)) + shift, y), visits[0].kind, radius, hollow=hollow, data=_mark_data(*visits))
        made.entitle("\u2002;\u2002".join(f"{one.words} ({self.telling.dates(one.cell)})" for one in visits))


def _shown(tie: Tie, scale: Scale) -> list[Spell]:
    return [one for one in tie.spells if one.state != NOT and one.first.year < scale.years.stop and one.last.year >= scale.years.start]


def _together(visits: Sequence[Mark]) -> list[list[Mark]]:
    """Those of one kind on the same days are one mark."""
    found: dict[object, list[Mark]] = {}
    for one in visits:
        found.setdefault((one.kind, one.span), []).append(one)
    return list(found.values())


def _mark_data(*marks: Mark) -> dict[str, str]:
    return {"mark": marks[0].kind, "things": " ".join(one.iri.rsplit("/id/", 1)[-1] for one in marks)}


def _middle(when: tuple[date, date]) -> date:
    return date.fromordinal((when[0].toordinal() + when[1].toordinal()) // 2)


def _grid(grid: Layer, scale: Scale, bottom: float, size: float, day: date) -> None:
    for year in scale.ticks:
        x = scale(date(year, 1, 1))
        grid.line((x, size * 1.4), (x, bottom), Pen(LINE))
        half = width(str(year), size) / 2
        grid.text(min(max(x, half), scale.right - half), size, str(year), size * 0.9, anchor="middle", colour=SOFT)
    if scale.shows(day):
        grid.line((scale(day), size * 1.4), (scale(day), bottom), Pen(INK, 1.5, "2 5"))


def _samples(found: Sequence[Track]) -> list[tuple[Sample, str]]:
    samples: list[tuple[Sample, str]] = [(state_sample(state), words) for state, words in states().items() if state != NOT]
    samples.append((state_sample("yes", (False, False)), _("début inconnu, fin ouverte")))
    if any(track.dated and track.tie.spoken for track in found):
        samples.append((unsaid_sample, _("début non dit : barre dès l'année où une source en parle")))
    samples += [(pause_sample, _("observée inactive"))] if any(track.idle for track in found) else []
    samples += [(mark_sample(kind), words) for kind, words in directions().items()]
    samples.append((mark_sample("in", hollow=True), _("jour inconnu : signe placé au milieu de la période")))
    return samples


def _title(telling: Telling, track: Track) -> str:
    return f"{track.label} — {track.nature} — {life(telling, track.tie)}"


def told(telling: Telling, track: Track) -> dict[str, str]:
    """What the filters go by."""
    return {
        "row": track.tie.iri.rsplit("/id/", 1)[-1],
        "kind": track.kind.name,
        "state": track.tie.state(telling.day),
        "country": telling.slug(telling.country(track.partner)) or "-",
    }
