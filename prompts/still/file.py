"""What the file itself tells: pixels, shape, container, quality of the last save. Hard facts."""

import math
from fractions import Fraction
from functools import cache

from prompts.still.load import Still
from prompts.still.report import Finding, Level, Trust

PREFERRED = (1920, 1080)
ENOUGH = (1024, 576)
POOR = (512, 288)
"""Long and short side in pixels, in either orientation (IMG-01)."""

LONGEST_RATIO = 2.5
"""Long over short side that the models at large take (IMG-24)."""

POOR_QUALITY = 60
"""JPEG quality of the last save below which blocks turn into flicker (IMG-03)."""

_WIDE_LENS = 20
"""Focal length in 35 mm terms below which lines bend (IMG-17)."""

_NAMED_RATIOS = ("1:1", "5:4", "4:3", "3:2", "16:9", "2:1", "21:9")

_STANDARD_LUMA = (
    *(16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55),
    *(14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62),
    *(18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92),
    *(49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99),
)
"""Luma table of quality 50 as the JPEG standard prints it (ITU T.81, table K.1)."""


def findings_of_file(still: Still) -> list[Finding]:
    """Everything to say about a file without looking at a pixel."""
    found = [_resolution(still)]
    found += _ratio(still) + _quality(still) + _container(still)
    if 0 < still.focal_35mm < _WIDE_LENS:
        found.append(
            _fact(
                "IMG-17",
                Level.INFO,
                f"very wide lens ({still.focal_35mm} mm), lines bend near the edges",
                value=float(still.focal_35mm),
                advice="A still camera or a small push-in suits it best.",
            )
        )
    return found


def last_quality(still: Still) -> int | None:
    """JPEG quality 1-100 of the last save, from its luma table; None for other formats."""
    if not still.quantisation:
        return None
    total = sum(still.quantisation[0])
    return min(range(1, 101), key=lambda quality: (abs(_table_sums()[quality] - total), -quality))


@cache
def _table_sums() -> dict[int, int]:
    """Sum of the luma table for each quality, by the rule that all common encoders follow."""
    sums = {}
    for quality in range(1, 101):
        scale = 5000 // quality if quality < 50 else 200 - 2 * quality
        entries = (min(255, max(1, (value * scale + 50) // 100)) for value in _STANDARD_LUMA)
        sums[quality] = sum(entries)
    return sums


def ratio_name(width: int, height: int) -> str:
    """The usual name of a shape, such as `16:9` or `2:3`, within 1.5 %; else a small fraction."""
    shape = max(width, height) / min(width, height)
    for name in _NAMED_RATIOS:
        long, short = (int(part) for part in name.split(":"))
        if abs(math.log(shape * short / long)) < 0.015:
            return name if width >= height else f"{short}:{long}"
    fraction = Fraction(width, height).limit_denominator(12)
    return f"{fraction.numerator}:{fraction.denominator}" if fraction else "1:12"


def _fact(
    rule: str, level: Level, text: str, *, value: float | None = None, advice: str = ""
) -> Finding:
    return Finding(rule=rule, trust=Trust.FACT, level=level, text=text, value=value, advice=advice)


def _resolution(still: Still) -> Finding:
    long, short = max(still.width, still.height), min(still.width, still.height)
    size = f"{still.width}×{still.height}"
    if long >= PREFERRED[0] and short >= PREFERRED[1]:
        return _fact("IMG-01", Level.GOOD, size, value=float(short))
    if long >= ENOUGH[0] and short >= ENOUGH[1]:
        enough = "720p" if short >= 720 else "480p"
        return _fact("IMG-01", Level.INFO, f"{size}, enough for {enough}", value=float(short))
    poor = long < POOR[0] or short < POOR[1]
    text = f"very small ({size}), every take will look soft" if poor else f"small ({size})"
    advice = "Send the original if you have a larger one, at least 1024×576."
    return _fact("IMG-01", Level.WARN, text, value=float(short), advice=advice)


def _ratio(still: Still) -> list[Finding]:
    shape = max(still.width, still.height) / min(still.width, still.height)
    if shape <= LONGEST_RATIO:
        return []
    long = "wide" if still.width > still.height else "tall"
    return [
        _fact(
            "IMG-24",
            Level.WARN,
            f"too {long} for most models ({ratio_name(still.width, still.height)})",
            value=round(shape, 3),
            advice="Pick a crop so that you decide what is cut.",
        )
    ]


def _quality(still: Still) -> list[Finding]:
    quality = last_quality(still)
    if quality is None or quality >= POOR_QUALITY:
        return []
    return [
        _fact(
            "IMG-03",
            Level.WARN,
            f"hard JPEG compression (quality about {quality}), its blocks will flicker",
            value=float(quality),
            advice="Send the original file instead of a forwarded copy.",
        )
    ]


def _container(still: Still) -> list[Finding]:
    found = []
    if still.frames > 1 and still.format != "MPO":
        several = "1000 or more" if still.frames >= 1000 else str(still.frames)
        word = "pages" if still.format == "TIFF" else "frames"
        text = f"{still.format} with {several} {word}, the first is used"
        found.append(_fact("IMG-04", Level.INFO, text, value=float(still.frames)))
    if still.alpha:
        text = "transparent parts are filled with middle grey"
        advice = "Put it on the background you want and send that."
        found.append(_fact("IMG-04", Level.INFO, text, advice=advice))
    if still.mode == "CMYK":
        found.append(_fact("IMG-04", Level.INFO, "print colours (CMYK), converted for screens"))
    if still.format == "GIF":
        found.append(_fact("IMG-04", Level.INFO, "a GIF holds 256 colours at most"))
    return found
