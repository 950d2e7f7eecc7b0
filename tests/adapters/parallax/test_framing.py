"""Sizes, ratios and crops."""

import pytest

from adapters.parallax.framing import ENLARGE, frame
from prompts.plan import Beat, Dominant, Plan
from prompts.still.report import Box, Depth, FreeSpace, Report, Subject


def report(width: int, height: int, subject: tuple[float, float] | None = None) -> Report:
    found = ()
    if subject:
        box = Box(x=subject[0] - 0.05, y=subject[1] - 0.05, w=0.1, h=0.1)
        found = (Subject(box=box, kind="shape", strength=1.0),)
    return Report(
        sha256="0" * 64,
        width=width,
        height=height,
        format="PNG",
        size=1,
        subjects=found,
        depth=Depth(horizon=None, separation=0, focus=0, perspective=False, evidence=False),
        free=FreeSpace(left=0, right=0, up=0, down=0),
    )


def plan(size: str = "720p", ratio: str = "still") -> Plan:
    beat = Beat(dominant=Dominant.CAMERA, subject="it")
    return Plan(job="test", still="", beat=beat, size=size, ratio=ratio)


@pytest.mark.parametrize(
    ("still", "size", "expected"),
    [
        ((4000, 2250), "1080p", (1920, 1080)),
        ((4000, 2250), "720p", (1280, 720)),
        ((4000, 2250), "480p", (854, 480)),
        ((1278, 1920), "720p", (720, 1082)),
        ((2000, 2000), "720p", (720, 720)),
        ((1920, 1278), "480p", (722, 480)),
    ],
)
def test_the_short_side_has_the_asked_size_in_the_stills_ratio(still, size, expected):
    made = frame(plan(size), report(*still))
    assert (made.width, made.height) == expected
    assert made.note == ""
    assert made.spare == (0, 0)
    assert made.size == expected


@pytest.mark.parametrize(
    ("still", "size", "expected"),
    [
        ((600, 400), "720p", (900, 600)),
        ((512, 512), "1080p", (768, 768)),
        ((64, 64), "480p", (96, 96)),
    ],
)
def test_small_stills_give_smaller_clips_and_it_is_said(still, size, expected):
    made = frame(plan(size), report(*still))
    assert (made.width, made.height) == expected
    assert f"{expected[0]}×{expected[1]}" in made.note


def test_a_still_at_two_thirds_of_the_size_is_still_enlarged_to_it():
    made = frame(plan("720p"), report(860, 484))
    assert min(made.width, made.height) == 720
    assert made.note == ""


@pytest.mark.parametrize("ratio", ["9:16", "1:1", "16:9", "4:5", "21:9"])
@pytest.mark.parametrize("still", [(1920, 1080), (1080, 1920), (1000, 1000)])
def test_any_ratio_is_cut_out_around_the_subject(ratio, still):
    made = frame(plan("480p", ratio), report(*still, subject=(0.3, 0.6)))
    across, down = (int(n) for n in ratio.split(":"))
    assert made.width / made.height == pytest.approx(across / down, rel=0.01)
    assert made.width % 2 == made.height % 2 == 0
    crop = made.crop
    assert crop.x >= 0
    assert crop.y >= 0
    assert crop.x + crop.w <= 1 + 1e-9
    assert crop.y + crop.h <= 1 + 1e-9
    assert crop.x <= 0.3 <= crop.x + crop.w
    assert crop.y <= 0.6 <= crop.y + crop.h


def test_what_lies_beyond_a_crop_is_kept_for_moves():
    made = frame(plan("480p", "9:16"), report(1920, 1080, subject=(0.5, 0.5)))
    left, up = made.spare
    assert left > 0
    assert up == 0
    assert left % 2 == 0
    assert made.size[0] > made.width
    assert made.canvas.x < made.crop.x
    assert made.canvas.w > made.crop.w


@pytest.mark.parametrize("still", [(9000, 900), (900, 9000), (5000, 64), (64, 5000)])
def test_very_long_stills_are_cropped_and_it_is_said(still):
    made = frame(plan("480p"), report(*still))
    assert max(made.width, made.height) / min(made.width, made.height) < 3.7
    assert "very long" in made.note


@pytest.mark.parametrize("still", [(64, 64), (65, 97), (333, 777), (1279, 719), (101, 64)])
def test_sides_are_even_for_any_still(still):
    made = frame(plan("720p"), report(*still))
    assert made.width % 2 == made.height % 2 == 0
    assert min(made.width, made.height) <= min(still) * ENLARGE + 2
