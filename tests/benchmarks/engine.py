"""What the durable engine costs: time per take, pick-up, loop lag, start and memory.

A backend that is done at once stands in for a renderer, so that everything measured is ours.
"""

import asyncio
import contextlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace

from adapters.backend import (
    Capabilities,
    Estimate,
    Footage,
    JobState,
    JobStatus,
    Receipt,
    Submission,
)
from adapters.blobs import BlobStore
from adapters.registry import Registry
from adapters.workers import Workers
from bot.store.database import Database
from bot.studio.records import Place, Shot, Still, Vote
from bot.studio.studio import Studio
from config.catalogue import ModelRow
from config.settings import load
from prompts.director import OfflineDirector
from prompts.still.report import Depth, FreeSpace, Report

Row = tuple[str, float, float, str]

SHOTS, TAKES, AT_ONCE = 10, 4, 4
MEGABYTE = 1024 * 1024


def measure() -> list[Row]:
    """Rows of (what, value, target, detail)."""
    return [*asyncio.run(_measure()), *_in_a_fresh_process()]


async def _measure() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        async with _studio(Path(folder)) as (studio, backend, still):
            # The engine finds its queues in its first second; that is no cost of a take.
            await _roll(studio, still, 1)
            with_engine, pick_up, lag = await _rolled(studio, backend, still)
            without = await _steps_alone(studio, backend, still)
    takes = SHOTS * TAKES
    added = (with_engine - without) / takes * 1000
    p50, p99 = statistics.median(pick_up), _percentile(pick_up, 99)
    return [
        (
            "durable engine, added per take, ms",
            added,
            40.0,
            f"{takes} takes, {AT_ONCE} at once: {with_engine:.2f} s with, {without:.2f} s without",
        ),
        ("roll to first submit, p50, s", p50, 0.5, f"p99 {p99:.2f} s, {SHOTS} shots"),
        (
            "event loop lag while takes are shot, p99, ms",
            _percentile(lag, 99) * 1000,
            50.0,
            f"largest {max(lag) * 1000:.0f} ms",
        ),
    ]


def _in_a_fresh_process() -> list[Row]:
    """Start and idle memory of a studio, as a process of its own has them."""
    done = subprocess.run(
        [sys.executable, "-c", f"from {__name__} import idle; idle()"],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        cwd=Path(__file__).parents[2],
    )
    facts = json.loads(done.stdout.splitlines()[-1])
    return [
        ("studio start, second time, s", facts["start"], 3.0, "tables and queues are there"),
        ("resident memory of an idle studio, MB", facts["resident"], 200.0, "without Discord"),
    ]


def idle() -> None:
    """Print start time and resident memory of an idle studio as JSON."""

    async def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            async with _studio(Path(folder)):
                pass
            began = time.perf_counter()
            async with _studio(Path(folder)):
                start = time.perf_counter() - began
                await asyncio.sleep(1)
                print(json.dumps({"start": start, "resident": _resident()}))  # noqa: T201

    asyncio.run(run())


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096 / MEGABYTE


async def _rolled(
    studio: Studio, backend: "InstantBackend", still: Still
) -> tuple[float, list[float], list[float]]:
    """Seconds for all shots, seconds from roll to first submit of each, and loop lags."""
    lags: list[float] = []
    watch = asyncio.create_task(_watch_loop(lags))
    pick_up = []
    for number in range(SHOTS):
        began = time.perf_counter()
        backend.first = None
        await _roll(studio, still, 100 + number)
        pick_up.append((backend.first or began) - began)
    backend.open.clear()
    shots = [await _roll(studio, still, 200 + n, wait=False) for n in range(SHOTS)]
    began = time.perf_counter()
    backend.open.set()
    for shot in shots:
        await _over(studio, shot)
    seconds = time.perf_counter() - began
    watch.cancel()
    return seconds, pick_up, lags


async def _steps_alone(studio: Studio, backend: "InstantBackend", still: Still) -> float:
    """Seconds for as many takes when their steps are called one after the other, no engine."""
    enqueue, studio.jobs.shoot = studio.jobs.shoot, _nothing  # type: ignore[method-assign]
    shots = [await _roll(studio, still, 300 + n, wait=False) for n in range(SHOTS)]
    studio.jobs.shoot = enqueue  # type: ignore[method-assign]
    shooter = studio._shooter  # the engine's own way to the steps
    room = asyncio.Semaphore(AT_ONCE)

    async def shoot(take_id: int) -> None:
        async with room:
            await shooter.submit(take_id)
            await shooter.watch(take_id)
            await shooter.keep(take_id)

    began = time.perf_counter()
    await asyncio.gather(*(shoot(take.id) for shot in shots for take in shot.takes))
    return time.perf_counter() - began


