"""Request, beat, plan, prompt: what directing takes in and gives out.

The way of the data: (`Report`, `Request`) -> `Plan` -> `Prompt`; together they are a `Direction`.
"""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from prompts.record import Record


class Dominant(StrEnum):
    """What the one dominant motion of a beat belongs to (BEAT-01)."""

    SUBJECT = "subject"
    CAMERA = "camera"
    ENVIRONMENT = "environment"
    LIGHT = "light"
    TRANSFORMATION = "transformation"


class Speed(StrEnum):
    """How fast a motion runs."""

    VERY_SLOW = "very slow"
    SLOW = "slow"
    MODERATE = "moderate"
    FAST = "fast"
    SUDDEN = "sudden"


class Size(StrEnum):
    """How large a motion is, smallest first."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"
    EXTREME = "extreme"


Direction4 = Literal["left", "right", "up", "down", "in", "out"]
"""Where a motion heads, in the frame as the viewer sees it; in and out along the lens."""


class Camera(Record):
    """One camera move.

    Attributes:
        move: lexicon id such as `cam.push_in`; `cam.static` holds still.
        direction: heading, if the move has one.
        speed: how fast.
        destination: what it moves toward or ends on, a noun phrase from the still; may be empty.
    """

    move: str = "cam.static"
    direction: Direction4 | None = None
    speed: Speed = Speed.SLOW
    destination: str = ""


class Motion(Record):
    """One thing that moves.

    Attributes:
        id: lexicon id such as `env.breeze`, `person.blink`; `free` for words kept as written.
        subject: noun phrase of what moves ("the upper dog", "the water").
        action: verb phrase in the present tense, third person ("ripples softly").
        direction: heading or side of origin.
        speed: how fast.
        size: how large.
    """

    id: str
    subject: str
    action: str
    direction: Direction4 | None = None
    speed: Speed = Speed.SLOW
    size: Size = Size.SMALL


class Settings(Record):
    """What a person may set for a shot; None means "as the server or model likes".

    Attributes:
        seconds: clip length.
        ratio: such as `9:16`; None keeps the still's own.
        loop: the end meets the start.
        platform: id in `platforms.toml`.
        model: catalogue id.
        takes: 1-4.
        size: `480p`, `720p` or `1080p`.
        fps: frames per second.
        seed: first seed.
    """

    seconds: float | None = Field(default=None, ge=1, le=60)
    ratio: str | None = Field(default=None, pattern=r"^\d{1,2}:\d{1,2}$")
    loop: bool | None = None
    platform: str | None = None
    model: str | None = None
    takes: int | None = Field(default=None, ge=1, le=4)
    size: Literal["480p", "720p", "1080p"] | None = None
    fps: Literal[24, 30] | None = None
    seed: int | None = Field(default=None, ge=0, lt=2**31)

    def over(self, base: "Settings") -> "Settings":
        """These settings, with what is unset here taken from `base`."""
        return Settings(**{**base.model_dump(), **self.model_dump(exclude_none=True)})


class Request(Record):
    """What the person wrote, parsed.

    Attributes:
        text: the words as written (data, never instructions).
        language: ISO 639-1 code as detected, `und` if unknown.
        motions: motions asked for, in order.
        cameras: camera moves asked for, in order.
        speed: overall speed word, if any.
        size: overall size word, if any.
        direction: overall heading, if words gave one without a motion.
        vague: id of the vague word that was understood ("epic"), if any.
        subject: noun phrase the person named, if any.
        locks: what must stay, as nouns.
        excluded: what must not happen, as nouns.
        unseen: things asked for that the still need not hold (a dragon).
        edits: asked changes of the picture that are no motion (make it night).
        texts: quoted strings and asked text changes.
        audio: asked sound, kept verbatim.
        settings: settings found in the text, removed from it.
        beats: further beats in the person's words, in order (the first is the first beat).
        injected: parts that tried to give the product orders, left out of directing.
        introduced: subjects brought in with "a" or "some": the still need not hold them.
        unknown: words that were not understood.
    """

    text: str
    language: str = "und"
    motions: tuple[Motion, ...] = ()
    cameras: tuple[Camera, ...] = ()
    speed: Speed | None = None
    size: Size | None = None
    direction: Direction4 | None = None
    vague: str | None = None
    subject: str = ""
    locks: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    edits: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    audio: str = ""
    settings: Settings = Settings()
    beats: tuple[str, ...] = ()
    injected: tuple[str, ...] = ()
    introduced: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


class Beat(Record):
    """The one dominant motion of a shot.

    Attributes:
        dominant: what it belongs to.
        subject: noun phrase; always something that is in the still.
        action: what changes, present tense; empty when the camera is dominant.
        motion: lexicon id of the action, empty when the camera is dominant.
        direction: heading or side of origin of the action.
        camera: the camera move, static by default.
        supporting: up to two small motions that follow from the dominant one (BEAT-02).
        speed: how fast.
        size: how large.
        end_state: what the last frame shows; may be empty.
    """

    dominant: Dominant
    subject: str
    action: str = ""
    motion: str = ""
    direction: Direction4 | None = None
    camera: Camera = Camera()
    supporting: tuple[Motion, ...] = Field(default=(), max_length=2)
    speed: Speed = Speed.SLOW
    size: Size = Size.SMALL
    end_state: str = ""


class Plan(Record):
    """The shot plan (PLAN-01).

    Attributes:
        job: what the viewer should see, in at most 20 words (PLAN-02).
        still: sha256 of the primary still.
        beat: the one beat.
        anchor: style anchor phrase, or empty.
        locks: nouns that must not change.
        excluded: nouns that must not appear.
        seconds: clip length.
        ratio: `16:9` or `still` for the still's own.
        loop: the end meets the start.
        audio: one ambience or line, verbatim; empty is silent.
        size: output short side class.
        fps: frames per second.
        review: reject-if lines (PLAN-03).
    """

    job: str
    still: str
    beat: Beat
    anchor: str = ""
    locks: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    seconds: float = 5.0
    ratio: str = "still"
    loop: bool = False
    audio: str = ""
    size: Literal["480p", "720p", "1080p"] = "720p"
    fps: Literal[24, 30] = 30
    review: tuple[str, ...] = ()


class Prompt(Record):
    """A plan rendered in a model's dialect.

    Attributes:
        text: the prompt.
        negative: nouns for a negative field; empty where the dialect has none.
        model: catalogue id it was written for.
        params: parameters that go beside the text (seconds, ratio, ...), JSON values.
    """

    text: str
    negative: str = ""
    model: str
    params: dict[str, str | int | float | bool] = Field(default_factory=dict)


class Change(Record):
    """One thing the director changed: the rule, what was done, and why in a plain sentence."""

    rule: str
    what: str
    why: str


class Dropped(Record):
    """A beat that was asked for and left out; offered as the next shot."""

    text: str
    rule: str
    why: str


class Choice(Record):
    """One answer to a question.

    Attributes:
        id: stable id, at most 40 characters.
        label: button label, at most 80 characters.
        request: the request that this answer stands for.
    """

    id: str
    label: str
    request: str


class Question(Record):
    """One short question with buttons; the last choice lets the director decide."""

    text: str
    rule: str
    choices: tuple[Choice, ...] = Field(min_length=2, max_length=5)


class Refusal(Record):
    """An open, kind no. `code` is one of the ids in `refusals.toml`."""

    code: str
    message: str


class Risk(Record):
    """Drift risk as a traffic light, with its reasons as (rule, sentence) and the cheapest fix."""

    level: Literal["green", "amber", "red"]
    score: int = 0
    reasons: tuple[tuple[str, str], ...] = ()
    fix: str = ""


class Alternative(Record):
    """Another idea with a different dominant motion: its label and its own plan and prompt."""

    label: str
    plan: Plan
    prompt: Prompt


class Direction(Record):
    """All that directing gives for one still and one request.

    When `refusal` is set there is no plan. When `question` is set, plan and prompt hold what the
    director would do if the person skips the question.

    Attributes:
        director: `offline` or the language model's id.
        request: as parsed.
        plan: the shot plan, None when refused.
        prompt: the rendered prompt, None when refused.
        kept: what was kept of the person's wish, short phrases.
        added: what the director added, short phrases.
        changes: every change with its rule.
        dropped: beats left out.
        question: at most one.
        refusal: why nothing will be shot.
        risk: drift risk.
        alternatives: up to three, each with another dominant.
        notes: one-line remarks for the card (unknown language, text from the picture, ...).
    """

    director: str = "offline"
    request: Request
    plan: Plan | None = None
    prompt: Prompt | None = None
    kept: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    question: Question | None = None
    refusal: Refusal | None = None
    risk: Risk = Risk(level="green")
    alternatives: tuple[Alternative, ...] = Field(default=(), max_length=3)
    notes: tuple[str, ...] = ()
