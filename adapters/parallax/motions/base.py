"""What a motion of the surroundings is to the renderer."""

import math
import random
from dataclasses import dataclass

import cv2
import numpy as np

from adapters.parallax.arrays import Field
from adapters.parallax.planes import Planes
from prompts.plan import Direction4, Size, Speed

REACH = {Size.MICRO: 0.6, Size.SMALL: 1.0, Size.MEDIUM: 1.5, Size.LARGE: 2.0, Size.EXTREME: 2.4}
"""How far a motion goes at each size, against a small one."""

PACE = {
    Speed.VERY_SLOW: 0.55,
    Speed.SLOW: 1.0,
    Speed.MODERATE: 1.5,
    Speed.FAST: 2.2,
    Speed.SUDDEN: 2.6,
}
"""How fast a motion runs at each speed, against a slow one."""

RAMP = 0.2
"""Share of a clip in which motions set in, so that it opens with the still itself."""


class NoPlaceError(Exception):
    """The still has no place where this motion would be seen; `str()` is for a person."""


@dataclass(frozen=True)
class Veil:
    """A tone laid over the picture.

    Attributes:
        alpha: share of the tone, same shape as the grid it was asked for; negative lightens.
        level: luma of the tone, 16-235.
    """

    alpha: Field
    level: int


@dataclass(frozen=True)
class Layer:
    """A second picture that shows through a mask.

    Attributes:
        planes: the picture, canvas size.
        shift: where it is taken from, in canvas pixels beside the place itself.
        alpha: 0-1, a field that covers the canvas.
    """

    planes: Planes
    shift: tuple[float, float]
    alpha: Field


class Motion:
    """Base of all motions: by itself it changes nothing.

    Times run from 0 at the first frame to 1 at the end. Fields cover the canvas.
    """

    def displacement(self, t: float) -> tuple[Field, Field] | None:
        """Shift of what is seen in canvas pixels (right, down) as fields, or None."""
        del t
        return None

    def layers(self, t: float) -> tuple[Layer, ...]:
        """Pictures to lay over the warped canvas."""
        del t
        return ()

    def veil(self, t: float) -> Veil | None:
        """Tone over the canvas, or None."""
        del t
        return None

    def draw(self, t: float, planes: Planes) -> None:
        """Draw on the finished frame, in frame pixels."""
        del t, planes


def onset(t: float, loop: bool) -> float:
    """How far a motion has set in, 0-1."""
    if loop:
        return 1.0
    share = min(max(t / RAMP, 0.0), 1.0)
    return share * share * (3 - 2 * share)


def periods(seconds: float, hertz: float) -> int:
    """The whole number of periods in a clip that comes nearest to a frequency, at least one."""
    return max(1, round(seconds * hertz))


def turn(t: float, count: int) -> float:
    """Angle in radians after a share of the clip, for a number of whole periods."""
    return 2 * math.pi * count * t


def chance(seed: int, salt: int) -> random.Random:
    """The dice of one family of motions in one take."""
    return random.Random(seed * 7919 + salt)  # noqa: S311  # variety, not secrecy


def side_of(direction: Direction4 | None, seed: int, *, comes_from: bool = True) -> int:
    """1 when something goes to the right on screen, -1 to the left.

    A plan's direction of a wind or light is the side it comes from; of clouds it is the heading.
    Left open, neighbouring seeds go opposite ways.
    """
    if direction == "left":
        return 1 if comes_from else -1
    if direction == "right":
        return -1 if comes_from else 1
    return 1 if seed % 2 == 0 else -1


class Wave:
    """`sin(phase + turning angle)` of a field; its sine and cosine are worked out once."""

    def __init__(self, phase: Field, count: int) -> None:
        """Keep the wave of a phase field in radians that turns `count` times in a clip."""
        self._sin = np.sin(phase).astype(np.float32)
        self._cos = np.cos(phase).astype(np.float32)
        self._count = count

    def at(self, t: float) -> Field:
        """Values from -1 to 1 at a time; the crests travel toward growing phase."""
        angle = -turn(t, self._count)
        return self._sin * np.float32(math.cos(angle)) + self._cos * np.float32(math.sin(angle))


def smooth_noise(shape: tuple[int, int], cells: int, draw: random.Random) -> Field:
    """Noise from -1 to 1 with about `cells` bumps across."""
    rows, columns = shape
    high = max(2, round(cells * rows / columns))
    dots = [[draw.uniform(-1, 1) for _ in range(cells)] for _ in range(high)]
    field = cv2.resize(np.array(dots, np.float32), (columns, rows), interpolation=cv2.INTER_CUBIC)
    return np.clip(field, -1, 1).astype(np.float32)


def tiled_noise(shape: tuple[int, int], cells: int, draw: random.Random) -> Field:
    """Three octaves of noise, 0-1, that repeat without a seam in both ways."""
    rows, columns = shape
    total = np.zeros(shape, np.float32)
    for octave, share in ((1, 0.55), (2, 0.3), (4, 0.15)):
        across, down = cells * octave, max(2, round(cells * octave * rows / columns))
        dots = np.array([[draw.random() for _ in range(across)] for _ in range(down)], np.float32)
        # Three copies side by side, of which the middle one is kept, join without a seam.
        wide = cv2.resize(
            np.tile(dots, (3, 3)), (columns * 3, rows * 3), interpolation=cv2.INTER_CUBIC
        )
        total += share * wide[rows : 2 * rows, columns : 2 * columns]
    low, high = float(total.min()), float(total.max())
    return ((total - low) / max(high - low, 1e-6)).astype(np.float32)
