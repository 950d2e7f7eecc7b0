"""Stopping takes: whoever waits for one is woken, and the job behind it is called off."""

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Final

import structlog

from adapters.registry import Registry
from bot.store.takes import IntentState, Takes
from bot.studio.records import Take

ASK_SECONDS: Final = 30.0

log = structlog.get_logger(__name__)


class Halting:
    """Knows which takes have a step under way in this process."""

    def __init__(self, takes: Takes, registry: Registry) -> None:
        self._takes = takes
        self._registry = registry
        self._under_way: dict[int, asyncio.Event] = {}

    @contextlib.contextmanager
    def stepping(self, take_id: int) -> Iterator[None]:
        """A step of this take is under way inside."""
        self._under_way[take_id] = asyncio.Event()
        try:
            yield
        finally:
            del self._under_way[take_id]

    async def halt(self, takes: tuple[Take, ...]) -> None:
        """Stop what runs behind takes that were cancelled; their rows say so already."""
        for take in takes:
            if take.id in self._under_way:
                self._under_way[take.id].set()
        await asyncio.gather(*(self.call_off(take) for take in takes))

    async def call_off(self, take: Take) -> None:
        """Stop the job behind a take, as well as the backend can; never raises for its faults."""
        try:
            intent = await self._takes.intent(take.reference)
            if intent is None or intent.state in {IntentState.CLEAR, IntentState.SETTLED}:
                return
            backend = self._registry.get(take.backend)
            job = take.job or intent.job
            async with asyncio.timeout(ASK_SECONDS):
                if job is None and backend.capabilities.lookup:
                    receipt = await backend.find(take.reference)
                    job = receipt.job if receipt else None
                if job is not None:
                    await backend.cancel(job)
                elif not backend.capabilities.lookup or take.id in self._under_way:
                    # Not known, or a submit is still on its way: it calls itself off when back.
                    return
            await self._takes.settle(take)
        except Exception as error:  # noqa: BLE001  # a cancel must work whatever the backend does
            log.warning("take.not_called_off", take=take.reference, reason=repr(error))

    async def pause(self, take: Take, seconds: float) -> bool:
        """Wait; True when the take was cancelled meanwhile."""
        halt = self._under_way.get(take.id)
        if halt is None:
            await asyncio.sleep(seconds)
            return False
        try:
            async with asyncio.timeout(seconds):
                await halt.wait()
        except TimeoutError:
            return False
        return True
