"""The embedded renderer as a backend: no key, no network, no weights.

Its jobs are folders under the data folder; the render runs in worker processes of its own, which
step back for other work. Whatever process looks after a job can go on with it.
"""

import asyncio
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import structlog

from adapters.backend import (
    BackendError,
    BadInputError,
    Capabilities,
    Estimate,
    Footage,
    JobState,
    JobStatus,
    Receipt,
    Submission,
    UnavailableError,
)
from adapters.blobs import as_storage_error
from adapters.clips.probe import BadClipError, probe
from adapters.parallax.jobs import BadReferenceError, Job, Spec, job_named, job_of, prune
from adapters.parallax.work import work
from adapters.workers import WorkerDiedError, WorkerError, Workers, WorkersClosedError
from config.settings import Settings

T = TypeVar("T")

LABEL = "Onebeat Parallax: camera move and ambience computed from one still, no generated content"
SHORTEST, LONGEST = 3.0, 15.0
RENDER_SECONDS = 600.0
PROBE_SECONDS = 60.0
KEPT_SECONDS = 24 * 3600.0
ABANDONED_SECONDS = 30 * KEPT_SECONDS
AGAIN_SECONDS = 1.0
NICENESS = 5

log = structlog.get_logger(__name__)


def create(settings: Settings, workers: Workers) -> "ParallaxBackend":
    """Make the backend; called by the registry.

    Args:
        settings: `data`, `depth_model` and `render_count` are used.
        workers: for short checks; rendering has worker processes of its own.
    """
    return ParallaxBackend(
        settings.data / "parallax",
        workers,
        renders=settings.render_count,
        depth_model=settings.depth_model,
    )