async def _nothing(*args: object) -> None:
    del args


async def _roll(studio: Studio, still: Still, number: int, *, wait: bool = True) -> Shot:
    draft = await studio.drafts.open(Place(guild=1, channel=2), 3, still, "slow push-in")
    shot = await studio.shots.roll(draft.id, 3, f"click:{number}")
    if wait:
        await _over(studio, shot)
    return shot


async def _over(studio: Studio, shot: Shot) -> None:
    async with asyncio.timeout(60):
        while True:
            row = await studio.shots.get(shot.id)
            if all(take.state.done for take in row.takes):
                return
            await asyncio.sleep(0.02)


async def _watch_loop(lags: list[float]) -> None:
    while True:
        began = time.perf_counter()
        await asyncio.sleep(0.01)
        lags.append(max(0.0, time.perf_counter() - began - 0.01))


def _percentile(values: list[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


@contextlib.asynccontextmanager
async def _studio(folder: Path) -> AsyncIterator[tuple[Studio, "InstantBackend", Still]]:
    settings = load(
        data=folder,
        renders=AT_ONCE,
        shooting={"backend": "instant", "takes": TAKES},
        ballot={"hours": 100, "quorum": 100},
    )
    backend = InstantBackend()
    workers = Workers(1)
    point = SimpleNamespace(name="instant", load=lambda: lambda *parts: backend)
    registry = Registry(settings, workers, [point])  # type: ignore[list-item]
    blobs = BlobStore(folder / "blobs")
    rows = {"instant": ModelRow(id="instant", title="Instant", backend="instant")}
    async with Database.open(settings) as database:
        studio = Studio(settings, rows, database, blobs, workers, registry, OfflineDirector())
        await studio.start(_Board(studio))
        try:
            yield studio, backend, await _still(database, blobs)
        finally:
            await studio.stop()
            blobs.close()
            await workers.close()


async def _still(database: Database, blobs: BlobStore) -> Still:
    sha256 = await blobs.put_bytes(b"picture")
    report = Report(
        sha256=sha256,
        width=1280,
        height=720,
        format="PNG",
        size=7,
        depth=Depth(horizon=None, separation=0.1, focus=0.0, perspective=False, evidence=False),
        free=FreeSpace(left=0.1, right=0.4, up=0.2, down=0.0),
    )
    await database.stills.keep(report)
    return Still(sha256=sha256, name="picture.png", report=report)


class InstantBackend:
    """Accepts and finishes at once, while `open` is set."""

    def __init__(self) -> None:
        self.first: float | None = None
        self.open = asyncio.Event()
        self.open.set()

    @property
    def capabilities(self) -> Capabilities:
        """Free, on this machine."""
        return Capabilities(
            name="instant",
            title="Instant",
            models=("instant",),
            durations=(1.0, 60.0),
            sizes=("720p",),
            fps=(30,),
            loop=True,
            free=True,
            lookup=True,
            queue="cpu",
        )

    def estimate(self, submission: Submission) -> Estimate:
        """Free."""
        del submission
        return Estimate(micros=0)

    async def prepare(self, submission: Submission) -> Submission:
        """Wait until the measurement begins."""
        await self.open.wait()
        return submission

    async def submit(self, submission: Submission) -> Receipt:
        """Accept at once."""
        self.first = self.first or time.perf_counter()
        return Receipt(job=submission.reference)

    async def find(self, reference: str) -> Receipt | None:
        """The job."""
        return Receipt(job=reference)

    async def check(self, job: str) -> JobStatus:
        """Done."""
        del job
        return JobStatus(state=JobState.SUCCEEDED)

    async def fetch(self, job: str, into: Path) -> Footage:
        """A few bytes that differ per take."""
        await asyncio.to_thread(into.write_bytes, job.encode())
        return Footage(
            path=into, media_type="video/mp4", width=64, height=36, seconds=1.0, fps=30.0
        )

    async def cancel(self, job: str) -> bool:
        """Nothing runs."""
        del job
        return True

    async def close(self) -> None:
        """Nothing to release."""


class _Board:
    """Shows everything at once, nowhere."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio

    async def show_draft(self, draft: int) -> None:
        del draft

    async def show_shot(self, shot: int) -> None:
        await self.studio.shots.posted(shot, shot, (await self.studio.shots.get(shot)).revision)

    async def open_ballot(self, shot: int) -> None:
        del shot

    async def read_ballot(self, shot: int) -> tuple[Vote, ...]:
        del shot
        return ()

    async def announce(self, shot: int) -> None:
        del shot
