"""Why a query has no answer."""

from entrevilles.ontology.language import _


class Failure(Exception):
    """A status of HTTP, and what to say."""

    def __init__(self, status: int, text: str = "") -> None:
        super().__init__(text)
        self.status = status


def said(error: Exception) -> str:
    """In words; of any other error, its own."""
    words = {
        "busy": _("trop de requêtes attendent ; réessayez dans quelques secondes"),
        "late": _("cette requête a pris trop de temps : restreignez-la"),
        "died": _("cette requête a demandé trop de mémoire, ou a fait échouer le moteur : restreignez-la"),
    }
    if getattr(error, "status", 0) == 406:
        return _("ceci se donne en : {types} (en-tête Accept)").format(types=error)
    return words.get(str(error), str(error))
