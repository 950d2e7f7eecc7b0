"""Databases for the tests of the store and the studio: a SQLite file, and PostgreSQL where it is.

PostgreSQL is `ONEBEAT_TEST_POSTGRES`, or 127.0.0.1:5432 with trust. Where CI or that variable is
set it must be there; elsewhere its tests are skipped when it is not.
"""

import os
import uuid

import psycopg
import pytest
from psycopg import sql

SERVERS = (
    "postgresql://postgres@127.0.0.1:5432/postgres",
    "postgresql://root@127.0.0.1:5432/postgres",
)


def _server() -> str | None:
    named = os.environ.get("ONEBEAT_TEST_POSTGRES")
    for url in (named,) if named else SERVERS:
        try:
            psycopg.connect(url, connect_timeout=5, autocommit=True).close()
        except psycopg.OperationalError as error:
            fault = error
        else:
            return url
    if named or os.environ.get("CI"):
        raise RuntimeError(f"PostgreSQL must be there but is not: {fault}")
    return None


@pytest.fixture(scope="session")
def postgres_database():
    """Address of a fresh database of this test process, dropped at the end."""
    server = _server()
    if server is None:
        pytest.skip("PostgreSQL is not reachable")
    name = f"onebeat_test_{os.getpid()}_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield server.rpartition("/")[0] + f"/{name}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def empty(url: str) -> None:
    """Remove every row, but keep tables, versions and queues."""
    with psycopg.connect(url, autocommit=True) as connection:
        tables = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables"
            " WHERE schemaname IN ('public', 'engine')"
            " AND tablename NOT IN"
            " ('alembic_version', 'dbos_migrations', 'queues', 'application_versions')"
        ).fetchall()
        # Deleting from small tables is many times faster than truncating them.
        connection.execute("SET session_replication_role = replica")
        for table in tables:
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(*table)))
        sequences = connection.execute(
            "SELECT schemaname, sequencename FROM pg_sequences WHERE schemaname = 'public'"
        ).fetchall()
        for sequence in sequences:
            restart = sql.SQL("ALTER SEQUENCE {} RESTART")
            connection.execute(restart.format(sql.Identifier(*sequence)))


@pytest.fixture
def empty_database():
    """Removes every row of the PostgreSQL database at an address."""
    return empty


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request) -> str:
    """`database_url` setting for an empty database: SQLite in the data folder, and PostgreSQL."""
    if request.param == "sqlite":
        return ""
    url = request.getfixturevalue("postgres_database")
    empty(url)
    return url
