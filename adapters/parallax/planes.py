"""Planar YUV 4:2:0 in BT.709 limited range: converted once per still, warped per frame."""

from dataclasses import dataclass

import cv2
import numpy as np

from adapters.parallax.arrays import Pixels, pixels

BLACK, WHITE, NEUTRAL = 16, 235, 128

_KR, _KG, _KB = 0.2126, 0.7152, 0.0722
_Y = np.array([_KR, _KG, _KB]) * 219 / 255
_U = (np.array([0, 0, 1]) - [_KR, _KG, _KB]) / (2 - 2 * _KB) * 224 / 255
_V = (np.array([1, 0, 0]) - [_KR, _KG, _KB]) / (2 - 2 * _KR) * 224 / 255
_LUMA = np.append(_Y, BLACK)[None].astype(np.float32)
_CHROMA = [np.append(row, NEUTRAL)[None].astype(np.float32) for row in (_U, _V)]


@dataclass(frozen=True)
class Planes:
    """A picture as planes.

    Attributes:
        y: luma, (height, width) uint8, 16-235.
        u: blue difference, (height / 2, width / 2) uint8, neutral at 128, sited in the middle of
            each two by two pixels.
        v: red difference, likewise.
    """

    y: Pixels
    u: Pixels
    v: Pixels

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.y.shape[1], self.y.shape[0]

    @property
    def chroma(self) -> tuple[Pixels, Pixels]:
        """Both chroma planes."""
        return self.u, self.v


def from_rgb(rgb: Pixels) -> Planes:
    """Convert (height, width, 3) RGB with even sides."""
    height, width = rgb.shape[:2]
    u, v = (
        pixels(
            cv2.resize(
                cv2.transform(rgb, matrix),
                (width // 2, height // 2),
                interpolation=cv2.INTER_AREA,
            )
        )
        for matrix in _CHROMA
    )
    return Planes(pixels(cv2.transform(rgb, _LUMA)), u, v)


def empty_planes(size: tuple[int, int]) -> Planes:
    """Planes of (width, height), both even, with anything in them."""
    width, height = size
    half = height // 2, width // 2
    return Planes(
        np.empty((height, width), np.uint8), np.empty(half, np.uint8), np.empty(half, np.uint8)
    )
