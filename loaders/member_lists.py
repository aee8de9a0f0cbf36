"""Membership lists → records: a CSV `city,country,network,since,source_url,note`, each row of which is one membership."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path

from pyoxigraph import NamedNode

from entrevilles.graph.records import Cell, Record
from entrevilles.loaders import sheets, tables
from entrevilles.loaders.known import Known, only
from entrevilles.ontology import cells
from entrevilles.ontology.errors import InputError, UnknownName, Where
from entrevilles.ontology.language import _, fold
from entrevilles.ontology.schema import Field
from entrevilles.ontology.terms import EV, SKOS

NEEDED = ("city", "country", "network")  # by these headers a list is recognised
COLUMNS = (*NEEDED, "since", "source_url", "note")
READ = {EV.begin: "since", EV.url: "source_url", EV.member: "city", EV.network: "network", EV.country: "country"}
Texts = Mapping[NamedNode, str]


def sheet_of(path: Path, shown_as: str = "", max_size: int = sheets.MAX_SIZE) -> sheets.Sheet | None:
    """The sheet of a file that is a membership list; nothing for any other file."""
    page = sheets.read(path, max_size)[0] if path.suffix.lower() == ".csv" else None
    if page and page.rows and {fold(title) for title in page.rows[0][1]}.issuperset(NEEDED):
        return sheets.Sheet(shown_as or page.file, page.name, page.rows)
    return None


def read(sheet: sheets.Sheet, known: Known, *, licence: str = "", network: str = "", page: str = "") -> tables.Reading:
    """The records of a list, with all its errors. `licence` is that of its pages; `network` and `page` are for rows that give none."""
    (line, titles), *rows = sheet.rows
    wrong = [title for title in titles if title and fold(title) not in COLUMNS]
    reading = tables.Reading(errors=[UnknownName(t, COLUMNS, _("colonne inconnue"), sheet.where(line).at(t)) for t in wrong])
    listed = [(_said(titles, texts, {"network": network, "source_url": page}), sheet.where(number)) for number, texts in rows]
    if not licence:
        pages = {said["source_url"]: where for said, where in reversed(listed)}  # each at its first row
        what, mend = _("page dont la licence n'est pas connue : « {url} »"), _("dites-la : --licence « CC BY 4.0 »")
        unknown = [(url, where.at("source_url")) for url, where in pages.items() if url and not known.find(EV.Source, url)]
        reading.errors += [InputError(what.format(url=url), mend, where) for url, where in unknown]
    often = Counter(fold(said["city"]) for said, _where in listed if not said["country"])
    for said, where in listed if not reading.errors else ():
        try:
            reading.records += _Row(known, said, where, licence).records(often)
        except InputError as error:
            reading.errors.append(error.located(where))
    return reading


def _said(titles: list[str], texts: list[str], given: Mapping[str, str]) -> dict[str, str]:
    """The text of each column; under "", that of a cell without header."""
    said = dict(zip_longest(map(fold, titles), texts, fillvalue=""))
    return {column: said.get(column) or given.get(column, "") for column in ("", *COLUMNS)}


class _Row:
    """`new`: what the row makes necessary. `source`: its page and line."""

    def __init__(self, known: Known, said: Mapping[str, str], where: Where, licence: str) -> None:
        self.known, self.said, self.where, self.licence = known, said, where, licence
        self.type = next(t for t in known.schema.types.values() if {EV.member, EV.network} <= {field.path[-1] for field in t.fields})
        self.minted = {field.path[-1]: field.minted for field in self.type.fields if field.minted}
        self.source: dict[NamedNode, str] = {}
        self.new: list[Record] = []

    def records(self, often: Counter[str]) -> list[Record]:
        """What is new, then the membership; known once the row is found good. `often`: how many rows name a city without country."""
        self._check(often)
        self.source = {EV.source: self._page(), EV.locator: f"{Path(self.where.file).name}, l. {self.where.row}"}
        note = self.said["note"]
        kind = self.known.term(self.type.field(EV.kind), note)
        partial = "oui" if re.search("liste partielle|partial list", fold(note)) else ""
        texts = {EV.kind: kind, EV.begin: self.said["since"], EV.remark: note, EV.openList: partial, EV.network: self._network()}
        self.new.append(self._record(self.type.cls, texts | self._member()))
        self.known.add(self.new)
        return self.new

    def _check(self, often: Counter[str]) -> None:
        for column, text in self.said.items():
            with self._at(column):
                tables.check_text(text)
                if not text and column in ("city", "network", "source_url"):
                    raise InputError(_("la colonne « {column} » est vide").format(column=column), _("remplissez-la, ou retirez la ligne"))
                if text and not column:
                    raise InputError(
                        _("cellule sans en-tête : « {text} »").format(text=text[:40]), _("vérifiez les guillemets de la ligne")
                    )
        if not self.said["country"] and often[fold(self.said["city"])] > 1:
            what = _("« {name} » est plusieurs fois dans la liste sans pays").format(name=self.said["city"])
            raise InputError(what, _("écrivez le pays de chacune"), self.where.at("country"))

    def _page(self) -> str:
        url = self.said["source_url"]
        parts = url.split("://")[-1].rstrip("/").split("/")
        title = " ".join(dict.fromkeys((parts[0], parts[-1])))
        texts = {SKOS.prefLabel: title, EV.url: url, EV.licence: self.licence, EV.kind: "liste de membres"}
        return self._one(EV.Source, [url], "source_url", texts)

    def _network(self) -> str:
        """Of « AIMF (Association…) » and « AVGLSL / GLSLCI », any part may be the known name; a new one is called by the longest."""
        text = self.said["network"]
        parts = sorted(filter(None, map(str.strip, re.split(r"[()/]", text))), key=len, reverse=True) or [text]
        texts = {SKOS.prefLabel: parts[0], SKOS.altLabel: cells.SEPARATOR.join(parts[1:])}
        return self._one(self.minted[EV.network], [text, *parts], "network", texts)

    def _member(self) -> dict[NamedNode, str]:
        """The city by name and country, deduced if by its name alone; minted if unknown; told its country if that was unknown."""
        name, country = self.said["city"], self.said["country"]
        country = country and self._one(self.known.country, [country], "country", {SKOS.prefLabel: country})
        with self._at("city"):
            found = only(self.known.within(country, self.minted[EV.member], name), name)
        if not found:
            return {EV.member: self._mint(self.minted[EV.member], {SKOS.prefLabel: name, EV.country: country})}
        if country and not self.known.country_of(found):
            self.new.append(self._record(self.known.classes[found], {EV.country: country}, found))
        return {EV.member: found, EV.certainty: "" if country else "déduit"}

    def _one(self, cls: NamedNode, names: list[str], column: str, texts: Texts) -> str:
        """The thing that bears one of these names, or a new one of which `texts` are said."""
        with self._at(column):
            return only(self.known.find(cls, *names), names[0]) or self._mint(cls, texts)

    def _mint(self, cls: NamedNode, texts: Texts) -> str:
        self.new.append(self._record(cls, texts, self.known.free(texts[SKOS.prefLabel], cls, texts.get(EV.country, ""))))
        return self.new[-1].id

    def _record(self, cls: NamedNode, texts: Texts, slug: str = "") -> Record:
        schema, texts = self.known.schema, {**texts, **self.source}
        said, about = (tuple(self._cells(fields, texts)) for fields in (schema.types[cls].fields, schema.claim.fields))
        return Record(schema.types[cls], said, about, self.where, slug)

    def _cells(self, fields: Iterable[Field], texts: Texts) -> Iterator[Cell]:
        for field in fields:
            column = READ.get(field.path[-1], "")
            with self._at(column):
                for value in cells.parse(texts.get(field.path[-1], ""), field, self.known.schema):
                    yield Cell(field, value, column)

    @contextmanager
    def _at(self, column: str) -> Iterator[None]:
        try:
            yield
        except InputError as error:
            raise error.located(self.where.at(column)) from None
