"""Papers from templates: Markdown with Jinja, in a sandbox that reads no file and runs no code.

A template has the functions that it is given and no loader: it can include nothing. What it writes of the data is
escaped (`marks.plain`). Every failure says the file, the line and the way to mend it.
"""

import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from entrevilles.ontology import system
from entrevilles.ontology.errors import EntrevillesError, InputError, Where
from entrevilles.ontology.language import LANGUAGES, _, current
from entrevilles.viz.marks import FUNCTIONS, finalize

HERE = Path(__file__).parent / "papers"
MANUAL = "https://jinja.palletsprojects.com/templates/"
_COMPILED = "<template>"
"""The file name that Jinja gives to what it compiled from a string."""


@dataclass(frozen=True)
class Templates:
    """The files of one paper: a folder of the bureau, or one file of it; what is not there is the shipped one."""

    folder: Path = HERE
    file: Path | None = None

    def text(self, paper: str) -> Path:
        """`brief.fr.md`, in the person's language, else in another."""
        if self.file:
            return self.file
        names = [f"{paper}.{lang}.md" for lang in (current(), *LANGUAGES)]
        return next((self.folder / name for name in names if (self.folder / name).is_file()), HERE / names[0])

    def other(self, name: str) -> Path:
        """`paper.css`, `paper.html`, `paper.docx`: the bureau's if it has one."""
        return self.folder / name if (self.folder / name).is_file() else HERE / name


def chosen(path: Path | None) -> Templates:
    """What `--template` names. Raises InputError."""
    if path is None:
        return Templates()
    if path.is_dir():
        if not any(path.glob("*.*")):
            raise InputError(
                _("aucun gabarit dans {path}").format(path=path), _("écrivez-en un avec : entrevilles papers {path}").format(path=path)
            )
        return Templates(path)
    if path.suffix != ".md":
        raise InputError(_("gabarit inconnu : {path}").format(path=path), _("donnez un dossier, ou un fichier .md"))
    return Templates(path.parent, path)


def read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(_("gabarit illisible : {path}").format(path=path), system.reason(error)) from None
    except UnicodeDecodeError:
        raise InputError(_("gabarit illisible : {path}").format(path=path), _("enregistrez-le en UTF-8")) from None


class _Missing(StrictUndefined):
    @property
    def _undefined_message(self) -> str:
        return _("rien ne s'appelle « {name} » ici").format(name=self._undefined_name)


def filled(path: Path, given: Mapping[str, Any]) -> str:
    """The template as Markdown. Raises InputError with its line."""
    environment = ImmutableSandboxedEnvironment(undefined=_Missing, finalize=finalize, trim_blocks=True, lstrip_blocks=True)
    environment.globals = {"dict": dict, "range": environment.globals["range"], **FUNCTIONS, **given}
    return _rendered(environment, path)


def shell(path: Path, given: Mapping[str, Any]) -> str:
    """The page around a paper. Raises InputError with its line."""
    environment = ImmutableSandboxedEnvironment(undefined=_Missing, autoescape=True)
    environment.globals = dict(given)
    return _rendered(environment, path)


def _rendered(environment: ImmutableSandboxedEnvironment, path: Path) -> str:
    try:
        return environment.from_string(read(path)).render()
    except TemplateSyntaxError as error:
        mend = _("la syntaxe des gabarits est celle de Jinja : {manual}").format(manual=MANUAL)
        raise InputError(_("gabarit illisible : {error}").format(error=error.message), mend, Where(str(path), row=error.lineno)) from None
    except InputError as error:
        error.mend = error.mend or _mend(error)
        raise error.located(_where(path, error)) from None
    except EntrevillesError as error:
        raise InputError(str(error), _mend(error), _where(path, error)) from None
    except Exception as error:  # whatever a template makes Python do is the template's failure
        raise InputError(_what(error), _mend(error), _where(path, error)) from None


def _what(error: Exception) -> str:
    if isinstance(error, SecurityError):
        return _("interdit dans un gabarit : {error}").format(error=error)
    if isinstance(error, UndefinedError):
        return str(error)
    return _("le gabarit ne peut être rempli : {error}").format(error=error)


def _mend(error: Exception) -> str:
    if isinstance(error, UndefinedError):
        return _("vérifiez l'orthographe ; ce qu'un gabarit connaît est dans docs/fr/papiers.md")
    if isinstance(error, SecurityError):
        return _("un gabarit pose des questions et met en page ; il ne touche ni aux fichiers ni au programme")
    return _("vérifiez cette ligne ; ce qu'un gabarit connaît est dans docs/fr/papiers.md")


def _where(path: Path, error: BaseException) -> Where:
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == _COMPILED]
    return Where(str(path), row=(lines[-1] if lines else 0) or 0)
