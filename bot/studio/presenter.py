"""Cards follow rows: what a row owes to Discord is brought there, late rather than never."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.store.database import Database
from bot.studio.debounce import Debouncer
from bot.studio.ports import Board
from bot.studio.records import Shot, ShotState

_EDIT_SECONDS: Final = 2.0
"""At most one edit of a card in this time while its takes roll."""

_DRAFT_DAYS: Final = 1.0
"""Drafts older than this are not brought up to date after a restart."""


class Presenter:
    """Shows shots on the board, puts their ballots up and announces their winners."""

    def __init__(
        self,
        database: Database,
        *,
        ballot_opened: Callable[[int], None],
        interval: float = _EDIT_SECONDS,
    ) -> None:
        """Nothing is shown before `start`.

        Args:
            database: rows to follow.
            ballot_opened: told of the shot's id when its ballot is up; early votes wait there.
            interval: shortest time between two edits of a card, in seconds.
        """
        self._database = database
        self._ballot_opened = ballot_opened
        self._board: Board | None = None
        self._shots = Debouncer("shot card", self._present_shot, interval)
        self._drafts = Debouncer("draft card", self._present_draft, interval)

    def start(self, board: Board) -> None:
        """Present on this board from now on."""
        self._board = board

    async def stop(self) -> None:
        """Cancel what is under way; rows remember what is owed."""
        await self._shots.stop()
        await self._drafts.stop()

    def follow(self, shot: Shot) -> None:
        """Bring a shot's card up to date: in its turn while rolling, at once when that is over."""
        self._shots.touch(shot.id, soon=shot.state is not ShotState.ROLLING)

    def follow_id(self, shot_id: int) -> None:
        """Bring a rolling shot's card up to date in its turn."""
        self._shots.touch(shot_id)

    async def catch_up(self) -> None:
        """Touch every card that is behind its row."""
        await self.catch_up_shots()
        since = datetime.now(UTC) - timedelta(days=_DRAFT_DAYS)
        for draft_id in await self._database.drafts.stale(since):
            self._drafts.touch_again(draft_id)

    async def catch_up_shots(self) -> None:
        """Touch every shot card that is behind its row."""
        for shot_id in await self._database.shots.stale():
            self._shots.touch_again(shot_id)

    @property
    def busy(self) -> bool:
        """Whether a card is being brought up to date."""
        return self._shots.busy or self._drafts.busy

    async def _present_shot(self, shot_id: int) -> None:
        owed = await self._database.shots.to_present(shot_id)
        if owed is None or self._board is None:
            return
        shot, ballot, news = owed
        unseen = shot.message is None and shot.state is ShotState.DELETED
        if shot.shown != shot.revision and not unseen:
            await self._board.show_shot(shot_id)
        if ballot:
            await self._board.open_ballot(shot_id)
            await self._database.shots.ballot_opened(shot_id)
            self._ballot_opened(shot_id)
        if news:
            await self._board.announce(shot_id)

    async def _present_draft(self, draft_id: int) -> None:
        if self._board is not None:
            await self._board.show_draft(draft_id)
