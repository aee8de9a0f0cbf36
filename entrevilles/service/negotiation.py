"""What a client wants, of several things that are offered (RFC 9110, 12.5). What cannot be read of a header is passed over."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import Request

HTML = "text/html"
LONGEST = 2000
"""Characters that are read of a header."""
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"?')
_QUALITY = re.compile(r"0(?:\.\d{0,3})?|1(?:\.0{0,3})?", re.ASCII)
_RANGE = re.compile(r"\*/\*|[^/*\s]+/(?:\*|[^/*\s]+)")


def said(request: "Request", header: str) -> str:
    """All lines of this header, as one (RFC 9110, 5.3)."""
    return ", ".join(request.headers.getlist(header))


def wishes(header: str) -> Iterator[tuple[str, float, bool]]:
    """Each item in lower case, its quality, and whether it has other parameters."""
    for item in _QUOTED.sub("", header[:LONGEST]).lower().split(","):
        name, *parameters = (part.strip() for part in item.split(";"))
        weights = [one.partition("=")[2].strip() for one in parameters if one.partition("=")[0].strip() == "q"]
        if name and all(map(_QUALITY.fullmatch, weights)):
            yield name, float(weights[0]) if weights else 1.0, len(parameters) > len(weights)


def best(accept: str, offered: Sequence[str]) -> str | None:
    """The media type of those offered that suits best, if any does.

    Among equals the one that is named more exactly, then the last, which is also for whoever says nothing.
    """
    ranges = _ranges(accept)
    quality, _exact, place = max((*_weight(one, ranges), place) for place, one in enumerate(offered))
    return offered[place] if quality else None


def outweighs(accept: str, one: str, others: Sequence[str]) -> bool:
    """Whether this media type is wanted more than each of the others."""
    ranges = _ranges(accept)
    return _weight(one, ranges)[0] > max(_weight(other, ranges)[0] for other in others)


def _ranges(accept: str) -> list[tuple[str, float, bool]]:
    return [wish for wish in wishes(accept) if _RANGE.fullmatch(wish[0])] or [("*/*", 1.0, False)]


def _weight(offered: str, ranges: Sequence[tuple[str, float, bool]]) -> tuple[float, int]:
    """The quality that the most exact of the ranges gives to this media type, and how exact that is."""
    kinds = ("*/*", f"{offered.partition('/')[0]}/*", offered.partition(";")[0])
    exact, quality = max(((2 * kinds.index(name) + (not more), q) for name, q, more in ranges if name in kinds), default=(0, 0.0))
    return quality, exact


def takes(header: str, coding: str) -> bool:
    """Whether it is named, and not refused."""
    return any(quality for name, quality, _more in wishes(header) if name == coding)


def language(header: str, offered: Sequence[str]) -> str:
    """Among equals the one named first; the first of those offered for whoever says nothing."""
    named: dict[str, tuple[float, int]] = {}
    for place, (tag, quality, _more) in enumerate(wishes(header)):
        name = tag.partition("-")[0]
        named[name] = max((quality, -place), named.get(name, (0.0, -place)))
    others = named.get("*", (0.001, -len(header)))  # better than what is refused
    return max(offered, key=lambda one: named.get(one, others))
