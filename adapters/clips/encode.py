"""Planar frames in, an H.264 mp4 out: High profile, yuv420p, BT.709, index in front, no sound.

Frames are planar YUV 4:2:0 in limited range. `blank_frame` gives one to draw into, so that nothing
is copied on the way to the encoder.
"""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

BT709 = 1
LIMITED = 1


@dataclass(frozen=True)
class Quality:
    """How hard to compress.

    Attributes:
        crf: constant rate factor of x264, lower is better; not used when `bitrate` is set.
        preset: x264 preset.
        bitrate: bits per second, None for constant quality.
        threads: encoder threads.
    """

    crf: int = 20
    preset: str = "veryfast"
    bitrate: int | None = None
    threads: int = 1

    def options(self) -> dict[str, str]:
        """As options of libx264."""
        common = {"preset": self.preset, "profile": "high"}
        if self.bitrate is None:
            return {**common, "crf": str(self.crf)}
        # A tight buffer, because a size limit must hold for short clips too.
        return {
            **common,
            "b": str(self.bitrate),
            "maxrate": str(self.bitrate),
            "bufsize": str(self.bitrate),
        }


Plane = NDArray[np.uint8]


def blank_frame(size: tuple[int, int]) -> tuple["VideoFrame", tuple[Plane, Plane, Plane]]:
    """A yuv420p frame of (width, height), both even, and its planes to write into.

    The planes are (height, width) for luma and half of both for the two chroma planes; their rows
    may lie apart in memory.
    """
    from av.video.frame import VideoFrame

    frame = VideoFrame(*size, "yuv420p")
    y, u, v = (
        np.frombuffer(memoryview(plane), np.uint8)[: plane.line_size * plane.height].reshape(
            plane.height, plane.line_size
        )[:, : plane.width]
        for plane in frame.planes
    )
    return frame, (y, u, v)


class Encoder:
    """Writes one mp4; use as a context manager, the file is whole after a clean exit."""

    def __init__(
        self,
        path: Path,
        size: tuple[int, int],
        fps: Fraction | int,
        label: str,
        quality: Quality | None = None,
    ) -> None:
        """Open the file.

        Args:
            path: file to write.
            size: width and height in pixels, both even.
            fps: frames per second.
            label: how the clip was made, kept in its `comment` tag.
            quality: how hard to compress.

        Raises:
            OSError: the file cannot be written.
        """
        import av

        quality = quality or Quality()
        width, height = size
        self._box = av.open(
            str(path), "w", format="mp4", container_options={"movflags": "+faststart"}
        )
        self._box.metadata["comment"] = label
        stream = self._box.add_stream("libx264", rate=fps, options=quality.options())
        stream.width, stream.height = width, height
        stream.pix_fmt = "yuv420p"
        context = stream.codec_context
        context.thread_count = quality.threads
        context.colorspace = context.color_primaries = context.color_trc = BT709
        context.color_range = LIMITED
        self._stream = stream
        self._base = 1 / Fraction(fps)
        self._count = 0

    def add(self, frame: "VideoFrame") -> None:
        """Encode one frame of the clip's size, yuv420p.

        Raises:
            OSError: the file cannot be written.
        """
        frame.pts = self._count
        frame.time_base = self._base
        frame.colorspace = frame.color_primaries = frame.color_trc = BT709
        frame.color_range = LIMITED
        self._count += 1
        self._box.mux(self._stream.encode(frame))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._box.mux(self._stream.encode(None))
        finally:
            self._box.close()
