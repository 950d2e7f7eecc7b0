"""Reports to direct from: synthetic, one builder, a few ready scenes."""

import pytest

from prompts.director import OfflineDirector
from prompts.guides import guides
from prompts.still.report import (
    Box,
    Composition,
    Depth,
    FreeSpace,
    Report,
    Scenery,
    Subject,
    TextLine,
)


def build(*, evidence=True, horizon=None, lines=(), boxes=((0.2, 0.2, 0.3, 0.6),), **fields):
    """A report; `lines` are heights of text lines, `boxes` the subjects' boxes."""
    kind = "face" if fields.get("faces") else "shape"
    values = {
        "sha256": "a" * 64,
        "width": 1600,
        "height": 900,
        "format": "JPEG",
        "size": 200_000,
        "composition": Composition.SUBJECT,
        "subjects": tuple(
            Subject(box=Box(x=x, y=y, w=w, h=h), kind=kind, strength=0.9) for x, y, w, h in boxes
        ),
        "depth": Depth(
            horizon=horizon, separation=0.4, focus=0.5, perspective=False, evidence=evidence
        ),
        "free": FreeSpace(left=0.2, right=0.5, up=0.1, down=0.1),
        "texts": tuple(
            TextLine(box=Box(x=0.1, y=0.1, w=0.2, h=height), text="ACME", score=0.95)
            for height in lines
        ),
        "text_checked": True,
    }
    return Report(**{**values, **fields})


STACKED = ((0.3, 0.05, 0.3, 0.35), (0.32, 0.55, 0.3, 0.35))
ASIDE = ((0.05, 0.3, 0.3, 0.4), (0.6, 0.3, 0.3, 0.4))

SCENES = {
    "object": build(),
    "flat": build(evidence=False),
    "land": build(composition=Composition.LANDSCAPE, boxes=(), scenery=Scenery(sky=0.5)),
    "horizon": build(
        composition=Composition.LANDSCAPE, boxes=(), horizon=0.4, scenery=Scenery(water=0.4)
    ),
    "green": build(composition=Composition.LANDSCAPE, boxes=(), scenery=Scenery(foliage=0.6)),
    "portrait": build(composition=Composition.PORTRAIT, faces=1),
    "people": build(composition=Composition.PAIR, faces=2, boxes=ASIDE),
    "pair": build(composition=Composition.PAIR, boxes=STACKED, equal_subjects=True),
    "aside": build(composition=Composition.PAIR, boxes=ASIDE, equal_subjects=True),
    "crowd": build(composition=Composition.CROWD),
    "house": build(composition=Composition.ARCHITECTURE, boxes=()),
    "graphic": build(composition=Composition.GRAPHIC, boxes=(), photo=False, lines=(0.2, 0.1)),
    "label": build(lines=(0.02,)),
    "dark": build(luma=20.0),
    "unknown": build(composition=Composition.UNKNOWN, boxes=()),
}


@pytest.fixture(scope="session")
def book():
    return guides()


@pytest.fixture(scope="session")
def director():
    return OfflineDirector()


@pytest.fixture(scope="session")
def scenes():
    return SCENES


@pytest.fixture(scope="session")
def report():
    """The builder itself, for reports of a test's own."""
    return build
