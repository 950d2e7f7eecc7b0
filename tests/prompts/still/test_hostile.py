"""Whatever arrives, the answer is a report or a `StillError`."""

import resource
from io import BytesIO

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from prompts.still.errors import StillError
from prompts.still.inspect import inspect
from prompts.still.report import Report

CONTAINERS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "MPO")

fuzz = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def real(examples) -> dict[str, bytes]:
    """One shipped still, small, in every container, with EXIF where it fits."""
    exif = Image.Exif()
    exif[0x0112] = 6
    files = {}
    with Image.open(examples / "two_dogs.jpg") as image:
        image.thumbnail((160, 160))
        for container in CONTAINERS:
            out = BytesIO()
            options = {} if container in ("GIF", "BMP") else {"exif": exif}
            image.save(out, container, **options)
            files[container] = out.getvalue()
    return files


def outcome(data: bytes) -> Report | None:
    try:
        return inspect(data, ocr=False)
    except StillError as error:
        words = str(error)
    assert words.endswith(".")
    assert len(words) < 200
    return None


@fuzz
@given(data=st.data(), container=st.sampled_from(CONTAINERS))
def test_flipped_bytes_end_in_a_report_or_a_still_error(data, container, real):
    raw = bytearray(real[container])
    places = st.integers(0, len(raw) - 1) | st.integers(0, 400)
    for place in data.draw(st.lists(places, min_size=1, max_size=12)):
        raw[min(place, len(raw) - 1)] = data.draw(st.integers(0, 255))
    outcome(bytes(raw))


@fuzz
@given(share=st.floats(0, 1), container=st.sampled_from(CONTAINERS))
def test_truncated_files_end_in_a_report_or_a_still_error(share, container, real):
    outcome(real[container][: int(len(real[container]) * share)])


@fuzz
@given(
    head=st.sampled_from(CONTAINERS),
    tail=st.sampled_from(CONTAINERS),
    cut=st.floats(0, 1),
    join=st.floats(0, 1),
)
def test_spliced_files_end_in_a_report_or_a_still_error(head, tail, cut, join, real):
    one, two = real[head], real[tail]
    outcome(one[: int(len(one) * cut)] + two[int(len(two) * join) :])


@fuzz
@given(st.binary(max_size=300), st.sampled_from([b"", b"\xff\xd8\xff", b"GIF89a", b"II*\0", b"BM"]))
def test_noise_ends_in_a_still_error(noise, start):
    assert outcome(start + noise) is None


@pytest.mark.parametrize("size", [(64, 64), (64, 2000), (2000, 64), (65, 67), (6000, 64)])
@pytest.mark.parametrize("fill", ["flat", "noise", "black", "white"])
def test_odd_shapes_and_contents_are_inspected(size, fill, encode):
    width, height = size
    content = {
        "flat": np.full((height, width, 3), (30, 120, 200), np.uint8),
        "noise": np.random.default_rng(0).integers(0, 255, (height, width, 3), np.uint8),
        "black": np.zeros((height, width, 3), np.uint8),
        "white": np.full((height, width, 3), 255, np.uint8),
    }[fill]
    report = outcome(encode(content))
    assert report is not None
    boxes = [s.box for s in report.subjects] + [c.box for c in report.crops]
    for box in boxes:
        assert 0 <= box.x <= box.x + box.w <= 1.001
        assert 0 <= box.y <= box.y + box.h <= 1.001


def test_a_stream_of_bad_files_does_not_eat_memory(real):
    raw = real["PNG"]
    outcome(raw)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for cut in range(40, len(raw), max(1, len(raw) // 60)):
        outcome(raw[:cut])
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000
