"""Which of several forms a client wants (RFC 9110, 12.5.1)."""

from collections.abc import Sequence

import mimeparse


def best(accept: str, offered: Sequence[str]) -> str | None:
    """The media type of those offered that suits best; among equals the last, which is also for whoever says nothing."""
    try:
        return mimeparse.best_match(list(offered), accept or "*/*") or None
    except mimeparse.MimeTypeParseException:
        return None


def wants_page(accept: str) -> bool:
    """Whether a browser asks: what says that it takes HTML, and does not only take anything."""
    return "text/html" in accept
