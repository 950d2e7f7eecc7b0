"""Blocks left by hard compression, even after a clean last save (IMG-03).

JPEG works on 8x8 squares. Their borders show as steps that repeat every 8 pixels, wherever a crop
has moved the grid. Only the still's own pixels can show that; a scaled decode hides it.
"""

import math

import cv2
import numpy as np

from prompts.still.report import Finding, Level, Trust
from prompts.still.views import Map, Views, values

BLOCKY = 3.0
"""Steps on the grid over steps beside it, above which blocks can be seen."""

_VISIBLE = 1.0
"""Mean step in grey levels below which nobody sees a grid, whatever its period."""

_CELL = 8
_REGION = 1600
"""Pixels measured on each side, around the middle."""


def blockiness_of(views: Views) -> float | None:
    """Strength of the 8-pixel grid, 1 is none; None unless the still's own pixels were decoded."""
    if not views.native:
        return None
    height, width = views.detail.shape[:2]
    top, left = max(0, (height - _REGION) // 2), max(0, (width - _REGION) // 2)
    middle = np.ascontiguousarray(views.detail[top : top + _REGION, left : left + _REGION])
    luma = values(cv2.cvtColor(middle, cv2.COLOR_RGB2GRAY))
    return round(math.sqrt(_grid(luma) * _grid(np.ascontiguousarray(luma.T))), 3)


def findings_of_blocks(blockiness: float | None, *, photo: bool) -> list[Finding]:
    """Warn about visible blocks; drawn squares in graphics are not blocks."""
    if blockiness is None or blockiness < BLOCKY or not photo:
        return []
    return [
        Finding(
            rule="IMG-03",
            trust=Trust.MEASURED,
            level=Level.WARN,
            text="visible compression blocks, they will flicker in motion",
            value=blockiness,
            advice="Send the original file instead of a forwarded copy.",
        )
    ]


def _grid(luma: Map) -> float:
    """Mean step at the strongest of the eight column phases over the middle one."""
    steps = np.abs(np.diff(luma, axis=1))
    alone = np.maximum(steps[:, 1:-1] - (steps[:, :-2] + steps[:, 2:]) / 2, 0).mean(axis=0)
    whole = len(alone) // _CELL * _CELL
    if whole < 4 * _CELL:
        return 1.0
    phases = alone[:whole].reshape(-1, _CELL).mean(axis=0)
    usual = float(np.median(phases))
    strongest = float(phases.max())
    return strongest / max(usual, 0.01) if strongest > _VISIBLE else 1.0
