"""The still desk: pictures come in, are inspected once and kept under their hash."""

import asyncio
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from adapters.blobs import BlobStore
from adapters.workers import WorkerDiedError, WorkerOverdueError, Workers
from bot.store.database import Database
from bot.studio.records import Still
from prompts.still.errors import DamagedError
from prompts.still.inspect import inspect
from prompts.still.load import clean_jpeg, open_still
from prompts.still.report import Report

_INSPECT_SECONDS: Final = 60.0
_PREVIEW_SECONDS: Final = 30.0


class StillDesk:
    """Takes pictures in and hands them out."""

    def __init__(self, database: Database, blobs: BlobStore, workers: Workers) -> None:
        self._database = database
        self._blobs = blobs
        self._workers = workers

    async def take_in(self, data: bytes, name: str) -> Still:
        """Inspect and keep an uploaded picture; one seen before is not inspected again.

        Args:
            data: the file as uploaded.
            name: its file name, for people.

        Raises:
            prompts.still.load.StillError: it is no picture we can use; nothing is kept.
            adapters.blobs.StorageError: it cannot be stored.
            adapters.workers.WorkerError: inspection did not finish.
        """
        sha256 = await asyncio.to_thread(lambda: hashlib.sha256(data).hexdigest())
        report = await self._database.stills.report(sha256)
        if report is None:
            report = await self._inspect(data)
            await self._blobs.put_bytes(data)
            await self._database.stills.keep(report)
        elif not self._blobs.exists(sha256):
            await self._blobs.put_bytes(data)
        return Still(sha256=sha256, name=name, report=report)

    async def data(self, sha256: str) -> bytes:
        """The file as uploaded, metadata and all: never send it anywhere as it is.

        Raises:
            adapters.blobs.StorageError: it is gone.
        """
        return await self._blobs.read(sha256)

    async def preview(self, sha256: str, long_side: int) -> bytes:
        """A clean, upright JPEG without metadata, at most `long_side` pixels.

        Raises:
            prompts.still.load.StillError: the pixels cannot be decoded.
            adapters.workers.WorkerError: it did not finish.
        """
        path = self._blobs.path(sha256)
        with _fatal_pictures():
            return await self._workers.run(
                render_preview, str(path), long_side, deadline=_PREVIEW_SECONDS, retry=True
            )

    async def _inspect(self, data: bytes) -> Report:
        with _fatal_pictures():
            return await self._workers.run(inspect, data, deadline=_INSPECT_SECONDS, retry=True)


@contextmanager
def _fatal_pictures() -> Iterator[None]:
    """Take a picture that ends two workers, or keeps one busy for ever, for a damaged one.

    Raises:
        DamagedError: the picture brought its worker down.
    """
    try:
        yield
    except (WorkerDiedError, WorkerOverdueError) as error:
        raise DamagedError(
            "I could not read this picture to its end: it may be damaged. "
            "Save it again as PNG or JPEG and send the new copy."
        ) from error


def render_preview(path: str, long_side: int) -> bytes:
    """Read a stored picture and make its clean JPEG; runs in a worker process."""
    return clean_jpeg(open_still(Path(path).read_bytes()), long_side)
