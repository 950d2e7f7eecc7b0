"""What a still's takes share: its pixels as planes, its depth and its masks."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from adapters.parallax.arrays import Field, pixels
from adapters.parallax.depth import LONG_SIDE, grown, heuristic, relief_of, subject_mask
from adapters.parallax.framing import Framing
from adapters.parallax.masks import Masks, find_masks
from adapters.parallax.planes import Planes, from_rgb
from prompts.still.depth import lines_of
from prompts.still.load import Still, open_still
from prompts.still.report import Box, Report
from prompts.still.views import views_of

T = TypeVar("T", bound=np.generic)


class StillGoneError(Exception):
    """The still's file is gone or not the picture that was inspected; `str()` is for a person."""


@dataclass(frozen=True)
class Reading:
    """What was understood of a still; fields cover the whole still at `LONG_SIDE`.

    Attributes:
        near: nearness, 0 far - 1 near.
        masks: where what moves is.
    """

    near: Field
    masks: Masks


@dataclass(frozen=True)
class Scene:
    """A still made ready for one framing; fields cover the canvas at analysis size.

    Attributes:
        framing: frame and canvas.
        planes: the canvas.
        near: nearness grown for the rubber sheet.
        masks: where what moves is.
        subject: centre of the main subject, shares of the frame.
        keep: the main subject with its head, as (left, top, right, bottom) shares of the frame.
        pivot: nearness at the subject.
    """

    framing: Framing
    planes: Planes
    near: Field
    masks: Masks
    subject: tuple[float, float]
    keep: tuple[float, float, float, float]
    pivot: float


def prepare(still: Path, report: Report, framing: Framing, depth_model: Path | None) -> Scene:
    """Make a still ready to be shot.

    Takes of one shot run one after the other in the same processes, so the last few stills stay
    in memory.

    Raises:
        StillGoneError: the file is gone or changed.
        StillError: the picture cannot be decoded.
        DepthModelError: the depth model cannot be used.
    """
    still_at, planes = _canvas(still, report.sha256, framing)
    reading = _reading(still_at, report, depth_model)
    near = grown(_part(reading.near, framing.canvas))
    masks = reading.masks.cropped(lambda values: _part(values, framing.canvas))
    subject = _subject(report, framing.crop)
    keep = _keep(report, framing.crop)
    return Scene(framing, planes, near, masks, subject, keep, _pivot(near, framing, subject))


@lru_cache(maxsize=2)
def _open(path: Path, sha256: str) -> Still:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StillGoneError("The still is no longer there. Upload it again.") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise StillGoneError("The still has changed since it was read. Direct it again.")
    return open_still(data)


@lru_cache(maxsize=2)
def _canvas(path: Path, sha256: str, framing: Framing) -> tuple[Still, Planes]:
    """The still and its canvas as planes."""
    still = _open(path, sha256)
    width, height = framing.size
    long_side = max(width / framing.canvas.w, height / framing.canvas.h)
    rgb = _part(still.draft(int(np.ceil(long_side))), framing.canvas)
    shrinks = rgb.shape[1] >= width
    how = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    if rgb.shape[:2] != (height, width):
        rgb = pixels(cv2.resize(rgb, (width, height), interpolation=how))
    return still, from_rgb(rgb)


@lru_cache(maxsize=4)
def _reading(still: Still, report: Report, depth_model: Path | None) -> Reading:
    rgb = still.preview(LONG_SIDE)
    subject = subject_mask(rgb, report)
    views = views_of(still)
    masks = find_masks(views, rgb, report, subject)
    if depth_model is None:
        relief = relief_of(lines_of(views).straightness)
        near = heuristic(rgb, report, subject, masks.sky.weight, relief)
    else:
        from adapters.parallax.depth_model import estimate

        near = estimate(still.preview(1024), depth_model, (rgb.shape[1], rgb.shape[0]))
    return Reading(near, masks)


def _part(values: NDArray[T], box: Box) -> NDArray[T]:
    """The part of an array that covers the whole still inside a box."""
    rows, columns = values.shape[:2]
    x0, y0 = round(box.x * columns), round(box.y * rows)
    x1, y1 = round((box.x + box.w) * columns), round((box.y + box.h) * rows)
    return values[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)]


def _subject(report: Report, crop: Box) -> tuple[float, float]:
    if report.main is None:
        return 0.5, 0.5
    x, y = report.main.box.centre
    x, y = (x - crop.x) / crop.w, (y - crop.y) / crop.h
    return min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)


def _keep(report: Report, crop: Box) -> tuple[float, float, float, float]:
    """What a move should not push out of the frame; a face stands for a head with its hair."""
    if report.main is None:
        return 0.5, 0.5, 0.5, 0.5
    box, face = report.main.box, report.main.kind == "face"
    side, above, below = (0.25, 0.5, 0.15) if face else (0.0, 0.0, 0.0)
    left, right = box.x - side * box.w, box.x + (1 + side) * box.w
    top, bottom = box.y - above * box.h, box.y + (1 + below) * box.h
    across = [min(max((x - crop.x) / crop.w, 0.0), 1.0) for x in (left, right)]
    down = [min(max((y - crop.y) / crop.h, 0.0), 1.0) for y in (top, bottom)]
    return across[0], down[0], across[1], down[1]


def _pivot(near: Field, framing: Framing, subject: tuple[float, float]) -> float:
    rows, columns = near.shape
    width, height = framing.size
    x = (framing.spare[0] + subject[0] * framing.width) / width
    y = (framing.spare[1] + subject[1] * framing.height) / height
    return float(near[min(int(y * rows), rows - 1), min(int(x * columns), columns - 1)])
