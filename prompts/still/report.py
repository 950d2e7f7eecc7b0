"""The report: what inspection found in a still, in the viewer's orientation.

Coordinates are shares of the upright still: x and w of its width, y and h of its height, 0-1,
origin at the top left. Rule ids are those of the rulebook (`prompts/guides/rules.toml`).
"""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from prompts.record import Record

Share = float
"""A number from 0 to 1."""


class Trust(StrEnum):
    """How far a finding may be relied on; a hint never changes a verdict."""

    FACT = "fact"
    """Read from the file: size, mode, quantisation tables."""
    MEASURED = "measured"
    """Measured on pixels with known good precision."""
    HINT = "hint"
    """Worth a tip, nothing more."""


class Level(StrEnum):
    """How much a finding matters for shooting from this still."""

    GOOD = "good"
    INFO = "info"
    WARN = "warn"
    BLOCK = "block"
    """The still cannot be shot as it is."""


class Finding(Record):
    """One thing inspection has to say.

    Attributes:
        rule: rulebook id, such as `IMG-01`.
        trust: what the finding rests on.
        level: how much it matters.
        text: one plain sentence or phrase for a card, without the rule id.
        value: the measured number behind it, if there is one.
        advice: what the person could do, empty when nothing.
    """

    rule: str
    trust: Trust
    level: Level
    text: str
    value: float | None = None
    advice: str = ""


class Box(Record):
    """A rectangle in shares of the upright still."""

    x: Share
    y: Share
    w: Share
    h: Share

    @property
    def area(self) -> Share:
        """Share of the picture inside the box."""
        return self.w * self.h

    @property
    def centre(self) -> tuple[Share, Share]:
        """Middle of the box as (x, y)."""
        return self.x + self.w / 2, self.y + self.h / 2


class Subject(Record):
    """Something that stands out, largest or strongest first.

    Attributes:
        box: where it is.
        kind: `face` only from the face finder; everything else is a `shape`.
        strength: how clearly it stands out, 0-1.
    """

    box: Box
    kind: Literal["face", "shape"]
    strength: Share


class TextLine(Record):
    """A line of text that detection and recognition agree on (score above 0.8)."""

    box: Box
    text: str
    score: Share


class Depth(Record):
    """Evidence of depth (IMG-13).

    Attributes:
        horizon: row of the horizon as a share of the height, None when there is none.
        separation: how differently subject and background are coloured, 0-1.
        focus: log2 of subject sharpness over background sharpness.
        perspective: oblique lines that converge.
        evidence: at least one cue holds; without it sideways camera moves are held back.
    """

    horizon: Share | None
    separation: Share
    focus: float
    perspective: bool
    evidence: bool


class FreeSpace(Record):
    """Free margin beside the main subject, as shares of width (left, right) or height (IMG-14)."""

    left: Share
    right: Share
    up: Share
    down: Share

    @property
    def widest(self) -> Literal["left", "right"]:
        """The side with more room for lateral movement."""
        return "left" if self.left > self.right else "right"


class Scenery(Record):
    """Shares of the picture that look like a moving element; hints by colour, texture, place."""

    sky: Share = 0.0
    water: Share = 0.0
    foliage: Share = 0.0
    dark: Share = 0.0

    @property
    def largest(self) -> Literal["sky", "water", "foliage"] | None:
        """The element that covers most, if any covers at least 12 % of the picture."""
        name, share = max(
            (("sky", self.sky), ("water", self.water), ("foliage", self.foliage)),
            key=lambda pair: pair[1],
        )
        return name if share >= 0.12 else None  # type: ignore[return-value]  # literal names above


class Crop(Record):
    """A crop suggestion: a box, its ratio such as `16:9`, and why in a few words."""

    box: Box
    ratio: str
    why: str


class Composition(StrEnum):
    """What kind of picture it is, as far as pixels tell (IMG-23)."""

    LANDSCAPE = "landscape"
    PORTRAIT = "portrait"
    SUBJECT = "subject"
    PAIR = "pair"
    CROWD = "crowd"
    ARCHITECTURE = "architecture"
    GRAPHIC = "graphic"
    UNKNOWN = "unknown"


class Report(Record):
    """Everything inspection found in one still.

    Attributes:
        sha256: hash of the uploaded bytes; the report is cached by it.
        width: pixels after the EXIF turn.
        height: pixels after the EXIF turn.
        format: container as decoded (`JPEG`, `PNG`, `WEBP`, `GIF`, `BMP`, `TIFF`, `MPO`).
        size: bytes of the upload.
        frames: pictures in the container; only the first is used.
        turned: whether the EXIF orientation turned it.
        alpha: whether it had transparency (flattened on a neutral ground).
        composition: kind of picture.
        subjects: what stands out, strongest first; may be empty.
        equal_subjects: two or more subjects without hierarchy (IMG-08).
        faces: number of faces found; a lower bound.
        texts: accepted text lines; empty also when text was not checked.
        text_checked: whether the OCR extra was there and ran.
        depth: evidence of depth.
        free: free margins beside the main subject.
        scenery: shares of sky, water, foliage.
        photo: False for flat graphics and line art, True otherwise.
        luma: mean brightness, 0-255.
        findings: all findings, most important first.
        crops: up to three suggestions.
    """

    sha256: str
    width: int
    height: int
    format: str
    size: int
    frames: int = 1
    turned: bool = False
    alpha: bool = False
    composition: Composition = Composition.UNKNOWN
    subjects: tuple[Subject, ...] = ()
    equal_subjects: bool = False
    faces: int = 0
    texts: tuple[TextLine, ...] = ()
    text_checked: bool = False
    depth: Depth
    free: FreeSpace
    scenery: Scenery = Scenery()
    photo: bool = True
    luma: float = 128.0
    findings: tuple[Finding, ...] = ()
    crops: tuple[Crop, ...] = Field(default=(), max_length=3)

    @property
    def ratio(self) -> float:
        """Width over height."""
        return self.width / self.height

    @property
    def main(self) -> Subject | None:
        """The strongest subject."""
        return self.subjects[0] if self.subjects else None

    @property
    def verdicts(self) -> tuple[Finding, ...]:
        """Findings that may change a verdict: facts and measurements, never hints."""
        return tuple(f for f in self.findings if f.trust is not Trust.HINT)
