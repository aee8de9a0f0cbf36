"""Why a query cannot be read, in words: what is mistaken most often is looked for in its text; else, where the engine stopped."""

import re
from collections.abc import Iterator

from entrevilles.ontology.language import _
from entrevilles.ontology.terms import PREFIXES
from entrevilles.queries.catalogue import TOKEN, skeleton

_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_DECLARED = re.compile(r"\bprefix\s+([^\s:]*):", re.IGNORECASE)
_USED = re.compile(r"(?<![\w?$@:.-])([^\W\d_][\w.-]*)?:(?!=)")
_FIRST = re.compile(r"\s*(?:(?:prefix\s+[^\s:]*:|base)\s*)*([^\W\d_]+)?", re.IGNORECASE)
_READS = ("select", "ask", "construct", "describe")
_WRITES = ("insert", "delete", "load", "clear", "create", "drop", "copy", "move", "add", "with")
_PAIRS = (("{", "}"), ("(", ")"), ("[", "]"))
_SLASH = re.compile(r":[\w-]+/[\w-]+(?![\w-]*:)")


def explained(text: str, error: str) -> str:
    """`error`: what the engine says of the query `text`; it stands where nothing better is found."""
    return next(_found(text, error), error)


def _found(text: str, error: str) -> Iterator[str]:
    plain = skeleton(text)
    first = _FIRST.match(plain)
    word = (first[1] or "") if first else ""
    if not plain.strip():
        yield _("la requête est vide")
    elif word.lower() in _WRITES:
        yield _("« {word} » change des données ; ici, on ne fait que lire").format(word=word.upper())
    elif word and word.lower() not in _READS:
        yield _("une requête commence par SELECT, ASK, CONSTRUCT ou DESCRIBE, non par « {word} »").format(word=word)
    yield from _unescaped(text, plain)
    yield from _unclosed(plain)
    for prefix in sorted(_used(plain) - set(_DECLARED.findall(plain)) - PREFIXES.keys()):
        yield _("le préfixe « {prefix}: » n'est pas déclaré ; ajoutez : PREFIX {prefix}: <…>").format(prefix=prefix)
    yield from _place(error)


def _used(plain: str) -> set[str]:
    return set(_USED.findall(_DECLARED.sub(" ", plain)))


def _unescaped(text: str, plain: str) -> Iterator[str]:
    """Marks in names, as in `id:namur#place` (SPARQL 1.1, rule 173)."""
    if any(match[0].startswith("#") and text[: match.start()][-1:].isalnum() for match in TOKEN.finditer(text)):
        yield _("dans un nom, « # » s'écrit « \\# » ; sinon, il commence un commentaire")
    if _SLASH.search(plain):
        yield _("dans un nom, « / » s'écrit « \\/ »")


def _unclosed(plain: str) -> Iterator[str]:
    """What is opened and not closed; a mark of quotation that is left is one of a string without its end."""
    if re.search(r"[\"']", plain):
        yield _("un texte n'est pas fermé : il manque un guillemet")
    for opening, closing in _PAIRS:
        missing = plain.count(opening) - plain.count(closing)
        if missing > 0:
            yield _("il manque « {mark} »").format(mark=closing)
        elif missing < 0:
            yield _("« {mark} » de trop").format(mark=closing)


def _place(error: str) -> Iterator[str]:
    """Line and column; what the engine expects there is a list of letters and marks."""
    if not (found := _PLACE.search(error)):
        return
    where = _("à la ligne {line}, colonne {column}").format(line=found[1], column=found[2])
    if "variable that is unbound" in found[3]:
        yield _("une variable du SELECT n'est ni dans GROUP BY, ni dans un agrégat ({where})").format(where=where)
    elif "IRI parsing failed" in found[3]:
        yield _("ce qui est entre « < » et « > » n'est pas une adresse ({where})").format(where=where)
    else:
        yield _("la requête devient illisible {where}").format(where=where)
