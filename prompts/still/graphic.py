"""Flat graphics and line art, told from photographs by evenness, hard edges and few colours.

Paintings and rendered pictures cannot be told apart from photographs this way, so nothing is said
about them (IMG-10, IMG-18).
"""

from dataclasses import dataclass

import cv2
import numpy as np

from prompts.still.report import Finding, Level, Trust
from prompts.still.views import Views, plane

_FLAT = 0.5
"""Share of even pixels from which a picture may be a graphic."""

_INKS = 16
_COVERED = 0.8
"""Colours at 5 bits a channel, and the share of all but the ground that they cover in graphics."""

_HARD = 48.0
"""Step in grey levels over a pixel that only drawn edges reach often."""


@dataclass(frozen=True, slots=True)
class Graphic:
    """How drawn a picture looks.

    Attributes:
        flat: share of pixels that equal their neighbours within 2 grey levels.
        hard: share of the other pixels that lie on a hard step.
        inked: share of the pixels off the commonest colour that the next 16 colours cover.
    """

    flat: float
    hard: float
    inked: float

    @property
    def drawn(self) -> bool:
        """Whether it is a flat graphic or line art."""
        return self.flat >= _FLAT and self.hard >= 0.2 and self.inked >= _COVERED


def graphic_of(views: Views) -> Graphic:
    """Measure a piece of the still's own pixels, at most 800 on a side, spread over the picture."""
    height, width = views.detail.shape[:2]
    top, left = max(0, (height - 800) // 2), max(0, (width - 800) // 2)
    piece = np.ascontiguousarray(views.detail[top : top + 800, left : left + 800])
    luma = plane(cv2.cvtColor(piece, cv2.COLOR_RGB2GRAY))
    kernel = np.ones((3, 3), dtype=np.uint8)
    step = cv2.subtract(cv2.dilate(luma, kernel), cv2.erode(luma, kernel))
    even = step <= 2
    rest = max(1, int((~even).sum()))
    bins = (piece[::2, ::2] >> 3).astype(np.int32) @ np.array([1024, 32, 1], dtype=np.int32)
    counts = np.sort(np.bincount(bins.ravel()))[::-1]
    return Graphic(
        flat=round(float(even.mean()), 4),
        hard=round(float((step > _HARD).sum()) / rest, 4),
        inked=round(float(counts[1 : _INKS + 1].sum()) / max(1, int(counts[1:].sum())), 4),
    )


def findings_of_graphic(graphic: Graphic) -> list[Finding]:
    """Say that it is a drawing, when it surely is."""
    if not graphic.drawn:
        return []
    return [
        Finding(
            rule="IMG-18",
            trust=Trust.MEASURED,
            level=Level.INFO,
            text="a flat graphic, not a photo",
            value=graphic.flat,
            advice="A camera move keeps its lines better than moving parts.",
        )
    ]
