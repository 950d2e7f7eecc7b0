"""Worker processes: killed, overdue, cancelled, orphaned, closed."""

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from adapters.workers import (
    WorkerDiedError,
    WorkerOverdueError,
    Workers,
    WorkersClosedError,
)

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def workers():
    made = Workers(2)
    yield made
    await made.close()


def alive(pid: int) -> bool:
    """Whether a process runs; one that only waits to be reaped does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


async def gone(pid: int, seconds: float = 5.0) -> bool:
    end = time.monotonic() + seconds
    while alive(pid):
        if time.monotonic() > end:
            return False
        await asyncio.sleep(0.02)
    return True


async def test_result_comes_back_from_another_process(workers):
    assert await workers.run(eval, "6 * 7", deadline=30) == 42
    pid = await workers.run(os.getpid, deadline=30)
    assert pid != os.getpid()
    assert await workers.run(os.getpid, deadline=30) == pid


async def test_errors_of_the_job_come_back_as_they_are(workers):
    with pytest.raises(ZeroDivisionError):
        await workers.run(divmod, 1, 0, deadline=30)
    with pytest.raises(TimeoutError, match="its own"):
        await workers.run(exec, "raise TimeoutError('its own')", deadline=30)
    assert await workers.run(eval, "1", deadline=30) == 1


async def test_workers_use_one_opencv_thread_and_ignore_ctrl_c(workers):
    code = "__import__('cv2').getNumThreads()"
    assert await workers.run(eval, code, deadline=30) == 1
    await workers.run(signal.raise_signal, signal.SIGINT, deadline=30)
    assert await workers.run(eval, "1", deadline=30) == 1


async def test_a_killed_worker_takes_only_its_own_job_along(workers):
    other = asyncio.create_task(
        workers.run(eval, "__import__('time').sleep(1.5) or 7", deadline=30)
    )
    await asyncio.sleep(0)
    with pytest.raises(WorkerDiedError):
        await workers.run(os.abort, deadline=30)
    assert await other == 7
    assert await workers.run(eval, "1", deadline=30) == 1


async def test_a_repeatable_job_is_tried_once_more_when_its_worker_dies(workers, tmp_path):
    mark = tmp_path / "mark"
    code = (
        f"import os, pathlib\np = pathlib.Path({str(mark)!r})\n"
        "n = int(p.read_text()) if p.exists() else 0\np.write_text(str(n + 1))\n"
        "if n < {}: os.kill(os.getpid(), 9)"
    )
    await workers.run(exec, code.format(1), deadline=30, retry=True)
    assert mark.read_text() == "2"
    mark.unlink()
    with pytest.raises(WorkerDiedError):
        await workers.run(exec, code.format(9), deadline=30, retry=True)
    assert mark.read_text() == "2"


async def test_an_overdue_job_is_really_stopped(workers):
    pid = await workers.run(os.getpid, deadline=30)
    with pytest.raises(WorkerOverdueError, match="longer than"):
        await workers.run(time.sleep, 60, deadline=0.2)
    assert await gone(pid)
    assert await workers.run(eval, "1", deadline=30) == 1


async def test_waiting_for_a_free_worker_does_not_count(tmp_path):
    workers = Workers(1)
    try:
        await workers.run(eval, "1", deadline=30)
        jobs = [workers.run(time.sleep, 0.3, deadline=0.9) for _ in range(4)]
        await asyncio.gather(*jobs)
    finally:
        await workers.close()


async def test_cancelling_stops_the_process(workers):
    pid = await workers.run(os.getpid, deadline=30)
    task = asyncio.create_task(workers.run(time.sleep, 60, deadline=90))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await gone(pid)


async def test_no_more_processes_than_asked_for():
    workers = Workers(2)
    try:
        code = "__import__('time').sleep(0.05) or __import__('os').getpid()"
        pids = await asyncio.gather(*(workers.run(eval, code, deadline=30) for _ in range(8)))
        assert len(set(pids)) <= 2
    finally:
        await workers.close()


async def test_close_ends_everything_and_later_jobs_are_refused():
    workers = Workers(1)
    pid = await workers.run(os.getpid, deadline=30)
    busy = asyncio.create_task(workers.run(time.sleep, 60, deadline=90))
    await asyncio.sleep(0.1)
    await workers.close()
    with pytest.raises(WorkersClosedError):
        await busy
    assert await gone(pid)
    with pytest.raises(WorkersClosedError):
        await workers.run(eval, "1", deadline=30)


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="niceness is a POSIX thing")
async def test_niceness_lets_other_work_go_first():
    workers = Workers(1, niceness=5)
    try:
        code = "__import__('os').getpriority(0, 0)"
        own = os.getpriority(os.PRIO_PROCESS, 0)
        assert await workers.run(eval, code, deadline=30) == min(19, own + 5)
    finally:
        await workers.close()


PARENT = """
import asyncio, os, sys, time
from adapters.workers import Workers

async def main():
    workers = Workers(1)
    print(await workers.run(os.getpid, deadline=30), flush=True)
    await workers.run(time.sleep, 60, deadline=90)

if __name__ == "__main__":
    asyncio.run(main())
"""


async def test_workers_die_with_a_parent_that_was_killed(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    parent = await asyncio.create_subprocess_exec(
        sys.executable, str(script), stdout=asyncio.subprocess.PIPE, env=environment
    )
    worker = int(await asyncio.wait_for(parent.stdout.readline(), 30))
    assert alive(worker)
    parent.kill()
    await parent.communicate()
    assert await gone(worker)
