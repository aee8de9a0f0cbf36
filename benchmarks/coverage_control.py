"""The negative control: each fact made untrue in four ways, none of which may be found with its qualifiers."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace

from coverage_judge import Fact
from coverage_names import words

SHIFT = 2
KINDS = ("another object", "swapped", "another date", "held or planned")
_YEAR = re.compile(r"[0-9]{4}")
_COUNTED = re.compile(r"[0-9.,]+")


class Control:
    """Alters the facts of one file. An alteration that says what another fact of the file says is left out."""

    def __init__(self, facts: list[Fact], symmetric: frozenset[str], free_text: frozenset[str]) -> None:
        self.symmetric, self.free_text = symmetric, free_text
        self.said = {key for fact in facts for key in self._keys(fact)}
        self.whole = {(key, when(fact), fact.planned) for fact in facts for key in self._keys(fact)}
        self.objects: dict[str, list[str]] = {}
        for fact in facts:
            self.objects.setdefault(fact.predicate, []).append(fact.object)

    def alterations(self, fact: Fact) -> Iterator[tuple[str, Fact | None]]:
        """Each kind with the altered fact; None where it does not apply or is true."""
        yield KINDS[0], self._another_object(fact)
        yield KINDS[1], self._untold(self._swapped(fact))
        yield KINDS[2], self._unlike(shifted(fact))
        yield KINDS[3], self._unlike(replace(fact, planned=not fact.planned))

    def _another_object(self, fact: Fact) -> Fact | None:
        """The first that makes it untrue, from where the fact's id says: the same whenever and wherever this runs."""
        named = (words(fact.object), words(fact.subject))
        others = sorted({text for text in self.objects[fact.predicate] if words(text) not in named})
        first = int(hashlib.sha256(fact.id.encode()).hexdigest(), 16) % max(len(others), 1)
        altered = (self._untold(replace(fact, object=text)) for text in others[first:] + others[:first])
        return next((one for one in altered if one), None)

    def _swapped(self, fact: Fact) -> Fact | None:
        """Neither a date, a number nor a free text is ever a subject."""
        if fact.predicate in self.symmetric or fact.predicate in self.free_text:
            return None
        if fact.has_date_object or _COUNTED.fullmatch(fact.object):
            return None
        return replace(fact, subject=fact.object, object=fact.subject)

    def _keys(self, fact: Fact) -> set[tuple[str, frozenset[str], frozenset[str]]]:
        subject, object_ = words(fact.subject), words(fact.object)
        converse = {(fact.predicate, object_, subject)} if fact.predicate in self.symmetric else set()
        return {(fact.predicate, subject, object_), *converse}

    def _untold(self, altered: Fact | None) -> Fact | None:
        return None if altered is None or self._keys(altered) & self.said else altered

    def _unlike(self, altered: Fact | None) -> Fact | None:
        if altered is None or {(key, when(altered), altered.planned) for key in self._keys(altered)} & self.whole:
            return None
        return altered


def when(fact: Fact) -> tuple[object, ...]:
    return (*sorted(set(fact.when)), fact.start, fact.end)


def shifted(fact: Fact) -> Fact | None:
    """Two years later, in the qualifiers and in an object that is a date; the names keep their years."""
    if not (fact.when or fact.start or fact.end or fact.has_date_object):
        return None
    object_ = later(fact.object) if fact.has_date_object else fact.object
    moved = tuple(later(text) for text in fact.when)
    return replace(fact, object=object_, when=moved, start=later(fact.start), end=later(fact.end))


def later(text: str) -> str:
    return _YEAR.sub(lambda match: str(int(match[0]) + SHIFT), text)
