"""The patterns of coverage.toml: read, checked against the ontology, run once each."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from coverage_graph import Graph, Term, term
from pyoxigraph import Literal, NamedNode, QuerySolutions
from rdflib import Variable
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from entrevilles.dataset import Dataset
from entrevilles.ontology.terms import PREFIXES

SETTINGS = Path(__file__).with_name("coverage.toml")
FREE_TEXT = Path(__file__).with_name("free_text.txt")
_TERM = re.compile(r"\b([a-z]+):([A-Za-z][\w-]*)")
_HEAD = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
_LISTED = re.compile(r"^\| ([a-z0-9_]+) \|", re.MULTILINE)


class PatternError(Exception):
    """The patterns and the vocabulary, or the patterns and the ontology, do not fit."""


@dataclass(frozen=True)
class Row:
    subject: Term
    object: Term
    record: str
    begin: Term | None = None
    end: Term | None = None
    place: Term | None = None
    role: Term | None = None


@dataclass(frozen=True)
class Patterns:
    where: Mapping[str, str]
    documents: Mapping[str, str]
    context: Mapping[str, list[str]]
    symmetric: frozenset[str]
    free_text: frozenset[str]

    @classmethod
    def read(cls, path: Path = SETTINGS) -> "Patterns":
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
        context = {role: [_iri(name) for name in names] for role, names in settings["context"].items()}
        return cls(dict(_groups(settings)), settings["documents"], context, frozenset(settings["symmetric"]), free_text())

    def query(self, predicate: str) -> str:
        return f"{_HEAD}SELECT DISTINCT * WHERE {{ GRAPH graph:reading {{ {self.where[predicate]} }} }}"

    def check(self, vocabulary: Path | None, ontology: Mapping[str, object]) -> None:
        """Raises PatternError for a predicate without pattern, a term that the ontology lacks, a variable for a predicate."""
        wanted = predicates(vocabulary) if vocabulary else set[str]()
        problems = [f"no pattern: {name}" for name in sorted(wanted - set(self.where))]
        for name, where in self.where.items():
            problems += [f"{name}: {compact} is not in the ontology" for compact in unknown(where, ontology)]
            problems += [f"{name}: ?{variable} in predicate position" for variable in variable_predicates(self.query(name))]
        if problems:
            raise PatternError("\n".join(problems))

    def run(self, dataset: Dataset, predicate: str) -> list[Row]:
        solutions = dataset.store.query(self.query(predicate))
        assert isinstance(solutions, QuerySolutions)
        names = [variable.value for variable in solutions.variables]
        found = [dict(zip(names, solution, strict=True)) for solution in solutions]
        return sorted((row for values in found if (row := _row(values))), key=str)


class Answers:
    """The rows of each pattern, run when first asked for."""

    def __init__(self, dataset: Dataset, patterns: Patterns) -> None:
        self.dataset, self.patterns = dataset, patterns
        self._rows: dict[str, list[Row]] = {}

    @cached_property
    def graph(self) -> Graph:
        return Graph(self.dataset, self.patterns.context)

    def rows(self, predicate: str) -> list[Row]:
        if predicate not in self._rows:
            self._rows[predicate] = self.patterns.run(self.dataset, predicate) if predicate in self.patterns.where else []
        return self._rows[predicate]


def _groups(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, pattern in settings["predicates"].items():
        yield name, pattern["where"]
    counting = settings["counting"]
    for name, measure in settings["counts"].items():
        where = counting["where"].replace("{measure}", f"concept:{measure}")
        yield name, f"{where} UNION {counting['headcount']}" if name in counting["people"] else where


def _iri(compact: str) -> str:
    prefix, name = compact.split(":")
    return PREFIXES[prefix] + name


def _row(values: Mapping[str, object]) -> Row | None:
    bound = {name: term(value) for name, value in values.items() if isinstance(value, NamedNode | Literal)}
    record = bound.get("record", bound.get("s"))
    if not isinstance(record, str) or "s" not in bound or "o" not in bound:
        return None
    extra = {name: bound[name] for name in ("begin", "end", "place", "role") if name in bound}
    return Row(bound["s"], bound["o"], record, **extra)


# What is checked


def free_text() -> frozenset[str]:
    lines = FREE_TEXT.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def predicates(vocabulary: Path) -> set[str]:
    """The first column of the tables of a vocabulary, less their headings."""
    return set(_LISTED.findall(vocabulary.read_text(encoding="utf-8"))) - {"predicate"}


def unknown(where: str, ontology: Mapping[str, object]) -> list[str]:
    """Terms of ours that the ontology does not have; those of SKOS are not ours."""
    named = sorted(set(_TERM.findall(where)))
    return [f"{prefix}:{name}" for prefix, name in named if prefix != "skos" and PREFIXES.get(prefix, "?") + name not in ontology]


def variable_predicates(query: str) -> set[str]:
    return {str(triple[1]) for triple in _triples(prepareQuery(query).algebra) if isinstance(triple[1], Variable)}


def _triples(node: object) -> Iterator[tuple[object, object, object]]:
    """All triple patterns of a query's algebra, wherever they stand."""
    if isinstance(node, CompValue):
        for name, part in node.items():
            if name == "triples":
                yield from part
            else:
                yield from _triples(part)
    elif isinstance(node, list | tuple):
        for part in node:
            yield from _triples(part)
