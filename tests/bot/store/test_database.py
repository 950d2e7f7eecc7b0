"""The database opens on its own tables, says what is wrong, and never half-writes."""

import asyncio
import sqlite3
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from bot.store import connections as connections_module
from bot.store import migrate
from bot.store.connections import Connections, application_url
from bot.store.database import Database
from bot.store.errors import NewerDatabaseError, StoreBusyError, StoreUnreachableError
from bot.store.tables import metadata
from config.settings import load


async def test_migrations_lead_to_the_tables_of_the_code(database):
    def differences(connection):
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [
            change
            for change in compare_metadata(context, metadata)
            if not (change[0] == "remove_table" and change[1].schema)
        ]

    async with database._connections.reading() as connection:
        assert await connection.run_sync(differences) == []


def test_the_head_is_the_newest_revision():
    script = ScriptDirectory.from_config(migrate.configuration())
    assert script.get_current_head() == migrate.HEAD


async def test_a_newer_database_is_left_alone_and_said(settings):
    async with Database.open(settings) as database, database._connections.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    try:
        with pytest.raises(NewerDatabaseError, match=r"9999.*Update this one"):
            async with Database.open(settings):
                pass
    finally:
        url = application_url(settings.data, settings.database_url.get_secret_value())
        connections = Connections(url)
        async with connections.writing() as connection:
            await connection.execute(
                text("UPDATE alembic_version SET version_num = :head"), {"head": migrate.HEAD}
            )
        await connections.close()


async def test_what_fails_in_a_transaction_leaves_no_trace(database, still):
    async def half_way():
        async with database._connections.writing() as connection:
            await connection.execute(text("INSERT INTO counters (scope, value) VALUES (1, 1)"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await half_way()
    async with database._connections.reading() as connection:
        assert (await connection.execute(text("SELECT * FROM counters"))).all() == []


async def test_the_report_of_a_picture_is_kept_once(database, still):
    await database.stills.keep(still.report)
    await database.stills.keep(still.report.model_copy(update={"width": 1}))
    assert await database.stills.report(still.sha256) == still.report
    assert await database.stills.report("b" * 64) is None


@pytest.mark.parametrize(
    ("given", "becomes"),
    [
        ("postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql+asyncpg://h/d", "postgresql+psycopg://h/d"),
        ("sqlite:///x.db", "sqlite+aiosqlite:///x.db"),
    ],
)
def test_addresses_are_brought_to_our_drivers(tmp_path, given, becomes):
    assert application_url(tmp_path, given).render_as_string(hide_password=False) == becomes


@pytest.mark.parametrize("given", ["mysql://h/d", "not an address"])
def test_other_databases_are_refused_with_a_sentence(tmp_path, given):
    with pytest.raises(StoreUnreachableError, match=r"PostgreSQL|postgresql://"):
        application_url(tmp_path, given)


@pytest.fixture
async def file_database(tmp_path):
    async with Database.open(load(data=tmp_path / "own")) as database:
        yield database, tmp_path / "own" / "onebeat.sqlite3"


async def test_the_file_is_safe_against_power_loss_and_readers(file_database):
    database, _ = file_database
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 15000}
    async with database._connections.writing() as connection:
        for pragma, value in wanted.items():
            assert (await connection.execute(text(f"PRAGMA {pragma}"))).scalar() == value


async def test_a_locked_database_is_waited_for(file_database, still):
    database, path = file_database
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(database.stills.keep(still.report))
        await asyncio.sleep(0.1)
        assert not waiting.done()
        other.execute("COMMIT")
        await asyncio.wait_for(waiting, 10)
    other.close()


async def test_a_database_locked_too_long_is_busy_in_a_sentence(tmp_path, still, monkeypatch):
    monkeypatch.setattr(connections_module, "BUSY_SECONDS", 0.1)
    async with Database.open(load(data=tmp_path / "own")) as database:
        other = sqlite3.connect(tmp_path / "own" / "onebeat.sqlite3", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusyError, match="try again in a moment"):
            await database.stills.keep(still.report)
        other.execute("ROLLBACK")
        other.close()
        await database.stills.keep(still.report)


async def test_a_data_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreUnreachableError, match="ONEBEAT_DATA"):
        async with Database.open(load(data=tmp_path / "file" / "data")):
            pass


async def test_a_server_that_is_away_is_said(tmp_path):
    settings = load(data=tmp_path, database_url="postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(StoreUnreachableError, match="does not answer"):
        async with Database.open(settings):
            pass


async def test_a_database_of_this_version_opens_without_the_migration_tool(file_database):
    _, path = file_database
    code = (
        "import asyncio, sys\n"
        "from bot.store.database import Database\n"
        "from config.settings import load\n"
        "async def main():\n"
        f"    async with Database.open(load(data={str(path.parent)!r})):\n"
        "        print('alembic' in sys.modules)\n"
        "asyncio.run(main())\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    assert (process.returncode, out.strip()) == (0, b"False")
