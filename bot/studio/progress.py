"""How far a take is, told to its row often enough to watch and seldom enough to be cheap."""

import time
from collections.abc import Awaitable, Callable
from typing import Final

_PROGRESS_SECONDS: Final = 1.0
_PROGRESS_STEP: Final = 0.1
_ALIVE_SECONDS: Final = 5.0


class ProgressReport:
    """Writes progress to the row, in steps worth showing and at most once a second."""

    def __init__(
        self,
        write: Callable[[int, float | None], Awaitable[bool]],
        take_id: int,
        moved: Callable[[], None],
    ) -> None:
        self._write = write
        self._take_id = take_id
        self._moved = moved
        self._shown: float | None = None
        self._at = time.monotonic()

    async def put(self, progress: float | None) -> bool:
        """Take note; False when the take is done by now (cancelled elsewhere)."""
        now = time.monotonic()
        moved = progress is not None and abs(progress - (self._shown or 0.0)) >= _PROGRESS_STEP
        due = now - self._at >= (_PROGRESS_SECONDS if moved else _ALIVE_SECONDS)
        if not due:
            return True
        self._at, self._shown = now, progress
        alive = await self._write(self._take_id, progress)
        if moved:
            self._moved()
        return alive
