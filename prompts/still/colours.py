"""How alike two regions of a still are in colour."""

import cv2
import numpy as np

from prompts.still.views import Map, Mask, plane, values


def separation_of(lab: Map, mask: Mask) -> float:
    """How differently inside and outside of a mask are coloured, 0-1 (Lab histograms)."""
    if not mask.any() or mask.all():
        return 0.0
    inside, outside = _colours(lab, mask), _colours(lab, ~mask)
    return round(1 - float(np.sqrt(inside * outside).sum()), 3)


def _colours(lab: Map, mask: Mask) -> Map:
    counts = cv2.calcHist(
        list(cv2.split(lab)),
        [0, 1, 2],
        plane(mask),
        [8, 12, 12],
        [0, 101, -72, 72, -72, 72],
    )
    return values(counts / max(float(counts.sum()), 1.0))
