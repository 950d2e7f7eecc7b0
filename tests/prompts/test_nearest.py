"""What a renderer that cannot act shoots instead."""

import pytest

from prompts.guides import guides
from prompts.nearest import nearest
from prompts.plan import Beat, Camera, Dominant, Motion, Plan

CLOSED = guides().dialects["parallax"].renderable


def plan(beat, **fields):
    return Plan(job="x", still="a" * 64, beat=beat, **fields)


def acting(**fields):
    return Beat(
        dominant=Dominant.SUBJECT,
        subject="the upper dog",
        action="tilts its head slightly",
        motion="animal.head",
        **fields,
    )


def test_an_action_becomes_a_push_in_toward_its_subject(scenes):
    shot, why = nearest(plan(acting()), scenes["pair"], CLOSED)
    assert shot.camera.move == "cam.push_in"
    assert shot.camera.destination == "the upper dog"
    assert shot.action == ""
    assert why == "Parallax cannot act: it shoots a slow push-in toward the upper dog instead."


def test_a_camera_asked_for_stays_when_the_action_goes(scenes):
    beat = acting(camera=Camera(move="cam.pan", direction="left"))
    shot, why = nearest(plan(beat), scenes["pair"], CLOSED)
    assert (shot.camera.move, shot.camera.direction) == ("cam.pan", "left")
    assert "pan to the left" in why


@pytest.mark.parametrize(
    ("still", "motion"),
    [
        ("land", "env.clouds"),
        ("horizon", "env.ripple"),
        ("green", "env.breeze"),
        ("object", "env.light"),
        ("dark", "env.dust"),
    ],
)
def test_a_held_camera_leaves_the_still_s_own_ambience(scenes, still, motion):
    shot, why = nearest(plan(acting(), locks=("framing",)), scenes[still], CLOSED)
    assert (shot.motion, shot.camera.move) == (motion, "cam.static")
    assert "held still" in why


def test_small_lettering_keeps_the_camera_still(scenes):
    shot, _ = nearest(plan(acting()), scenes["label"], CLOSED)
    assert shot.camera.move == "cam.static"
    assert shot.motion in CLOSED


def test_supporting_ambience_leads_when_the_camera_is_held(scenes):
    steam = Motion(id="env.steam", subject="steam", action="rises")
    shot, _ = nearest(
        plan(acting(supporting=(steam,)), locks=("framing",)), scenes["object"], CLOSED
    )
    assert (shot.motion, shot.subject, shot.supporting) == ("env.steam", "steam", ())


def test_a_beat_it_can_shoot_stays_as_it_is(scenes):
    beat = Beat(
        dominant=Dominant.ENVIRONMENT,
        subject="the water",
        action="ripples softly",
        motion="env.ripple",
    )
    assert nearest(plan(beat), scenes["horizon"], CLOSED) == (beat, "")


def test_a_related_motion_is_named(scenes):
    beat = Beat(
        dominant=Dominant.ENVIRONMENT, subject="the waves", action="roll in", motion="env.waves"
    )
    shot, why = nearest(plan(beat), scenes["horizon"], CLOSED)
    assert shot.motion == "env.ripple"
    assert "soft ripples" in why


@pytest.mark.parametrize("move", sorted(guides().moves))
@pytest.mark.parametrize("still", ["object", "flat", "label", "land"])
def test_every_camera_move_ends_in_something_that_moves(scenes, move, still):
    beat = Beat(dominant=Dominant.CAMERA, subject="the bottle", camera=Camera(move=move))
    shot, why = nearest(plan(beat), scenes[still], CLOSED)
    assert shot.camera.move in CLOSED
    assert shot.camera.move != "cam.static" or shot.motion in CLOSED
    assert (why == "") == (shot.camera.move == move and move != "cam.static")


@pytest.mark.parametrize("motion", sorted(guides().motions))
def test_every_motion_ends_in_something_that_moves(scenes, motion):
    kind = guides().motions[motion]
    beat = Beat(
        dominant=kind.dominant,
        subject=kind.subject or "the subject",
        action=kind.action,
        motion=motion,
    )
    shot, why = nearest(plan(beat), scenes["object"], CLOSED)
    assert shot.motion in CLOSED or shot.camera.move in set(CLOSED) - {"cam.static"}
    assert (why == "") == (motion in CLOSED)
