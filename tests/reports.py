"""The officer's papers of the shipped data, and what a reader finds in them."""

from html.parser import HTMLParser

import pytest

from entrevilles import papers
from entrevilles.dataset import Dataset
from entrevilles.ontology import language
from entrevilles.viz.paper import Paper, tables

ON = "2024-10-01"


class Page(HTMLParser):
    """The text of a page by tag, and which tags were left open."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: dict[str, list[str]] = {}
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.append((tag, dict(attrs)))
        if tag not in ("meta", "br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in set(self.open):
            self.text.setdefault(tag, []).append(data)

    def said(self, tag: str) -> str:
        return " ".join("".join(self.text.get(tag, [])).split())


def rows_under(paper: Paper, heading: str) -> list[list[str]]:
    return next(table.rows for table in tables(paper.tokens) if table.heading.startswith(heading))


@pytest.fixture(scope="session")
def namur(shipped: Dataset) -> Paper:
    language.activate("fr")
    return papers.brief(shipped, "Namur", ON)


@pytest.fixture(scope="session")
def year(shipped: Dataset) -> Paper:
    language.activate("fr")
    return papers.annual(shipped, 2023)
