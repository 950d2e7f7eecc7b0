"""A studio over a scripted backend and a board of paper, on each kind of database."""

import asyncio
import contextlib
import shutil
import time
from collections import defaultdict
from pathlib import Path
from types import SimpleNamespace

import pytest

from adapters.backend import (
    BadInputError,
    Capabilities,
    Estimate,
    Footage,
    JobState,
    JobStatus,
    Receipt,
    UnavailableError,
    UncertainError,
)
from adapters.blobs import BlobStore
from adapters.registry import Registry
from adapters.workers import Workers
from bot.store.database import Database
from bot.studio import ballots, jobs
from bot.studio.records import Place, Still, Vote
from bot.studio.studio import Studio
from config.catalogue import ModelRow
from config.settings import load
from prompts.plan import (
    Alternative,
    Beat,
    Camera,
    Choice,
    Direction,
    Dominant,
    Plan,
    Prompt,
    Question,
    Refusal,
    Request,
)
from prompts.still.report import Depth, FreeSpace, Report

PATIENCE = 20.0


class ScriptedBackend:
    """Keeps the backend contract and does what its script says.

    It remembers accepted jobs by reference as a provider would: they outlive the studio.
    `script` maps a take's letter to a list of faults, used up one per call of the named method:
    `{"A": ["submit:unavailable", "check:failed"]}`.
    """

    def __init__(self, **capabilities):
        facts = {
            "name": "scripted",
            "title": "Scripted",
            "models": ("scripted",),
            "durations": (1.0, 60.0),
            "sizes": ("720p",),
            "fps": (30,),
            "loop": True,
            "free": True,
            "lookup": True,
            "queue": "cpu",
            "deadline": 30.0,
        }
        self.facts = Capabilities(**{**facts, **capabilities})
        self.script = {}
        self.submits = defaultdict(int)
        self.accepted = {}
        self.cancelled = set()
        self.fetched = defaultdict(int)
        self.forgotten = []
        self.hold = set()
        self.reached = defaultdict(asyncio.Event)
        self.checks = defaultdict(int)

    @property
    def capabilities(self):
        return self.facts

    def estimate(self, submission):
        return Estimate(micros=0 if self.facts.free else 420_000)

    async def prepare(self, submission):
        await self._follow(submission.reference, "prepare")
        return submission

    async def submit(self, submission):
        assert submission.still.is_file()
        self.submits[submission.reference] += 1
        fault = await self._follow(submission.reference, "submit")
        job = f"job-{submission.reference}"
        self.accepted[submission.reference] = job
        if fault == "lost":
            raise UncertainError("the line broke")
        if fault == "crash":
            raise KeyError("id")
        return Receipt(job=job)

    async def find(self, reference):
        if not self.facts.lookup:
            raise UncertainError("no list")
        await self._follow(reference, "find")
        job = self.accepted.get(reference)
        return Receipt(job=job) if job else None

    async def check(self, job):
        reference = job.removeprefix("job-")
        self.checks[reference] += 1
        fault = await self._follow(reference, "check")
        if job in self.cancelled:
            return JobStatus(state=JobState.CANCELLED)
        if fault == "failed":
            return JobStatus(state=JobState.FAILED, reason="The model saw nothing")
        if fault == "gone":
            del self.accepted[reference]
            return JobStatus(state=JobState.GONE)
        if fault == "running" or letter(reference) in self.hold:
            return JobStatus(state=JobState.RUNNING, progress=0.5)
        return JobStatus(state=JobState.SUCCEEDED, shot="It shot a push-in instead.")

    async def fetch(self, job, into: Path):
        reference = job.removeprefix("job-")
        self.fetched[reference] += 1
        await self._follow(reference, "fetch")
        await asyncio.to_thread(into.write_bytes, b"clip of " + reference.encode())
        return Footage(
            path=into, media_type="video/mp4", width=320, height=180, seconds=1.0, fps=30.0
        )

    async def cancel(self, job):
        self.cancelled.add(job)
        return True

    async def forget(self, job):
        self.forgotten.append(job)

    async def close(self):
        pass

    async def _follow(self, reference, method):
        faults = self.script.get(letter(reference), [])
        if not faults or not faults[0].startswith(f"{method}:"):
            return None
        fault = faults.pop(0).partition(":")[2]
        self.reached[reference, method].set()
        if fault == "unavailable":
            raise UnavailableError("not now", wait=0.05)
        if fault == "bad":
            raise BadInputError("Scripted does not accept this still.")
        if fault == "hang":
            await asyncio.Event().wait()
        if fault == "slow":
            await asyncio.sleep(0.5)
        if fault == "full":
            raise OSError(28, "No space left on device")
        return fault


def letter(reference):
    return "ABCD"[int(reference.rpartition(":")[2])]


