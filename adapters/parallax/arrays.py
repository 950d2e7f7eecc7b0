"""Arrays as OpenCV takes and gives them, with their element types made certain."""

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

Pixels = NDArray[np.uint8]
Field = NDArray[np.float32]

Coordinates = tuple[Field, Field]
"""Columns and rows in pixels, one of each per point."""


def field(values: ArrayLike) -> Field:
    """As 32-bit floats; not copied when they are."""
    return np.asarray(values, np.float32)


def pixels(values: ArrayLike) -> Pixels:
    """As bytes; not copied when they are."""
    return np.asarray(values, np.uint8)


def resized(values: Field, size: tuple[int, int]) -> Field:
    """A field at (width, height), bilinear."""
    return field(cv2.resize(values, size, interpolation=cv2.INTER_LINEAR))


def blurred(values: Field, sigma: float) -> Field:
    """A field after a Gaussian blur of `sigma` pixels."""
    return field(cv2.GaussianBlur(values, (0, 0), sigma))


def grey(rgb: Pixels) -> Field:
    """Brightness of RGB pixels, 0-1."""
    return field(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)) / np.float32(255)


def warp(source: Pixels, where: Coordinates, into: Pixels | None = None) -> Pixels:
    """A plane taken bilinearly from other coordinates, mirrored beyond its rim.

    Args:
        source: (height, width).
        where: source coordinates, (rows, columns) each.
        into: array to write to, (rows, columns); its rows may lie apart in memory.
    """
    return pixels(
        cv2.remap(
            source,
            *where,
            cv2.INTER_LINEAR,
            dst=into,
            borderMode=cv2.BORDER_REFLECT_101,
        )
    )
