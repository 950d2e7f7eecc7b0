"""Every camera move, measured on the pictures it makes."""

import itertools

import numpy as np
import pytest
from PIL import Image

from adapters.parallax.camera import MOVES, Pose, Take, ease, move
from prompts.plan import Camera, Speed
from prompts.still.inspect import inspect

MOVING = sorted(set(MOVES) - {"cam.static"})


@pytest.mark.parametrize(
    ("name", "direction", "axis", "sign"),
    [
        ("cam.pan", "right", "x", -1),
        ("cam.pan", "left", "x", 1),
        ("cam.tilt", "up", "y", 1),
        ("cam.tilt", "down", "y", -1),
        ("cam.truck", "right", "x", -1),
        ("cam.truck", "left", "x", 1),
        ("cam.pedestal", "up", "y", 1),
        ("cam.pedestal", "down", "y", -1),
    ],
)
def test_sideways_moves_go_where_they_were_sent(film, plans, measured, name, direction, axis, sign):
    shot = film("creek", plans.camera(name, direction=direction))
    seen = measured(shot.luma(0), shot.luma(-1))
    other = "y" if axis == "x" else "x"
    assert 0.02 < sign * seen[axis] < 0.09
    assert abs(seen[other]) < 0.012
    assert abs(seen["turn"]) < 1
    assert seen["scale"] < 1.04


def test_push_in_enlarges_toward_the_subject(film, plans, measured):
    shot = film("mountains", plans.camera("cam.push_in", direction="in"))
    seen = measured(shot.luma(0), shot.luma(-1))
    assert 1.06 < seen["scale"] < 1.25
    assert abs(seen["turn"]) < 1


def test_pull_out_ends_on_the_whole_still(film, plans, measured):
    shot = film("mountains", plans.camera("cam.pull_out", direction="out"))
    seen = measured(shot.luma(0), shot.luma(-1))
    assert 0.8 < seen["scale"] < 0.95
    assert np.abs(shot.whole(shot.frames - 1) - shot.still()).mean() < 0.5


@pytest.mark.parametrize(("direction", "sign"), [("right", -1), ("left", 1)])
def test_roll_turns_the_picture_against_the_camera(film, plans, measured, direction, sign):
    shot = film("creek", plans.camera("cam.roll", direction=direction))
    seen = measured(shot.luma(0), shot.luma(-1))
    assert 1.5 < sign * seen["turn"] < 5.5


