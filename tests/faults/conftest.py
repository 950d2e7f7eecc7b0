"""The databases of the bot's tests, for the kill tests."""

import importlib.util
from pathlib import Path

import pytest

_BOT = Path(__file__).parents[1] / "bot" / "conftest.py"
_spec = importlib.util.spec_from_file_location("databases_of_the_bot_tests", _BOT)
_databases = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_databases)

postgres_database = _databases.postgres_database


@pytest.fixture
def fresh_postgres(postgres_database):
    """Empties the PostgreSQL database and gives its address."""

    def fresh():
        _databases.empty(postgres_database)
        return postgres_database

    return fresh
