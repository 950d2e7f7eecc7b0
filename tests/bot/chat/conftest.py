"""What the chat's tests share."""

import contextlib
import shutil
import sys
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

with warnings.catch_warnings():
    # discord.py 2.7.1 imports audioop for voice, which is deprecated in Python 3.11 and 3.12.
    warnings.filterwarnings("ignore", "'audioop' is deprecated", DeprecationWarning)
    import discord  # noqa: F401  # only to have it imported

# Test folders are no packages: the builders beside this file are imported by name.
sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "rehearsal"))

from chat_room import ReelBackend, Room, reel
from chat_rows import a_house
from openapi_check import OpenApi, find_document

from bot.chat.cards.card import House
from bot.rehearsal.rules import Rules
from bot.rehearsal.stage import Stage
from bot.studio import ballots, jobs, presenter
from config.settings import load


@pytest.fixture(autouse=True, scope="session")
def brisk() -> Iterator[None]:
    """Engine, cards and ballots look around more often than in service."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs, "_POLL_SECONDS", dict.fromkeys(("chat", "hosted", "cpu", "gpu"), 0.05))
        patch.setattr(jobs, "_LISTEN_SECONDS", 0.05)
        patch.setattr(presenter, "_EDIT_SECONDS", 0.2)
        patch.setattr(ballots, "_GATHER_SECONDS", 0.05)
        yield


@pytest.fixture
def house() -> House:
    return a_house()


@pytest.fixture(scope="session")
def small_reel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short clip, made once."""
    return reel(tmp_path_factory.mktemp("reel") / "small.mp4")


@pytest.fixture
def rules() -> Rules:
    """Discord's rules without its waiting."""
    return Rules(rate_limits=False)


@pytest.fixture(scope="session")
def openapi() -> OpenApi | None:
    """Discord's own description of its API, when it is on this machine."""
    path = find_document()
    return OpenApi(path) if path else None


@contextlib.asynccontextmanager
async def open_room(
    folder: Path, clip: Path, rules: Rules, openapi: OpenApi | None
) -> AsyncIterator[Room]:
    """A running room: two takes a shot, two votes close a ballot.

    In the end every request that was made is checked against Discord's own description.
    """
    shutil.copy(clip, folder / "clip.mp4")
    settings = load(
        data=folder / "data",
        renders=4,
        shooting={"backend": "reel", "takes": 2},
        ballot={"hours": 2.0, "quorum": 2},
    )
    stage = await Stage.start(rules=rules)
    room = Room(settings, stage, ReelBackend(folder / "clip.mp4"))
    try:
        await room.open()
        yield room
    finally:
        await room.close()
        await stage.stop()
    if openapi is not None:
        problems = [line for entry in stage.journal for line in openapi.problems(entry)]
        assert problems == []


@pytest.fixture
async def room(
    tmp_path: Path, small_reel: Path, rules: Rules, openapi: OpenApi | None
) -> AsyncIterator[Room]:
    """A room of one's own."""
    async with open_room(tmp_path, small_reel, rules, openapi) as room:
        yield room


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def open_all_day(
    tmp_path_factory: pytest.TempPathFactory, small_reel: Path, openapi: OpenApi | None
) -> AsyncIterator[Room]:
    """One room for a module; its tests ask for `shared_room`."""
    folder = tmp_path_factory.mktemp("room")
    async with open_room(folder, small_reel, Rules(rate_limits=False), openapi) as room:
        yield room


@pytest_asyncio.fixture(loop_scope="module")
async def shared_room(open_all_day: Room) -> AsyncIterator[Room]:
    """The module's room, as if just entered."""
    await open_all_day.begin()
    yield open_all_day
    await open_all_day.rest()