class PaperBoard:
    """Keeps the board contract on paper; what is on it outlives the studio."""

    def __init__(self):
        self.studio = None
        self.cards = {}
        self.posts = []
        self.ballots = {}
        self.announcements = []
        self.votes = defaultdict(set)
        self.faults = []
        self.reads = 0

    async def show_draft(self, draft):
        self._fault()
        row = await self.studio.drafts.get(draft)
        message = self._card("draft", draft)
        await self.studio.drafts.posted(draft, message, row.revision)

    async def show_shot(self, shot):
        self._fault()
        row = await self.studio.shots.get(shot)
        message = self._card("shot", shot)
        self.cards["shot", shot]["states"].append((row.state, tuple(t.state for t in row.takes)))
        await self.studio.shots.posted(shot, message, row.revision)

    async def open_ballot(self, shot):
        self._fault()
        row = await self.studio.shots.get(shot)
        self.ballots[shot] = tuple(take.letter for take in row.ready)

    async def read_ballot(self, shot):
        self.reads += 1
        self._fault()
        return tuple(Vote(voter=voter, n=n) for voter, n in self.votes[shot])

    async def announce(self, shot):
        self._fault()
        row = await self.studio.shots.get(shot)
        self.announcements.append((shot, row.state.value, row.winner))
        await self.studio.shots.announced(shot, 9000 + len(self.announcements))

    def _card(self, kind, row):
        if (kind, row) not in self.cards:
            self.posts.append((kind, row))
            self.cards[kind, row] = {"message": 1000 + len(self.posts), "states": []}
        return self.cards[kind, row]["message"]

    def _fault(self):
        if self.faults:
            raise self.faults.pop(0)


class PlainDirector:
    """Turns words into a plan without reading them much."""

    def __init__(self):
        self.calls = []

    def direct(
        self,
        report,
        text,
        *,
        settings=None,
        model="scripted",
        dialect="generic",
        anchor="",
        answer=None,
        history=(),
    ):
        self.calls.append({"text": text, "anchor": anchor, "answer": answer, "history": history})
        request = Request(text=text)
        if "undress" in text:
            return Direction(
                request=request, refusal=Refusal(code="sexual", message="I don't do that.")
            )

        def idea(move):
            beat = Beat(dominant=Dominant.CAMERA, subject="it", camera=Camera(move=move))
            plan = Plan(job=text[:80], still=report.sha256, beat=beat, anchor=anchor)
            return plan, Prompt(text=f"{move}: {text} {anchor}".strip(), model=model)

        plan, prompt = idea("cam.push_in")
        question = None
        if "who" in text and answer is None:
            choices = (
                Choice(id="one", label="1", request="one"),
                Choice(id="any", label="You choose", request="any"),
            )
            question = Question(text="Who moves?", rule="IMG-08", choices=choices)
        return Direction(
            request=request,
            plan=plan,
            prompt=prompt,
            question=question,
            alternatives=tuple(
                Alternative(label=move, plan=p, prompt=q)
                for move in ("cam.pan", "cam.tilt")
                for p, q in [idea(move)]
            ),
        )


