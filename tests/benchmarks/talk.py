"""How the bot answers while four real takes render: a bot of its own process on a stage of ours.

Run as a program, this file is that bot, with somebody in its event loop who looks at the clock.
"""

import asyncio
import contextlib
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Coroutine
from pathlib import Path

from bot.app import run
from bot.rehearsal.people import Sent
from bot.rehearsal.stage import Stage
from config.settings import load

Row = tuple[str, float, float, str]

STILL = Path(__file__).parents[1] / "examples" / "creek.jpg"
PATIENCE = 120.0
TICK = 0.005


def measure() -> list[Row]:
    """Slowest answer to a press in seconds, and the loop's lag in milliseconds at the 99th."""
    with tempfile.TemporaryDirectory() as folder:
        answers, lags, seconds = asyncio.run(_talk(Path(folder)))
    lags.sort()
    p99 = lags[int(len(lags) * 0.99)] * 1000
    detail = f"while 4 takes of 720p render ({seconds:.1f} s)"
    return [
        ("acknowledge, slowest, s", max(answers), 1.0, f"{len(answers)} presses {detail}"),
        ("event loop lag p99, ms", p99, 50.0, f"{len(lags)} looks {detail}"),
    ]


async def _talk(folder: Path) -> tuple[list[float], list[float], float]:
    stage = await Stage.start()
    clock = folder / "clock.json"
    environment = os.environ | {
        "ONEBEAT_DATA": str(folder / "data"),
        "ONEBEAT_REHEARSAL__JOIN": stage.page_url.rstrip("/"),
        "DISCORD_TOKEN": stage.token,
    }
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.benchmarks.talk", str(clock), env=environment
    )
    try:
        answers, began, ended = await _shoot(stage)
    finally:
        with contextlib.suppress(ProcessLookupError):
            bot.send_signal(signal.SIGTERM)
        await asyncio.wait_for(bot.wait(), PATIENCE)
        await stage.stop()
    looks = json.loads(await asyncio.to_thread(clock.read_text))
    return answers, [lag for at, lag in looks if began <= at <= ended], ended - began


async def _shoot(stage: Stage) -> tuple[list[float], float, float]:
    """Roll four takes and keep pressing until they are in: seconds to each answer, the window."""
    ana, ben = stage.ana, stage.ben
    async with asyncio.timeout(PATIENCE):
        while not stage.gateway.online:  # noqa: ASYNC110  # the stage has no event for it
            await asyncio.sleep(0.05)
    await ana.say("@Onebeat slow push in", [STILL])
    draft = await ana.wait_for(lambda m: "Roll" in str(m["components"]), PATIENCE)
    answers: list[float] = []

    async def press(act: Coroutine[object, object, Sent]) -> None:
        at = time.monotonic()
        sent = await act
        await sent.settled()
        answers.append(time.monotonic() - at)

    began = time.monotonic()
    await press(ana.click(draft, "Roll 4 takes"))
    card = await ana.wait_for(lambda m: ":more" in str(m["components"]), PATIENCE)
    while "pick your take" not in str(ana.look(card)):
        await press(ben.click(card, "More…"))
        await press(ana.command("help"))
        await asyncio.sleep(0.1)
        if time.monotonic() - began > PATIENCE:
            raise TimeoutError
    return answers, began, time.monotonic()


async def _watched(clock: Path) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    looks: list[tuple[float, float]] = []

    async def look() -> None:
        while True:
            at = time.monotonic()
            await asyncio.sleep(TICK)
            looks.append((at, max(0.0, time.monotonic() - at - TICK)))

    looking = asyncio.create_task(look())
    await run(load(), stop)
    looking.cancel()
    await asyncio.to_thread(clock.write_text, json.dumps(looks))


if __name__ == "__main__":
    asyncio.run(_watched(Path(sys.argv[1])))
