"""Finding things of a compiled dataset by id or by name, without regard to accents and case."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode

from entrevilles.graph.ids import NAMING
from entrevilles.ontology.errors import InputError, UnknownName, listed
from entrevilles.ontology.language import _, fold, slugify
from entrevilles.ontology.schema import Schema
from entrevilles.ontology.terms import DCT, READING, TYPE, Names


@dataclass(frozen=True)
class Hit:
    thing: NamedNode
    name: str
    cls: NamedNode


class NameIndex:
    def __init__(self, store: ox.Store, names: Names, schema: Callable[[], Schema]) -> None:
        self.store, self.names, self._schema = store, names, schema

    def find(self, text: str, cls: NamedNode | None = None) -> NamedNode:
        """The one thing that bears this id or name. Raises UnknownName with near names, InputError if several do."""
        for written in (str.strip, slugify):  # the second only where need be: it takes longer than all else here
            for thing in self._with_id(written(text)):
                if self._is(thing, cls):
                    return thing
        found = dict.fromkeys(hit.thing for hit in self._named.get(fold(text), ()) if self._fits(hit.cls, cls))
        if len(found) == 1:
            return next(iter(found))
        if found:
            what = _("« {name} » peut désigner plusieurs choses").format(name=text)
            ids = ", ".join(sorted(self.names.slug(thing) for thing in found))
            raise InputError(what, _("écrivez l'un de ces identifiants : {ids}").format(ids=ids))
        self._refuse_other(text, cls)
        known = [hit.name for hit in self.hits() if self._fits(hit.cls, cls)]
        wanted = self._schema().label(cls) if cls else _("chose")
        raise UnknownName(text, known, _("{wanted} : nom inconnu").format(wanted=wanted))

    def _refuse_other(self, text: str, cls: NamedNode | None) -> None:
        """The name is known, but of something else: to say that it is unknown would be no help."""
        others = [*self._with_id(text.strip()), *(hit.thing for hit in self._named.get(fold(text), ()))]
        kinds = dict.fromkeys(kind for thing in others if (kind := self.cls(thing)))
        if cls and kinds:
            what = _("« {name} » désigne : {kinds} ; il faut : {wanted}")
            said = ", ".join(self._schema().label(kind) for kind in kinds)
            known = {hit.name for hit in self.hits() if self._fits(hit.cls, cls)}
            raise InputError(what.format(name=text, kinds=said, wanted=self._schema().label(cls)), listed(known))

    def slugs(self) -> list[str]:
        """Ids of what has a name."""
        return sorted({self.names.slug(hit.thing) for hits in self._named.values() for hit in hits})

    def hits(self) -> Iterator[Hit]:
        """Every name of every thing."""
        for hits in self._named.values():
            yield from hits

    def search(self, words: str) -> Iterator[Hit]:
        """Things whose name has every word, best first: whole name, then beginning, then anywhere."""
        wanted = fold(words).split()
        hits = [(fold(hit.name), hit) for key, found in self._named.items() for hit in found if all(w in key for w in wanted)]
        seen: set[NamedNode] = set()
        whole = " ".join(wanted)
        for _key, hit in sorted(hits, key=lambda p: (p[0] != whole, not p[0].startswith(whole), p[0], p[1].thing.value, p[1].name)):
            if hit.thing not in seen:
                seen.add(hit.thing)
                yield hit

    @cached_property
    def cls(self) -> Callable[[NamedNode], NamedNode | None]:
        """The recordable class of a thing of the reading; the same few are asked for again and again."""
        return lru_cache(maxsize=1 << 14)(self._cls)

    def _cls(self, thing: NamedNode) -> NamedNode | None:
        for quad in self.store.quads_for_pattern(thing, TYPE, None, READING):
            if isinstance(quad.object, NamedNode):
                return quad.object
        return None

    def _with_id(self, slug: str) -> Iterator[NamedNode]:
        """The thing of this id, then the one that a judgement joined it with."""
        thing = self.names.thing(slug)
        yield thing
        for quad in self.store.quads_for_pattern(thing, DCT.isReplacedBy, None, READING):
            if isinstance(quad.object, NamedNode):
                yield quad.object

    def _is(self, thing: NamedNode, cls: NamedNode | None) -> bool:
        kind = self.cls(thing)
        return kind is not None and self._fits(kind, cls)

    def _fits(self, kind: NamedNode, cls: NamedNode | None) -> bool:
        return cls is None or cls in self._schema().superclasses(kind)

    @cached_property
    def _named(self) -> dict[str, list[Hit]]:
        found: dict[str, list[Hit]] = {}
        for path in NAMING:
            for quad in self.store.quads_for_pattern(None, path, None, READING):
                if (
                    isinstance(quad.subject, NamedNode)
                    and isinstance(quad.object, Literal)
                    and quad.subject.value.startswith(self.names.id)
                ):
                    kind = self.cls(quad.subject)
                    if kind:
                        found.setdefault(fold(quad.object.value), []).append(Hit(quad.subject, quad.object.value, kind))
        return found
