"""What kind of picture it is, and whether it has a clear subject (IMG-07, IMG-08, IMG-23)."""

from dataclasses import dataclass

from prompts.still.depth import IN_FOCUS, SEPARATE
from prompts.still.faces import CROWD, equal_faces
from prompts.still.report import (
    Box,
    Composition,
    Depth,
    Finding,
    Level,
    Scenery,
    Subject,
    Trust,
)
from prompts.still.subjects import Standouts

_PORTRAIT = 0.14
"""Height of a face in shares of the picture from which it is a portrait."""

_OPEN = 0.36
"""Share of sky, water and foliage of a landscape; with a horizon half of it is enough."""

_BUILT = 3.2
"""Upright and level lines, in diagonals of the picture, from which it is architecture."""

_VAGUE_SEPARATION = 0.12
_VAGUE_FOCUS = 0.3
"""Below both nothing stands out (IMG-07)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the kind of picture is read from.

    Attributes:
        faces: boxes of faces, None when they could not be searched.
        standouts: blobs that stand out.
        scenery: shares of sky, water and foliage.
        depth: cues of depth.
        straightness: upright and level lines in diagonals.
        photo: not a flat graphic.
    """

    faces: tuple[Box, ...] | None
    standouts: Standouts
    scenery: Scenery
    depth: Depth
    straightness: float
    photo: bool

    @property
    def clear(self) -> bool:
        """Whether the main subject surely stands apart from its ground."""
        apart = self.depth.separation > SEPARATE or self.depth.focus > IN_FOCUS
        return bool(self.standouts.subjects) and apart

    @property
    def vague(self) -> bool:
        """Whether nothing stands apart in colour or focus."""
        return self.depth.separation < _VAGUE_SEPARATION and self.depth.focus < _VAGUE_FOCUS

    @property
    def equal(self) -> bool:
        """Whether two or more subjects share the lead."""
        return equal_faces(self.faces) or (not self.faces and self.standouts.equal)


def subjects_of(evidence: Evidence) -> tuple[Subject, ...]:
    """Faces first, then blobs that are not around a face."""
    faces = evidence.faces or ()
    largest = faces[0].area if faces else 1.0
    people = [
        Subject(box=face, kind="face", strength=round(min(1.0, face.area / largest), 3))
        for face in faces
    ]
    shapes = [
        shape
        for shape in evidence.standouts.subjects
        if not any(_holds(shape.box, face) for face in faces)
    ]
    return (*people, *shapes)[:8]


def composition_of(evidence: Evidence) -> Composition:
    """Choose the kind of picture, the surest sign first."""
    if not evidence.photo:
        return Composition.GRAPHIC
    faces = evidence.faces or ()
    if len(faces) >= CROWD:
        return Composition.CROWD
    if faces:
        return Composition.PAIR if evidence.equal and len(faces) == 2 else _with_faces(faces)
    if evidence.standouts.equal:
        return Composition.PAIR
    main = evidence.standouts.subjects[0] if evidence.standouts.subjects else None
    if evidence.clear and main and main.box.area < 0.75:
        return Composition.SUBJECT
    if _is_landscape(evidence):
        return Composition.LANDSCAPE
    if evidence.straightness > _BUILT:
        return Composition.ARCHITECTURE
    if main and main.box.area < 0.5 and not evidence.vague:
        return Composition.SUBJECT
    return Composition.UNKNOWN


def findings_of_composition(evidence: Evidence, kind: Composition) -> list[Finding]:
    """Say whether there is a clear subject, and hint at equal ones."""
    if evidence.standouts.equal and not evidence.faces:
        return [
            Finding(
                rule="IMG-08",
                trust=Trust.HINT,
                level=Level.INFO,
                text=f"{len(evidence.standouts.subjects)} subjects of equal size",
                value=float(len(evidence.standouts.subjects)),
                advice="Say who moves.",
            )
        ]
    if kind in (Composition.SUBJECT, Composition.PORTRAIT) and evidence.clear:
        value = max(evidence.depth.separation, 0.0)
        return [_subject(Trust.MEASURED, Level.GOOD, "clear subject", value)]
    open_kinds = (Composition.LANDSCAPE, Composition.ARCHITECTURE, Composition.GRAPHIC)
    if evidence.vague and kind not in open_kinds and not evidence.faces:
        return [_subject(Trust.HINT, Level.INFO, "no clear subject", evidence.depth.separation)]
    return []


def _subject(trust: Trust, level: Level, text: str, value: float) -> Finding:
    advice = "" if level is Level.GOOD else "A crop around one thing helps."
    return Finding(rule="IMG-07", trust=trust, level=level, text=text, value=value, advice=advice)


def _with_faces(faces: tuple[Box, ...]) -> Composition:
    return Composition.PORTRAIT if faces[0].h >= _PORTRAIT else Composition.SUBJECT


def _is_landscape(evidence: Evidence) -> bool:
    scenery = evidence.scenery
    share = scenery.sky + scenery.water + scenery.foliage
    if evidence.depth.horizon is not None:
        return share >= _OPEN / 2
    return share >= _OPEN


def _holds(shape: Box, face: Box) -> bool:
    x, y = face.centre
    return shape.x <= x <= shape.x + shape.w and shape.y <= y <= shape.y + shape.h
