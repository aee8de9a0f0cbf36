"""The command `entrevilles`. The language is chosen before anything is said, so that help too is in it."""

import os
import sys
from collections.abc import Sequence

from entrevilles.ontology import language
from entrevilles.ontology.errors import EntrevillesError


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; 0 when done, 1 when rows were skipped or a check failed, 2 for what a person can mend."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    language.activate(_chosen(words))
    from entrevilles.commands import entrevilles

    try:
        sys.exit(entrevilles.main(words, prog_name="entrevilles", standalone_mode=True))
    except EntrevillesError as error:
        sys.exit(_refuse(str(error)))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(_refuse(language._("interrompu ; rien n'a été changé"), 130))
    except PermissionError as error:
        sys.exit(_refuse(language._("accès refusé : {path}").format(path=error.filename)))
    except OSError as error:
        sys.exit(_refuse(language._("le système refuse : {error}").format(error=f"{error.strerror} ({error.filename or ''})")))


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
