"""Pictures made for the tests: scenes with a known subject, files in every container."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from prompts.still.inspect import inspect
from prompts.still.report import Finding, Report


@pytest.fixture(scope="session")
def encode() -> Callable[..., bytes]:
    """Save an image or array in a container and return its bytes."""

    def save(image: Any, container: str = "PNG", **options: Any) -> bytes:
        picture = image if isinstance(image, Image.Image) else Image.fromarray(image)
        out = BytesIO()
        if container == "PNG":
            options = {"compress_level": 1} | options
        picture.save(out, container, **options)
        return out.getvalue()

    return save


@pytest.fixture(scope="session")
def ramp() -> np.ndarray:
    """128x96 RGB whose red grows to the right and green downward: any turn can be told."""
    red = np.tile(np.linspace(20, 230, 128), (96, 1))
    green = np.tile(np.linspace(30, 200, 96)[:, None], (1, 128))
    return np.dstack((red, green, np.full_like(red, 60))).astype(np.uint8)


@pytest.fixture(scope="session")
def ground() -> Callable[..., np.ndarray]:
    """A calm ground with the fine grain of a photograph."""

    def make(
        height: int = 720, width: int = 1280, colour: tuple[int, int, int] = (150, 155, 160)
    ) -> np.ndarray:
        grain = np.random.default_rng(7).normal(0, 3, (height, width, 3))
        shade = np.linspace(-12, 12, width)[None, :, None]
        return np.clip(np.array(colour) + shade + grain, 0, 255).astype(np.uint8)

    return make


@pytest.fixture(scope="session")
def disc() -> Callable[..., np.ndarray]:
    """Draw a textured ball into a picture; centre and radius are shares of width and height."""

    def draw(
        picture: np.ndarray,
        x: float,
        y: float,
        radius: float = 0.16,
        colour: tuple[int, int, int] = (200, 60, 40),
    ) -> np.ndarray:
        height, width = picture.shape[:2]
        mask = np.zeros((height, width), np.uint8)
        centre = round(x * width), round(y * height)
        cv2.circle(mask, centre, round(radius * height), 255, -1, cv2.LINE_AA)
        rng = np.random.default_rng(3)
        texture = rng.normal(0, 22, (height, width, 1))
        ball = np.clip(np.array(colour) + texture, 0, 255)
        share = mask[..., None] / 255
        return (picture * (1 - share) + ball * share).astype(np.uint8)

    return draw


@pytest.fixture(scope="session")
def look(encode) -> Callable[..., Report]:
    """Inspect an array as a PNG, without reading text."""

    def report(picture: np.ndarray, container: str = "PNG", **options: Any) -> Report:
        return inspect(encode(picture, container, **options), ocr=False)

    return report


@pytest.fixture(scope="session")
def finding() -> Callable[[Report, str], Finding | None]:
    """The first finding of a rule."""

    def find(report: Report, rule: str) -> Finding | None:
        return next((f for f in report.findings if f.rule == rule), None)

    return find


@pytest.fixture(scope="session")
def shipped(examples) -> Callable[[str], Report]:
    """The report of a shipped still, made once."""
    reports: dict[str, Report] = {}

    def of(name: str) -> Report:
        if name not in reports:
            reports[name] = inspect((examples / name).read_bytes())
        return reports[name]

    return of
