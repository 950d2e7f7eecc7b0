"""The studio with the real director, the real inspection and the real renderer."""

import asyncio

import pytest

from adapters.blobs import BlobStore
from adapters.clips.probe import probe
from adapters.registry import Registry
from adapters.workers import Workers
from bot.store.database import Database
from bot.studio.records import ShotState
from bot.studio.studio import Studio
from config.catalogue import load_catalogue
from config.settings import load
from prompts.director import OfflineDirector
from prompts.plan import Settings
from prompts.still.load import NotAPictureError


@pytest.fixture
async def real(tmp_path, examples, place, people):
    """A running studio of real parts, and a still taken in."""
    settings = load(data=tmp_path / "data", workers=1, renders=2, ballot={"quorum": 1})
    workers = Workers(1)
    registry = Registry(settings, workers)
    blobs = BlobStore(settings.data / "blobs")
    async with Database.open(settings) as database:
        studio = Studio(
            settings, load_catalogue(), database, blobs, workers, registry, OfflineDirector()
        )
        board = RowBoard(studio)
        await studio.start(board)
        yield studio
        await studio.stop()
    blobs.close()
    await registry.close()
    await workers.close()


class RowBoard:
    """Says that everything was shown."""

    def __init__(self, studio):
        self.studio = studio

    async def show_draft(self, draft):
        await self.studio.drafts.posted(draft, 1, (await self.studio.drafts.get(draft)).revision)

    async def show_shot(self, shot):
        await self.studio.shots.posted(shot, 2, (await self.studio.shots.get(shot)).revision)

    async def open_ballot(self, shot):
        pass

    async def read_ballot(self, shot):
        return ()

    async def announce(self, shot):
        await self.studio.shots.announced(shot, 3)


async def test_a_picture_and_a_wish_become_a_clip_that_plays(real, examples, place, people):
    data = await asyncio.to_thread((examples / "coffee.png").read_bytes)
    still = await real.stills.take_in(data, "coffee.png")
    assert still.report.width > 0
    assert (await real.stills.take_in(data, "again.png")).name == "again.png"
    assert (await real.stills.preview(still.sha256, 200)).startswith(b"\xff\xd8\xff")
    asked = Settings(seconds=3, size="480p", takes=2)
    draft = await real.drafts.open(place, people.ana, still, "slow push-in", settings=asked)
    shot = await real.shots.roll(draft.id, people.ana, "click")
    async with asyncio.timeout(60):
        while True:
            shot = await real.shots.get(shot.id)
            if shot.state is not ShotState.ROLLING:
                break
            await asyncio.sleep(0.05)
    assert [take.note for take in shot.takes if take.clip is None] == []
    clip = shot.takes[0].clip
    facts = await asyncio.to_thread(probe, real.shots.clip_path(shot.takes[0]))
    assert (facts.width, facts.height) == (clip.width, clip.height)
    assert clip.seconds == pytest.approx(3.0, abs=0.1)
    closed = await real.ballots.close(shot.id, people.ana)
    assert closed.state in {ShotState.CLOSED, ShotState.TIED}


async def test_what_is_no_picture_is_refused_and_not_kept(real, tmp_path):
    with pytest.raises(NotAPictureError):
        await real.stills.take_in(b"hello", "hello.png")
    assert not (tmp_path / "data" / "blobs" / "sha256").exists()


async def test_the_owners_defaults_hold_unless_the_words_say_otherwise(
    real, examples, place, people
):
    real.drafts._shooting = load(shooting={"seconds": 8, "size": "480p"}).shooting
    data = await asyncio.to_thread((examples / "coffee.png").read_bytes)
    still = await real.stills.take_in(data, "coffee.png")
    plain = await real.drafts.open(place, people.ana, still, "slow push-in")
    assert (plain.plan.seconds, plain.plan.size, plain.plan.fps) == (8, "480p", 30)
    worded = await real.drafts.open(place, people.ana, still, "slow push-in, 4 seconds")
    assert (worded.plan.seconds, worded.plan.size) == (4, "480p")
    by_hand = await real.drafts.open(
        place, people.ana, still, "slow push-in", settings=Settings(seconds=6)
    )
    assert by_hand.plan.seconds == 6
