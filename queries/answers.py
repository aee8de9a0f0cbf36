"""Asking a generation: parameters bound as terms, rows as plain Python values, and how to cite the answer."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Variable

from entrevilles.ontology.errors import QueryError
from entrevilles.ontology.language import _, choose
from entrevilles.ontology.terms import PREFIXES, XSD
from entrevilles.queries.catalogue import TOKEN, Question, skeleton
from entrevilles.queries.citing import Edition, citation
from entrevilles.queries.mistakes import explained

if TYPE_CHECKING:
    import pandas

    from entrevilles.graph.remote import RemoteStore

Value = str | int | float | bool | Decimal | date | None
_CONVERT: dict[str, Any] = {
    XSD.integer.value: int,
    XSD.decimal.value: Decimal,
    XSD.double.value: float,
    XSD.boolean.value: lambda text: text == "true",
    XSD.date.value: date.fromisoformat,
}


@dataclass(frozen=True)
class Answer:
    """`rows` are tuples in the order of `columns`; an IRI is its text, a missing value None."""

    question: Question
    columns: tuple[str, ...]
    rows: list[tuple[Value, ...]] = field(repr=False)
    parameters: Mapping[str, str] = field(default_factory=dict)
    generation: str = ""
    edition: Edition | None = field(default=None, repr=False, compare=False)

    def __iter__(self) -> Iterator[dict[str, Value]]:
        for row in self.rows:
            yield dict(zip(self.columns, row, strict=True))

    def __len__(self) -> int:
        return len(self.rows)

    def to_pandas(self) -> "pandas.DataFrame":
        try:
            import pandas
        except ImportError:
            raise QueryError(_("il manque pandas ; installez : pip install 'entrevilles[pandas]'")) from None
        return pandas.DataFrame(self.rows, columns=list(self.columns))

    @property
    def asked(self) -> str:
        """The question with its parameters, as one would ask it in Python; one of your own, which has no address, by its digest too."""
        given = ", ".join(f"{name}={value}" for name, value in self.parameters.items())
        digest = "" if self.question.published else f", SHA-256 {hashlib.sha256(self.question.text.encode()).hexdigest()}"
        return f"{self.question.name}({given}){digest}"

    @property
    def address(self) -> str:
        """Where the question itself is described; nowhere, for one of your own."""
        return self.edition.names.question(self.question.name) if self.edition and self.question.published else ""

    @property
    def day(self) -> str:
        """The last on which something was recorded in what was asked."""
        return self.edition.recorded() if self.edition else ""

    @property
    def citation(self) -> str:
        """Without the day on which it was consulted; `Dataset.cite` adds it."""
        return self.cited()

    def cited(self, consulted: str = "") -> str:
        title = choose(self.edition.title) if self.edition else ""
        return citation(title, self.generation, day=self.day, question=self.asked, address=self.address, consulted=consulted)


_NAMED = re.compile(r":[\w.%-]*|[?$]\w+|@[a-z-]+", re.IGNORECASE)
"""Local names, variables, languages. No look at what stands before a word will do: a number, or `true`, needs no space after it."""
_CHAIN = re.compile(r"(?:[!+-]\s*){100}")
LONGEST, DEEPEST = 50_000, 100
"""Characters, without strings and IRIs; brackets within brackets. Oxigraph 0.5 dies of 2,300 `{` and of 1,000 MINUS in a row."""


def bind(text: str, bound: Mapping[Variable, NamedNode | Literal]) -> str:
    """The query with each parameter replaced, where a variable may stand, by its term in N-Triples syntax.

    Oxigraph substitutes only variables of the outer projection, and other engines nothing at all; a serialised term,
    put in place of a token, can end nothing and begin nothing.
    """
    terms = {variable.value: str(term) for variable, term in bound.items()}
    pieces, rest = _cut(text)
    return "".join(f"{before}{terms.get(name, written)}" for before, name, written in pieces) + rest


@cache
def _cut(text: str) -> tuple[list[tuple[str, str, str]], str]:
    """What stands before each variable, its name, the variable as it is written; and the end."""
    found = [match for match in TOKEN.finditer(text) if match["name"]]
    starts = [0, *(match.end() for match in found)]
    return [(text[start : m.start()], m["name"], m[0]) for start, m in zip(starts, found, strict=False)], text[starts[-1] :]


def _compares(iri: str) -> bool:
    """A bracket that it did not open, a comment before an authority: engines differ on whether this is an address or a comparison."""
    closes = min(accumulate((char == "(") - (char == ")") for char in iri)) < 0
    return closes or ("#" in iri and "://" not in iri.partition("#")[0])


def refuse_harm(text: str) -> None:
    """A question must give the same answer without a network, and the engine's parser ends the process beyond some depth or length.

    Raises QueryError.
    """
    if any(_compares(match["iri"]) for match in TOKEN.finditer(text) if match["iri"]):
        what = _("« < » puis « > » peuvent enclore une adresse ou comparer : mettez un espace après « < », ou %29 dans l'adresse")
        raise QueryError(what)
    plain = skeleton(text)
    if "service" in _NAMED.sub(" ", plain).lower():
        raise QueryError(_("SERVICE n'est pas permis : une question ne sort pas du jeu de données"))
    if len(plain) > LONGEST:
        raise QueryError(_("cette requête est trop longue : {most} caractères au plus").format(most=LONGEST))
    depth = accumulate((char in "{([") - (char in "})]") for char in plain if char in "{}()[]")
    if (sum(map(plain.count, "{([")) > DEEPEST and max(depth) > DEEPEST) or _CHAIN.search(plain):
        raise QueryError(_("cette requête est trop emboîtée : {most} niveaux au plus").format(most=DEEPEST))


@lru_cache(256)
def _looked_at(text: str) -> None:
    """Once for a question, which is asked many times."""
    refuse_harm(text)


def ask(
    store: "ox.Store | RemoteStore", question: Question, bound: Mapping[Variable, NamedNode | Literal]
) -> tuple[tuple[str, ...], list[tuple[Value, ...]]]:
    """Columns and rows. Raises QueryError when the engine refuses the query."""
    _refuse_undeclared(question)
    try:
        _looked_at(question.prefixed)
        solutions = store.query(bind(question.prefixed, bound), prefixes=PREFIXES)
    except (SyntaxError, ValueError, RuntimeError) as error:
        why = explained(question.prefixed, str(error)) if isinstance(error, SyntaxError) else error
        raise QueryError(_("la question « {name} » ne peut être posée : {error}").format(name=question.name, error=why)) from None
    if isinstance(solutions, ox.QueryBoolean):
        return ("answer",), [(bool(solutions),)]
    if isinstance(solutions, ox.QueryTriples):
        return ("subject", "predicate", "object"), [tuple(value_of(term) for term in triple) for triple in solutions]
    try:
        return table(question, solutions)
    except RuntimeError as error:
        raise QueryError(_("la question « {name} » ne peut être posée : {error}").format(name=question.name, error=error)) from None


def table(question: Question, solutions: ox.QuerySolutions) -> tuple[tuple[str, ...], list[tuple[Value, ...]]]:
    """Columns and rows; what engines write in several ways is made alike: the order of the parts of a cell, a truth as a number."""
    columns = tuple(variable.value for variable in solutions.variables)
    kinds = {column.name: column.kind for column in question.columns}
    readers = [_reader(kinds.get(name, "")) for name in columns]
    return columns, [tuple([read(term) for read, term in zip(readers, solution, strict=True)]) for solution in solutions]


def _reader(kind: str) -> Callable[[Any], Value]:
    mend = _MENDS.get(kind)
    return value_of if mend is None else lambda term: mend(value_of(term))


def _sorted(mark: str) -> Callable[[Value], Value]:
    """`mark` stands between the parts."""
    return lambda cell: mark.join(sorted(cell.split(mark))) if isinstance(cell, str) and mark in cell else cell


def _truth(cell: Value) -> Value:
    return bool(cell) if isinstance(cell, int) else cell


_MENDS: Mapping[str, Callable[[Value], Value]] = {
    "things": _sorted(" "),
    "date": _sorted(" | "),
    "dates": _sorted(" | "),
    "boolean": _truth,
}
"""By the kind of column."""


def _refuse_undeclared(question: Question) -> None:
    """A parameter that the header forgets would stand for anything, and nobody would see it."""
    declared = {param.variable.value for param in question.params}
    if unknown := sorted({name for name in question.variables if name.startswith("_")} - declared):
        message = _("la question « {name} » emploie {variables} sans que son en-tête le déclare ; ajoutez-le sous « #+ params: »")
        raise QueryError(message.format(name=question.name, variables=", ".join(f"?{name}" for name in unknown)))


def value_of(term: Any) -> Value:
    if type(term) is NamedNode:
        return term.value
    if term is None:
        return None
    if type(term) is Literal:
        try:
            convert = _CONVERT.get(term.datatype.value)
            return convert(term.value) if convert else term.value or None  # of nothing, some engines concatenate an empty text
        except (ValueError, ArithmeticError):  # ill-formed literals are their text
            return str(term.value)
    return str(term)


def given(question: Question, parameters: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Every parameter of the question by name: as given, else its default. Raises UnknownName, QueryError."""
    values = {question.param(name).name: text for name, text in parameters}
    for param in question.params:
        if param.name not in values and param.default is None:
            raise QueryError(_("il manque le paramètre « {name} » : --param {name}=…").format(name=param.name))
    return {param.name: values.get(param.name, param.default or "") for param in question.params}
