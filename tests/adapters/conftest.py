"""Reports of the example stills, made once, and plans for the renderer."""

import hashlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from adapters.parallax.framing import frame
from adapters.parallax.planes import Planes
from adapters.parallax.render import Artist
from adapters.parallax.scene import prepare
from adapters.parallax.shot import compose
from prompts.plan import Beat, Camera, Dominant, Plan
from prompts.still.inspect import inspect

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.fixture(scope="session")
def still_of():
    """Path and report of an example still by its name."""
    known = {}

    def find(name: str):
        if name not in known:
            path = next(p for p in EXAMPLES.iterdir() if p.stem == name)
            known[name] = path, inspect(path.read_bytes(), False)
        return known[name]

    return find


@pytest.fixture
def made_still(tmp_path):
    """A generated still of any size with texture everywhere, and its report."""

    def make(width: int, height: int, seed: int = 1):
        noise = np.random.default_rng(seed).integers(0, 255, (height // 6 + 2, width // 6 + 2, 3))
        picture = cv2.resize(noise.astype(np.uint8), (width, height), interpolation=cv2.INTER_CUBIC)
        path = tmp_path / f"still-{width}x{height}-{seed}.png"
        Image.fromarray(picture).save(path)
        return path, inspect(path.read_bytes(), False)

    return make


def camera_plan(move: str, *, loop: bool = False, **camera) -> Plan:
    """A plan whose camera is the beat."""
    beat = Beat(dominant=Dominant.CAMERA, subject="the scene", camera=Camera(move=move, **camera))
    return Plan(job="test", still="", beat=beat, seconds=3, fps=24, loop=loop)


def motion_plan(
    motion: str,
    subject: str = "the scene",
    action: str = "moves softly",
    *,
    loop: bool = False,
    **beat,
) -> Plan:
    """A plan whose surroundings are the beat, with the camera held still."""
    dominant = Dominant.LIGHT if motion == "env.light" else Dominant.ENVIRONMENT
    made = Beat(dominant=dominant, subject=subject, action=action, motion=motion, **beat)
    return Plan(job="test", still="", beat=made, seconds=3, fps=24, loop=loop)


class Film:
    """A take's frames, drawn when asked for; luma 16-235."""

    def __init__(self, path: Path, report, plan: Plan, seed: int = 1, short_side: int = 180):
        self.framing = frame(plan, report, short_side)
        self.scene = prepare(path, report, self.framing, None)
        self.shot = compose(plan, report, seed, self.scene)
        self.artist = Artist(self.scene, self.shot)

    @property
    def frames(self) -> int:
        return self.shot.frames

    def luma(self, index: int) -> np.ndarray:
        """Luma plane of a frame; negative numbers count from the end."""
        index = index if index >= 0 else self.frames + index
        return self.artist.frame(index).y

    def whole(self, index: int) -> np.ndarray:
        """All planes of a frame in one row."""
        return in_a_row(self.artist.frame(index))

    def still(self) -> np.ndarray:
        """The still itself, like `whole`."""
        (left, up), planes = self.framing.spare, self.scene.planes
        width, height = self.framing.width, self.framing.height
        y = planes.y[up : up + height, left : left + width]
        half = np.s_[up // 2 : (up + height) // 2, left // 2 : (left + width) // 2]
        return in_a_row(Planes(y, planes.u[half], planes.v[half]))


def in_a_row(planes: Planes) -> np.ndarray:
    return np.concatenate([planes.y.ravel(), planes.u.ravel(), planes.v.ravel()]).astype(int)


@pytest.fixture(scope="session")
def film(still_of):
    """Frames of a plan over an example still."""

    def shoot(name: str, plan: Plan, seed: int = 1, short_side: int = 180) -> Film:
        path, report = still_of(name)
        return Film(path, report, plan, seed, short_side)

    return shoot


@pytest.fixture(scope="session")
def film_of():
    """Frames of a plan over any still."""
    return Film


@pytest.fixture(scope="session")
def plans():
    """Makers of plans: `plans.camera(move, ...)` and `plans.motion(id, ...)`."""

    class Makers:
        camera = staticmethod(camera_plan)
        motion = staticmethod(motion_plan)

    return Makers


def flow(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Where each pixel went, in pixels (right, down)."""
    finder = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    return finder.calc(before, after, None)


@pytest.fixture(scope="session")
def measured():
    """How the picture moved between two frames: shift in shares of the frame, scale, turn."""

    def measure(before: np.ndarray, after: np.ndarray) -> dict[str, float]:
        height, width = before.shape
        moved = flow(before, after)
        y, x = np.mgrid[10 : height - 10 : 8, 10 : width - 10 : 8]
        start = np.stack((x.ravel(), y.ravel()), 1).astype(np.float32)
        end = start + moved[y.ravel(), x.ravel()]
        matrix, inside = cv2.estimateAffinePartial2D(start, end, ransacReprojThreshold=2.0)
        middle = np.array([(width - 1) / 2, (height - 1) / 2, 1])
        shift = matrix @ middle - middle[:2]
        return {
            "x": float(shift[0] / width),
            "y": float(shift[1] / height),
            "scale": float(np.hypot(matrix[0, 0], matrix[1, 0])),
            "turn": float(np.degrees(np.arctan2(matrix[1, 0], matrix[0, 0]))),
            "inside": float(inside.mean()),
            "flow": moved,
        }

    return measure


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
