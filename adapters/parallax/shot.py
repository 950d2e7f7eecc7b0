"""From a plan to what is really shot: camera move, motions, and a sentence when it differs."""

from dataclasses import dataclass

from adapters.parallax.camera import Move, Take, move
from adapters.parallax.motions import Motion, NoPlaceError, make_motion
from adapters.parallax.scene import Scene
from prompts.nearest import nearest
from prompts.plan import Camera, Plan, Size, Speed
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


def compose(plan: Plan, report: Report, seed: int, scene: Scene) -> Shot:
    """Decide what to shoot; a motion that finds no place in the still falls back to the camera."""
    beat, sentence = nearest(plan, report, RENDERABLE)
    notes = [sentence] if sentence else []
    take = Take(plan.seconds, plan.loop, seed, scene.subject)
    motions: list[Motion] = []
    wishes = list(beat.supporting)
    if beat.motion:
        first = Wish(
            id=beat.motion,
            subject=beat.subject,
            action=beat.action,
            direction=beat.direction,
            speed=beat.speed,
            size=beat.size,
        )
        wishes.insert(0, first)
    missed = ""
    for wish in wishes:
        try:
            motions.append(make_motion(wish, take, scene))
        except NoPlaceError as error:
            missed = missed or str(error)
    camera = beat.camera
    if camera.move == "cam.static" and not motions:
        camera = Camera(move="cam.push_in", direction="in", speed=_calm(beat.speed, beat.size))
        missed = (missed + " " if missed else "") + "It shoots a slow push-in instead."
    if missed:
        notes.append(missed)
    if scene.framing.note:
        notes.append(scene.framing.note)
    return Shot(
        camera=move(camera, take),
        motions=tuple(motions),
        frames=max(2, round(plan.seconds * plan.fps)),
        fps=plan.fps,
        loop=plan.loop,
        note=" ".join(notes),
    )


def _calm(speed: Speed, size: Size) -> Speed:
    """Speed of a stand-in camera move."""
    tiny = speed is Speed.VERY_SLOW or size is Size.MICRO
    return Speed.VERY_SLOW if tiny else Speed.SLOW
