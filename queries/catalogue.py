"""The catalogue: every `.rq` file under this package, with the YAML header (`#+`) that says what it asks.

Header keys follow grlc (https://grlc.io): summary, tags, params; columns and view are ours, and so are `order` (columns to
sort by, instead of those of ORDER BY) and `evidence` (columns whose claims --why shows). A parameter `city` is the variable
`?_city_iri` where it is a thing, `?_date` where it is a literal. Parameters are bound as RDF terms.
"""

import re
import tomllib
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
TOPICS: Mapping[str, Mapping[str, str]] = tomllib.loads((HERE / "topics.toml").read_text(encoding="utf-8"))
"""The folders, in the order in which they are listed."""
DATATYPES = {"date": XSD.date, "integer": XSD.integer, "string": XSD.string}


TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\''
    r'|"(?:[^"\\\n\r]|\\.)*"|\'(?:[^\'\\\n\r]|\\.)*\'|(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)|#[^\n\r]*|\\.|[?$](?P<name>\w+)'
)
"""What is not to be read as SPARQL (strings, IRIs, comments, escapes in names), and variables (SPARQL 1.1, 19.8)."""


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
        return self.kind not in DATATYPES

    @property
    def titled(self) -> str:
        """As forms name it, and as commands do where that differs: `ville (city)`."""
        label = choose(self.label)
        return f"{label} ({self.name})" if label and fold(label) != fold(self.name) else self.name

    @property
    def variable(self) -> Variable:
        return Variable(f"_{self.name}_iri" if self.is_thing else f"_{self.name}")

    @property
    def cls(self) -> NamedNode:
        return NamedNode(PREFIXES["ev"] + self.kind)

    def literal(self, text: str) -> Literal:
        if self.kind == "date":
            text = day(text)
        if self.kind == "integer" and not re.fullmatch(r"-?[0-9]{1,9}", text):
            raise InputError(_("« {text} » n'est pas un nombre entier").format(text=text), _("écrivez un nombre sans décimales"))
        return Literal(text, datatype=DATATYPES[self.kind])


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
    order: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    header: Mapping[str, Any] = field(default_factory=dict)

    @property
    def published(self) -> bool:
        """Whether it is of the catalogue, and so has an address; not a file of one's own."""
        return self.path.is_relative_to(HERE)

    @property
    def topic(self) -> str:
        return self.path.parent.name if self.published else ""

    def param(self, name: str) -> Parameter:
        for param in self.params:
            if fold(name) in {fold(word) for word in (param.name, *param.label.values())}:
                return param
        raise UnknownName(
            name, [choose(p.label) for p in self.params], _("paramètre inconnu de la question « {question} »").format(question=self.name)
        )

    @cached_property
    def variables(self) -> frozenset[str]:
        return frozenset(match["name"] for match in TOKEN.finditer(self.prefixed) if match["name"])

    @cached_property
    def prefixed(self) -> str:
        """The SPARQL text with its header blanked, so that errors name the lines of the file."""
        return "\n".join("" if line.startswith("#+") else line for line in self.text.splitlines())


def skeleton(text: str) -> str:
    """The query without its strings, comments and IRIs."""
    return TOKEN.sub(lambda match: match[0] if match["name"] else " ", text)


def read(path: Path) -> Question:
    """Parsed once, and again when the file changes. Raises QueryError for a file that is not a question."""
    try:
        return _read(path, path.stat().st_mtime_ns)
    except (OSError, UnicodeDecodeError):
        raise QueryError(_("question illisible : {path}").format(path=path)) from None


@cache
def _read(path: Path, _changed: int) -> Question:
    return parsed(path, path.read_text(encoding="utf-8"))


