"""The legal state of each tie, and of each mandate, as a step function of the day: spells, each with one of four answers.

What opens and closes a relationship (rule `25-life`) gives days that turn its state. Between two of them it does not change,
so that the spells hold for any day and a build is the same on all. Before it may have begun, a tie has no spell.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad

from entrevilles.ontology.terms import CONCEPT, EV, GRAPH, READING, TYPE, XSD

YES, NO = CONCEPT["yes"], CONCEPT["no"]
UNTOLD, DISPUTED = CONCEPT["cannot-be-told"], CONCEPT["sources-disagree"]
_DAY = timedelta(days=1)
_PREFIXES = {"ev": EV.base, "graph": GRAPH.base}
_SUBJECTS = """
SELECT ?thing ?living {
  { GRAPH graph:reading { ?thing a ev:Tie ; ev:via ?living } }
  UNION { GRAPH graph:ontology { ?class ev:ownSpells true } GRAPH graph:reading { ?thing a ?class } BIND(?thing AS ?living) }
}"""
_FACTS = """
SELECT ?living ?fact ?earliest ?latest ?edtf {
  VALUES ?fact { ev:opening ev:closing ev:closedBy ev:activeAt ev:revivedAt ev:runsFrom ev:runsTo }
  GRAPH graph:reading { ?living ?fact ?when . ?when ev:edtf ?edtf OPTIONAL { ?when ev:earliest ?earliest ; ev:latest ?latest } }
}"""
_OF_TIES = """
SELECT ?tie ?fact ?earliest ?latest ("" AS ?edtf) {
  GRAPH graph:reading {
    { ?tie ev:openEnded true . BIND(ev:openEnded AS ?fact) }
    UNION {
      ?tie ev:inheritedFrom ?former ; ev:begin ?day . ?day ev:earliest ?earliest ; ev:latest ?latest . BIND(ev:inheritedFrom AS ?fact)
    }
    UNION { ?heir ev:inheritedFrom ?tie ; ev:begin ?day . ?day ev:earliest ?earliest ; ev:latest ?latest . BIND(ev:inherited AS ?fact) }
  }
}"""


@dataclass
class Life:
    """Bounds of the days that open and close a tie, by what they are; `lasting` if with no known end it goes on."""

    facts: dict[str, list[tuple[date, date]]] = field(default_factory=dict)
    lasting: bool = False
    unending: bool = False
    ended_some_day: bool = False

    def add(self, fact: str, earliest: date | None, latest: date | None, edtf: str) -> None:
        self.lasting = self.lasting or fact == EV.openEnded.value
        self.unending = self.unending or (fact == EV.closing.value and edtf == "open")
        if earliest and latest:
            self.facts.setdefault(fact, []).append((earliest, latest))
        elif fact in (EV.closing.value, EV.closedBy.value) and edtf != "open":
            self.ended_some_day = True

    def of(self, *facts: NamedNode) -> Iterator[tuple[date, date]]:
        for fact in facts:
            yield from self.facts.get(fact.value, ())

    def state(self, day: date) -> NamedNode | None:
        """One of the four answers; None while the tie has not begun, or not yet passed to its actor."""
        begun = any(latest <= day for _earliest, latest in self.of(EV.opening, EV.activeAt)) or any(
            earliest <= day for earliest, _latest in self.of(EV.runsFrom)
        )
        not_begun = any(earliest > day for earliest, _latest in self.of(EV.opening))
        if (not_begun and not begun) or any(earliest > day for earliest, _latest in self.of(EV.inheritedFrom)):
            return None
        if any(earliest <= day for earliest, _latest in self.of(EV.inherited)):
            return NO
        ended, not_ended = self._ended(day), self._not_ended(day)
        if (begun and not_begun) or (ended and not_ended):
            return DISPUTED
        return NO if ended else YES if begun and not_ended else UNTOLD

    def _ended(self, day: date) -> bool:
        return any(latest < day and not self._revived(latest, day) for _earliest, latest in self.of(EV.closing, EV.closedBy))

    def _not_ended(self, day: date) -> bool:
        still = any(earliest >= day for earliest, _latest in self.of(EV.closing, EV.activeAt))
        running = any(latest >= day for _earliest, latest in self.of(EV.runsTo))
        return still or running or self.unending or (self.lasting and not self.ended_some_day and self._no_end(day))

    def _no_end(self, day: date) -> bool:
        return all(self._revived(latest, day) for _earliest, latest in self.of(EV.closing, EV.closedBy))

    def _revived(self, after: date, day: date) -> bool:
        """By an act that put it in force again after an end and by the day."""
        return any(after < earliest <= day for earliest, _latest in self.of(EV.revivedAt))

    def spells(self) -> Iterator[tuple[date, date, NamedNode]]:
        """First day, last day, state; two that meet differ."""
        bounds = {bound for pairs in self.facts.values() for pair in pairs for bound in pair}
        turns = sorted({date.min} | bounds | {bound + _DAY for bound in bounds if bound < date.max})
        states = [(day, self.state(day)) for day in turns]
        changes = [pair for number, pair in enumerate(states) if number == 0 or pair[1] != states[number - 1][1]]
        for (day, state), (after, _state) in zip(changes, [*changes[1:], (None, None)], strict=True):
            if state is not None:
                yield day, after - _DAY if after else date.max, state


def quads(store: ox.Store) -> Iterator[Quad]:
    """The spells of every tie, and of what has its own, to be added to the reading."""
    facts: dict[Any, list[Any]] = {}
    for query in (_FACTS, _OF_TIES):
        for thing, *fact in _rows(store, query):
            facts.setdefault(thing, []).append(fact)
    for thing, living in _rows(store, _SUBJECTS):
        life = Life()
        for fact, earliest, latest, edtf in [*facts.get(living, ()), *(facts.get(thing, ()) if thing != living else ())]:
            life.add(fact.value, _day(earliest), _day(latest), edtf.value)
        for number, (first, last, state) in enumerate(life.spells(), 1):
            spell = NamedNode(f"{thing.value}/etat/{number}")
            yield Quad(spell, TYPE, EV.Spell, READING)
            yield Quad(spell, EV.spellOf, thing, READING)
            yield Quad(spell, EV.firstDay, Literal(first.isoformat(), datatype=XSD.date), READING)
            yield Quad(spell, EV.lastDay, Literal(last.isoformat(), datatype=XSD.date), READING)
            yield Quad(spell, EV.inForce, state, READING)


def _rows(store: ox.Store, query: str) -> list[Any]:
    """In the order of their terms, so that a build is the same whatever the store does."""
    return sorted(store.query(query, prefixes=_PREFIXES), key=str)  # type: ignore[arg-type]


def _day(term: Literal | None) -> date | None:
    return date.fromisoformat(term.value) if term else None
