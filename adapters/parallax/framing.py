"""Which part of the still becomes the frame, and how large the frame is."""

from dataclasses import dataclass

from prompts.plan import Plan
from prompts.still.report import Box, Report

ENLARGE = 1.5
"""A still is blown up at most this much; beyond it the clip gets smaller instead."""

WIDEST = 32 / 9
"""Longest frame, long side over short side; anything longer is cropped."""

SPARE = 0.15
"""How much of the picture beyond the frame is kept for moves, as a share of the frame."""


@dataclass(frozen=True)
class Framing:
    """Frame and canvas; pixels of the output unless said otherwise.

    Attributes:
        width: frame width, even.
        height: frame height, even.
        crop: the frame as shares of the still.
        canvas: the frame with what is kept around it, as shares of the still.
        spare: kept pixels to the left and above the frame, even numbers.
        size: width and height of the canvas, even.
        note: sentence when the frame is not what was asked for, or empty.
    """

    width: int
    height: int
    crop: Box
    canvas: Box
    spare: tuple[int, int]
    size: tuple[int, int]
    note: str = ""


def frame(plan: Plan, report: Report, short_side: int | None = None) -> Framing:
    """Lay the frame over the still.

    Args:
        plan: asked ratio and size.
        report: size of the still and where its subject is.
        short_side: pixels of the short side, over the plan's size class.
    """
    asked = short_side or int(plan.size.removesuffix("p"))
    crop, cropped = _crop(plan, report)
    still_w, still_h = crop.w * report.width, crop.h * report.height
    largest = min(still_w, still_h) * ENLARGE
    scale = min(asked, largest) / min(still_w, still_h)
    width, height = _even(still_w * scale), _even(still_h * scale)
    canvas, spare, size = _canvas(crop, width, height)
    notes = [cropped] if cropped else []
    if asked > largest + 1:
        notes.append(
            f"The still is small, so the clip is {width}×{height} instead of {asked}p "
            "to keep it sharp."
        )
    return Framing(width, height, crop, canvas, spare, size, " ".join(notes))


def _even(pixels: float) -> int:
    return max(32, 2 * round(pixels / 2))


def _crop(plan: Plan, report: Report) -> tuple[Box, str]:
    still = report.ratio
    if plan.ratio == "still":
        wanted = min(max(still, 1 / WIDEST), WIDEST)
        note = "" if wanted == still else "The still is very long, so the frame shows a part of it."
    else:
        across, down = plan.ratio.split(":")
        wanted = min(max(int(across) / max(1, int(down)), 1 / WIDEST), WIDEST)
        note = ""
    if abs(wanted / still - 1) < 0.004:
        return Box(x=0, y=0, w=1, h=1), ""
    if wanted < still:
        w = wanted / still
        x = _centre([(s.box.x, s.box.x + s.box.w) for s in report.subjects], w)
        return Box(x=_start(x, w), y=0, w=w, h=1), note
    h = still / wanted
    y = _centre([(s.box.y, s.box.y + s.box.h) for s in report.subjects], h)
    return Box(x=0, y=_start(y, h), w=1, h=h), note


def _centre(spans: list[tuple[float, float]], room: float) -> float:
    """Middle of as many subjects as fit into the room, the strongest first."""
    if not spans:
        return 0.5
    low, high = spans[0]
    for start, end in spans[1:]:
        if max(high, end) - min(low, start) <= room:
            low, high = min(low, start), max(high, end)
    return (low + high) / 2


def _start(centre: float, span: float) -> float:
    return min(max(centre - span / 2, 0.0), 1 - span)


def _canvas(crop: Box, width: int, height: int) -> tuple[Box, tuple[int, int], tuple[int, int]]:
    """Widen the crop by what the still has beyond it, in whole chroma pixels."""
    left = _spare(crop.x / crop.w, width)
    right = _spare((1 - crop.x - crop.w) / crop.w, width)
    up = _spare(crop.y / crop.h, height)
    down = _spare((1 - crop.y - crop.h) / crop.h, height)
    canvas = Box(
        x=crop.x - left * crop.w / width,
        y=crop.y - up * crop.h / height,
        w=crop.w * (1 + (left + right) / width),
        h=crop.h * (1 + (up + down) / height),
    )
    return canvas, (left, up), (width + left + right, height + up + down)


def _spare(beyond: float, side: int) -> int:
    return 2 * int(min(max(beyond, 0.0), SPARE) * side / 2)
