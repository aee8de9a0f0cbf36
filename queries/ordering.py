"""The order of an answer's rows as a person reads it: that of the query, but names and labels by the alphabet.

SPARQL knows no alphabet: it orders things by their IRI and texts by code point, so that Écosse comes after Zurich. Each
key of ORDER BY (or each column of the header's `order`) cuts the rows into groups of one value; the groups of a name are
put in the order of the names, those of anything else (a date, a number, an expression) stay in the order of the query.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from entrevilles.ontology.errors import QueryError
from entrevilles.ontology.language import _, collation
from entrevilles.ontology.terms import NUMBER, TIME
from entrevilles.queries.answers import Answer, Value
from entrevilles.queries.catalogue import Question, skeleton

NAMES = frozenset({"thing", "things", "concept", "class", "property", "text", "value"})
"""Kinds of column that show a name, a label or a text."""
_LAST_CLAUSE = re.compile(r"\bORDER\s+BY\b(?P<keys>.*?)(?:\b(?:LIMIT|OFFSET|VALUES)\b.*)?$", re.IGNORECASE | re.DOTALL)
_WHETHER_BOUND = re.compile(r"(?:(?:ASC|DESC)\()?!?BOUND\(\?\w+\)", re.IGNORECASE)
Shown = Callable[[int, int], object]
"""What a person sees at a row and a column."""


@dataclass(frozen=True)
class Key:
    """`name`: a bare variable, which is put in the order of what is shown; an expression on it keeps that of the query."""

    column: str
    name: bool = True
    descending: bool = False


def places(answer: Answer, shown: Shown) -> list[int]:
    """The rows in their order, as places in `answer.rows`."""
    return _arranged(list(range(len(answer.rows))), keys(answer.question, answer.columns), answer, shown)


def keys(question: Question, columns: Sequence[str]) -> list[Key]:
    """Those that can be followed: up to the first that is in no column. Raises QueryError for a column that is none."""
    if unknown := [name for name in question.order if name not in columns]:
        message = _("en-tête de « {question} » : « order » nomme une colonne absente : {names}")
        raise QueryError(message.format(question=question.name, names=", ".join(unknown)))
    found: list[Key] = [Key(name) for name in question.order]
    for key in [] if question.order else _derived(question):
        if key is None or key.column not in columns:
            break
        found.append(key)
    return found


def _derived(question: Question) -> Iterator[Key | None]:
    """The keys of the outermost ORDER BY; None for one that is not of a single variable."""
    clause = _LAST_CLAUSE.search(skeleton(question.prefixed).rpartition("}")[2])
    for words in _conditions(clause["keys"] if clause else ""):
        variables = list(dict.fromkeys(word[1:] for word in words if word[0] in "?$"))
        modifier = words[0].upper() if words[0].upper() in ("ASC", "DESC") else ""
        inner = [word for word in words[bool(modifier) :] if word not in "()"]
        if _WHETHER_BOUND.fullmatch("".join(words).strip("()") + ")"):
            continue  # where the rows without a value stand is kept anyway
        yield Key(variables[0], len(inner) == 1, modifier == "DESC") if len(variables) == 1 else None


def _conditions(clause: str) -> Iterator[list[str]]:
    """The words of each key: a variable, or all up to the parenthesis that closes."""
    words: list[str] = []
    depth = 0
    for word in re.findall(r"[?$]?[\w:]+|\S", clause):
        words.append(word)
        depth += (word == "(") - (word == ")")
        if depth == 0 and (word == ")" or word[0] in "?$"):
            yield words
            words = []


def _arranged(rows: list[int], by: Sequence[Key], answer: Answer, shown: Shown) -> list[int]:
    if not by or len(rows) < 2:
        return rows
    place = answer.columns.index(by[0].column)
    groups: dict[Value, list[int]] = {}
    for row in rows:
        groups.setdefault(answer.rows[row][place], []).append(row)
    values = list(groups)
    if by[0].name and _are_names(answer, place, values):
        values = _alphabetical(values, lambda value: str(shown(groups[value][0], place)), by[0].descending)
    return [row for value in values for row in _arranged(groups[value], by[1:], answer, shown)]


def _alphabetical(values: list[Value], name: Callable[[Value], str], descending: bool) -> list[Value]:
    """Rows without a value stay at the end where the query has them."""
    named: list[Value] = sorted(
        (value for value in values if value is not None), key=lambda value: collation(name(value)), reverse=descending
    )
    if None not in values:
        return named
    return [None, *named] if values[0] is None else [*named, None]


def _are_names(answer: Answer, place: int, values: Sequence[Value]) -> bool:
    declared = {column.name: column.kind for column in answer.question.columns}
    return declared.get(answer.columns[place]) in NAMES and all(_is_name(value) for value in values if value is not None)


def _is_name(value: Value) -> bool:
    return isinstance(value, str) and not value.startswith((TIME.base, NUMBER.base))
