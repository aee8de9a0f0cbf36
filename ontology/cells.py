"""The codec between a field and a cell: text as a person types it ⇄ RDF terms.

A link is parsed into a Reference, since only the dataset knows who bears a name.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode

from entrevilles.ontology import dates, numbers
from entrevilles.ontology.errors import InputError, UnknownName
from entrevilles.ontology.language import _, choose, current, fold
from entrevilles.ontology.schema import Concept, Field, Schema
from entrevilles.ontology.terms import EV, NUMBER, RDF, TIME, XSD

SEPARATOR = ";"


@dataclass(frozen=True, slots=True)
class Reference:
    """A thing called by its id or by a name that it bears; `cls` is the class that the field wants."""

    text: str
    cls: NamedNode


Value = NamedNode | Literal | Reference


def parse(cell: str, field: Field, schema: Schema, lang: str = "") -> Iterator[Value]:
    """The values of one cell; nothing for an empty one. Raises InputError (without its place)."""
    parts = cell.split(SEPARATOR) if field.max is None and not field.localised else [cell]
    for part in parts:
        if text := part.strip():
            yield _parse_one(text, field, schema, lang)


def _parse_one(text: str, field: Field, schema: Schema, lang: str) -> Value:
    if field.scheme:
        return concept(text, field.scheme, schema)
    if field.cls == EV.Date:
        return dates.parse(text).iri
    if field.cls == EV.Number:
        return numbers.parse(text).iri
    if field.cls:
        return Reference(text, field.cls)
    if field.pattern and not re.search(field.pattern, text):
        raise InputError(_("« {text} » n'a pas la forme attendue").format(text=text), _expected(field))
    if field.localised:
        return Literal(text, language=lang or "fr")
    assert field.datatype is not None
    return _LITERALS[field.datatype](text)


def concept(text: str, scheme: NamedNode, schema: Schema) -> NamedNode:
    """The concept of the scheme that bears this label in either language. Raises UnknownName."""
    wanted = fold(text)
    for iri, candidate in schema.concepts[scheme].items():
        if any(fold(word) == wanted for word in candidate.words):
            return iri
    known = [choose(candidate.labels) for candidate in schema.concepts[scheme].values()]
    raise UnknownName(text, known, _("terme inconnu du schéma « {scheme} »").format(scheme=schema.label(scheme)))


def written(term: NamedNode | Literal, field: Field, schema: Schema) -> str:
    """The cell text that `parse` reads back; a link is left to the caller, who knows the ids."""
    if isinstance(term, Literal):
        return _written_literal(term)
    if term.value.startswith(TIME.base):
        return dates.written(dates.from_iri(term))
    if term.value.startswith(NUMBER.base):
        return numbers.written(numbers.from_iri(term))
    if field.scheme:
        known: Concept = schema.concepts[field.scheme][term]
        return choose(known.labels)
    return term.value


def _written_literal(term: Literal) -> str:
    if term.datatype == XSD.boolean:
        return {"fr": ("non", "oui"), "en": ("no", "yes")}[current()][term.value == "true"]
    if term.datatype == XSD.decimal and current() == "fr":
        return term.value.replace(".", ",")
    return term.value


def _boolean(text: str) -> Literal:
    words = {"oui": True, "vrai": True, "yes": True, "true": True, "x": True, "1": True}
    words |= {"non": False, "faux": False, "no": False, "false": False, "0": False}
    if fold(text) not in words:
        raise InputError(_("ni oui ni non : « {text} »").format(text=text), _("écrivez oui ou non"))
    return Literal(words[fold(text)])


def _integer(text: str) -> Literal:
    number = numbers.decimal(text)
    if number != int(number):
        raise InputError(_("nombre entier attendu : « {text} »").format(text=text), _("écrivez un nombre sans décimales"))
    return Literal(int(number))


def _day(text: str) -> Literal:
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError
        return Literal(date.fromisoformat(text).isoformat(), datatype=XSD.date)
    except ValueError:
        raise InputError(_("jour illisible : « {text} »").format(text=text), _("écrivez année-mois-jour, comme 2026-11-21")) from None


def _address(text: str) -> Literal:
    if not re.match(r"https?://\S+$", text):
        raise InputError(_("adresse illisible : « {text} »").format(text=text), _("une adresse commence par https://"))
    return Literal(text, datatype=XSD.anyURI)


_LITERALS: dict[NamedNode, Callable[[str], Literal]] = {
    XSD.string: Literal,
    RDF.langString: Literal,
    XSD.integer: _integer,
    XSD.decimal: lambda text: Literal(f"{numbers.decimal(text):f}", datatype=XSD.decimal),
    XSD.boolean: _boolean,
    XSD.date: _day,
    XSD.anyURI: _address,
}


def _expected(field: Field) -> str:
    help_text = choose(field.help)
    return _("{help} (par exemple {example})").format(help=help_text, example=field.example) if field.example else help_text


GUARDED = re.compile(r"'+[=+\-@＝＋－＠]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""Full-width signs too: a Japanese Excel takes them for the others."""
MARKS = frozenset((*_FORMULA, "'"))
"""What is guarded begins with one of these."""
_NUMBER = re.compile(r"[+-]?\d[\d\s.,]*")


def guarded(cell: str) -> str:
    """A leading quote mark keeps a spreadsheet from running the text as a formula; a number needs none."""
    return f"'{cell}" if (cell[:1] in _FORMULA and not _NUMBER.fullmatch(cell)) or GUARDED.match(cell) else cell
