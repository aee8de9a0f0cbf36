"""Who is meant: ids, names, lookup keys — and the ids that are minted once and kept in `ids.csv`."""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from entrevilles.graph.records import Cell, Record
from entrevilles.ontology.cells import Reference, Value
from entrevilles.ontology.errors import DatasetError, InputError, UnknownName, Where
from entrevilles.ontology.language import _, choose, fold, slugify
from entrevilles.ontology.schema import RecordType, Schema, local
from entrevilles.ontology.terms import EV, NUMBER, SKOS, TIME, Names

NAMING = (SKOS.prefLabel, SKOS.altLabel, EV.acronym)
NEW = ("nouveau", "nouvelle", "new")
MOST_SHEETS = 12
Key = tuple[str, tuple[str, ...]]


@dataclass
class IdBook:
    """`ids.csv`: minted ids with the key that found them, and the redirects of renamed ones."""

    minted: dict[Key, str] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str) -> "IdBook":
        book = cls()
        try:
            for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))):
                if row["redirect"]:
                    book.redirects[row["id"]] = row["redirect"]
                else:
                    book.minted[row["class"], tuple(row["key"].split("|"))] = row["id"]
        except (KeyError, AttributeError, csv.Error):
            raise DatasetError(
                _("ids.csv est illisible ; colonnes attendues, séparées par des virgules : id, class, key, redirect")
            ) from None
        return book

    def text(self) -> str:
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("id", "class", "key", "redirect"))
        rows = [(slug, cls, "|".join(key), "") for (cls, key), slug in self.minted.items()]
        rows += [(old, "", "", new) for old, new in self.redirects.items()]
        writer.writerows(sorted(rows))
        return out.getvalue()

    def current(self, slug: str) -> str:
        seen: set[str] = set()
        while slug in self.redirects and slug not in seen:
            seen.add(slug)
            slug = self.redirects[slug]
        return slug


