"""Steam, mist and light: tones laid over the picture, soft and slow."""

import math

import cv2
import numpy as np

from adapters.parallax.arrays import Field
from adapters.parallax.camera import Take
from adapters.parallax.motions.base import (
    PACE,
    REACH,
    Motion,
    NoPlaceError,
    Veil,
    chance,
    onset,
    periods,
    side_of,
    tiled_noise,
)
from adapters.parallax.planes import BLACK
from adapters.parallax.scene import Scene
from prompts.plan import Motion as Wish

STEAM, MIST = 0.62, 0.5
"""Largest share of white in a small steam or mist."""

STEAM_LUMA, MIST_LUMA = 216, 205
LEAST_DARK = 0.22
"""Mean darkness above the source below which steam would not be seen."""

SHINE = 0.26
"""Gain at the middle of a small band of light."""


class Steam(Motion):
    """Steam that rises from the subject and shows where the ground is dark."""

    def __init__(self, wish: Wish, take: Take, scene: Scene) -> None:
        """Find the source.

        Raises:
            NoPlaceError: nothing to rise from, or the ground is too bright to see steam on.
        """
        masks = scene.masks
        if masks.subject.weak:
            raise NoPlaceError("Parallax finds nothing in this still that steam could rise from.")
        self._loop = take.loop
        draw = chance(take.seed, 51)
        column = _column(masks.subject.weight, draw.uniform(-0.12, 0.12))
        seen = column * masks.dark.weight
        if float(seen.sum()) < LEAST_DARK * float(column.sum()):
            raise NoPlaceError("The ground is too bright for steam to be seen.")
        most = STEAM * REACH[wish.size] * draw.uniform(0.85, 1.15)
        self._weight = (column * (0.35 + 0.65 * masks.dark.weight) * min(0.8, most)).astype(
            np.float32
        )
        pace = PACE[wish.speed]
        self._sheets = [tiled_noise(column.shape, cells, draw) for cells in (5, 9)]
        self._rises = [periods(take.seconds, hertz * pace) for hertz in (0.16, 0.27)]
        self._sways = periods(take.seconds, 0.2 * pace)
        self._drift = side_of(wish.direction, take.seed) * 0.05

    def veil(self, t: float) -> Veil:
        """White in streaks that rise and curl."""
        rows, columns = self._weight.shape
        sway = self._drift * columns * math.sin(2 * math.pi * self._sways * t)
        # Upward by the height of the noise as often as it has periods.
        slow, fast = (
            _scrolled(sheet, sway * share, -rows * rises * t)
            for sheet, rises, share in zip(self._sheets, self._rises, (1.0, -0.6), strict=True)
        )
        wisps = np.clip((slow * fast - 0.14) * 4.2, 0, 1)
        return Veil(self._weight * wisps * np.float32(onset(t, self._loop)), STEAM_LUMA)


class Mist(Motion):
    """Mist that drifts across, thicker in the distance and low down."""

    def __init__(self, wish: Wish, take: Take, scene: Scene) -> None:
        """Lay the sheets of mist."""
        self._loop = take.loop
        draw = chance(take.seed, 61)
        far = 1 - scene.near
        rows, columns = far.shape
        down = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
        low = np.exp(-(((down - draw.uniform(0.5, 0.62)) / 0.27) ** 2))
        clear = 1 - 0.75 * scene.masks.subject.weight
        most = min(0.55, MIST * REACH[wish.size] * draw.uniform(0.9, 1.15))
        self._weight = ((0.25 + 0.75 * far) * low * clear * most).astype(np.float32)
        pace = PACE[wish.speed]
        self._sheets = [tiled_noise((rows, columns), cells, draw) for cells in (3, 6)]
        self._turns = [periods(take.seconds, hertz * pace) for hertz in (0.045, 0.09)]
        self._side = side_of(wish.direction, take.seed, comes_from=False)
        # A loop has to come round; a plain clip may drift by less than the whole picture.
        self._way = 1.0 if take.loop else min(1.0, 0.045 * take.seconds * pace)

    def veil(self, t: float) -> Veil:
        """Soft sheets of white that slide past each other."""
        columns = self._weight.shape[1]
        slow, fast = (
            _scrolled(sheet, self._side * columns * turns * t * self._way, 0.0)
            for sheet, turns in zip(self._sheets, self._turns, strict=True)
        )
        thick = np.clip((0.6 * slow + 0.4 * fast - 0.36) * 3.6, 0, 1)
        thick = thick * thick * (3 - 2 * thick)
        return Veil(self._weight * thick * np.float32(onset(t, self._loop)), MIST_LUMA)


