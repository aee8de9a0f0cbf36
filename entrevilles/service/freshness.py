"""Answers that follow from the generation and the request alone: their ETag is known before they are made (RFC 9110, 8.8.3 and 13.1.2)."""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import date
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from entrevilles import __version__
from entrevilles.graph.pushing import Endpoint
from entrevilles.service.headers import VARIES_FULLY
from entrevilles.service.negotiation import said
from entrevilles.service.rendering import preferred

if TYPE_CHECKING:
    from entrevilles.service.app import Service

Answering = Callable[[Request], Awaitable[Response]]


def revalidated(service: "Service", answer: Answering) -> Answering:
    """304, before any work is done, to whoever has what would be answered."""

    async def answered(request: Request) -> Response:
        tag = _tag(service, request)
        headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": VARIES_FULLY}
        if held(request, tag):
            return Response(status_code=304, headers=headers)
        response = await answer(request)
        if response.status_code == 200 and tag == _tag(service, request):  # of one generation and one day
            response.headers.update(headers)
        return Response(status_code=304, headers=headers) if response.status_code == 200 and held_any(request) else response

    return answered


def held(request: Request, tag: str) -> bool:
    """Whether the client says that it has the answer of this tag."""
    tags = (one.strip().removeprefix("W/") for one in said(request, "if-none-match").split(","))
    return tag.removeprefix("W/") in tags


def held_any(request: Request) -> bool:
    """Whether the client has some answer, and wants none as long as there is one."""
    return said(request, "if-none-match").strip() == "*"


def _tag(service: "Service", request: Request) -> str:
    """With the day: « today » in a question, and when a page says that it was consulted. Weak where an engine may order rows otherwise."""
    dataset = service.dataset
    made = (dataset.generation.id, repr(dataset.folder.settings), __version__, date.today().isoformat())
    asked = (str(request.url), said(request, "accept"), preferred(request))
    digest = hashlib.sha256("\n".join((*made, *asked)).encode("utf-8", "surrogateescape")).hexdigest()
    return f'{"W/" if isinstance(dataset.folder, Endpoint) else ""}"{digest[:32]}"'
