"""What a clip is, and whether it decodes to its end."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from prompts.record import Record


class BadClipError(Exception):
    """A file is no video, is cut off or does not decode; `str()` is a sentence for a person."""


class ClipFacts(Record):
    """What is known of a clip after decoding all of it.

    Attributes:
        width: pixels.
        height: pixels.
        seconds: duration by its frames.
        fps: frames per second.
        frames: number of decoded frames.
        codec: such as `h264`.
        profile: such as `High`, empty when the codec has none.
        pix_fmt: such as `yuv420p`.
        audio: whether it has a sound track.
        comment: its `comment` tag, where the label of how it was made is.
    """

    width: int
    height: int
    seconds: float
    fps: float
    frames: int
    codec: str
    profile: str
    pix_fmt: str
    audio: bool
    comment: str


def probe(path: Path) -> ClipFacts:
    """Decode a clip from first to last frame and give back its facts.

    Raises:
        BadClipError: missing, no video, cut off or damaged.
    """
    import av
    from av.error import FFmpegError

    try:
        with av.open(str(path)) as box:
            if not box.streams.video:
                raise BadClipError("The file holds no video.")
            return _facts(box)
    except (FFmpegError, OSError, ValueError) as error:
        raise BadClipError("The clip is damaged or not a video; shoot the take again.") from error


def frame_at(path: Path, seconds: float) -> NDArray[np.uint8]:
    """The frame shown at a moment, RGB uint8 (height, width, 3); the last one beyond the end.

    Raises:
        BadClipError: the clip does not decode.
    """
    return frames_at(path, [seconds])[0]


def frames_at(path: Path, moments: list[float]) -> list[NDArray[np.uint8]]:
    """The frames shown at several moments in seconds, in one pass over the clip.

    Raises:
        BadClipError: the clip does not decode.
    """
    import av
    from av.error import FFmpegError

    wanted = sorted(range(len(moments)), key=lambda i: moments[i])
    found: dict[int, NDArray[np.uint8]] = {}
    try:
        with av.open(str(path)) as box:
            box.streams.video[0].thread_type = "AUTO"
            held = None
            for frame in box.decode(video=0):
                while wanted and held is not None and moments[wanted[0]] < frame.time - 1e-6:
                    found[wanted.pop(0)] = _rgb(held)
                held = frame
                if not wanted:
                    break
            if held is not None:
                found.update((i, _rgb(held)) for i in wanted)
    except (FFmpegError, OSError, ValueError, IndexError) as error:
        raise BadClipError("The clip is damaged or not a video; shoot the take again.") from error
    if len(found) < len(moments):
        raise BadClipError("The clip holds no frames; shoot the take again.")
    return [found[i] for i in range(len(moments))]


def _rgb(frame: Any) -> NDArray[np.uint8]:
    pixels: NDArray[np.uint8] = frame.to_ndarray(format="rgb24")
    return pixels


def _facts(box: Any) -> ClipFacts:
    stream = box.streams.video[0]
    stream.thread_type = "AUTO"
    expected = stream.frames
    count = sum(1 for _ in box.decode(stream))
    if not count or count < expected:
        raise BadClipError("The clip is cut off; shoot the take again.")
    fps = float(stream.average_rate or 0) or 1.0
    return ClipFacts(
        width=stream.width,
        height=stream.height,
        seconds=count / fps,
        fps=fps,
        frames=count,
        codec=stream.codec_context.name,
        profile=stream.codec_context.profile or "",
        pix_fmt=stream.codec_context.pix_fmt or "",
        audio=bool(box.streams.audio),
        comment=box.metadata.get("comment", ""),
    )
