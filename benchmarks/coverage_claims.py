"""All that claims say, also what a judgement sets aside or joins: the yardstick measures what is recorded, not what is preferred."""

from collections.abc import Iterator, Mapping
from functools import cached_property

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad

from entrevilles.dataset import Dataset
from entrevilles.ontology.terms import EV, READING


class Everything(Dataset):
    """The dataset, with the triples of every claim in its reading."""

    @cached_property
    def store(self) -> ox.Store:  # type: ignore[override]
        kept = super().store
        store = ox.Store()
        store.bulk_extend(kept)
        modalities = {quad.subject: quad.object for quad in kept.quads_for_pattern(None, EV.modality, None)}
        store.bulk_extend(self._claimed(kept, modalities))
        return store

    def _claimed(self, kept: ox.Store, modalities: Mapping[ox.NamedNode | ox.BlankNode | ox.Triple, object]) -> Iterator[Quad]:
        for quad in kept:
            if isinstance(quad.graph_name, NamedNode) and quad.graph_name.value.startswith(self.names.claim):
                yield Quad(quad.subject, quad.predicate, quad.object, READING)
                yield Quad(quad.subject, EV.statedBy, quad.graph_name, READING)
                modality = modalities.get(quad.graph_name)
                if isinstance(modality, NamedNode) and not any(kept.quads_for_pattern(quad.subject, EV.attestedAs, None, READING)):
                    yield Quad(quad.subject, EV.attestedAs, modality, READING)