def test_arc_moves_what_is_near_against_what_is_far(film, plans, measured):
    shot = film("dandelions", plans.camera("cam.arc", direction="right"))
    moved = measured(shot.luma(0), shot.luma(-1))["flow"][..., 0]
    near = shot.scene.near
    rows, columns = np.mgrid[0 : moved.shape[0], 0 : moved.shape[1]]
    depth = near[rows * near.shape[0] // moved.shape[0], columns * near.shape[1] // moved.shape[1]]
    inner = np.s_[15:-15, 40:-40]
    low, high = np.quantile(depth[inner], (0.2, 0.9))
    far_moves = np.median(moved[inner][depth[inner] <= low])
    near_moves = np.median(moved[inner][depth[inner] >= high])
    assert far_moves - near_moves > 0.004 * moved.shape[1]


def test_truck_moves_near_things_further_than_far_ones(film, plans, measured):
    shot = film("mountains", plans.camera("cam.truck", direction="right"))
    moved = -measured(shot.luma(0), shot.luma(-1))["flow"][..., 0]
    height, width = moved.shape
    middle = np.s_[width // 3 : -width // 3]
    top, foot = np.median(moved[: height // 3, middle]), np.median(moved[-height // 3 :, middle])
    assert foot > top + 0.006 * width


def test_handheld_sways_and_stays_where_it_is(film, plans, measured):
    shot = film("creek", plans.camera("cam.handheld"))
    seen = [measured(shot.luma(0), shot.luma(i)) for i in range(6, shot.frames, 9)]
    ways = [np.hypot(s["x"], s["y"]) for s in seen]
    assert 0.0015 < max(ways) < 0.02
    assert all(abs(s["scale"] - 1) < 0.03 for s in seen)


@pytest.mark.parametrize("name", MOVING)
def test_every_move_opens_with_the_still_but_the_pull_out(film, plans, name):
    shot = film("two_dogs", plans.camera(name))
    off = np.abs(shot.whole(0) - shot.still()).mean()
    assert off > 2 if name == "cam.pull_out" else off <= 0.5


@pytest.mark.parametrize("name", MOVING)
def test_no_move_shows_anything_beyond_the_still(film_of, plans, tmp_path, name):
    """The still's rim is white on all sides of black: no rim may get thicker than it was zoomed."""
    from PIL import Image

    from prompts.still.inspect import inspect

    picture = np.full((180, 320, 3), 120, np.uint8)
    picture[::12, :] = 60
    picture[:, ::12] = 60
    path = tmp_path / "even.png"
    Image.fromarray(picture).save(path)
    shot = film_of(path, inspect(path.read_bytes(), False), plans.camera(name))
    for index in (0, shot.frames // 2, shot.frames - 1):
        rim = shot.luma(index)
        lowest = min(rim[0].min(), rim[-1].min(), rim[:, 0].min(), rim[:, -1].min())
        assert lowest > 50


@pytest.mark.parametrize("name", MOVING)
def test_moves_are_smooth(name):
    """The middle's second difference stays under 0.05 px at 640 px width, but for a handheld."""
    camera = move(Camera(move=name), Take(5, False, 3, (0.5, 0.5)))
    shifts = [_middle(camera.pose(i / 149), camera.aim) for i in range(150)]
    jitter = np.diff(np.array(shifts) * 640, n=2, axis=0)
    assert jitter.std() < (0.3 if name == "cam.handheld" else 0.05)


def _middle(pose: Pose, aim: tuple[float, float]) -> tuple[float, float]:
    zoom = pose.zoom + pose.push
    return tuple(
        (0.5 - c) * zoom + c + pan + truck + arc
        for c, pan, truck, arc in zip(aim, pose.pan, pose.truck, pose.arc, strict=True)
    )


@pytest.mark.parametrize("name", MOVING)
def test_looped_moves_come_back(name):
    camera = move(Camera(move=name), Take(4, True, 5, (0.3, 0.6)))
    start, end = _numbers(camera.pose(0.0)), _numbers(camera.pose(1.0))
    assert start == pytest.approx(end, abs=1e-9)


def _numbers(pose: Pose) -> list[float]:
    return [pose.zoom, pose.push, *pose.pan, *pose.truck, *pose.arc, pose.roll]


def test_faster_words_go_further():
    def reach(speed: Speed) -> float:
        return (
            move(Camera(move="cam.push_in", speed=speed), Take(5, False, 1, (0.5, 0.5)))
            .pose(1.0)
            .push
        )

    reaches = [reach(s) for s in (Speed.VERY_SLOW, Speed.SLOW, Speed.MODERATE, Speed.FAST)]
    assert reaches == sorted(reaches)
    assert reaches[0] > 0.04
    assert reaches[-1] <= 0.25


def test_a_sudden_move_is_over_in_half_a_second():
    camera = move(Camera(move="cam.push_in", speed=Speed.SUDDEN), Take(5, False, 1, (0.5, 0.5)))
    assert camera.pose(0.1).push == 0
    assert camera.pose(0.21).push == pytest.approx(camera.pose(1.0).push)


def test_a_free_direction_differs_between_neighbouring_seeds():
    headings = [
        move(Camera(move="cam.pan"), Take(5, False, seed, (0.5, 0.5))).heading for seed in range(4)
    ]
    assert set(headings) == {"left", "right"}
    asked = [
        move(Camera(move="cam.pan", direction="left"), Take(5, False, seed, (0.5, 0.5))).heading
        for seed in range(4)
    ]
    assert set(asked) == {"left"}


def test_a_push_in_keeps_the_head_in_the_frame(film, plans):
    for seed in range(4):
        shot = film("astronaut", plans.camera("cam.push_in"), seed=seed)
        pose, aim = shot.shot.camera.pose(1.0), shot.shot.camera.aim
        top = shot.scene.keep[1]
        assert aim[1] + (top - aim[1]) * (pose.zoom + pose.push) + pose.pan[1] > -0.02


def test_four_seeds_give_four_different_takes(film, plans):
    ends = [
        film("mountains", plans.camera("cam.push_in"), seed=seed).luma(-1).astype(int)
        for seed in range(4)
    ]
    for one, other in itertools.combinations(ends, 2):
        assert np.abs(one - other).mean() > 1.5


def test_ease_rests_at_both_ends():
    assert ease(0) == 0
    assert ease(1) == 1
    assert ease(0.5) == pytest.approx(0.5)
    assert ease(0.02) < 0.001
    assert ease(-1) == 0
    assert ease(2) == 1


@pytest.fixture
def striped(tmp_path):
    """A drawn page of upright bars on white, and its report."""
    page = np.full((540, 960), 255, np.uint8)
    page[60:480, 100:860:80] = page[60:480, 101:860:80] = page[60:480, 102:860:80] = 0
    path = tmp_path / "page.png"
    Image.fromarray(page).save(path)
    return path, inspect(path.read_bytes(), False)


@pytest.mark.parametrize("move", ["cam.truck", "cam.push_in", "cam.pedestal"])
def test_lines_of_a_flat_graphic_stay_straight(film_of, plans, striped, move):
    path, report = striped
    assert not report.photo
    shot = film_of(path, report, plans.camera(move, direction="right"), short_side=270)
    page = shot.luma(-1)
    places = []
    for row in range(60, 210, 10):
        bars = np.flatnonzero(page[row, 100:380] < 128)
        places.append(bars.min())
    assert np.ptp(places) <= 1, places


def test_an_arc_around_something_flat_becomes_a_pan_and_says_so(film_of, plans, striped):
    shot = film_of(*striped, plans.camera("cam.arc", direction="right"))
    assert shot.shot.camera.id == "cam.pan"
    assert "too little depth" in shot.shot.note


def test_among_many_straight_lines_a_truck_bends_little(film, plans):
    shot = film("two_dogs", plans.camera("cam.truck", direction="left"), short_side=360)
    assert np.ptp(shot.scene.near) < 0.2
    assert shot.shot.camera.id == "cam.truck"
    moved = shot.luma(0).astype(int) - shot.luma(-1)
    assert np.abs(moved).mean() > 5
