"""Lines of text, found and read by RapidOCR when the `ocr` extra is installed (IMG-10, IMG-11).

Detection alone takes whole isolated subjects for text, so a line counts only when it was also read
with confidence. The models come with the package; nothing is ever downloaded. What was read is
data: it is shown and protected, never obeyed.
"""

import importlib.util
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from prompts.still.decode import Pixels
from prompts.still.report import Box, Finding, Level, TextLine, Trust
from prompts.still.views import Plane, plane

LONG_SIDE = 1280
"""Pixels on the long side of the picture that is read."""

_SEARCHED = 640
"""Pixels on the long side of the picture in which lines are searched."""

_SURE = 0.8
_LEAST_CHARACTERS = 3
"""Score and letters or digits from which a line is believed."""

SMALL = 0.03
"""Height of a line in shares of the picture below which it does not survive motion (IMG-11)."""

_MUCH = 0.15
_MOSTLY = 0.35
"""Share of the picture covered by text (IMG-10)."""

_DETECTOR = "PP-OCRv6_det_small.onnx"
_READER = "PP-OCRv6_rec_small.onnx"


def read_text(pixels: Pixels) -> tuple[TextLine, ...] | None:
    """Read the lines in an RGB picture, top to bottom; None when the extra is missing or fails."""
    try:
        reader = _reader()
        if reader is None:
            return None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = reader(np.ascontiguousarray(pixels[..., ::-1]), use_cls=False)
    except Exception:  # noqa: BLE001  # a foreign engine: what it trips over costs its own part only
        return None
    texts = getattr(found, "txts", None)
    if not texts:
        return ()
    luma = plane(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
    lines = [
        TextLine(box=_box(luma, corners), text=text.strip(), score=round(float(score), 3))
        for corners, text, score in zip(found.boxes, texts, found.scores, strict=True)
        if _believed(text, float(score))
    ]
    return tuple(sorted(lines, key=lambda line: (line.box.y, line.box.x)))


def findings_of_text(lines: tuple[TextLine, ...] | None) -> list[Finding]:
    """Warn about much text and about small text."""
    if lines is None:
        return [_finding("IMG-10", Level.INFO, "text not checked", None, trust=Trust.FACT)]
    found = []
    area = round(sum(line.box.area for line in lines), 3)
    if area > _MUCH:
        text = "mostly text, it will degrade in motion" if area > _MOSTLY else "much text"
        advice = "A slow camera move over the still picture keeps it readable."
        found.append(_finding("IMG-10", Level.WARN, text, area, advice))
    smallest = min((line.box.h for line in lines), default=1.0)
    if smallest < SMALL:
        advice = "Keep the camera still, or put the text back afterwards."
        text = "small text will not survive motion"
        found.append(_finding("IMG-11", Level.WARN, text, smallest, advice))
    elif lines and area <= _MUCH:
        text = "1 line of text" if len(lines) == 1 else f"{len(lines)} lines of text"
        found.append(_finding("IMG-10", Level.INFO, text, area))
    return found


def _finding(
    rule: str,
    level: Level,
    text: str,
    value: float | None,
    advice: str = "",
    trust: Trust = Trust.MEASURED,
) -> Finding:
    return Finding(rule=rule, trust=trust, level=level, text=text, value=value, advice=advice)


def _believed(text: str, score: float) -> bool:
    return score > _SURE and sum(c.isalnum() for c in text) >= _LEAST_CHARACTERS


def _box(luma: Plane, corners: Any) -> Box:
    """The box of the ink: the detector draws its own up to twice as high as small letters."""
    height, width = luma.shape
    points = np.asarray(corners, dtype=np.float64).reshape(-1, 2)
    left, top = np.clip(np.floor(points.min(axis=0)), 0, (width - 1, height - 1)).astype(int)
    right, bottom = np.clip(np.ceil(points.max(axis=0)), (left + 1, top + 1), (width, height))
    piece = luma[top : int(bottom), left : int(right)].astype(np.float32)
    ink = np.abs(piece - np.median(piece))
    first, last = _extent(ink.mean(axis=1))
    start, end = _extent(ink.mean(axis=0))
    return Box(
        x=round((left + start) / width, 4),
        y=round((top + first) / height, 4),
        w=round((end - start) / width, 4),
        h=round((last - first) / height, 4),
    )


def _extent(profile: NDArray[np.float32]) -> tuple[int, int]:
    """Where a profile of ink rises above a quarter of its range."""
    low, high = float(profile.min()), float(profile.max())
    inked = np.nonzero(profile >= low + 0.25 * (high - low))[0]
    return int(inked[0]), int(inked[-1]) + 1


@cache
def _reader() -> Any:
    """Load the reader once per process; None without the extra or without its model files."""
    package = importlib.util.find_spec("rapidocr")
    if package is None or not package.origin or not importlib.util.find_spec("onnxruntime"):
        return None
    models = Path(package.origin).parent / "models"
    if not (models / _DETECTOR).is_file() or not (models / _READER).is_file():
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from rapidocr import RapidOCR

        # With a model's path given, the package has no reason to look for a download.
        return RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.use_cls": False,
                "Global.max_side_len": LONG_SIDE,
                "Det.model_path": str(models / _DETECTOR),
                "Det.limit_side_len": _SEARCHED,
                "Det.limit_type": "max",
                "Rec.model_path": str(models / _READER),
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )
