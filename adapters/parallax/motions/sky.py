"""Clouds: the sky drifts as a layer of its own behind everything that stands before it."""

import cv2
import numpy as np

from adapters.parallax.arrays import Field, Pixels, field, pixels, resized
from adapters.parallax.camera import Take, ease
from adapters.parallax.depth import grab_cut, guided
from adapters.parallax.motions.base import (
    PACE,
    REACH,
    Layer,
    Motion,
    NoPlaceError,
    chance,
    side_of,
)
from adapters.parallax.planes import Planes
from adapters.parallax.scene import Scene
from prompts.plan import Motion as Wish

TRAVEL = 0.042
"""Way of a small drift in 5 s, as a share of the width."""

MOST_TRAVEL = 0.12
LEAST_CLOUDS = 1.2
"""Levels of luma that clouds stand out from a clear sky's gradient."""

LEAST_SKY = 60
"""Pixels at analysis size that a judgement on clouds needs."""

CUT_ROUNDS = 2
NO_BOX = (0, 0, 1, 1)
"""GrabCut wants a box even where labels take its place."""

RIM = 3
"""Pixels at analysis size that are worn off the sky before it is filled up."""

SETTLE = 0.08
"""Share of the clip in which the filled sky takes the still's place."""


class Clouds(Motion):
    """A sky that drifts.

    A clip that does not loop shows one copy of the sky that glides along. A loop shows two, half
    a cycle apart, each fading out before it jumps back.
    """

    def __init__(self, wish: Wish, take: Take, scene: Scene) -> None:
        """Part the sky from the land.

        Raises:
            NoPlaceError: no sky was found, or one without clouds.
        """
        mask = scene.masks.sky
        if mask.weak:
            raise NoPlaceError("Parallax finds no open sky in this still.")
        if _cloudiness(scene.planes, mask.weight) < LEAST_CLOUDS:
            raise NoPlaceError("The sky of this still is clear: there is no cloud to drift.")
        self._loop = take.loop
        draw = chance(take.seed, 41)
        side = side_of(wish.direction, take.seed, comes_from=False)
        share = TRAVEL * REACH[wish.size] * PACE[wish.speed] * draw.uniform(0.85, 1.2)
        way = min(MOST_TRAVEL, share * take.seconds / 5) * scene.framing.width
        self._way = (way * side, way * draw.uniform(-0.08, 0.02))
        self._alpha = _outline(scene.planes, mask.weight)
        self._plate = _plate(scene.planes, self._alpha)

    def layers(self, t: float) -> tuple[Layer, ...]:
        """The sky where it has drifted to."""
        if not self._loop:
            # Sets in gently, then keeps its pace to the end.
            share = t * t / 0.3 if t < 0.15 else t - 0.075
            return (self._copy(share, ease(t / SETTLE)),)
        first, second = t % 1.0, (t + 0.5) % 1.0
        # The lower copy covers fully and the upper one fades in and out over it.
        fade = 1 - abs(2 * second - 1)
        return self._copy(first - 0.5, 1.0), self._copy(second - 0.5, fade)

    def _copy(self, share: float, alpha: float) -> Layer:
        shift = self._way[0] * share, self._way[1] * share
        return Layer(self._plate, shift, self._alpha * np.float32(alpha))


def _cloudiness(planes: Planes, weight: Field) -> float:
    """What is left of the sky's luma, in levels, when its smooth gradient is taken away."""
    rows, columns = weight.shape
    luma = cv2.resize(planes.y, (columns, rows), interpolation=cv2.INTER_AREA)
    calm = cv2.GaussianBlur(field(luma), (0, 0), 2.0)
    worn = round(0.03 * max(rows, columns)) | 1
    inside = cv2.erode((weight > 0.9).astype(np.uint8), np.ones((worn, worn), np.uint8)) > 0
    y, x = (places / max(rows, columns) for places in np.nonzero(inside))
    if len(x) < LEAST_SKY:
        return 0.0
    terms = np.stack((np.ones_like(x), x, y, x * y, x * x, y * y), axis=1)
    fit, *_ = np.linalg.lstsq(terms, calm[inside], rcond=None)
    return float((calm[inside] - terms @ fit).std())


def _outline(planes: Planes, weight: Field) -> Field:
    """The sky cut out anew along its edge, where the first guess is off by a few pixels."""
    rows, columns = weight.shape
    luma = cv2.resize(planes.y, (columns, rows), interpolation=cv2.INTER_AREA)
    colour = [
        cv2.resize(plane, (columns, rows), interpolation=cv2.INTER_AREA) for plane in planes.chroma
    ]
    picture = pixels(np.dstack((luma, *colour)))
    guess = (weight > 0.5).astype(np.uint8)
    inside = cv2.erode(guess, np.ones((7, 7), np.uint8))
    outside = cv2.dilate(guess, np.ones((17, 17), np.uint8)) == 0
    labels = np.where(guess > 0, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    labels[inside > 0] = cv2.GC_FGD
    labels[outside] = cv2.GC_BGD
    if not grab_cut(picture, labels, NO_BOX, cv2.GC_INIT_WITH_MASK, CUT_ROUNDS):
        return field(np.clip(weight * 1.15 - 0.1, 0, 1))
    cut = np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    whole = field(cv2.morphologyEx(cut, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)))
    soft = guided(whole, field(luma) / np.float32(255), radius=3, calm=1e-3)
    return field(np.clip(soft * 1.3 - 0.15, 0, 1))


def _plate(planes: Planes, alpha: Field) -> Planes:
    """The canvas with everything but the sky filled in from the sky around it.

    The rim of the sky counts as unknown, for it holds traces of the land.
    """
    width, height = planes.size
    inner = cv2.erode((alpha > 0.9).astype(np.float32), np.ones((RIM, RIM), np.uint8))
    inner = cv2.GaussianBlur(inner, (0, 0), 1.0) * (inner > 0)
    sure = cv2.resize(inner, (width, height), interpolation=cv2.INTER_LINEAR)
    half = cv2.resize(inner, (width // 2, height // 2), interpolation=cv2.INTER_LINEAR)
    u, v = (_filled(plane, field(half)) for plane in planes.chroma)
    return Planes(_filled(planes.y, field(sure)), u, v)


def _filled(plane: Pixels, sure: Field) -> Pixels:
    """Fill by pull and push: ever coarser averages of what is sure, finest first."""
    filled = _pulled(field(plane) * sure, sure)
    return pixels(np.clip(filled + 0.5, 0, 255).astype(np.uint8))


def _pulled(values: Field, weight: Field) -> Field:
    """Values times their weight at one level, with gaps taken from the next coarser one."""
    rows, columns = weight.shape
    if min(rows, columns) <= 2:
        total = max(float(weight.sum()), 1e-6)
        return field(np.broadcast_to(values.sum() / total, values.shape))
    size = max(1, columns // 2), max(1, rows // 2)
    small = field(cv2.resize(values, size, interpolation=cv2.INTER_AREA))
    light = field(cv2.resize(weight, size, interpolation=cv2.INTER_AREA))
    coarser = resized(np.ascontiguousarray(_pulled(small, light)), (columns, rows))
    return field(values + (1 - weight) * coarser)
