"""Pages: templates filled in one language, with links that keep it."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from entrevilles.ontology.language import LANGUAGES, speaking
from entrevilles.queries.citing import citation
from entrevilles.service import addresses
from entrevilles.service.headers import PAGE
from entrevilles.service.negotiation import language, said
from entrevilles.service.words import words

if TYPE_CHECKING:
    from jinja2 import Environment

    from entrevilles.dataset import Dataset

HERE = Path(__file__).parent / "pages"
Given = Mapping[str, Any]


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def preferred(request: Request) -> str:
    """Of our languages, by Accept-Language; French for whoever says nothing."""
    return language(said(request, "accept-language"), LANGUAGES)


def spoken(request: Request) -> str:
    """What the path says, else `?lang=`, else what the browser prefers."""
    for lang in (request.path_params.get("lang"), request.query_params.get("lang")):
        if lang in LANGUAGES:
            return str(lang)
    return preferred(request)


async def page(
    request: Request,
    dataset: "Dataset",
    template: str,
    given: "Callable[[], Given]",
    *,
    status: int = 200,
    headers: Mapping[str, str] = PAGE,
) -> Response:
    """`given` is called in a thread, with what it needs of the dataset; a key `status` in what it gives is the answer's."""
    lang = spoken(request)

    def made() -> tuple[str, int]:
        with speaking(lang):
            filled = given()
            text = _environment().get_template(template).render(**_common(request, dataset, lang), **filled)
            return text, filled.get("status", status)

    text, found = await run_in_threadpool(made)
    return HTMLResponse(text, found, {**headers, "Content-Language": lang})


def _common(request: Request, dataset: "Dataset", lang: str) -> dict[str, Any]:
    keeps = "" if lang == preferred(request) else f"lang={lang}"

    def at(address: str) -> str:
        return addresses.here(request, address)

    def href(iri: str) -> str:
        address = addresses.page(dataset.names, iri)
        return kept(address) if address.startswith("/") else address

    def kept(address: str) -> str:
        path, hash_, fragment = at(address).partition("#")
        return f"{path}{'&' if '?' in path else '?'}{keeps}{hash_}{fragment}" if keeps else at(address)

    return {
        "w": words(),
        "lang": lang,
        "others": [(other, _switched(request, other)) for other in LANGUAGES],
        "base": addresses.base(request),
        "at": at,
        "href": href,
        "data_of": lambda iri: addresses.page(dataset.names, iri).replace("/page/", "/data/", 1),
        "keeps": bool(keeps),
        "kept": kept,
        "title_of_dataset": dataset.title,
        "generation": dataset.generation,
        "day": dataset.last_recorded,
        "licence": dataset.folder.settings.licence,
    }


def _switched(request: Request, lang: str) -> str:
    """The same page in this language."""
    if "lang" in request.path_params:
        now = addresses.here(request, f"/{request.path_params['lang']}")
        path = addresses.here(request, f"/{lang}") + request.url.path.removeprefix(now)
        return str(request.url.replace(scheme="", netloc="", path=path))
    return str(request.url.include_query_params(lang=lang).replace(scheme="", netloc=""))


def cited(dataset: "Dataset", address: str) -> str:
    """How to cite one thing of the dataset, consulted today."""
    from datetime import date

    day = date.today().isoformat()
    return citation(dataset.title, dataset.generation.short, day=dataset.last_recorded, address=address, consulted=day)
