"""The life of one take: submitted once, watched, fetched and kept. The money law lives here.

Each of the three steps may be cut off anywhere and run again: it first reads what the rows say.
"""

import asyncio
import errno
import time
from collections.abc import Awaitable, Callable
from enum import StrEnum
from pathlib import Path
from typing import Final

import structlog

from adapters.backend import (
    Backend,
    BackendError,
    BadInputError,
    Footage,
    JobState,
    JobStatus,
    Receipt,
    Submission,
    UnavailableError,
    UncertainError,
)
from adapters.blobs import BlobStore, StorageError, as_storage_error
from adapters.registry import Registry, UnknownBackendError
from bot.store.database import Database
from bot.store.takes import IntentState
from bot.studio.halting import ASK_SECONDS, Halting
from bot.studio.notes import duration, failed, sentence, uncertain
from bot.studio.progress import ProgressReport
from bot.studio.records import Clip, Take, TakeState
from bot.studio.stubborn import stubborn

PREPARE_SECONDS: Final = 120.0
SUBMIT_SECONDS: Final = 60.0
FETCH_SECONDS: Final = 300.0

_MOST_SUBMITS: Final = 8
"""Submits under one reference, each after certainty that the one before was not accepted."""

_MOST_GONE: Final = 2
"""Submits of a take at a free backend whose job was lost there."""

log = structlog.get_logger(__name__)


class Outcome(StrEnum):
    """What a step came to; the engine stores it."""

    ACCEPTED = "accepted"
    SUCCEEDED = "succeeded"
    AGAIN = "again"
    """The job is lost and was free: submit once more."""
    DONE = "done"
    """Nothing more to do for this take."""


