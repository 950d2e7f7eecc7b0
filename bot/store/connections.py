"""Connections to the database: one engine, short transactions, faults as our own errors."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Coroutine, Iterator
from pathlib import Path
from typing import Any, Final

from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.store.columns import to_json
from bot.store.errors import StoreBusyError, StoreFullError, StoreUnreachableError

BUSY_SECONDS: Final = 15.0
_DEADLINE_SECONDS: Final = BUSY_SECONDS + 10.0
_WRITES: Final = "onebeat_writes"
_WEDGED_STATES: Final = frozenset({"40001", "40P01", "55P03"})


def application_url(data: Path, configured: str) -> URL:
    """Where the rows live: a SQLite file in the data folder, or the configured PostgreSQL.

    Raises:
        StoreUnreachableError: the configured address is of another kind.
    """
    if not configured:
        return URL.create("sqlite+aiosqlite", database=str(data / "onebeat.sqlite3"))
    try:
        url = make_url(configured)
    except ArgumentError as error:
        raise StoreUnreachableError(
            "ONEBEAT_DATABASE_URL is not a database address; "
            "write it as postgresql://user:password@host/name, or leave it empty for SQLite."
        ) from error
    kind = url.drivername.partition("+")[0]
    if kind in {"postgres", "postgresql"}:
        return url.set(drivername="postgresql+psycopg")
    if kind == "sqlite":
        return url.set(drivername="sqlite+aiosqlite")
    raise StoreUnreachableError(
        f"ONEBEAT_DATABASE_URL names a {kind} database; only PostgreSQL and SQLite are served."
    )


class Connections:
    """Gives transactions on one database and turns its faults into ours.

    Reads see one snapshot. Writes start with the write lock in hand (`BEGIN IMMEDIATE`) on
    SQLite, and wait in line inside the process first, so that they are fair and never fail
    half-way for want of the lock.
    """

    def __init__(self, url: URL) -> None:
        self.url = url
        self.sqlite = url.get_backend_name() == "sqlite"
        self._engine = _create(url, self.sqlite)
        self._line = asyncio.Lock() if self.sqlite else None

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that only reads.

        Raises:
            StoreError: the database is busy, full or away.
        """
        with _as_ours():
            async with asyncio.timeout(_DEADLINE_SECONDS), self._connection() as connection:
                yield connection

    @contextlib.asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that writes; committed at the end, rolled back on any exception.

        Raises:
            StoreError: the database is busy, full or away; nothing was written.
        """
        with _as_ours():
            async with asyncio.timeout(_DEADLINE_SECONDS), contextlib.AsyncExitStack() as stack:
                if self._line is not None:
                    await stack.enter_async_context(self._line)
                connection = await stack.enter_async_context(self._connection())
                await connection.execution_options(**{_WRITES: True})
                async with connection.begin():
                    yield connection

    @contextlib.asynccontextmanager
    async def _connection(self) -> AsyncIterator[AsyncConnection]:
        """A connection that goes back to the pool before anything else happens.

        A task that is cancelled half-way would otherwise leave it, and its write lock, to a
        clean-up that runs some time after the line has moved on.
        """
        connection = self._engine.connect()
        try:
            await _to_the_end(connection.start())
            yield connection
        finally:
            if connection.sync_connection is not None:
                await _to_the_end(connection.close())

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()


async def _to_the_end(work: Coroutine[Any, Any, object]) -> None:
    """Await work until it is done, even when cancelled meanwhile; the cancellation comes after."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait({task})
        if not task.cancelled():
            task.exception()
        raise


def _create(url: URL, sqlite: bool) -> AsyncEngine:
    if not sqlite:
        return create_async_engine(
            url,
            json_serializer=to_json,
            pool_size=8,
            max_overflow=8,
            pool_timeout=BUSY_SECONDS,
            pool_pre_ping=True,
            connect_args={"connect_timeout": 10, "application_name": "onebeat"},
        )
    engine = create_async_engine(
        url,
        json_serializer=to_json,
        pool_size=4,
        max_overflow=4,
        pool_timeout=BUSY_SECONDS,
        connect_args={"factory": _LockFreeConnection},
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


class _LockFreeConnection(sqlite3.Connection):
    """Gives its lock back when it is closed in the middle of a statement.

    A task that is cancelled there leaves a cursor with rows to come. SQLite keeps such a connection
    alive behind the scenes, write lock included, until the cursor is collected.
    """

    def close(self) -> None:
        """Roll back, then close."""
        with contextlib.suppress(sqlite3.Error):
            self.rollback()
        super().close()


def _prepare_sqlite(connection: Any, record: Any) -> None:
    # The driver must not open transactions by itself: it would take the write lock too late.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={int(BUSY_SECONDS * 1000)}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextlib.contextmanager
def _as_ours() -> Iterator[None]:
    try:
        yield
    except (TimeoutError, PoolTimeoutError) as error:
        raise StoreBusyError from error
    except (OperationalError, InterfaceError) as error:
        raise _translated(error) from error


def _translated(error: DBAPIError) -> Exception:
    original = error.orig
    if isinstance(original, sqlite3.OperationalError):
        name = getattr(original, "sqlite_errorname", "") or ""
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return StoreBusyError()
        if name.startswith("SQLITE_FULL"):
            return StoreFullError()
        return StoreUnreachableError(
            f"The database file cannot be used ({original}). "
            "Ask the owner to check the data folder and run `onebeat doctor`."
        )
    state = getattr(original, "sqlstate", None)
    if state in _WEDGED_STATES:
        return StoreBusyError()
    if state == "53100":
        return StoreFullError()
    return StoreUnreachableError(
        "The database does not answer. Nothing was changed; "
        "ask the owner to check it with `onebeat doctor`, then try again."
    )
