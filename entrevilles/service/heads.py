"""Connections: bounded in number, and their requests' heads in size and in time, which the server under us leaves to a proxy."""

import asyncio
import resource
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST = 64 * 1024
"""Bytes."""
PATIENCE = 30.0
"""Seconds from the first byte to the last, and those of a new connection before the first."""
STALLED = 60.0
"""Seconds that a client may take to read one piece of an answer."""
MOST = min(512, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2)
"""Connections of a process; the store and the workers have need of files too."""


class Bounded(HttpToolsProtocol):
    """408 and 431 (RFC 9110, RFC 6585), and the connection is closed.

    Beyond `MOST` connections the one that has waited longest for its client is closed; where none does, the new one.
    """

    quiet: ClassVar[dict["Bounded", None]] = {}
    """Those whose request has not come, or not to its end; the one that began first is first."""
    _waiting: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None
    _size = 0

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.quiet[self] = None
        if len(self.connections) > MOST:
            next(iter(self.quiet)).drop()
        self._begin()

    def drop(self) -> None:
        self.quiet.pop(self, None)
        self.transport.abort()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._begin()

    def on_headers_complete(self) -> None:
        self._done()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        if not self.cycle.response_complete:
            self.quiet.pop(self, None)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self.quiet[self] = None

    def connection_lost(self, exc: Exception | None) -> None:
        self._done()
        self._reads()
        self.quiet.pop(self, None)
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """The client does not read: it is waited for, and not for ever, whoever else has given up."""
        super().pause_writing()
        self.quiet[self] = None
        self._stalled = self.loop.call_later(STALLED, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._reads()
        if self.cycle and not self.cycle.response_complete:
            self.quiet.pop(self, None)

    def _reads(self) -> None:
        if self._stalled:
            self._stalled.cancel()
            self._stalled = None

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._waiting:
            self._size += len(data)
            if self._size > LARGEST:
                self._refuse("431 Request Header Fields Too Large")

    def _begin(self) -> None:
        self._done()
        self._size = 0
        self._waiting = self.loop.call_later(PATIENCE, self._refuse, "408 Request Timeout")

    def _done(self) -> None:
        if self._waiting:
            self._waiting.cancel()
            self._waiting = None

    def _refuse(self, status: str) -> None:
        self._done()
        if not self.transport.is_closing() and (self.cycle is None or self.cycle.response_complete):
            self.transport.write(f"HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n".encode())
        self.transport.close()
