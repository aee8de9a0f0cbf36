"""The shapes, read once into small frozen objects: what can be recorded, in which columns, with which words.

Source of truth: `shapes.ttl` (SHACL); a dataset may add files of its own in its `ontology/` folder.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from entrevilles.ontology.errors import UnknownName
from entrevilles.ontology.language import _, choose, fold
from entrevilles.ontology.terms import EV, PREFIXES, RDF, RDFS, SH, SKOS, compact

HERE = Path(__file__).parent
FILES = tuple(HERE / f"{name}.ttl" for name in ("entrevilles", "shapes", "concepts", "themes", "alignments"))
RULES = HERE / "rules"

Node = NamedNode | BlankNode
Labels = Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Field:
    """One column. `path` has one property, or two: the second is then said of a companion node (`…#place`)."""

    shape: NamedNode
    path: tuple[NamedNode, ...]
    name: Labels
    help: Labels
    datatype: NamedNode | None = None
    cls: NamedNode | None = None
    minted: NamedNode | None = None
    scheme: NamedNode | None = None
    min: int = 0
    max: int | None = None
    unique_lang: bool = False
    pattern: str = ""
    default: NamedNode | None = None
    example: str = ""
    order: int = 0

    @property
    def single(self) -> bool:
        """At most one value (per language, for a text with a language): what two claims can disagree on."""
        return self.max == 1 or self.unique_lang

    @property
    def localised(self) -> bool:
        return self.datatype == RDF.langString

    @property
    def column(self) -> str:
        return choose(self.name)


@dataclass(frozen=True, eq=False)
class RecordType:
    """One recordable class: its sheet, its columns, and how its things are told apart."""

    cls: NamedNode
    label: Labels
    sheet: Labels
    definition: Labels
    fields: tuple[Field, ...]
    key: tuple[NamedNode, ...] = ()
    segment: str = ""
    parent: NamedNode | None = None
    shorthand: Labels = field(default_factory=dict)
    order: int = 0

    @cached_property
    def name(self) -> str:
        return local(self.cls)

    def field(self, path: NamedNode) -> Field:
        return next(candidate for candidate in self.fields if candidate.path[-1] == path)

    @property
    def parent_field(self) -> Field:
        assert self.parent is not None
        return self.field(self.parent)


@dataclass(frozen=True, eq=False)
class Concept:
    iri: NamedNode
    scheme: NamedNode
    labels: Labels
    words: tuple[str, ...]


class Schema:
    """All shapes, concepts and class hierarchy of one dataset."""

    def __init__(self, files: Iterable[Path] = FILES) -> None:
        self.files = tuple(files)
        self._store = ox.Store()
        for file in self.files:
            self._store.extend(Quad(t.subject, t.predicate, t.object) for t in ox.parse(path=file, format=ox.RdfFormat.TURTLE))

    # What can be recorded

    @cached_property
    def types(self) -> dict[NamedNode, RecordType]:
        """Recordable classes, in the order of their sheets."""
        found = [self._record_type(s, self._iri(s, SH.targetClass)) for s in self._subjects(SH.targetClass)]
        return {record.cls: record for record in sorted(found, key=lambda record: record.order)}

    @cached_property
    def claim(self) -> RecordType:
        """The columns that every sheet has besides its own: source, locator, certainty…"""
        return self._described(EV.Claim)

    @cached_property
    def judgement(self) -> RecordType:
        return self._described(EV.Judgement)

    def type_named(self, name: str) -> RecordType:
        """By sheet name, label or local name, in either language, without accents. Raises UnknownName."""
        wanted = fold(name.replace("_", " ").replace("-", " "))
        for record in self.types.values():
            words = (*record.sheet.values(), *record.label.values(), record.name)
            if wanted in {fold(word.replace("-", " ")) for word in words}:
                return record
        known = [choose(record.sheet) for record in self.types.values()]
        raise UnknownName(name, known, _("classe inconnue"))

    @cached_property
    def fields(self) -> dict[NamedNode, list[Field]]:
        """Every field of the recordable classes, by the property that carries its value."""
        found: dict[NamedNode, list[Field]] = {}
        for record in self.types.values():
            for candidate in record.fields:
                found.setdefault(candidate.path[-1], []).append(candidate)
        return found

    def children(self, parent: RecordType) -> list[RecordType]:
        """The classes whose records can point to a thing of this class as their parent."""
        above = self.superclasses(parent.cls)
        return [t for t in self.types.values() if t.parent and t.parent_field.cls in above]

    # Classes and properties

    @cache  # noqa: B019 - one schema lives as long as the process
    def superclasses(self, cls: NamedNode) -> frozenset[NamedNode]:
        """The class and all above it."""
        above = {cls}
        for parent in self._objects(cls, RDFS.subClassOf):
            if isinstance(parent, NamedNode):
                above |= self.superclasses(parent)
        return frozenset(above)

    @cached_property
    def companions(self) -> dict[NamedNode, tuple[str, NamedNode]]:
        """property → (end of the companion's IRI, its class): `ev:territory` → (`place`, `ev:Place`)."""
        return {p: (self._text(p, EV.fragment), self._iri(p, RDFS.range)) for p in self._subjects(EV.fragment) if isinstance(p, NamedNode)}

    def companion_of(self, cls: NamedNode | None) -> str:
        """The fragment of the nodes of this class, if they are companions of others."""
        return next((fragment for fragment, kind in self.companions.values() if kind == cls), "")

    def label(self, term: NamedNode) -> str:
        """Label of a class, property or concept of the ontology; its short name where it has none."""
        labels = self.labels(term)
        return choose(labels) if labels else compact(term.value)

    def labels(self, term: NamedNode) -> Labels:
        own = self._labels(term, SKOS.prefLabel) or self._labels(term, RDFS.label)
        return own or next((field.name for field in self.fields.get(term, ())), {})

    def definition(self, term: NamedNode) -> str:
        return choose(self._labels(term, SKOS.definition))

    # Concepts

    @cached_property
    def concepts(self) -> dict[NamedNode, dict[NamedNode, Concept]]:
        """scheme → its concepts, in the order of their labels in the file."""
        found: dict[NamedNode, dict[NamedNode, Concept]] = {}
        for quad in self._store.quads_for_pattern(None, SKOS.inScheme, None):
            concept, scheme = quad.subject, quad.object
            assert isinstance(concept, NamedNode)
            assert isinstance(scheme, NamedNode)
            labels = self._labels(concept, SKOS.prefLabel)
            words = [*labels.values(), *(a.value for a in self._objects(concept, SKOS.altLabel)), concept.value.rsplit("/", 1)[-1]]
            found.setdefault(scheme, {})[concept] = Concept(concept, scheme, labels, tuple(words))
        return found

    def broader(self, concept: NamedNode) -> frozenset[NamedNode]:
        """The concept and all above it."""
        above = {concept}
        for parent in self._objects(concept, SKOS.broader):
            assert isinstance(parent, NamedNode)
            above |= self.broader(parent)
        return frozenset(above)

    def triples(self) -> Iterator[Quad]:
        """The ontology without what needs blank nodes (shapes stay in their file)."""
        for quad in self._store:
            if (
                isinstance(quad.subject, NamedNode)
                and not quad.subject.value.startswith(PREFIXES["shape"])
                and not isinstance(quad.object, BlankNode)
            ):
                yield quad

    def turtle(self) -> ox.Store:
        """All of it, for validators."""
        return self._store

    # Reading the shapes

    def _described(self, cls: NamedNode) -> RecordType:
        return self._record_type(next(self._subjects(EV.describes, cls)), cls)

    def _record_type(self, shape: Node, cls: NamedNode) -> RecordType:
        fields = sorted((self._field(p) for p in self._objects(shape, SH.property) if isinstance(p, Node)), key=lambda f: f.order)
        return RecordType(
            cls=cls,
            label=self._labels(cls, RDFS.label),
            sheet=self._labels(shape, RDFS.label),
            definition=self._labels(cls, SKOS.definition),
            fields=tuple(fields),
            key=tuple(self._list(shape, EV.key)),
            segment=self._text(shape, EV.segment),
            parent=self._optional(shape, EV.parent),
            shorthand=self._labels(shape, EV.shorthand),
            order=int(self._text(shape, SH.order) or 0),
        )

    def _field(self, shape: Node) -> Field:
        path = self._one(shape, SH.path)
        maximum = self._text(shape, SH.maxCount)
        return Field(
            shape=shape if isinstance(shape, NamedNode) else EV.anonymous,
            path=(path,) if isinstance(path, NamedNode) else tuple(self._list(shape, SH.path)),
            name=self._labels(shape, SH.name),
            help=self._labels(shape, SH.description),
            datatype=self._optional(shape, SH.datatype),
            cls=self._optional(shape, SH["class"]),
            minted=self._optional(shape, EV.minted),
            scheme=self._scheme(shape),
            min=int(self._text(shape, SH.minCount) or 0),
            max=int(maximum) if maximum else None,
            unique_lang=self._text(shape, SH.uniqueLang) == "true",
            pattern=self._text(shape, SH.pattern),
            default=self._optional(shape, SH.defaultValue),
            example=self._text(shape, EV.example),
            order=int(self._text(shape, SH.order) or 0),
        )

    def _scheme(self, shape: Node) -> NamedNode | None:
        """`sh:node [ sh:property [ sh:path skos:inScheme ; sh:hasValue <scheme> ] ]`."""
        for node in self._objects(shape, SH.node):
            for constraint in self._objects(node, SH.property):
                if self._one(constraint, SH.path) == SKOS.inScheme:
                    return self._iri(constraint, SH.hasValue)
        return None

    def _subjects(self, predicate: NamedNode, value: NamedNode | None = None) -> Iterator[Node]:
        for quad in self._store.quads_for_pattern(None, predicate, value):
            assert isinstance(quad.subject, Node)
            yield quad.subject

    def _objects(self, subject: object, predicate: NamedNode) -> Iterator[Node | Literal]:
        assert isinstance(subject, Node)
        for quad in self._store.quads_for_pattern(subject, predicate, None):
            assert isinstance(quad.object, Node | Literal)
            yield quad.object

    def _one(self, subject: object, predicate: NamedNode) -> Node | Literal | None:
        return next(self._objects(subject, predicate), None)

    def _iri(self, subject: object, predicate: NamedNode) -> NamedNode:
        value = self._one(subject, predicate)
        assert isinstance(value, NamedNode), (subject, predicate)
        return value

    def _optional(self, subject: object, predicate: NamedNode) -> NamedNode | None:
        value = self._one(subject, predicate)
        return value if isinstance(value, NamedNode) else None

    def _text(self, subject: object, predicate: NamedNode) -> str:
        value = self._one(subject, predicate)
        return value.value if value is not None else ""

    def _labels(self, subject: object, predicate: NamedNode) -> Labels:
        return {o.language or "": o.value for o in self._objects(subject, predicate) if isinstance(o, Literal)}

    def _list(self, subject: object, predicate: NamedNode) -> Iterator[NamedNode]:
        rest = self._one(subject, predicate)
        while rest is not None and rest != RDF.nil:
            yield self._iri(rest, RDF.first)
            rest = self._one(rest, RDF.rest)


def local(term: NamedNode) -> str:
    return term.value.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


@cache
def shipped() -> Schema:
    """The schema as the package ships it."""
    return Schema()