class ParallaxBackend:
    """See `adapters.backend.Backend`.

    Attributes:
        root: folder of its jobs and of what it keeps of stills.
    """

    def __init__(
        self,
        root: Path,
        workers: Workers,
        *,
        renders: int = 1,
        depth_model: Path | None = None,
        short_side: int | None = None,
    ) -> None:
        """Look at nothing yet; folders and processes are made when first needed.

        Args:
            root: folder for jobs.
            workers: for short checks.
            renders: takes rendered at once.
            depth_model: ONNX depth file, or None.
            short_side: pixels of the short side instead of the plan's size class, for previews.
        """
        self.root = root
        self._jobs = root / "jobs"
        self._workers = workers
        self._renders = Workers(renders, niceness=NICENESS)
        self._depth_model = depth_model
        self._short_side = short_side
        self._running: dict[str, asyncio.Task[None]] = {}
        self._rest: dict[str, float] = {}
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="parallax")
        self._pruned = False

    @property
    def capabilities(self) -> Capabilities:
        """A camera and ambience renderer for the machine's own processor."""
        return Capabilities(
            name="parallax",
            title="Parallax (built in)",
            models=("parallax",),
            durations=(SHORTEST, LONGEST),
            sizes=("480p", "720p", "1080p"),
            fps=(24, 30),
            loop=True,
            acts=False,
            free=True,
            algorithmic=True,
            lookup=True,
            queue="cpu",
            deadline=900.0,
        )

    def estimate(self, submission: Submission) -> Estimate:
        """It is free."""
        del submission
        return Estimate(micros=0)

    async def prepare(self, submission: Submission) -> Submission:
        """Check the plan against what can be shot.

        Raises:
            BadInputError: the clip is too short or too long, or the still is gone.
        """
        seconds = submission.plan.seconds
        if not SHORTEST <= seconds <= LONGEST:
            raise BadInputError(
                f"Parallax shoots {SHORTEST:.0f} to {LONGEST:.0f} s, and this is {seconds:g} s. "
                "Change the length under Settings."
            )
        if not await self._in_thread(submission.still.is_file):
            raise BadInputError("The still is no longer there. Upload it again.")
        return submission

    async def submit(self, submission: Submission) -> Receipt:
        """Accept a job by writing its specification; the same submission is the same job.

        Other work under the same reference is left over from lost rows, whose numbers are given
        out again: it makes room, so that nobody is shown the clip of another take.

        Raises:
            BadInputError: the reference cannot be a job's name.
            UnavailableError: the job could not be written, so it is certainly not accepted.
        """
        try:
            job = job_of(self._jobs, submission.reference)
        except BadReferenceError as error:
            raise BadInputError(str(error)) from error
        spec = Spec(
            submission=submission,
            depth_model=self._depth_model,
            short_side=self._short_side,
            label=LABEL,
        )
        if not self._pruned:
            self._pruned = True
            await self._in_thread(lambda: prune(self._jobs, KEPT_SECONDS, ABANDONED_SECONDS))
        try:
            if await self._in_thread(lambda: job.holds_other(submission)):
                await self._drop(job)
            await self._in_thread(lambda: job.accept(spec))
        except OSError as error:
            raise UnavailableError(str(as_storage_error(error, self.root)), wait=30) from error
        await self.check(job.name)
        return Receipt(job=job.name)

    async def find(self, reference: str) -> Receipt | None:
        """The job of a reference, or None when there is certainly none."""
        try:
            job = job_of(self._jobs, reference)
        except BadReferenceError:
            return None
        accepted = await self._in_thread(lambda: job.accepted)
        return Receipt(job=job.name) if accepted else None

    async def check(self, job: str) -> JobStatus:
        """State of a job; one that nobody renders any more is taken up again."""
        found = job_named(self._jobs, job)
        if found is None:
            return JobStatus(state=JobState.GONE)
        status = await self._in_thread(lambda: _status(found))
        if status.state in {JobState.QUEUED, JobState.RUNNING}:
            self._take_up(found)
        return status

    async def fetch(self, job: str, into: Path) -> Footage:
        """Copy the finished clip to `into` and decode it once.

        Raises:
            BackendError: the job is gone, not finished, or its clip does not decode.
            UnavailableError: the copy could not be written now.
        """
        found = job_named(self._jobs, job)
        if found is None or not await self._in_thread(found.clip.is_file):
            raise BackendError("The clip is not there. Shoot the take again.")
        try:
            await self._in_thread(lambda: _copy(found.clip, into))
            facts = await self._workers.run(probe, into, deadline=PROBE_SECONDS, retry=True)
        except OSError as error:
            raise UnavailableError(str(as_storage_error(error, into.parent)), wait=30) from error
        except BadClipError as error:
            raise BackendError(str(error)) from error
        except WorkerError as error:
            raise UnavailableError(str(error)) from error
        return Footage(
            path=into,
            media_type="video/mp4",
            width=facts.width,
            height=facts.height,
            seconds=facts.seconds,
            fps=facts.fps,
        )

    async def cancel(self, job: str) -> bool:
        """Stop a job; the mark on disk stops it in whatever process it runs.

        A job that was finished before stays finished, and False is given.
        """
        found = job_named(self._jobs, job)
        if found is None or not await self._in_thread(lambda: found.accepted):
            return True
        return await self._in_thread(found.cancel)

    async def forget(self, job: str) -> None:
        """Remove a job's files, once its clip is kept elsewhere."""
        if found := job_named(self._jobs, job):
            await self._in_thread(found.forget)

    async def close(self) -> None:
        """Stop rendering; jobs that were not finished are taken up by the next `check`."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._renders.close()
        self._threads.shutdown(wait=True)

    async def _drop(self, job: Job) -> None:
        """Stop a job's render, if it runs here, and remove its files."""
        if task := self._running.get(job.name):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await self._in_thread(job.forget)
        self._rest.pop(job.name, None)

    def _take_up(self, job: Job) -> None:
        if job.name in self._running or time.monotonic() < self._rest.get(job.name, 0.0):
            return
        task = asyncio.create_task(self._see_through(job), name=f"parallax {job.name}")
        self._running[job.name] = task
        task.add_done_callback(lambda _: self._running.pop(job.name, None))

    async def _see_through(self, job: Job) -> None:
        """Have a job rendered; a worker that dies is replaced once."""
        ending = "failed"
        try:
            try:
                ending = await self._render(job)
            except WorkerDiedError:
                log.warning("parallax.worker_died", job=job.name)
                ending = await self._render(job)
        except WorkersClosedError:
            return
        except WorkerError as error:
            reason = f"{error} Nothing was charged."
            await self._in_thread(lambda: job.fail(reason))
        except Exception as error:  # noqa: BLE001
            # What a take's own data does to the renderer must not take the others along.
            log.error("parallax.render_failed", job=job.name, error=repr(error))  # noqa: TRY400
            reason = f"The renderer stumbled ({type(error).__name__}). Try another take."
            await self._in_thread(lambda: job.fail(reason))
        if ending == "done":
            self._rest.pop(job.name, None)
        else:
            self._rest[job.name] = time.monotonic() + AGAIN_SECONDS

    async def _render(self, job: Job) -> str:
        return await self._renders.run(work, self._jobs, job.name, deadline=RENDER_SECONDS)

    async def _in_thread(self, call: Callable[[], T]) -> T:
        """Run a short file operation; not on the loop's executor, which belongs to the engine."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, call)


def _status(job: Job) -> JobStatus:
    if not job.accepted:
        return JobStatus(state=JobState.GONE)
    if job.cancelled:
        return JobStatus(state=JobState.CANCELLED)
    outcome = job.outcome()
    if outcome is None:
        progress = job.progress()
        state = JobState.QUEUED if progress is None else JobState.RUNNING
        return JobStatus(state=state, progress=progress)
    if outcome.failed:
        return JobStatus(state=JobState.FAILED, reason=outcome.note, micros=0)
    return JobStatus(state=JobState.SUCCEEDED, progress=1.0, shot=outcome.note, micros=0)


def _copy(clip: Path, into: Path) -> None:
    part = into.with_name(f".{into.name}.part")
    try:
        shutil.copyfile(clip, part)
        part.replace(into)
    except OSError:
        with suppress(OSError):
            part.unlink()
        raise
