"""Rows of the studio as frozen values: what the store gives back and the cards show.

Ids of people, servers, channels and messages are Discord snowflakes as integers. Times are aware
UTC datetimes. Money is in micro-dollars.
"""

from datetime import datetime
from enum import StrEnum

from prompts.plan import Direction, Plan, Prompt, Settings
from prompts.record import Record
from prompts.still.report import Report


class Place(Record):
    """Where a conversation happens; `guild` is None in a direct message."""

    guild: int | None
    channel: int


class Still(Record):
    """An uploaded picture: bytes under `sha256` in the blob store, its name and its report."""

    sha256: str
    name: str
    report: Report


class DraftState(StrEnum):
    """Life of a draft."""

    OPEN = "open"
    ROLLED = "rolled"
    CANCELLED = "cancelled"


class Draft(Record):
    """A directed proposal in conversation; costs nothing yet.

    Attributes:
        id: row id; custom ids of its card hold it.
        requester: who asked.
        still: the picture.
        words: everything the person said, oldest first.
        settings: what was set by hand or by platform, over the words' own settings.
        picked: index of the chosen alternative, None for the director's first choice.
        answer: id of the chosen answer to the question, if one was given.
        anchor: id of the style anchor in force, if any.
        direction: what the director made of it.
        revision: grows with every change; a card shows one revision.
        message: the card, None until posted.
        shown: revision that the card shows, -1 until posted.
        source: message of the person that started it, if it was one.
    """

    id: int
    place: Place
    requester: int
    still: Still
    words: tuple[str, ...]
    settings: Settings = Settings()
    picked: int | None = None
    answer: str | None = None
    anchor: int | None = None
    direction: Direction
    state: DraftState = DraftState.OPEN
    revision: int = 0
    message: int | None = None
    shown: int = -1
    source: int | None = None
    created: datetime

    @property
    def plan(self) -> Plan | None:
        """Plan in force: the picked alternative's, or the director's first choice."""
        if self.picked is not None:
            return self.direction.alternatives[self.picked].plan
        return self.direction.plan

    @property
    def prompt(self) -> Prompt | None:
        """Prompt in force, as with `plan`."""
        if self.picked is not None:
            return self.direction.alternatives[self.picked].prompt
        return self.direction.prompt


class TakeState(StrEnum):
    """Technical life of a take."""

    QUEUED = "queued"
    SUBMITTING = "submitting"
    RENDERING = "rendering"
    FETCHING = "fetching"
    READY = "ready"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"

    @property
    def done(self) -> bool:
        """Nothing more will happen by itself."""
        return self in {TakeState.READY, TakeState.FAILED, TakeState.UNCERTAIN, TakeState.CANCELLED}


class Review(StrEnum):
    """What people decided about a take (REV-02)."""

    NEW = "new"
    SELECTED = "selected"


class Clip(Record):
    """A stored clip: bytes under `sha256` in the blob store."""

    sha256: str
    media_type: str
    size: int
    width: int
    height: int
    seconds: float
    fps: float


class Take(Record):
    """One generated clip with its exact prompt, seed, model, cost and hashes (WORK-02).

    Attributes:
        id: row id.
        shot: the shot it belongs to.
        n: 0-based place in the shot; letter A-D.
        state: technical life.
        review: what people decided.
        seed: seed it is shot with.
        backend: registered backend name.
        prompt: snapshot of the prompt.
        job: id the backend gave, once accepted.
        note: which beat was really shot, or why it failed; a sentence.
        clip: the stored clip when ready.
        micros: cost; 0 when free or not charged.
        progress: 0-1 while rendering when the backend tells.
    """

    id: int
    shot: int
    n: int
    state: TakeState = TakeState.QUEUED
    review: Review = Review.NEW
    seed: int
    backend: str
    prompt: Prompt
    job: str | None = None
    note: str = ""
    clip: Clip | None = None
    micros: int = 0
    progress: float | None = None

    @property
    def letter(self) -> str:
        """A, B, C or D."""
        return "ABCD"[self.n]

    @property
    def reference(self) -> str:
        """Our id of this take towards backends and the durable engine, unique for ever."""
        return f"take:{self.shot}:{self.n}"


class ShotState(StrEnum):
    """Life of a shot."""

    ROLLING = "rolling"
    VOTING = "voting"
    TIED = "tied"
    """Voting is over and the requester decides."""
    CLOSED = "closed"
    FAILED = "failed"
    """No take became ready."""
    CANCELLED = "cancelled"
    DELETED = "deleted"


class Vote(Record):
    """One person's reaction for one take; a person may back several takes."""

    voter: int
    n: int


class Shot(Record):
    """A draft being shot.

    Attributes:
        id: row id; custom ids of its card hold it.
        number: counts shots in its server (or direct message), from 1; the name people see.
        draft: the draft it was rolled from.
        place: where the card is.
        requester: who rolled it; decides ties.
        still: the picture.
        plan: snapshot of the plan.
        takes: its takes, in order.
        votes: the ballot as last counted.
        winner: `n` of the selected take.
        message: the card, None until posted.
        announced: message that announced the winner.
        revision: grows with every change of shot or takes.
        shown: revision that the card shows, -1 until posted.
        opened: when voting opened.
        closes: when voting closes.
        deleted_by: who deleted it.
        ended: when it reached its last state.
    """

    id: int
    number: int
    draft: int
    place: Place
    requester: int
    still: Still
    plan: Plan
    state: ShotState = ShotState.ROLLING
    takes: tuple[Take, ...] = ()
    votes: tuple[Vote, ...] = ()
    winner: int | None = None
    message: int | None = None
    announced: int | None = None
    revision: int = 0
    shown: int = -1
    created: datetime
    opened: datetime | None = None
    closes: datetime | None = None
    deleted_by: int | None = None
    ended: datetime | None = None

    @property
    def ready(self) -> tuple[Take, ...]:
        """Takes that can be voted for."""
        return tuple(take for take in self.takes if take.state is TakeState.READY)

    @property
    def voters(self) -> int:
        """Distinct people who voted for a take that is ready."""
        ready = {take.n for take in self.ready}
        return len({vote.voter for vote in self.votes if vote.n in ready})

    def count(self, n: int) -> int:
        """Distinct people behind a take."""
        return len({vote.voter for vote in self.votes if vote.n == n})


class Anchor(Record):
    """A style anchor: a short reusable phrase of light, palette, texture (STY-01)."""

    id: int
    guild: int
    name: str
    phrase: str
    author: int
    created: datetime
