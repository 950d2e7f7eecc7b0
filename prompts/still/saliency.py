"""How strongly each pixel stands out, without knowing what it shows (IMG-07).

Boolean-map saliency in CIELAB: at many thresholds, a region that is surrounded by the other side
of the threshold stands out; regions that run off the picture do not. Rare colours and sharp places
count more, and a subject may stand on the lower border.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from prompts.still.views import Map, Plane, Views, blurred, plane, resized, stretched, values

_STEPS = 12
"""Thresholds per channel."""

_LEAST_SPREAD = (30.0, 14.0, 14.0)
"""Ranges of L, a and b below which a channel is not stretched further: noise stays noise."""

_WEIGHTS = (0.6, 1.0, 1.0)
"""Light and shade fall on everything; colour tells things apart better."""


@dataclass(frozen=True, slots=True)
class Saliency:
    """Maps of what stands out, at the size of `Views.small`.

    Attributes:
        strength: 0-1, blurred to the size of subjects, with focus and place weighed in.
        surrounded: 0-1, the fine boolean map alone.
        varies: how much sharpness differs over the picture, 0-1; strong bokeh is 1.
    """

    strength: Map
    surrounded: Map
    varies: float


def saliency_of(views: Views) -> Saliency:
    """Measure what stands out."""
    boolean = _boolean_maps(views.lab)
    surrounded = np.sqrt(stretched(blurred(boolean, 0.016)))
    rare = blurred(_rarity(views.lab), 0.016)
    focus, varies = _focus(views)
    pull = np.float32(0.25 + 0.6 * varies)
    seen = surrounded * np.float32(0.75) + rare * np.float32(0.25)
    strength = seen * (1 - pull + pull * focus) * _middle(seen.shape)
    return Saliency(stretched(strength), stretched(blurred(boolean, 0.008)), varies)


def _rarity(lab: Map) -> Map:
    """How far each pixel's colour is from all other colours of the picture, 0-1."""
    steps = np.array((12, 9, 9), dtype=np.float32)
    bins = np.rint(lab / steps).astype(np.int32) + np.array((0, 16, 16), dtype=np.int32)
    codes = (bins[..., 0] * 40 + bins[..., 1]) * 40 + bins[..., 2]
    found, place, count = np.unique(codes, return_inverse=True, return_counts=True)
    colours = np.stack((found // 1600 * 0.6, found // 40 % 40, found % 40), axis=1) * steps
    apart = np.linalg.norm(colours[:, None] - colours[None], axis=2)
    rare = (np.minimum(apart, 60.0) * count).sum(axis=1) / count.sum()
    return stretched(values(rare[place.reshape(codes.shape)]))


def _boolean_maps(lab: Map) -> Map:
    total = np.zeros(lab.shape[:2], dtype=np.float32)
    for channel, (least, weight) in enumerate(zip(_LEAST_SPREAD, _WEIGHTS, strict=True)):
        levels = _levels(lab[..., channel], least)
        for step in range(1, _STEPS):
            threshold = step * 255 / _STEPS
            bright = plane(levels > threshold)
            total += np.float32(weight) * (_surrounded(bright) + _surrounded(1 - bright))
    return total


def _levels(channel: Map, least: float) -> Map:
    low, high = np.percentile(channel, (1, 99))
    slack = max(0.0, least - (high - low)) / 2
    low, high = low - slack, high + slack
    return values(np.clip((channel - np.float32(low)) * np.float32(255 / (high - low)), 0, 255))


def _surrounded(region: Plane) -> Map:
    """Parts of a 0/1 region off the border, plus half of what stands on the lower border only."""
    inner = _off_border(region, open_bottom=False)
    standing = _off_border(region, open_bottom=True)
    return _weighted(inner) + np.float32(0.5) * _weighted(standing)


def _off_border(region: Plane, *, open_bottom: bool) -> Plane:
    height, width = region.shape
    padded = np.ones((height + 2, width + 2), dtype=np.uint8)
    padded[1:-1, 1:-1] = region
    if open_bottom:
        padded[-1] = 0
    cv2.floodFill(padded, None, (0, 0), 0)
    return padded[1:-1, 1:-1]


def _weighted(region: Plane) -> Map:
    """Give small regions more weight than large ones, as attention does."""
    area = float(region.mean())
    if area < 0.002:
        return np.zeros(region.shape, dtype=np.float32)
    return values(region) * np.float32(area**-0.12)


def _focus(views: Views) -> tuple[Map, float]:
    """Where detail is, 0-1, and how much that differs over the picture, 0-1 (bokeh is 1).

    Detail is spread over its neighbourhood, so that the smooth inside of a sharp subject keeps it.
    """
    edges = np.abs(values(cv2.Laplacian(views.luma, cv2.CV_32F, ksize=3)))
    local = blurred(resized(edges, views.small.shape), 0.012)
    reach = max(3, int(0.05 * max(local.shape))) | 1
    spread = blurred(values(cv2.dilate(local, np.ones((reach, reach), dtype=np.uint8))), 0.02)
    low, high = (max(float(v), 0.5) for v in np.percentile(spread, (35, 97)))
    varies = float(np.clip((np.log2(high / low) - 1.5) / 2, 0, 1))
    return np.clip(spread / np.float32(high), 0, 1), varies


def _middle(shape: tuple[int, ...]) -> Map:
    rows = np.linspace(-1, 1, shape[0], dtype=np.float32)[:, None]
    columns = np.linspace(-1, 1, shape[1], dtype=np.float32)[None, :]
    return values(np.exp(-(rows**2 + columns**2) / np.float32(2.2)))
