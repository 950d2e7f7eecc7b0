"""The ballot desk: votes are read from Discord's own state, counted, and end a shot."""

import asyncio
import weakref
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Final

import structlog

from bot.store.database import Database
from bot.studio.debounce import Debouncer
from bot.studio.errors import NotAllowedError, NotFoundError, WrongStateError
from bot.studio.ports import Board, BoardError, BoardGoneError, CardGoneError
from bot.studio.records import Review, Shot, ShotState, Take, Vote
from bot.studio.shots import Notice
from bot.studio.tally import leaders, letters, winner
from config.settings import BallotRules

_GATHER_SECONDS: Final = 0.3
"""Reactions come in bursts; one reading serves all that came in this time."""

_READ_SECONDS: Final = 60.0
_PATIENCE_SECONDS: Final = 3600.0
"""How long closing waits for Discord before it counts what was read last."""

log = structlog.get_logger(__name__)


class BallotDesk:
    """Counts ballots and closes them by quorum, by time, by the requester's word.

    Args:
        rules: when voting closes.
        changed: told of every change of a shot.
        card_deleted: told of the id of a shot whose card is found deleted when voting ends.
    """

    def __init__(
        self,
        rules: BallotRules,
        database: Database,
        *,
        changed: Notice,
        card_deleted: Callable[[int], Awaitable[object]],
    ) -> None:
        self._rules = rules
        self._shots = database.shots
        self._changed = changed
        self._card_deleted = card_deleted
        self._board: Board | None = None
        self._locks: weakref.WeakValueDictionary[int, asyncio.Lock] = weakref.WeakValueDictionary()
        self._waiting: dict[int, asyncio.Task[Shot]] = {}
        self._counting: set[asyncio.Task[Shot]] = set()
        self._again = Debouncer("ballot", self._count_again, interval=1.0)

    def start(self, board: Board) -> None:
        """Read ballots from this board from now on."""
        self._board = board

    async def stop(self) -> None:
        """Cancel countings under way; the next start counts again."""
        for task in self._counting:
            task.cancel()
        await asyncio.gather(*self._counting, return_exceptions=True)
        await self._again.stop()

    @property
    def busy(self) -> bool:
        """Whether a ballot is being counted in the background."""
        return self._again.busy

    async def recount(self, shot_id: int) -> Shot:
        """Read the ballot from the board and store it; at quorum the vote closes.

        Calls that come in one burst share a reading. When the board cannot be read now, the shot
        is given back as stored and counted again soon.

        Raises:
            NotFoundError: there is no such shot.
        """
        task = self._waiting.get(shot_id)
        if task is None:
            task = asyncio.create_task(self._gather_and_count(shot_id))
            self._waiting[shot_id] = task
            self._counting.add(task)
            task.add_done_callback(self._counting.discard)
        return await asyncio.shield(task)

    def recount_later(self, shot_id: int) -> None:
        """Count a ballot in the background, again and again until the board can be read."""
        self._again.touch(shot_id)

    async def close(self, shot_id: int, by: int, moderator: bool = False) -> Shot:
        """Close voting now, on the requester's (or a moderator's) word.

        Raises:
            NotAllowedError: `by` may not.
            WrongStateError: voting is not open.
            NotFoundError: there is no such shot.
        """
        shot = await self._get(shot_id)
        if by != shot.requester and not moderator:
            raise NotAllowedError("Only the person who rolled it, or a moderator, closes the vote.")
        if shot.state is not ShotState.VOTING:
            raise WrongStateError(_not_voting(shot))
        return await self._count_and_close(shot_id)

    async def decide(self, shot_id: int, by: int, n: int) -> Shot:
        """The requester chooses among the tied takes.

        Raises:
            NotAllowedError: `by` is not the requester.
            WrongStateError: nothing is to be decided, or not on that take.
            NotFoundError: there is no such shot.
        """

        def decided(shot: Shot) -> Shot:
            if by != shot.requester:
                raise NotAllowedError("A tie is decided by the person who rolled the shot.")
            if shot.state is ShotState.CLOSED and shot.winner == n:
                return shot
            if shot.state is not ShotState.TIED:
                raise WrongStateError(_not_voting(shot))
            tied = leaders(shot)
            if n not in tied:
                raise WrongStateError(f"That take is not in the tie. Choose {letters(tied)}.")
            return _closed(shot, n)

        shot = _found(await self._shots.change(shot_id, decided))
        await self._changed(shot)
        return shot

    async def expire(self, shot_id: int) -> None:
        """The time is up: count once more and close; waits for the board to be readable."""
        shot = await self._get(shot_id)
        pause, waited = 1.0, 0.0
        while shot.state is ShotState.VOTING:
            try:
                await self._count_and_close(shot_id, stored=waited >= _PATIENCE_SECONDS)
            except (BoardError, TimeoutError) as error:
                log.warning("ballot.unreadable", shot=shot_id, reason=str(error))
                await asyncio.sleep(pause)
                waited += pause
                pause = min(pause * 2, 60.0)
            shot = await self._get(shot_id)

    async def _gather_and_count(self, shot_id: int) -> Shot:
        await asyncio.sleep(_GATHER_SECONDS)
        lock = self._lock(shot_id)
        async with lock:
            del self._waiting[shot_id]
            try:
                return await self._count(shot_id)
            except (BoardError, TimeoutError) as error:
                log.warning("ballot.unreadable", shot=shot_id, reason=str(error))
                self._again.touch(shot_id)
            except BoardGoneError as error:
                log.info("ballot.gone", shot=shot_id, reason=str(error))
            return await self._get(shot_id)

    async def _count_again(self, shot_id: int) -> None:
        async with self._lock(shot_id):
            await self._count(shot_id)

    async def _count_and_close(self, shot_id: int, *, stored: bool = True) -> Shot:
        """Close with the board's votes, or with the stored ones when it cannot be read.

        Raises:
            BoardError: the board cannot be read now and `stored` forbids to do without.
        """
        async with self._lock(shot_id):
            try:
                await self._count(shot_id)
            except CardGoneError:
                await self._card_deleted(shot_id)
            except BoardGoneError as error:
                log.info("ballot.gone", shot=shot_id, reason=str(error))
            except (BoardError, TimeoutError):
                if not stored:
                    raise
            shot = _found(await self._shots.change(shot_id, _finished))
        await self._changed(shot)
        return shot

    async def _count(self, shot_id: int) -> Shot:
        if self._board is None:
            raise BoardError("the board is not there yet")
        before = await self._get(shot_id)
        if before.state is not ShotState.VOTING:
            return before
        async with asyncio.timeout(_READ_SECONDS):
            votes = await self._board.read_ballot(shot_id)

        def counted(shot: Shot) -> Shot:
            if shot.state is not ShotState.VOTING:
                return shot
            shot = shot.model_copy(update={"votes": _valid(votes, shot)})
            return _finished(shot) if shot.voters >= self._rules.quorum else shot

        shot = _found(await self._shots.change(shot_id, counted))
        if shot.revision != before.revision:
            await self._changed(shot)
        return shot

    async def _get(self, shot_id: int) -> Shot:
        return _found(await self._shots.get(shot_id))

    def _lock(self, shot_id: int) -> asyncio.Lock:
        lock = self._locks.get(shot_id)
        if lock is None:
            lock = self._locks[shot_id] = asyncio.Lock()
        return lock


