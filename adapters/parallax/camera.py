"""Camera moves as functions of time.

Shifts are shares of the frame's width or height and say where the picture's content goes: a pan
to the right moves it left. Every move starts at the still itself, but for a pull-out, which ends
there; a looped move goes there and back.
"""

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from prompts.plan import Camera, Direction4, Speed

AMOUNT = {
    Speed.VERY_SLOW: 0.6,
    Speed.SLOW: 1.0,
    Speed.MODERATE: 1.4,
    Speed.FAST: 1.9,
    Speed.SUDDEN: 1.9,
}
"""How far a move goes at each speed; capped per move."""

TRAVEL = {Speed.FAST: 0.65}
"""Share of the clip that a quick move takes; slower ones take all of it."""

SUDDEN_SECONDS = 0.5
AIM_SPREAD = 0.17
"""How far apart the aims of takes are, as a share of the frame."""

USUAL_ZOOM = 1.16
"""Enlargement at the end of a push-in, for judging what it leaves in the frame."""

DRIFT = 0.0007
"""Height of the unrest that every moving camera has, as a share of the width."""


@dataclass(frozen=True)
class Pose:
    """Where the camera is.

    Attributes:
        zoom: enlargement about the aim.
        push: enlargement that near things take more of than far ones.
        pan: shift of everything alike, shares of width and height.
        truck: shift in which near things go further than far ones.
        arc: shift in which what is nearer than the subject goes one way, what is farther the other.
        roll: turn of the content in radians, clockwise.
    """

    zoom: float = 1.0
    push: float = 0.0
    pan: tuple[float, float] = (0.0, 0.0)
    truck: tuple[float, float] = (0.0, 0.0)
    arc: tuple[float, float] = (0.0, 0.0)
    roll: float = 0.0


@dataclass(frozen=True)
class Move:
    """A camera move of one take.

    Attributes:
        id: lexicon id of the move shot.
        aim: point that the camera closes in on, shares of the frame.
        heading: direction shot, where the move has one.
        pose: from time (0 at the first frame, 1 at the end) to a pose.
    """

    id: str
    aim: tuple[float, float]
    heading: Direction4 | None
    pose: Callable[[float], Pose]


@dataclass(frozen=True)
class Take:
    """What a move depends on beside the plan.

    Attributes:
        seconds: clip length.
        loop: the end meets the start.
        seed: seed of the take.
        subject: centre of the subject, shares of the frame.
        keep: what stays in the frame where it can: left, top, right, bottom as shares of it.
    """

    seconds: float
    loop: bool
    seed: int
    subject: tuple[float, float]
    keep: tuple[float, float, float, float] = (0.5, 0.5, 0.5, 0.5)


def move(camera: Camera, take: Take) -> Move:
    """The move of one take; what the plan leaves open is drawn from the seed.

    Raises:
        KeyError: a move that is not among `MOVES`.
    """
    draw = random.Random(take.seed * 7919 + 11)  # noqa: S311  # variety, not secrecy
    heading = camera.direction or _free_heading(camera.move, take.seed)
    amount = AMOUNT[camera.speed] * _reach(take.seed, draw) * min(1.3, (take.seconds / 5) ** 0.35)
    aim = _aim(take, draw)
    shape = MOVES[camera.move](amount, heading, draw)
    progress = _progress(camera.speed, take)
    unrest = _unrest(draw, DRIFT)

    def pose(t: float) -> Pose:
        at = shape(progress(t), t)
        if camera.move in {"cam.static", "cam.handheld"}:
            return at
        x, y = unrest(t)
        return replace(at, pan=(at.pan[0] + x, at.pan[1] + y))

    if camera.move == "cam.handheld":
        return Move(camera.move, (0.5, 0.5), None, _handheld(amount, take, draw))
    return Move(camera.move, aim, heading, pose)


def ease(share: float) -> float:
    """Quintic smooth step on 0-1: rest, move, rest."""
    x = min(max(share, 0.0), 1.0)
    return x * x * x * (x * (6 * x - 15) + 10)


Shape = Callable[[float, float], Pose]
Maker = Callable[[float, Direction4 | None, random.Random], Shape]


def _progress(speed: Speed, take: Take) -> Callable[[float], float]:
    if take.loop:
        return lambda t: (1 - math.cos(2 * math.pi * t)) / 2
    if speed is Speed.SUDDEN:
        length = min(1.0, SUDDEN_SECONDS / take.seconds)
        return lambda t: ease((t - 0.1) / length)
    length = TRAVEL.get(speed, 1.0)
    return lambda t: ease(t / length)


def _free_heading(name: str, seed: int) -> Direction4 | None:
    """Neighbouring seeds go opposite ways, so that takes of a shot differ."""
    if name in {"cam.pan", "cam.truck", "cam.arc", "cam.roll"}:
        return "right" if seed % 2 == 0 else "left"
    if name in {"cam.tilt", "cam.pedestal"}:
        return "up" if seed % 2 == 0 else "down"
    return None


def _reach(seed: int, draw: random.Random) -> float:
    """How far this take goes; four seeds in a row are spread evenly."""
    return (0.82, 1.18, 0.94, 1.06)[seed % 4] * draw.uniform(0.97, 1.03)


def _aim(take: Take, draw: random.Random) -> tuple[float, float]:
    """A fixed point of the zoom beyond the subject, which so drifts toward the middle.

    Four seeds in a row lean to four sides, so that their takes are framed differently.
    """
    angle = math.pi * (take.seed % 4) / 2 + draw.uniform(0.4, 1.2)
    lean = AIM_SPREAD * math.cos(angle), AIM_SPREAD * math.sin(angle)
    x, y = (0.5 + 1.25 * (c - 0.5) + off for c, off in zip(take.subject, lean, strict=True))
    left, top, right, bottom = take.keep
    return _keeping(x, left, right), _keeping(y, top, bottom)


