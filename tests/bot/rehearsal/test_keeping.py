"""The stage over a restart: stopped, killed, half-written, broken."""

import asyncio
import os
import shutil
import sys

import aiohttp
import pytest
from raw_client import Raw

from bot.rehearsal import keeping
from bot.rehearsal.errors import StageError
from bot.rehearsal.stage import Stage

PNG = ("p.png", b"picture")


@pytest.fixture
def state(tmp_path):
    return tmp_path / "rehearsal.json"


async def fill(stage):
    await stage.ana.say("hello", [PNG])
    second = await stage.ben.say("gone")
    await stage.ben.react(stage.ana.sees()[0], "🎬")
    await stage.ben.delete(second)
    async with aiohttp.ClientSession() as session:
        raw = Raw(stage, session)
        await raw("PUT", "/applications/1000/commands", [{"name": "go", "description": "d"}])
    await stage.ana.command("go")


async def check(stage):
    (message,) = stage.ben.sees()
    assert message["content"] == "hello"
    assert [(r["emoji"]["name"], r["me"]) for r in message["reactions"]] == [("🎬", True)]
    async with aiohttp.ClientSession() as session:
        async with session.get(message["attachments"][0]["url"]) as answer:
            assert await answer.read() == PNG[1]
        _, commands = await Raw(stage, session)("GET", "/applications/1000/commands")
        assert [command["name"] for command in commands] == ["go"]
    (interaction,) = stage._interactions.living()
    assert interaction.failed
    assert int((await stage.ana.say("newer"))["id"]) > int(message["id"])


async def test_everything_is_there_after_a_stop(state):
    stage = await Stage.start(state_file=state)
    await fill(stage)
    await stage.stop()
    assert not state.with_name("rehearsal.json.changes.old").exists()
    stage = await Stage.start(state_file=state)
    await check(stage)
    await stage.stop()


async def test_everything_is_there_after_a_kill(state, tmp_path):
    stage = await Stage.start(state_file=state)
    await fill(stage)
    # What the disk holds at this moment is what a killed process leaves.
    left = tmp_path / "left"
    shutil.copytree(tmp_path, left, ignore=shutil.ignore_patterns("left"))
    await stage.stop()
    with (left / "rehearsal.json.changes").open("a") as log:
        log.write('{"message": {"id": "12')
    stage = await Stage.start(state_file=left / "rehearsal.json")
    await check(stage)
    await stage.stop()


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from bot.rehearsal.stage import Stage

async def main():
    stage = await Stage.start(state_file=Path(sys.argv[1]))
    for number in range(20):
        await stage.ana.say(str(number), [("a.png", b"x")])
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


async def test_a_killed_process_loses_nothing(state):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLED, str(state), env=environment
    )
    assert await asyncio.wait_for(process.wait(), 30) == -9
    stage = await Stage.start(state_file=state)
    assert [message["content"] for message in stage.ana.sees()] == [str(n) for n in range(20)]
    assert len(stage._files.stored()) == 20
    await stage.stop()


async def test_a_long_log_becomes_a_snapshot(state, monkeypatch):
    monkeypatch.setattr(keeping, "_LONG", 5)
    stage = await Stage.start(state_file=state)
    for number in range(12):
        await stage.ana.say(str(number))
        if stage._keeper._saving:
            await stage._keeper._saving
    log = state.with_name("rehearsal.json.changes")
    assert len(log.read_text().splitlines()) == 2
    await stage.stop()
    stage = await Stage.start(state_file=state)
    assert len(stage.ana.sees()) == 12
    await stage.stop()


async def test_files_that_no_message_shows_are_swept(state):
    stage = await Stage.start(state_file=state)
    await stage.ana.say("kept", [PNG])
    await stage._files.keep("999", b"left over")
    await stage.stop()
    stage = await Stage.start(state_file=state)
    assert len(stage._files.stored()) == 1
    await stage.stop()


async def test_a_broken_state_says_what_to_do(state):
    state.write_text("{")
    with pytest.raises(StageError, match="Move the file away"):
        await Stage.start(state_file=state)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "example.org", "::", ""])
async def test_other_addresses_than_loopback_are_refused(host):
    with pytest.raises(StageError, match="loopback only"):
        await Stage.start(host=host)


async def test_a_taken_port_says_what_to_do(stage):
    port = int(stage.page_url.rsplit(":", 1)[1].rstrip("/"))
    with pytest.raises(StageError, match="another port"):
        await Stage.start(port=port)


async def test_the_temporary_folder_goes_with_the_stage():
    stage = await Stage.start()
    await stage.ana.say("", [PNG])
    folder = stage._temporary
    assert len(list(folder.iterdir())) == 1
    await stage.stop()
    assert not folder.exists()
