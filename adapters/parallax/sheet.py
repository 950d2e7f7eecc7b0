"""The rubber sheet: where each pixel of a frame comes from, on a grid of every fourth pixel.

Coordinates are canvas pixels. Grids have one more cell on each side than the frame needs, because
enlarging a grid clamps at its rim.
"""

import math

import cv2
import numpy as np

from adapters.parallax.arrays import Coordinates, Field, field, resized
from adapters.parallax.camera import Pose
from adapters.parallax.framing import Framing

CELL = 4
PUSH_DEPTH, TRUCK_DEPTH, ARC_DEPTH = 1.1, 1.2, 2.0
"""How much more near things move than middling ones, per unit of nearness."""

MOST_STRETCH = 0.075
"""Steepest stretch that parallax may cause; beyond it straight lines are seen to bend."""

REFERENCE_MOVE = 0.05
"""Share of the width at which that stretch is judged, the longest a sideways move goes."""

BAND = 0.2
"""Share of the canvas over which a side that runs out of picture is stretched."""


class Sheet:
    """Turns poses into maps for one framing and depth.

    Attributes:
        shape: rows and columns of the grid.
        x: canvas column of each grid point at rest.
        y: canvas row of each grid point at rest.
    """

    def __init__(self, framing: Framing, near: Field, pivot: float) -> None:
        """Prepare the grids.

        Args:
            framing: frame and canvas.
            near: nearness of the canvas, 0 far - 1 near, any size.
            pivot: nearness of the subject, which an arc turns about.
        """
        self._framing = framing
        columns = math.ceil(framing.width / CELL) + 2
        rows = math.ceil(framing.height / CELL) + 2
        self.shape = rows, columns
        offset = (CELL - 1) / 2 - CELL
        across = np.arange(columns, dtype=np.float32) * CELL + offset + framing.spare[0]
        down = np.arange(rows, dtype=np.float32) * CELL + offset + framing.spare[1]
        self.x, self.y = np.meshgrid(across, down)
        depth = self.sample(near, self.x, self.y)
        self._limit = _limit(depth, framing.width)
        self._near = depth - float(depth.mean())
        self._about_subject = depth - pivot

    def source(self, pose: Pose, aim: tuple[float, float]) -> tuple[Field, Field]:
        """Canvas coordinates that each grid point shows under a pose, aimed at a frame share."""
        frame = self._framing
        if pose == Pose():
            return self.x.copy(), self.y.copy()
        cx = float(frame.spare[0] + aim[0] * (frame.width - 1))
        cy = float(frame.spare[1] + aim[1] * (frame.height - 1))
        zoom = pose.zoom + pose.push * (1 + min(PUSH_DEPTH, 0.8 * self._limit) * self._near)
        x, y = (self.x - cx) / zoom, (self.y - cy) / zoom
        if pose.roll:
            x, y = self._turned(x + cx, y + cy, pose.roll)
            x, y = x - cx, y - cy
        dx, dy = self._shift(pose)
        return x + (cx - dx), y + (cy - dy)

    def _turned(self, x: Field, y: Field, angle: float) -> tuple[Field, Field]:
        """Turn about the middle of the frame, whatever the zoom aims at."""
        frame = self._framing
        mx = frame.spare[0] + (frame.width - 1) / 2
        my = frame.spare[1] + (frame.height - 1) / 2
        cos, sin = math.cos(angle), math.sin(angle)
        x, y = x - mx, y - my
        return mx + cos * x + sin * y, my - sin * x + cos * y

    def _shift(self, pose: Pose) -> tuple[Field, Field]:
        """Shift of the content in pixels."""
        parallax = 1 + min(TRUCK_DEPTH, self._limit) * self._near
        about = min(ARC_DEPTH, self._limit) * self._about_subject
        width, height = self._framing.width, self._framing.height
        dx, dy = (
            side * (pan + truck * parallax + arc * about)
            for side, pan, truck, arc in zip(
                (width, height), pose.pan, pose.truck, pose.arc, strict=True
            )
        )
        return dx, dy

    def hold_inside(self, x: Field, y: Field) -> tuple[Field, Field]:
        """Stretch the sides that would show what is beyond the canvas, so that nothing does."""
        width, height = self._framing.size
        return (
            _held(x, max(float(self.x[0, -1]), width + 1.5), width),
            _held(y, max(float(self.y[-1, 0]), height + 1.5), height),
        )

    def maps(self, x: Field, y: Field) -> tuple[Coordinates, Coordinates]:
        """Source coordinates (x, y) of every luma pixel and of every chroma pixel."""
        luma = self._enlarged(field(x), CELL), self._enlarged(field(y), CELL)
        # The middle of a chroma pixel lies between two luma pixels.
        across, down = (field((part - 0.5) * 0.5) for part in (x, y))
        half = CELL // 2
        return luma, (self._enlarged(across, half), self._enlarged(down, half))

    def spread(self, values: Field) -> tuple[Field, Field]:
        """Values per grid point at full size and at half size."""
        return self._enlarged(values, CELL), self._enlarged(values, CELL // 2)

    def _enlarged(self, grid: Field, factor: int) -> Field:
        """A grid at `factor` pixels per cell, without the extra cells."""
        rows, columns = self.shape
        large = resized(grid, (columns * factor, rows * factor))
        share = CELL // factor
        height, width = self._framing.height // share, self._framing.width // share
        return large[factor : factor + height, factor : factor + width]

    def sample(self, values: Field, x: Field, y: Field) -> Field:
        """Values of a field that covers the canvas, at canvas coordinates."""
        width, height = self._framing.size
        rows, columns = values.shape[:2]
        across = (x + 0.5) * (columns / width) - 0.5
        down = (y + 0.5) * (rows / height) - 0.5
        return field(
            cv2.remap(
                values,
                field(across),
                field(down),
                cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_REPLICATE,
            )
        )


def _limit(depth: Field, width: int) -> float:
    """Largest gain of parallax at which the longest move stretches nothing too steeply."""
    down, across = np.gradient(depth, CELL)
    steepest = float(np.percentile(np.hypot(across, down), 99.5)) * width
    return MOST_STRETCH / (REFERENCE_MOVE * max(steepest, 1e-6))


def _held(at: Field, high: float, length: int) -> Field:
    """Squeeze coordinates below -2.5 or above `high` back, smoothly, over a band at that side."""
    low = -2.5
    over = float(at.max()) - high
    if over > 0:
        band = max(BAND * length, 3 * over)
        share = np.clip((at - (high - band)) / (band + over), 0, 1)
        at = at - over * share * share
    under = low - float(at.min())
    if under > 0:
        band = max(BAND * length, 3 * under)
        share = np.clip(((low + band) - at) / (band + under), 0, 1)
        at = at + under * share * share
    return at
