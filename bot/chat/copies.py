"""Copies of clips that fit Discord's size limits, made once and kept."""

import asyncio
import logging
from pathlib import Path

from adapters.clips.fit import CannotFitError, fit
from adapters.workers import Workers

_log = logging.getLogger(__name__)
_STEP = 64 * 1024
_DEADLINE = 180.0


class Copies:
    """Fits clips under a limit in a worker process; a copy is kept by clip and limit."""

    def __init__(self, folder: Path, workers: Workers) -> None:
        self._folder = folder
        self._workers = workers

    async def fitted(self, clip: Path, sha256: str, limit: int) -> Path | None:
        """A file of at most `limit` bytes: the clip itself if small enough; None if none fits."""
        if await asyncio.to_thread(lambda: clip.stat().st_size) <= limit:
            return clip
        limit = limit // _STEP * _STEP or limit
        kept = self._folder / f"{sha256}-{limit}.mp4"
        if await asyncio.to_thread(kept.is_file):
            return kept
        await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)
        try:
            made = await self._workers.run(fit, clip, limit, kept, deadline=_DEADLINE)
        except CannotFitError:
            _log.warning("clip %s does not fit into %d bytes", sha256[:8], limit)
            return None
        return Path(made)
