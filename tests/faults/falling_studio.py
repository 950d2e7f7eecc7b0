"""One life of a studio that is killed at a chosen event; run in a process of its own.

The provider and the board are folders, so that what happened there outlives the process, as a
vendor's jobs and Discord's messages do.

    provider/<reference>.<n>   accepted submits; more than one per take is a double charge
    board/card.<shot>.<n>      messages posted as a shot's card
    board/news.<shot>.<n>      announcements
    board/vote.<shot>.<voter>.<n>
"""

import asyncio
import contextlib
import os
import random
import signal
import time
from pathlib import Path
from types import SimpleNamespace

from adapters.backend import Capabilities, Estimate, Footage, JobState, JobStatus, Receipt
from adapters.blobs import BlobStore
from adapters.registry import Registry
from adapters.workers import Workers
from bot.store.connections import Connections
from bot.store.database import Database
from bot.studio import jobs
from bot.studio.records import Place, ShotState, Still, Vote
from bot.studio.studio import Studio
from config.catalogue import ModelRow
from config.settings import load
from prompts.plan import Beat, Camera, Direction, Dominant, Plan, Prompt, Request
from prompts.still.report import Depth, FreeSpace, Report

SHOTS, TAKES, VOTERS = 2, 2, 3
ANA = 1
LIFE_SECONDS = 40.0


class Fate:
    """Counts events and kills the process at the chosen one."""

    def __init__(self, at: int | None):
        self.left = at

    def event(self):
        if self.left is not None:
            self.left -= 1
            if self.left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)


class FolderProvider:
    def __init__(self, folder: Path, fate: Fate, dice: random.Random):
        self.folder, self.fate, self.dice = folder, fate, dice

    capabilities = Capabilities(
        name="folder",
        title="Folder",
        models=("folder",),
        durations=(1.0, 60.0),
        sizes=("720p",),
        fps=(30,),
        loop=True,
        free=False,
        lookup=True,
        queue="cpu",
        deadline=30.0,
    )

    def estimate(self, submission):
        return Estimate(micros=420_000)

    async def prepare(self, submission):
        await self._pause()
        return submission

    async def submit(self, submission):
        await self._pause()
        name = submission.reference.replace(":", "-")
        count = len(list(self.folder.glob(f"{name}.*")))
        (self.folder / f"{name}.{count}").write_text(str(time.time() + self.dice.random() / 5))
        await self._pause()
        return Receipt(job=name)

    async def find(self, reference):
        await self._pause()
        name = reference.replace(":", "-")
        return Receipt(job=name) if (self.folder / f"{name}.0").exists() else None

    async def check(self, job):
        await self._pause()
        ready = float((self.folder / f"{job}.0").read_text() or "0")
        state = JobState.SUCCEEDED if time.time() > ready else JobState.RUNNING
        return JobStatus(state=state, progress=0.5, micros=420_000)

    async def fetch(self, job, into):
        await self._pause()
        into.write_bytes(job.encode())
        await self._pause()
        return Footage(
            path=into, media_type="video/mp4", width=320, height=180, seconds=1.0, fps=30.0
        )

    async def cancel(self, job):
        return True

    async def close(self):
        pass

    async def _pause(self):
        self.fate.event()
        await asyncio.sleep(self.dice.random() * 0.01)
        self.fate.event()


class FolderBoard:
    """Looks for its own earlier message, then posts: two posters at once would post twice."""

    def __init__(self, folder: Path, fate: Fate):
        self.folder, self.fate, self.studio = folder, fate, None

    async def show_draft(self, draft):
        await self.studio.drafts.posted(draft, 500 + draft, 0)

    async def show_shot(self, shot):
        row = await self.studio.shots.get(shot)
        await self._post("card", shot)
        await self.studio.shots.posted(shot, 1000 + shot, row.revision)

    async def open_ballot(self, shot):
        await self._pause()

    async def read_ballot(self, shot):
        await self._pause()
        return tuple(
            Vote(voter=int(voter), n=int(n))
            for _, _, voter, n in (
                path.name.split(".") for path in self.folder.glob(f"vote.{shot}.*")
            )
        )

    async def announce(self, shot):
        await self._post("news", shot)
        await self.studio.shots.announced(shot, 2000 + shot)

    async def _post(self, kind, shot):
        known = list(self.folder.glob(f"{kind}.{shot}.*"))
        await self._pause()
        if not known:
            count = len(list(self.folder.glob(f"{kind}.{shot}.*")))
            (self.folder / f"{kind}.{shot}.{count}").write_text("")
        await self._pause()

    async def _pause(self):
        self.fate.event()
        await asyncio.sleep(0.002)
        self.fate.event()


