"""Writes the reference pages from the program itself: commands, tables, questions. `--check` only compares.

`generate.py sparql` fills in the answers on the pages about SPARQL, `generate.py carnet` runs the notebook.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

DOCS = Path(__file__).parent


def main() -> int:
    if sys.argv[1] in ("sparql", "carnet"):
        import answers
        import notebook

        return {"sparql": answers.main, "carnet": notebook.main}[sys.argv.pop(1)]()
    lang, check = sys.argv[1], "--check" in sys.argv
    from entrevilles.ontology import language

    language.activate(lang)
    stale = []
    for name, text in _pages(lang).items():
        path = DOCS / lang / name
        if check and (not path.exists() or path.read_text(encoding="utf-8") != text):
            stale.append(str(path))
        elif not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    print("\n".join(stale))
    return 1 if stale else 0


def _pages(lang: str) -> dict[str, str]:
    names = {"fr": ("commandes.md", "tables.md", "questions.md"), "en": ("commands.md", "tables.md", "questions.md")}[lang]
    return dict(zip(names, ("\n".join(lines) + "\n" for lines in (_commands(lang), _tables(lang), _questions(lang))), strict=True))


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
    from entrevilles.ontology.language import choose
    from entrevilles.queries.catalogue import questions

    yield {"fr": "# Les questions", "en": "# The questions"}[lang]
    for question in questions():
        yield from ("", f"## {question.name}", "", choose(question.summary), "")
        for param in question.params:
            yield f"- `{param.name}` : {choose(param.label)} ({param.default})"
        columns = ", ".join(choose(column.label) for column in question.columns)
        yield from ("", {"fr": f"Colonnes : {columns}.", "en": f"Columns: {columns}."}[lang])


if __name__ == "__main__":
    sys.exit(main())
