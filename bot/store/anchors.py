"""Queries on style anchors and on the channels that use them."""

from sqlalchemy import and_, delete, select
from sqlalchemy.exc import IntegrityError

from bot.store.connections import Connections
from bot.store.dialect import insert_for
from bot.store.rows import to_anchor
from bot.store.tables import anchors, channels
from bot.studio.records import Anchor


class Anchors:
    """Reads and changes anchors; every method is one transaction."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def add(self, anchor: Anchor) -> Anchor | None:
        """Insert an anchor (its `id` is ignored); None when the server has one of that name."""
        values = {**anchor.model_dump(exclude={"id"}), "folded": anchor.name.casefold()}
        try:
            async with self._connections.writing() as connection:
                result = await connection.execute(
                    anchors.insert().values(**values).returning(anchors.c.id)
                )
                return anchor.model_copy(update={"id": result.scalar_one()})
        except IntegrityError:
            return None

    async def list(self, guild: int) -> list[Anchor]:
        """A server's anchors by name."""
        async with self._connections.reading() as connection:
            rows = await connection.execute(
                select(anchors).where(anchors.c.guild == guild).order_by(anchors.c.folded)
            )
            return [to_anchor(row) for row in rows]

    async def get(self, anchor_id: int) -> Anchor | None:
        """An anchor by its row id."""
        async with self._connections.reading() as connection:
            row = (
                await connection.execute(select(anchors).where(anchors.c.id == anchor_id))
            ).one_or_none()
            return None if row is None else to_anchor(row)

    async def named(self, guild: int, name: str) -> Anchor | None:
        """An anchor by its name, whatever the case."""
        here = and_(anchors.c.guild == guild, anchors.c.folded == name.casefold())
        async with self._connections.reading() as connection:
            row = (await connection.execute(select(anchors).where(here))).one_or_none()
            return None if row is None else to_anchor(row)

    async def delete(self, anchor_id: int) -> None:
        """Remove an anchor; channels that used it use none, drafts keep what they made of it."""
        async with self._connections.writing() as connection:
            await connection.execute(delete(anchors).where(anchors.c.id == anchor_id))

    async def use(self, guild: int, channel: int, anchor_id: int | None) -> None:
        """Set or clear the anchor of a channel."""
        here = and_(channels.c.guild == guild, channels.c.channel == channel)
        async with self._connections.writing() as connection:
            if anchor_id is None:
                await connection.execute(delete(channels).where(here))
                return
            await connection.execute(
                insert_for(connection, channels)
                .values(guild=guild, channel=channel, anchor=anchor_id)
                .on_conflict_do_update(
                    index_elements=[channels.c.guild, channels.c.channel],
                    set_={"anchor": anchor_id},
                )
            )

    async def in_force(self, guild: int, channel: int) -> Anchor | None:
        """The anchor a channel uses."""
        here = and_(channels.c.guild == guild, channels.c.channel == channel)
        async with self._connections.reading() as connection:
            row = (
                await connection.execute(
                    select(anchors).join(channels, channels.c.anchor == anchors.c.id).where(here)
                )
            ).one_or_none()
            return None if row is None else to_anchor(row)
