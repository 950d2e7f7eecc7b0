"""Bring the database to the tables of this version, by Alembic, without an ini file."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.errors import NewerDatabaseError

if TYPE_CHECKING:
    from alembic.config import Config

HEAD: Final = "0001"
"""The newest revision; a database that has it is left alone without loading Alembic."""

_MIGRATIONS: Final = Path(__file__).parent / "migrations"
_LOCK_KEY: Final = 0x0E_BEA7


async def migrate(connection: AsyncConnection) -> None:
    """Upgrade the tables inside the given transaction.

    Raises:
        NewerDatabaseError: the database is of a later version than this program.
    """
    await connection.run_sync(_migrate)


def configuration() -> "Config":
    """Alembic's settings, as an ini file would give them."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def _migrate(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        # Two processes may start at once; the second waits here and finds the work done.
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
    revision = _revision(connection)
    if revision == HEAD:
        return

    from alembic import command
    from alembic.script import ScriptDirectory

    config = configuration()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if revision is not None and revision not in known:
        raise NewerDatabaseError(
            f"The database was written by a newer Onebeat (revision {revision}). "
            "Update this one, or restore the backup made before the update."
        )
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
