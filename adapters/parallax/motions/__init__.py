"""Motions of the surroundings: one file per family, all periodic when the clip loops."""

from adapters.parallax.motions.base import Motion, NoPlaceError
from adapters.parallax.motions.catalogue import make_motion

__all__ = ["Motion", "NoPlaceError", "make_motion"]
