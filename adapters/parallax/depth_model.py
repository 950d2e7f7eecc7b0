"""Nearness by an owner's ONNX depth file, such as Depth-Anything V2 small; never downloaded.

The network takes one RGB picture, (1, 3, height, width) normalised as for ImageNet with sides that
are multiples of 14, and gives relative nearness, larger is nearer.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from adapters.parallax.arrays import Field, Pixels
from adapters.parallax.depth import normalised

SHORT_SIDE = 252
STEP = 14
_MEAN = np.array([0.485, 0.456, 0.406], np.float32)
_SPREAD = np.array([0.229, 0.224, 0.225], np.float32)


class DepthModelError(Exception):
    """The depth file cannot be used; `str()` says why and what to do."""


def estimate(rgb: Pixels, model: Path, size: tuple[int, int]) -> Field:
    """Nearness, 0 far - 1 near, as an array of `size` (width, height).

    Raises:
        DepthModelError: ONNX Runtime is missing, or the file is not such a network.
    """
    session = _session(model)
    feed = session.get_inputs()[0]
    height, width = _input_size(feed.shape, rgb.shape[0], rgb.shape[1])
    small = cv2.resize(rgb, (width, height), interpolation=cv2.INTER_AREA)
    batch = ((small.astype(np.float32) / 255 - _MEAN) / _SPREAD).transpose(2, 0, 1)[None]
    try:
        answer = session.run(None, {feed.name: np.ascontiguousarray(batch)})[0]
        near = np.asarray(answer, np.float32).reshape(np.shape(answer)[-2:])
    except Exception as error:  # ONNX Runtime's errors have no common base
        raise DepthModelError(_advice(model, "does not take a picture")) from error
    if not np.isfinite(near).all():
        raise DepthModelError(_advice(model, "gives no usable depth"))
    full = cv2.resize(near, size, interpolation=cv2.INTER_LINEAR)
    return normalised(np.asarray(full, np.float32))


@lru_cache(maxsize=1)
def _session(model: Path) -> Any:
    try:
        import onnxruntime
    except ImportError as error:
        raise DepthModelError(
            "ONEBEAT_DEPTH_MODEL needs ONNX Runtime: pip install 'onebeat[depth]'."
        ) from error
    if not model.is_file():
        raise DepthModelError(_advice(model, "is not there"))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(
            str(model), sess_options=options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # ONNX Runtime's errors have no common base
        raise DepthModelError(_advice(model, "is not a network that ONNX Runtime reads")) from error


def _input_size(shape: list[object], height: int, width: int) -> tuple[int, int]:
    """Fixed sides where the network has them, else the picture's own ratio in steps of 14."""
    scale = SHORT_SIDE / min(height, width)
    own = (max(1, round(side * scale / STEP)) * STEP for side in (height, width))
    fixed = shape[-2:]
    rows, columns = (
        side if isinstance(side, int) and side > 0 else free
        for side, free in zip(fixed, own, strict=True)
    )
    return rows, columns


def _advice(model: Path, what: str) -> str:
    return f"The depth file {model.name} {what}. Mend ONEBEAT_DEPTH_MODEL or leave it empty."
