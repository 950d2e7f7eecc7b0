"""Queries on drafts."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.connections import Connections
from bot.store.rows import to_draft
from bot.store.tables import drafts, stills
from bot.studio.records import Draft, DraftState


class Drafts:
    """Reads and changes drafts; every method is one transaction."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def add(self, draft: Draft) -> Draft:
        """Insert a draft (its `id` is ignored) and give it back with its id.

        The same first words by the same person on the same source message are the same draft: an
        event delivered twice finds the first one.
        """
        async with self._connections.writing() as connection:
            if draft.source is not None and (known := await _of_source(connection, draft)):
                return known
            result = await connection.execute(
                drafts.insert().values(**_columns(draft)).returning(drafts.c.id)
            )
            return draft.model_copy(update={"id": result.scalar_one()})

    async def get(self, draft_id: int) -> Draft | None:
        """A draft by its row id."""
        async with self._connections.reading() as connection:
            return await _one(connection, _select().where(drafts.c.id == draft_id))

    async def by_message(self, channel: int, message: int) -> Draft | None:
        """The draft whose card a message is."""
        here = and_(drafts.c.channel == channel, drafts.c.message == message)
        async with self._connections.reading() as connection:
            return await _one(connection, _select().where(here))

    async def change(self, draft_id: int, to: Callable[[Draft], Draft]) -> Draft | None:
        """Replace a draft by what `to` makes of it, under its row lock; the revision grows.

        What `to` raises is raised here and nothing is changed. A draft handed back unchanged is not
        written. None when there is no such draft.
        """
        async with self._connections.writing() as connection:
            query = _select().where(drafts.c.id == draft_id).with_for_update(of=drafts)
            before = await _one(connection, query)
            if before is None:
                return None
            after = to(before)
            if after == before:
                return before
            after = after.model_copy(update={"revision": before.revision + 1})
            changed = {
                name: value
                for name, value in _columns(after).items()
                if value != _columns(before)[name]
            }
            await connection.execute(
                update(drafts).where(drafts.c.id == draft_id).values(**changed)
            )
            return after

    async def posted(self, draft_id: int, message: int, revision: int) -> None:
        """The card of a draft is `message` and shows `revision` or a later one."""
        later = func.max if self._connections.sqlite else func.greatest
        async with self._connections.writing() as connection:
            await connection.execute(
                update(drafts)
                .where(drafts.c.id == draft_id)
                .values(message=message, shown=later(drafts.c.shown, revision))
            )

    async def stale(self, since: datetime) -> tuple[int, ...]:
        """Drafts made after `since` whose card is missing or shows an older revision."""
        never_wanted = and_(drafts.c.message.is_(None), drafts.c.state != DraftState.OPEN)
        async with self._connections.reading() as connection:
            found = await connection.execute(
                select(drafts.c.id)
                .where(drafts.c.created > since, drafts.c.shown != drafts.c.revision)
                .where(~never_wanted)
                .order_by(drafts.c.id)
            )
            return tuple(found.scalars())


def _select() -> Select[Any]:
    return select(drafts, stills.c.report).join(stills, stills.c.sha256 == drafts.c.still)


async def _one(connection: AsyncConnection, query: Select[Any]) -> Draft | None:
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else to_draft(row)


async def _of_source(connection: AsyncConnection, draft: Draft) -> Draft | None:
    same: ColumnElement[bool] = and_(
        drafts.c.channel == draft.place.channel,
        drafts.c.source == draft.source,
        drafts.c.requester == draft.requester,
    )
    rows = await connection.execute(_select().where(same).order_by(drafts.c.id))
    for row in rows:
        if row.words[:1] == list(draft.words[:1]) and row.still == draft.still.sha256:
            return to_draft(row)
    return None


def _columns(draft: Draft) -> dict[str, Any]:
    return {
        "guild": draft.place.guild,
        "channel": draft.place.channel,
        "requester": draft.requester,
        "still": draft.still.sha256,
        "still_name": draft.still.name,
        "words": list(draft.words),
        "settings": draft.settings,
        "picked": draft.picked,
        "answer": draft.answer,
        "anchor": draft.anchor,
        "direction": draft.direction,
        "state": draft.state.value,
        "revision": draft.revision,
        "message": draft.message,
        "shown": draft.shown,
        "source": draft.source,
        "created": draft.created,
    }
