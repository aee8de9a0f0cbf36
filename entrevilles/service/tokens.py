"""The token that allows to write: given in a file or the environment, never on a command line, where other users see it."""

import hmac
import os
from pathlib import Path

from starlette.requests import Request

from entrevilles.ontology.errors import InputError
from entrevilles.ontology.language import _
from entrevilles.service.protocol import Malformed

VARIABLE = "ENTREVILLES_WRITE_TOKEN"
SHORTEST = 16
"""Characters."""


def read(file: str) -> str:
    """The token of this file, else of the environment; empty where neither gives one. Raises InputError for one that is too short."""
    named = os.environ.get(VARIABLE)
    try:
        token = Path(file).read_text(encoding="utf-8").strip() if file else named
    except (OSError, UnicodeDecodeError):
        raise InputError(_("fichier illisible : {file}").format(file=file), _("vérifiez le chemin et les droits")) from None
    if token is not None and (len(token) < SHORTEST or not token.isascii() or not token.isprintable() or " " in token):
        mend = _("au moins {count} caractères, sans espace ni accent ; par exemple : openssl rand -hex 32").format(count=SHORTEST)
        raise InputError(_("jeton d'écriture trop court, ou impossible"), mend)
    return token or ""


def check(request: Request, token: str, allowed: str) -> None:
    """Raises Malformed unless this request may write. `allowed`: the methods that need no token."""
    if not token:
        raise Malformed(405, _("ce service ne fait que lire"), {"Allow": allowed})
    origin = request.headers.get("origin")
    if origin and origin != f"{request.base_url.scheme}://{request.base_url.netloc}":
        raise Malformed(403, _("une page d'un autre site ne peut pas écrire ici"))
    scheme, _space, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode("utf-8", "surrogateescape"), token.encode()):
        raise Malformed(401, _("il faut le jeton d'écriture : Authorization: Bearer …"), {"WWW-Authenticate": 'Bearer realm="entrevilles"'})
