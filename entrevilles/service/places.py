"""Who is answered: a few queries at a time, clients in turn; one that takes long steps aside, so that short ones need not wait for it."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar

from entrevilles.service.failures import Failure

PATIENCE = 10.0
"""Seconds that a request waits for its turn."""
SHORT, LONG = 0.1, 2.0
"""Seconds after which a query steps aside, and after which it may be ended for another."""
client: ContextVar[str] = ContextVar("client", default="")
"""Who asks."""
Turn = asyncio.Future[None]


class Places:
    """`count` of them, and room for as many long queries beside; one for which there is no room ends where another waits for its place."""

    def __init__(self, count: int, waiting: int) -> None:
        self.room, self._free, self._most = count, count, waiting
        self.waiting: OrderedDict[str, deque[Turn]] = OrderedDict()
        """Client → those of its requests that wait; the client whose turn is next comes first."""

    async def take(self) -> "Place":
        """Raises Failure: too many wait, or the turn does not come."""
        if self._free:
            self._free -= 1
        else:
            await self._turn(client.get())
        return Place(self)

    def pass_on(self) -> None:
        """A place that is left, to whoever is next."""
        while self.waiting:
            name, turns = self.waiting.popitem(last=False)
            turn = turns.popleft()
            if turns:
                self.waiting[name] = turns
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1

    async def _turn(self, name: str) -> None:
        self._admit(name)
        turn: Turn = asyncio.get_running_loop().create_future()
        self.waiting.setdefault(name, deque()).append(turn)
        try:
            async with asyncio.timeout(PATIENCE):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled() and not turn.exception():  # given to one that has just gone
                self.pass_on()
            self._forget(name, turn)
            raise Failure(503, "busy") if isinstance(error, TimeoutError) else error from None

    def _admit(self, name: str) -> None:
        """Where all seats are taken, the client that has most of them gives one up to whoever has fewer. Raises Failure."""
        if sum(map(len, self.waiting.values())) < self._most:
            return
        most = max(self.waiting.values(), key=len, default=deque[Turn]())
        if len(most) <= len(self.waiting.get(name, ())) + 1:
            raise Failure(503, "busy")
        if not (last := most.pop()).done():
            last.set_exception(Failure(503, "busy"))

    def _forget(self, name: str, turn: Turn) -> None:
        turns = self.waiting.get(name, deque())
        with suppress(ValueError):
            turns.remove(turn)
        if not turns:
            self.waiting.pop(name, None)


class Place:
    """`aside`: it was left to another; `long`: it is held for long; `ended`: by `end`, which is called at most once."""

    _timer: asyncio.TimerHandle | None = None
    aside = long = ended = False

    def __init__(self, places: Places) -> None:
        self._places = places

    def begin(self, end: Callable[[], object], give_way: Callable[[], object] = lambda: None) -> None:
        """The query is asked from now on. `give_way` is called when it is long, and aside."""
        self.end, self._give_way, self._since = end, give_way, asyncio.get_running_loop().time()
        self._look_later()

    def _look_later(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(SHORT, self._look)

    def _look(self) -> None:
        self.long = asyncio.get_running_loop().time() >= self._since + LONG
        if not self.aside and self._places.room:
            self._places.room -= 1
            self.aside = True
            self._places.pass_on()
        if self.long and self.aside:
            self._give_way()
        elif self.long and self._places.waiting:
            self.ended = True
            self.end()
        else:
            self._look_later()

    def leave(self) -> None:
        """Once."""
        if self._timer:
            self._timer.cancel()
        if self.aside:
            self._places.room += 1
        else:
            self._places.pass_on()
