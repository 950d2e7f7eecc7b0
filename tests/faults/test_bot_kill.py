"""The whole program, killed again and again during one shot, over one stage that remembers.

Nothing is lost, shot twice or posted twice, and every vote counts.
"""

import asyncio
import contextlib
import os
import random
import re
import sqlite3
import sys
from functools import partial

import pytest

from bot.rehearsal.people import texts
from bot.rehearsal.rules import Rules
from bot.rehearsal.stage import Stage

PATIENCE = 60.0
LETTERS = "🇦🇧"


class Program:
    """`onebeat run` against a stage, started and killed at will."""

    def __init__(self, stage, data):
        self._environment = os.environ | {
            "ONEBEAT_DATA": str(data),
            "ONEBEAT_REHEARSAL__JOIN": stage.page_url.rstrip("/"),
            "DISCORD_TOKEN": stage.token,
            "ONEBEAT_SHOOTING__TAKES": "2",
            "ONEBEAT_SHOOTING__SECONDS": "3",
            "ONEBEAT_SHOOTING__SIZE": "480p",
            "ONEBEAT_BALLOT__QUORUM": "2",
            "ONEBEAT_WORKERS": "2",
        }
        self._process = None
        self.kills = 0

    async def start(self):
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", "run"),
            env=self._environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )

    async def ready(self):
        async with asyncio.timeout(PATIENCE):
            line = await self._process.stdout.readline()
        assert b"Onebeat rehearses" in line

    async def kill(self):
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            self.kills += 1
        await self._process.wait()

    async def stop(self):
        if self._process.returncode is None:
            self._process.terminate()
        async with asyncio.timeout(PATIENCE):
            await self._process.wait()


async def chaos(program, dice, sees, most):
    """Kill and restart at random moments until someone sees it, then leave it running."""
    for _ in range(most):
        try:
            await sees(dice.uniform(0.5, 4.0))
        except TimeoutError:
            await program.kill()
            await program.start()
        else:
            return


def clips_on(message):
    """Links of the different clips that a card shows."""
    return set(re.findall(r"take-[ab]-[^'\"?]*\.mp4", str(message["components"])))


@pytest.fixture
async def stage():
    stage = await Stage.start(rules=Rules(rate_limits=False))
    yield stage
    await stage.stop()


@pytest.mark.timeout(240)
@pytest.mark.parametrize("seed", [1, 2])
async def test_a_shot_survives_kills_at_any_moment(stage, tmp_path, examples, seed):
    dice = random.Random(seed)
    data = tmp_path / "data"
    program = Program(stage, data)
    await program.start()
    await program.ready()
    try:
        await stage.ana.say("@Onebeat slow push in", [examples / "coffee.png"])
        draft = await stage.ana.wait_for(lambda m: "Roll" in str(m["components"]), PATIENCE)
        await stage.ana.click(draft, "Roll 2 takes")

        def sees(words):
            return partial(stage.ana.wait_for, lambda m: words in texts(m))

        await sees("Shot 1")(PATIENCE)
        await chaos(program, dice, sees("pick your take"), most=6)
        card = await sees("pick your take")(PATIENCE)
        await stage.ana.wait_for(
            lambda m: m["id"] == card["id"] and len(m.get("reactions", [])) == 2, PATIENCE
        )

        # Votes that come while the bot is dead count all the same.
        await program.kill()
        await stage.ana.react(card, LETTERS[1])
        await stage.ben.react(card, LETTERS[1])
        await program.start()
        await chaos(program, dice, sees("B it is"), most=4)
        await sees("B it is")(PATIENCE)
        await stage.ana.wait_for(
            lambda m: m["id"] == card["id"] and "pick your take" not in texts(m), PATIENCE
        )
    finally:
        await program.stop()

    assert program.kills >= 1
    seen = stage.ana.sees()
    assert [m["id"] for m in seen if clips_on(m)] == [card["id"]]
    assert len([m for m in seen if "B it is" in texts(m) and m["id"] != card["id"]]) == 1
    assert len(clips_on(stage.ana.look(card))) == 2
    with contextlib.closing(sqlite3.connect(data / "onebeat.sqlite3")) as rows:
        takes = rows.execute("SELECT state, review FROM takes ORDER BY n").fetchall()
        shots = rows.execute("SELECT COUNT(*), MAX(state) FROM shots").fetchone()
        votes = rows.execute("SELECT COUNT(DISTINCT voter) FROM votes").fetchone()
    assert takes == [("ready", "new"), ("ready", "selected")]
    assert shots == (1, "closed")
    assert votes == (2,)