class Sweep(Motion):
    """A broad band of light that travels once across the picture."""

    def __init__(self, wish: Wish, take: Take, scene: Scene) -> None:
        """Set the band up outside the picture."""
        draw = chance(take.seed, 71)
        rows, columns = scene.near.shape
        width, height = scene.framing.size
        x = np.linspace(0, 1, columns, dtype=np.float32)[None]
        y = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
        lean = draw.uniform(0.15, 0.4) * draw.choice((-1, 1))
        side = side_of(wish.direction, take.seed)
        self._place = (x if side > 0 else 1 - x) + lean * (y - 0.5) * height / width
        self._broad = draw.uniform(0.15, 0.21)
        self._passes = max(1, round(take.seconds * 0.13 * PACE[wish.speed]))
        self._shine = SHINE * min(2.0, REACH[wish.size]) * draw.uniform(0.9, 1.15)

    def veil(self, t: float) -> Veil:
        """Gain in luma; black with a negative share lightens."""
        reach = 3.2 * self._broad + 0.2
        at = -reach + (1 + 2 * reach) * ((t * self._passes) % 1.0)
        band = np.exp(-0.5 * ((self._place - at) / self._broad) ** 2)
        # Far from its middle the band is nothing, so that the clip opens with the still itself.
        band = np.clip(band - 0.006, 0, None)
        return Veil((-self._shine * band).astype(np.float32), BLACK)


def _column(subject: Field, lean: float) -> Field:
    """Where steam rises: from the upper middle of the subject, widening and thinning upward."""
    rows, columns = subject.shape
    seen = np.flatnonzero(subject.max(axis=1) > 0.5)
    across = np.flatnonzero(subject.max(axis=0) > 0.5)
    if not len(seen) or not len(across):
        return np.zeros_like(subject)
    top, foot = int(seen[0]), int(seen[-1])
    span = max(6, int(across[-1]) - int(across[0]))
    source = top + 0.36 * (foot - top)
    middle = float(np.average(np.arange(columns), weights=subject[top : foot + 1].sum(axis=0)))
    y = np.arange(rows, dtype=np.float32)[:, None]
    x = np.arange(columns, dtype=np.float32)[None]
    risen = np.clip((source - y) / rows, 0, 1)
    wide = span * (0.2 + 0.55 * risen)
    column = np.exp(-(((x - middle - lean * span * risen * 4) / wide) ** 2))
    start = np.clip((source + 0.06 * rows - y) / (0.12 * rows), 0, 1)
    thin = np.exp(-1.4 * risen)
    ends = np.clip(y / (0.06 * rows), 0, 1)
    return np.asarray(column * start * thin * ends, np.float32)


def _scrolled(sheet: Field, dx: float, dy: float) -> Field:
    """A sheet that repeats in both ways, moved by (right, down) pixels."""
    rows, columns = sheet.shape
    move = np.array([[1, 0, dx % columns], [0, 1, dy % rows]], np.float32)
    moved = cv2.warpAffine(sheet, move, (columns, rows), borderMode=cv2.BORDER_WRAP)
    return np.asarray(moved, np.float32)


def cloud_or_mist(wish: Wish, take: Take, scene: Scene) -> Motion:
    """Mist when the words say so, else clouds.

    Raises:
        NoPlaceError: clouds were meant and there is no sky.
    """
    from adapters.parallax.motions.sky import Clouds

    words = f"{wish.subject} {wish.action}".lower()
    if any(word in words for word in ("mist", "fog", "haze", "smoke", "vapour", "vapor")):
        return Mist(wish, take, scene)
    return Clouds(wish, take, scene)
