"""Planes, scenes, shots and files."""

import itertools
import threading

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from adapters.clips.probe import frame_at, probe
from adapters.parallax.depth import guided, heuristic, normalised, subject_mask
from adapters.parallax.planes import from_rgb
from adapters.parallax.render import CancelledRenderError, frames, render
from adapters.parallax.shot import RENDERABLE
from prompts.guides import guides
from prompts.plan import Beat, Camera, Dominant, Motion, Plan
from prompts.still.inspect import inspect
from prompts.still.load import open_still


@given(
    st.tuples(*[st.integers(0, 255)] * 3),
    st.tuples(*[st.integers(0, 255)] * 3),
)
@settings(max_examples=40, deadline=None)
def test_colours_survive_the_planes(left, right):
    """Flat colours come back from BT.709 limited range within rounding."""
    rgb = np.empty((8, 16, 3), np.uint8)
    rgb[:, :8], rgb[:, 8:] = left, right
    planes = from_rgb(rgb)
    for column, colour in ((2, left), (13, right)):
        y = (float(planes.y[4, column]) - 16) / 219
        u, v = ((float(plane[2, column // 2]) - 128) / 224 for plane in planes.chroma)
        back = np.array([y + 1.5748 * v, y - 0.1873 * u - 0.4681 * v, y + 1.8556 * u]) * 255
        assert np.abs(back - colour).max() <= 4


def test_a_clip_shows_the_colours_of_the_still(film_of, plans, tmp_path):
    picture = np.zeros((240, 320, 3), np.uint8)
    picture[:120, :160], picture[:120, 160:] = (200, 40, 40), (40, 180, 60)
    picture[120:, :160], picture[120:, 160:] = (40, 60, 200), (220, 220, 220)
    path = tmp_path / "colours.png"
    Image.fromarray(picture).save(path)
    shot = film_of(path, inspect(path.read_bytes(), False), plans.camera("cam.push_in"))
    clip = tmp_path / "clip.mp4"
    render(shot.scene, shot.shot, clip, "test")
    first = frame_at(clip, 0)
    for y, x in itertools.product((0.25, 0.75), repeat=2):
        seen = first[int(y * first.shape[0]), int(x * first.shape[1])].astype(int)
        assert np.abs(seen - picture[int(y * 240), int(x * 320)]).max() < 8


@pytest.mark.parametrize(
    ("size", "seconds", "fps", "loop"),
    # 122 rows and 182 columns are even and no multiples of four.
    [((640, 360), 3.0, 24, False), ((360, 546), 3.5, 30, False), ((500, 330), 4.0, 24, True)],
)
def test_a_clip_has_the_asked_length_rate_and_ratio(
    made_still, film_of, plans, tmp_path, size, seconds, fps, loop
):
    path, report = made_still(*size)
    plan = plans.camera("cam.arc").model_copy(update={"seconds": seconds, "fps": fps, "loop": loop})
    shot = film_of(path, report, plan, short_side=120)
    clip = tmp_path / "clip.mp4"
    told = []
    render(shot.scene, shot.shot, clip, "test", told.append)
    facts = probe(clip)
    assert facts.seconds == pytest.approx(seconds, abs=0.5 / fps)
    assert facts.fps == fps
    assert (facts.width, facts.height) == (shot.framing.width, shot.framing.height)
    assert facts.width / facts.height == pytest.approx(size[0] / size[1], rel=0.02)
    shown, meant = frame_at(clip, 0) @ LUMA, luma_of(path, facts.width, facts.height)
    assert np.corrcoef(shown.ravel(), meant.ravel())[0, 1] > 0.97
    assert told == sorted(told)
    assert told[-1] == 1


LUMA = np.array([0.2126, 0.7152, 0.0722])


def luma_of(path, width: int, height: int) -> np.ndarray:
    with Image.open(path) as picture:
        small = picture.resize((width, height), Image.Resampling.BOX)
    return np.asarray(small, float) @ LUMA


def test_a_crop_opens_with_that_part_of_the_still(made_still, film_of, plans):
    path, report = made_still(640, 360)
    plan = plans.camera("cam.truck", direction="right").model_copy(update={"ratio": "9:16"})
    shot = film_of(path, report, plan, short_side=120)
    assert shot.framing.spare[0] > 0
    assert np.abs(shot.whole(0) - shot.still()).mean() <= 0.5


@pytest.mark.parametrize("size", [(64, 64), (64, 500), (1500, 70), (97, 65)])
def test_tiny_and_thin_stills_can_be_shot(made_still, film_of, plans, tmp_path, size):
    path, report = made_still(*size)
    for plan in (plans.camera("cam.pan"), plans.motion("env.light"), plans.motion("env.snow")):
        shot = film_of(path, report, plan)
        assert shot.luma(shot.frames // 2).shape == (shot.framing.height, shot.framing.width)


@pytest.mark.parametrize("colour", [0, 255, 128])
def test_a_still_of_one_colour_can_be_shot(film_of, plans, tmp_path, colour):
    path = tmp_path / "flat.png"
    Image.fromarray(np.full((120, 160, 3), colour, np.uint8)).save(path)
    report = inspect(path.read_bytes(), False)
    for move in ("cam.push_in", "cam.arc"):
        shot = film_of(path, report, plans.camera(move))
        assert np.ptp(shot.luma(-1)) <= 2


def test_an_upright_turned_photograph_is_shot_upright(film_of, plans, tmp_path):
    picture = np.zeros((120, 200, 3), np.uint8)
    picture[:, :100] = 255
    path = tmp_path / "turned.jpg"
    exif = Image.Exif()
    exif[274] = 6
    Image.fromarray(picture).save(path, exif=exif, quality=95)
    shot = film_of(path, inspect(path.read_bytes(), False), plans.camera("cam.push_in"))
    luma = shot.luma(0)
    assert luma.shape[0] > luma.shape[1]
    assert luma[: luma.shape[0] // 3].mean() > 200
    assert luma[-luma.shape[0] // 3 :].mean() < 50


def test_a_static_camera_without_any_motion_is_never_frozen(film, plans):
    shot = film("astronaut", plans.camera("cam.static"))
    difference = np.abs(shot.luma(0).astype(int) - shot.luma(shot.frames // 2))
    assert difference.mean() > 0.3


def test_a_supporting_motion_goes_along_with_the_camera(film):
    beat = Beat(
        dominant=Dominant.CAMERA,
        subject="the creek",
        camera=Camera(move="cam.push_in"),
        supporting=(Motion(id="env.breeze", subject="the leaves", action="sway"),),
    )
    shot = film("creek", Plan(job="test", still="", beat=beat, seconds=3, fps=24))
    assert shot.shot.camera.id == "cam.push_in"
    assert len(shot.shot.motions) == 1
    assert np.abs(shot.whole(0) - shot.still()).mean() <= 0.5


def test_the_dialect_promises_what_can_be_shot():
    assert set(guides().dialects["parallax"].renderable) == set(RENDERABLE)


def test_stopping_ends_the_drawing_thread(film, plans, tmp_path):
    shot = film("astronaut", plans.camera("cam.pan"))
    asked = iter(range(1000))
    with pytest.raises(CancelledRenderError):
        render(
            shot.scene,
            shot.shot,
            tmp_path / "clip.mp4",
            "test",
            stopped=lambda: next(asked) >= 3,
        )
    assert "artist" not in {thread.name for thread in threading.enumerate()}


def test_an_error_while_drawing_reaches_the_caller(film, plans, tmp_path, monkeypatch):
    shot = film("astronaut", plans.camera("cam.pan"))

    def fail(t):
        raise ArithmeticError("broken pose")

    broken = shot.shot.__class__(**{**vars(shot.shot), "camera": _with_pose(shot, fail)})
    with pytest.raises(ArithmeticError, match="broken pose"):
        render(shot.scene, broken, tmp_path / "clip.mp4", "test")


def _with_pose(shot, pose):
    camera = shot.shot.camera
    return camera.__class__(camera.id, camera.aim, camera.heading, pose)


def test_frames_are_the_same_in_any_order_and_any_time(film, plans):
    plan = plans.motion("env.breeze", "the leaves", "sway")
    one, other = film("creek", plan), film("creek", plan)
    later = other.luma(30)
    picture = next(itertools.islice(frames(one.scene, one.shot), 30, None))
    assert (picture.to_ndarray()[: one.framing.height] == later).all()


def test_depth_puts_the_subject_before_its_ground_and_the_sky_behind(still_of):
    path, report = still_of("dandelions")
    rgb = open_still(path.read_bytes()).preview(320)
    subject = subject_mask(rgb, report)
    near = heuristic(rgb, report, subject, np.zeros_like(subject))
    assert near[subject > 0.9].mean() > near[subject < 0.1].mean() + 0.3
    path, report = still_of("mountains")
    rgb = open_still(path.read_bytes()).preview(320)
    none = subject_mask(rgb, report)
    near = heuristic(rgb, report, none, none)
    assert not none.any()
    assert near[-20:].mean() > near[near.shape[0] // 2].mean() > near[:20].mean()


def test_depth_of_a_flat_field_is_middling():
    assert (normalised(np.full((9, 9), 7.0, np.float32)) == 0.5).all()


def test_the_guided_filter_follows_the_pictures_edges():
    guide = np.zeros((40, 40), np.float32)
    guide[:, 20:] = 1
    rough = cv2.blur(guide, (9, 9))
    sharp = guided(rough, guide, radius=6, calm=1e-4)
    assert sharp[20, 19] < rough[20, 19] - 0.1
    assert sharp[20, 20] > rough[20, 20] + 0.1
