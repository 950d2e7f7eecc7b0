"""Dust and snow: small soft specks at three distances, drawn on the finished frame."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from adapters.parallax.arrays import Field, Pixels
from adapters.parallax.camera import Take
from adapters.parallax.motions.base import PACE, REACH, Motion, chance, onset, periods
from adapters.parallax.planes import NEUTRAL, Planes
from adapters.parallax.scene import Scene
from prompts.plan import Motion as Wish

DUST, SNOW = 130, 200
"""Specks of a small motion."""

COLOURED = 2.0
"""Radius in pixels from which a speck is seen to cover what is coloured behind it."""


@dataclass(frozen=True)
class Speck:
    """One speck; lengths are shares of the frame.

    Attributes:
        x: place at the start.
        y: place at the start.
        radius: pixels.
        bright: share of white at its middle.
        falls: whole heights that it falls in the clip; negative rises.
        slides: whole widths that it slides in the clip.
        sway: swing to and fro, share of the width.
        swings: whole swings in the clip.
        phase: angle of its swing at the start.
    """

    x: float
    y: float
    radius: float
    bright: float
    falls: float
    slides: float
    sway: float
    swings: int
    phase: float

    def place(self, t: float) -> tuple[float, float]:
        """Where it is, in a field one and a tenth as large as the frame, wrapped around."""
        angle = 2 * math.pi * self.swings * t + self.phase
        x = self.x + self.slides * t + self.sway * math.sin(angle)
        y = self.y + self.falls * t + 0.5 * self.sway * math.cos(angle)
        return (x % 1.0) * 1.1 - 0.05, (y % 1.0) * 1.1 - 0.05

    def glow(self, t: float, twinkle: float) -> float:
        """Brightness now; specks turn in the light by up to `twinkle`."""
        angle = 2 * math.pi * (self.swings + 1) * t + 2 * self.phase
        return self.bright * (1 - twinkle * (0.5 + 0.5 * math.sin(angle)))


class Particles(Motion):
    """Specks in the air."""

    def __init__(self, specks: list[Speck], loop: bool, twinkle: float, warm: int) -> None:
        """Hold the specks; `warm` is how far their colour leans to red, in chroma levels."""
        self._specks = specks
        self._loop = loop
        self._twinkle = twinkle
        self._warm = warm

    def draw(self, t: float, planes: Planes) -> None:
        """Draw every speck onto the frame."""
        width, height = planes.size
        start = onset(t, self._loop)
        if start <= 0:
            return
        for speck in self._specks:
            x, y = speck.place(t)
            bright = start * speck.glow(t, self._twinkle)
            _dot(planes, x * width, y * height, speck.radius, bright, self._warm)


def dust(wish: Wish, take: Take, scene: Scene) -> Motion:
    """Fine motes that float up and across."""
    draw = chance(take.seed, 81)
    pace = PACE[wish.speed]
    side = {"left": -1, "right": 1}.get(wish.direction or "", draw.choice((-1, 1)))

    def speck(near: float) -> Speck:
        return Speck(
            x=draw.random(),
            y=draw.random(),
            radius=_radius(scene, 0.0018 + 0.0055 * near**2),
            bright=draw.uniform(0.45, 0.9) * (1 - 0.4 * near),
            falls=_way(-0.025 * pace * (0.4 + near) * draw.uniform(-0.5, 1.3), take),
            slides=_way(side * 0.022 * pace * (0.4 + near) * draw.uniform(0.3, 1.2), take),
            sway=draw.uniform(0.004, 0.014),
            swings=periods(take.seconds, draw.uniform(0.12, 0.4) * pace),
            phase=draw.uniform(0, 2 * math.pi),
        )

    return Particles(_field(DUST, wish, draw, speck), take.loop, 0.8, warm=6)


def snow(wish: Wish, take: Take, scene: Scene) -> Motion:
    """Flakes that fall, the near ones faster and larger."""
    draw = chance(take.seed, 91)
    pace = PACE[wish.speed]
    side = {"left": -1, "right": 1}.get(wish.direction or "", draw.choice((-1, 1)))

    def speck(near: float) -> Speck:
        fall = (0.075 + 0.15 * near) * pace * draw.uniform(0.85, 1.15)
        return Speck(
            x=draw.random(),
            y=draw.random(),
            radius=_radius(scene, 0.0022 + 0.0052 * near**1.5),
            bright=draw.uniform(0.6, 0.95) * (1 - 0.25 * near),
            falls=_way(fall, take),
            slides=_way(side * 0.3 * fall * draw.uniform(0.2, 1.0), take),
            sway=draw.uniform(0.004, 0.016),
            swings=periods(take.seconds, draw.uniform(0.2, 0.5) * pace),
            phase=draw.uniform(0, 2 * math.pi),
        )

    return Particles(_field(SNOW, wish, draw, speck), take.loop, 0.15, warm=0)


def _field(
    count: int, wish: Wish, draw: random.Random, speck: Callable[[float], Speck]
) -> list[Speck]:
    total = round(count * REACH[wish.size])
    return [speck(draw.random()) for _ in range(total)]


def _radius(scene: Scene, share: float) -> float:
    """Radius in pixels, at least what a pixel can show."""
    return max(0.9, share * min(scene.framing.width, scene.framing.height))


def _way(per_second: float, take: Take) -> float:
    """Way in the whole clip; a whole number of fields in a loop, so that it closes."""
    way = per_second * take.seconds
    return float(round(way)) if take.loop else way


def _dot(planes: Planes, x: float, y: float, radius: float, bright: float, warm: int) -> None:
    """Blend one soft dot; its colour fades to neutral."""
    height, width = planes.y.shape
    reach = math.ceil(radius * 2.2)
    left, right = max(0, int(x) - reach), min(width, int(x) + reach + 2)
    top, end = max(0, int(y) - reach), min(height, int(y) + reach + 2)
    if right - left < 2 or end - top < 2:
        return
    spread = -0.5 / (radius * 0.75) ** 2
    across = np.exp(spread * (np.arange(left, right) - x) ** 2)
    down = np.exp(spread * (np.arange(top, end) - y) ** 2) * bright
    share = (down[:, None] * across[None]).astype(np.float32)
    part = planes.y[top:end, left:right]
    part[:] = (part + share * (232 - part.astype(np.float32)) + 0.5).astype(np.uint8)
    if radius >= COLOURED:
        _fade(planes.u, share, top, left, NEUTRAL - warm)
        _fade(planes.v, share, top, left, NEUTRAL + warm)


def _fade(plane: Pixels, share: Field, top: int, left: int, goal: int) -> None:
    """Take the colour under a dot toward a level."""
    down, across = top % 2, left % 2
    thin = share[down::2, across::2]
    top, left = (top + down) // 2, (left + across) // 2
    part = plane[top : top + thin.shape[0], left : left + thin.shape[1]]
    thin = thin[: part.shape[0], : part.shape[1]]
    part[:] = (part + thin * (goal - part.astype(np.float32)) + 0.5).astype(np.uint8)
