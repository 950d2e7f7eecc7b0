"""A stage, a small bot of real discord.py on it, and a raw client."""

import sys
import warnings
from pathlib import Path

import aiohttp
import pytest
import yarl

with warnings.catch_warnings():
    # discord.py 2.7.1 imports audioop for voice, which is deprecated in Python 3.11 and 3.12.
    warnings.filterwarnings("ignore", "'audioop' is deprecated", DeprecationWarning)
    from discord.gateway import DiscordWebSocket
    from discord.http import Route

# Test folders are no packages: the files beside this one are imported by name.
sys.path.insert(0, str(Path(__file__).parent))

from raw_client import Raw, RawGateway
from small_bot import Bot, running

from bot.rehearsal.rules import Rules
from bot.rehearsal.stage import Stage


@pytest.fixture
def rules():
    """Discord's rules without waiting: no rate limits, a short patience."""
    return Rules(rate_limits=False, first_answer=0.5)


@pytest.fixture
async def stage(rules, tmp_path):
    stage = await Stage.start(rules=rules)
    yield stage
    await stage.stop()


@pytest.fixture
def pointed(monkeypatch):
    """Points discord.py at a stage."""

    def point(stage):
        monkeypatch.setattr(Route, "BASE", stage.api_base)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(stage.gateway_url))

    return point


@pytest.fixture
async def bot(stage, pointed):
    pointed(stage)
    async with running(Bot(), stage.token) as bot:
        await stage.wait_for(lambda: stage.gateway.online)
        yield bot
        assert bot.errors == []


@pytest.fixture
async def raw(stage):
    async with aiohttp.ClientSession() as session:
        yield Raw(stage, session)


@pytest.fixture
async def wire(stage):
    """A bot that speaks the gateway by hand: it hears everything and answers nothing."""
    async with aiohttp.ClientSession() as session:
        gateway = RawGateway(stage, session)
        await gateway.open()
        await gateway.identify()
        yield gateway
        await gateway.close()
