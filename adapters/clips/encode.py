"""Planar frames in, an H.264 mp4 out: High profile, yuv420p, BT.709, index in front, no sound.

Frames are NV12 (x264's own layout): one uint8 array of shape (3/2 height, width), luma first, then
the interleaved half-size chroma, in limited range.
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
        stream.pix_fmt = "nv12"
        context = stream.codec_context
        context.thread_count = quality.threads
        context.colorspace = context.color_primaries = context.color_trc = BT709
        context.color_range = LIMITED
        self._stream = stream
        self._width = width
        self._base = 1 / Fraction(fps)
        self._count = 0

    def add(self, planes: NDArray[np.uint8]) -> None:
        """Encode one NV12 frame of shape (3/2 height, width); the array is not copied.

        Raises:
            OSError: the file cannot be written.
        """
        from av.video.frame import VideoFrame

        frame = VideoFrame.from_numpy_buffer(planes, format="nv12", width=self._width)
        self.add_frame(frame)

    def add_frame(self, frame: "VideoFrame") -> None:
        """Encode one frame that is already the right size, in NV12."""
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
