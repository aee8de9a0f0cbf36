"""Writes the reference pages from the program itself: commands, tables, questions. `--check` only compares.

python docs/generate.py fr|en [--check] [--dataset FOLDER]; the folder has the shipped data, compiled: they answer the questions.
python docs/generate.py sparql|carnet: fills in the answers on the pages about SPARQL; runs the notebook.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset
    from entrevilles.queries.catalogue import Question

DOCS = Path(__file__).parent
ROWS = 10


def main() -> int:
    if sys.argv[1:2] in (["sparql"], ["carnet"]):
        import answers
        import notebook

        return {"sparql": answers.main, "carnet": notebook.main}[sys.argv.pop(1)]()
    parser = argparse.ArgumentParser()
    parser.add_argument("lang", choices=("fr", "en"))
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--dataset", type=Path)
    given = parser.parse_args()
    import entrevilles
    from entrevilles.ontology import language

    language.activate(given.lang)
    folder = DOCS / given.lang
    pages = _pages(given.lang, entrevilles.open(given.dataset))
    stale = [path for path in (folder / "questions").glob("*.md") if path.relative_to(folder).as_posix() not in pages]
    for name, text in pages.items():
        path = folder / name
        if given.check and (not path.exists() or path.read_text(encoding="utf-8") != text):
            stale.append(path)
        elif not given.check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if not given.check:
        for path in stale:
            path.unlink()
        return 0
    print("\n".join(map(str, stale)))
    return 1 if stale else 0


def _pages(lang: str, dataset: "Dataset") -> dict[str, str]:
    from entrevilles.queries.catalogue import topics

    names = {"fr": ("commandes.md", "tables.md", "questions.md"), "en": ("commands.md", "tables.md", "questions.md")}[lang]
    pages = dict(zip(names, (_commands(lang), _tables(lang), _questions(lang)), strict=True))
    pages |= {f"questions/{topic}.md": _topic(lang, topic, asked, dataset) for topic, asked in topics().items()}
    return {name: "\n".join(lines) + "\n" for name, lines in pages.items()}


def _commands(lang: str) -> Iterator[str]:
    import click

    from entrevilles.cli import program

    yield {"fr": "# Les commandes", "en": "# The commands"}[lang]
    group = program()
    root = click.Context(group, info_name="entrevilles")
    for name in group.list_commands(root):
        command = group.get_command(root, name)
        assert command is not None
        context = click.Context(command, info_name=name, parent=root, max_content_width=96, terminal_width=96)
        yield from ("", f"## {name}", "", "```text", command.get_help(context), "```")


def _tables(lang: str) -> Iterator[str]:
    from entrevilles.ontology.language import choose
    from entrevilles.ontology.schema import Field, shipped
    from entrevilles.ontology.terms import compact

    def rows(fields: tuple[Field, ...]) -> Iterator[str]:
        yield {"fr": "| colonne | contenu | exemple | propriété |", "en": "| column | content | example | property |"}[lang]
        yield "|---|---|---|---|"
        for field in fields:
            path = "/".join(compact(part.value) for part in field.path)
            yield f"| {choose(field.name)} | {choose(field.help)} | {field.example} | `{path}` |"

    schema = shipped()
    yield {"fr": "# Les tables", "en": "# The tables"}[lang]
    for record in schema.types.values():
        yield from ("", f"## {choose(record.sheet)}", "", f"{choose(record.definition)} (`ev:{record.name}`)", "")
        yield from rows(record.fields)
    yield from ("", {"fr": "## Colonnes de toutes les tables", "en": "## Columns of every table"}[lang], "")
    yield from rows(schema.claim.fields)


def _questions(lang: str) -> Iterator[str]:
    from entrevilles import finding
    from entrevilles.ontology.language import choose
    from entrevilles.queries.catalogue import topics

    yield {"fr": "# Les questions", "en": "# The questions"}[lang]
    yield ""
    yield {
        "fr": "Chacune avec ses paramètres, ses colonnes, un exemple et ce que répondent les données livrées.",
        "en": "Each with its parameters, its columns, an example and what the shipped data answer.",
    }[lang]
    for topic, asked in topics().items():
        yield from ("", f"## [{finding.topic_label(topic)}](questions/{topic}.md)", "")
        yield from (f"- [{question.name}](questions/{topic}.md#{question.name}) — {choose(question.summary)}" for question in asked)


def _topic(lang: str, topic: str, asked: "list[Question]", dataset: "Dataset") -> Iterator[str]:
    from entrevilles import finding
    from entrevilles.ontology.language import choose

    yield f"# {finding.topic_label(topic)}"
    yield ""
    yield {
        "fr": "[Toutes les questions](../questions.md). Les réponses sont celles des données livrées ; « aujourd'hui » y est le {day}.",
        "en": "[All questions](../questions.md). The answers are those of the shipped data; today is {day} there.",
    }[lang].format(day=finding.EXAMPLE_DAY)
    yield ""
    yield from (f"- [{question.name}](#{question.name}) — {choose(question.summary)}" for question in asked)
    for question in asked:
        yield from ("", f"## {question.name}", "", f"{choose(question.summary)}.", "")
        yield from _asked(lang, question, dataset)
        yield from _answered(lang, question, dataset)


def _asked(lang: str, question: "Question", dataset: "Dataset") -> Iterator[str]:
    from entrevilles import finding
    from entrevilles.ontology.language import choose

    colon, comma, without, columns = {"fr": (" : ", " ; ", "sans lui", "Colonnes"), "en": (": ", "; ", "without it", "Columns")}[lang]
    for param in question.params:
        meant = (choose(param.label), finding.accepts(param, dataset.schema), without + colon + finding.default(param))
        yield f"- `{param.name}`{colon}" + comma.join(meant)
    if question.params:
        yield ""
    described = (f"{title} (`{name}`, {content})" for name, title, content in finding.described_columns(question))
    yield columns + colon + ", ".join(described) + "."
    yield from ("", "```sh", finding.example(question), "```", "")


def _answered(lang: str, question: "Question", dataset: "Dataset") -> Iterator[str]:
    from entrevilles import finding, formats

    day = finding.EXAMPLE_DAY
    answer = dataset.query(question, **{param.name: day for param in question.params if param.default == "today"})
    shown = dataset.shown(answer, ROWS)
    if not shown.rows:
        yield {"fr": "Aucune ligne.", "en": "No row."}[lang]
        return
    yield from formats.markdown_table(shown.headers, shown.told)
    if others := shown.total - len(shown.rows):
        yield from ("", {"fr": f"… lignes de plus : {others}", "en": f"… {others} more"}[lang])


if __name__ == "__main__":
    sys.exit(main())
