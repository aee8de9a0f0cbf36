"""What a template can ask: the questions of the catalogue, in the person's words, with a numbered source for each row."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode

from entrevilles import told
from entrevilles.audit import audit
from entrevilles.evidence import Shelf
from entrevilles.met import Visitors
from entrevilles.ontology import dates, prose
from entrevilles.ontology.errors import UnknownName
from entrevilles.ontology.language import _, choose
from entrevilles.ontology.schema import local
from entrevilles.ontology.terms import CONCEPT, EV, NUMBER, READING, TIME
from entrevilles.present import DATES, shown_rows
from entrevilles.queries import catalogue
from entrevilles.queries.catalogue import Column
from entrevilles.viz import locators, marks, when
from entrevilles.viz.marks import Cell, Markdown, Row

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset
    from entrevilles.queries.answers import Answer, Value

STATES = marks.STATES | {"equal": "=", "differs": "≠", "cannot-be-rebuilt": "?"}
"""A mark before the words of each answer on a state, and of each result of an audit: seen in black and white, and heard."""
_PUBLISHER = re.compile(r"\(([^()]+)\)$")
"""At the end of the title of an article: « Québec fait le ménage dans ses jumelages (Le Soleil) »."""
_FEW = 2
"""Sources that are named in a line of text."""


class Asking:
    """One paper's questions, and the sources that it has cited so far: a source has one number, and all its lines."""

    def __init__(self, dataset: "Dataset") -> None:
        self.dataset = dataset
        self._shelf = Shelf(dataset)
        self._cited: dict[str, dict[str, None]] = {}
        self._written = 0

    @property
    def functions(self) -> dict[str, Callable[..., Any]]:
        named = (self.ask, self.as_known, self.classed, self.dated, self.met, self.table, self.source, self.named, self.sources, self.audit)
        return {function.__name__: function for function in named}

    def ask(self, question: str, /, **parameters: object) -> list[Row]:
        """Raises UnknownName: a template asks the questions of the catalogue, and reads no file."""
        if question not in catalogue.catalogue():
            raise UnknownName(question, catalogue.catalogue(), _("question inconnue"))
        given = {name: value.id if isinstance(value, Cell) else value for name, value in parameters.items()}
        answer = self.dataset.query(question, **given)
        return list(self._rows(answer))

    def _rows(self, answer: "Answer") -> Iterator[Row]:
        declared = {column.name: column for column in answer.question.columns}
        columns = [declared.get(name, Column(name, {}, "raw")) for name in answer.columns]
        labels = {column.name: choose(column.label) or column.name for column in columns}
        about = [place for kind in ("claim", "id") for place, column in enumerate(columns) if column.kind == kind]
        for raw, shown in zip(answer.rows, shown_rows(self.dataset, answer), strict=True):
            cells = {c.name: self._cell(c, value, text) for c, value, text in zip(columns, raw, shown, strict=True)}
            yield Row(cells, labels, str(raw[about[-1]] or "") if about else "")

    def _cell(self, column: Column, value: "Value", text: object) -> Cell:
        if value is None:
            return Cell("")
        if isinstance(value, bool) or not isinstance(value, str):
            number = isinstance(value, int | float) and not isinstance(value, bool)
            return Cell(str(told.cell(self.dataset, column, value, text)), str(value) if number else "", number=number)
        if column.kind in DATES:
            return Cell(_disputed(prose.moments(value)), value)
        if value.startswith(NUMBER.base):
            return Cell(told.term(self.dataset, NamedNode(value)), number=True)
        if value.startswith(TIME.base):
            date = dates.from_iri(NamedNode(value))
            return Cell(prose.moment(date), date.edtf)
        if column.kind == "things":
            parts = value.split()
            return Cell(", ".join(self.thing(NamedNode(iri)) for iri in parts), " ".join(map(self._name, parts)))
        known = value.startswith((self.dataset.names.id, CONCEPT.base)) and column.kind != "id"
        return self.thing(NamedNode(value)) if known else Cell(str(text), self._name(value))

    def _name(self, value: str) -> str:
        if value.startswith(self.dataset.names.id):
            return value.removeprefix(self.dataset.names.id)
        return local(NamedNode(value)) if value.startswith((EV.base, CONCEPT.base)) else value

    def thing(self, iri: NamedNode) -> Cell:
        name, text = self._name(iri.value), self._own.get(iri.value) or told.name(self.dataset, iri.value)
        return Cell(f"{STATES[name]} {text}" if iri.value.startswith(CONCEPT.base) and name in STATES else text, name)

    @cached_property
    def _own(self) -> dict[str, str]:
        """The city that the dataset is of, by the one of its names that the dataset's title has: « Québec », in English too."""
        if not self.dataset.folder.settings.home:
            return {}
        city = self.dataset.index.find(self.dataset.home, EV.Actor).value
        return {city: max((name for name in self.dataset.labels(city).values() if name in self.dataset.title), key=len, default="")}

    def classed(self, rows: Iterable[Row], column: str) -> list[Row]:
        """The rows with one more column, `class`: of what their thing in this column is."""
        found = list(rows)
        _known(found, [column])
        kinds = {name: self._class(name) for name in {row[column].id for row in found}}
        return [Row({**row, "class": kinds[row[column].id]}, row.labels, row.thing) for row in found]

    def _class(self, name: str) -> Cell:
        cls = self.dataset.index.cls(NamedNode(self.dataset.names.id + name)) if name else None
        return self.thing(cls) if cls else Cell("")

    def dated(self, rows: Iterable[Row], column: str = "date") -> list[Row]:
        """The rows with the date in the words of whoever reports it: a plan, or a stop of a journey, is said to be one."""
        found = list(rows)
        _known(found, [column])
        return [self._dated(row, column) for row in found]

    def _dated(self, row: Row, column: str) -> Row:
        known = when.told(self.dataset.store, row.thing)
        return Row({**row, column: Cell(_disputed(known.text), known.cell)}, row.labels, row.thing) if known else row

    def as_known(self, rows: Iterable[Row], day: Cell) -> list[Row]:
        """Of `open-commitments`, what one knew on a day: without the due dates, and the sources, that came later."""
        return [self._as_known(row, day) for row in rows]

    def _as_known(self, row: Row, day: Cell) -> Row:
        claims = [claim for claim in self._claims(row.thing) if not self._is_later(self._shelf.where(claim)[0], day)]
        said = {quad.object for claim in claims for quad in self.dataset.store.quads_for_pattern(None, None, None, NamedNode(claim))}
        due = " | ".join(text for text in row["due"].id.split(" | ") if text and dates.parse(text, stored=True).iri in said)
        return Row({**row, "due": Cell(_disputed(prose.moments(due)) if due else "", due)}, row.labels, " ".join(claims))

    def _is_later(self, source: str, day: Cell) -> bool:
        published = self.described[source]["published"].id if source in self.described else ""
        firsts = [dates.parse(text, stored=True).earliest for text in published.split(" | ") if text]
        return any(firsts) and all(first and first.isoformat() > day.id for first in firsts)

    def met(self, rows: Iterable[Row], partner: Cell) -> list[Row]:
        """Those whom `people-met` gives, each with the office in which they came, once for each visit."""
        return Visitors(self._shelf, NamedNode(self.dataset.names.id + partner.id)).seated(self.classed(rows, "who"))

    def audit(self, report: object) -> list[Row]:
        """Each figure that a report states of itself, beside the count."""
        name = report.id if isinstance(report, Cell) else str(report)
        return [self._audited(one) for one in audit(self.dataset, name)]

    def _audited(self, one: Any) -> Row:
        count = "" if one.count is None else prose.number(one.count)
        cells = {
            "figure": Cell(self._name(one.figure.value)),
            "measure": self.thing(one.measure),
            "stated": Cell(f"{prose.quantity(one.stated)} {one.unit}".strip(), number=True),
            "counted": Cell(count, number=True),
            "verdict": self.thing(one.verdict),
            "why": Cell(one.why),
            "locator": Cell(locators.joined(locators.split(one.locator))),
        }
        labels = {
            "figure": _("chiffre"),
            "measure": _("mesure"),
            "stated": _("déclaré"),
            "counted": _("compté"),
            "verdict": _("résultat"),
            "why": _("portée"),
            "locator": _("endroit"),
        }
        return Row(cells, labels, one.figure.value)

    def table(self, rows: Iterable[Row], columns: Mapping[str, str] | Sequence[str], *, sources: bool = True) -> Markdown:
        """A Markdown table, with the numbers of its sources after the first text of each row."""
        found = list(rows)
        _known(found, columns)
        return marks.table(found, columns, [self.source(row) for row in found] if sources else ())

    def source(self, *rows: Row | Cell) -> Markdown:
        """The numbers of the sources behind a row, or a thing."""
        things = [one for row in rows for one in (row.thing.split() if isinstance(row, Row) else [self.dataset.names.id + row.id])]
        found = dict.fromkeys(self._cite(source, line) for thing in things for source, line in self._evidence(thing))
        return Markdown("".join(f"[^{number}]" for number in sorted(found)))

    def named(self, *rows: Row) -> str:
        """The first sources of rows of `who-said`, each briefly and with its lines; and how many others there are."""
        lines: dict[str, list[str]] = {}
        for row in rows:
            title = _PUBLISHER.search(row["source"])
            lines.setdefault(title[1] if title else row["source"], []).extend(locators.split(row["locator"]))
        said = [", ".join(filter(None, [name, locators.joined(found)])) for name, found in lines.items()]
        rest = [_("{n} de plus").format(n=len(said) - _FEW)] if len(said) > _FEW else []
        return _(" ; ").join([*said[:_FEW], *rest])

    def _cite(self, source: str, line: str) -> int:
        lines = self._cited.setdefault(source, {})
        lines.update(dict.fromkeys(locators.split(line)))
        return list(self._cited).index(source) + 1

    def _evidence(self, thing: str) -> Iterator[tuple[str, str]]:
        """Source and line of each claim on a thing."""
        return (self._shelf.where(claim) for claim in self._claims(thing))

    def _claims(self, thing: str) -> list[str]:
        """On a thing, and on the acts and observations that speak of it."""
        if not thing:
            return []
        store, node = self.dataset.store, NamedNode(thing)
        speakers = [q.subject for path in (EV.eventOf, EV.observationOf) for q in store.quads_for_pattern(None, path, node, READING)]
        things = [thing, *(one.value for one in speakers if isinstance(one, NamedNode))]
        return sorted({claim for one in things for claim in self._shelf.claims(one)})

    def sources(self) -> Markdown:
        """The sources cited since the last time, each with its number, lines, date and address: write it last."""
        found = list(enumerate(self._cited.items(), 1))[self._written :]
        self._written = len(self._cited)
        return Markdown("\n".join(self._note(number, *cited) for number, cited in found))

    def _note(self, number: int, source: str, lines: Mapping[str, None]) -> str:
        described = self.described.get(source)
        title = self.dataset.label(source)
        parts = [marks.plain(_published(described["published"]))] if described and described["published"] else []
        parts += [marks.plain(where)] if (where := locators.joined(lines)) else []
        head = marks.link(title, described["url"] if described else "")
        return f"[^{number}]: {', '.join([head, *parts])}."

    @cached_property
    def described(self) -> dict[str, Row]:
        """What the data say of each source."""
        return {row.thing: row for row in self.ask("sources")}

    @property
    def licences(self) -> list[str]:
        """Of the sources that were cited."""
        found = [self.described[source]["licence"] for source in self._cited if source in self.described]
        return list(dict.fromkeys(str(licence) for licence in found if licence))


def _disputed(text: str) -> str:
    """« 1999 ≠ 2000 » in words."""
    parts = text.split(" ≠ ")
    return text if len(parts) == 1 else _("{values} (disputé)").format(values=_(" ou ").join(parts))


def _published(day: Cell) -> str:
    """« rapport annuel 2023, 2023 ou 2024 » would be read as the years that it is about."""
    return _("paru en {years}").format(years=day) if day.id.startswith("[") else day


def _known(rows: Sequence[Row], columns: Iterable[str]) -> None:
    for name in columns:
        if rows and name not in rows[0]:
            raise UnknownName(name, rows[0], _("cette réponse n'a pas de colonne"))
