"""The catalogue: every `.rq` file under this package, with the YAML header (`#+`) that says what it asks.

Header keys follow grlc (https://grlc.io): summary, tags, params; columns and view are ours. A parameter `city` is
the variable `?_city_iri` where it is a thing, `?_date` where it is a literal. Parameters are bound as RDF terms.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Variable

from entrevilles.ontology.errors import InputError, QueryError, UnknownName
from entrevilles.ontology.language import _, choose, fold
from entrevilles.ontology.terms import PREFIXES, XSD

HERE = Path(__file__).parent
HOME = "home"
"""Default of a parameter: the actor that the dataset is about."""
_DATATYPES = {"date": XSD.date, "integer": XSD.integer, "string": XSD.string}


@dataclass(frozen=True)
class Parameter:
    """`kind` is a class of the ontology (`Actor`), `Concept` of a `scheme`, or a datatype (`date`, `integer`, `string`)."""

    name: str
    kind: str
    label: Mapping[str, str]
    default: str | None = None
    scheme: NamedNode | None = None

    @property
    def is_thing(self) -> bool:
        return self.kind not in _DATATYPES

    @property
    def variable(self) -> Variable:
        return Variable(f"_{self.name}_iri" if self.is_thing else f"_{self.name}")

    @property
    def cls(self) -> NamedNode:
        return NamedNode(PREFIXES["ev"] + self.kind)

    def literal(self, text: str) -> Literal:
        if self.kind == "date":
            text = day(text)
        if self.kind == "integer" and not re.fullmatch(r"-?\d+", text):
            raise InputError(_("« {text} » n'est pas un nombre entier (paramètre {name})").format(text=text, name=self.name))
        return Literal(text, datatype=_DATATYPES[self.kind])


@dataclass(frozen=True)
class Column:
    name: str
    label: Mapping[str, str]
    kind: str = "text"


@dataclass(frozen=True)
class Question:
    name: str
    path: Path
    summary: Mapping[str, str]
    text: str
    tags: tuple[str, ...] = ()
    params: tuple[Parameter, ...] = ()
    columns: tuple[Column, ...] = ()
    view: str = "table"
    header: Mapping[str, Any] = field(default_factory=dict)

    def param(self, name: str) -> Parameter:
        for param in self.params:
            if fold(name) in {fold(word) for word in (param.name, *param.label.values())}:
                return param
        raise UnknownName(
            name, [choose(p.label) for p in self.params], _("paramètre inconnu de la question « {question} »").format(question=self.name)
        )

    @cached_property
    def prefixed(self) -> str:
        """The SPARQL text without its header."""
        return "\n".join(line for line in self.text.splitlines() if not line.startswith("#+"))


def read(path: Path) -> Question:
    """Parsed once, and again when the file changes. Raises QueryError for a file that is not a question."""
    try:
        return _read(path, path.stat().st_mtime_ns)
    except (OSError, UnicodeDecodeError):
        raise QueryError(_("question illisible : {path}").format(path=path)) from None


@cache
def _read(path: Path, _changed: int) -> Question:
    import yaml

    text = path.read_text(encoding="utf-8")
    lines = [line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+")]
    try:
        header = yaml.safe_load("\n".join(lines)) or {}
        params = tuple(_parameter(name, raw) for name, raw in header.get("params", {}).items())
        columns = tuple(Column(name, raw, raw.get("kind", "text")) for name, raw in header.get("columns", {}).items())
    except (yaml.YAMLError, AttributeError, KeyError) as error:
        raise QueryError(_("en-tête illisible dans {path} : {error}").format(path=path, error=error)) from None
    summary = header.get("summary", {})
    summary = {"fr": summary} if isinstance(summary, str) else summary
    return Question(path.stem, path, summary, text, tuple(header.get("tags", ())), params, columns, header.get("view", "table"), header)


@cache
def catalogue() -> dict[str, Path]:
    """name → file; the folders are topics."""
    return {path.stem: path for path in sorted(HERE.rglob("*.rq"))}


def questions() -> Iterator[Question]:
    yield from (read(path) for path in catalogue().values())


def find(name: str) -> Question:
    """By the name in the catalogue, or the path of a file of one's own. Raises UnknownName."""
    if name in catalogue():
        return read(catalogue()[name])
    if name.endswith(".rq"):
        return read(Path(name))
    raise UnknownName(name, catalogue(), _("question inconnue"))


def _parameter(name: str, raw: Mapping[str, Any]) -> Parameter:
    default = raw.get("default")
    scheme = NamedNode(PREFIXES["concept"] + raw["scheme"]) if "scheme" in raw else None
    return Parameter(name, raw["type"], raw.get("label", {}), None if default is None else str(default), scheme)


def day(text: str) -> str:
    if fold(text) in ("today", "aujourd'hui"):
        return date.today().isoformat()
    try:
        return date.fromisoformat(text if len(text) > 4 else f"{text}-12-31").isoformat()
    except ValueError:
        raise InputError(_("« {text} » n'est pas un jour").format(text=text), _("écrivez 2024-06-01, ou une année")) from None
