"""Depth by an ONNX file: a network of one node, written byte by byte."""

import numpy as np
import pytest

from adapters.parallax.depth_model import DepthModelError, estimate
from adapters.parallax.framing import frame
from adapters.parallax.scene import prepare

pytest.importorskip("onnxruntime", reason="the depth extra is not installed")


def number(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value)


def block(field: int, data: bytes | str) -> bytes:
    data = data.encode() if isinstance(data, str) else data
    return varint(field << 3 | 2) + varint(len(data)) + data


def varint(value: int) -> bytes:
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def tensor(name: str, sides: list[int | str]) -> bytes:
    """A float input or output (ValueInfoProto)."""
    dims = b"".join(
        block(1, number(1, side) if isinstance(side, int) else block(2, side)) for side in sides
    )
    return block(1, name) + block(2, block(1, number(1, 1) + block(2, dims)))


def network(sides: list[int | str], operator: str = "ReduceMean") -> bytes:
    """An ONNX model that gives the mean of the three colours as nearness."""
    axes = block(1, "axes") + number(8, 1) + number(20, 7)
    keep = block(1, "keepdims") + number(3, 0) + number(20, 2)
    node = block(1, "image") + block(2, "depth") + block(4, operator)
    node += block(5, axes) + block(5, keep)
    graph = block(1, node) + block(2, "brightness")
    graph += block(11, tensor("image", sides)) + block(12, tensor("depth", [1, *sides[2:]]))
    return number(1, 8) + block(7, graph) + block(8, number(2, 13))


@pytest.fixture
def ramp() -> np.ndarray:
    """A picture that brightens from left to right."""
    row = np.linspace(0, 255, 320).astype(np.uint8)
    return np.ascontiguousarray(np.broadcast_to(row[None, :, None], (200, 320, 3)))


@pytest.mark.parametrize(
    "sides", [[1, 3, "height", "width"], [1, 3, 140, 224]], ids=["free", "fixed"]
)
def test_nearness_comes_from_the_network(tmp_path, ramp, sides):
    path = tmp_path / "depth.onnx"
    path.write_bytes(network(sides))
    near = estimate(ramp, path, (64, 40))
    assert near.shape == (40, 64)
    assert near.dtype == np.float32
    assert near.min() == 0
    assert near.max() == 1
    assert (np.diff(near.mean(axis=0)) > -1e-4).all()


def test_a_scene_uses_it(tmp_path, made_still, plans):
    path = tmp_path / "depth.onnx"
    path.write_bytes(network([1, 3, "height", "width"]))
    still, report = made_still(640, 360)
    framing = frame(plans.camera("cam.push_in"), report, 180)
    with_model = prepare(still, report, framing, path)
    without = prepare(still, report, framing, None)
    assert with_model.near.shape == without.near.shape
    assert np.abs(with_model.near - without.near).mean() > 0.05


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "is not there"),
        (b"not a network", "ONNX Runtime reads"),
        (network([1, 3, "h", "w"], operator="NoSuchThing"), "ONNX Runtime reads"),
        (network([1, 5, "h", "w"]), "does not take a picture"),
    ],
    ids=["missing", "junk", "unknown operator", "other input"],
)
def test_what_is_no_depth_network_is_told(tmp_path, ramp, content, why):
    path = tmp_path / "depth.onnx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DepthModelError, match=why):
        estimate(ramp, path, (64, 40))
