"""Reading: what has been understood of a request so far."""

from dataclasses import dataclass, field

from prompts.plan import Camera, Motion, Size, Speed
from prompts.subjects import Subject


@dataclass
class Reading:
    """What has been understood so far; grows clause by clause."""

    motions: list[Motion] = field(default_factory=list)
    cameras: list[Camera] = field(default_factory=list)
    speed: Speed | None = None
    size: Size | None = None
    vague: str | None = None
    subject: Subject = field(default_factory=Subject)
    named: str = ""
    locks: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    edits: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    audio: str = ""
    beats: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    introduced: list[str] = field(default_factory=list)
    slowmo: bool = False
    steady: bool = False
    first: list[str] = field(default_factory=list)
    later: bool = False
    adding: bool = False

    @property
    def directed(self) -> bool:
        """The first beat has something to shoot."""
        return bool(self.motions or self.cameras or self.vague)
