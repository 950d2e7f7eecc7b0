"""One process per data folder: two would resume the same work twice."""

import contextlib
import os
import sys
from pathlib import Path
from typing import IO

from bot.studio.errors import FolderInUseError


class FolderLock:
    """An advisory lock that the system itself releases when the process ends, however it ends."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "onebeat.lock"
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Take the lock.

        Raises:
            FolderInUseError: another process, or another studio in this one, holds it.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # Opened for appending: the holder's process id must survive our failed try.
        file = self._path.open("a+", encoding="ascii")
        try:
            _lock(file)
        except OSError as error:
            file.seek(0)
            holder = file.read().strip()
            file.close()
            who = f" (process {holder})" if holder else ""
            raise FolderInUseError(
                f"Another Onebeat{who} is using the data folder {self._path.parent}. "
                "Stop it first, or set ONEBEAT_DATA to another folder."
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self._file = file

    def release(self) -> None:
        """Give the lock back; without effect when it is not held."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.truncate(0)
            self._file.close()
            self._file = None


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[str]) -> None:
        # A byte far behind the text, so that others can still read who holds it.
        file.seek(1 << 20)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)

else:
    import fcntl

    def _lock(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
