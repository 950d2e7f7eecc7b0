"""The running bot in its rehearsal: start, memory, and how it answers while it works."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks import talk

Row = tuple[str, float, float, str]


def measure() -> list[Row]:
    """Second start to ready in seconds, and resident megabytes of the idle bot."""
    with tempfile.TemporaryDirectory() as data:
        _start(data)
        seconds, megabytes = _start(data, settle=5.0)
    return [
        ("second start to ready, s", seconds, 3.0, "process start to printed address"),
        ("resident memory of the idle bot, MB", megabytes, 200.0, "bot and stage in one process"),
        *talk.measure(),
    ]


def _start(data: str, settle: float = 0.0) -> tuple[float, float]:
    environment = os.environ | {"ONEBEAT_DATA": data, "ONEBEAT_REHEARSAL__PORT": "0"}
    environment.pop("DISCORD_TOKEN", None)
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "run"], env=environment, stdout=subprocess.PIPE, text=True
    ) as bot:
        assert bot.stdout is not None
        for line in bot.stdout:
            if re.search(r"http://127\.0\.0\.1:\d+", line):
                break
        seconds = time.perf_counter() - began
        time.sleep(settle)
        megabytes = _resident(bot.pid)
        bot.send_signal(signal.SIGTERM)
        bot.wait(20)
    return seconds, megabytes


def _resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return float("nan")
