"""Reports of the stills, by content hash."""

from datetime import UTC, datetime

from sqlalchemy import select

from bot.store.connections import Connections
from bot.store.dialect import insert_for
from bot.store.tables import stills
from prompts.still.report import Report


class Stills:
    """Queries on `stills`."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def keep(self, report: Report) -> None:
        """Remember a report; the first one of a picture stays."""
        async with self._connections.writing() as connection:
            await connection.execute(
                insert_for(connection, stills)
                .values(sha256=report.sha256, report=report, created=datetime.now(UTC))
                .on_conflict_do_nothing(index_elements=[stills.c.sha256])
            )

    async def report(self, sha256: str) -> Report | None:
        """Report of a picture seen before."""
        async with self._connections.reading() as connection:
            found: Report | None = (
                await connection.execute(select(stills.c.report).where(stills.c.sha256 == sha256))
            ).scalar()
            return found
