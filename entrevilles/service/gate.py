"""What every request passes first: the address that the service has, the limits of a request, the headers of every answer."""

import asyncio
import re
import time
from collections import OrderedDict
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from entrevilles.ontology.errors import InputError
from entrevilles.ontology.language import _, speaking
from entrevilles.service import places
from entrevilles.service.headers import ALWAYS, VARIES_FULLY
from entrevilles.service.heads import STALLED
from entrevilles.service.rendering import preferred

LONGEST = 32_000
"""Bytes of a path with its query; below what is read of a head (`heads`)."""
KNOWN = 10_000
"""Clients whose requests are counted; the one that was silent longest is forgotten first."""
_PUBLIC = re.compile(r"(?P<address>https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~-]+)*)/*")


class Gate:
    """The `Host` of a request is not believed: the public address is what the service was told, else where it listens.

    What is inside speaks the language that the client prefers.
    """

    def __init__(self, app: ASGIApp, base_url: str = "") -> None:
        """`base_url`: as `public` gives it."""
        self.app = app
        self.scheme, self.host, self.prefix = urlsplit(base_url)[:3] if base_url else ("http", "", "")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def guarded(message: Message) -> None:
            nonlocal begun
            begun = True
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in ALWAYS.items():
                    headers.setdefault(name, value)
                if message["status"] >= 400:  # in the language, and for want of the form, that was asked for
                    headers["Vary"] = VARIES_FULLY
            try:
                async with asyncio.timeout(STALLED):
                    await send(message)
            except TimeoutError:
                raise ClientDisconnect from None

        if scope["type"] == "http":
            places.client.set(_client(scope))
            try:
                with speaking(preferred(Request(scope))):
                    await self.app(self._placed(scope), receive, guarded)
            except (ClientDisconnect, ConnectionError) as error:
                if not begun and isinstance(error, ConnectionError):
                    raise
        else:
            await self.app(scope, receive, send)

    def _placed(self, scope: Scope) -> Scope:
        """As if it had been asked at the public address; a proxy may have taken the prefix off, or left it."""
        path = scope["path"]
        if path != self.prefix and not path.startswith(f"{self.prefix}/"):
            path = self.prefix + path
        headers = [(name, value) for name, value in scope["headers"] if name != b"host"]
        host = [(b"host", self.host.encode())] if self.host else []
        return {**scope, "scheme": self.scheme, "root_path": self.prefix, "path": path, "headers": [*host, *headers]}


def public(address: str) -> str:
    """A public address without its last slash. Raises InputError for one that is none."""
    if found := _PUBLIC.fullmatch(address):
        return found["address"]
    mend = _("par exemple : --base-url https://donnees.example.org/entrevilles")
    raise InputError(_("adresse publique impossible : « {address} »").format(address=address), mend)


class Limiter:
    """Refuses addresses that are too long, and, where `rate` says so, more than that many requests a minute of one client."""

    def __init__(self, app: ASGIApp, rate: int = 0) -> None:
        self.app, self.rate = app, rate
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """Client → requests that it may still make, at a time; they come back evenly."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        await (refusal or self.app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        if len(scope["path"]) + len(scope["query_string"]) > LONGEST:
            return PlainTextResponse(_("adresse trop longue : envoyez la requête par POST") + "\n", 414)
        if self.rate and (wait := self._wait()):
            text = _("trop de requêtes ; réessayez dans {seconds} s").format(seconds=wait)
            return PlainTextResponse(f"{text}\n", 429, {"Retry-After": str(wait)})
        return None

    def _wait(self) -> int:
        """Seconds until this client may ask again; 0 if it may now."""
        client, now, pace = places.client.get(), time.monotonic(), self.rate / 60
        left, since = self._left.pop(client, (float(self.rate), now))
        left = min(float(self.rate), left + (now - since) * pace)
        self._left[client] = (left - 1 if left >= 1 else left, now)
        if len(self._left) > KNOWN:
            self._left.popitem(last=False)
        return 0 if left >= 1 else int((1 - left) / pace) + 1


def _client(scope: Scope) -> str:
    """Its address; of IPv6 the network, since one client has 2⁶⁴ addresses."""
    try:
        address = ip_address((scope["client"] or ("",))[0])
    except ValueError:
        return ""
    if address.version == 6:
        return str(address.ipv4_mapped or ip_network((address, 64), strict=False))
    return str(address)
