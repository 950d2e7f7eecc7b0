"""Worker processes for work on pixels: inspection, rendering, encoding.

The event loop only waits. Each slot holds one process of its own, so that a worker that is killed
or overdue takes no other job with it. Processes start when first needed.
"""

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing.connection import wait
from typing import TypeVar

T = TypeVar("T")

START_SECONDS = 60.0
CLOSE_SECONDS = 10.0

_CLOSED = "Onebeat is shutting down. Try again after it is back."


class WorkerError(Exception):
    """Work in a worker process came to no result; `str()` is a sentence for a person."""


class WorkerDiedError(WorkerError):
    """The worker process ended in the middle of the job (killed, or out of memory)."""


class WorkerOverdueError(WorkerError):
    """The job ran past its deadline and its process was stopped."""


class WorkersClosedError(WorkerError):
    """The workers are shut down; nothing was started."""


class Workers:
    """A fixed number of worker processes.

    Attributes:
        count: processes that may run at once.
    """

    def __init__(self, count: int, *, niceness: int = 0) -> None:
        """Make room for `count` processes; none is started yet.

        Args:
            count: processes that may run at once, at least 1.
            niceness: added to the processes' niceness (POSIX), so that other work goes first.
        """
        self.count = max(1, count)
        self._niceness = niceness
        self._free = asyncio.Semaphore(self.count)
        self._idle: list[_Slot] = []
        self._busy: set[_Slot] = set()
        self._closed = False

    async def run(
        self, fn: Callable[..., T], *args: object, deadline: float, retry: bool = False
    ) -> T:
        """Call `fn(*args)` in a worker process and give back what it returns.

        Waits for a free worker first. When the awaiting task is cancelled the process is stopped.

        Args:
            fn: a module-level function; arguments and result must pickle.
            args: its arguments.
            deadline: seconds from the moment a worker takes the job.
            retry: try once more when the worker dies; only for work that may be repeated.

        Raises:
            WorkerDiedError: the process ended before the job did.
            WorkerOverdueError: the deadline passed; the process is stopped.
            WorkersClosedError: `close` was called.
            Exception: whatever `fn` raised.
        """
        async with self._free:
            try:
                return await self._run_once(fn, args, deadline)
            except WorkerDiedError as error:
                if self._closed:
                    raise WorkersClosedError(_CLOSED) from error
                if not retry:
                    raise
            return await self._run_once(fn, args, deadline)

    async def _run_once(self, fn: Callable[..., T], args: tuple[object, ...], deadline: float) -> T:
        if self._closed:
            raise WorkersClosedError(_CLOSED)
        slot = self._idle.pop() if self._idle else _Slot(self._niceness)
        self._busy.add(slot)
        try:
            return await slot.run(fn, args, deadline)
        finally:
            self._busy.discard(slot)
            if slot.dead:
                slot.stop()
            else:
                self._idle.append(slot)

    async def close(self) -> None:
        """Stop all processes, also those at work; their jobs end with `WorkersClosedError`."""
        self._closed = True
        slots = [*self._idle, *self._busy]
        self._idle.clear()
        for slot in slots:
            slot.kill()
        await asyncio.gather(*(slot.ended() for slot in slots))


class _Slot:
    """One worker process behind an executor of size one."""

    def __init__(self, niceness: int) -> None:
        self.dead = False
        self._pid: int | None = None
        self._executor = ProcessPoolExecutor(
            1,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_settle_in,
            initargs=(niceness,),
        )

    async def run(self, fn: Callable[..., T], args: tuple[object, ...], deadline: float) -> T:
        """Call `fn` in the process; marks the slot dead when the process cannot be used again."""
        if self._pid is None:
            with _interrupts_held():
                first = self._executor.submit(os.getpid)
            self._pid = await self._result(first, START_SECONDS)
        return await self._result(self._submit(fn, args), deadline)

    def _submit(self, fn: Callable[..., T], args: tuple[object, ...]) -> "Future[T]":
        try:
            return self._executor.submit(fn, *args)
        except (BrokenProcessPool, RuntimeError) as error:
            # The process died while idle, or the slot was closed under us.
            self.dead = True
            raise WorkerDiedError("A worker process had ended before the work began.") from error

    async def _result(self, future: "Future[T]", deadline: float) -> T:
        try:
            # TimeoutError may also come out of the job itself; only ours means overdue.
            async with asyncio.timeout(deadline) as clock:
                return await asyncio.wrap_future(future)
        except BrokenProcessPool as error:
            self.dead = True
            raise WorkerDiedError("A worker process was ended before its work was done.") from error
        except TimeoutError as error:
            if not clock.expired():
                raise
            self.kill()
            raise WorkerOverdueError(
                f"The work took longer than {deadline:.0f} s and was stopped. Try it once more."
            ) from error
        except asyncio.CancelledError:
            self.kill()
            raise

    def kill(self) -> None:
        """End the process now, whatever it is doing."""
        self.dead = True
        if self._pid is not None:
            with suppress(ProcessLookupError):
                os.kill(self._pid, getattr(signal, "SIGKILL", signal.SIGTERM))
            self._pid = None
        self.stop()

    def stop(self) -> None:
        """Let the executor go without waiting for it."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    async def ended(self) -> None:
        """Wait until the process is gone and its pipes are closed."""
        loop = asyncio.get_running_loop()
        done = asyncio.Event()

        def join() -> None:
            self._executor.shutdown(wait=True)
            with suppress(RuntimeError):  # the loop was closed meanwhile
                loop.call_soon_threadsafe(done.set)

        # A thread of its own: the loop's default executor may already be shut down.
        threading.Thread(target=join, name="worker-close", daemon=True).start()
        with suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), CLOSE_SECONDS)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back while a process is born, which inherits that and so starts undisturbed."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _settle_in(niceness: int) -> None:
    """First steps of a worker process."""
    # Ctrl-C reaches the whole group; the parent decides when its workers stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    if niceness and hasattr(os, "nice"):
        os.nice(niceness)
    threading.Thread(target=_end_with_parent, name="parent-watch", daemon=True).start()
    import cv2

    cv2.setNumThreads(1)


def _end_with_parent() -> None:
    """Leave as soon as the parent is gone, even when it was killed with SIGKILL."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    wait([parent.sentinel])
    os._exit(1)