def parsed(path: Path, text: str) -> Question:
    """Raises QueryError for a header that cannot be read."""
    header = _header(path, text)
    try:
        return Question(
            name=path.stem,
            path=path,
            summary=_labels(header.get("summary")),
            text=text,
            tags=_words(header.get("tags")),
            params=tuple(_parameter(name, raw) for name, raw in (header.get("params") or {}).items()),
            columns=tuple(_column(name, raw) for name, raw in (header.get("columns") or {}).items()),
            view=header.get("view", "table"),
            order=_words(header.get("order")),
            evidence=_words(header.get("evidence")),
            header=header,
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise QueryError(_("en-tête illisible dans {path} : {error}").format(path=path, error=error)) from None


def _header(path: Path, text: str) -> dict[str, Any]:
    import yaml

    lines = [line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+")]
    try:
        header = _plain_yaml("\n".join(lines)) or {}
    except yaml.MarkedYAMLError as error:
        place = error.problem_mark.line + 1 if error.problem_mark else 1
        message = _("ligne {line} de l'en-tête : {problem}").format(line=place, problem=error.problem)
        raise QueryError(_("en-tête illisible dans {path} : {error}").format(path=path, error=message)) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise QueryError(_("en-tête illisible dans {path} : {error}").format(path=path, error=error)) from None
    if not isinstance(header, dict):
        message = _("les lignes « #+ » doivent dire « clé: valeur », comme « #+ summary: … »")
        raise QueryError(_("en-tête illisible dans {path} : {error}").format(path=path, error=message))
    return header


def _plain_yaml(text: str) -> Any:
    """Without aliases, of which ten lines can make a gigabyte."""
    import yaml

    if "*" in text and any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text)):
        raise yaml.YAMLError(_("« *nom » n'est pas permis ici"))
    return yaml.safe_load(text)


@cache
def catalogue() -> dict[str, Path]:
    """name → file; the folders are topics."""
    return {path.stem: path for path in sorted(HERE.rglob("*.rq"))}


def topics() -> dict[str, list[Question]]:
    """The questions of each topic that has any; a folder that nobody named comes last, under its own name."""
    found: dict[str, list[Question]] = {topic: [] for topic in TOPICS}
    for question in questions():
        found.setdefault(question.topic, []).append(question)
    return {topic: asked for topic, asked in found.items() if asked}


def questions() -> Iterator[Question]:
    yield from (read(path) for path in catalogue().values())


def find(name: str) -> Question:
    """By the name in the catalogue, the path of a file of one's own, or the text of a query. Raises UnknownName."""
    if name in catalogue():
        return read(catalogue()[name])
    if "{" in name:
        return parsed(Path("sparql.rq"), name)
    if name.endswith(".rq"):
        return read(Path(name))
    error = UnknownName(name, catalogue(), _("question inconnue"))
    error.mend += "\n    → " + _("pour les lister : entrevilles questions ; pour un fichier à vous, terminez son nom par .rq")
    raise error


def _parameter(name: str, raw: Mapping[str, Any]) -> Parameter:
    if not isinstance(raw, Mapping) or not isinstance(kind := raw.get("type"), str) or (kind == "Concept" and "scheme" not in raw):
        message = _("paramètre « {name} » : écrivez {{type: …}} avec date, integer, string, une classe (Actor…), ou Concept et scheme")
        raise ValueError(message.format(name=name))
    default = raw.get("default")
    scheme = NamedNode(PREFIXES["concept"] + raw["scheme"]) if "scheme" in raw else None
    return Parameter(name, kind, _labels(raw.get("label") or name), None if default is None else str(default), scheme)


def _column(name: str, raw: Mapping[str, Any] | str | None) -> Column:
    labels = _labels(raw or name)
    return Column(name, {lang: text for lang, text in labels.items() if lang != "kind"}, labels.get("kind", "text"))


def _labels(raw: object) -> dict[str, str]:
    """By language; a text alone is French."""
    return {str(lang): str(text) for lang, text in raw.items()} if isinstance(raw, Mapping) else {"fr": str(raw)} if raw else {}


def _words(raw: object) -> tuple[str, ...]:
    return tuple(str(word) for word in raw) if isinstance(raw, list) else (str(raw),) if raw else ()


def day(text: str) -> str:
    if fold(text) in ("today", "aujourd'hui"):
        return date.today().isoformat()
    try:
        return date.fromisoformat(text if len(text) > 4 else f"{text}-12-31").isoformat()
    except ValueError:
        raise InputError(_("« {text} » n'est pas un jour").format(text=text), _("écrivez 2024-06-01, ou une année")) from None
