"""Ids in Discord's form: milliseconds since 2015 in the high bits, a counter in the low ones."""

import time

EPOCH = 1_420_070_400_000
"""Discord's epoch in Unix milliseconds."""


class Snowflakes:
    """Mints ids that grow strictly, also when the clock stands still or goes back."""

    def __init__(self) -> None:
        self._last = 0

    def mint(self) -> str:
        """A new id."""
        now = (int(time.time() * 1000) - EPOCH) << 22
        self._last = max(now, self._last + 1)
        return str(self._last)

    def skip(self, known: str) -> None:
        """Make sure that ids minted from now on are larger than a known one."""
        self._last = max(self._last, int(known))
