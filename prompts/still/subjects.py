"""Subjects: blobs that stand out, their boxes, and whether several are equal (IMG-07, IMG-08)."""

from dataclasses import dataclass

import cv2
import numpy as np

from prompts.still.colours import separation_of
from prompts.still.report import Box, Subject
from prompts.still.saliency import Saliency
from prompts.still.views import Map, Mask, Plane, Views, plane, resized, scaled, stretched, values

_CUTS = (0.3, 0.6)
"""Least and most share of the strongest response at which a blob may end."""

_LEAST_AREA = 0.006
"""Blobs below this share of the picture are not subjects."""

_EDGE_SIZE = 120
"""Long side in pixels at which edges are refined; the cost grows with the area."""

_AROUND = 0.12
_NEAR = 0.05
"""How far edges may lie from what stands out, in long sides: single subjects, equal ones."""

_MOST_AREA = 0.55
"""Blobs above this share are the scene, not something in it."""

_WIDE = 0.8
"""Length of a blob that runs off one side above which it is land or light, not a thing."""

_LARGE = 0.18
_SCENERY = 0.2
"""A blob above this share must differ from the rest by more than this separation."""

_BAND = 2.5
"""Difference in CIELAB from what is beside it that a thing has and a band of the ground has not."""

_MOST = 6

_WEAKEST = 0.35
"""Share of the best score below which a blob is no subject."""

_LEVELS = tuple(round(0.2 + 0.05 * step, 2) for step in range(12))
"""Thresholds at which equal subjects must hold together."""

_PERSISTS = 5
"""Levels in a row over which equals must stay equals: texture falls apart sooner."""

_SMALLEST_ALIKE = 0.4
_SMALLEST_UNLIKE = 0.7
"""Area of an equal subject over that of the largest, of one colour with it or not."""

_ALIKE = 0.6
"""Overlap of colour histograms (Bhattacharyya) from which two things are of one colour."""


@dataclass(frozen=True, slots=True)
class Standouts:
    """The subjects of a still; masks are at the size of `Views.small`.

    Attributes:
        subjects: strongest first.
        masks: the pixels of each subject, in the same order.
        equal: two or more of them are alike in size.
    """

    subjects: tuple[Subject, ...]
    masks: tuple[Mask, ...]
    equal: bool

    @property
    def main(self) -> Mask | None:
        """Pixels of the strongest subject."""
        return self.masks[0] if self.masks else None


def standouts_of(views: Views, saliency: Saliency, ignored: Mask) -> Standouts:
    """Find the subjects, leaving out `ignored` pixels such as sky."""
    damp = np.where(ignored, np.float32(0.12), np.float32(1))
    strength = stretched(saliency.strength * damp)
    equals = _equals(stretched(saliency.surrounded * damp), views.lab)
    seeds = equals or _blobs(plane(strength > _cut(strength)))
    if not seeds:
        return Standouts((), (), equal=False)
    refined = _refined(views, strength, seeds, split=bool(equals))
    masks = [mask for mask in refined if not _is_scene(views.lab, mask)]
    if not masks:
        return Standouts((), (), equal=False)
    scores = [_score(strength, mask) for mask in masks]
    order = sorted(range(len(masks)), key=lambda i: (-round(scores[i], 4), i))
    best = max(scores[order[0]], 1e-6)
    kept = [i for i in order if equals or scores[i] >= _WEAKEST * best][:_MOST]
    subjects = tuple(
        Subject(box=box_of(masks[i]), kind="shape", strength=round(scores[i] / best, 3))
        for i in kept
    )
    return Standouts(subjects, tuple(masks[i] for i in kept), equal=min(len(equals), len(kept)) > 1)


def box_of(mask: Mask) -> Box:
    """Bounding box of a mask in shares of the picture."""
    height, width = mask.shape
    x, y, w, h = cv2.boundingRect(plane(mask))
    return Box(
        x=round(x / width, 4), y=round(y / height, 4), w=round(w / width, 4), h=round(h / height, 4)
    )


def _is_scene(lab: Map, mask: Mask) -> bool:
    """Whether a blob is no thing in the picture but a part of its ground.

    It fills the picture, runs from side to side, is large and of the picture's colours, or goes on
    beside itself at the same height, as a band of land, sea or light does.
    """
    share = float(mask.mean())
    sides = int(mask[:, 0].any()) + int(mask[:, -1].any())
    box = box_of(mask)
    across = sides == 2 or (sides == 1 and max(box.w, box.h) > _WIDE)
    alike = share > _LARGE and separation_of(lab, mask) < _SCENERY
    return share > _MOST_AREA or across or alike or _beside(lab, mask) < _BAND


def _beside(lab: Map, mask: Mask) -> float:
    """Difference in CIELAB between a blob and what is left and right of it, row by row."""
    inside, outside = mask.sum(axis=1), (~mask).sum(axis=1)
    rows = (inside > 1) & (outside > 1)
    if not rows.any():
        return float("inf")
    here = (lab * mask[..., None]).sum(axis=1)[rows] / inside[rows, None]
    there = (lab * ~mask[..., None]).sum(axis=1)[rows] / outside[rows, None]
    return float(np.average(np.linalg.norm(here - there, axis=1), weights=inside[rows]))


