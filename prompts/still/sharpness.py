"""Sharpness where it matters: on the subject's strongest tiles (IMG-02).

Half the resolution is thrown away and interpolated back. A sharp picture loses most of its finest
detail by that; a blurred or enlarged one has none to lose.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from prompts.still.report import Box, Finding, Level, Trust
from prompts.still.views import Map, Plane, Views, plane, values

BLURRED = 1.5
"""Below this ratio nothing is left at the finest scale: gross blur or enlargement."""

SOFT = 1.9
"""Below this ratio it may be soft; portraits with soft light are, so it is only a hint."""

_LEAST_DETAIL = 1.2
"""Mean Laplacian, in grey levels, below which there is no texture to judge by."""

_TILE = 32
_REGION = 768
"""Tiles and the measured region, in pixels of `Views.detail`."""


@dataclass(frozen=True, slots=True)
class Sharpness:
    """Finest detail of the subject over what survives halving; about 1.3 blurred, 2-7 sharp.

    Attributes:
        ratio: the measure, None when there is too little texture to judge by.
        detail: mean Laplacian of the strongest tiles in grey levels.
    """

    ratio: float | None
    detail: float


def sharpness_of(views: Views, subject: Box | None) -> Sharpness:
    """Measure the strongest tenth of the tiles around the subject, or of the middle."""
    luma = plane(cv2.cvtColor(_region(views, subject), cv2.COLOR_RGB2GRAY))
    fine, coarse = _tiles(values(luma)), _tiles(_halved(luma))
    count = max(1, fine.size // 10)
    strongest = np.argsort(fine, axis=None, kind="stable")[-count:]
    detail = float(fine.ravel()[strongest].mean())
    if detail < _LEAST_DETAIL:
        return Sharpness(None, round(detail, 3))
    left = max(float(coarse.ravel()[strongest].mean()), 1e-3)
    return Sharpness(round(detail / left, 3), round(detail, 3))


def findings_of_sharpness(sharpness: Sharpness) -> list[Finding]:
    """Say whether it is sharp, perhaps soft, or blurred; nothing when it cannot be told."""
    ratio = sharpness.ratio
    if ratio is None:
        return []
    if ratio < BLURRED:
        advice = "Send a sharper or the original picture; motion makes blur more visible."
        text = "blurred, or enlarged from a small picture"
        return [_finding(Trust.MEASURED, Level.WARN, text, ratio, advice)]
    if ratio < SOFT:
        return [_finding(Trust.HINT, Level.INFO, "a little soft", ratio, "")]
    return [_finding(Trust.MEASURED, Level.GOOD, "sharp", ratio, "")]


def _finding(trust: Trust, level: Level, text: str, value: float, advice: str) -> Finding:
    return Finding(rule="IMG-02", trust=trust, level=level, text=text, value=value, advice=advice)


def _region(views: Views, subject: Box | None) -> Plane:
    height, width = views.detail.shape[:2]
    x, y = subject.centre if subject else (0.5, 0.5)
    wide, high = (subject.w, subject.h) if subject else (1.0, 1.0)
    columns = _span(x, max(wide, 0.12), width)
    rows = _span(y, max(high, 0.12), height)
    return views.detail[rows, columns]


def _span(centre: float, share: float, length: int) -> slice:
    """At most `_REGION` pixels around a centre, at least two tiles, inside the picture."""
    size = min(length, max(2 * _TILE, min(_REGION, round(share * length))))
    start = min(max(0, round(centre * length - size / 2)), length - size)
    return slice(start, start + size)


def _halved(luma: Plane) -> Map:
    height, width = luma.shape
    half = cv2.resize(luma, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    return values(cv2.resize(half, (width, height), interpolation=cv2.INTER_LINEAR))


def _tiles(luma: Map) -> Map:
    edges = np.abs(values(cv2.Laplacian(luma, cv2.CV_32F, ksize=1)))
    size = max(1, luma.shape[1] // _TILE), max(1, luma.shape[0] // _TILE)
    return values(cv2.resize(edges, size, interpolation=cv2.INTER_AREA))
