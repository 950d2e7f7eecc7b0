"""Lets others wait until something on the stage is true."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
_AGAIN = 0.05
"""Seconds after which a question is asked again without a ring: the bot's own state rings none."""


class Changes:
    """A bell that rings at every change; waiting means asking again at every ring."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        """Something changed."""
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()

    async def wait_for(self, ask: Callable[[], T | None], deadline: float, what: str = "") -> T:
        """Wait until `ask` gives something true, and give it.

        Args:
            ask: asked now and after every change.
            deadline: seconds.
            what: named in the error.

        Raises:
            TimeoutError: it did not become true in time.
        """
        try:
            async with asyncio.timeout(deadline):
                while not (answer := ask()):
                    future = asyncio.get_running_loop().create_future()
                    self._waiting.add(future)
                    try:
                        await asyncio.wait({future}, timeout=_AGAIN)
                    finally:
                        self._waiting.discard(future)
                return answer
        except TimeoutError:
            raise TimeoutError(f"not within {deadline} s: {what or ask!r}") from None
