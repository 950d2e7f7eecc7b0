"""`onebeat shoot`: plan, takes, contact sheet, all into one folder, without the durable engine."""

import asyncio
import json
import secrets
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from adapters.backend import Backend, BackendError, Footage, JobState, Submission
from adapters.clips.sheet import contact_sheet
from adapters.registry import Registry, UnknownBackendError
from adapters.workers import WorkerError, Workers
from bot.terminal.errors import BadUseError, CommandError
from bot.terminal.plan import answer, show
from config.settings import Settings
from prompts.plan import Direction, Plan, Prompt
from prompts.still.report import Report

POLL_SECONDS = 0.1
SHEET_SECONDS = 120.0


@dataclass(frozen=True)
class Order:
    """What to shoot.

    Attributes:
        still: the picture's file.
        report: what inspection found.
        direction: what the director made of it; not refused.
        backend: registered backend name.
        takes: how many, 1-4.
        seed: seed of the first take; None draws one.
        out: folder for the takes; None makes one in the data folder.
    """

    still: Path
    report: Report
    direction: Direction
    backend: str
    takes: int
    seed: int | None = None
    out: Path | None = None


@dataclass(frozen=True)
class Shot:
    """One finished take: its seed, its clip, and what was shot when it is not the planned beat."""

    seed: int
    footage: Footage
    note: str


async def shoot_takes(order: Order, settings: Settings) -> Path:
    """Shoot an order and return the folder with its takes.

    Raises:
        BadUseError: unknown backend, or one that costs money (the bot keeps the books for those).
        CommandError: no take could be shot; the sentence says why.
    """
    console = Console(highlight=False)
    plan, prompt = order.direction.plan, order.direction.prompt
    if plan is None or prompt is None:
        raise BadUseError("There is nothing to shoot: the request was refused.")
    show(console, order.report, order.direction)
    out = _folder(order, settings)
    workers = Workers(settings.worker_count)
    registry = Registry(settings, workers)
    try:
        backend = _free_backend(registry, order.backend)
        shots = await _shoot_all(order, backend, plan, prompt, out)
        if not shots:
            raise CommandError("No take could be shot. Nothing was charged.")
        await _lay_out(workers, shots, out)
        _write_plan(order, shots, out)
    except OSError as error:
        raise CommandError(f"Cannot write to {out}: {error.strerror or error}.") from error
    finally:
        await registry.close()
        await workers.close()
        with suppress(OSError):
            out.rmdir()  # only when nothing came of it, for a folder with takes is not empty
    for note in dict.fromkeys(shot.note for shot in shots if shot.note):
        console.print(note)
    console.print(f"{len(shots)} takes, contact sheet and plan are in {out}", soft_wrap=True)
    return out


async def _lay_out(workers: Workers, shots: list[Shot], out: Path) -> None:
    """Make the contact sheet of the takes."""
    try:
        await workers.run(
            contact_sheet,
            [shot.footage.path for shot in shots],
            [f"Take {n} · seed {shot.seed}" for n, shot in enumerate(shots, start=1)],
            out / "contact-sheet.png",
            deadline=SHEET_SECONDS,
        )
    except WorkerError as error:
        raise CommandError(
            f"The takes are in {out}, but not their contact sheet: {error}"
        ) from error


def _folder(order: Order, settings: Settings) -> Path:
    stamp = datetime.now().astimezone().strftime("%Y-%m-%d-%H%M%S")
    out = order.out or settings.data / "shoots" / f"{stamp}-{order.still.stem}"
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise BadUseError(f"Cannot write to {out}: {error.strerror}.") from error
    return out


def _free_backend(registry: Registry, name: str) -> Backend:
    try:
        backend = registry.get(name)
    except UnknownBackendError as error:
        raise BadUseError(str(error)) from error
    if not backend.capabilities.free:
        raise BadUseError(
            f"{backend.capabilities.title} costs money, and only the bot keeps the books. "
            "Start it with `onebeat run` and roll there."
        )
    return backend


async def _shoot_all(
    order: Order, backend: Backend, plan: Plan, prompt: Prompt, out: Path
) -> list[Shot]:
    seed = order.seed if order.seed is not None else secrets.randbelow(10**6)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    ) as bars:

        async def shoot(n: int) -> Shot | None:
            bar = bars.add_task(f"Take {n + 1}", total=1.0)
            submission = Submission(
                reference=f"shoot-{secrets.token_hex(8)}-{n}",
                still=order.still.resolve(),
                report=order.report,
                plan=plan,
                prompt=prompt,
                seed=seed + n,
            )
            try:
                return await _shoot_one(
                    backend,
                    submission,
                    out / f"take-{n + 1}.mp4",
                    lambda share: bars.update(bar, completed=share),
                )
            except BackendError as error:
                bars.remove_task(bar)
                bars.console.print(f"Take {n + 1}: {error}", soft_wrap=True)
                return None

        done = await asyncio.gather(*(shoot(n) for n in range(order.takes)))
    return [shot for shot in done if shot is not None]


async def _shoot_one(
    backend: Backend, submission: Submission, into: Path, tell: Callable[[float], None]
) -> Shot:
    submission = await backend.prepare(submission)
    receipt = await backend.submit(submission)
    try:
        async with asyncio.timeout(backend.capabilities.deadline):
            while True:
                status = await backend.check(receipt.job)
                if status.progress is not None:
                    tell(status.progress)
                if status.state is JobState.SUCCEEDED:
                    break
                if status.state in {JobState.FAILED, JobState.GONE, JobState.CANCELLED}:
                    raise BackendError(status.reason or "The take failed.")
                await asyncio.sleep(POLL_SECONDS)
    except (asyncio.CancelledError, TimeoutError) as error:
        await backend.cancel(receipt.job)
        await _tidy(backend, receipt.job)
        if isinstance(error, TimeoutError):
            raise BackendError("The take took too long and was stopped.") from error
        raise
    tell(1.0)
    footage = await backend.fetch(receipt.job, into)
    await _tidy(backend, receipt.job)
    return Shot(seed=submission.seed, footage=footage, note=status.shot)


async def _tidy(backend: Backend, job: str) -> None:
    """Let backends that keep job files remove them (an optional call)."""
    if forget := getattr(backend, "forget", None):
        await forget(job)


def _write_plan(order: Order, shots: list[Shot], out: Path) -> None:
    record = answer(order.report, order.direction)
    record["takes"] = [
        {
            "file": shot.footage.path.name,
            "seed": shot.seed,
            "backend": order.backend,
            "shot": shot.note,
            "seconds": shot.footage.seconds,
            "width": shot.footage.width,
            "height": shot.footage.height,
            "fps": shot.footage.fps,
        }
        for shot in shots
    ]
    (out / "plan.json").write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", "utf-8")
