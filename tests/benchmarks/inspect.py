"""Inspection against the bare scaled decode of the same 12 megapixel JPEG."""

import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import cv2
from PIL import Image

from prompts.still.inspect import inspect
from prompts.still.load import open_still
from prompts.still.text import LONG_SIDE, read_text

Row = tuple[str, float, float, str]

EXAMPLES = Path(__file__).parents[1] / "examples"
STILLS = ("dandelions.jpg", "creek.jpg", "mountains.jpg")
PIXELS = 12e6
ROUNDS = 7


def measure() -> list[Row]:
    """Ratios of the best processor times, floor and inspection taken in turn."""
    cv2.setNumThreads(1)
    rows = [_inspection(name) for name in STILLS]
    rows.append(_text("dandelions.jpg"))
    return rows


def _inspection(name: str) -> Row:
    data = _twelve_megapixels(name)
    inspect(data, ocr=False)
    floor, whole = _in_turn(lambda: _decode(data), lambda: inspect(data, ocr=False))
    detail = f"{whole * 1e3:.0f} ms over a scaled decode of {floor * 1e3:.0f} ms"
    return f"inspect {name}, all but text", whole / floor, 8.0, detail


def _text(name: str) -> Row:
    pixels = open_still(_twelve_megapixels(name)).preview(LONG_SIDE)
    for i in range(5):
        place = (60, 120 + 120 * i)
        cv2.putText(pixels, f"Opening night, row {i}", place, 0, 1.4, (240, 240, 240), 3)
    if read_text(pixels) is None:
        return "text stage, s", 0.0, 0.45, "not measured: the ocr extra is missing"
    (seconds,) = _in_turn(lambda: read_text(pixels))
    return "text stage, s", seconds, 0.45, "detection and recognition of five lines, one thread"


def _in_turn(*works: Callable[[], object]) -> list[float]:
    best = [float("inf")] * len(works)
    for _ in range(ROUNDS):
        for i, work in enumerate(works):
            start = time.thread_time()
            work()
            best[i] = min(best[i], time.thread_time() - start)
    return best


def _decode(data: bytes) -> None:
    with Image.open(BytesIO(data)) as image:
        scale = 1024 / max(image.size)
        image.draft("RGB", (int(image.width * scale), int(image.height * scale)))
        image.load()


def _twelve_megapixels(name: str) -> bytes:
    out = BytesIO()
    with Image.open(EXAMPLES / name) as image:
        factor = (PIXELS / (image.width * image.height)) ** 0.5
        size = round(image.width * factor), round(image.height * factor)
        image.convert("RGB").resize(size, Image.Resampling.BICUBIC).save(out, "JPEG", quality=90)
    return out.getvalue()