class Register:
    """All things of a dataset by id, by name and by key. Records are entered in the order of their sheets."""

    def __init__(self, schema: Schema, names: Names, book: IdBook) -> None:
        self.schema, self.names, self.book = schema, names, book
        self.types: dict[str, RecordType] = {}
        self.errors: list[InputError] = []
        self._entered: dict[str, Where] = {}
        self._named: dict[str, dict[str, str]] = {}
        self._keys: dict[Key, dict[str, None]] = {}
        self._claims: set[str] = set()

    def enter(self, records: Iterable[Record], former: Iterable[Record] = ()) -> None:
        """Give every record its id and its claim's id, a former one where it says the same; errors are kept, not raised."""
        records = sorted(records, key=lambda record: record.type.order)
        unnamed = [record for record in records if not record.id and not record.claim]
        for record in records:
            if record.id and not record.type.parent and fold(record.id) not in NEW:
                record.id = self._known(record)
        for record in records:
            try:
                self._place(record)
            except InputError as error:
                self.errors.append(error.located(record.where))
        self._ask_about_rivals(unnamed)
        self._claims = {record.claim for record in records if record.claim}
        known = {self._said(record): record.claim for record in former if record.claim not in self._claims}
        for record in records:
            if not record.claim and record.id and (claim := known.pop(self._said(record), "")):
                record.claim = claim
                self._claims.add(claim)
        for record in records:
            self._name_claim(record)

    def _ask_about_rivals(self, unnamed: Iterable[Record]) -> None:
        """One source seldom says two dates of one thing: rows that share a key may be two things, as two renewals are."""
        said: dict[tuple[str, str, NamedNode], tuple[str, Where]] = {}
        for record in unnamed:
            for cell in record.cells if record.id else ():
                if not cell.field.single or cell.field.localised:
                    continue
                place = (record.id, self._source_slug(record), cell.field.path[-1])
                meant, where = said.setdefault(place, (self._meant(cell, record), record.where))
                if meant != self._meant(cell, record):
                    what = _("cette ligne et une autre de la même source ({where}) disent deux choses de « {id} »")
                    mend = _("s'il s'agit de deux choses, donnez un id à chacune ; sinon, écrivez le même id aux deux")
                    self.errors.append(InputError(what.format(where=where, id=record.id), mend, record.where.at(cell.column)))

    def resolve(self, reference: Reference, where: Where) -> NamedNode:
        """The one thing of the wanted class that is meant. Raises UnknownName, or InputError when several are."""
        fragment = self.schema.companion_of(reference.cls)
        found = [slug for slug in self._candidates(reference.text) if self._fits(self.types[slug], reference.cls, fragment)]
        if len(found) > 1:
            what = _("« {name} » peut désigner plusieurs choses").format(name=reference.text)
            raise InputError(what, _("écrivez l'un de ces identifiants : {ids}").format(ids=", ".join(sorted(found))), where)
        if not found:
            raise self._unknown(reference, fragment, where)
        companion = fragment and reference.cls not in self.schema.superclasses(self.types[found[0]].cls)
        return self.names.thing(found[0] + (f"#{fragment}" if companion else ""))

    def term(self, value: Value, where: Where) -> NamedNode | Literal:
        return self.resolve(value, where) if isinstance(value, Reference) else value

    def slug(self, value: Value, where: Where) -> str:
        """The part that a value gives to an id or a key."""
        term = self.term(value, where)
        if isinstance(term, NamedNode) and term.value.startswith(self.names.id):
            return self.names.slug(term).split("#")[0]
        text = local(term) if isinstance(term, NamedNode) and not term.value.startswith((TIME.base, NUMBER.base)) else _tail(term)
        return slugify(text) or f"x{hashlib.sha256(fold(text).encode()).hexdigest()[:8]}"  # names in other scripts

    # Entering

    def _known(self, record: Record) -> str:
        slug = self.book.current(record.id)
        if slug != slugify(slug) and not all(part == slugify(part) for part in slug.split("/")):
            mend = _("lettres sans accent, chiffres et traits d'union : {slug}").format(slug=slugify(slug))
            self.errors.append(InputError(_("identifiant impossible : « {id} »").format(id=slug), mend, record.where.at("id")))
        other = self.types.setdefault(slug, record.type)
        if other is not record.type:
            what = _("l'identifiant « {id} » désigne déjà : {label}").format(id=slug, label=self.schema.label(other.cls))
            mend = _("choisissez un autre identifiant ; l'autre est : {where}").format(where=self._entered.get(slug, ""))
            self.errors.append(InputError(what, mend, record.where.at("id")))
        self._entered.setdefault(slug, record.where)
        self._index_names(slug, record)
        return slug

    def _place(self, record: Record) -> None:
        if record.type.parent:
            self._place_child(record)
        elif record.id and fold(record.id) not in NEW:
            if key := self._key(record):
                self._keys.setdefault(key, {})[record.id] = None
        else:
            self._place_unnamed(record)
        for part in record.parts:
            part.cells = (*part.cells, Cell(part.type.parent_field, self.names.thing(record.id), part.where.column))
            self._place_child(part)

    def _place_unnamed(self, record: Record) -> None:
        key = self._key(record)
        if key is None:
            columns = ", ".join(record.type.field(path).column for path in record.type.key)
            raise InputError(
                _("ni identifiant ni clé"), _("remplissez la colonne id, ou : {columns}").format(columns=columns), record.where.at("id")
            )
        found = [] if fold(record.id) in NEW else list(self._keys.get(key, ()))
        if len(found) > 1:
            mend = _("écrivez dans la colonne id l'un de : {ids} — ou « nouveau »").format(ids=", ".join(sorted(found)))
            raise InputError(_("plusieurs choses connues ont cette clé"), mend)
        record.id = found[0] if found else self._mint(key, record, new=fold(record.id) in NEW)
        self._keys.setdefault(key, {})[record.id] = None
        self.types[record.id] = record.type
        self._index_names(record.id, record)

    def _mint(self, key: Key, record: Record, *, new: bool) -> str:
        if (known := self.book.minted.get(key)) and not new:
            return known
        parts = [*self._slugs(record), *([record.type.segment] if record.type.segment else [])]
        slug = base = slugify("-".join(parts))[:100].strip("-")
        count = 1
        while slug in self.types or slug in self.book.redirects or slug in self.book.minted.values():
            count += 1
            slug = f"{base}-{count}"
        if not new:
            self.book.minted[key] = slug
        return slug

    def _place_child(self, record: Record) -> None:
        parents = list(record.values(record.type.parent_field.path[-1]))
        if len(parents) != 1:
            column = record.type.parent_field.column
            raise InputError(_("la colonne « {column} » est vide").format(column=column), _("écrivez l'identifiant ou le nom de la chose"))
        parent = self.slug(parents[0], record.where.at(record.type.parent_field.column))
        if not record.id.startswith(f"{parent}/"):
            own = slugify(record.id.rsplit("/", 1)[-1]) or "-".join(self._slugs(record)) or self._title(record) or self._source_slug(record)
            record.id = f"{parent}/{record.type.segment}/{own}"
        self.types[record.id] = record.type
        self._index_names(record.id, record)

    def _title(self, record: Record) -> str:
        """Tells children apart that their key does not."""
        return next((slugify(value.value)[:60] for value in record.values(SKOS.prefLabel) if isinstance(value, Literal)), "")

    def _key(self, record: Record) -> Key | None:
        """One slot for each key property, empty where the row says nothing; None for a row that says none of them."""
        slots = tuple(" ".join(sorted(self._keyed(cell, record) for cell in cells)) for cells in self._key_cells(record))
        return (record.type.name, slots) if any(slots) else None

    def _keyed(self, cell: Cell, record: Record) -> str:
        """Texts are compared as they are read: two names may share a slug."""
        return fold(cell.value.value) if isinstance(cell.value, Literal) else self.slug(cell.value, record.where.at(cell.column))

    def _slugs(self, record: Record) -> list[str]:
        return [
            slug for cells in self._key_cells(record) for slug in sorted({self.slug(c.value, record.where.at(c.column)) for c in cells})
        ]

    def _key_cells(self, record: Record) -> list[list[Cell]]:
        """Of a text in two languages, the first that is given."""
        found = [[cell for cell in record.cells if cell.field.path[-1] == path] for path in record.type.key]
        return [cells[:1] if cells and cells[0].field.localised else cells for cells in found]

    def _said(self, record: Record) -> tuple[str, frozenset[tuple[str, str]]]:
        """What makes two rows the same claim: the thing, what is said of it, and where."""
        where = [cell for cell in record.about if cell.field.path[-1] in (EV.source, EV.locator)]
        return record.id, frozenset((cell.field.path[-1].value, self._meant(cell, record)) for cell in (*record.cells, *where))

    def _meant(self, cell: Cell, record: Record) -> str:
        try:
            return str(self.term(cell.value, record.where))
        except InputError:
            return str(cell.value)

    def _name_claim(self, record: Record) -> None:
        if record.claim or not record.id:
            return
        base = claim = f"{record.id}.{self._source_slug(record)}".replace("/", ".")
        count = 1
        while claim in self._claims:
            count += 1
            claim = f"{base}-{count}"
        self._claims.add(claim)
        record.claim = claim

    def _source_slug(self, record: Record) -> str:
        for value in record.values(EV.source):
            try:
                return self.slug(value, record.where)
            except InputError:
                break
        return "source"

    # Finding

    def _index_names(self, slug: str, record: Record) -> None:
        for path in NAMING:
            for value in record.values(path):
                if isinstance(value, Literal):
                    self._named.setdefault(fold(value.value), {})[slug] = value.value

    def _candidates(self, text: str) -> Iterator[str]:
        slug = self.book.current(text.strip())
        if slug in self.types:
            yield slug
            return
        yield from self._named.get(fold(text), ())

    def _fits(self, record: RecordType, cls: NamedNode, fragment: str) -> bool:
        """Of the class itself, or with a companion of it: a city has a place, a park is one."""
        has = fragment and any(len(f.path) > 1 and self.schema.companions[f.path[0]][0] == fragment for f in record.fields)
        return bool(has) or cls in self.schema.superclasses(record.cls)

    def _unknown(self, reference: Reference, fragment: str, where: Where) -> InputError:
        wanted = self.schema.label(reference.cls)
        if others := list(self._candidates(reference.text)):
            label = self.schema.label(self.types[others[0]].cls)
            what = _("« {name} » est : {label} ; il faut ici : {wanted}").format(name=reference.text, label=label, wanted=wanted)
            return InputError(what, _("vérifiez le nom, ou écrivez un identifiant"), where)
        known = [
            name
            for things in self._named.values()
            for slug, name in things.items()
            if self._fits(self.types[slug], reference.cls, fragment)
        ]
        error = UnknownName(reference.text, known, _("{wanted} : nom inconnu").format(wanted=wanted), where)
        sheets = [t for t in self.schema.types.values() if self._fits(t, reference.cls, fragment)]
        named = ", ".join(choose(record.sheet) for record in (sheets[:1] if fragment else sheets[:MOST_SHEETS]))
        mend = _("ajoutez une ligne à la feuille : {sheets}").format(sheets=named)
        error.mend = f"{error.mend} ; {mend}" if known else mend
        return error


def _tail(term: NamedNode | Literal) -> str:
    return term.value if isinstance(term, Literal) else term.value.rsplit("/", 1)[-1]
