"""The durable engine: the only module that knows DBOS.

A workflow's body only strings steps together; whatever a step needs it reads from our own rows, and
whatever it learns it writes there before it returns. So a step may run twice, a workflow may be
forgotten and started anew, and nothing is shot, charged or announced twice.
"""

import asyncio
import contextlib
import contextvars
import functools
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from dbos import (
    DBOS,
    DBOSConfig,
    DBOSPortableJSONSerializer,
    SetEnqueueOptions,
    SetWorkflowID,
)
from dbos import error as dbos_error

from bot.studio.errors import EngineError
from bot.studio.records import Take
from bot.studio.shooting import Outcome

VERSION: Final = "jobs-1"
"""Contract number of the workflows: steps may change their insides, not their order."""

_NAME: Final = "onebeat"
_SCHEMA: Final = "engine"
_THREADS: Final = 16
_ATTEMPTS: Final = 2
_CALL_SECONDS: Final = 30.0
_BATCH: Final = 500
_POLL_SECONDS: Final[Mapping[str, float]] = {"chat": 0.5, "hosted": 0.25, "cpu": 0.1, "gpu": 0.25}
_LISTEN_SECONDS: Final = 1.0
_HOSTED_AT_ONCE: Final = 16
_CHAT_AT_ONCE: Final = 16


T = TypeVar("T")


class Work(Protocol):
    """What the engine runs; every call may be cut off and made again."""

    async def submit(self, take_id: int) -> Outcome:
        """Have a take accepted."""
        ...

    async def watch(self, take_id: int) -> Outcome:
        """Wait for a take."""
        ...

    async def keep(self, take_id: int) -> Outcome:
        """Store a take's clip."""
        ...


