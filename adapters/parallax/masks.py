"""Where what moves is, at 320 pixels on the long side.

Sky, water and foliage are those that the report's shares were measured on, with edges that follow
the picture's. They are rough: each mask says how far it may be trusted; a weak one is not used.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from adapters.parallax.arrays import Field, Pixels, blurred, field, grey, resized
from adapters.parallax.depth import guided
from prompts.still.report import Report
from prompts.still.scenery import scenery_of
from prompts.still.views import Views

SURE_SKY, SURE_WATER, SURE_FOLIAGE = 0.06, 0.04, 0.1
"""Shares of the picture from which a region is surely more than a few stray pixels."""

SURE_LOOSE, SURE_DARK = 0.02, 0.15


@dataclass(frozen=True)
class Mask:
    """A soft region.

    Attributes:
        weight: 0-1 per pixel.
        strength: how far it may be trusted, 0-1.
    """

    weight: Field
    strength: float

    @property
    def weak(self) -> bool:
        """Not good enough to move anything by it."""
        return self.strength < 0.5


@dataclass(frozen=True)
class Masks:
    """The regions of one still.

    Attributes:
        sky: open sky with its clouds.
        water: water surface.
        foliage: leaves, grass, needles.
        loose: the subjects' outer parts (hair, cloth, fur, petals) without their faces.
        hair: around the faces, where hair is, without the faces.
        dark: places dark enough to see steam or dust on.
        subject: the subjects.
    """

    sky: Mask
    water: Mask
    foliage: Mask
    loose: Mask
    hair: Mask
    dark: Mask
    subject: Mask

    def cropped(self, part: Callable[[Field], Field]) -> "Masks":
        """The same regions in a part of the picture; one that is cut off gets weak."""
        return Masks(*(_cropped(mask, part) for mask in vars(self).values()))


def find_masks(views: Views, rgb: Pixels, report: Report, subject: Field) -> Masks:
    """All regions of a still; `rgb` (height, width, 3) and `subject` are at the masks' size."""
    light = grey(rgb)
    found = scenery_of(views)
    clear = field(1 - subject)
    return Masks(
        sky=_region(found.sky, light, SURE_SKY, clear, close=7),
        water=_region(found.water, light, SURE_WATER, clear, close=5),
        foliage=_region(found.foliage, light, SURE_FOLIAGE, clear, close=1),
        loose=_loose(subject, report),
        hair=_hair(subject, report),
        dark=_dark(light),
        subject=Mask(subject, 1.0 if subject.any() else 0.0),
    )


def _region(flags: NDArray[np.bool_], light: Field, sure: float, clear: Field, close: int) -> Mask:
    height, width = light.shape
    kernel = np.ones((close, close), np.uint8)
    closed = cv2.morphologyEx(flags.astype(np.uint8), cv2.MORPH_CLOSE, kernel)
    large = resized(field(closed), (width, height))
    weight = np.clip(guided(large, light, radius=5, calm=2e-3), 0, 1) * clear
    # The filter leaves a faint trace far outside; what is nearly nothing is nothing.
    weight = field(np.clip((weight - 0.08) / 0.84, 0, 1))
    return Mask(weight, min(1.0, float(weight.mean()) / sure))


def _loose(subject: Field, report: Report) -> Mask:
    """The subjects' rims; faces and what is close to them are held still."""
    if not subject.any():
        return Mask(subject, 0.0)
    inside = (subject > 0.5).astype(np.uint8)
    deep = cv2.distanceTransform(inside, cv2.DIST_L2, 3)
    reach = max(4.0, 0.4 * float(deep.max()))
    rim = np.clip(1 - deep / reach, 0, 1) * np.clip(subject * 2, 0, 1)
    rim = rim * (1 - _ellipses(report, subject.shape, 0.55, 0.68, lift=0.0))
    rim = blurred(field(rim), 2.5)
    return Mask(rim, min(1.0, float(rim.mean()) / SURE_LOOSE))


def _hair(subject: Field, report: Report) -> Mask:
    """A crown around each face, as far as the subject reaches."""
    around = _ellipses(report, subject.shape, 0.95, 1.0, lift=0.12)
    face = _ellipses(report, subject.shape, 0.5, 0.7, lift=-0.28)
    crown = field(around * (1 - face) * np.clip(subject * 1.5, 0, 1))
    faces = [s.box.area for s in report.subjects if s.kind == "face"]
    least = 0.25 * sum(faces)
    return Mask(crown, min(1.0, float(crown.mean()) / least) if least else 0.0)


def _ellipses(
    report: Report, shape: tuple[int, ...], wide: float, high: float, lift: float
) -> Field:
    """Soft ellipses on all faces.

    Args:
        report: where the faces are.
        shape: rows and columns.
        wide: half width as a share of a face's width.
        high: half height as a share of a face's height.
        lift: how far above the middle of the face, as a share of its height.
    """
    height, width = shape[:2]
    drawn = np.zeros((height, width), np.uint8)
    for face in (s.box for s in report.subjects if s.kind == "face"):
        x, y = face.centre[0] * width, (face.centre[1] - lift * face.h) * height
        axes = max(1, round(face.w * width * wide)), max(1, round(face.h * height * high))
        cv2.ellipse(drawn, (round(x), round(y)), axes, 0, 0, 360, 1, -1)
    return blurred(field(drawn), 3)


def _dark(light: Field) -> Mask:
    weight = blurred(field(np.clip((0.6 - light) / 0.3, 0, 1)), 6)
    return Mask(weight, min(1.0, float(weight.mean()) / SURE_DARK))


def _cropped(mask: Mask, part: Callable[[Field], Field]) -> Mask:
    whole = float(mask.weight.mean())
    weight = part(mask.weight)
    kept = float(weight.mean()) / max(whole, 1e-6)
    return Mask(weight, mask.strength * min(1.0, kept * 2))
