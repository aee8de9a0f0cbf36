"""What a program gives: texts, days and paths, refused by a message rather than by an exception from the depths."""

import datetime
from collections.abc import Iterable
from pathlib import Path

from entrevilles.ontology.errors import InputError
from entrevilles.ontology.language import _


def text(name: str, value: object) -> str:
    """A text, a number or a day, as a person would write it. Raises InputError for anything else."""
    if isinstance(value, datetime.datetime):
        value = value.date()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, str | int | float | Path) and not isinstance(value, bool):
        return str(value)
    raise InputError(_refused(name, value), _("donnez un texte, un nombre ou une date"))


def texts(name: str, values: object) -> list[str]:
    """One, several, or none."""
    if values is None:
        return []
    if isinstance(values, Iterable) and not isinstance(values, str | bytes):
        return [text(name, value) for value in values]
    return [text(name, values)]


def count(name: str, value: object) -> int:
    """A whole number from one on."""
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    raise InputError(_refused(name, value), _("donnez un nombre entier, à partir de 1"))


def path(name: str, value: object) -> Path:
    if isinstance(value, str | Path) and str(value).strip():
        return Path(value)
    raise InputError(_refused(name, value), _("donnez le chemin d'un fichier, en texte ou en pathlib.Path"))


def _refused(name: str, value: object) -> str:
    if value is None or value == "":
        return _("« {name} » est vide").format(name=name)
    return _("« {name} » ne peut être {value}, de type {type}").format(name=name, value=repr(value), type=type(value).__name__)
