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
_CHROMA = np.stack([np.append(_U, NEUTRAL), np.append(_V, NEUTRAL)]).astype(np.float32)


@dataclass(frozen=True)
class Planes:
    """A picture as planes.

    Attributes:
        y: luma, (height, width) uint8, 16-235.
        uv: chroma, (height / 2, width / 2, 2) uint8, neutral at 128, sited in the middle of
            each two by two pixels.
    """

    y: Pixels
    uv: Pixels

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.y.shape[1], self.y.shape[0]


def from_rgb(rgb: Pixels) -> Planes:
    """Convert (height, width, 3) RGB with even sides."""
    height, width = rgb.shape[:2]
    chroma = cv2.transform(rgb, _CHROMA)
    half = cv2.resize(chroma, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    return Planes(pixels(cv2.transform(rgb, _LUMA)), pixels(half))


def empty_frame(size: tuple[int, int]) -> tuple[Pixels, Planes]:
    """An NV12 buffer of (3/2 height, width) and its planes, which share its memory."""
    width, height = size
    buffer = np.empty((height * 3 // 2, width), np.uint8)
    y = buffer[:height]
    uv = buffer[height:].reshape(height // 2, width // 2, 2)
    return buffer, Planes(y, uv)
