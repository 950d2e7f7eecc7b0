"""Ripples: two travelling waves that get finer and lower toward the horizon."""

import cv2
import numpy as np

from adapters.parallax.arrays import Field
from adapters.parallax.camera import Take
from adapters.parallax.motions.base import (
    PACE,
    REACH,
    Motion,
    NoPlaceError,
    Wave,
    chance,
    onset,
    periods,
    side_of,
)
from adapters.parallax.scene import Scene
from prompts.plan import Motion as Wish

HEIGHT = 0.0034
"""Height of a small ripple at the lower edge, as a share of the short side."""

LENGTH = 0.085
"""Length of a wave at the lower edge, as a share of the short side."""

HERTZ = 0.55

SHORE = 0.05
"""Breadth of the strip along the rim in which the waves set in, as a share of the short side."""


class Ripple(Motion):
    """Water that ripples."""

    def __init__(self, wish: Wish, take: Take, scene: Scene) -> None:
        """Lay the waves.

        Raises:
            NoPlaceError: no water was found.
        """
        mask = scene.masks.water
        if mask.weak:
            raise NoPlaceError("Parallax finds no clear stretch of water in this still.")
        self._loop = take.loop
        draw = chance(take.seed, 21)
        width, height = scene.framing.size
        short = min(scene.framing.width, scene.framing.height)
        rows, columns = mask.weight.shape
        far = _far(mask.weight)
        x = np.linspace(0, width, columns, dtype=np.float32)[None]
        y = np.linspace(0, height, rows, dtype=np.float32)[:, None]
        # Perspective: from a half at the far shore to whole at the lower edge.
        size = 0.5 + 0.5 * np.clip((y / height - far) / max(0.15, 1 - far), 0, 1)
        length = LENGTH * short * draw.uniform(0.85, 1.2)
        down = np.cumsum(2 * np.pi / (length * size), axis=0) * (height / rows)
        side = side_of(wish.direction, take.seed)
        across = 2 * np.pi / (length * draw.uniform(2.2, 3.2)) * side
        high = HEIGHT * short * REACH[wish.size] * draw.uniform(0.85, 1.2)
        self._weight = (mask.weight * _from_shore(mask.weight) * high * size).astype(np.float32)
        pace = PACE[wish.speed]
        self._first = Wave(down - across * x, periods(take.seconds, HERTZ * pace))
        self._second = Wave(
            0.62 * down + 1.7 * across * x + draw.uniform(0, 6), periods(take.seconds, 0.8 * pace)
        )

    def displacement(self, t: float) -> tuple[Field, Field]:
        """Shift of the water surface in canvas pixels."""
        share = self._weight * np.float32(onset(t, self._loop))
        one, two = self._first.at(t), self._second.at(t)
        return share * (0.45 * one - 0.4 * two), share * (0.75 * one + 0.5 * two)


def _from_shore(weight: Field) -> Field:
    """From 0 at the rim of the water to 1 a little inside: shores and the horizon stay straight."""
    inside = np.pad((weight > 0.5).astype(np.uint8), 1, mode="edge")
    away = cv2.distanceTransform(inside, cv2.DIST_L2, 3)[1:-1, 1:-1]
    reach = SHORE * min(weight.shape)
    return np.asarray(np.clip((away - 1) / reach, 0, 1), np.float32)


def _far(weight: Field) -> float:
    """Row of the far shore as a share of the height."""
    seen = np.flatnonzero(weight.max(axis=1) > 0.3)
    return float(seen[0]) / len(weight) if len(seen) else 0.0
