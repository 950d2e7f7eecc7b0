"""Jobs as folders: everything that is known of a render is a file, so that it outlives processes.

In `jobs/<name>/`:

- `spec.json`: what to render; its appearance is the acceptance of the job
- `progress`: share that is done
- `cancelled`: somebody asked to stop; wins over everything below
- `failed.json`: why it came to nothing
- `clip.mp4`: the clip
- `result.json`: what was really shot; written after the clip
- `lock`: held by the process that renders
"""

import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from pydantic import ValidationError

from adapters.backend import Submission
from adapters.blobs import sync_folder
from prompts.record import Record

_LONGEST_NAME = 200


class BadReferenceError(Exception):
    """A reference cannot be a job's name."""


class Spec(Record):
    """All that a render depends on.

    Attributes:
        submission: the take.
        depth_model: ONNX depth file, or None.
        short_side: pixels of the short side instead of the plan's size class; None keeps it.
        label: how the clip was made, for its metadata.
    """

    submission: Submission
    depth_model: Path | None
    short_side: int | None
    label: str


class Outcome(Record):
    """How a render ended: `note` says what was shot or, when `failed`, why not."""

    failed: bool
    note: str


class Job:
    """One job's folder. Every call looks at the disk; nothing is remembered.

    Attributes:
        name: the job's id.
        folder: where its files are.
    """

    def __init__(self, root: Path, name: str) -> None:
        self.name = name
        self.folder = root / name

    @property
    def clip(self) -> Path:
        """The finished clip."""
        return self.folder / "clip.mp4"

    @property
    def part(self) -> Path:
        """The clip while it is being written."""
        return self.folder / "clip.part"

    @property
    def accepted(self) -> bool:
        """Whether the job was ever submitted and not forgotten."""
        return (self.folder / "spec.json").is_file()

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return (self.folder / "cancelled").exists()

    def accept(self, spec: Spec) -> bool:
        """Write the specification unless there is one; False when there was.

        Raises:
            OSError: the disk is full or not writable; the job is then not accepted.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        return not self.accepted and self._write("spec.json", spec.model_dump_json(), first=True)

    def spec(self) -> Spec | None:
        """What to render, or None when the job is not there or not readable."""
        try:
            return Spec.model_validate_json((self.folder / "spec.json").read_bytes())
        except (OSError, ValidationError):
            return None

    def holds_other(self, submission: Submission) -> bool:
        """Whether the folder holds a job for something else than this submission."""
        if not self.accepted:
            return False
        spec = self.spec()
        return spec is None or spec.submission != submission

    def cancel(self) -> bool:
        """Ask to stop; False when the clip was already finished."""
        if self.outcome() is not None:
            return self.cancelled
        self._write("cancelled", "")
        return True

    def outcome(self) -> Outcome | None:
        """How the render ended, or None while it has not."""
        for name, failed in (("failed.json", True), ("result.json", False)):
            with suppress(OSError, ValueError, KeyError):
                note = json.loads((self.folder / name).read_bytes())["note"]
                if failed or self.clip.is_file():
                    return Outcome(failed=failed, note=note)
        return None

    def finish(self, note: str) -> None:
        """Move the written clip into place and say what was shot."""
        with self.part.open("rb+") as handle:
            os.fsync(handle.fileno())
        self.part.replace(self.clip)
        self._write("result.json", json.dumps({"note": note}))

    def fail(self, reason: str) -> None:
        """Say why nothing came of it; silently when even that cannot be written."""
        with suppress(OSError):
            self.part.unlink(missing_ok=True)
        with suppress(OSError):
            self._write("failed.json", json.dumps({"note": reason}))

    def tell(self, share: float) -> None:
        """Note the share that is done; a hint, so it may get lost."""
        with suppress(OSError):
            (self.folder / "progress").write_text(f"{share:.3f}", "ascii")

    def progress(self) -> float | None:
        """Share that is done, 0-1; None while nobody has begun."""
        try:
            return float((self.folder / "progress").read_text("ascii"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            return 0.0

    @contextmanager
    def lock(self) -> Iterator[bool]:
        """Hold the job while rendering; gives False when another process holds it.

        The system lets go of the lock when the process ends, however it ends.
        """
        with (self.folder / "lock").open("a+b") as handle:
            yield _try_lock(handle.fileno())

    def forget(self) -> None:
        """Remove everything; the reference can be submitted again after that."""
        # The specification goes first, so that a half removed job is no job.
        with suppress(OSError):
            (self.folder / "spec.json").unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _write(self, name: str, text: str, *, first: bool = False) -> bool:
        """Write a whole file or none; with `first`, False when there was one already."""
        handle, part = tempfile.mkstemp(prefix=f".{name}-", dir=self.folder)
        try:
            with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123  # an open handle
                file.write(text)
                file.flush()
                os.fsync(handle)
            if first:
                # Two at once: a link is made by one of them only.
                os.link(part, self.folder / name)
            else:
                Path(part).replace(self.folder / name)
        except FileExistsError:
            return False
        finally:
            Path(part).unlink(missing_ok=True)
        sync_folder(self.folder)
        return True


def job_of(root: Path, reference: str) -> Job:
    """The job of one of our references.

    Raises:
        BadReferenceError: empty or too long to be a file name.
    """
    name = quote(reference, safe="")
    if not name or len(name) > _LONGEST_NAME or name.startswith("."):
        raise BadReferenceError(f"“{reference[:40]}” cannot be the reference of a take.")
    return Job(root, name)


def job_named(root: Path, name: str) -> Job | None:
    """The job of an id that `job_of` gave; None when it cannot be one."""
    if not re.fullmatch(r"[A-Za-z0-9_%~-][A-Za-z0-9_.%~-]*", name) or len(name) > _LONGEST_NAME:
        return None
    return Job(root, name)


def prune(root: Path, older_than: float, abandoned: float) -> int:
    """Forget jobs that ended, and those that nobody came back for; gives how many.

    Args:
        root: folder of the jobs.
        older_than: seconds since an ended or half removed job was touched.
        abandoned: seconds since an unfinished one was.
    """
    count = 0
    now = time.time()
    for folder in root.iterdir() if root.is_dir() else ():
        job = Job(root, folder.name)
        with suppress(OSError):
            ended = job.cancelled or not job.accepted or job.outcome() is not None
            if folder.stat().st_mtime < now - (older_than if ended else abandoned):
                job.forget()
                count += 1
    return count


def _try_lock(handle: int) -> bool:
    if os.name == "nt":
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]  # Windows only
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
