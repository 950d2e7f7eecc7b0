"""Offline directing without the still: understand, direct, render, lint."""

import random
import time

from prompts.director import OfflineDirector
from prompts.still.report import Box, Composition, Depth, FreeSpace, Report, Scenery, Subject

Row = tuple[str, float, float, str]

REQUESTS = (
    "make it move",
    "make it epic",
    "cinematic, 4k, slow zoom",
    "she slowly turns her head toward the camera",
    "the dog runs through the field, then jumps over the fence",
    "orbit around the bottle",
    "static camera but zoom in slowly",
    "gentle breeze from the left through the grass",
    "steam rising from the coffee cup, slow dolly in, keep the logo sharp",
    "add a dragon",
    "la mujer sonríe lentamente",
    "让她微笑",
    "make it night",
    "8 seconds, vertical, for tiktok",
    "can you please make this photo come to life with her hair blowing in the wind, slow zoom in",
)
COUNT = 10_000


def measure() -> list[Row]:
    """Milliseconds per request over 10,000 shuffled requests, and exceptions."""
    director = OfflineDirector()
    report = _report()
    rng = random.Random(1)
    words = " ".join(REQUESTS).split()
    spent: list[float] = []
    failed = 0
    for _ in range(COUNT):
        text = (
            rng.choice(REQUESTS)
            if rng.random() < 0.5
            else " ".join(rng.choices(words, k=rng.randint(0, 40)))
        )
        start = time.perf_counter()
        try:
            director.direct(report, text)
        except Exception:  # noqa: BLE001  # counted: the number of exceptions is the result
            failed += 1
        spent.append((time.perf_counter() - start) * 1000)
    spent.sort()
    long = " ".join(rng.choices(words, k=900))[:4000]
    start = time.perf_counter()
    director.direct(report, long)
    most = (time.perf_counter() - start) * 1000
    return [
        ("direct p50", spent[COUNT // 2], 5.0, "ms per request"),
        ("direct p99", spent[COUNT * 99 // 100], 20.0, "ms per request"),
        ("direct exceptions", float(failed), 0.0, f"of {COUNT} fuzzed requests"),
        ("direct 4,000 characters", most, 100.0, "ms for one request"),
    ]


def _report() -> Report:
    return Report(
        sha256="a" * 64,
        width=1920,
        height=1080,
        format="JPEG",
        size=1,
        composition=Composition.SUBJECT,
        subjects=(Subject(box=Box(x=0.3, y=0.2, w=0.3, h=0.6), kind="shape", strength=0.9),),
        depth=Depth(horizon=0.4, separation=0.5, focus=0.5, perspective=False, evidence=True),
        free=FreeSpace(left=0.2, right=0.4, up=0.1, down=0.1),
        scenery=Scenery(sky=0.3),
    )
