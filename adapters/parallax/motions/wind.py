"""A breeze: leaves, grass, hair, cloth and petals lean and swing, with gusts that travel across."""

import math
import random

import numpy as np

from adapters.parallax.arrays import Field
from adapters.parallax.camera import Take
from adapters.parallax.masks import Mask, Masks
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
    smooth_noise,
    turn,
)
from adapters.parallax.scene import Scene
from prompts.plan import Motion as Wish

SWAY = 0.0062
"""Swing of a small breeze as a share of the short side."""

FLUTTER = 0.0016
"""Trembling of single leaves, as a share of the short side."""

PLANTS = (
    "foliage", "leaf", "leaves", "tree", "forest", "wood", "branch", "bush", "grass", "meadow",
    "plant", "reed", "needle", "field", "fern",
)  # fmt: skip
"""Words in a plan's subject that mean the surroundings rather than the subject's own parts."""

CLOTH = (
    "cloth", "fabric", "dress", "skirt", "cape", "coat", "jacket", "scarf", "shirt", "flag",
    "curtain", "veil", "robe", "sleeve", "sail",
)  # fmt: skip
"""Words that mean cloth, which moves at the subject's rim and not around its face."""


class Breeze(Motion):
    """What is loose sways in the wind."""

    def __init__(self, wish: Wish, take: Take, scene: Scene) -> None:
        """Find what is loose and lay the gusts.

        Raises:
            NoPlaceError: neither foliage nor a subject with loose parts was found.
        """
        mask = _loose(f"{wish.subject} {wish.action}".lower(), scene.masks)
        self._loop = take.loop
        draw = chance(take.seed, 31)
        short = min(scene.framing.width, scene.framing.height)
        width = scene.framing.size[0]
        # Wind from the left bends things to the right.
        self._side = side_of(wish.direction, take.seed)
        amount = short * REACH[wish.size] * draw.uniform(0.85, 1.2)
        tips = mask.weight * _toward_tips(mask.weight)
        self._sway = (tips * SWAY * amount).astype(np.float32)
        self._flutter = (mask.weight * FLUTTER * amount).astype(np.float32)
        pace = PACE[wish.speed]
        x = np.linspace(0, width / short, mask.weight.shape[1], dtype=np.float32)[None]
        self._swings = _swings(mask.weight.shape, x * self._side, draw, take.seconds, pace)
        self._gusts = periods(take.seconds, 0.22 * pace)

    def displacement(self, t: float) -> tuple[Field, Field]:
        """Shift of what is loose in canvas pixels."""
        start = np.float32(onset(t, self._loop))
        slow, quick, flicker = (wave.at(t) for wave in self._swings)
        gust = 0.75 + 0.25 * math.sin(turn(t, self._gusts))
        lean = (0.25 + 0.6 * slow + 0.25 * quick) * np.float32(gust * self._side)
        across = start * (self._sway * lean + self._flutter * flicker)
        down = start * (self._sway * (0.18 * quick) + self._flutter * (0.6 * flicker))
        return across, down


def _swings(
    shape: tuple[int, ...], x: Field, draw: random.Random, seconds: float, pace: float
) -> tuple[Wave, Wave, Wave]:
    """A broad travelling swing, a finer one, and the trembling of leaves."""
    rows, columns = shape
    broad = smooth_noise((rows, columns), 5, draw) * 3.5
    fine = smooth_noise((rows, columns), 14, draw) * 6.0
    leaves = smooth_noise((rows, columns), 40, draw) * 9.0
    return (
        Wave(-4.0 * x + broad, periods(seconds, 0.32 * pace)),
        Wave(-7.0 * x + fine, periods(seconds, 0.62 * pace)),
        Wave(leaves, periods(seconds, 1.3 * pace)),
    )


def _loose(words: str, masks: Masks) -> Mask:
    """Foliage or cloth when the words mean it, else hair, else whatever is loose."""
    if not masks.hair.weak and not any(word in words for word in (*PLANTS, *CLOTH)):
        return masks.hair
    plants = any(word in words for word in PLANTS)
    if not masks.foliage.weak and (plants or masks.loose.weak):
        return masks.foliage
    if not masks.loose.weak and not plants:
        return _with_stem(masks)
    if not masks.foliage.weak:
        return masks.foliage
    raise NoPlaceError("Parallax finds nothing in this still that a breeze would stir.")


def _with_stem(masks: Masks) -> Mask:
    """Loose parts, and with them the plants around, for they stand in the same wind."""
    if masks.foliage.weak:
        return masks.loose
    both = np.maximum(masks.loose.weight, 0.8 * masks.foliage.weight)
    both = np.maximum(both, masks.subject.weight)
    return Mask(both.astype(np.float32), 1.0)


def _toward_tips(weight: Field) -> Field:
    """From 0.35 at the lowest row of the region to 1 at its top: what grows is held below."""
    seen = np.flatnonzero(weight.max(axis=1) > 0.3)
    if not len(seen):
        return np.ones_like(weight)
    top, root = int(seen[0]), int(seen[-1])
    rows = np.arange(len(weight), dtype=np.float32)
    share = np.clip((root - rows) / max(1, root - top), 0, 1)
    return np.broadcast_to((0.35 + 0.65 * share)[:, None], weight.shape).astype(np.float32)
