"""Light: darkness where the subject is, crushed channels, posterised colours (IMG-05, IMG-06)."""

from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike

from prompts.still.decode import Pixels
from prompts.still.report import Finding, Level, Trust
from prompts.still.views import Mask, Views, plane

_DARK_MEDIAN = 55.0
_BLACK_MEDIAN = 20.0
_BLACK_SUBJECT = 40.0
_BLACK_TOP = 90.0
"""Luma 0-255: medians of picture and subject, and the 95th percentile without any light."""

_FEW_COLOURS = 1000
"""Distinct colours in the sample; photographs have over ten thousand."""

_CRUSHED = 0.6
"""Share of pixels with an empty channel that only extreme grades reach."""

_SATURATED = 250.0


@dataclass(frozen=True, slots=True)
class Tone:
    """Brightness and colour of a still.

    Attributes:
        mean: mean luma, 0-255.
        median: median luma, 0-255.
        top: 95th percentile of luma, 0-255.
        subject: median luma of the subject, of the picture when there is none.
        colours: distinct colours (blue in steps of 8) among up to 500,000 uninterpolated pixels.
        crushed: share of pixels with a channel at 0 or 1.
        saturated: 75th percentile of HSV saturation, 0-255.
        grey: no colour at all.
    """

    mean: float
    median: float
    top: float
    subject: float
    colours: int
    crushed: float
    saturated: float
    grey: bool


def tone_of(views: Views, subject: Mask | None) -> Tone:
    """Measure brightness and colour."""
    light = plane(cv2.cvtColor(views.small, cv2.COLOR_RGB2GRAY))
    inside = light[subject] if subject is not None and subject.any() else light
    sample = _sample(views)
    red, green, blue = cv2.split(sample)
    hsv = cv2.cvtColor(views.small, cv2.COLOR_RGB2HSV)
    chroma = np.hypot(views.lab[..., 1], views.lab[..., 2])
    return Tone(
        mean=round(float(light.mean()), 2),
        median=float(np.median(light)),
        top=float(np.percentile(light, 95)),
        subject=float(np.median(inside)),
        colours=_distinct(red, green, blue),
        crushed=round(float((cv2.min(cv2.min(red, green), blue) <= 1).mean()), 4),
        saturated=float(np.percentile(hsv[..., 1], 75)),
        grey=float(np.percentile(chroma, 99)) < 3,
    )


def findings_of_tone(tone: Tone, *, photo: bool) -> list[Finding]:
    """Say when it is dark, and hint at heavy filters."""
    found = _darkness(tone)
    if photo and not tone.grey and tone.colours < _FEW_COLOURS:
        text = "few colours, posterised or heavily filtered"
        found.append(_hint(text, float(tone.colours)))
    elif photo and tone.crushed > _CRUSHED and tone.saturated >= _SATURATED:
        found.append(_hint("heavily filtered, colours are clipped", tone.crushed))
    return found


def _darkness(tone: Tone) -> list[Finding]:
    no_light = tone.top < _BLACK_TOP and tone.subject < _DARK_MEDIAN
    lost = tone.median < _BLACK_MEDIAN and tone.subject < _BLACK_SUBJECT and tone.top < 215
    if no_light or lost:
        return [
            Finding(
                rule="IMG-05",
                trust=Trust.MEASURED,
                level=Level.WARN,
                text="too dark, motion will amplify its noise",
                value=tone.subject,
                advice="Brighten it a little in an editor first.",
            )
        ]
    if tone.median < _DARK_MEDIAN and tone.subject < 90:
        return [
            Finding(
                rule="IMG-05",
                trust=Trust.MEASURED,
                level=Level.INFO,
                text="dark",
                value=tone.median,
            )
        ]
    return []


def _hint(text: str, value: float) -> Finding:
    return Finding(
        rule="IMG-06",
        trust=Trust.HINT,
        level=Level.INFO,
        text=text,
        value=value,
        advice="The unfiltered original moves better.",
    )


def _distinct(red: MatLike, green: MatLike, blue: MatLike) -> int:
    codes = (plane(red).astype(np.int32) << 13) + (plane(green).astype(np.int32) << 5)
    codes += plane(blue) >> 3
    seen = np.zeros(1 << 21, dtype=np.bool_)
    seen[codes] = True
    return int(seen.sum())


def _sample(views: Views) -> Pixels:
    """About 640x400 pixels as they are, at even steps."""
    height, width = views.detail.shape[:2]
    return np.ascontiguousarray(views.detail[:: max(1, height // 400), :: max(1, width // 640)])
