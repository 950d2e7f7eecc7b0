"""The database as the studio sees it: families of queries that give and take records."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from bot.store.anchors import Anchors
from bot.store.connections import Connections, application_url
from bot.store.drafts import Drafts
from bot.store.errors import StoreUnreachableError
from bot.store.migrate import migrate
from bot.store.shots import Shots
from bot.store.stills import Stills
from bot.store.takes import Takes
from config.settings import Settings


class Database:
    """Everything that is remembered.

    Attributes:
        stills: reports by content hash.
        drafts: proposals in conversation.
        shots: shots with takes and votes.
        takes: takes and the intents behind them.
        anchors: style anchors and channel defaults.
        server_url: address for the job engine when the rows live on a server, else None.
    """

    def __init__(self, connections: Connections) -> None:
        self.stills = Stills(connections)
        self.drafts = Drafts(connections)
        self.shots = Shots(connections)
        self.takes = Takes(connections)
        self.anchors = Anchors(connections)
        self._connections = connections

    @property
    def server_url(self) -> str | None:
        """PostgreSQL address with its password, for the engine's own schema; never log it."""
        if self._connections.sqlite:
            return None
        return self._connections.url.render_as_string(hide_password=False)

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, settings: Settings) -> AsyncIterator["Database"]:
        """Connect and bring the tables up to this version.

        Raises:
            StoreUnreachableError: the data folder or the server cannot be used.
            NewerDatabaseError: the database is of a later version than this program.
        """
        url = application_url(settings.data, settings.database_url.get_secret_value())
        if url.get_backend_name() == "sqlite":
            await asyncio.to_thread(_make_folder, settings)
        connections = Connections(url)
        try:
            async with connections.writing() as connection:
                await migrate(connection)
            yield cls(connections)
        finally:
            await connections.close()


def _make_folder(settings: Settings) -> None:
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnreachableError(
            f"The data folder {settings.data} cannot be made ({error.strerror}). "
            "Set ONEBEAT_DATA to a folder that may be written."
        ) from error
