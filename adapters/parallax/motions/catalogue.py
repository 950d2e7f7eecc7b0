"""Motion ids to their makers."""

from collections.abc import Callable

from adapters.parallax.camera import Take
from adapters.parallax.motions.air import Steam, Sweep, cloud_or_mist
from adapters.parallax.motions.base import Motion, NoPlaceError
from adapters.parallax.motions.particles import dust, snow
from adapters.parallax.motions.water import Ripple
from adapters.parallax.motions.wind import Breeze
from adapters.parallax.scene import Scene
from prompts.plan import Motion as Wish

MAKERS: dict[str, Callable[[Wish, Take, Scene], Motion]] = {
    "env.ripple": Ripple,
    "env.breeze": Breeze,
    "env.clouds": cloud_or_mist,
    "env.steam": Steam,
    "env.light": Sweep,
    "env.dust": dust,
    "env.snow": snow,
}
"""Maker of each motion; raises `NoPlaceError` where it would not be seen."""


def make_motion(wish: Wish, take: Take, scene: Scene) -> Motion:
    """The motion of one take.

    Raises:
        NoPlaceError: the still has no place for it.
    """
    if wish.id not in MAKERS:
        raise NoPlaceError(f"Parallax has no way to move {wish.subject or 'this'}.")
    return MAKERS[wish.id](wish, take, scene)
