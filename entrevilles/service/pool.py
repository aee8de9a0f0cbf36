"""Workers that answer queries: each one at a time, against a clock; one that is late, or dies, is replaced."""

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncGenerator, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from entrevilles.ontology.language import _
from entrevilles.service.frames import BROKEN, LENGTH, framed

WORKER = (sys.executable, "-m", "entrevilles.service.worker")
PATIENCE = 10.0
"""Seconds that a request waits for a worker to be free, or to start."""
KEPT = 256
"""Frames of an answer that wait for a slow client; then its worker waits too, against the clock."""


@dataclass(frozen=True)
class Limits:
    """`seconds` for a whole answer; `memory` in bytes for a worker; `waiting`: requests beyond those being answered."""

    workers: int = 2
    seconds: float = 30.0
    memory: int = 3 * 2**30
    waiting: int = 64


class Failure(Exception):
    """Why there is no answer: a status of HTTP, and what to say."""

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
    return words.get(str(error), str(error))


class Worker:
    """One process, and the store that it has open."""

    def __init__(self, process: asyncio.subprocess.Process, store: Path) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.store, self._process, self._in, self._out = store, process, process.stdin, process.stdout

    @classmethod
    async def start(cls, store: Path, limits: Limits) -> "Worker":
        words = (*WORKER, str(store), str(limits.memory), str(limits.seconds))
        worker = cls(await asyncio.create_subprocess_exec(*words, stdin=PIPE, stdout=PIPE, stderr=DEVNULL), store)
        try:
            await worker.frame()  # it says when it is ready: no query pays for the start
        except BaseException:
            worker.kill()
            raise
        return worker

    async def send(self, request: Mapping[str, Any]) -> None:
        self._in.write(framed(json.dumps(request).encode()))
        await self._in.drain()

    async def frame(self) -> bytes:
        """Empty at the end of an answer. Raises EOFError when the process is gone, or cannot finish."""
        (length,) = LENGTH.unpack(await self._out.readexactly(LENGTH.size))
        if length == BROKEN:
            raise EOFError
        return await self._out.readexactly(length)

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()

    async def end(self) -> None:
        """Killed, and gone."""
        self.kill()
        await self._process.wait()


@dataclass
class Answer:
    """A short one is `whole`; else its `body` comes, and what of it is not read to its end is thrown away."""

    media_type: str
    whole: bytes | None = None
    rest: "tuple[asyncio.Queue[bytes | None], asyncio.Task[None]] | None" = None

    async def body(self) -> AsyncGenerator[bytes, None]:
        """Raises ConnectionError when the answer was cut off: what was sent is not whole, and the client must know."""
        if self.whole is not None:
            yield self.whole
            return
        assert self.rest is not None
        frames, pump = self.rest
        try:
            while frame := await frames.get():
                yield frame
            if frame is None:
                raise ConnectionError
        finally:
            pump.cancel()


class Pool:
    """New workers open the compiled store in this folder. One more is started than answer at a time, for when one is ended."""

    def __init__(self, store: Path, limits: Limits) -> None:
        self.store, self.limits = store, limits
        self._places = asyncio.Semaphore(limits.workers)
        self._idle: asyncio.LifoQueue[Worker | None] = asyncio.LifoQueue()
        self._all: set[Worker] = set()
        self._asking = self._starting = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def warm(self) -> None:
        """All workers, started."""
        self._refill()
        found = [await self._idle.get() for _worker in range(self.limits.workers + 1)]
        if None in found:
            raise EOFError
        for worker in found:
            self._idle.put_nowait(worker)

    async def answer(self, request: Mapping[str, Any]) -> Answer:
        """Raises Failure: 503 where too many wait, and for a query that takes too long or too much memory."""
        if self._asking >= self.limits.workers + self.limits.waiting:
            raise Failure(503, "busy")
        self._asking += 1
        try:
            async with asyncio.timeout(PATIENCE):
                worker = await self._take()
        except BaseException as error:
            self._asking -= 1
            raise Failure(503, "busy") if isinstance(error, TimeoutError) else error from None
        deadline = asyncio.get_running_loop().time() + self.limits.seconds
        try:
            async with asyncio.timeout_at(deadline):
                await worker.send(request)
                head = json.loads(await worker.frame())
                whole = await worker.frame() if head["whole"] else None
        except BaseException as error:
            self._replace(worker)
            raise _failure(error) from None
        if whole is None:
            return Answer(head["type"], rest=self._streamed(worker, deadline))
        self._give_back(worker)
        if head["status"] != 200:
            raise Failure(head["status"], head["error"])
        return Answer(head["type"], whole)

    async def close(self) -> None:
        for worker in [*self._all]:
            await worker.end()

    def _streamed(self, worker: Worker, deadline: float) -> "tuple[asyncio.Queue[bytes | None], asyncio.Task[None]]":
        frames: asyncio.Queue[bytes | None] = asyncio.Queue(KEPT)
        return frames, self._beside(self._pumped(worker, frames, deadline))

    def _beside(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _pumped(self, worker: Worker, frames: "asyncio.Queue[bytes | None]", deadline: float) -> None:
        """The frames from the worker into the queue; None instead of an end when they do not end."""
        try:
            async with asyncio.timeout_at(deadline):
                while frame := await worker.frame():
                    await frames.put(frame)
        except (TimeoutError, EOFError, OSError, asyncio.CancelledError):
            self._replace(worker)
            while not frames.empty():  # nobody has read them
                frames.get_nowait()
            frames.put_nowait(None)
        else:
            self._give_back(worker)
            await frames.put(frame)

    async def _take(self) -> Worker:
        """The one that answered last: what it has read is still warm."""
        await self._places.acquire()
        try:
            self._leave_fit()
            self._refill()
            if (worker := await self._idle.get()) is None:
                raise Failure(503, "busy")
            return worker
        except BaseException:
            self._places.release()
            raise

    def _leave_fit(self) -> None:
        """Among the idle."""
        last_first = [self._idle.get_nowait() for _place in range(self._idle.qsize())]
        for worker in reversed(last_first):
            if worker and self._fit(worker):
                self._idle.put_nowait(worker)

    def _fit(self, worker: Worker) -> bool:
        if worker.store == self.store and worker.alive:
            return True
        self._end(worker)
        return False

    def _give_back(self, worker: Worker) -> None:
        self._asking -= 1
        self._idle.put_nowait(worker)
        self._places.release()

    def _replace(self, worker: Worker) -> None:
        self._asking -= 1
        self._end(worker)
        self._places.release()
        self._refill()

    def _refill(self) -> None:
        """In the background, so that nobody waits for the one more."""
        while len(self._all) + self._starting <= self.limits.workers:
            self._starting += 1
            self._beside(self._start())

    async def _start(self) -> None:
        """Among the idle, None where none can start."""
        worker = None
        try:
            with suppress(OSError, EOFError):
                worker = await Worker.start(self.store, self.limits)
                self._all.add(worker)
        finally:
            self._starting -= 1
            self._idle.put_nowait(worker)

    def _end(self, worker: Worker) -> None:
        self._all.discard(worker)
        worker.kill()


def _failure(error: BaseException) -> BaseException:
    if isinstance(error, TimeoutError):
        return Failure(503, "late")
    return Failure(503, "died") if isinstance(error, EOFError | OSError) else error
