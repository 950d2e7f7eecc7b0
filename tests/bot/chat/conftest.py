"""What the chat's tests share."""

import shutil
import sys
import warnings
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

with warnings.catch_warnings():
    # discord.py 2.7.1 imports audioop for voice, which is deprecated in Python 3.11 and 3.12.
    warnings.filterwarnings("ignore", "'audioop' is deprecated", DeprecationWarning)
    import discord  # noqa: F401  # only to have it imported

# Test folders are no packages: the builders beside this file are imported by name.
sys.path.insert(0, str(Path(__file__).parent))

from chat_room import ReelBackend, Room, reel
from chat_rows import a_house

from bot.chat.cards.card import House
from bot.rehearsal.rules import Rules
from bot.rehearsal.stage import Stage
from config.settings import load


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


@pytest.fixture
async def room(tmp_path: Path, small_reel: Path, rules: Rules) -> AsyncIterator[Room]:
    """A running room: two takes a shot, two votes close a ballot."""
    clip = tmp_path / "clip.mp4"
    shutil.copy(small_reel, clip)
    settings = load(
        data=tmp_path / "data",
        renders=4,
        shooting={"backend": "reel", "takes": 2},
        ballot={"hours": 2.0, "quorum": 2},
    )
    stage = await Stage.start(rules=rules)
    room = Room(settings, stage, ReelBackend(clip))
    try:
        await room.open()
        yield room
    finally:
        await room.close()
        await stage.stop()
