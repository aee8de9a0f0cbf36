"""One change to a dataset, in a process of its own: compiling holds nobody up, and what goes wrong ends here.

python -m entrevilles.service.writer FOLDER LANGUAGE    reads what is to be done, as JSON, and writes what came of it
"""

import io
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from entrevilles import present, stating
from entrevilles.building import Built
from entrevilles.graph.folder import Folder
from entrevilles.loaders import sheets
from entrevilles.loading import load
from entrevilles.ontology import language
from entrevilles.ontology.errors import Busy, DatasetError, EntrevillesError, InputError, TableErrors
from entrevilles.ontology.language import _
from entrevilles.service.orphans import end_with_parent

FORMS = {form.media_type: form for form in (ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES, ox.RdfFormat.JSON_LD)}
"""Of a graph that is written; the parser of RDF/XML expands entities without bound."""
Result = tuple[int, dict[str, Any]]


class Lost(DatasetError):
    """What would disappear, or be said twice, and nobody agreed."""

    def __init__(self, what: str, claims: Sequence[str]) -> None:
        super().__init__(what + " — " + _("pour l'accepter : yes=1"))
        self.claims = list(claims)


def tables(folder: Folder, files: Sequence[str], licence: str, yes: bool, skip: bool) -> Built:
    def confirm(what: str, lost: Sequence[str]) -> bool:
        if not yes:
            raise Lost(what, lost)
        return True

    return load(folder, [Path(file) for file in files], confirm, licence=licence, skip_bad_rows=skip, max_size=sheets.MAX_SIZE)


def graph(folder: Folder, claim: str, method: str, media_type: str, file: str) -> Built:
    if method == "DELETE":
        return stating.withdraw(folder, claim)
    try:
        triples = [quad.triple for quad in ox.parse(path=file, format=FORMS[media_type], base_iri=folder.names.claim_iri(claim).value)]
    except (SyntaxError, OSError, ValueError) as error:
        raise InputError(_("ce graphe est illisible : {error}").format(error=error)) from None
    return stating.state(folder, claim, triples, add=method == "POST")


JOBS: Mapping[str, Callable[..., Built]] = {"tables": tables, "graph": graph}


def done(folder: Folder, job: str, **given: Any) -> Result:
    """A status of HTTP, and what to say."""
    try:
        built = JOBS[job](folder, **given)
    except InputError as error:
        return 422, {"message": str(error), "errors": [_place(one) for one in _all(error)]}
    except Lost as error:
        return 409, {"message": str(error), "claims": error.claims}
    except Busy as error:
        return 503, {"message": str(error)}
    except (EntrevillesError, OSError) as error:
        what = error.strerror or "" if isinstance(error, OSError) else str(error)  # without the places of this machine
        return 500, {"message": what}
    return 201 if built.changed else 200, _told(built)


def _all(error: InputError) -> Sequence[InputError]:
    return error.errors if isinstance(error, TableErrors) else [error]


def _place(error: InputError) -> dict[str, Any]:
    where = error.where
    place = {"file": where.file, "sheet": where.sheet, "row": where.row, "column": where.column} if where else {}
    return {**{key: value for key, value in place.items() if value}, "what": error.what, "mend": error.mend}


def _told(built: Built) -> dict[str, Any]:
    said = io.StringIO()
    with redirect_stdout(said):
        present.built(built)
    generation = built.generation
    counts = {"number": generation.number, "claims": generation.claims, "quads": generation.quads}
    skipped = [_place(one) for one in built.skipped]
    return {"message": said.getvalue().strip(), "generation": generation.id, **counts, "unused": list(built.unused), "skipped": skipped}


def main() -> None:
    end_with_parent()
    root, lang = sys.argv[1:]
    language.activate(lang)
    status, body = done(Folder(Path(root)), **json.load(sys.stdin))
    json.dump({"status": status, "body": body}, sys.stdout)


if __name__ == "__main__":
    main()