def _keeping(aim: float, low: float, high: float) -> float:
    """An aim at which a usual push-in leaves `low` to `high` inside the frame, where one does."""
    least = (high * USUAL_ZOOM - 0.99) / (USUAL_ZOOM - 1)
    most = (low * USUAL_ZOOM - 0.01) / (USUAL_ZOOM - 1)
    if least <= most:
        aim = min(max(aim, least), most)
    return min(max(aim, 0.02), 0.98)


def _unrest(draw: random.Random, height: float) -> Callable[[float], tuple[float, float]]:
    """Three whole-period sines per axis, zero at the first frame."""
    across = [draw.uniform(-1, 1) * height / count for count in (1, 2, 3)]
    down = [draw.uniform(-1, 1) * height / count for count in (1, 2, 3)]
    return lambda t: (_sines(across, (1, 2, 3), t), _sines(down, (1, 2, 3), t))


def _sines(heights: Sequence[float], periods: Sequence[int], t: float) -> float:
    pairs = zip(heights, periods, strict=True)
    return sum(height * math.sin(2 * math.pi * count * t) for height, count in pairs)


def _sign(heading: Direction4 | None) -> int:
    """Way of the content on screen for a camera that goes right or up."""
    return 1 if heading in {"left", "up"} else -1


def _static(amount: float, heading: Direction4 | None, draw: random.Random) -> Shape:
    del amount, heading, draw
    return lambda p, t: Pose()


def _push_in(amount: float, heading: Direction4 | None, draw: random.Random) -> Shape:
    del heading
    reach = min(0.25, 0.12 * amount)
    side, rise = draw.uniform(-0.008, 0.008), draw.uniform(-0.008, 0.008)
    return lambda p, t: Pose(push=reach * p, pan=(side * p, rise * p))


def _pull_out(amount: float, heading: Direction4 | None, draw: random.Random) -> Shape:
    del heading, draw
    reach = min(0.25, 0.12 * amount)
    return lambda p, t: Pose(push=reach * (1 - p))


def _pan(amount: float, heading: Direction4 | None, draw: random.Random) -> Shape:
    reach = _sign(heading) * min(0.06, 0.048 * amount)
    rise = draw.uniform(-0.004, 0.004)
    return lambda p, t: Pose(zoom=1 + 0.02 * p, pan=(reach * p, rise * p))


def _tilt(amount: float, heading: Direction4 | None, draw: random.Random) -> Shape:
    reach = _sign(heading) * min(0.06, 0.05 * amount)
    side = draw.uniform(-0.003, 0.003)
    return lambda p, t: Pose(zoom=1 + 0.02 * p, pan=(side * p, reach * p))


def _truck(amount: float, heading: Direction4 | None, draw: random.Random) -> Shape:
    reach = _sign(heading) * min(0.05, 0.04 * amount)
    rise = draw.uniform(-0.003, 0.003)
    return lambda p, t: Pose(zoom=1 + 0.02 * p, truck=(reach * p, rise * p))


def _pedestal(amount: float, heading: Direction4 | None, draw: random.Random) -> Shape:
    reach = _sign(heading) * min(0.055, 0.045 * amount)
    side = draw.uniform(-0.003, 0.003)
    return lambda p, t: Pose(zoom=1 + 0.02 * p, truck=(side * p, reach * p))


def _arc(amount: float, heading: Direction4 | None, draw: random.Random) -> Shape:
    reach = _sign(heading) * min(0.05, 0.04 * amount)
    closer = draw.uniform(0.01, 0.03)
    return lambda p, t: Pose(zoom=1 + closer * p, arc=(reach * p, 0.0))


def _roll(amount: float, heading: Direction4 | None, draw: random.Random) -> Shape:
    # A camera that rolls clockwise turns its picture the other way.
    reach = _sign(heading) * math.radians(min(5.0, 3.2 * amount))
    closer = draw.uniform(0.045, 0.06)
    return lambda p, t: Pose(zoom=1 + closer * p, roll=reach * p)


def _handheld(amount: float, take: Take, draw: random.Random) -> Callable[[float], Pose]:
    """Sway of a person who stands: a few slow whole periods, and a hint of turn."""
    periods = [max(1, round(hertz * take.seconds)) for hertz in (0.23, 0.41, 0.67, 1.1)]

    def heights(most: float) -> list[float]:
        shares = (1.0, 0.7, 0.4, 0.18)
        return [
            share * most * amount * draw.uniform(0.6, 1.0) * draw.choice((-1, 1))
            for share in shares
        ]

    across, down, turns = heights(0.003), heights(0.003), heights(0.0022)

    def pose(t: float) -> Pose:
        shift = _sines(across, periods, t), _sines(down, periods, t)
        closer = 0.012 * (1.0 if take.loop else ease(t / 0.25))
        return Pose(zoom=1 + closer, pan=shift, roll=_sines(turns, periods, t))

    return pose


MOVES: dict[str, Maker] = {
    "cam.static": _static,
    "cam.push_in": _push_in,
    "cam.pull_out": _pull_out,
    "cam.pan": _pan,
    "cam.tilt": _tilt,
    "cam.truck": _truck,
    "cam.pedestal": _pedestal,
    "cam.arc": _arc,
    "cam.roll": _roll,
    "cam.handheld": _static,
}
"""Makers of moves by lexicon id; the handheld camera is made apart, for it needs real time."""
