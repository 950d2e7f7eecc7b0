"""The still desk: pictures that bring down whoever reads them."""

import os
import time

import pytest

from adapters.blobs import BlobStore
from adapters.workers import Workers, WorkersClosedError
from bot.store.database import Database
from bot.studio.stills import StillDesk
from config.settings import load
from prompts.still.errors import DamagedError


class Hostile(Workers):
    """Workers whose every job runs into code of its own instead: an exit, or an endless wait."""

    def __init__(self, fn, *args, deadline=30.0):
        super().__init__(1)
        self._instead = fn, args
        self._deadline = deadline
        self.jobs = 0

    async def run(self, fn, *args, deadline, retry=False):
        self.jobs += 1
        other, given = self._instead
        return await super().run(other, *given, deadline=self._deadline, retry=retry)


@pytest.fixture
async def desk_of(tmp_path):
    """A desk over the given workers."""
    made = []
    blobs = BlobStore(tmp_path / "blobs")
    async with Database.open(load(data=tmp_path)) as database:

        def make(workers):
            made.append(workers)
            return StillDesk(database, blobs, workers)

        yield make
    for workers in made:
        await workers.close()
    blobs.close()


async def test_a_picture_that_ends_its_reader_is_called_damaged_and_not_kept(desk_of, tmp_path):
    desk = desk_of(Hostile(os._exit, 1))
    with pytest.raises(DamagedError, match="may be damaged"):
        await desk.take_in(b"any bytes", "a.png")
    assert not (tmp_path / "blobs" / "sha256").exists()


async def test_a_picture_that_is_never_read_to_its_end_is_called_damaged(desk_of):
    desk = desk_of(Hostile(time.sleep, 60, deadline=0.2))
    with pytest.raises(DamagedError, match="may be damaged"):
        await desk.take_in(b"any bytes", "a.png")


async def test_a_preview_that_ends_its_reader_is_called_damaged(desk_of):
    with pytest.raises(DamagedError, match="may be damaged"):
        await desk_of(Hostile(os._exit, 1)).preview("0" * 64, 200)


async def test_a_stop_of_the_bot_is_not_blamed_on_the_picture(desk_of):
    workers = Hostile(os._exit, 1)
    desk = desk_of(workers)
    await workers.close()
    with pytest.raises(WorkersClosedError):
        await desk.take_in(b"any bytes", "a.png")