class Shooter:
    """Runs the steps of takes against their backends.

    Args:
        folder: where clips land before they are kept.
        moved: told of the shot's id when a take moved on.
        ended: told of the shot's id when a take is done.
    """

    def __init__(
        self,
        folder: Path,
        database: Database,
        blobs: BlobStore,
        registry: Registry,
        *,
        moved: Callable[[int], None],
        ended: Callable[[int], Awaitable[None]],
    ) -> None:
        self._folder = folder
        self._database = database
        self._takes = database.takes
        self._blobs = blobs
        self._registry = registry
        self._moved = moved
        self._ended = ended
        self._halting = Halting(database.takes, registry)

    async def submit(self, take_id: int) -> Outcome:
        """Have the take accepted by its backend, exactly once."""
        return await self._guarded(take_id, self._submit)

    async def watch(self, take_id: int) -> Outcome:
        """Wait until the backend is through with the take."""
        return await self._guarded(take_id, self._watch)

    async def keep(self, take_id: int) -> Outcome:
        """Fetch the clip and keep it under its content hash."""
        return await self._guarded(take_id, self._keep)

    async def halt(self, takes: tuple[Take, ...]) -> None:
        """Stop what runs behind takes that were cancelled; their rows say so already."""
        await self._halting.halt(takes)

    # -- submitting ---------------------------------------------------------------------------

    async def _submit(self, take: Take, backend: Backend) -> Outcome:
        intent = await self._takes.intent(take.reference)
        if intent is not None and intent.state is IntentState.ACCEPTED and intent.job:
            return await self._accepted(take, intent.job)
        end = time.monotonic() + backend.capabilities.deadline
        sent = intent is not None and intent.state is IntentState.SENT
        tries = intent.tries if intent else 0
        submission: Submission | None = None
        while True:
            if sent:
                receipt = await self._find(take, backend, end)
                if receipt is not None:
                    return await self._accepted(take, receipt.job)
                await stubborn(lambda: self._takes.clear(take))
            if tries >= _MOST_SUBMITS:
                raise BackendError(f"{backend.capabilities.title} does not take the job.")
            if submission is None:
                submission = await self._prepared(take, backend)
            if not await self._takes.intend(take):
                return Outcome.DONE
            self._moved(take.shot)
            receipt, wait = await self._send(take, backend, submission, end)
            if receipt is not None:
                return await self._accepted(take, receipt.job)
            sent = wait is None
            if wait is None:
                tries += 1
            elif await self._halting.pause(take, wait):
                return Outcome.DONE

    async def _send(
        self, take: Take, backend: Backend, submission: Submission, end: float
    ) -> tuple[Receipt | None, float | None]:
        """Submit once: the receipt, or seconds to wait after a certain no, or neither when lost."""
        try:
            async with asyncio.timeout(SUBMIT_SECONDS):
                return await backend.submit(submission), None
        except UnavailableError as error:
            await stubborn(lambda: self._takes.clear(take))
            if time.monotonic() + error.wait > end:
                raise
            return None, error.wait
        except BadInputError:
            await stubborn(lambda: self._takes.clear(take))
            raise
        except (UncertainError, TimeoutError) as error:
            log.warning("take.answer_lost", take=take.reference, reason=str(error))
        except Exception:
            # A fault of the adapter says nothing about what the provider has accepted.
            log.exception("take.answer_lost", take=take.reference)
        return None, None

    async def _prepared(self, take: Take, backend: Backend) -> Submission:
        shot = await self._database.shots.get(take.shot)
        if shot is None:
            raise BackendError("The shot of this take is gone.")
        submission = Submission(
            reference=take.reference,
            still=self._blobs.path(shot.still.sha256),
            report=shot.still.report,
            plan=shot.plan,
            prompt=take.prompt,
            seed=take.seed,
        )
        async with asyncio.timeout(PREPARE_SECONDS):
            return await backend.prepare(submission)

    async def _find(self, take: Take, backend: Backend, end: float) -> Receipt | None:
        """What became of a submit whose answer is missing; None when nothing was accepted.

        Raises:
            UncertainError: the backend cannot tell.
        """
        if not backend.capabilities.lookup:
            raise UncertainError("the backend keeps no list of jobs")
        pause = 1.0
        while True:
            try:
                async with asyncio.timeout(ASK_SECONDS):
                    return await backend.find(take.reference)
            except (UnavailableError, TimeoutError) as error:
                if time.monotonic() > end or await self._halting.pause(take, pause):
                    raise UncertainError("the backend did not answer") from error
                pause = min(pause * 2, 30.0)

    async def _accepted(self, take: Take, job: str) -> Outcome:
        # The receipt is worth money: it is written however long the database takes.
        goes_on = await stubborn(lambda: self._takes.accept(take, job))
        if not goes_on:
            await self._halting.call_off(take.model_copy(update={"job": job}))
            return Outcome.DONE
        self._moved(take.shot)
        return Outcome.ACCEPTED

    # -- watching -----------------------------------------------------------------------------

    async def _watch(self, take: Take, backend: Backend) -> Outcome:
        if take.job is None:
            return Outcome.AGAIN
        if take.state is TakeState.FETCHING:
            return Outcome.SUCCEEDED
        facts = backend.capabilities
        end = time.monotonic() + facts.deadline
        pause, longest = (1.0, 5.0) if facts.queue == "hosted" else (0.1, 0.5)
        report = ProgressReport(self._takes.progress, take.id, lambda: self._moved(take.shot))
        while True:
            status, wait = await self._ask(take, backend, pause)
            outcome = None if status is None else await self._judge(take, backend, status)
            if outcome is not None:
                return outcome
            if time.monotonic() > end:
                await self._halting.call_off(take)
                raise BackendError(f"{facts.title} took longer than {duration(facts.deadline)}.")
            if status is not None and not await report.put(status.progress):
                return Outcome.DONE
            if await self._halting.pause(take, wait):
                return Outcome.DONE
            pause = min(pause * 1.3, longest)

    async def _ask(
        self, take: Take, backend: Backend, pause: float
    ) -> tuple[JobStatus | None, float]:
        """The job's state, or None without an answer; and how long to wait before the next."""
        try:
            async with asyncio.timeout(ASK_SECONDS):
                return await backend.check(take.job or ""), pause
        except UnavailableError as error:
            return None, max(pause, error.wait)
        except TimeoutError:
            return None, pause
        except BackendError as error:
            log.warning("take.no_answer", take=take.reference, reason=str(error))
            return None, max(pause, 2.0)

    async def _judge(self, take: Take, backend: Backend, status: JobStatus) -> Outcome | None:
        title = backend.capabilities.title
        if status.state is JobState.SUCCEEDED:
            micros = 0 if backend.capabilities.free else status.micros
            goes_on = await self._takes.move(
                take.id, TakeState.FETCHING, note=status.shot or None, micros=micros
            )
            self._moved(take.shot)
            return Outcome.SUCCEEDED if goes_on else Outcome.DONE
        if status.state is JobState.FAILED:
            await self._takes.settle(take)
            raise _ChargedError(status.reason or f"{title} could not make it.", status.micros or 0)
        if status.state is JobState.CANCELLED:
            await self._takes.settle(take)
            raise BackendError(f"{title} cancelled this take.")
        if status.state is JobState.GONE:
            return await self._gone(take, backend)
        return None

    async def _gone(self, take: Take, backend: Backend) -> Outcome:
        """The backend lost the job: where nothing is paid it is tried once more."""
        intent = await self._takes.intent(take.reference)
        if backend.capabilities.free and intent is not None and intent.tries < _MOST_GONE:
            await self._takes.clear(take)
            return Outcome.AGAIN
        await self._takes.settle(take)
        raise BackendError(f"{backend.capabilities.title} lost this take.")

    # -- keeping ------------------------------------------------------------------------------

    async def _keep(self, take: Take, backend: Backend) -> Outcome:
        path = self._folder / f"{take.id}.clip"
        await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)
        try:
            footage = await self._fetch(take, backend, path)
            if footage is None:
                return Outcome.DONE
            sha256 = await self._blobs.put_file(footage.path)
            clip = Clip(
                sha256=sha256,
                media_type=footage.media_type,
                size=(await asyncio.to_thread(footage.path.stat)).st_size,
                width=footage.width,
                height=footage.height,
                seconds=footage.seconds,
                fps=footage.fps,
            )
        finally:
            await asyncio.to_thread(path.unlink, missing_ok=True)
        kept = await stubborn(lambda: self._takes.keep_clip(take.id, clip))
        if not kept and not await self._database.shots.clip_in_use(sha256):
            await self._blobs.delete(sha256)
        await stubborn(lambda: self._takes.settle(take))
        await self._forget(take, backend)
        return Outcome.DONE

    async def _fetch(self, take: Take, backend: Backend, path: Path) -> Footage | None:
        end = time.monotonic() + backend.capabilities.deadline
        while True:
            try:
                async with asyncio.timeout(FETCH_SECONDS):
                    return await backend.fetch(take.job or "", path)
            except UnavailableError as error:
                if time.monotonic() + error.wait > end:
                    raise
                if await self._halting.pause(take, error.wait):
                    return None

    async def _forget(self, take: Take, backend: Backend) -> None:
        """Let backends that keep job files remove them (an optional call)."""
        forget = getattr(backend, "forget", None)
        if forget is None or take.job is None:
            return
        try:
            async with asyncio.timeout(ASK_SECONDS):
                await forget(take.job)
        except Exception as error:  # noqa: BLE001  # tidying up must not fail a ready take
            log.warning("take.not_forgotten", take=take.reference, reason=repr(error))

    # -- around all steps ---------------------------------------------------------------------

    async def _guarded(
        self, take_id: int, step: Callable[[Take, Backend], Awaitable[Outcome]]
    ) -> Outcome:
        """Run a step; whatever it comes to, the row says so in the end."""
        take = await stubborn(lambda: self._takes.get(take_id))
        if take is None:
            return Outcome.DONE
        outcome = Outcome.DONE
        with self._halting.stepping(take_id):
            if not take.state.done:
                outcome = await self._answered_for(take, step)
        if outcome is Outcome.DONE:
            await stubborn(lambda: self._ended(take.shot))
        return outcome

    async def _answered_for(
        self, take: Take, step: Callable[[Take, Backend], Awaitable[Outcome]]
    ) -> Outcome:
        try:
            backend = self._registry.get(take.backend)
            return await stubborn(lambda: step(take, backend))
        except UncertainError as error:
            log.warning("take.uncertain", take=take.reference, reason=str(error))
            await self._end(take, TakeState.UNCERTAIN, uncertain(take.letter))
        except _ChargedError as error:
            await self._end(take, TakeState.FAILED, failed(str(error), error.micros), error.micros)
        except (BackendError, StorageError, UnknownBackendError) as error:
            await self._fail(take, str(error))
        except TimeoutError:
            await self._fail(take, f"{take.backend} did not answer.")
        except Exception as error:
            if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
                await self._fail(take, str(as_storage_error(error, self._folder)))
            else:
                log.exception("take.crashed", take=take.reference)
                await self._crashed(take)
        return Outcome.DONE

    async def _fail(self, take: Take, reason: str) -> None:
        row = await stubborn(lambda: self._takes.get(take.id))
        made = row is not None and row.state is TakeState.FETCHING
        if made and not self._free(take):
            note = f"{sentence(reason)} The clip was made, so the provider may have charged it."
        else:
            note = failed(reason)
        await self._end(take, TakeState.FAILED, note)

    def _free(self, take: Take) -> bool:
        try:
            return self._registry.get(take.backend).capabilities.free
        except UnknownBackendError:
            return False

    async def _crashed(self, take: Take) -> None:
        intent = await stubborn(lambda: self._takes.intent(take.reference))
        open_ = {IntentState.SENT, IntentState.ACCEPTED}
        if intent is not None and intent.state in open_ and not self._free(take):
            note = uncertain(take.letter)
            await self._end(take, TakeState.UNCERTAIN, note)
        else:
            await self._end(take, TakeState.FAILED, failed("Something broke on my side."))

    async def _end(
        self, take: Take, state: TakeState, note: str, micros: int | None = None
    ) -> None:
        await stubborn(lambda: self._takes.move(take.id, state, note=note, micros=micros))


class _ChargedError(BackendError):
    """A job failed; `micros` says what it cost all the same."""

    def __init__(self, message: str, micros: int) -> None:
        super().__init__(message)
        self.micros = micros
