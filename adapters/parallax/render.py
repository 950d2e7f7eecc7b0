"""Frames of a shot, and the file they go into.

One thread draws, another encodes; both let go of the interpreter lock, so a clip takes about the
longer of the two and not their sum.
"""

import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import cv2
import numpy as np

from adapters.clips.encode import Encoder, Quality, blank_frame
from adapters.parallax.arrays import Coordinates, Field, Pixels, warp
from adapters.parallax.motions.base import Layer, Veil
from adapters.parallax.planes import NEUTRAL, Planes, empty_planes
from adapters.parallax.scene import Scene
from adapters.parallax.sheet import CELL, Sheet
from adapters.parallax.shot import Shot

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

T = TypeVar("T")

AHEAD = 4
"""Frames drawn ahead of the encoder."""


class CancelledRenderError(Exception):
    """Somebody asked to stop."""


class Artist:
    """Draws the frames of one shot, in any order."""

    def __init__(self, scene: Scene, shot: Shot) -> None:
        """Prepare the sheet; `scene` is not changed."""
        self._scene = scene
        self._shot = shot
        self._sheet = Sheet(scene.framing, scene.near, scene.pivot)

    def frame(self, index: int) -> Planes:
        """One frame as planes of its own."""
        planes = empty_planes((self._scene.framing.width, self._scene.framing.height))
        self.draw(index, planes)
        return planes

    def draw(self, index: int, planes: Planes) -> None:
        """Draw one frame into planes of the frame's size."""
        t = self._shot.time(index)
        x, y = self._source(t)
        luma_map, chroma_map = self._sheet.maps(x, y)
        _warp(self._scene.planes, luma_map, chroma_map, planes)
        for motion in self._shot.motions:
            for layer in motion.layers(t):
                self._lay(layer, x, y, planes)
        for motion in self._shot.motions:
            if veil := motion.veil(t):
                self._veil(veil, x, y, planes)
            motion.draw(t, planes)

    def _source(self, t: float) -> tuple[Field, Field]:
        """Canvas coordinates per grid point, camera and motions together."""
        sheet = self._sheet
        seen = sheet.source(self._shot.camera.pose(t), self._shot.camera.aim)
        x, y = moved_x, moved_y = sheet.hold_inside(*seen)
        for motion in self._shot.motions:
            if shift := motion.displacement(t):
                moved_x = moved_x - sheet.sample(shift[0], x, y)
                moved_y = moved_y - sheet.sample(shift[1], x, y)
        return moved_x, moved_y

    def _lay(self, layer: Layer, x: Field, y: Field, planes: Planes) -> None:
        """Blend a shifted layer over the frame, only in the rows where it shows."""
        sheet = self._sheet
        alpha = sheet.sample(layer.alpha, x, y)
        moved = sheet.hold_inside(x - layer.shift[0], y - layer.shift[1])
        luma_map, chroma_map = sheet.maps(*moved)
        rows = _rows(alpha, planes.y.shape[0])
        if rows is None:
            return
        top, end = rows
        luma, chroma = sheet.spread(alpha)
        _blend(planes.y, layer.planes.y, luma_map, luma, top, end)
        for into, source in zip(planes.chroma, layer.planes.chroma, strict=True):
            _blend(into, source, chroma_map, chroma, top // 2, end // 2)

    def _veil(self, veil: Veil, x: Field, y: Field, planes: Planes) -> None:
        alpha = self._sheet.sample(veil.alpha, x, y)
        rows = _rows(np.abs(alpha), planes.y.shape[0])
        if rows is None:
            return
        top, end = rows
        luma, chroma = self._sheet.spread(alpha)
        _tone(planes.y[top:end], luma[top:end], veil.level)
        for plane in planes.chroma:
            _tone(plane[top // 2 : end // 2], chroma[top // 2 : end // 2], NEUTRAL)


def frames(scene: Scene, shot: Shot) -> Iterator["VideoFrame"]:
    """All frames in order, one after the other, ready to be encoded."""
    artist = Artist(scene, shot)
    for index in range(shot.frames):
        frame, planes = blank_frame((scene.framing.width, scene.framing.height))
        artist.draw(index, Planes(*planes))
        yield frame


def render(
    scene: Scene,
    shot: Shot,
    into: Path,
    label: str,
    tell: Callable[[float], None] = lambda share: None,
    stopped: Callable[[], bool] = lambda: False,
    quality: Quality = Quality(threads=2),  # noqa: B008  # frozen
) -> None:
    """Draw and encode a shot into an mp4 file.

    Args:
        scene: the still made ready.
        shot: what to draw.
        into: file to write.
        label: how the clip was made, for its metadata.
        tell: called with the share that is done (0-1) from time to time.
        stopped: asked before every frame whether to stop.
        quality: how hard to compress.

    Raises:
        CancelledRenderError: `stopped` said so; `into` is not a whole clip.
    """
    size = scene.framing.width, scene.framing.height
    with Encoder(into, size, shot.fps, label, quality) as encoder:
        for done, frame in enumerate(_ahead(frames(scene, shot)), start=1):
            if stopped():
                raise CancelledRenderError
            encoder.add(frame)
            tell(done / shot.frames)


def _ahead(source: Iterator[T]) -> Iterator[T]:
    """Draw in a thread of its own, a few frames ahead; ends that thread when left early."""
    ready: queue.Queue[T | BaseException | None] = queue.Queue(AHEAD)
    left = threading.Event()

    def put(item: T | BaseException | None) -> bool:
        while not left.is_set():
            try:
                ready.put(item, timeout=0.1)
            except queue.Full:
                continue
            return True
        return False

    def draw() -> None:
        try:
            for item in source:
                if not put(item):
                    return
            put(None)
        except BaseException as error:  # noqa: BLE001  # handed over to the reading thread
            put(error)

    artist = threading.Thread(target=draw, name="artist", daemon=True)
    artist.start()
    try:
        while (item := ready.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        left.set()
        artist.join()


def _warp(source: Planes, luma: Coordinates, chroma: Coordinates, into: Planes) -> None:
    warp(source.y, luma, into.y)
    warp(source.u, chroma, into.u)
    warp(source.v, chroma, into.v)


def _rows(alpha: Field, height: int) -> tuple[int, int] | None:
    """First and last row of the frame, even, between which a grid field is not zero."""
    seen = np.flatnonzero(alpha.max(axis=1) > 1 / 512)
    if not len(seen):
        return None
    top = max(0, (int(seen[0]) - 2) * CELL)
    end = min(height, (int(seen[-1]) + 1) * CELL)
    return (top, end) if end > top else None


def _blend(
    into: Pixels, source: Pixels, where: Coordinates, alpha: Field, top: int, end: int
) -> None:
    """Mix the warped source into the frame between two rows."""
    over = warp(source, (where[0][top:end], where[1][top:end]))
    share = np.ascontiguousarray(alpha[top:end])
    part = np.ascontiguousarray(into[top:end])
    into[top:end] = cv2.blendLinear(over, part, share, 1 - share)


def _tone(into: Pixels, alpha: Field, level: int) -> None:
    """Mix one tone into a part of a plane."""
    share = np.ascontiguousarray(alpha)
    flat = np.full_like(into, level)
    into[:] = cv2.blendLinear(flat, np.ascontiguousarray(into), share, 1 - share)
