"""Fills in, on the pages about SPARQL, what the shipped data answers to the queries written there.

python docs/answers.py [--check] [--dataset FOLDER]: without a folder, the shipped data as `entrevilles demo` compiles it.
"""

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from entrevilles import Answer, Dataset

DOCS = Path(__file__).parent
PAGES = {"fr": DOCS / "fr" / "sparql.md", "en": DOCS / "en" / "sparql.md"}
MOST = 8
"""Rows shown of an answer."""
_BLOCK = re.compile(r"```sparql\n(?P<query>.*?)```\n(?:\n\*[^\n]*\*\n\n(?:\|[^\n]*\n)+)?", re.DOTALL)
_PATTERN = re.compile(r"^\|[^`]*\| `(?P<pattern>[^`]*)` \|$", re.MULTILINE)
_SUMMARY = {
    "fr": (
        "*Réponse : aucune ligne.*",
        "*Réponse : 1 ligne.*",
        "*Réponse : {count} lignes.*",
        "*Réponse : {count} lignes, dont voici {most}.*",
    ),
    "en": ("*Answer: no row.*", "*Answer: 1 row.*", "*Answer: {count} rows.*", "*Answer: {count} rows, of which {most} here.*"),
}


def queries(page: str) -> list[str]:
    """Every query of the page, in full."""
    return [block["query"] for block in _BLOCK.finditer(page)]


def patterns(page: str) -> list[str]:
    """Every small pattern of its tables, which stands in GRAPH graph:reading unless it names a graph itself."""
    return [found["pattern"].replace("\\|", "|") for found in _PATTERN.finditer(page)]


def filled(page: str, dataset: "Dataset", lang: str) -> str:
    """The page with the answer of each of its queries beneath it."""
    return _BLOCK.sub(lambda block: _with_answer(block["query"], dataset, lang), page)


def ask(dataset: "Dataset", query: str) -> "Answer":
    """Answer to a query that stands in no file."""
    from entrevilles.queries.catalogue import Question

    return dataset.query(Question("page", Path(), {}, query))


def _with_answer(query: str, dataset: "Dataset", lang: str) -> str:
    from entrevilles.present import shown_rows

    answer = ask(dataset, query)
    rows = [_line(row) for row in shown_rows(dataset, answer)[:MOST]]
    summary = _SUMMARY[lang][min(len(answer), 2) if len(answer) <= MOST else 3].format(count=len(answer), most=MOST)
    head = [_line(answer.columns), _line(["---"] * len(answer.columns))]
    return "\n".join([f"```sparql\n{query}```", "", summary, "", *head, *rows, ""])


def _line(cells: "list[object] | list[str] | tuple[str, ...]") -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(cell: object) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    return "" if cell is None else str(cell).replace("|", "\\|")


def main() -> int:
    import entrevilles

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--dataset", type=Path)
    given = parser.parse_args()
    dataset = entrevilles.open(given.dataset)
    stale = []
    for lang, path in PAGES.items():
        before = path.read_text(encoding="utf-8")
        after = filled(before, dataset, lang)
        if given.check and before != after:
            stale.append(str(path))
        elif not given.check:
            path.write_text(after, encoding="utf-8")
    print("\n".join(stale))
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
