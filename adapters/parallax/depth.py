"""Nearness from one picture without weights: ground plane, horizon, and subjects that stand on it.

Works at 320 pixels on the long side. Nearness is relative: 0 is the farthest, 1 the nearest.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from adapters.parallax.arrays import Field, Pixels, blurred, field, grey, resized
from prompts.still.report import Box, Report

LONG_SIDE = 320
CUT_SIDE = 144
"""GrabCut runs at this long side: three times it costs ten times as much and looks the same."""

CUT_ROUNDS = 3
SKY_NEAR = 0.02
SUBJECT_LEAST = 0.55
"""A subject is never farther than this: it was photographed because it is near."""

LEAST_RANGE = 0.6
"""Guessed nearness from far to near below which it is not stretched to the whole range."""

FEW_LINES, MANY_LINES = 4.0, 12.0
LEAST_RELIEF = 0.15
"""Upright and level lines, in picture diagonals, from where and to where depth is held back."""

BULGE = 0.14
SOFTNESS = 0.045
"""How far depth edges are softened for the rubber sheet, as a share of the long side."""


def heuristic(
    rgb: Pixels, report: Report, subject: Field, sky: Field, relief: float = 1.0
) -> Field:
    """Nearness of a small picture; a drawing or a screen is flat, so that its lines stay straight.

    Args:
        rgb: (height, width, 3) at `LONG_SIDE`.
        report: horizon and subject boxes.
        subject: soft mask of the subjects.
        sky: soft mask of the sky.
        relief: share of the depth to show, 0-1.
    """
    height, width = rgb.shape[:2]
    if not report.photo:
        return np.full((height, width), 0.5, np.float32)
    rows = (np.arange(height, dtype=np.float32) + 0.5) / height
    ground = _ground(rows, report.depth.horizon)
    near = np.repeat(ground[:, None], width, axis=1)
    near = near * (1 - sky) + SKY_NEAR * sky
    if subject.any():
        stands = max(_stand(report, ground), SUBJECT_LEAST)
        inside = (subject > 0.5).astype(np.uint8)
        deep = cv2.distanceTransform(inside, cv2.DIST_L2, 3)
        bulge = BULGE * np.sqrt(deep / max(float(deep.max()), 1.0))
        near = near * (1 - subject) + np.maximum(near, stands + bulge) * subject
    whole = normalised(guided(field(near), grey(rgb), radius=8, calm=1e-3), LEAST_RANGE)
    return field(np.float32(0.5) + (whole - np.float32(0.5)) * np.float32(relief))


def relief_of(straightness: float) -> float:
    """Share of a guessed depth that is shown, 0-1, by the length of straight lines in diagonals.

    A rubber sheet bends the posts and boards it stretches, so among many of them it stays flatter.
    """
    return float(np.interp(straightness, (FEW_LINES, MANY_LINES), (1.0, LEAST_RELIEF)))


def subject_mask(rgb: Pixels, report: Report) -> Field:
    """Soft mask (0-1) of the reported subjects, cut out by GrabCut; zeros when there is none."""
    height, width = rgb.shape[:2]
    boxes = _subject_boxes(report)
    if not boxes:
        return np.zeros((height, width), np.float32)
    scale = CUT_SIDE / max(height, width)
    small = cv2.resize(
        rgb, (round(width * scale), round(height * scale)), interpolation=cv2.INTER_AREA
    )
    found = np.zeros(small.shape[:2], np.uint8)
    for box in boxes:
        found |= _cut(np.ascontiguousarray(small), box)
    full = resized(field(found), (width, height))
    return field(np.clip(guided(full, grey(rgb), radius=5, calm=1e-4), 0, 1))


def grown(near: Field) -> Field:
    """Nearness spread outward and softened, for the rubber sheet.

    A near thing keeps one nearness to beyond its edge, so that it is never torn or squeezed, and
    the stretching falls on a broad zone of what is around it, where straight lines bend least.
    """
    soft = SOFTNESS * max(near.shape)
    reach = 2 * round(1.5 * soft) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    return blurred(field(cv2.dilate(near, kernel)), soft)


def normalised(near: NDArray[np.float32], least: float = 0.0) -> Field:
    """Stretch to 0-1 between the 1st and 99th percentile; a flat map becomes 0.5 throughout.

    A map of less than `least` from far to near keeps its share of the range about the middle: a
    guess of little depth must not bend what stands upright.
    """
    low, high = np.percentile(near, (1, 99))
    if high - low < 1e-4:
        return np.full(near.shape, 0.5, np.float32)
    span = max(high - low, least)
    return field(np.clip((near - (low + high) / 2) / span + 0.5, 0, 1))


def guided(values: Field, guide: Field, radius: int, calm: float) -> Field:
    """Guided filter: smooth `values` but keep its edges where the grey `guide` (0-1) has them."""
    side = (2 * radius + 1, 2 * radius + 1)

    def mean(part: Field) -> Field:
        return field(cv2.blur(part, side))

    mean_guide, mean_field = mean(guide), mean(values)
    slope = (mean(guide * values) - mean_guide * mean_field) / (
        mean(guide * guide) - mean_guide * mean_guide + calm
    )
    base = mean_field - slope * mean_guide
    return field(mean(field(slope)) * guide + mean(field(base)))


def _ground(rows: Field, horizon: float | None) -> Field:
    """Nearness of the ground per row; it rises from the horizon to the lower edge."""
    if horizon is None:
        return field(0.25 + 0.3 * rows)
    below = np.clip((rows - horizon) / max(1 - horizon, 0.05), 0, 1)
    above = np.clip((horizon - rows) / max(horizon, 0.05), 0, 1)
    return field(0.12 + 0.78 * below**0.8 - 0.08 * above)


def _stand(report: Report, ground: Field) -> float:
    """Nearness of the row where the main subject touches the ground."""
    if report.main is None:
        return 0.0
    foot = min(report.main.box.y + report.main.box.h, 1.0)
    return float(ground[min(int(foot * len(ground)), len(ground) - 1)])


def _subject_boxes(report: Report) -> list[Box]:
    """Up to three boxes to cut out: whole people, and shapes that are no part of one."""
    people = [_body(s.box) for s in report.subjects if s.kind == "face"][:3]
    shapes = [
        s.box
        for s in report.subjects
        if s.kind == "shape"
        and s.box.area < 0.9
        and not any(_inside(s.box.centre, person) for person in people)
    ]
    return (people + shapes)[:3]


def _inside(point: tuple[float, float], box: Box) -> bool:
    return box.x <= point[0] <= box.x + box.w and box.y <= point[1] <= box.y + box.h


def _body(face: Box) -> Box:
    """Where head and shoulders are, given a face."""
    x, _ = face.centre
    left, right = max(0.0, x - 1.6 * face.w), min(1.0, x + 1.6 * face.w)
    top = max(0.0, face.y - 0.5 * face.h)
    return Box(x=left, y=top, w=right - left, h=1 - top)


def _cut(small: Pixels, box: Box) -> Pixels:
    """GrabCut of one box; an ellipse when the cut finds next to nothing or nearly all."""
    height, width = small.shape[:2]
    x0, y0 = max(1, int(box.x * width)), max(1, int(box.y * height))
    x1 = min(width - 1, int(np.ceil((box.x + box.w) * width)))
    y1 = min(height - 1, int(np.ceil((box.y + box.h) * height)))
    labels = np.zeros((height, width), np.uint8)
    if x1 - x0 < 3 or y1 - y0 < 3:
        return labels
    rect = x0, y0, x1 - x0, y1 - y0
    grab_cut(small, labels, rect, cv2.GC_INIT_WITH_RECT, CUT_ROUNDS)
    cut = np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    area = (x1 - x0) * (y1 - y0)
    if not 0.15 * area < int(cut.sum()) < 0.98 * area:
        cut[:] = 0
        centre, axes = ((x0 + x1) // 2, (y0 + y1) // 2), ((x1 - x0) // 2, (y1 - y0) // 2)
        cv2.ellipse(cut, centre, axes, 0, 0, 360, 1, -1)
    return cut


def grab_cut(
    picture: Pixels, labels: Pixels, rect: tuple[int, int, int, int], mode: int, rounds: int
) -> bool:
    """Run GrabCut on `labels` in place, the same way every time; False when it cannot.

    A picture of one colour gives its colour models nothing to tell apart.
    """
    models = np.zeros((2, 1, 65), np.float64)
    cv2.setRNGSeed(7)
    try:
        cv2.grabCut(picture, labels, rect, models[0], models[1], rounds, mode)
    except cv2.error:
        return False
    return True