class Jobs:
    """Starts, finds, cancels and forgets durable jobs."""

    def __init__(
        self,
        folder: Path,
        executor: str,
        renders: int,
        *,
        server_url: str | None,
        work: Work,
        expire: Callable[[int], Awaitable[None]],
    ) -> None:
        """Nothing is opened before `start`.

        Args:
            folder: where the engine's file lies when there is no server.
            executor: unique and stable name of this process.
            renders: takes rendered at once on this machine.
            server_url: PostgreSQL address, or None for a file.
            work: steps of a take.
            expire: closes the ballot of a shot.
        """
        self._folder = folder
        self._executor = executor
        self._renders = renders
        self._server_url = server_url
        self._work = work
        self._expire = expire
        self._take: Callable[..., Any] | None = None
        self._close: Callable[..., Any] | None = None
        self._running: set[asyncio.Task[Any]] = set()
        self._open = False

    async def start(self, queues: Collection[str]) -> None:
        """Open the engine and resume what was cut off.

        Args:
            queues: queues that takes wait in: `hosted`, `cpu`, `gpu`.

        Raises:
            EngineError: its database cannot be used.
        """
        self._register()
        url = self._server_url
        if url is None:
            path = self._folder / "engine.sqlite3"
            await asyncio.to_thread(_prefer_wal, path)
            url = f"sqlite:///{path}"
        DBOS(config=self._config(url))
        _tame_log()
        try:
            # On the loop's own thread: the engine runs workflows on the loop that launched it.
            DBOS.launch()
            self._open = True
            for queue in sorted({"chat", *queues}):
                await DBOS.register_queue_async(
                    queue,
                    worker_concurrency=self._at_once(queue),
                    polling_interval_sec=_POLL_SECONDS[queue],
                    on_conflict="always_update",
                )
        except Exception as error:
            await self.stop()
            raise EngineError(
                "The job engine's database cannot be opened. "
                "Check the data folder (or the database server) with `onebeat doctor`."
            ) from error

    async def stop(self) -> None:
        """Close the engine; jobs under way are cut off and resumed at the next start."""
        # What it says while being taken down is no news.
        logging.getLogger("dbos").setLevel(logging.ERROR)
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        # The engine had made its own threads the loop's default ones; they end with it.
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(thread_name_prefix="onebeat"))
        await asyncio.to_thread(DBOS.destroy, destroy_registry=True)
        self._open = False

    async def shoot(self, take: Take, queue: str) -> None:
        """Enqueue a take; one that was enqueued before stays as it is."""
        workflow = self._known(self._take)

        async def enqueue() -> None:
            with SetWorkflowID(take.reference), SetEnqueueOptions(priority=_priority(take.id)):
                await DBOS.enqueue_workflow_async(queue, workflow, take.id)

        await _called(enqueue)

    async def close_later(self, shot_id: int, at: datetime) -> None:
        """Have the ballot of a shot closed at a time; a second call changes nothing."""
        workflow = self._known(self._close)
        delay = max(0.0, (at - datetime.now(UTC)).total_seconds()) or None

        async def enqueue() -> None:
            options = SetEnqueueOptions(delay_seconds=delay, priority=_priority(shot_id))
            with SetWorkflowID(closing(shot_id)), options:
                await DBOS.enqueue_workflow_async("chat", workflow, shot_id)

        await _called(enqueue)

    async def cancel(self, ids: Collection[str]) -> None:
        """Take jobs out of the queue, or stop them at their next step."""
        if ids:
            await _called(lambda: DBOS.cancel_workflows_async(list(ids)))

    async def finished(self, ids: Collection[str]) -> set[str]:
        """Which of these jobs the engine will not touch again (done, failed or cancelled)."""
        over = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
        return {row.workflow_id for row in await self._list(ids=ids, status=over)}

    async def forget(self, ids: Collection[str]) -> None:
        """Remove jobs from the engine's records, so that their ids may be used again."""
        if ids:
            await _called(lambda: DBOS.delete_workflows_async(list(ids)))

    async def sweep(self, age: timedelta) -> int:
        """Remove the records of jobs that ended longer ago than `age`; gives their number."""
        before = (datetime.now(UTC) - age).isoformat()
        removed = 0
        while rows := await self._list(before=before, limit=_BATCH):
            await self.forget([row.workflow_id for row in rows])
            removed += len(rows)
        return removed

    async def _list(
        self,
        ids: Collection[str] | None = None,
        status: list[str] | None = None,
        before: str | None = None,
        limit: int | None = None,
    ) -> list[Any]:
        if ids is not None and not ids:
            return []
        found: list[Any] = []
        # In portions, so that the statement stays within the database's limit of parameters.
        for portion in [None] if ids is None else _portions(list(ids), _BATCH):
            query = functools.partial(
                DBOS.list_workflows_async,
                workflow_ids=portion,
                status=status,
                completed_before=before,
                limit=limit,
                load_input=False,
                load_output=False,
            )
            found += await _called(query)
        return found

    def _config(self, url: str) -> DBOSConfig:
        return {
            "name": _NAME,
            "system_database_url": url,
            "dbos_system_schema": _SCHEMA,
            "application_version": VERSION,
            "executor_id": self._executor,
            "max_executor_threads": _THREADS,
            "log_level": "WARNING",
            "serializer": DBOSPortableJSONSerializer(),
            "notification_listener_polling_interval_sec": _LISTEN_SECONDS,
        }

    def _at_once(self, queue: str) -> int:
        return {"chat": _CHAT_AT_ONCE, "hosted": _HOSTED_AT_ONCE}.get(queue, self._renders)

    def _register(self) -> None:
        """Tell the engine its workflows; done anew at each start, so that nothing is global."""

        @DBOS.step(name="submit")
        async def submit(take_id: int) -> str:
            return await self._work.submit(take_id)

        @DBOS.step(name="watch", preemptible=True)
        async def watch(take_id: int) -> str:
            return await self._work.watch(take_id)

        @DBOS.step(name="keep")
        async def keep(take_id: int) -> str:
            return await self._work.keep(take_id)

        @DBOS.step(name="expire", preemptible=True)
        async def expire(shot_id: int) -> None:
            await self._expire(shot_id)

        @DBOS.workflow(name="take")
        async def take(take_id: int) -> str:
            with self._tracked():
                outcome: str = Outcome.AGAIN
                for _ in range(_ATTEMPTS):
                    outcome = await submit(take_id)
                    if outcome == Outcome.ACCEPTED:
                        outcome = await watch(take_id)
                    if outcome != Outcome.AGAIN:
                        break
                if outcome == Outcome.SUCCEEDED:
                    outcome = await keep(take_id)
                return outcome

        @DBOS.workflow(name="close")
        async def close(shot_id: int) -> None:
            with self._tracked():
                await expire(shot_id)

        self._take, self._close = take, close

    @contextlib.contextmanager
    def _tracked(self) -> Iterator[None]:
        """Know the task of a running workflow, so that `stop` can cut it off."""
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("workflows run in tasks")
        self._running.add(task)
        try:
            yield
        finally:
            self._running.discard(task)

    @staticmethod
    def _known(workflow: Callable[..., Any] | None) -> Callable[..., Any]:
        if workflow is None:
            raise EngineError("The job engine is not running yet. Try again in a moment.")
        return workflow


class _NoCancelNews(logging.Filter):
    """Drops the engine's tracebacks of jobs that were cancelled on purpose."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is worth a line."""
        error = record.exc_info[1] if record.exc_info else None
        return not isinstance(error, dbos_error.DBOSAwaitedWorkflowCancelledError)


def _tame_log() -> None:
    """Send the engine's lines the way of all others, through our own redaction."""
    engine_log = logging.getLogger("dbos")
    engine_log.handlers.clear()
    engine_log.propagate = True
    for known in [known for known in engine_log.filters if isinstance(known, _NoCancelNews)]:
        engine_log.removeFilter(known)
    engine_log.addFilter(_NoCancelNews())


async def _called(call: Callable[[], Awaitable[T]]) -> T:
    """Call the engine with a deadline and from outside.

    The engine keeps in context variables which step it is in, and refuses most calls there. Our
    calls are no part of the step that happens to make them.
    """

    async def timed() -> T:
        async with asyncio.timeout(_CALL_SECONDS):
            return await call()

    return await contextvars.Context().run(asyncio.ensure_future, timed())


def closing(shot_id: int) -> str:
    """Id of the job that closes a shot's ballot."""
    return f"close:{shot_id}"


def _priority(row_id: int) -> int:
    # Lower goes first. Row ids count up, so this is first come, first served; the clock of the
    # engine's file is too coarse for that.
    return row_id % (2**31 - 1) + 1


def _portions(items: list[str], size: int) -> list[list[str]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


def _prefer_wal(path: Path) -> None:
    """Create the engine's file in write-ahead mode; the mode stays with the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
