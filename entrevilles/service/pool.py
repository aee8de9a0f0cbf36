"""Workers that answer queries: each one at a time, against a clock; one that is late, or dies, is replaced."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncGenerator, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from entrevilles.service.failures import Failure
from entrevilles.service.frames import BROKEN, LENGTH, framed
from entrevilles.service.places import PATIENCE, Place, Places

WORKER = (sys.executable, "-m", "entrevilles.service.worker")
ONE_ARENA = {"MALLOC_ARENA_MAX": "1"}
"""mallopt(3). RocksDB opens a store with sixteen threads, and glibc reserves 64 MB of addresses for each: beyond `memory`, one in twenty
workers ended at its start."""
KEPT = 32
"""Frames of an answer that wait for a slow client; then its worker waits too, against the clock."""


LAST = 19
"""Of the priorities of a process (setpriority(2)) the lowest."""


@dataclass(frozen=True)
class Limits:
    """`seconds` for a whole answer; `memory` in bytes for a worker; `waiting`: requests beyond those being answered.

    There are `workers` for what has just begun, as many for what takes long, and one more, for when one is ended.
    """

    workers: int = 2
    seconds: float = 30.0
    memory: int = 3 * 2**30
    waiting: int = 64


class Worker:
    """One process, and the store that it has open."""

    def __init__(self, process: asyncio.subprocess.Process, store: Path) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.store, self._process, self._in, self._out = store, process, process.stdin, process.stdout

    @classmethod
    async def start(cls, store: Path, limits: Limits) -> "Worker":
        words = (*WORKER, str(store), str(limits.memory), str(limits.seconds))
        worker = cls(
            await asyncio.create_subprocess_exec(*words, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=os.environ | ONE_ARENA), store
        )
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
        return self._process.returncode is None and not self._in.is_closing()  # which is known first

    def give_way(self) -> None:
        """To all other processes, for good."""
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, LAST)

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


@dataclass(frozen=True)
class Run:
    """One query. `deadline`: by the clock of the loop."""

    place: Place
    worker: Worker
    deadline: float


class Pool:
    """New workers open the compiled store in this folder."""

    def __init__(self, store: Path, limits: Limits) -> None:
        self.store, self.limits = store, limits
        self._places = Places(limits.workers, limits.waiting)
        self._idle: asyncio.LifoQueue[Worker | None] = asyncio.LifoQueue()
        self._all: set[Worker] = set()
        self._starting, self._closed = 0, False
        self._tasks: set[asyncio.Task[None]] = set()

    async def warm(self) -> None:
        """Enough workers, started; the others soon are."""
        self._refill()
        found = [await self._idle.get() for _worker in range(self.limits.workers + 1)]
        if None in found:
            raise EOFError
        for worker in found:
            self._idle.put_nowait(worker)

    async def answer(self, request: Mapping[str, Any]) -> Answer:
        """Raises Failure: 503 where too many wait, and for a query that takes too long or too much memory."""
        run = await self._take()
        try:
            async with asyncio.timeout_at(run.deadline):
                await run.worker.send(request)
                head = json.loads(await run.worker.frame())
                whole = await run.worker.frame() if head["whole"] else None
        except BaseException as error:
            self._replace(run)
            raise Failure(503, "busy") if run.place.ended else _failure(error) from None
        if whole is None:
            return Answer(head["type"], rest=self._streamed(run))
        self._give_back(run)
        if head["status"] != 200:
            raise Failure(head["status"], head["error"])
        return Answer(head["type"], whole)

    async def close(self) -> None:
        """Nothing of it is left."""
        self._closed = True
        for worker in [*self._all]:
            await worker.end()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=PATIENCE)

    def _streamed(self, run: Run) -> "tuple[asyncio.Queue[bytes | None], asyncio.Task[None]]":
        frames: asyncio.Queue[bytes | None] = asyncio.Queue(KEPT)
        return frames, self._beside(self._pumped(run, frames))

    def _beside(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _pumped(self, run: Run, frames: "asyncio.Queue[bytes | None]") -> None:
        """The frames from the worker into the queue; None instead of an end when they do not end."""
        try:
            async with asyncio.timeout_at(run.deadline):
                while frame := await run.worker.frame():
                    await frames.put(frame)
        except (TimeoutError, EOFError, OSError, asyncio.CancelledError):
            self._replace(run)
            while not frames.empty():  # nobody has read them
                frames.get_nowait()
            frames.put_nowait(None)
        else:
            self._give_back(run)
            await frames.put(frame)

    async def _take(self) -> Run:
        """With the worker that answered last: what it has read is still warm. Raises Failure."""
        place = await self._places.take()
        try:
            async with asyncio.timeout(PATIENCE):
                self._leave_fit()
                self._refill()
                while (worker := await self._idle.get()) and not self._fit(worker):  # of the generation before, meanwhile
                    self._refill()
            if worker is None:
                raise Failure(503, "busy")
        except BaseException as error:
            place.leave()
            raise Failure(503, "busy") if isinstance(error, TimeoutError) else error from None
        place.begin(worker.kill, worker.give_way)
        return Run(place, worker, asyncio.get_running_loop().time() + self.limits.seconds)

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

    def _give_back(self, run: Run) -> None:
        if run.place.aside and run.place.long:  # it is slow now, and has taken memory
            self._replace(run)
            return
        self._idle.put_nowait(run.worker)
        run.place.leave()

    def _replace(self, run: Run) -> None:
        self._end(run.worker)
        run.place.leave()
        self._refill()

    def _refill(self) -> None:
        """In the background, so that nobody waits for the one more."""
        while not self._closed and len(self._all) + self._starting <= 2 * self.limits.workers:
            self._starting += 1
            self._beside(self._start())

    async def _start(self) -> None:
        """Among the idle, None where none can start."""
        worker = None
        try:
            with suppress(OSError, EOFError):
                worker = await Worker.start(self.store, self.limits)
                self._all.add(worker)
                if self._closed:
                    await worker.end()
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