def _valid(votes: tuple[Vote, ...], shot: Shot) -> tuple[Vote, ...]:
    ready = {take.n for take in shot.ready}
    valid = {vote for vote in votes if vote.n in ready}
    return tuple(sorted(valid, key=lambda vote: (vote.voter, vote.n)))


def _finished(shot: Shot) -> Shot:
    """The shot after voting: closed with its winner, or tied."""
    if shot.state is not ShotState.VOTING:
        return shot
    first = winner(shot)
    if first is None:
        return shot.model_copy(update={"state": ShotState.TIED})
    return _closed(shot, first)


def _closed(shot: Shot, n: int) -> Shot:
    def reviewed(take: Take) -> Take:
        return take.model_copy(update={"review": Review.SELECTED}) if take.n == n else take

    return shot.model_copy(
        update={
            "state": ShotState.CLOSED,
            "winner": n,
            "takes": tuple(reviewed(take) for take in shot.takes),
            "ended": datetime.now(UTC),
        }
    )


def _not_voting(shot: Shot) -> str:
    if shot.state is ShotState.ROLLING:
        return f"Shot {shot.number} is still rolling. The vote opens when its takes are in."
    if shot.state is ShotState.TIED:
        return f"The vote on shot {shot.number} is over; its requester decides the tie."
    if shot.state is ShotState.CLOSED:
        return f"The vote on shot {shot.number} is closed already."
    return f"There is no vote on shot {shot.number}."


def _found(shot: Shot | None) -> Shot:
    if shot is None:
        raise NotFoundError("This shot is not here any more.")
    return shot
