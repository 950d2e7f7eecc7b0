"""Free space beside the subject, busy borders, crops that keep the subject (IMG-12, IMG-14)."""

import math

import cv2
import numpy as np

from prompts.still.report import Box, Crop, Finding, FreeSpace, Level, Subject, Trust
from prompts.still.views import Mask, Views, resized, values

ENOUGH = 0.15
"""Margin from which something can move into it (IMG-14)."""

_RATIOS = (("16:9", "wide"), ("9:16", "tall, for phones"), ("1:1", "square"))
_SAME = 0.12
"""Difference of log ratios below which a crop changes nothing (IMG-19)."""

_LEAST_SHORT = 288
"""Pixels on the short side below which a crop is not worth it."""

_RING = 0.08
_BUSY = 1.3
"""Width of the border and its edge density over that inside, above which it is busy (IMG-12)."""

_WHOLE = FreeSpace(left=0.0, right=0.0, up=0.0, down=0.0)


def free_space(subjects: tuple[Subject, ...]) -> FreeSpace:
    """Margins around the main subject up to the next one in its way; all 0 without a subject."""
    if not subjects:
        return _WHOLE
    main = subjects[0].box
    left, right = main.x, 1 - main.x - main.w
    up, down = main.y, 1 - main.y - main.h
    for other in (subject.box for subject in subjects[1:]):
        if other.y < main.y + main.h and main.y < other.y + other.h:
            if other.x >= main.x + main.w:
                right = min(right, other.x - main.x - main.w)
            elif other.x + other.w <= main.x:
                left = min(left, main.x - other.x - other.w)
        elif other.x < main.x + main.w and main.x < other.x + other.w:
            if other.y >= main.y + main.h:
                down = min(down, other.y - main.y - main.h)
            else:
                up = min(up, main.y - other.y - other.h)
    margins = (round(min(1.0, max(0.0, margin)), 4) for margin in (left, right, up, down))
    return FreeSpace(**dict(zip(("left", "right", "up", "down"), margins, strict=True)))


def crops_of(width: int, height: int, subjects: tuple[Subject, ...], *, equal: bool) -> list[Crop]:
    """Up to three shapes that the still does not have, around its subject or its middle.

    Args:
        width: pixels of the still.
        height: pixels of the still.
        subjects: strongest first.
        equal: all equal subjects must stay in.
    """
    keep = _union([s.box for s in subjects]) if equal else subjects[0].box if subjects else None
    crops = []
    for name, why in _RATIOS:
        long, short = (int(part) for part in name.split(":"))
        ratio = long / short
        if abs(math.log(ratio * height / width)) < _SAME:
            continue
        box = _crop(ratio * height / width, keep)
        pixels = min(box.w * width, box.h * height)
        if pixels >= _LEAST_SHORT and (keep is None or _inside(keep, box) > 0.9):
            kept = (
                "" if keep is None else ", keeps the subjects" if equal else ", keeps the subject"
            )
            crops.append(Crop(box=box, ratio=name, why=f"{why}{kept}"))
    return crops


def findings_of_space(free: FreeSpace, subjects: tuple[Subject, ...]) -> list[Finding]:
    """Name the side with room to move, when there is one."""
    if not subjects:
        return []
    share = max(free.left, free.right)
    if share < ENOUGH:
        return []
    text = f"free space on the {free.widest}"
    return [Finding(rule="IMG-14", trust=Trust.HINT, level=Level.GOOD, text=text, value=share)]


def findings_of_border(views: Views, subject: Mask | None) -> list[Finding]:
    """Hint at a border that is busier than the inside."""
    height, width = views.luma.shape
    edges = values(cv2.Canny(views.luma, 80, 160)) / np.float32(255)
    density = resized(edges, (height // 4, width // 4))
    rows, columns = max(1, int(_RING * density.shape[0])), max(1, int(_RING * density.shape[1]))
    ring = np.ones(density.shape, dtype=np.bool_)
    ring[rows:-rows, columns:-columns] = False
    border, inside = float(density[ring].mean()), float(density[~ring].mean())
    touched = subject is not None and bool(subject[0].any() or subject[:, [0, -1]].any())
    if border < 0.06 or border < _BUSY * max(inside, 0.02):
        return []
    text = "busy border" + (" where the subject touches it" if touched else "")
    return [
        Finding(
            rule="IMG-12",
            trust=Trust.HINT,
            level=Level.INFO,
            text=text,
            value=round(border / max(inside, 0.02), 3),
            advice="A slightly tighter crop calms the edges.",
        )
    ]


def _crop(shape: float, keep: Box | None) -> Box:
    """Largest box whose width over height is `shape` in shares, near the kept box."""
    w, h = (1.0, 1 / shape) if shape >= 1 else (shape, 1.0)
    x, y = keep.centre if keep else (0.5, 0.5)
    left = min(max(0.0, x - w / 2), 1 - w)
    top = min(max(0.0, y - h / 2), 1 - h)
    return Box(x=round(left, 4), y=round(top, 4), w=round(w, 4), h=round(h, 4))


def _union(boxes: list[Box]) -> Box:
    left, top = min(b.x for b in boxes), min(b.y for b in boxes)
    right, bottom = max(b.x + b.w for b in boxes), max(b.y + b.h for b in boxes)
    return Box(x=left, y=top, w=round(right - left, 4), h=round(bottom - top, 4))


def _inside(box: Box, crop: Box) -> float:
    """Share of a box that lies inside a crop."""
    w = min(box.x + box.w, crop.x + crop.w) - max(box.x, crop.x)
    h = min(box.y + box.h, crop.y + crop.h) - max(box.y, crop.y)
    return max(0.0, w) * max(0.0, h) / max(box.area, 1e-9)
