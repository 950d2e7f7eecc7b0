"""From a plan to what is really shot: camera move, motions, and a sentence when it differs."""

from dataclasses import dataclass

import numpy as np

from adapters.parallax.camera import Move, Take, move
from adapters.parallax.motions import Motion, NoPlaceError, make_motion
from adapters.parallax.scene import Scene
from prompts.nearest import nearest
from prompts.plan import Beat, Plan
from prompts.plan import Motion as Wish
from prompts.still.report import Report

RENDERABLE = (
    "cam.static",
    "cam.push_in",
    "cam.pull_out",
    "cam.pan",
    "cam.tilt",
    "cam.truck",
    "cam.pedestal",
    "cam.arc",
    "cam.roll",
    "cam.handheld",
    "env.ripple",
    "env.breeze",
    "env.clouds",
    "env.steam",
    "env.light",
    "env.dust",
    "env.snow",
)
"""Lexicon ids that this renderer can shoot."""


PAN = "cam.pan"
FLAT = 0.3
"""Range of nearness below which an arc would show next to nothing."""


@dataclass(frozen=True)
class Shot:
    """One take, ready to be drawn.

    Attributes:
        camera: the camera move.
        motions: motions of the surroundings, the dominant one first.
        frames: number of frames.
        fps: frames per second.
        loop: the end meets the start.
        note: what differs from the plan, as sentences; empty when nothing does.
    """

    camera: Move
    motions: tuple[Motion, ...]
    frames: int
    fps: int
    loop: bool
    note: str

    def time(self, index: int) -> float:
        """Time of a frame: 0 at the first; 1 at the last, or after the last in a loop."""
        last = self.frames if self.loop else self.frames - 1
        return index / max(1, last)


INSTEAD = {
    "env.ripple": "soft ripples",
    "env.breeze": "a light breeze",
    "env.clouds": "drifting clouds",
    "env.light": "a slow sweep of light",
    "env.dust": "fine dust in the air",
}
"""What a take without place for its own motion may show, as words."""


def compose(plan: Plan, report: Report, seed: int, scene: Scene) -> Shot:
    """Decide what to shoot; a motion that finds no place in the still gives way to the nearest."""
    take = Take(plan.seconds, plan.loop, seed, scene.subject, scene.keep)
    beat, sentence = nearest(plan, report, RENDERABLE)
    if beat.camera.move == "cam.arc" and float(np.ptp(scene.near)) < FLAT:
        beat = beat.model_copy(update={"camera": beat.camera.model_copy(update={"move": PAN})})
        sentence = "This still has too little depth to turn around. It shoots a slow pan instead."
    motions, missed = _motions(beat, take, scene)
    note = sentence
    left = set(RENDERABLE)
    if missed:
        note = next(iter(missed.values()))
    while not motions and beat.camera.move == "cam.static":
        # Dust and light find a place in every still, so this comes to an end.
        left -= missed.keys() or {beat.motion}
        beat, _ = nearest(plan, report, left)
        motions, missed = _motions(beat, take, scene)
        if motions or beat.camera.move != "cam.static":
            shown = "a slow push-in" if not motions else INSTEAD.get(beat.motion, "another motion")
            note = f"{note} It shoots {shown} instead.".strip()
    return Shot(
        camera=move(beat.camera, take),
        motions=motions,
        frames=max(2, round(plan.seconds * plan.fps)),
        fps=plan.fps,
        loop=plan.loop,
        note=" ".join(part for part in (note, scene.framing.note) if part),
    )


def _motions(beat: Beat, take: Take, scene: Scene) -> tuple[tuple[Motion, ...], dict[str, str]]:
    """The motions of a beat that find a place, dominant first; and why others do not, by id."""
    wishes = list(beat.supporting)
    if beat.motion:
        dominant = Wish(
            id=beat.motion,
            subject=beat.subject,
            action=beat.action,
            direction=beat.direction,
            speed=beat.speed,
            size=beat.size,
        )
        wishes.insert(0, dominant)
    found: list[Motion] = []
    missed: dict[str, str] = {}
    for wish in wishes:
        try:
            found.append(make_motion(wish, take, scene))
        except NoPlaceError as error:
            missed[wish.id] = str(error)
    return tuple(found), missed
