"""Work per key that follows changes: at once, then at most every so often, again after faults."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from bot.store.errors import StoreError
from bot.studio.ports import BoardError, BoardGoneError

_DEADLINE_SECONDS: Final = 120.0
_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 60.0

log = structlog.get_logger(__name__)


class Debouncer:
    """Keeps one task per key that was touched; touches while it works make it work once more.

    Level-triggered: the work reads the row and brings the outside up to it, so a touch may be
    repeated, merged with others or come late without harm.
    """

    def __init__(
        self, what: str, work: Callable[[int], Awaitable[None]], interval: float = 0.0
    ) -> None:
        """Nothing runs until the first touch.

        Args:
            what: name of the work for the log.
            work: called with the key.
            interval: shortest time between two starts for one key, in seconds.
        """
        self._what = what
        self._work = work
        self._interval = interval
        self._slots: dict[int, _Slot] = {}
        self._gone: set[int] = set()
        self._stopped = False

    def touch(self, key: int, *, soon: bool = False) -> None:
        """Have the work done for a key; `soon` does not wait for the interval."""
        self._gone.discard(key)
        if self._stopped:
            return
        slot = self._slots.get(key)
        if slot is None:
            slot = self._slots[key] = _Slot()
            slot.task = asyncio.create_task(self._serve(key, slot), name=f"{self._what}:{key}")
        slot.due = True
        if soon:
            slot.hurry.set()

    def touch_again(self, key: int) -> None:
        """Touch a key unless its place was found gone and nothing changed since."""
        if key not in self._gone:
            self.touch(key)

    @property
    def busy(self) -> bool:
        """Whether any work is due or under way."""
        return any(slot.due or slot.working for slot in self._slots.values())

    async def stop(self) -> None:
        """Cancel all tasks and wait for them."""
        self._stopped = True
        tasks = [slot.task for slot in self._slots.values() if slot.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, key: int, slot: "_Slot") -> None:
        try:
            faults = 0
            while slot.due:
                slot.due = False
                slot.hurry.clear()
                slot.working = True
                again = await self._attempt(key, faults)
                slot.working = False
                if again:
                    faults += 1
                    slot.due = True
                    await asyncio.sleep(min(_FIRST_PAUSE * 2 ** (faults - 1), _LONGEST_PAUSE))
                else:
                    faults = 0
                    await slot.rest(self._interval)
        finally:
            self._slots.pop(key, None)

    async def _attempt(self, key: int, faults: int) -> bool:
        """Do the work once; True when it is worth another try."""
        try:
            async with asyncio.timeout(_DEADLINE_SECONDS):
                await self._work(key)
        except BoardGoneError as error:
            self._gone.add(key)
            log.info("debounce.gone", work=self._what, key=key, reason=str(error))
        except (BoardError, StoreError, TimeoutError) as error:
            log.warning(
                "debounce.later", work=self._what, key=key, tries=faults + 1, reason=str(error)
            )
            return True
        except Exception:
            # The periodic sweep touches the key again; trying on at once would only repeat the log.
            log.exception("debounce.failed", work=self._what, key=key)
        return False


class _Slot:
    """State of one key."""

    def __init__(self) -> None:
        self.due = False
        self.working = False
        self.hurry = asyncio.Event()
        self.task: asyncio.Task[None] | None = None

    async def rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self.hurry.wait()
        except TimeoutError:
            return
