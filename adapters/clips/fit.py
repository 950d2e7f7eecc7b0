"""Make a clip fit a size limit: smaller pictures first, then fewer bits, at last fewer frames."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.clips.encode import Encoder, Quality
from adapters.clips.probe import BadClipError, ClipFacts, probe

if TYPE_CHECKING:
    from av.container import InputContainer

SHORT_SIDES = (1080, 720, 540, 480)
"""Steps of the ladder that keep the quality of the picture."""

LEAST_BITS = 0.012
"""Bits per pixel and frame below which a clip is mud; fewer frames are better then."""

RECODED = 0.8
"""Size of a copy at the same number of pixels, against the clip itself."""

HOPE = 1.3
"""A copy is tried when it will likely be at most this much larger than the limit."""

CONTAINER_BYTES = 6000
MARGIN = 0.92
"""Share of the limit that a bit rate aims at; rate control misses by a few percent."""


class CannotFitError(Exception):
    """No copy small enough can be made; `str()` is a sentence for a person."""


@dataclass(frozen=True)
class Step:
    """One rung of the ladder.

    Attributes:
        short_side: pixels.
        fps: frames per second.
        bits: bits per second, None for constant quality.
    """

    short_side: int
    fps: float
    bits: int | None


def fit(path: Path, limit_bytes: int, into: Path) -> Path:
    """A copy of the clip that is at most `limit_bytes` large; the clip itself when it fits.

    Args:
        path: the clip.
        limit_bytes: most bytes.
        into: mp4 file for a copy.

    Returns:
        `path` when nothing had to be done, else `into`.

    Raises:
        CannotFitError: even the smallest copy worth watching is too large.
        BadClipError: the clip does not decode.
        OSError: the copy cannot be written.
    """
    if path.stat().st_size <= limit_bytes:
        return path
    facts = probe(path)
    with tempfile.TemporaryDirectory(dir=into.parent, prefix=".fit-") as folder:
        copy = Path(folder) / "copy.mp4"
        thrift = 1.0
        for step in _ladder(facts, path.stat().st_size, limit_bytes):
            _encode(path, facts, step, thrift, copy)
            reached = copy.stat().st_size
            if reached <= limit_bytes:
                shutil.move(copy, into)
                return into
            if step.bits is not None:
                # Rate control missed by this much here, so it will on the next rung.
                thrift *= limit_bytes / reached * 0.95
    raise CannotFitError(
        f"This clip cannot be made smaller than {_spoken(limit_bytes)} without turning to mud. "
        "Shoot it shorter."
    )


def _ladder(facts: ClipFacts, size: int, limit: int) -> Iterator[Step]:
    short = min(facts.width, facts.height)
    for side in SHORT_SIDES:
        # A try that is sure to miss costs seconds; a file shrinks about with its pixels.
        likely = size * RECODED * (side / short) ** 1.7
        if side <= short and likely < HOPE * limit:
            yield Step(side, facts.fps, None)
    affordable = MARGIN * max(0, limit - CONTAINER_BYTES) * 8 / facts.seconds
    for side in (480, 480, 360, 240):
        for fps in (facts.fps, facts.fps / 2):
            pixels = _pixels(facts, min(side, short))
            if affordable >= LEAST_BITS * pixels * fps:
                yield Step(min(side, short), fps, int(affordable))


def _spoken(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size / 1e3:.0f} kB"


def _pixels(facts: ClipFacts, side: int) -> float:
    scale = side / min(facts.width, facts.height)
    return facts.width * facts.height * scale * scale


def _encode(path: Path, facts: ClipFacts, step: Step, thrift: float, into: Path) -> None:
    import av
    from av.error import FFmpegError

    scale = min(1.0, step.short_side / min(facts.width, facts.height))
    size = _even(facts.width * scale), _even(facts.height * scale)
    every = max(1, round(facts.fps / step.fps))
    fps = Fraction(facts.fps).limit_denominator(1001) / every
    bits = None if step.bits is None else max(1000, int(step.bits * thrift))
    quality = Quality(crf=22, preset="veryfast", bitrate=bits, threads=0)
    try:
        with av.open(str(path)) as box, Encoder(into, size, fps, facts.comment, quality) as out:
            _copy_frames(box, out, size, every)
    except (FFmpegError, ValueError) as error:
        raise BadClipError("The clip does not decode; shoot the take again.") from error


def _copy_frames(box: "InputContainer", out: Encoder, size: tuple[int, int], every: int) -> None:
    box.streams.video[0].thread_type = "AUTO"
    for index, frame in enumerate(box.decode(video=0)):
        if index % every == 0:
            out.add(frame.reformat(*size, format="yuv420p", interpolation="AREA"))


def _even(pixels: float) -> int:
    return max(16, 2 * round(pixels / 2))
