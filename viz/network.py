"""The network: actors, the ties between them with the spells of their legal state, their contacts; and the part that is asked for.

Every view, picture, export and measure is made from this (`stored` reads it).

A list of 2016 may name a twinning without a date: that does not make it one of 1947. A tie whose begin nobody says counts, in any
part that ends on a day, from the year in which a source first speaks of it (`Tie.spoken`).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from entrevilles.ontology import prose
from entrevilles.ontology.language import _, choose
from entrevilles.queries.answers import Value

ENDLESS = "9999-12-31"
NOT, YES = "no", "yes"
SURE = (YES, "sources-disagree", "cannot-be-told", NOT)
"""States, those of which most is known first."""
Row = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Actor:
    """`kind` and `country` are IRIs; `names` by language."""

    iri: str
    names: Mapping[str, str]
    kind: str
    country: str = ""
    lat: float | None = None
    lon: float | None = None

    @property
    def label(self) -> str:
        return choose(self.names) or local(self.iri)


@dataclass(frozen=True, slots=True)
class Spell:
    """A state (yes, no, cannot-be-told, sources-disagree) from a day to a day."""

    first: date
    last: date
    state: str


@dataclass(frozen=True, slots=True)
class Tie:
    """`a`, `b`, `kind` and `relationship` are IRIs; `begin` and `end` EDTF, with ` | ` where sources differ.

    `spoken`, where nobody says its begin: the first day of the year in which a source first speaks of it.
    `inherited`: the tie, of a municipality merged into one of its ends, that it continues. `renewal`: an act reported at its begin
    renews something older. Neither is new where it begins.
    """

    iri: str
    a: str
    b: str
    kind: str
    relationship: str
    begin: str = ""
    end: str = ""
    spells: tuple[Spell, ...] = ()
    spoken: date | None = None
    inherited: str = ""
    renewal: bool = False

    @property
    def pair(self) -> tuple[str, str]:
        return self.a, self.b

    @property
    def counted(self) -> tuple[str, tuple[str, str]]:
        """What it counts as, with the other ties of its relationship and two actors: sources that differ on its kind make several."""
        return self.relationship, self.pair

    @property
    def dated(self) -> bool:
        """Whether anybody knows a day on which its state changed."""
        return any(spell.first != date.min or spell.last.isoformat() != ENDLESS for spell in self.spells)

    @property
    def unsaid(self) -> bool:
        """Whether nobody says its begin: what is not known of it has no first day."""
        return any(spell.first == date.min and spell.state not in (NOT, YES) for spell in self.spells)

    def unspoken(self, last: date) -> bool:
        """Whether neither its begin is said nor a source speaks of it by this day."""
        return self.spoken is not None and last < self.spoken

    def state(self, day: date) -> str:
        """A tie that has not begun has no spell yet."""
        return next((spell.state for spell in self.spells if spell.first <= day <= spell.last), NOT)

    def held(self, first: date, last: date) -> bool:
        """Whether it was, or may have been, in force on some day of these."""
        return any(spell.state != NOT and spell.first <= last and first <= spell.last for spell in self.spells)


@dataclass(frozen=True, slots=True)
class Contact:
    """An activity in which both took part: between these days, where its date is known."""

    activity: str
    first: date | None
    last: date | None


@dataclass(frozen=True)
class Selection:
    """Part of a network. `kinds`, `city` and `country` are IRIs; `until` and `since` are days; `on` is both.

    `unspoken`: also the ties whose begin nobody says, before a source speaks of them.
    """

    kinds: Collection[str] = ()
    since: date | None = None
    until: date | None = None
    city: str = ""
    country: str = ""
    unspoken: bool = False

    @property
    def on(self) -> date | None:
        return self.since if self.since == self.until else None


@dataclass(frozen=True)
class Network:
    """Actors and ties by their IRI, contacts by the two IRIs in the order of a tie. Actors have a tie in it.

    `unspoken`: the ties that a part leaves out because no source speaks of them by its last day.
    """

    actors: Mapping[str, Actor]
    ties: Mapping[str, Tie]
    contacts: Mapping[tuple[str, str], tuple[Contact, ...]]
    selection: Selection = Selection()
    unspoken: Mapping[str, Tie] = field(default_factory=dict)

    def part(self, selection: Selection) -> "Network":
        """The ties that meet every wish, and their actors; around a city, also the ties among its partners (its ego network)."""
        met = {iri: tie for iri, tie in self.ties.items() if self._meets(tie, selection)}
        last = None if selection.unspoken else selection.until
        told = {iri: tie for iri, tie in met.items() if last is None or not tie.unspoken(last)}
        every, ties = _around(selection.city, met), _around(selection.city, told)
        unspoken = {iri: tie for iri, tie in every.items() if iri not in told}
        return replace(self.only(ties), selection=selection, unspoken=unspoken)

    def own(self, actor: str) -> "Network":
        """Without the ties among its partners."""
        ties, unspoken = ({iri: tie for iri, tie in of.items() if actor in tie.pair} for of in (self.ties, self.unspoken))
        return replace(self.only(ties), unspoken=unspoken)

    def only(self, ties: Mapping[str, Tie]) -> "Network":
        """These ties and their actors."""
        ends = {end for tie in ties.values() for end in tie.pair}
        return replace(self, ties=ties, actors={iri: actor for iri, actor in self.actors.items() if iri in ends})

    @property
    def silent(self) -> int:
        """How many it leaves out because no source speaks of them yet."""
        return len({tie.counted for tie in self.unspoken.values()})

    @property
    def left_out(self) -> list[str]:
        """What must be said of a part that does not have all."""
        if not self.unspoken or not self.selection.until:
            return []
        words = _("Liens au début non dit, dont aucune source ne parle encore le {day}, laissés de côté : {count}.")
        return [words.format(day=prose.day(self.selection.until), count=self.silent)]

    def _meets(self, tie: Tie, selection: Selection) -> bool:
        if selection.kinds and tie.kind not in selection.kinds:
            return False
        if selection.country and all(self.actors[end].country != selection.country for end in tie.pair):
            return False
        since, until = selection.since or date.min, selection.until or date.max
        return (selection.since is None and selection.until is None) or tie.held(since, until)

    @cached_property
    def sheaf(self) -> Mapping[str, tuple[int, int]]:
        """Tie → its rank among those of the same two actors, and their number: they are drawn side by side."""
        pairs: dict[tuple[str, str], list[str]] = {}
        for iri, tie in sorted(self.ties.items()):
            pairs.setdefault(tie.pair, []).append(iri)
        return {iri: (rank, len(same)) for same in pairs.values() for rank, iri in enumerate(same)}

    @cached_property
    def counted(self) -> Mapping[tuple[str, tuple[str, str]], Tie]:
        """Its ties, each relationship of two actors once: what every view and measure counts."""
        return once(self.ties.values(), self.selection.until or date.max)

    @cached_property
    def degrees(self) -> Mapping[str, int]:
        """How many ties each actor has."""
        found = dict.fromkeys(self.actors, 0)
        for tie in self.ties.values():
            for end in tie.pair:
                found[end] += 1
        return found


def once(ties: Iterable[Tie], day: date) -> dict[tuple[str, tuple[str, str]], Tie]:
    """Each relationship of two actors (`Tie.counted`) by its surest tie."""
    found: dict[tuple[str, tuple[str, str]], Tie] = {}
    for tie in sorted(ties, key=lambda tie: (SURE.index(tie.state(day)), tie.iri)):
        found.setdefault(tie.counted, tie)
    return found


def _around(city: str, ties: Mapping[str, Tie]) -> Mapping[str, Tie]:
    if not city:
        return ties
    near = {city, *(end for tie in ties.values() if city in tie.pair for end in tie.pair)}
    return {iri: tie for iri, tie in ties.items() if near.issuperset(tie.pair)}


def local(value: Value) -> str:
    return str(value).rsplit("/", 1)[-1].rsplit("#", 1)[-1]
