import asyncio
import contextlib
import gc

import pytest
from sqlalchemy import text

from bot.store.connections import Connections, application_url


@pytest.fixture
async def connections(tmp_path):
    opened = Connections(application_url(tmp_path, ""))
    async with opened.writing() as connection:
        await connection.execute(text("CREATE TABLE marks (n INTEGER)"))
    yield opened
    await opened.close()


async def write(connections, n):
    async with connections.writing() as connection:
        await connection.execute(text("INSERT INTO marks VALUES (:n)"), {"n": n})


async def test_writers_cancelled_at_any_moment_leave_no_lock_behind(connections):
    for turn in range(40):
        tasks = [asyncio.create_task(write(connections, n)) for n in range(3)]
        for _ in range(turn):
            await asyncio.sleep(0)
        # A stop that loses patience cancels twice.
        for _ in range(2):
            for task in tasks:
                task.cancel()
            await asyncio.sleep(0)
        await asyncio.gather(*tasks, return_exceptions=True)
        assert connections._engine.pool.checkedout() == 0
        async with asyncio.timeout(2):
            await write(connections, -turn)
    async with connections.reading() as connection:
        kept = await connection.scalar(text("SELECT COUNT(*) FROM marks WHERE n <= 0"))
    assert kept >= 40


async def test_a_cancelled_writer_has_left_when_its_task_is_over(connections):
    started = asyncio.Event()

    async def hold():
        async with connections.writing():
            started.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(hold())
    await started.wait()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    # Another process would find the lock free at once.
    other = Connections(connections.url)
    async with asyncio.timeout(1):
        await write(other, 1)
    await other.close()


async def test_a_writer_cancelled_inside_a_statement_leaves_no_lock_behind(connections):
    # The first row takes a while, and more would follow.
    slow = text(
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 1000000)"
        " SELECT x FROM c WHERE x > 500000"
    )

    async def look():
        async with connections.writing() as connection:
            await connection.execute(slow)

    # A cursor that nobody collects must not matter.
    gc.disable()
    try:
        task = asyncio.create_task(look())
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with asyncio.timeout(5):
            await write(connections, 1)
    finally:
        gc.enable()
