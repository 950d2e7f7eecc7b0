"""A studio that is killed again and again still shoots every take once and loses no vote.

By hand, for longer: `python -m pytest tests/faults --seeds 1000`.
"""

import asyncio
import contextlib
import multiprocessing
import random
import shutil
import sqlite3
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.store.database import Database
from bot.studio.records import Review, ShotState, TakeState
from config.settings import load

MOST_LIVES = 7
AT_ONCE = 4
KILLED = -9


@pytest.fixture(scope="module")
def lives():
    """Starts lives of the studio in processes that have everything imported already."""
    here = str(Path(__file__).parent)
    sys.path.insert(0, here)
    import falling_studio

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["falling_studio"])

    def begin(data, database_url, seed, at):
        process = context.Process(
            target=falling_studio.live, args=(str(data), database_url, seed, at)
        )
        process.start()
        return process

    begin.shape = falling_studio
    yield begin
    sys.path.remove(here)


@pytest.fixture(scope="module")
def founded(lives, tmp_path_factory):
    """A data folder whose databases have their tables and queues already."""
    folder = tmp_path_factory.mktemp("founded") / "data"
    process = lives(folder, "", 0, None)
    vote(folder / "board", lives.shape, 1, 0, everyone=True)
    vote(folder / "board", lives.shape, 2, 0, everyone=True)
    process.join(60)
    assert process.exitcode == 0
    return folder


def vote(board: Path, shape, shot: int, n: int, *, everyone: bool) -> None:
    board.mkdir(parents=True, exist_ok=True)
    for voter in range(1, shape.VOTERS + everyone):
        (board / f"vote.{shot}.{voter}.{n}").touch()


def suffer(lives, data: Path, database_url: str, seed: int) -> int:
    """Live, be killed, live again until the work is done; gives the number of kills."""
    dice = random.Random(seed)
    board = data / "board"
    choice = [dice.randrange(lives.shape.TAKES) for _ in range(lives.shape.SHOTS)]
    for life in range(MOST_LIVES):
        last = life == MOST_LIVES - 1
        # Votes come in parts, so that a kill can hit between a reaction and its count.
        for shot in range(lives.shape.SHOTS):
            vote(board, lives.shape, shot + 1, choice[shot], everyone=False)
        at = None if last else dice.choice([dice.randint(1, 60), dice.randint(40, 200)])
        process = lives(data, database_url, dice.randrange(2**31), at)
        process.join(dice.random())
        for shot in range(lives.shape.SHOTS):
            vote(board, lives.shape, shot + 1, choice[shot], everyone=True)
        if dice.random() < 0.2 and not last:
            process.join(dice.random() / 2)
            process.kill()
        process.join(90)
        assert process.exitcode in {0, KILLED}, f"life {life} of seed {seed} ended by itself"
        if process.exitcode == 0:
            return life
    raise AssertionError(f"seed {seed}: not done after {MOST_LIVES} lives")


async def rows(data, database_url):
    settings = load(data=data, database_url=database_url)
    async with Database.open(settings) as database:
        return await database.shots.active(list(ShotState))


def check(lives, data: Path, shots) -> None:
    shape = lives.shape
    assert len(shots) == shape.SHOTS
    for shot in shots:
        assert shot.state is ShotState.CLOSED
        assert [take.state for take in shot.takes] == [TakeState.READY] * shape.TAKES
        assert shot.voters == shape.VOTERS
        assert shot.shown == shot.revision
        assert [take.n for take in shot.takes if take.review is Review.SELECTED] == [shot.winner]
    accepted = Counter(path.stem for path in (data / "provider").iterdir())
    assert accepted == {take.reference.replace(":", "-"): 1 for s in shots for take in s.takes}
    posts = Counter(path.stem for path in (data / "board").glob("card.*"))
    news = Counter(path.stem for path in (data / "board").glob("news.*"))
    assert posts == {f"card.{shot.id}": 1 for shot in shots}
    assert news == {f"news.{shot.id}": 1 for shot in shots}


@pytest.mark.timeout(0)
def test_a_studio_that_falls_at_any_point_loses_and_repeats_nothing(
    lives, founded, tmp_path, request
):
    def fall(seed: int) -> int:
        data = tmp_path / str(seed)
        shutil.copytree(founded, data)
        for name in ("provider", "board", "blobs", "fetching"):
            shutil.rmtree(data / name, ignore_errors=True)
        for name in ("onebeat", "engine"):
            empty(data / f"{name}.sqlite3")
        kills = suffer(lives, data, "", seed)
        check(lives, data, asyncio.run(rows(data, "")))
        shutil.rmtree(data)
        return kills

    seeds = request.config.option.seeds
    kills = 0
    failures = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        tried = {seed: pool.submit(fall, seed) for seed in range(seeds)}
        for seed, outcome in tried.items():
            fault = outcome.exception()
            if fault is None:
                kills += outcome.result()
            else:
                failures.append((seed, fault))
    assert not failures
    assert kills >= len(tried)


@pytest.mark.postgres
def test_a_studio_on_a_server_that_falls_loses_and_repeats_nothing(lives, tmp_path, fresh_postgres):
    for seed in range(3):
        data = tmp_path / str(seed)
        url = fresh_postgres()
        suffer(lives, data, url, seed)
        check(lives, data, asyncio.run(rows(data, url)))


def empty(path: Path) -> None:
    """Remove every row of a SQLite file, but keep tables, versions and queues."""
    kept = {"alembic_version", "dbos_migrations", "queues", "application_versions"}
    with contextlib.closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in found.fetchall():
            if table not in kept:
                connection.execute(f"DELETE FROM {table}")
        connection.commit()
