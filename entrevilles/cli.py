"""The command `entrevilles`. The language is chosen before anything is said, so that help too is in it."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import TYPE_CHECKING

from entrevilles.ontology import language, system
from entrevilles.ontology.errors import EntrevillesError

if TYPE_CHECKING:
    import click

COMMANDS = ("commands", "inspection", "desk", "viewing", "measuring", "serving", "pushing", "upkeep")
INTERRUPTED = 130
"""128 + SIGINT, as shells have it."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; 0 when done, 1 when rows were skipped or a check failed, 2 for what a person can mend."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for name in ("stdout", "stderr"):  # closed by whoever started it, as some services do
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - to the end of the process
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal in Latin-1 shows « ? » for an arrow
    language.speak(_chosen(words))
    try:
        code = _run(words)
        sys.stdout.flush()
    except EntrevillesError as error:
        code = _refuse(str(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except KeyboardInterrupt:
        code = _interrupted()
    except PermissionError as error:
        code = _refuse(language._("accès refusé : {path}").format(path=error.filename or system.reason(error)))
    except ValueError as error:
        sys.exit(_refuse(language._("valeur impossible : {error}").format(error=error)))
    except OSError as error:
        code = _refuse(language._("le système refuse : {error}").format(error=_system(error)))
    sys.exit(code)


def program() -> "click.Group":
    """The group with all its commands, which register as they are imported."""
    from entrevilles.shell import entrevilles

    for module in COMMANDS:
        import_module(f"entrevilles.{module}")
    return entrevilles


def _run(words: Sequence[str]) -> int:
    import click

    try:
        return int(program().main(list(words), prog_name="entrevilles", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return _interrupted()


def _interrupted() -> int:
    return _refuse(language._("interrompu ; rien n'a été changé"), INTERRUPTED)


def _system(error: OSError) -> str:
    return system.reason(error) + (f" ({error.filename})" if error.filename else "")


def _chosen(words: Sequence[str]) -> str:
    for index, word in enumerate(words):
        value = word.partition("=")[2] if word.startswith("--lang=") else ""
        if word == "--lang" and index + 1 < len(words):
            value = words[index + 1]
        if value in language.LANGUAGES:
            return value
    return language.preferred()


def _refuse(message: str, code: int = 2) -> int:
    print(message, file=sys.stderr)
    return code
