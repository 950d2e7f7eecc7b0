"""Every motion of the surroundings, measured on the pictures it makes."""

import cv2
import numpy as np
import pytest
from PIL import Image

from prompts.plan import Size, Speed
from prompts.still.inspect import inspect

PLACES = [
    ("env.ripple", "creek", "the water", "ripples softly"),
    ("env.breeze", "creek", "the leaves", "sway"),
    ("env.breeze", "dandelions", "the dandelion", "sways"),
    ("env.breeze", "astronaut", "her hair", "stirs in a light breeze"),
    ("env.clouds", "mountains", "the clouds", "drift"),
    ("env.clouds", "creek", "the mist", "drifts across"),
    ("env.steam", "coffee", "the cup", "steams"),
    ("env.light", "astronaut", "the light", "travels across"),
    ("env.dust", "dandelions", "fine dust", "drifts"),
    ("env.snow", "two_dogs", "the snow", "falls"),
]
IDS = [f"{motion}-{still}" for motion, still, *_ in PLACES]


def difference(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.abs(one.astype(int) - other.astype(int))


@pytest.mark.parametrize(("motion", "still", "subject", "action"), PLACES, ids=IDS)
def test_motion_opens_with_the_still_and_then_is_seen(film, plans, motion, still, subject, action):
    shot = film(still, plans.motion(motion, subject, action))
    assert shot.shot.note == ""
    assert difference(shot.whole(0), shot.still()).mean() <= 0.5
    changed = difference(shot.luma(0), shot.luma(shot.frames // 2))
    assert (changed > 6).mean() > 0.002


@pytest.mark.parametrize(("motion", "still", "subject", "action"), PLACES, ids=IDS)
def test_motion_loops_without_a_seam(film, plans, motion, still, subject, action):
    shot = film(still, plans.motion(motion, subject, action, loop=True))
    pictures = [shot.luma(i) for i in (0, 1, 2, shot.frames - 2, shot.frames - 1)]
    step = max(
        difference(pictures[0], pictures[1]).mean(),
        difference(pictures[1], pictures[2]).mean(),
        difference(pictures[3], pictures[4]).mean(),
    )
    assert difference(pictures[4], pictures[0]).mean() <= 1.5 * step + 0.02


@pytest.mark.parametrize(("motion", "still", "subject", "action"), PLACES, ids=IDS)
def test_seeds_differ(film, plans, motion, still, subject, action):
    plan = plans.motion(motion, subject, action)
    middles = [film(still, plan, seed=seed) for seed in (4, 5)]
    one, other = (shot.luma(shot.frames // 2) for shot in middles)
    assert difference(one, other).mean() > 0.05


def test_ripples_stay_in_the_water(film, plans):
    shot = film("creek", plans.motion("env.ripple", "the water", "ripples"))
    changed = np.zeros(shot.luma(0).shape)
    for index in range(20, shot.frames, 7):
        changed = np.maximum(changed, difference(shot.luma(0), shot.luma(index)))
    wet = resized(shot.scene.masks.water.weight, changed.shape)
    near = cv2.dilate(wet, np.ones((13, 13), np.uint8))
    assert changed[near < 0.02].max() <= 2
    assert changed[wet > 0.8].mean() > 4


def test_wind_from_the_left_bends_things_to_the_right(film, plans, measured):
    def lean(direction):
        plan = plans.motion("env.breeze", "the leaves", "sway", direction=direction)
        shot = film("creek", plan)
        leafy = resized(shot.scene.masks.foliage.weight, shot.luma(0).shape) > 0.8
        ways = [
            np.median(measured(shot.luma(0), shot.luma(i))["flow"][..., 0][leafy])
            for i in range(20, shot.frames, 6)
        ]
        return np.mean(ways)

    assert lean("left") > 0.05
    assert lean("right") < -0.05


def test_faces_hold_still_in_a_breeze(film, plans, still_of):
    shot = film("astronaut", plans.motion("env.breeze", "her hair", "stirs"))
    face = next(s.box for s in still_of("astronaut")[1].subjects if s.kind == "face")
    height, width = shot.luma(0).shape
    x0, x1 = int((face.x + 0.25 * face.w) * width), int((face.x + 0.75 * face.w) * width)
    y0, y1 = int((face.y + 0.3 * face.h) * height), int((face.y + 0.85 * face.h) * height)
    for index in range(20, shot.frames, 10):
        assert difference(shot.luma(0), shot.luma(index))[y0:y1, x0:x1].mean() < 1.5


@pytest.mark.parametrize(("direction", "sign"), [("right", 1), ("left", -1)])
def test_clouds_drift_where_they_were_sent_and_the_land_stays(
    film, plans, measured, direction, sign
):
    plan = plans.motion("env.clouds", "the clouds", "drift", direction=direction)
    shot = film("mountains", plan)
    moved = measured(shot.luma(0), shot.luma(-1))["flow"][..., 0]
    sky = resized(shot.scene.masks.sky.weight, moved.shape)
    texture = np.abs(np.gradient(shot.luma(0).astype(float), axis=1)) > 6
    assert sign * np.median(moved[(sky > 0.9) & texture]) > 0.008 * moved.shape[1]
    land = difference(shot.luma(0), shot.luma(-1))[int(0.6 * moved.shape[0]) :]
    assert land.max() <= 2


def test_a_band_of_light_crosses_from_its_side(film, plans):
    shot = film("astronaut", plans.motion("env.light", "the light", "sweeps", direction="left"))
    width = shot.luma(0).shape[1]
    columns = np.arange(width)

    def middle(index: int) -> float:
        gain = difference(shot.luma(index), shot.luma(0)).mean(axis=0)
        return float((gain * columns).sum() / gain.sum()) / width

    places = [middle(round(shot.frames * share)) for share in (0.35, 0.5, 0.65)]
    assert places == sorted(places)
    assert places[2] - places[0] > 0.15


def test_snow_falls_and_dust_stays_fine(film, plans, measured):
    snow = film("two_dogs", plans.motion("env.snow", "the snow", "falls"))
    first, later = snow.luma(40), snow.luma(44)
    marks = [(p.astype(int) - snow.luma(0)).clip(0) for p in (first, later)]
    rows = marks[0].shape[0]
    falls = max(range(-8, 9), key=lambda d: overlap(marks, d, rows))
    assert falls > 0
    dust = film("dandelions", plans.motion("env.dust", "fine dust", "drifts"))
    assert (difference(dust.luma(40), dust.luma(0)) > 6).mean() < 0.08


def overlap(marks: list[np.ndarray], down: int, rows: int) -> float:
    a = marks[0][max(0, -down) : rows - max(0, down)]
    b = marks[1][max(0, down) : rows - max(0, -down)]
    return float((a * b).sum() / a.size)


@pytest.mark.parametrize(
    ("motion", "still", "subject"),
    [
        ("env.ripple", "two_dogs", "the water"),
        ("env.clouds", "coffee", "the clouds"),
        ("env.steam", "mountains", "the steam"),
    ],
)
def test_a_motion_without_a_place_becomes_a_push_in_and_says_so(
    film, plans, measured, motion, still, subject
):
    shot = film(still, plans.motion(motion, subject))
    assert shot.shot.camera.id == "cam.push_in"
    assert "slow push-in" in shot.shot.note
    assert measured(shot.luma(0), shot.luma(-1))["scale"] > 1.03


def test_a_motion_without_a_place_leaves_a_held_camera_alone(film, plans):
    plan = plans.motion("env.ripple", "the water").model_copy(update={"locks": ("camera",)})
    shot = film("two_dogs", plan)
    assert shot.shot.camera.id == "cam.static"
    assert len(shot.shot.motions) == 1
    assert "water" in shot.shot.note
    assert "instead" in shot.shot.note
    changed = [difference(shot.luma(0), shot.luma(i)).mean() for i in range(10, 60, 10)]
    assert max(changed) > 0.2


def test_larger_and_faster_words_move_more(film, plans):
    def amount(size, speed):
        plan = plans.motion("env.breeze", "the leaves", "sway", size=size, speed=speed)
        shot = film("creek", plan)
        picks = range(16, shot.frames, 5)
        return np.mean([difference(shot.luma(i), shot.luma(i + 1)).mean() for i in picks])

    small = amount(Size.SMALL, Speed.SLOW)
    assert amount(Size.LARGE, Speed.SLOW) > 1.3 * small
    assert amount(Size.SMALL, Speed.FAST) > 1.3 * small


def resized(mask: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    return cv2.resize(mask, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)


def sea(tmp_path, clouds=False):
    """An even sky over an even sea, with clouds when asked."""
    rows = np.linspace(0, 1, 720)[:, None, None]
    sky = np.array([60, 110, 200]) * (1 - rows) + np.array([170, 190, 220]) * rows
    water = np.array([40, 70, 110]) * (1 - rows) + np.array([15, 30, 60]) * rows
    picture = np.where(rows < 0.55, sky, water) * np.ones((1, 1280, 1))
    if clouds:
        noise = np.random.default_rng(4).random((9, 16)).astype(np.float32)
        veil = cv2.resize(noise, (1280, 720), interpolation=cv2.INTER_CUBIC)
        veil = np.clip(veil, 0, 0.7)[..., None] * (rows < 0.5)
        picture = picture * (1 - veil) + 235 * veil
    grain = np.random.default_rng(5).normal(0, 3, picture.shape)
    path = tmp_path / "sea.png"
    Image.fromarray(np.clip(picture + grain, 0, 255).astype(np.uint8)).save(path)
    return path, inspect(path.read_bytes(), False)


def test_a_clear_sky_has_no_cloud_to_drift(film_of, plans, tmp_path):
    shot = film_of(*sea(tmp_path), plans.motion("env.clouds", "the clouds", "drift"))
    assert "no cloud" in shot.shot.note
    assert shot.shot.motions == ()
    assert shot.shot.camera.id == "cam.push_in"


def test_clouds_before_an_even_sky_drift(film_of, plans, tmp_path):
    shot = film_of(*sea(tmp_path, clouds=True), plans.motion("env.clouds", "the clouds", "drift"))
    assert shot.shot.note == ""
    assert len(shot.shot.motions) == 1


def test_ripples_leave_the_horizon_straight(film_of, plans, tmp_path):
    plan = plans.motion("env.ripple", "the water", "ripples", size="large")
    shot = film_of(*sea(tmp_path), plan, short_side=540)
    assert shot.shot.motions
    edges = []
    for index in (0, shot.frames // 3, shot.frames // 2, shot.frames - 1):
        rows = shot.luma(index)[260:340].astype(int)
        edges.append(np.abs(np.diff(rows, axis=0)).argmax(axis=0))
    assert np.ptp(np.stack(edges)) <= 1
