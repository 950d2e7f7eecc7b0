"""Records to store, and an open database of each kind."""

from datetime import UTC, datetime

import pytest

from bot.store.database import Database
from bot.studio.records import Draft, Place, Shot, Still, Take
from config.settings import load
from prompts.plan import (
    Alternative,
    Beat,
    Camera,
    Direction,
    Dominant,
    Plan,
    Prompt,
    Request,
    Settings,
)
from prompts.still.report import Depth, FreeSpace, Report

SHA = "a" * 64


@pytest.fixture
def settings(database_url, tmp_path):
    """Settings of a process with its own data folder."""
    return load(data=tmp_path / "data", database_url=database_url)


@pytest.fixture
async def database(settings):
    """An open, empty database."""
    async with Database.open(settings) as database:
        yield database


@pytest.fixture
def still() -> Still:
    report = Report(
        sha256=SHA,
        width=1280,
        height=720,
        format="JPEG",
        size=12345,
        depth=Depth(horizon=0.4, separation=0.5, focus=1.0, perspective=False, evidence=True),
        free=FreeSpace(left=0.1, right=0.4, up=0.2, down=0.0),
    )
    return Still(sha256=SHA, name="dünen 🏜.jpg", report=report)


@pytest.fixture
def plan() -> Plan:
    beat = Beat(dominant=Dominant.CAMERA, subject="the dune", camera=Camera(move="cam.push_in"))
    return Plan(job="the dune comes closer", still=SHA, beat=beat, review=("no warped edges",))


@pytest.fixture
def prompt() -> Prompt:
    return Prompt(text="A slow push-in.", model="parallax", params={"seconds": 5.0, "loop": False})


@pytest.fixture
def draft(still, plan, prompt) -> Draft:
    direction = Direction(
        request=Request(text="make it epic"),
        plan=plan,
        prompt=prompt,
        alternatives=(Alternative(label="clouds", plan=plan, prompt=prompt),),
    )
    return Draft(
        id=0,
        place=Place(guild=2**60, channel=2**60 + 1),
        requester=2**60 + 2,
        still=still,
        words=("make it epic", "slower — „bitte“"),
        settings=Settings(takes=2, seed=7),
        direction=direction,
        created=datetime(2026, 11, 21, 12, 30, 1, 234567, tzinfo=UTC),
    )


@pytest.fixture
def shot_of(draft, plan, prompt):
    """Makes an unsaved shot of a stored draft."""

    def make(stored: Draft, takes: int = 2) -> Shot:
        return Shot(
            id=0,
            number=0,
            draft=stored.id,
            place=stored.place,
            requester=stored.requester,
            still=stored.still,
            plan=plan,
            takes=tuple(
                Take(id=0, shot=0, n=n, seed=n + 10, backend="parallax", prompt=prompt)
                for n in range(takes)
            ),
            created=datetime(2026, 11, 21, 12, 31, tzinfo=UTC),
        )

    return make


@pytest.fixture
async def stored_draft(database, still, draft) -> Draft:
    """A draft that is in the database."""
    await database.stills.keep(still.report)
    return await database.drafts.add(draft)


@pytest.fixture
async def shot(database, stored_draft, shot_of) -> Shot:
    """A rolled shot of two takes."""
    shot, _ = await database.shots.roll(shot_of(stored_draft), "click:1", takes_draft=True)
    return shot
