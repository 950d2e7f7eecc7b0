"""Queries on shots with their takes and votes."""

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.connections import Connections
from bot.store.dialect import insert_for
from bot.store.rows import AnyRow, to_shot, to_take
from bot.store.tables import clips, counters, drafts, shots, stills, takes, votes
from bot.studio.records import DraftState, Shot, ShotState, Take, Vote

ACTIVE = (ShotState.ROLLING, ShotState.VOTING, ShotState.TIED)


class DraftTakenError(Exception):
    """The draft is no longer open: it was rolled by another click or cancelled."""


class Shots:
    """Reads and changes shots; every method is one transaction."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def roll(self, shot: Shot, key: str, *, takes_draft: bool) -> tuple[Shot, bool]:
        """Insert a shot and its takes (their ids and the shot's number are given here).

        Args:
            shot: the shot to be, with its takes.
            key: what the click is known by; a known key gives the shot it made.
            takes_draft: also mark the draft as rolled, which must be open.

        Returns:
            The stored shot, and whether it is new.

        Raises:
            DraftTakenError: the draft is not open any more.
        """
        async with self._connections.writing() as connection:
            await _lock_draft(connection, shot.draft)
            known = await _load(connection, shots.c.key == key)
            if known:
                return known[0], False
            if takes_draft:
                await _take_draft(connection, shot.draft)
            number = await _next_number(connection, shot.place.guild or shot.place.channel)
            columns = {**_columns(shot), "number": number, "key": key, "ballot_open": False}
            shot_id = (
                await connection.execute(shots.insert().values(**columns).returning(shots.c.id))
            ).scalar_one()
            await connection.execute(
                takes.insert(), [{**_take_columns(take), "shot": shot_id} for take in shot.takes]
            )
            return (await _load(connection, shots.c.id == shot_id))[0], True

    async def get(self, shot_id: int) -> Shot | None:
        """A shot by its row id."""
        return await self._first(shots.c.id == shot_id)

    async def by_key(self, key: str) -> Shot | None:
        """The shot that a click made."""
        return await self._first(shots.c.key == key)

    async def of_draft(self, draft_id: int) -> Shot | None:
        """The first shot rolled from a draft."""
        return await self._first(shots.c.draft == draft_id)

    async def by_message(self, channel: int, message: int) -> Shot | None:
        """The shot whose card a message is."""
        return await self._first(and_(shots.c.channel == channel, shots.c.message == message))

    async def active(self, states: Collection[ShotState] = ACTIVE) -> list[Shot]:
        """All shots in the given states, oldest first."""
        async with self._connections.reading() as connection:
            return await _load(connection, shots.c.state.in_([state.value for state in states]))

    async def change(self, shot_id: int, to: Callable[[Shot], Shot]) -> Shot | None:
        """Replace a shot, its takes and votes by what `to` makes of them, under the shot's lock.

        The revision grows. What `to` raises is raised here and nothing is changed. A shot handed
        back unchanged is not written. None when there is no such shot.
        """
        async with self._connections.writing() as connection:
            await lock_shot(connection, shot_id)
            found = await _load(connection, shots.c.id == shot_id)
            if not found:
                return None
            before, after = found[0], to(found[0])
            if after == before:
                return before
            after = after.model_copy(update={"revision": before.revision + 1})
            await _write(connection, before, after)
            return after

    async def posted(self, shot_id: int, message: int, revision: int) -> None:
        """The card of a shot is `message` and shows `revision` or a later one."""
        later = func.max if self._connections.sqlite else func.greatest
        await self._set(shot_id, message=message, shown=later(shots.c.shown, revision))

    async def announced(self, shot_id: int, message: int) -> None:
        """The winner, or the tie that is to be decided, was announced by `message`."""
        async with self._connections.writing() as connection:
            await lock_shot(connection, shot_id)
            state = await connection.scalar(select(shots.c.state).where(shots.c.id == shot_id))
            column = "tie_message" if state == ShotState.TIED else "announced"
            await connection.execute(
                update(shots).where(shots.c.id == shot_id).values({column: message})
            )

    async def ballot_opened(self, shot_id: int) -> None:
        """The ballot's reactions are on the card."""
        await self._set(shot_id, ballot_open=True)

    async def to_present(self, shot_id: int) -> tuple[Shot, bool, bool] | None:
        """A shot with what is still owed to its card: (shot, ballot to open, news to announce)."""
        async with self._connections.reading() as connection:
            found = await _load(connection, shots.c.id == shot_id)
            if not found:
                return None
            ballot, news = (
                await connection.execute(
                    select(_ballot_owed(), _news_owed()).where(shots.c.id == shot_id)
                )
            ).one()
            return found[0], bool(ballot), bool(news)

    async def stale(self) -> tuple[int, ...]:
        """Shots whose card, ballot or announcement is behind the row."""
        never_wanted = and_(shots.c.message.is_(None), shots.c.state == ShotState.DELETED)
        behind = and_(shots.c.shown != shots.c.revision, ~never_wanted)
        async with self._connections.reading() as connection:
            found = await connection.execute(
                select(shots.c.id)
                .where(or_(behind, _ballot_owed(), _news_owed()))
                .order_by(shots.c.id)
            )
            return tuple(found.scalars())

    async def clip_in_use(self, sha256: str) -> bool:
        """Whether a shot that is not deleted still shows the clip."""
        used = (
            select(takes.c.id)
            .join(shots, shots.c.id == takes.c.shot)
            .where(takes.c.clip == sha256, shots.c.state != ShotState.DELETED)
            .limit(1)
        )
        async with self._connections.reading() as connection:
            return (await connection.execute(used)).first() is not None

    async def _first(self, where: ColumnElement[bool]) -> Shot | None:
        async with self._connections.reading() as connection:
            found = await _load(connection, where)
            return found[0] if found else None

    async def _set(self, shot_id: int, **values: Any) -> None:
        async with self._connections.writing() as connection:
            await connection.execute(update(shots).where(shots.c.id == shot_id).values(**values))


async def lock_shot(connection: AsyncConnection, shot_id: int) -> None:
    """Hold the shot's row, first of all locks, so that writers of one shot take turns."""
    await connection.execute(select(shots.c.id).where(shots.c.id == shot_id).with_for_update())


def _ballot_owed() -> ColumnElement[bool]:
    return and_(shots.c.state == ShotState.VOTING, shots.c.ballot_open.is_(False))


def _news_owed() -> ColumnElement[bool]:
    return or_(
        and_(shots.c.state == ShotState.CLOSED, shots.c.announced.is_(None)),
        and_(shots.c.state == ShotState.TIED, shots.c.tie_message.is_(None)),
    )


async def _lock_draft(connection: AsyncConnection, draft_id: int) -> None:
    await connection.execute(select(drafts.c.id).where(drafts.c.id == draft_id).with_for_update())


async def _take_draft(connection: AsyncConnection, draft_id: int) -> None:
    result = await connection.execute(
        update(drafts)
        .where(drafts.c.id == draft_id, drafts.c.state == DraftState.OPEN)
        .values(state=DraftState.ROLLED.value, revision=drafts.c.revision + 1)
    )
    if result.rowcount != 1:
        raise DraftTakenError


async def _next_number(connection: AsyncConnection, scope: int) -> int:
    number: int = (
        await connection.execute(
            insert_for(connection, counters)
            .values(scope=scope, value=1)
            .on_conflict_do_update(
                index_elements=[counters.c.scope], set_={"value": counters.c.value + 1}
            )
            .returning(counters.c.value)
        )
    ).scalar_one()
    return number


async def _load(connection: AsyncConnection, where: ColumnElement[bool]) -> list[Shot]:
    query = select(shots, stills.c.report).join(stills, stills.c.sha256 == shots.c.still)
    rows = (await connection.execute(query.where(where).order_by(shots.c.id))).all()
    ids = [row.id for row in rows]
    if not ids:
        return []
    taken: dict[int, list[Take]] = {row_id: [] for row_id in ids}
    for row in await _take_rows(connection, ids):
        taken[row.shot].append(to_take(row))
    voted: dict[int, list[Vote]] = {row_id: [] for row_id in ids}
    ballots = select(votes).where(votes.c.shot.in_(ids)).order_by(votes.c.voter, votes.c.n)
    for row in await connection.execute(ballots):
        voted[row.shot].append(Vote(voter=row.voter, n=row.n))
    return [to_shot(row, tuple(taken[row.id]), tuple(voted[row.id])) for row in rows]


async def _take_rows(connection: AsyncConnection, ids: list[int]) -> list[AnyRow]:
    details = [column for column in clips.c if column.name != "sha256"]
    query = (
        select(takes, *details)
        .outerjoin(clips, clips.c.sha256 == takes.c.clip)
        .where(takes.c.shot.in_(ids))
        .order_by(takes.c.shot, takes.c.n)
    )
    return list((await connection.execute(query)).all())


async def _write(connection: AsyncConnection, before: Shot, after: Shot) -> None:
    changed = _difference(_columns(before), _columns(after))
    await connection.execute(update(shots).where(shots.c.id == before.id).values(**changed))
    for old, new in zip(before.takes, after.takes, strict=True):
        if moved := _difference(_take_columns(old), _take_columns(new)):
            await connection.execute(update(takes).where(takes.c.id == old.id).values(**moved))
    if set(before.votes) != set(after.votes):
        await connection.execute(votes.delete().where(votes.c.shot == before.id))
        cast = [{"shot": before.id, "voter": vote.voter, "n": vote.n} for vote in set(after.votes)]
        if cast:
            await connection.execute(votes.insert(), cast)


def _difference(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in after.items() if value != before[name]}


def _columns(shot: Shot) -> dict[str, Any]:
    return {
        "number": shot.number,
        "draft": shot.draft,
        "guild": shot.place.guild,
        "channel": shot.place.channel,
        "requester": shot.requester,
        "still": shot.still.sha256,
        "still_name": shot.still.name,
        "plan": shot.plan,
        "state": shot.state.value,
        "winner": shot.winner,
        "message": shot.message,
        "announced": shot.announced,
        "revision": shot.revision,
        "shown": shot.shown,
        "created": shot.created,
        "opened": shot.opened,
        "closes": shot.closes,
        "deleted_by": shot.deleted_by,
        "ended": shot.ended,
    }


def _take_columns(take: Take) -> dict[str, Any]:
    return {
        "n": take.n,
        "state": take.state.value,
        "review": take.review.value,
        "seed": take.seed,
        "backend": take.backend,
        "prompt": take.prompt,
        "job": take.job,
        "note": take.note,
        "clip": take.clip.sha256 if take.clip else None,
        "micros": take.micros,
        "progress": take.progress,
    }
