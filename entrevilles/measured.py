"""The measures of a part of the network, in the person's words: tables for the terminal and for files."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import isnan
from typing import TYPE_CHECKING, NamedTuple

from entrevilles.ontology import dates, prose
from entrevilles.ontology.language import _, collation
from entrevilles.viz import definitions, network, stored, years
from entrevilles.viz.definitions import Definition
from entrevilles.viz.network import Network, Selection

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset
    from entrevilles.viz.comparison import Comparison
    from entrevilles.viz.measures import Measures, Number
    from entrevilles.viz.plots import Plotted, Year

BRIEF = ("ties", "partners", "betweenness", "closeness", "pagerank", "constraint", "effective_size", "community")
"""What a terminal has room for of the measures of an actor."""
PRINCIPAL = 5
"""Members of a community that are named."""
Cell = Callable[[Definition, "Number"], object]


class Table(NamedTuple):
    name: str
    headers: Sequence[str]
    rows: Sequence[Sequence[object]]
    total: int
    """Rows of which these are the first."""


@dataclass(frozen=True)
class Measured:
    """`network` is what was read, whole; `measures` are of the part that was asked for, on the later day of a `comparison`."""

    dataset: "Dataset"
    network: Network
    selection: Selection
    measures: "Measures"
    comparison: "Comparison | None" = None

    @property
    def title(self) -> str:
        return _("Mesures du réseau : {asked}").format(asked=", ".join(self.asked.values()))

    @cached_property
    def asked(self) -> dict[str, str]:
        """What was asked for, in words: day or days, kinds, city, country."""
        label, wish = self.dataset.label, self.selection
        kinds = {"kind": ", ".join(sorted((label(kind) for kind in wish.kinds), key=collation))} if wish.kinds else {}
        around = {"city": label(wish.city)} if wish.city else {}
        country = {"country": label(wish.country)} if wish.country else {}
        unspoken = {"unspoken": _("même avant qu'une source en parle")} if wish.unspoken else {}
        return {"date": self.days} | kinds | around | country | unspoken

    @property
    def days(self) -> str:
        if self.comparison:
            first, last = (one.selection.on for one in (self.comparison.before, self.comparison.after))
            assert first
            assert last
            return _("le {first} et le {last}").format(first=prose.day(first), last=prose.day(last))
        return period(self.selection)

    @cached_property
    def parts(self) -> Sequence[Network]:
        """What is measured: one part, or that of each of two days."""
        return (self.comparison.before, self.comparison.after) if self.comparison else (self.network.part(self.selection),)

    @cached_property
    def sources(self) -> tuple[int, list[str]]:
        """How many sources speak of these ties, and their licences."""
        used = {tie.relationship for part in self.parts for tie in part.ties.values()}
        rows = [row for row in stored.ask(self.dataset.store, "tie-sources") if row["relationship"] in used]
        return len({row["source"] for row in rows}), sorted({str(row["licence"]) for row in rows if row["licence"]}, key=collation)

    @property
    def citation(self) -> str:
        return self.dataset.cite(f"network({', '.join(self.asked.values())})", on="")

    def notes(self) -> Iterator[str]:
        """What a reader must know of the figures: from how many sources, how exact, whose licence."""
        measures, (count, licences) = self.measures, self.sources
        yield from self._unspoken()
        yield _("sources : {count}").format(count=count)
        if licences:
            quoted = _(" ; ").join(_("« {words} »").format(words=one) for one in licences)
            yield _("licences des sources, dans leurs mots : {licences}").format(licences=quoted)
        if own := self.dataset.folder.settings.licence:
            yield _("licence des mesures : {licence}").format(licence=own)
        yield _("calculé avec {engine}").format(engine=measures.engine.name)
        if measures.sources:
            told = _("intermédiarité, proximité et distances estimées depuis {count} acteurs ; le diamètre est un minimum")
            yield told.format(count=len(measures.sources))

    def _unspoken(self) -> Iterator[str]:
        """How many ties the rule on unsaid begins leaves out, on each day."""
        words = _("liens au début non dit, dont aucune source ne parle encore ({when}), laissés de côté : {count}")
        for part in self.parts:
            if part.unspoken:
                yield words.format(when=period(part.selection), count=part.silent)

    @property
    def plotted(self) -> "Plotted":
        """What a figure of it shows."""
        from entrevilles.viz.plots import CENTRAL, COUNTRIES, Plotted

        of, label = self.measures.of, self.dataset.label
        counted = Counter(country for pair, ties in self.measures.matrix.items() for country in set(pair) for _tie in range(ties))
        first = sorted(counted, key=lambda country: (-counted[country], collation(label(country))))[:COUNTRIES]
        return Plotted(
            title=self.title,
            lead=self.lead,
            foot=self.foot,
            years=self.years,
            marked=[day.year for day in self._marked],
            degrees=self.measures.degrees,
            central=[
                (label(actor), int(of[actor]["partners"] or 0), float(of[actor]["betweenness"] or 0)) for actor in self.ranked[:CENTRAL]
            ],
            countries=[label(country) for country in first],
            matrix={(label(one), label(other)): ties for (one, other), ties in self.measures.matrix.items()},
        )

    @property
    def foot(self) -> list[str]:
        """What a figure says of itself, in sentences."""
        notes = " ".join(f"{note[:1].upper()}{note[1:]}." for note in self.notes())
        words = _("Mesures du réseau ({asked}), d'après « {title} », génération {generation}, données au {day}.")
        said = {"asked": ", ".join(self.asked.values()), "day": prose.moments(self.dataset.last_recorded or dates.UNKNOWN.edtf)}
        cited = words.format(**said, title=self.dataset.title, generation=self.dataset.generation.short)
        found = years.leaps(self._always, stored.ask(self.dataset.store, "tie-sources"))
        undated = _("{count}, dont {undated} d'après des sources sans date, mises à la dernière année connue")
        told = [(year, undated.format(count=count, undated=none) if none else count) for year, (count, none) in found.items()]
        leap = _("Les bonds viennent de liens au début non dit, comptés dès l'année où une source en parle : {leaps}.")
        listed = _(" ; ").join(_("{what} : {count}").format(what=year, count=count) for year, count in told)
        return [notes, *([leap.format(leaps=listed)] if told and not self.selection.unspoken else []), cited]

    @cached_property
    def _always(self) -> Network:
        """The same ties over all years, whatever the day or the days asked for."""
        return self.network.part(replace(self.selection, since=None, until=None))

    @property
    def years(self) -> "list[Year]":
        """Up to the last of which the data know something, or the day asked for."""
        known = stored.known_years(self.dataset.store, self._always)
        stop = max([known.stop, *(day.year + 1 for day in self._marked)])
        return [_year(self._always, year, self.selection) for year in range(known.start, stop)] if known else []

    @property
    def _marked(self) -> list[datetime.date]:
        days = [one.selection.on for one in (self.comparison.before, self.comparison.after)] if self.comparison else [self.selection.on]
        return [day for day in days if day]

    @property
    def lead(self) -> list[str]:
        """The figures in a sentence or two."""
        figures, comparison = self.measures.figures, self.comparison
        text = _("{actors} acteurs de {countries} pays, {ties} liens").format(**figures)
        if figures.get("uncertain"):
            unsure = _(", dont {uncertain} incertains : les sources divergent, ou ne disent pas s'ils sont encore en vigueur")
            text += unsure.format(**figures)
        if not comparison:
            return [f"{text}."]
        moved = _("{began} liens commencés et {ended} finis depuis le {day}.")
        return [f"{text}.", moved.format(**change(comparison), day=prose.day(self._marked[0]))]

    # Tables

    def tables(self, cell: Cell, limit: int | None = None, *, explain: bool = True) -> list[Table]:
        """`cell` makes of a number what the form shows; `limit`: rows of each table but the first, and few columns."""
        made = [self.figures(cell, explain=explain), self.actors(cell, limit), self.countries(limit), self.communities(limit)]
        return [table for table in (*made, *self.changes(limit)) if table.rows]

    def figures(self, cell: Cell, *, explain: bool = True) -> Table:
        words = definitions.of("whole")
        rows = [[words[name].label, *self._values(words[name], name, cell), *_told(words[name], explain)] for name in self.measures.figures]
        if self.comparison:
            rows += [_changed(self.comparison, name, one, cell, explain) for name, one in definitions.of("change").items()]
        return Table(
            _("chiffres"), [_("mesure"), *self._columns(), *([_("ce qu'elle dit"), _("référence")] if explain else [])], rows, len(rows)
        )

    def _columns(self) -> list[str]:
        if not self.comparison:
            return [_("valeur")]
        return [*(str(one.selection.on) for one in (self.comparison.before, self.comparison.after)), _("écart")]

    def _values(self, definition: Definition, name: str, cell: Cell) -> list[object]:
        if not self.comparison:
            return [cell(definition, self.measures.figures[name])]
        before, after = self.comparison.figures[name]
        change = None if before is None or after is None else after - before
        return [cell(definition, before), cell(definition, after), definition.moved(change) if cell is written else change]

    def actors(self, cell: Cell, limit: int | None = None) -> Table:
        """Those with most partners first."""
        words, of = definitions.of("each"), self.measures.of
        names = [name for name in words if name in next(iter(of.values()), {}) and (limit is None or name in BRIEF)]
        rows = [
            [*self._named(actor, limit is None), *(cell(words[name], of[actor][name]) for name in names)] for actor in self.ranked[:limit]
        ]
        headers = [*([_("identifiant")] if limit is None else []), _("acteur"), _("pays"), *(words[name].label for name in names)]
        return Table(_("acteurs"), headers, rows, len(self.ranked))

    @cached_property
    def ranked(self) -> list[str]:
        of, label = self.measures.of, self.dataset.label
        key = {actor: (-(values["partners"] or 0), -(values["betweenness"] or 0)) for actor, values in of.items()}
        return sorted(map(str, of), key=lambda actor: (key[actor], collation(label(actor)), actor))

    def _named(self, actor: str, whole: bool) -> list[object]:
        country = self.network.actors[actor].country
        names: list[object] = [self.dataset.label(actor), self.dataset.label(country) if country else ""]
        return [actor.removeprefix(self.dataset.names.id), *names] if whole else names

    def countries(self, limit: int | None = None) -> Table:
        """Two countries and their ties, most first."""
        label = self.dataset.label
        found = ((sorted((label(one), label(other)), key=collation), ties) for (one, other), ties in self.measures.matrix.items())
        rows: list[Sequence[object]] = [[*names, ties] for names, ties in sorted(found, key=lambda row: (-row[1], *map(collation, row[0])))]
        return Table(_("liens entre pays"), [_("pays"), _("autre pays"), _("liens")], rows[:limit], len(rows))

    def communities(self, limit: int | None = None) -> Table:
        """The members with most partners are named."""
        rank = {actor: place for place, actor in enumerate(self.ranked)}
        rows: list[Sequence[object]] = []
        for number, members in enumerate(self.measures.groups[:limit], 1):
            named = sorted(map(str, members), key=rank.__getitem__)[:PRINCIPAL]
            rows.append([number, len(members), ", ".join(map(self.dataset.label, named))])
        return Table(_("communautés"), [_("communauté"), _("acteurs"), _("principaux membres")], rows, self.measures.communities)

    def changes(self, limit: int | None = None) -> Iterator[Table]:
        if self.comparison:
            yield self._moved(_("liens commencés"), self.comparison.began, limit)
            yield self._moved(_("liens dont on parle depuis"), self.comparison.spoken, limit)
            yield self._moved(_("liens finis"), self.comparison.ended, limit)

    def _moved(self, name: str, ties: Iterable[str], limit: int | None) -> Table:
        label = self.dataset.label
        found = [(self.network.ties[iri], sorted(map(label, self.network.ties[iri].pair), key=collation)) for iri in ties]
        rows: list[Sequence[object]] = [
            [*names, label(tie.kind), prose.moments(tie.begin) if tie.begin else "", prose.moments(tie.end) if tie.end else ""]
            for tie, names in sorted(found, key=lambda row: (*map(collation, row[1]), row[0].iri))
        ]
        return Table(name, [_("acteur"), _("autre acteur"), _("lien"), _("début"), _("fin")], rows[:limit], len(rows))


def _year(found: Network, year: int, wish: Selection) -> "Year":
    from entrevilles.viz.measures import Measures
    from entrevilles.viz.plots import TELLING, Year

    day = datetime.date(year, 12, 31)
    held = found.part(Selection(since=day, until=day, unspoken=wish.unspoken))
    sure = replace(found, ties={iri: tie for iri, tie in held.ties.items() if tie.state(day) == network.YES})
    measures = Measures(sure.part(Selection()))
    density = measures.density if measures.actors >= TELLING else None
    return Year(year, len(sure.counted), len(held.counted) - len(sure.counted), None if density is None or isnan(density) else density)


def period(selection: Selection) -> str:
    """« le 31 décembre 2024 », « du … au … », « à tout moment »."""
    if selection.on:
        return _("le {day}").format(day=prose.day(selection.on))
    if selection.since and selection.until:
        return _("du {first} au {last}").format(first=prose.day(selection.since), last=prose.day(selection.until))
    if selection.since:
        return _("depuis le {day}").format(day=prose.day(selection.since))
    return _("jusqu'au {day}").format(day=prose.day(selection.until)) if selection.until else _("à tout moment")


def raw(_definition: Definition, value: "Number") -> object:
    return value


def written(definition: Definition, value: "Number") -> object:
    return definition.written(value)


def _told(definition: Definition, explain: bool) -> list[object]:
    return [definition.text, definition.paper] if explain else []


def _changed(comparison: "Comparison", name: str, definition: Definition, cell: Cell, explain: bool) -> list[object]:
    """In the column of the change."""
    return [definition.label, "", "", cell(definition, change(comparison)[name]), *_told(definition, explain)]


def change(comparison: "Comparison") -> Mapping[str, "Number"]:
    counts = {name: len(getattr(comparison, name)) for name in ("began", "spoken", "ended", "kept", "joined", "left")}
    return {**counts, "jaccard": comparison.jaccard, "jaccard_pairs": comparison.jaccard_pairs}
