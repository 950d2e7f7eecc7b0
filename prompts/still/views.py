"""The same still at the few sizes that the signals are measured on, made once per inspection."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from prompts.still.decode import Pixels, shrink
from prompts.still.load import Still

Plane = NDArray[np.uint8]
"""One channel, shape (height, width), 0-255."""

Map = NDArray[np.float32]
"""One value per pixel, shape (height, width), mostly 0-1."""

Mask = NDArray[np.bool_]
"""One flag per pixel, shape (height, width)."""

DETAIL = 1024
"""Long side that `Views.detail` has at least, where the still has it."""

MEDIUM = 640
SMALL = 192

_THINNEST = 24
"""No view gets a side below this, so that very long panoramas keep something to measure."""


@dataclass(frozen=True, slots=True)
class Views:
    """Scaled copies of a still, upright, sRGB.

    Attributes:
        still: what they were made from.
        detail: RGB as decoded, at least `DETAIL` on the long side and less than twice that for
            JPEG, all pixels for other formats.
        medium: RGB, 640 on the long side.
        luma: brightness of `medium`.
        small: RGB, 192 on the long side.
        lab: `small` in CIELAB, L 0-100, a and b around 0.
    """

    still: Still
    detail: Pixels
    medium: Pixels
    luma: Plane
    small: Pixels
    lab: Map

    @property
    def native(self) -> bool:
        """Whether `detail` has the very pixels of the still, so that its grid can be measured."""
        return self.detail.shape[:2] == (self.still.height, self.still.width)


def views_of(still: Still) -> Views:
    """Decode a still once and scale it to all working sizes.

    Raises:
        StillError: the pixels cannot be decoded.
    """
    detail = still.draft(DETAIL)
    medium = scaled(detail, MEDIUM)
    small = scaled(medium, SMALL)
    return Views(
        still=still,
        detail=detail,
        medium=medium,
        luma=plane(cv2.cvtColor(medium, cv2.COLOR_RGB2GRAY)),
        small=small,
        lab=values(cv2.cvtColor(values(small) / np.float32(255), cv2.COLOR_RGB2LAB)),
    )


def scaled(pixels: Pixels, long_side: int) -> Pixels:
    """Shrink by area to `long_side`, but stretch very thin pictures to a measurable side."""
    fitted = shrink(pixels, long_side)
    height, width = fitted.shape[:2]
    if min(height, width) >= _THINNEST:
        return fitted
    size = max(width, _THINNEST), max(height, _THINNEST)
    return plane(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))


def plane(array: Any) -> Plane:
    """View an OpenCV result as bytes."""
    return np.asarray(array, dtype=np.uint8)


def values(array: Any) -> Map:
    """View an OpenCV result as 32-bit floats."""
    return np.asarray(array, dtype=np.float32)


def resized(source: Map, shape: tuple[int, ...]) -> Map:
    """Scale a map to another view's (height, width)."""
    height, width = shape[:2]
    shrinks = source.shape[0] >= height
    mode = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return values(cv2.resize(source, (width, height), interpolation=mode))


def blurred(source: Map, share: float) -> Map:
    """Blur by a Gaussian whose sigma is a share of the long side."""
    sigma = max(0.5, share * max(source.shape[:2]))
    return values(cv2.GaussianBlur(source, (0, 0), sigma))


def stretched(source: Map) -> Map:
    """Bring a map to 0-1 by its extremes; a flat one becomes all zero."""
    low, high = float(source.min()), float(source.max())
    if high - low < 1e-6:
        return np.zeros_like(source)
    return (source - np.float32(low)) / np.float32(high - low)