class OneIdea:
    def direct(self, report, text, **asked):
        beat = Beat(dominant=Dominant.CAMERA, subject="it", camera=Camera(move="cam.push_in"))
        plan = Plan(job=text, still=report.sha256, beat=beat)
        prompt = Prompt(text=text, model="folder")
        return Direction(request=Request(text=text), plan=plan, prompt=prompt)


def live(data: str, database_url: str, seed: int, at: int | None) -> None:
    """One life: until the `at`-th event, or until every shot is voted, announced and shown."""
    asyncio.run(_live(Path(data), database_url, Fate(at), random.Random(seed)))


async def _live(data: Path, database_url: str, fate: Fate, dice: random.Random) -> None:
    jobs._POLL_SECONDS = dict.fromkeys(("chat", "hosted", "cpu", "gpu"), 0.05)
    jobs._LISTEN_SECONDS = 0.05
    _count_commits(fate)
    provider, board = data / "provider", FolderBoard(data / "board", fate)
    for folder in (provider, data / "board"):
        folder.mkdir(parents=True, exist_ok=True)
    settings = load(
        data=data,
        database_url=database_url,
        renders=4,
        shooting={"backend": "folder", "takes": TAKES},
        ballot={"hours": 2.0, "quorum": VOTERS},
    )
    workers = Workers(1)
    backend = FolderProvider(provider, fate, dice)
    point = SimpleNamespace(name="folder", load=lambda: lambda settings, workers: backend)
    registry = Registry(settings, workers, [point])
    blobs = BlobStore(data / "blobs")
    async with contextlib.AsyncExitStack() as stack:
        database = await stack.enter_async_context(Database.open(settings))
        stack.callback(blobs.close)
        rows = {"folder": ModelRow(id="folder", title="Folder", backend="folder")}
        studio = Studio(settings, rows, database, blobs, workers, registry, OneIdea())
        board.studio = studio
        await studio.start(board)
        stack.push_async_callback(studio.stop)
        async with asyncio.timeout(LIFE_SECONDS):
            await _act(studio, database, blobs, data / "board")


async def _act(studio, database, blobs, board: Path) -> None:
    """The clicks are delivered again in every life, and reactions are told as they come."""
    still = await _still(database, blobs)
    for n in range(SHOTS):
        place = Place(guild=7, channel=8)
        draft = await studio.drafts.open(place, ANA, still, "make it epic", source=100 + n)
        await studio.shots.roll(draft.id, ANA, f"click:{n}")
    seen = None
    while True:
        now = sorted(name for name in os.listdir(board) if name.startswith("vote."))  # noqa: PTH208
        shots = await studio.shots.open_shots()
        if now != seen:
            seen = now
            for shot in shots:
                await studio.ballots.recount(shot.id)
        if not shots and not studio.busy and not await database.shots.stale():
            return
        if any(shot.state is ShotState.TIED for shot in shots):
            raise RuntimeError("votes of three people for one take cannot tie")
        await asyncio.sleep(0.02)


async def _still(database, blobs) -> Still:
    sha256 = await blobs.put_bytes(b"picture")
    report = Report(
        sha256=sha256,
        width=640,
        height=360,
        format="PNG",
        size=7,
        depth=Depth(horizon=None, separation=0.1, focus=0.0, perspective=False, evidence=False),
        free=FreeSpace(left=0.1, right=0.4, up=0.2, down=0.0),
    )
    await database.stills.keep(report)
    return Still(sha256=sha256, name="picture.png", report=report)


def _count_commits(fate: Fate) -> None:
    whole = Connections.writing

    @contextlib.asynccontextmanager
    async def writing(self):
        async with whole(self) as connection:
            yield connection
            fate.event()
        fate.event()

    Connections.writing = writing
