"""The truth of a dataset without a person: which rows go, which cells are emptied, which words are masked."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from entrevilles.graph.folder import IDS, JUDGEMENTS, SETTINGS, Folder
from entrevilles.graph.ids import IdBook
from entrevilles.graph.records import Record
from entrevilles.loaders import pages, sheets
from entrevilles.loaders.dependants import Dependants
from entrevilles.loaders.pages import Page
from entrevilles.loaders.tables import Column
from entrevilles.ontology.cells import SEPARATOR
from entrevilles.ontology.errors import Where
from entrevilles.ontology.language import _
from entrevilles.ontology.mentions import Mentions
from entrevilles.ontology.schema import Field
from entrevilles.ontology.terms import EV, XSD

_SLUG = re.compile(r"[a-z0-9]+(?:[-_./][a-z0-9]+)+")
_JUDGED_THINGS = (EV.judgedKept, EV.judgedOther)


@dataclass
class Erased:
    """`files` of the truth as they become, None for those that go; `told`: each place, for the person who decides."""

    files: dict[Path, bytes | None] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    rows: set[Where] = field(default_factory=set)

    def drop(self, where: Where) -> None:
        self.rows.add(where)
        self.told.append(_("{where} : ligne retirée").format(where=where))

    def alter(self, before: str, after: str, where: Where) -> str:
        """The text as it becomes, noted where it is another."""
        if before != after:
            line = _("{where} : « {before} » devient « {after} »") if after else _("{where} : « {before} » est retiré")
            self.rows.add(where.at(""))
            self.told.append(line.format(where=where, before=_start(before), after=_start(after)))
        return after


class Eraser:
    """`dependants` knows what goes with the person; `mentions` how the name is written."""

    def __init__(self, folder: Folder, dependants: Dependants, mentions: Mentions) -> None:
        self.folder, self.dependants, self.mentions = folder, dependants, mentions
        self.erased = Erased()
        self.claims = _renamed((record.claim for record in dependants.records), mentions)
        self.ids = _renamed({slug.split("/")[0] for slug in dependants.register.types}, mentions)
        self._by_place = {(r.where.file, r.where.sheet, r.where.row): r for r in dependants.records}

    def run(self) -> Erased:
        for path in self.folder.tables():
            self._table(path.relative_to(self.folder.root))
        self._judgements()
        self._book()
        for path in self.folder.truth():
            if path.suffix in (".toml", ".ttl"):
                self._plain(path)
        return self.erased

    # Tables

    def _table(self, file: Path) -> None:
        found = list(pages.read(self.folder.root, file, self.folder.schema))
        told = len(self.erased.told)
        made = {page.target: self._page(page) for page in found}
        renamed = Path(*map(self.mentions.renamed, file.parts))
        if len(self.erased.told) == told and renamed == file and not holds(self.folder.root / file, self.mentions):
            return
        self.erased.files[file] = None
        for target, text in made.items():
            self.erased.files[Path(*map(self.mentions.renamed, target.parts))] = text

    def _page(self, page: Page) -> bytes | None:
        """The page as it becomes; None where no row is left."""
        kept: list[list[str]] = []
        rows = 0
        for index, (number, cells) in enumerate(page.sheet.rows):
            record = self._by_place.get((page.file.as_posix(), page.sheet.where().sheet, number))
            where = Where(page.file.as_posix(), page.sheet.where().sheet, number)
            if record and self.dependants.dropped(record):
                self.erased.drop(where)
                continue
            rows += index > page.start
            kept.append([self._cell(page.column(i), text, record, where) for i, text in enumerate(cells)])
        return page.text(kept) if rows else None

    def _cell(self, column: Column | None, text: str, record: Record | None, where: Where) -> str:
        changed = self._changed(column, text, record) if text or (column and column.role == "id") else text
        return self.erased.alter(text, changed, where.at(column.header) if column else where)

    def _changed(self, column: Column | None, text: str, record: Record | None) -> str:
        if column is None or record is None:
            return self.mentions.masked(text)
        if column.role == "claim":
            return self.claims.get(text, text)
        if column.role == "id":
            return self._id(text, record)
        meant = column.child.field(column.child.key[0]) if column.child else column.field
        if meant and meant.datatype == XSD.anyURI:
            return self.mentions.renamed(text)
        return self._links(meant, text, record) if meant and _is_link(meant) else self.mentions.masked(text)

    def _id(self, text: str, record: Record) -> str:
        """The id of a child is made of what the row says: without the name, it is written out, so as to stay apart."""
        if record.type.parent and record.id in self.mentions:
            own = record.id.rsplit("/", 1)[-1]
            return self.mentions.renamed(own) if own in self.mentions else text
        return self._slug(text)

    def _links(self, meant: Field, text: str, record: Record) -> str:
        parts = [part.strip() for part in (text.split(SEPARATOR) if meant.max is None else [text])]
        kept = [part for part in parts if part and not self.dependants.gone(part, meant, record)]
        names = [self._named(part, meant, record) for part in kept]
        return text if names == parts else f"{SEPARATOR} ".join(names)

    def _named(self, part: str, meant: Field, record: Record) -> str:
        """A title that loses the name may be that of another thing too: the id is not."""
        if part not in self.mentions:
            return part
        slug = self.dependants.slug(part, meant, record)
        return self._slug(slug) if slug else self.mentions.masked(part)

    def _slug(self, slug: str) -> str:
        top, mark, rest = slug.partition("/")
        return self.ids.get(top, self.mentions.renamed(top)) + mark + self.mentions.renamed(rest)

    # Judgements, ids, settings

    def _judgements(self) -> None:
        path, schema = self.folder.root / JUDGEMENTS, self.folder.schema
        if not path.exists():
            return
        for sheet in sheets.read(path):
            page = pages.page_of(self.folder.root, Path(JUDGEMENTS), sheet, schema.judgement, schema)
            if page and (rows := [self._judgement(page, number, cells) for number, cells in sheet.rows]) != [c for _n, c in sheet.rows]:
                self.erased.files[Path(JUDGEMENTS)] = page.text([row for row in rows if row])

    def _judgement(self, page: Page, number: int, cells: list[str]) -> list[str]:
        """Nothing for a judgement on what is gone."""
        where = Where(JUDGEMENTS, "", number)
        row: list[str] = []
        for place, text in enumerate(cells):
            column = page.column(place)
            path = column.field.path[-1] if column and column.field else None
            if (path == EV.judgedClaim and text in self.dependants.claims_gone) or (
                path in _JUDGED_THINGS and self.dependants.is_gone(text)
            ):
                self.erased.drop(where)
                return []
            ids = {EV.judgedClaim: self.claims.get(text, text), **dict.fromkeys(_JUDGED_THINGS, self._slug(text))}
            changed = ids.get(path, self.mentions.masked(text)) if path else self.mentions.masked(text)
            row.append(self.erased.alter(text, changed, where.at(column.header if column else "")))
        return row

    def _book(self) -> None:
        book, kept, gone = self.folder.book, IdBook(), self.dependants.is_gone
        for (cls, key), slug in book.minted.items():
            if not gone(slug):
                kept.minted[cls, tuple(self.mentions.renamed(slot) for slot in key)] = self._slug(slug)
        for old, new in book.redirects.items():
            if not gone(old) and not gone(book.current(new)):
                kept.redirects[self._slug(old)] = self._slug(new)
        if (kept.minted, kept.redirects) != (book.minted, book.redirects):
            self.erased.files[Path(IDS)] = kept.text().encode()
            self.erased.told.append(Where(IDS).file)

    def _plain(self, path: Path) -> None:
        """Settings and ontology: ids stay ids, and the least number of claims of a source follows the rows that go."""
        text = changed = path.read_text(encoding="utf-8")
        changed = _SLUG.sub(lambda found: self._slug(found[0]) if found[0] in self.mentions else found[0], changed)
        changed = self.mentions.masked(changed)
        for source, count in self._lost_by_source().items() if path.name == SETTINGS else ():
            expected = re.compile(rf'^(\s*"?{re.escape(self._slug(source))}"?\s*=\s*\[\s*)(\d+)', re.MULTILINE)
            changed = expected.sub(partial(_less, count), changed)
        if changed != text:
            self.erased.files[path.relative_to(self.folder.root)] = changed.encode()
            self.erased.told.append(path.relative_to(self.folder.root).as_posix())

    def _lost_by_source(self) -> Counter[str]:
        return Counter(self.dependants.source(record) for record in self.dependants.records if self.dependants.dropped(record))


def _renamed(slugs: Iterable[str], mentions: Mentions) -> dict[str, str]:
    """old → new for those with the name; two that would meet are told apart by a number."""
    slugs = set(slugs)
    found: dict[str, str] = {}
    for slug in sorted(slug for slug in slugs if slug in mentions):
        base = new = mentions.renamed(slug)
        count = 1
        while new in slugs or new in found.values():
            count += 1
            new = f"{base}-{count}"
        found[slug] = new
    return found


def _less(count: int, found: re.Match[str]) -> str:
    return found[1] + str(max(0, int(found[2]) - count))


def _is_link(meant: Field) -> bool:
    return meant.cls is not None and meant.scheme is None and meant.cls not in (EV.Date, EV.Number)


def _start(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def holds(path: Path, mentions: Mentions) -> bool:
    """Whether the name stands anywhere in this file, in its name too."""
    return path.name in mentions or any(text in mentions for text in _texts(path))


def _texts(path: Path) -> Iterator[str]:
    import gzip
    import zipfile

    data = path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield from (text for name in archive.namelist() for text in (name, archive.read(name).decode(errors="ignore")))
    elif data.startswith(b"\x1f\x8b"):
        yield gzip.decompress(data).decode(errors="ignore")
    else:
        yield data.decode(errors="ignore")
        yield data.decode("cp1252", errors="ignore")
