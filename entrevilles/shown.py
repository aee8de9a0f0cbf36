"""An answer in the person's words: names, labels and dates, rows in the order of those words, what must be said beneath."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import NamedNode

from entrevilles import evidence, told, why
from entrevilles.ontology import prose
from entrevilles.ontology.errors import InputError, QueryError
from entrevilles.ontology.language import _, choose
from entrevilles.ontology.terms import CONCEPT
from entrevilles.present import described_columns, shown, shown_rows
from entrevilles.queries import ordering
from entrevilles.queries.answers import Answer, Value
from entrevilles.queries.catalogue import Parameter

if TYPE_CHECKING:
    import pandas

    from entrevilles.dataset import Dataset


class Proof(NamedTuple):
    """One claim behind a row, in words. `standing`: what the row shows of what it says; `says`: all of it."""

    thing: str
    standing: str
    says: str
    source: str
    locator: str
    certainty: str
    modality: str
    judgement: str
    claim: str


@dataclass(frozen=True)
class Shown:
    """`rows`: the first `len(rows)` of `total`, `raw`: as the engine gave them; `behind`, if asked for: the claims of each."""

    dataset: "Dataset"
    answer: Answer
    headers: tuple[str, ...]
    rows: list[list[object]]
    raw: list[tuple[Value, ...]]
    total: int
    undecided: tuple[int, int]
    citation: str
    behind: list[tuple[evidence.Evidence, ...]] | None = None

    @cached_property
    def told(self) -> list[list[object]]:
        """The rows as a person reads them."""
        return told.rows(self.dataset, described_columns(self.answer), self.raw, self.rows)

    @cached_property
    def proofs(self) -> list[list[Proof]] | None:
        """In the words of `rows`."""
        return self._proofs(shown)

    @cached_property
    def told_proofs(self) -> list[list[Proof]] | None:
        """In those of `told`."""
        return self._proofs(told.term)

    def _proofs(self, say: evidence.Say) -> list[list[Proof]] | None:
        return None if self.behind is None else [[_proof(self.dataset, one, say) for one in row] for row in self.behind]

    @property
    def title(self) -> str:
        return choose(self.answer.question.summary) or self.answer.question.name

    @property
    def asked(self) -> str:
        """The parameters as a person says them."""
        asked = [self.answer.question.param(name) for name in self.answer.parameters]
        return ", ".join(f"{choose(param.label)} = {_meant(self.dataset, param, self.answer.parameters[param.name])}" for param in asked)

    @property
    def limited(self) -> str:
        """Nothing, if all rows are there."""
        if len(self.rows) == self.total:
            return ""
        message = _("{count} premières lignes de {total}") if len(self.rows) > 1 else _("première ligne de {total}")
        return message.format(count=len(self.rows), total=self.total)

    @property
    def counted(self) -> str:
        count = len(self.rows)
        return self.limited or (_("{count} ligne") if count < 2 else _("{count} lignes")).format(count=count)

    def notes(self) -> Iterator[str]:
        """What a reader of the rows must know: how many there are, how many say that something is not known."""
        yield self.counted
        unknown, disputed = self.undecided
        cannot = _("{count} ne peut être établie") if unknown == 1 else _("{count} ne peuvent être établies")
        parts = [cannot.format(count=unknown)] if unknown else []
        parts += [_("{count} où les sources divergent").format(count=disputed)] if disputed else []
        if parts:
            yield ", ".join(parts)
        if self.behind is not None and not any(self.behind):
            yield _("aucune ligne ne nomme de chose ni d'affirmation : il n'y a pas de preuve à montrer")

    def to_pandas(self) -> "pandas.DataFrame":
        try:
            import pandas
        except ImportError:
            raise QueryError(_("il manque pandas ; installez : pip install 'entrevilles[pandas]'")) from None
        return pandas.DataFrame(self.rows, columns=list(self.headers))


def show(dataset: "Dataset", answer: Answer, limit: int | None = None, *, proofs: bool = False) -> Shown:
    """Raises InputError for a limit below one."""
    if limit is not None and limit < 1:
        raise InputError(_("« {limit} » lignes, c'est trop peu").format(limit=limit), _("donnez à --limit un nombre à partir de 1"))
    columns = described_columns(answer)
    words = shown_rows(dataset, answer)
    places = ordering.places(answer, lambda row, column: words[row][column])[:limit]
    return Shown(
        dataset=dataset,
        answer=answer,
        headers=tuple(choose(column.label) or column.name for column in columns),
        rows=[words[place] for place in places],
        raw=[answer.rows[place] for place in places],
        total=len(answer),
        undecided=_undecided(answer, places),
        citation=dataset.cite(answer),
        behind=evidence.evidence(dataset, answer, places) if proofs else None,
    )


def _meant(dataset: "Dataset", param: Parameter, text: str) -> str:
    term = dataset.term(param, text)
    if isinstance(term, NamedNode):
        return told.name(dataset, term.value)
    return prose.day(date.fromisoformat(text)) if param.kind == "date" else text


def _undecided(answer: Answer, places: list[int]) -> tuple[int, int]:
    """Rows that hold « cannot be told », rows that hold « sources disagree »."""
    marks = (CONCEPT["cannot-be-told"].value, CONCEPT["sources-disagree"].value)
    unknown, disputed = (sum(mark in answer.rows[place] for place in places) for mark in marks)
    return unknown, disputed


def _proof(dataset: "Dataset", one: evidence.Evidence, say: evidence.Say) -> Proof:
    return Proof(
        thing=one.thing.removeprefix(dataset.names.id),
        standing=evidence.said(dataset, one.standing, say),
        says=evidence.said(dataset, one.says, say),
        source=dataset.label(one.source) if one.source else "",
        locator=one.locator,
        certainty=shown(dataset, NamedNode(one.certainty)) if one.certainty else "",
        modality=shown(dataset, NamedNode(one.modality)) if one.modality else "",
        judgement=" / ".join(why.sentence(dataset, ruling) for ruling in one.judgements),
        claim=one.claim.removeprefix(dataset.names.claim),
    )
