"""The open pages: each hears what its person may hear."""

import asyncio
from collections.abc import Callable
from typing import Any

from bot.rehearsal.cast import User
from bot.rehearsal.changes import Changes

Json = dict[str, Any]
_BACKLOG = 1000


class Seat:
    """One page's frames in waiting.

    Attributes:
        person: who sits there.
        lost: the page must be disconnected: it reads too slowly, or the stage goes down.
    """

    def __init__(self, person: User) -> None:
        self.person = person
        self.lost = False
        self._frames: asyncio.Queue[Json] = asyncio.Queue(_BACKLOG)

    def hear(self, frame: Json) -> None:
        """Queue a frame."""
        try:
            self._frames.put_nowait(frame)
        except asyncio.QueueFull:
            self.lost = True

    async def next(self) -> Json:
        """The next frame, once there is one."""
        return await self._frames.get()


class Audience:
    """All open pages, and the bell that rings whenever they hear something."""

    def __init__(self, changes: Changes) -> None:
        self._seats: set[Seat] = set()
        self._changes = changes

    def sit(self, person: User) -> Seat:
        """Take a seat; give it back with `leave`."""
        seat = Seat(person)
        self._seats.add(seat)
        return seat

    def leave(self, seat: Seat) -> None:
        """Give a seat back."""
        self._seats.discard(seat)

    def close(self) -> None:
        """Send everyone home."""
        for seat in self._seats:
            seat.lost = True
            seat.hear({"type": "bot", "online": False})

    def tell(self, frame_for: Callable[[User], Json | None]) -> None:
        """Send everyone their own frame; None sends nothing."""
        for seat in self._seats:
            frame = frame_for(seat.person)
            if frame is not None:
                seat.hear(frame)
        self._changes.ring()

    def tell_one(self, user_id: str, frame: Json) -> None:
        """Send a frame to one person's pages."""
        self.tell(lambda person: frame if person.id == user_id else None)
