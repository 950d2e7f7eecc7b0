"""Cards follow rows: what a row owes to Discord is brought there, late rather than never."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.store.database import Database
from bot.studio.debounce import Debouncer
from bot.studio.ports import Board, BoardError, CardGoneError
from bot.studio.records import Shot, ShotState

_EDIT_SECONDS: Final = 2.0
"""At most one edit of a card in this time while its takes roll."""

_DRAFT_DAYS: Final = 1.0
"""Drafts older than this are not brought up to date any more."""


class Presenter:
    """Shows shots on the board, puts their ballots up and announces their winners."""

    def __init__(
        self,
        database: Database,
        *,
        ballot_opened: Callable[[int], None],
        shot_gone: Callable[[int], Awaitable[object]],
        draft_gone: Callable[[int], Awaitable[object]],
    ) -> None:
        """Nothing is shown before `start`.

        Args:
            database: rows to follow.
            ballot_opened: told of the shot's id when its ballot is up; early votes wait there.
            shot_gone: told of the id of a shot whose card somebody deleted.
            draft_gone: the same for a draft.
        """
        self._database = database
        self._ballot_opened = ballot_opened
        self._gone = {"shot": shot_gone, "draft": draft_gone}
        self._missed: set[tuple[str, int]] = set()
        self._board: Board | None = None
        self._shots = Debouncer("shot card", self._present_shot, _EDIT_SECONDS)
        self._drafts = Debouncer("draft card", self._present_draft, _EDIT_SECONDS)

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
        for shot_id in await self._database.shots.stale():
            self._shots.touch_again(shot_id)
        since = datetime.now(UTC) - timedelta(days=_DRAFT_DAYS)
        for draft_id in await self._database.drafts.stale(since):
            self._drafts.touch_again(draft_id)

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
        async with self._noticing("shot", shot_id):
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
            async with self._noticing("draft", draft_id):
                await self._board.show_draft(draft_id)

    @contextlib.asynccontextmanager
    async def _noticing(self, kind: str, row_id: int) -> AsyncIterator[None]:
        """A card that was deleted takes its row along, once a second look has found it missing.

        Raises:
            BoardError: this was the first look.
            CardGoneError: it is gone, and the row knows.
        """
        try:
            yield
        except CardGoneError as error:
            if (kind, row_id) not in self._missed:
                self._missed.add((kind, row_id))
                raise BoardError("the card is missing; one more look") from error
            self._missed.discard((kind, row_id))
            await self._gone[kind](row_id)
            raise
        self._missed.discard((kind, row_id))
