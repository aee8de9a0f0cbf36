"""A dataset open for reading: one generation, however many are published meanwhile."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Variable

from entrevilles import given
from entrevilles.graph.folder import Folder
from entrevilles.graph.generations import Generation, Opened
from entrevilles.graph.names import NameIndex
from entrevilles.labels import Labels
from entrevilles.ontology import cells
from entrevilles.ontology.errors import InputError, QueryError, UnknownName
from entrevilles.ontology.language import _, choose
from entrevilles.ontology.schema import Schema, local
from entrevilles.ontology.terms import PREFIXES, Names
from entrevilles.queries import answers, catalogue
from entrevilles.queries.answers import Answer
from entrevilles.queries.catalogue import Parameter, Question
from entrevilles.queries.citing import Edition, citation, recorded

if TYPE_CHECKING:
    import networkx
    import rdflib

    from entrevilles.evidence import Evidence
    from entrevilles.graph.pushing import Endpoint
    from entrevilles.shown import Shown
    from entrevilles.viz.comparison import Comparison
    from entrevilles.viz.exports.grounds import Grounds
    from entrevilles.viz.measures import Measures
    from entrevilles.viz.network import Network


def open(folder: str | Path | None = None) -> "Dataset":
    """The dataset in a folder, at a URL (a SPARQL endpoint), or the shipped one. Raises DatasetError if it is none, or not compiled."""
    from entrevilles.building import default_folder

    if folder is None:
        return Dataset(default_folder())
    folder = folder if isinstance(folder, str) else given.path("folder", folder)
    if "://" in str(folder):
        from entrevilles.graph.pushing import Endpoint

        return Dataset(Endpoint(str(folder)))
    return Dataset(Folder(Path(folder)))


class Dataset:
    def __init__(self, folder: "Folder | Endpoint", generation: Generation | None = None) -> None:
        self.folder: Any = folder
        self._settings = folder.settings
        self._opened: Any = Opened(generation) if generation else folder.opened()

    @property
    def store(self) -> ox.Store:
        """Of an endpoint, a `RemoteStore`, which reads as a store does."""
        store: ox.Store = self._opened.store
        return store

    @property
    def generation(self) -> Generation:
        generation: Generation = self._opened.generation
        return generation

    @cached_property
    def schema(self) -> Schema:
        schema: Schema = self.folder.schema
        return schema

    @property
    def names(self) -> Names:
        names: Names = self.folder.names
        return names

    @property
    def title(self) -> str:
        return choose(self._settings.title)

    @cached_property
    def index(self) -> NameIndex:
        return NameIndex(self.store, self.names, lambda: self.schema)

    def query(self, question: str | Question, /, **parameters: object) -> Answer:
        """Ask a question of the catalogue, of an `.rq` file, or a SPARQL query. Things are given by name or id, dates as ISO text.

        Raises UnknownName for a question, parameter or thing that nobody knows, QueryError for a query that cannot run.
        """
        asked = question if isinstance(question, Question) else catalogue.find(given.text("question", question))
        values = self.meant(asked, [(name, given.text(name, value)) for name, value in parameters.items()])
        return self.answered(asked, values, *answers.ask(self.store, asked, self.bound(asked, values)))

    def answered(self, question: Question, values: Mapping[str, str], columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> Answer:
        """These rows, asked elsewhere of the same generation."""
        return Answer(question, columns, rows, values, self.generation.short, self._edition)

    def shown(self, answer: Answer, limit: int | None = None, *, why: bool = False) -> "Shown":
        """The answer in the person's words, in the order of those words: `.rows`, `.headers`, `.to_pandas()`."""
        from entrevilles.shown import show

        return show(self, answer, limit, proofs=why)

    def evidence(self, answer: Answer) -> "list[tuple[Evidence, ...]]":
        """For each row, in the order of `answer.rows`, the claims behind it."""
        from entrevilles.evidence import evidence

        return evidence(self, answer)

    def questions(self) -> list[Question]:
        """The catalogue: name, summary in both languages, parameters, columns, SPARQL text of each."""
        return list(catalogue.questions())

    def cite(self, answer: Answer | str = "", on: datetime.date | str | None = None) -> str:
        """How to cite the dataset, an answer, or a thing by its id, consulted `on` a day: today unless told otherwise."""
        day = str(datetime.date.today() if on is None else on)
        if isinstance(answer, Answer):
            return answer.cited(day)
        return citation(self.title, self.generation.short, day=self.last_recorded, question=answer, consulted=day)

    @cached_property
    def _edition(self) -> Edition:
        return Edition(self._settings.title, self.generation.short, self.names, lambda: self.last_recorded)

    @cached_property
    def last_recorded(self) -> str:
        """The last day on which a claim or a judgement was recorded: a generation bears no date, so that it is the same on any day."""
        return recorded(self.store)

    def meant(self, question: Question, parameters: Sequence[tuple[str, str]]) -> dict[str, str]:
        """Every parameter, with whom « home » and which day « today » mean: who cites the answer must be able to ask again.

        Raises UnknownName, InputError, QueryError.
        """
        meant = answers.given(question, parameters)
        for param in question.params:
            if param.is_thing and meant[param.name] == catalogue.HOME:
                meant[param.name] = self.home
            elif param.kind == "date":
                meant[param.name] = self.term(param, meant[param.name]).value
        return meant

    def bound(self, question: Question, values: Mapping[str, str]) -> dict[Variable, NamedNode | Literal]:
        """The terms of the parameters. Raises UnknownName, InputError."""
        return {param.variable: self.term(param, values[param.name]) for param in question.params}

    def term(self, param: Parameter, text: str) -> NamedNode | Literal:
        """What this parameter means by this text. Raises UnknownName with what fits, QueryError for a type that is none."""
        self._refuse_unknown_type(param)
        try:
            return self._meant(param, text)
        except InputError as error:
            error.what = _("paramètre {name} — {what}").format(name=param.titled, what=error.what)
            raise

    def _meant(self, param: Parameter, text: str) -> NamedNode | Literal:
        if param.scheme:
            return cells.concept(text, param.scheme, self.schema)
        return self.index.find(text, param.cls) if param.is_thing else param.literal(text)

    def _refuse_unknown_type(self, param: Parameter) -> None:
        """For a question of one's own: where the header names a class or a scheme that is none, no name would ever fit."""
        if param.scheme:
            kind, fits, known = param.scheme, param.scheme in self.schema.concepts, [local(scheme) for scheme in self.schema.concepts]
        else:
            kind, fits = param.cls, not param.is_thing or bool(self.schema.labels(param.cls))
            classes = {local(above) for cls in self.schema.types for above in self.schema.superclasses(cls)} if not fits else ()
            known = [*catalogue.DATATYPES, "Concept", *classes]
        if not fits:
            what = _("en-tête de la question, paramètre « {name} » : type inconnu").format(name=param.name)
            raise QueryError(str(UnknownName(local(kind), known, what)))

    @property
    def home(self) -> str:
        """The actor that views and questions are about unless told otherwise. Raises QueryError where none is set."""
        if not self._settings.home:
            message = _("dites de qui il s'agit : --param city=… (query), --city (view, network), ou « home » dans {file}")
            raise QueryError(message.format(file=self.folder.settings_place))
        return self._settings.home

    def label(self, iri: str) -> str:
        """Name of a thing, class, property or concept in the current language; the IRI where it has none."""
        return self._labels.label(iri)

    def labels(self, iri: str) -> dict[str, str]:
        """By language; where sources differ, the first in the order of the alphabet."""
        return self._labels.of(iri)

    def labels_of(self, things: Collection[str]) -> dict[str, dict[str, str]]:
        """Of each, by language."""
        return self._labels.of_all(things)

    @cached_property
    def _labels(self) -> Labels:
        return Labels(self.store, self.names, lambda: self.schema)

    @cached_property
    def grounds(self) -> "Grounds":
        """What every thing rests on."""
        from entrevilles.viz.exports.grounds import Grounds

        return Grounds(self.store, self.names)

    def to_rdflib(self) -> "rdflib.Dataset":
        """All graphs, as an in-memory rdflib Dataset."""
        import rdflib
        import rdflib.plugins.sparql

        rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False
        dataset = rdflib.Dataset(default_union=False)
        dump = ox.serialize(self.store, format=ox.RdfFormat.N_QUADS)
        dataset.parse(data=dump, format="nquads")
        for prefix, base in PREFIXES.items():
            dataset.bind(prefix, base)
        return dataset

    def network(self, on: datetime.date | str | None = None, *, unspoken: bool = False) -> "networkx.MultiDiGraph[str]":
        """Actors and the ties between them: those in force, in doubt or disputed `on` a day; all, without a day.

        `unspoken`: also those whose begin nobody says, before a source speaks of them.
        """
        from entrevilles.viz import graphs, network, stored

        day = datetime.date.fromisoformat(catalogue.day(given.text("on", on))) if on is not None else None
        return graphs.to_networkx(stored.read(self.store).part(network.Selection(since=day, until=day, unspoken=unspoken)))

    def measures(self, *, engine: str = "", sources: int | None = None, **wishes: Any) -> "Measures":
        """Of the ties of a selection: `kinds`, `on` or `since` and `until`, `city`, `country`, as for the command `network`.

        Raises InputError where no tie is left.
        """
        from entrevilles import selecting
        from entrevilles.viz import stored
        from entrevilles.viz.measures import Measures

        part = selecting.part(self, stored.read(self.store), selecting.selection(self, **wishes))
        return Measures(part, engine=given.text("engine", engine), sources=None if sources is None else given.count("sources", sources))

    def compare(self, before: datetime.date | str, after: datetime.date | str, *, engine: str = "", **wishes: Any) -> "Comparison":
        """Of two days, for the same `kinds`, `city`, `country`."""
        from entrevilles import selecting
        from entrevilles.viz import stored
        from entrevilles.viz.comparison import Comparison

        read = stored.read(self.store)
        one, other = (read.part(selecting.selection(self, on=selecting.day(day), **wishes)) for day in (before, after))
        return Comparison(one, other, given.text("engine", engine))

    def export(self, path: str | Path, what: "Answer | Network | None" = None) -> list[Path]:
        """Write the whole network, a part of it (`viz.network`), or an answer, in the form that the extension says; tell what was written.

        Raises InputError for an unknown extension, QueryError for an answer that does not fit the form.
        """
        from entrevilles import formats, present
        from entrevilles.viz import exports, network, stored

        file = given.path("path", path)
        if isinstance(what, Answer):
            form = present.format_of(file)
            formats.WRITERS[form](self.shown(what), file)
            return [file, *formats.beside(form, file)]
        if what is not None and not isinstance(what, network.Network):
            kind = type(what).__name__
            mend = _("donnez une réponse de query(), une partie de viz.network, ou rien pour tout le réseau")
            raise InputError(_("« what » ne peut être de type {type}").format(type=kind), mend)
        return exports.write(self, stored.read(self.store) if what is None else what, file)

    def view(self, path: str | Path, name: str = "network", *, year: int | None = None, layout: str = "force", **wishes: Any) -> list[Path]:
        """Write a view (network, timeline, year, changes) as the extension says, and tell what was written.

        `layout` of a picture of the network: force, map, country; wishes as for `measures`. Raises UnknownName, InputError.
        """
        from entrevilles import selecting, viewing

        file, when = given.path("path", path), None if year is None else given.count("year", year)
        return viewing.save(self, name, selecting.selection(self, **wishes), file, year=when, layout=layout)
