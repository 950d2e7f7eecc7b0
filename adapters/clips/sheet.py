"""Contact sheets: one row per take, one column per moment."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from adapters.clips.probe import frames_at, probe

CELL_AREA = 320 * 180
MARGIN, GAP, CAPTION, FOOT = 28, 10, 30, 22
PAPER, INK, FAINT, EDGE = (250, 250, 248), (32, 33, 36), (112, 116, 122), (222, 222, 218)


def contact_sheet(
    clips: Sequence[Path], labels: Sequence[str], into: Path, columns: int = 6
) -> Path:
    """Draw a contact sheet as PNG and give back its path.

    Args:
        clips: the takes, each of any size.
        labels: one line per take.
        into: PNG file to write.
        columns: moments per take, from the first frame to the last.

    Raises:
        ValueError: no clips, or not one label per clip.
        BadClipError: a clip does not decode.
        OSError: the file cannot be written.
    """
    if not clips or len(clips) != len(labels) or columns < 1:
        raise ValueError("a contact sheet needs clips, one label for each, and a column")
    rows = [_row(clip, columns) for clip in clips]
    width = max(sum(cell.width + GAP for _, cell in row) - GAP for row in rows) + 2 * MARGIN
    heights = [CAPTION + row[0][1].height + FOOT + GAP for row in rows]
    sheet = Image.new("RGB", (width, sum(heights) + 2 * MARGIN - GAP), PAPER)
    top = MARGIN
    for row, label, height in zip(rows, labels, heights, strict=True):
        _draw_row(sheet, row, label, top)
        top += height
    sheet.save(into, "PNG")
    return into


def _row(clip: Path, columns: int) -> list[tuple[float, Image.Image]]:
    facts = probe(clip)
    last = (facts.frames - 1) / facts.fps
    moments = [last * i / max(1, columns - 1) for i in range(columns)]
    return [
        (moment, _thumbnail(frame))
        for moment, frame in zip(moments, frames_at(clip, moments), strict=True)
    ]


def _thumbnail(frame: NDArray[np.uint8]) -> Image.Image:
    """Every picture of about the same area, so that upright takes do not tower."""
    height, width = frame.shape[:2]
    scale = (CELL_AREA / (width * height)) ** 0.5
    size = max(16, round(width * scale)), max(16, round(height * scale))
    return Image.fromarray(frame).resize(size, Image.Resampling.LANCZOS)


def _draw_row(
    sheet: Image.Image, row: list[tuple[float, Image.Image]], label: str, top: int
) -> None:
    pen = ImageDraw.Draw(sheet)
    name, time = ImageFont.load_default(16), ImageFont.load_default(13)
    pen.text((MARGIN, top), label, INK, font=name)
    left = MARGIN
    for moment, cell in row:
        y = top + CAPTION
        sheet.paste(cell, (left, y))
        pen.rectangle((left - 1, y - 1, left + cell.width, y + cell.height), outline=EDGE)
        pen.text((left, y + cell.height + 4), f"{moment:.2f} s", FAINT, font=time)
        left += cell.width + GAP
