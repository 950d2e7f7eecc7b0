"""Calls that must get through to the database, however long it is busy, full or away."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import structlog

from bot.store.errors import StoreError

_FIRST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 30.0

T = TypeVar("T")

log = structlog.get_logger(__name__)


async def stubborn(call: Callable[[], Awaitable[T]]) -> T:
    """Make the call again and again, with growing pauses in seconds, until it is through."""
    pause = _FIRST_PAUSE
    while True:
        try:
            return await call()
        except StoreError as error:
            log.warning("store.later", reason=str(error))
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