def _cut(strength: Map) -> float:
    """The level between standing out and not (Otsu), kept within reason."""
    otsu, _ = cv2.threshold(plane(strength * 255), 0, 255, cv2.THRESH_OTSU)
    return float(np.clip(otsu / 255, *_CUTS))


def _blobs(region: Plane) -> list[Mask]:
    size = max(3, int(0.015 * max(region.shape))) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    joined = cv2.morphologyEx(region, cv2.MORPH_CLOSE, kernel)
    return _components(plane(joined))


def _components(region: Plane) -> list[Mask]:
    """Connected parts that are large enough, largest first."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(region, connectivity=8)
    areas = stats[:, cv2.CC_STAT_AREA]
    large = [i for i in range(1, count) if areas[i] >= _LEAST_AREA * region.size]
    large.sort(key=lambda i: (-int(areas[i]), i))
    return [labels == i for i in large]


def _score(strength: Map, mask: Mask) -> float:
    share = float(mask.mean())
    return float(strength[mask].mean()) * share**0.35 if share else 0.0


def _equals(surrounded: Map, lab: Map) -> list[Mask]:
    """Blobs of like size that hold together over several thresholds; else nothing."""
    runs: list[list[Mask]] = []
    for level in _LEVELS:
        group = _group(plane(surrounded > level), lab)
        if len(group) < 2 or (runs and len(group) != len(runs[-1])):
            if len(runs) >= _PERSISTS:
                break
            runs = []
        if len(group) >= 2:
            runs.append(group)
    # The lowest levels still carry some surroundings, the highest only the core.
    return runs[len(runs) // 2] if len(runs) >= _PERSISTS else []


def _group(region: Plane, lab: Map) -> list[Mask]:
    opened = plane(cv2.morphologyEx(region, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)))
    parts = _components(opened)
    if len(parts) < 2:
        return []
    largest = int(parts[0].sum())
    group = [part for part in parts if int(part.sum()) >= _SMALLEST_ALIKE * largest]
    mass = sum(int(part.sum()) for part in group) / max(1, int(opened.sum()))
    if not 2 <= len(group) <= _MOST or mass < 0.8 or largest > 0.3 * region.size:
        return []
    colours = [_colours(lab, part) for part in group]
    alike = min(float(np.sqrt(colours[0] * other).sum()) for other in colours[1:])
    smallest = int(group[-1].sum()) / largest
    return group if alike >= _ALIKE or smallest >= _SMALLEST_UNLIKE else []


def _colours(lab: Map, mask: Mask) -> Map:
    channels = [np.ascontiguousarray(lab[..., 1]), np.ascontiguousarray(lab[..., 2])]
    counts = cv2.calcHist(channels, [0, 1], plane(mask), [16, 16], [-64, 64, -64, 64])
    smooth = values(cv2.GaussianBlur(counts, (3, 3), 0.8))
    return smooth / np.float32(max(float(smooth.sum()), 1e-6))


def _refined(views: Views, strength: Map, seeds: list[Mask], *, split: bool) -> list[Mask]:
    """Let colour models of inside and outside find the subjects' true edges (GrabCut)."""
    region = _cut_out(views, strength, seeds, _NEAR if split else _AROUND)
    if not split:
        return _components(region) or seeds
    marks = np.full(strength.shape, 255, dtype=np.uint8)
    for seed in seeds:
        marks[seed] = 0
    _, nearest = cv2.distanceTransformWithLabels(
        marks, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_CCOMP
    )
    labels = values(nearest)
    return [seed | ((region > 0) & _labelled(labels, seed)) for seed in seeds]


def _labelled(nearest: Map, seed: Mask) -> Mask:
    return np.isin(nearest, np.unique(nearest[seed]))


def _cut_out(views: Views, strength: Map, seeds: list[Mask], around: float) -> Plane:
    pixels = scaled(views.small, _EDGE_SIZE)
    guide = resized(strength, pixels.shape)
    union = np.zeros(strength.shape, dtype=np.float32)
    for seed in seeds:
        union[seed] = 1
    inside = plane(resized(union, pixels.shape) > 0.5)
    if not 0 < float(inside.mean()) < 0.9:
        return plane(union)
    reach = max(3, int(around * max(guide.shape))) | 1
    near = cv2.dilate(inside, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    core = (inside > 0) & (guide > np.quantile(guide[inside > 0], 0.6))
    trimap = np.full(guide.shape, cv2.GC_BGD, dtype=np.uint8)
    trimap[near > 0] = cv2.GC_PR_BGD
    trimap[inside > 0] = cv2.GC_PR_FGD
    trimap[core] = cv2.GC_FGD
    cv2.setRNGSeed(1)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(pixels, trimap, (0, 0, 1, 1), *models, 2, cv2.GC_INIT_WITH_MASK)
    kept = values((trimap == cv2.GC_FGD) | (trimap == cv2.GC_PR_FGD))
    return plane(resized(kept, strength.shape) > 0.5)
