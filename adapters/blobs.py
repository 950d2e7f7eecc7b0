"""Content-addressed files in a folder: `sha256/ab/cd...`.

A blob is written under a temporary name, flushed to disk and moved into place, so that whatever
is found under a key is whole.
"""

import asyncio
import errno
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

_KEY = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1 << 20


class StorageError(Exception):
    """A file could not be stored or read; `str()` says what happened and what to do."""


class StorageFullError(StorageError):
    """The disk is full (or the quota is used up)."""


class BlobStore:
    """Files by the SHA-256 of their bytes.

    Attributes:
        root: folder that holds them.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        # Its own threads: the loop's default executor belongs to the durable engine.
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="blobs")

    async def put_bytes(self, data: bytes) -> str:
        """Store bytes and give back their key; storing the same bytes again changes nothing.

        Raises:
            StorageFullError: the disk is full.
            StorageError: the folder cannot be written.
        """
        return await self._in_thread(lambda: self._put_bytes(data))

    async def put_file(self, source: Path) -> str:
        """Store a copy of a file and give back its key.

        Raises:
            StorageFullError: the disk is full.
            StorageError: the file cannot be read or the folder cannot be written.
        """
        return await self._in_thread(lambda: self._put_file(source))

    async def read(self, key: str) -> bytes:
        """All bytes under a key.

        Raises:
            StorageError: there is no such blob, or it cannot be read.
        """

        def load() -> bytes:
            try:
                return self.path(key).read_bytes()
            except FileNotFoundError as error:
                raise StorageError("That file is no longer stored here.") from error

        return await self._in_thread(load)

    async def delete(self, key: str) -> None:
        """Remove a blob; one that is not there is no error."""
        await self._in_thread(lambda: self.path(key).unlink(missing_ok=True))

    def path(self, key: str) -> Path:
        """Where the blob of a key is or would be; read it, never write it.

        Raises:
            ValueError: not a key.
        """
        if not _KEY.fullmatch(key):
            raise ValueError("a blob key is 64 lower-case hex digits")
        return self.root / "sha256" / key[:2] / key[2:]

    def exists(self, key: str) -> bool:
        """Whether a blob is stored."""
        return self.path(key).is_file()

    def close(self) -> None:
        """Let the threads go; calls in flight finish first."""
        self._threads.shutdown(wait=True)

    def _put_bytes(self, data: bytes) -> str:
        key = hashlib.sha256(data).hexdigest()
        if not self.exists(key):
            self._place(key, lambda handle: _write(handle, data))
        return key

    def _put_file(self, source: Path) -> str:
        with source.open("rb") as handle:
            key = hashlib.file_digest(handle, "sha256").hexdigest()
        if not self.exists(key):
            self._place(key, lambda handle: _copy(source, handle, key))
        return key

    def _place(self, key: str, fill: Callable[[int], None]) -> None:
        target = self.path(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".part-", dir=target.parent)
        try:
            try:
                fill(handle)
                os.fsync(handle)
            finally:
                os.close(handle)
            Path(name).replace(target)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise
        sync_folder(target.parent)

    async def _in_thread(self, call: Callable[[], T]) -> T:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._threads, call)
        except OSError as error:
            raise as_storage_error(error, self.root) from error


def as_storage_error(error: OSError, folder: Path) -> StorageError:
    """The sentence for a person behind a failed file operation below `folder`."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        free = _free_megabytes(folder)
        return StorageFullError(
            f"The disk is full ({free} MB free in {folder}). Free some space there, or set "
            "ONEBEAT_DATA to a larger disk; nothing was lost."
        )
    what = error.strerror or type(error).__name__
    return StorageError(f"Files cannot be kept in {folder}: {what}. Check that folder.")


def sync_folder(folder: Path) -> None:
    """Flush a folder's entries to disk, where the system can (not on Windows)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _free_megabytes(folder: Path) -> int:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        return shutil.disk_usage(folder).free // 1_000_000
    except OSError:
        return 0


def _write(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def _copy(source: Path, handle: int, key: str) -> None:
    digest = hashlib.sha256()
    with source.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            _write(handle, chunk)
    if digest.hexdigest() != key:
        raise StorageError("The file changed while it was being stored. Try again.")
