"""The things that the rows of a list may name, by id, name or address; and ids that are free for those they lack."""

from collections.abc import Iterable, Sequence
from itertools import chain, count

from pyoxigraph import Literal, NamedNode

from entrevilles.graph.ids import NAMING
from entrevilles.graph.records import Record
from entrevilles.ontology.cells import SEPARATOR, Reference
from entrevilles.ontology.errors import InputError
from entrevilles.ontology.language import _, fold, slugify
from entrevilles.ontology.schema import Field, Schema
from entrevilles.ontology.terms import EV


class Known:
    def __init__(self, schema: Schema, records: Iterable[Record]) -> None:
        self.schema = schema
        (self.country,) = {field.cls for field in schema.fields[EV.country] if field.cls}
        self.classes: dict[str, NamedNode] = {}
        self._named: dict[str, dict[str, None]] = {}
        self._countries: dict[str, str] = {}
        self._given: set[str] = set()
        self.add(records)

    def add(self, records: Iterable[Record]) -> None:
        for record in records:
            if record.id:
                self.classes[record.id] = record.type.cls
                names = [value.value for path in (*NAMING, EV.url) for value in record.values(path) if isinstance(value, Literal)]
                for name in names:
                    self._named.setdefault(fold(name), {})[record.id] = None
                for country in record.values(EV.country):
                    self._countries[record.id] = country.text if isinstance(country, Reference) else ""

    def find(self, cls: NamedNode, *names: str) -> list[str]:
        """The ids of the things of this class that bear one of the names; a name that is an id means that one alone."""
        found = dict.fromkeys(one for name in names for one in ([name] if name in self.classes else self._named.get(fold(name), ())))
        return [one for one in found if cls in self.schema.superclasses(self.classes[one])]

    def within(self, country: str, cls: NamedNode, name: str) -> list[str]:
        """Those that bear the name in this country (any, if ""), else in no known one: of the class, else of another with countries."""
        others = (t.cls for t in self.schema.types.values() if any(field.cls == self.country for field in t.fields))
        for kind in (cls, *others):
            found = self.find(kind, name)
            same = [one for one in found if not country or self.country_of(one) == country]
            if fits := same or [one for one in found if not self.country_of(one)]:
                return fits
        return []

    def country_of(self, actor: str) -> str:
        return next(iter(self.find(self.country, self._countries.get(actor, ""))), "")

    def term(self, field: Field, text: str) -> str:
        """The first part of the text that is a term of the field, as « cofondatrice » among the kinds of membership."""
        words = {fold(word) for concept in self.schema.concepts[field.scheme].values() for word in concept.words} if field.scheme else ()
        return next((part.strip() for part in text.split(SEPARATOR) if fold(part) in words), "")

    def free(self, name: str, cls: NamedNode, country: str) -> str:
        """The id that a table would be given; a homonym takes its country, else a number."""
        slug = "-".join(filter(None, (slugify(name)[:80], self.schema.types[cls].segment))) or "x"
        placed = [f"{slug}-{country.removesuffix('-pays')}"] if country else []
        ids = chain([slug], placed, (f"{slug}-{number}" for number in count(2)))
        given = next(one for one in ids if one not in self.classes and one not in self._given)
        self._given.add(given)
        return given


def only(found: Sequence[str], name: str) -> str:
    """The one that was found, or nothing. Raises InputError if there are several."""
    if len(found) > 1:
        what = _("« {name} » peut désigner plusieurs choses").format(name=name)
        raise InputError(what, _("écrivez l'un de ces identifiants : {ids}").format(ids=", ".join(sorted(found))))
    return found[0] if found else ""
