"""Shares of the picture that look like sky, water or foliage: hints by colour, texture and place.

Colours are CIELAB (L 0-100; a green to red, b blue to yellow). Nothing here knows what it sees, so
every share is a hint: good for choosing a motion, never for a warning.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from prompts.still.report import Scenery
from prompts.still.views import Map, Mask, Views, blurred, plane, resized, values

_LEVEL_STEP = 7.0
"""Difference in CIELAB, summed over its axes, that counts as an edge between air and water."""

_EVEN = 2.5
"""Mean edge strength in grey levels below which a region is an even one."""

_LEAST_PATCH = 0.008
"""Patches below this share of the picture are noise."""


@dataclass(frozen=True, slots=True)
class SceneryMasks:
    """Where the elements are, at the size of `Views.small`."""

    sky: Mask
    water: Mask
    foliage: Mask

    def shares(self, views: Views) -> Scenery:
        """Sum the masks up."""
        dark = views.lab[..., 0] < 12
        parts = (self.sky, self.water, self.foliage, dark)
        sky, water, foliage, black = (round(float(part.mean()), 3) for part in parts)
        return Scenery(sky=sky, water=water, foliage=foliage, dark=black)


def scenery_of(views: Views) -> SceneryMasks:
    """Find sky, water and foliage."""
    texture = _texture(views)
    sky = _sky(views.lab, texture)
    foliage = _foliage(views.lab, texture) & ~sky
    water = _water(views.lab, sky, texture) & ~foliage
    return SceneryMasks(sky, water, foliage)


def _texture(views: Views) -> Map:
    """Mean edge strength around each pixel, in grey levels."""
    across = values(cv2.Sobel(views.luma, cv2.CV_32F, 1, 0, ksize=3))
    down = values(cv2.Sobel(views.luma, cv2.CV_32F, 0, 1, ksize=3))
    edges = (np.abs(across) + np.abs(down)) * np.float32(0.125)
    return blurred(resized(edges, views.small.shape), 0.01)


def _sky(lab: Map, texture: Map) -> Mask:
    """Blue with its clouds, or an even pale or glowing ground, joined to the upper border."""
    light, green_red, blue_yellow = lab[..., 0], lab[..., 1], lab[..., 2]
    chroma = np.hypot(green_red, blue_yellow)
    rows = np.linspace(0, 1, lab.shape[0], dtype=np.float32)[:, None]
    blue = (blue_yellow < -10) & (green_red < 16) & (light > 25) & (texture < 6)
    if float((blue & (rows < 0.6)).mean()) > 0.03:
        clouds = (light > 55) & (chroma < 24) & (blue_yellow < 8) & (texture < 11) & (rows < 0.6)
        joined = _above_level(_from_top(blue | clouds), lab)
        return (
            joined if float((joined & blue).sum()) > 0.2 * float(joined.sum()) else joined & False
        )
    pale = (light > 70) & (chroma < 22) & (texture < 1.6)
    glow = (light > 45) & (blue_yellow > 10) & (texture < 1.6)
    joined = _from_top(pale | glow)
    # Even walls and studio grounds are pale too; a sky runs along the whole top over a darker land.
    wide = float(joined[0].mean()) > 0.9
    return joined if wide and _over_land(joined, light) else joined & False


def _from_top(candidate: Mask) -> Mask:
    size = max(3, int(0.012 * max(candidate.shape))) | 1
    closed = cv2.morphologyEx(plane(candidate), cv2.MORPH_CLOSE, np.ones((size, size), np.uint8))
    _, labels = cv2.connectedComponents(closed, connectivity=4)
    top = np.unique(labels[: max(1, labels.shape[0] // 40)])
    return np.isin(labels, top[top > 0])


def _above_level(sky: Mask, lab: Map) -> Mask:
    """End a sky at a level edge through most of the picture: below it is sea, not sky."""
    if not float(sky[-1].mean()) > 0.1:
        return sky
    span = 2
    step = np.abs(lab[2 * span :] - lab[: -2 * span]).sum(axis=2)
    crossed = (step > _LEVEL_STEP).mean(axis=1)
    height = sky.shape[0]
    crossed[: int(0.08 * height)] = 0
    crossed[int(0.92 * height) :] = 0
    row = int(crossed.argmax())
    if float(crossed[row]) < 0.7:
        return sky
    cut = sky.copy()
    cut[row + span :] = False
    return cut


def _over_land(sky: Mask, light: Map) -> bool:
    """The land under a sky is darker and reaches from side to side at the bottom."""
    share = float(sky.mean())
    if not 0.05 < share < 0.8 or float(sky[-1].mean()) > 0.02:
        return False
    return float(light[sky].mean()) - float(light[~sky].mean()) > 12


def _foliage(lab: Map, texture: Map) -> Mask:
    """Green to yellow-green with texture; averaged over a neighbourhood, as leaves are."""
    green = (lab[..., 1] < -3) & (lab[..., 2] > 5) & (lab[..., 2] > -0.4 * lab[..., 1])
    meadow = (lab[..., 2] > 12) & (lab[..., 1] < 4) & (lab[..., 0] < 60)
    leafy = (green | meadow) & (texture > 1.2) & (lab[..., 0] > 3)
    return _patches(blurred(leafy.astype(np.float32), 0.02) > 0.5)


def _water(lab: Map, sky: Mask, texture: Map) -> Mask:
    """Bluer than the rest of the picture and in its lower part.

    What is even and runs up to the upper border is a backdrop or a night sky.
    """
    light, green_red, blue_yellow = lab[..., 0], lab[..., 1], lab[..., 2]
    usual = float(np.median(blue_yellow[~sky])) if not sky.all() else 0.0
    rows = np.linspace(0, 1, lab.shape[0], dtype=np.float32)[:, None]
    cool = (blue_yellow < min(usual - 4, 0)) & (np.abs(green_red) < 10)
    deep = (blue_yellow < -8) & (green_red < 6)
    wet = (cool | deep) & (light > 12) & ~sky
    above = sky | _from_top(wet & (texture < _EVEN))
    wet &= ~above & (rows > 0.38)
    patches = _components(blurred(wet.astype(np.float32), 0.015) > 0.45)
    below = np.zeros_like(sky)
    below[2:] = above[:-2]
    kept = np.zeros_like(sky)
    for patch in patches:
        if _level(patch & below):
            kept |= patch
    return kept


def _level(shore: Mask) -> bool:
    """Water meets what is above it in a level line; rock and roofs do not."""
    rows = np.nonzero(shore)[0]
    return rows.size < 3 or float(rows.std()) < 0.012 * shore.shape[0]


def _patches(region: Mask) -> Mask:
    kept = np.zeros_like(region)
    for patch in _components(region):
        kept |= patch
    return kept


def _components(region: Mask) -> list[Mask]:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(plane(region), connectivity=8)
    least = _LEAST_PATCH * region.size
    return [labels == i for i in range(1, count) if stats[i, cv2.CC_STAT_AREA] >= least]
