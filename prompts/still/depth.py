"""Evidence of depth: horizon, separation, focus, perspective (IMG-13).

Every cue counts only in favour: pictures without them may still be deep, so their absence is a
hint that holds sideways camera moves back and never a warning.
"""

import itertools
import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from prompts.still.colours import separation_of
from prompts.still.report import Depth, Finding, Level, Trust
from prompts.still.views import Map, Mask, Plane, Views, plane, scaled, values

SEPARATE = 0.45
"""Separation of subject and background above which the subject is clear."""

IN_FOCUS = 1.2
"""log2 of subject over background sharpness above which the subject is clear."""

_LINES_SIZE = 448
_LONG = 0.06
"""Least length of a counted line, in shares of the picture's diagonal."""

_LEVEL_SPAN = 0.55
"""Share of the width that level lines must cover in one row to be a horizon."""

_MOST_LINES = 36
_CONVERGING = 7
"""Lines that must meet in one point, of the `_MOST_LINES` longest oblique ones."""

_TOLERANCE = math.radians(1.6)

Segments = NDArray[np.float32]
"""Line segments, shape (n, 4): x1, y1, x2, y2 in pixels of the searched picture."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The straight lines of a still.

    Attributes:
        segments: those of at least 6 % of the diagonal.
        height: pixels of the picture they were searched in.
        width: pixels of the picture they were searched in.
    """

    segments: Segments
    height: int
    width: int

    @property
    def straightness(self) -> float:
        """Length of all upright and level lines in diagonals; buildings and rooms have much."""
        angles = _angles(self.segments)
        straight = (angles < math.radians(4)) | (angles > math.radians(86))
        total = float(_lengths(self.segments)[straight].sum())
        return round(total / math.hypot(self.height, self.width), 3)


def lines_of(views: Views) -> Lines:
    """Find straight lines (LSD)."""
    luma = scaled(views.luma, _LINES_SIZE)
    height, width = luma.shape
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_NONE).detect(luma)[0]
    segments = values(found).reshape(-1, 4) if found is not None else np.empty((0, 4), np.float32)
    long = _lengths(segments) > _LONG * math.hypot(height, width)
    return Lines(segments[long], height, width)


def depth_of(views: Views, lines: Lines, subject: Mask | None, sky: Mask) -> Depth:
    """Collect the cues of depth."""
    separation = separation_of(views.lab, subject) if subject is not None else 0.0
    focus = _focus(views.luma, subject) if subject is not None else 0.0
    horizon = _horizon(lines, sky)
    perspective = _converge(lines)
    cues = (horizon is not None, separation > SEPARATE, focus > IN_FOCUS, perspective)
    return Depth(
        horizon=horizon,
        separation=separation,
        focus=focus,
        perspective=perspective,
        evidence=any(cues),
    )


def findings_of_depth(depth: Depth) -> list[Finding]:
    """Say which depth there is, or hint that there is none."""
    if depth.evidence:
        return []
    return [
        Finding(
            rule="IMG-13",
            trust=Trust.HINT,
            level=Level.INFO,
            text="little depth to move through",
            advice="A gentle push-in suits it better than a sideways move.",
        )
    ]


def _focus(luma: Plane, subject: Mask) -> float:
    edges = values(cv2.Laplacian(luma, cv2.CV_32F, ksize=3)) ** 2
    height, width = luma.shape
    inside = cv2.resize(plane(subject), (width, height), interpolation=cv2.INTER_NEAREST)
    reach = max(3, round(0.03 * max(luma.shape))) | 1
    outside = cv2.dilate(inside, np.ones((reach, reach), np.uint8)) == 0
    if not inside.any() or not outside.any():
        return 0.0
    ratio = (float(edges[inside > 0].mean()) + 1) / (float(edges[outside].mean()) + 1)
    return round(math.log2(ratio), 3)


def _horizon(lines: Lines, sky: Mask) -> float | None:
    """The row where level lines add up across the picture, else the mean end of the sky."""
    level = lines.segments[_angles(lines.segments) < math.radians(3)]
    if len(level):
        rows = values((level[:, 1] + level[:, 3]) / 2 / lines.height)
        lengths = _lengths(level) / lines.width
        spans = np.array([lengths[np.abs(rows - row) < 0.015].sum() for row in rows])
        best = int(spans.argmax())
        ruled = len(_clusters(rows[lengths > 0.2])) > 2
        if spans[best] > _LEVEL_SPAN and 0.08 < rows[best] < 0.92 and not ruled:
            return round(float(rows[best]), 3)
    return _skyline(sky)


def _clusters(rows: Map) -> list[float]:
    """Distinct rows with long level lines: planks and shelves have many, a land has one."""
    distinct: list[float] = []
    for row in sorted(float(r) for r in rows):
        if not distinct or row - distinct[-1] > 0.04:
            distinct.append(row)
    return distinct


def _skyline(sky: Mask) -> float | None:
    reaches = sky.any(axis=0)
    if float(sky.mean()) < 0.06 or float(reaches.mean()) < 0.8:
        return None
    ends = sky.shape[0] - sky[::-1].argmax(axis=0)
    middle: float = float(np.median(ends[reaches]))
    return round(middle / int(sky.shape[0]), 3)


def _converge(lines: Lines) -> bool:
    """Whether many oblique lines from both sides meet in one point."""
    angles = _angles(lines.segments)
    oblique = lines.segments[(angles > math.radians(7)) & (angles < math.radians(80))]
    if len(oblique) < _CONVERGING:
        return False
    longest = np.argsort(-_lengths(oblique), kind="stable")[:_MOST_LINES]
    chosen = oblique[longest].astype(np.float64)
    slopes = np.sign((chosen[:, 2] - chosen[:, 0]) * (chosen[:, 3] - chosen[:, 1]))
    ends = np.concatenate((chosen, np.ones((len(chosen), 1))), axis=1)
    through = np.cross(ends[:, [0, 1, 4]], ends[:, [2, 3, 4]])
    return any(
        _meets(chosen, slopes, np.cross(through[i], through[k]), lines)
        for i, k in itertools.combinations(range(len(chosen)), 2)
    )


def _meets(
    segments: NDArray[np.float64],
    slopes: NDArray[np.float64],
    point: NDArray[np.float64],
    frame: Lines,
) -> bool:
    if abs(point[2]) < 1e-9:
        return False
    x, y = point[0] / point[2], point[1] / point[2]
    height, width = frame.height, frame.width
    if not (-0.5 * width < x < 1.5 * width and -0.5 * height < y < 1.5 * height):
        return False
    middle = (segments[:, :2] + segments[:, 2:]) / 2
    aim = np.arctan2(y - middle[:, 1], x - middle[:, 0])
    along = np.arctan2(segments[:, 3] - segments[:, 1], segments[:, 2] - segments[:, 0])
    off = np.abs((aim - along + math.pi / 2) % math.pi - math.pi / 2)
    meeting = off < _TOLERANCE
    enough = int(meeting.sum()) >= max(_CONVERGING, 0.3 * len(segments))
    rising, falling = int((slopes[meeting] < 0).sum()), int((slopes[meeting] > 0).sum())
    return enough and min(rising, falling) >= 2


def _lengths(lines: Segments) -> Map:
    return values(np.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]))


def _angles(lines: Segments) -> Map:
    """Angle to the horizontal, 0 to pi/2."""
    across = np.abs(lines[:, 2] - lines[:, 0])
    return values(np.arctan2(np.abs(lines[:, 3] - lines[:, 1]), across))
