"""The shot desk: drafts are rolled, takes land, shots are cancelled and deleted."""

import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from adapters.blobs import BlobStore
from adapters.registry import Registry, UnknownBackendError
from bot.store.database import Database
from bot.store.shots import DraftTakenError
from bot.studio.drafts import DraftDesk, check_open
from bot.studio.errors import (
    NotAllowedError,
    NotFoundError,
    UnknownModelError,
    WrongStateError,
)
from bot.studio.records import Draft, Shot, ShotState, Take, TakeState
from config.settings import Settings

_SEEDS: Final = 2**31
_FRESH_SEEDS: Final = 10**6
"""People read, remember and type seeds: fresh ones are short."""

Notice = Callable[[Shot], Awaitable[None]]
"""Told of a shot that changed: its card, its ballot and its takes are to follow."""


class ShotDesk:
    """Rolls shots and keeps their state; each change is one short transaction.

    Args:
        rolled: told of a new shot, so that its takes are shot.
        changed: told of every other change.
        stopped: told of takes that were cancelled, so that nothing goes on behind them.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        blobs: BlobStore,
        registry: Registry,
        drafts: DraftDesk,
        *,
        rolled: Notice,
        changed: Notice,
        stopped: Callable[[tuple[Take, ...]], Awaitable[None]],
    ) -> None:
        self._settings = settings
        self._shots = database.shots
        self._blobs = blobs
        self._registry = registry
        self._drafts = drafts
        self._rolled = rolled
        self._changed = changed
        self._stopped = stopped

    async def roll(self, draft_id: int, by: int, key: str, *, moderator: bool = False) -> Shot:
        """Shoot a draft: the shot and its takes are on record when this returns.

        Args:
            draft_id: the draft.
            by: who clicked.
            key: what the click is known by; the same key gives the same shot again.
            moderator: `by` may also roll other people's drafts.

        Raises:
            WrongStateError: the draft was rolled by another click, or cancelled.
            UnknownModelError: its model cannot be used here.
            StudioError: there is no such draft, or `by` may not.
        """
        # The draft is read first: when the same click has rolled it meanwhile, its key is there.
        draft = await self._drafts.get(draft_id)
        known = await self._shots.by_key(key)
        if known is not None:
            return known
        check_open(draft, by, moderator=moderator)
        shot = self._compose(draft, by)
        try:
            stored, fresh = await self._shots.roll(shot, key, takes_draft=True)
        except DraftTakenError as error:
            check_open(await self._drafts.get(draft_id), by, moderator=True)
            raise WrongStateError("This draft was rolled already.") from error
        if fresh:
            await self._rolled(stored)
        return stored

    async def reroll(self, shot_id: int, by: int, key: str, *, moderator: bool = False) -> Shot:
        """Shoot the same plan and prompt once more, with fresh seeds, as a new shot.

        Raises:
            WrongStateError: the shot was deleted.
            StudioError: there is no such shot, or `by` may not.
        """
        known = await self._shots.by_key(key)
        if known is not None:
            return known
        old = await self.get(shot_id)
        _check_own(old, by, moderator, "re-roll")
        if old.state is ShotState.DELETED:
            raise WrongStateError(f"Shot {old.number} was deleted. Send the picture again.")
        takes = tuple(
            Take(id=0, shot=0, n=take.n, seed=seed, backend=take.backend, prompt=take.prompt)
            for take, seed in zip(old.takes, _fresh_seeds(len(old.takes)), strict=True)
        )
        shot = Shot(
            id=0,
            number=0,
            draft=old.draft,
            place=old.place,
            requester=by,
            still=old.still,
            plan=old.plan,
            takes=takes,
            created=datetime.now(UTC),
        )
        stored, fresh = await self._shots.roll(shot, key, takes_draft=False)
        if fresh:
            await self._rolled(stored)
        return stored

    async def get(self, shot_id: int) -> Shot:
        """A shot by its row id.

        Raises:
            NotFoundError: there is none.
        """
        return _found(await self._shots.get(shot_id))

    async def by_message(self, channel: int, message: int) -> Shot | None:
        """The shot whose card a message is."""
        return await self._shots.by_message(channel, message)

    async def open_shots(self) -> list[Shot]:
        """Shots that are rolling, voting or tied, oldest first."""
        return await self._shots.active()

    async def cancel(self, shot_id: int, by: int, moderator: bool = False) -> Shot:
        """Stop every take that is not done; the ready ones go to the vote.

        Raises:
            WrongStateError: nothing is rolling any more.
            StudioError: there is no such shot, or `by` may not.
        """
        halted: tuple[Take, ...] = ()

        def cancelled(shot: Shot) -> Shot:
            nonlocal halted
            _check_own(shot, by, moderator, "cancel")
            if shot.state is not ShotState.ROLLING:
                raise WrongStateError("Nothing is rolling any more, so nothing was cancelled.")
            shot, halted = _halt(shot)
            return self._settled(shot)

        shot = _found(await self._shots.change(shot_id, cancelled))
        await self._stopped(halted)
        await self._changed(shot)
        return shot

    async def delete(self, shot_id: int, by: int, moderator: bool = False) -> Shot:
        """Take a shot and its clips away for good; doing so twice changes nothing.

        Raises:
            StudioError: there is no such shot, or `by` may not.
        """

        def check(shot: Shot) -> None:
            _check_own(shot, by, moderator, "delete")

        return await self._delete(shot_id, by, check)

    async def card_deleted(self, shot_id: int) -> Shot:
        """Somebody deleted the card itself: nobody can see the shot any more, so it goes, too.

        Raises:
            NotFoundError: there is no such shot.
        """
        return await self._delete(shot_id, None, lambda _: None)

    async def settle(self, shot_id: int) -> Shot:
        """Bring the shot's state up to its takes: when all are done, to the vote or to its end."""
        shot = _found(await self._shots.change(shot_id, self._settled))
        await self._changed(shot)
        return shot

    async def posted(self, shot_id: int, message: int, revision: int) -> None:
        """The board has put `revision` of the shot on the card `message`."""
        await self._shots.posted(shot_id, message, revision)

    async def announced(self, shot_id: int, message: int) -> None:
        """The board has announced the winner, or a tie, by `message`."""
        await self._shots.announced(shot_id, message)

    def clip_path(self, take: Take) -> Path:
        """Where the clip of a ready take is; read it, never write it.

        Raises:
            WrongStateError: the take has no clip.
        """
        if take.clip is None:
            raise WrongStateError(f"Take {take.letter} has no clip.")
        return self._blobs.path(take.clip.sha256)

    def _compose(self, draft: Draft, by: int) -> Shot:
        plan, prompt = draft.plan, draft.prompt
        if plan is None or prompt is None:
            raise WrongStateError("There is nothing to shoot on this draft. Say what should move.")
        wanted = draft.settings.over(draft.direction.request.settings)
        backend = self._drafts.model(draft.settings).backend
        try:
            self._registry.get(backend)
        except UnknownBackendError as error:
            raise UnknownModelError(str(error)) from error
        count = wanted.takes or self._settings.shooting.takes
        takes = tuple(
            Take(id=0, shot=0, n=n, seed=seed, backend=backend, prompt=prompt)
            for n, seed in enumerate(_seeds(wanted.seed, count))
        )
        return Shot(
            id=0,
            number=0,
            draft=draft.id,
            place=draft.place,
            requester=by,
            still=draft.still,
            plan=plan,
            takes=takes,
            created=datetime.now(UTC),
        )

    def _settled(self, shot: Shot) -> Shot:
        if shot.state is not ShotState.ROLLING or not all(t.state.done for t in shot.takes):
            return shot
        now = datetime.now(UTC)
        if shot.ready:
            closes = now + timedelta(hours=self._settings.ballot.hours)
            return shot.model_copy(
                update={"state": ShotState.VOTING, "opened": now, "closes": closes}
            )
        stopped = any(take.state is TakeState.CANCELLED for take in shot.takes)
        state = ShotState.CANCELLED if stopped else ShotState.FAILED
        return shot.model_copy(update={"state": state, "ended": now})

    async def _delete(self, shot_id: int, by: int | None, check: Callable[[Shot], None]) -> Shot:
        halted: tuple[Take, ...] = ()

        def deleted(shot: Shot) -> Shot:
            nonlocal halted
            check(shot)
            if shot.state is ShotState.DELETED:
                return shot
            shot, halted = _halt(shot)
            now = datetime.now(UTC)
            return shot.model_copy(
                update={
                    "state": ShotState.DELETED,
                    "deleted_by": by,
                    "ended": shot.ended or now,
                }
            )

        shot = _found(await self._shots.change(shot_id, deleted))
        await self._stopped(halted)
        await self._changed(shot)
        await self._drop_clips(shot)
        return shot

    async def _drop_clips(self, shot: Shot) -> None:
        for take in shot.takes:
            if take.clip and not await self._shots.clip_in_use(take.clip.sha256):
                await self._blobs.delete(take.clip.sha256)


def _found(shot: Shot | None) -> Shot:
    if shot is None:
        raise NotFoundError("This shot is not here any more.")
    return shot


def _check_own(shot: Shot, by: int, moderator: bool, verb: str) -> None:
    if by != shot.requester and not moderator:
        raise NotAllowedError(f"Only the person who rolled it, or a moderator, can {verb} a shot.")


def _halt(shot: Shot) -> tuple[Shot, tuple[Take, ...]]:
    halted = tuple(take for take in shot.takes if not take.state.done)
    takes = tuple(
        take.model_copy(update={"state": TakeState.CANCELLED, "progress": None})
        if take in halted
        else take
        for take in shot.takes
    )
    return shot.model_copy(update={"takes": takes}), halted


def _seeds(first: int | None, count: int) -> list[int]:
    if first is None:
        return _fresh_seeds(count)
    return [(first + n) % _SEEDS for n in range(count)]


def _fresh_seeds(count: int) -> list[int]:
    seeds: set[int] = set()
    while len(seeds) < count:
        seeds.add(secrets.randbelow(_FRESH_SEEDS))
    return list(seeds)