class House:
    """One data folder with its database, and the studios that live in it one after the other."""

    def __init__(self, settings, backend, workers):
        self.settings = settings
        self.backend = backend
        self.board = PaperBoard()
        self.director = PlainDirector()
        self.workers = workers
        self.studio = None
        self.database = None
        self._stack = None
        self.started = False

    async def open(self):
        self._stack = contextlib.AsyncExitStack()
        self.database = await self._stack.enter_async_context(Database.open(self.settings))
        point = SimpleNamespace(
            name=self.backend.facts.name, load=lambda: lambda settings, workers: self.backend
        )
        self.registry = Registry(self.settings, self.workers, [point])
        self.blobs = BlobStore(self.settings.data / "blobs")
        self._stack.callback(self.blobs.close)
        row = ModelRow(id="scripted", title="Scripted", backend=self.backend.facts.name)
        self.studio = Studio(
            self.settings,
            {"scripted": row},
            self.database,
            self.blobs,
            self.workers,
            self.registry,
            self.director,
        )
        self.board.studio = self.studio
        return self.studio

    async def start(self):
        await self.open()
        await self.studio.start(self.board)
        self._stack.push_async_callback(self.studio.stop)
        self.started = True
        return self.studio

    async def close(self):
        if self._stack is not None:
            broken = await self.engine_rows("ERROR") if self.started else []
            await self._stack.aclose()
            self._stack = None
            self.started = False
            assert not broken, f"jobs ended with an error: {broken}"

    async def engine_rows(self, *status):
        """Ids of the engine's jobs in some states."""
        return [row.workflow_id for row in await self.studio.jobs._list(status=list(status))]

    async def restart(self):
        await self.close()
        return await self.start()

    async def still(self):
        """A picture on record, without a worker process."""
        sha256 = await self.blobs.put_bytes(b"picture")
        report = Report(
            sha256=sha256,
            width=640,
            height=360,
            format="PNG",
            size=7,
            depth=Depth(horizon=None, separation=0.1, focus=0.0, perspective=False, evidence=False),
            free=FreeSpace(left=0.1, right=0.4, up=0.2, down=0.0),
        )
        await self.database.stills.keep(report)
        return Still(sha256=sha256, name="picture.png", report=report)

    async def draft(self, words="make it epic", **asked):
        return await self.studio.drafts.open(PLACE, ANA, await self.still(), words, **asked)

    async def roll(self, key="click:1", **asked):
        draft = await self.draft(**asked)
        return await self.studio.shots.roll(draft.id, ANA, key)

    async def until(self, condition, seconds=PATIENCE):
        """Wait for a condition (a call, or an awaitable call) to hold."""
        end = time.monotonic() + seconds
        while True:
            held = condition()
            if asyncio.iscoroutine(held):
                held = await held
            if held:
                return held
            if time.monotonic() > end:
                raise AssertionError(f"did not happen within {seconds} s")
            await asyncio.sleep(0.02)

    async def until_state(self, shot_id, *states):
        async def reached():
            shot = await self.studio.shots.get(shot_id)
            return shot if shot.state in states else None

        return await self.until(reached)

    async def until_shown(self):
        """Wait until no card is behind its row."""

        async def shown():
            return not self.studio.busy and not await self.database.shots.stale()

        return await self.until(shown)


GUILD, CHANNEL, ANA, BEN, CLEO = 100, 200, 1, 2, 3
PLACE = Place(guild=GUILD, channel=CHANNEL)


@pytest.fixture
def people():
    """Ids of three people."""
    return SimpleNamespace(ana=ANA, ben=BEN, cleo=CLEO)


@pytest.fixture
def place():
    return PLACE


def pytest_configure(config):
    config.addinivalue_line("markers", "each_database: run on SQLite and on PostgreSQL")


def pytest_generate_tests(metafunc):
    """SQLite for all; PostgreSQL as well where the engine or the rows behave in their own way.

    The store's own tests run every query on both.
    """
    wanted = metafunc.definition.get_closest_marker("each_database")
    if wanted and "database_url" in metafunc.fixturenames:
        databases = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
        metafunc.parametrize("database_url", databases, indirect=True)


@pytest.fixture
def database_url(request):
    """`database_url` setting for an empty database: SQLite, unless marked `each_database`."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return ""
    url = request.getfixturevalue("postgres_database")
    request.getfixturevalue("empty_database")(url)
    return url


@pytest.fixture(autouse=True, scope="session")
def brisk():
    """The engine looks around more often than in service, so that tests need not wait for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs, "_POLL_SECONDS", dict.fromkeys(("chat", "hosted", "cpu", "gpu"), 0.1))
        patch.setattr(jobs, "_LISTEN_SECONDS", 0.05)
        patch.setattr(ballots, "_GATHER_SECONDS", 0.05)
        yield


@pytest.fixture(scope="session")
def furnished(tmp_path_factory, brisk):
    """A data folder whose databases have their tables and queues, to be copied."""
    folder = tmp_path_factory.mktemp("furnished") / "data"

    async def furnish():
        workers = Workers(1)
        settings = load(data=folder, shooting={"backend": "scripted"})
        house = House(settings, ScriptedBackend(), workers)
        await house.start()
        await house.close()
        await workers.close()

    asyncio.run(furnish())
    return folder


@pytest.fixture
def house_settings(database_url, tmp_path, furnished):
    if not database_url:
        shutil.copytree(furnished, tmp_path / "data")
    return load(
        data=tmp_path / "data",
        database_url=database_url,
        renders=4,
        shooting={"backend": "scripted", "takes": 2},
        ballot={"hours": 2.0, "quorum": 3},
    )


@pytest.fixture
async def workers():
    workers = Workers(1)
    yield workers
    await workers.close()


@pytest.fixture
def make_backend():
    return ScriptedBackend


@pytest.fixture
async def house(house_settings, workers):
    """A house whose studio is running."""
    house = House(house_settings, ScriptedBackend(), workers)
    await house.start()
    yield house
    await house.close()


@pytest.fixture
async def make_house(house_settings, workers):
    """Makes further houses over the same settings; all are closed at the end."""
    made = []

    def make(backend=None, **changes):
        settings = house_settings.model_copy(update=changes)
        made.append(House(settings, backend or ScriptedBackend(), workers))
        return made[-1]

    yield make
    for house in made:
        await house.close()
