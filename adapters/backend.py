"""The contract every backend keeps, and its errors.

A backend never polls, sleeps or retries a submit: the studio does, with a deadline and a stored id.
Expected outcomes are values (`JobStatus`), faults are one of the errors below.
"""

from enum import StrEnum
from pathlib import Path
from typing import Protocol, runtime_checkable

from prompts.plan import Plan, Prompt
from prompts.record import Record
from prompts.still.report import Report


class Capabilities(Record):
    """What a backend can do, as data.

    Attributes:
        name: backend name as registered.
        title: name for people.
        models: catalogue ids it serves.
        durations: shortest and longest clip in seconds.
        sizes: short side classes.
        fps: frame rates.
        loop: can close a loop.
        ratios: empty means "the still's own, or any".
        acts: can perform subject actions; False for pure camera and ambience renderers.
        free: costs nothing.
        algorithmic: moves the still's own pixels instead of generating new ones (for the AI label).
        lookup: `find` can tell whether a reference was accepted; a lost answer heals itself.
        needs_key: environment variable of its key, empty when none.
        queue: durable queue its takes wait in: `hosted`, `cpu` or `gpu`.
        deadline: seconds after which a running job is given up.
    """

    name: str
    title: str
    models: tuple[str, ...]
    durations: tuple[float, float]
    sizes: tuple[str, ...]
    fps: tuple[int, ...]
    loop: bool
    ratios: tuple[str, ...] = ()
    acts: bool = True
    free: bool = False
    algorithmic: bool = False
    lookup: bool = False
    needs_key: str = ""
    queue: str = "hosted"
    deadline: float = 900.0


class Submission(Record):
    """One take to shoot.

    Attributes:
        reference: our id of the take, unique for ever; the idempotency key where there is one.
        still: path of the still's bytes as uploaded (never sent as they are: metadata).
        report: the still's report.
        plan: the shot plan.
        prompt: the rendered prompt.
        seed: seed of this take.
    """

    reference: str
    still: Path
    report: Report
    plan: Plan
    prompt: Prompt
    seed: int


class Estimate(Record):
    """What a take will cost, in micro-dollars (0 is free), and the date of the price."""

    micros: int
    as_of: str = ""


class Receipt(Record):
    """A job was accepted under this id."""

    job: str


class JobState(StrEnum):
    """Canonical states; an unknown word of a provider means RUNNING until the deadline."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    GONE = "gone"
    """The provider does not know the job."""


class JobStatus(Record):
    """What a backend says about a job.

    Attributes:
        state: canonical state.
        progress: 0-1 when the backend tells, else None.
        reason: sentence for a person when failed.
        shot: which beat was really shot when it is not the planned one, as a sentence.
        micros: real cost in micro-dollars when the backend reports it.
    """

    state: JobState
    progress: float | None = None
    reason: str = ""
    shot: str = ""
    micros: int | None = None


class Footage(Record):
    """A finished clip on disk, checked to decode.

    Attributes:
        path: file that the caller may read until it removes it.
        media_type: such as `video/mp4`.
        width: pixels.
        height: pixels.
        seconds: duration.
        fps: frames per second.
    """

    path: Path
    media_type: str
    width: int
    height: int
    seconds: float
    fps: float


class BackendError(Exception):
    """A backend could not do what was asked; `str()` is a sentence for a person."""


class BadInputError(BackendError):
    """The backend refuses this still, plan or setting; nothing was started or charged."""


class UnavailableError(BackendError):
    """Certainly not accepted and worth another try later (connection refused, 429 with a wait).

    Attributes:
        wait: seconds to wait before the next try.
    """

    def __init__(self, message: str, wait: float = 5.0) -> None:
        super().__init__(message)
        self.wait = wait


class UncertainError(BackendError):
    """The answer to a submit was lost: the job may be running. Never submit again on this."""


@runtime_checkable
class Backend(Protocol):
    """Seven calls; see `adapters/NEW_BACKEND.md`."""

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""
        ...

    def estimate(self, submission: Submission) -> Estimate:
        """What this take will cost."""
        ...

    async def prepare(self, submission: Submission) -> Submission:
        """Check and adapt before money can move.

        Raises:
            BadInputError: the backend cannot shoot this.
        """
        ...

    async def submit(self, submission: Submission) -> Receipt:
        """Start the job, once.

        Raises:
            BadInputError: refused, nothing started.
            UnavailableError: certainly not accepted.
            UncertainError: the answer was lost.
        """
        ...

    async def find(self, reference: str) -> Receipt | None:
        """The job accepted under our reference, or None when there is certainly none.

        Raises:
            UncertainError: this backend cannot tell (`capabilities.lookup` is False).
        """
        ...

    async def check(self, job: str) -> JobStatus:
        """State of a job.

        Raises:
            UnavailableError: no answer now; ask again.
        """
        ...

    async def fetch(self, job: str, into: Path) -> Footage:
        """Write the finished clip to the file `into` (its folder exists); safe to repeat.

        Raises:
            UnavailableError: not reachable now.
            BackendError: the clip is gone or does not decode.
        """
        ...

    async def cancel(self, job: str) -> bool:
        """Stop a job; True when it will certainly not finish."""
        ...

    async def close(self) -> None:
        """Release what the backend holds."""
        ...
