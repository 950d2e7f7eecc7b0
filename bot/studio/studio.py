"""The studio: every desk, the durable engine behind them, and what brings them back after a fall.

Built once by `bot.app`. `start` takes the data folder's lock, opens the engine and mends whatever a
fall left undone; `stop` takes everything down again.
"""

import asyncio
import contextlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import structlog

from adapters.blobs import BlobStore
from adapters.registry import Registry, UnknownBackendError
from adapters.workers import Workers
from bot.store.database import Database
from bot.store.errors import StoreError
from bot.studio.anchors import AnchorDesk
from bot.studio.ballots import BallotDesk
from bot.studio.drafts import DraftDesk
from bot.studio.jobs import Jobs, closing
from bot.studio.lock import FolderLock
from bot.studio.ports import Board
from bot.studio.presenter import Presenter
from bot.studio.records import Shot, ShotState, Take
from bot.studio.shooting import Shooter
from bot.studio.shots import ShotDesk
from bot.studio.stills import StillDesk
from config.catalogue import ModelRow
from config.settings import Settings
from prompts.director import Director

_SWEEP_SECONDS: Final = 60.0
_RETENTION_SWEEPS: Final = 24 * 60
_RETENTION: Final = timedelta(days=7)

log = structlog.get_logger(__name__)


class Studio:
    """The desks people work with.

    Attributes:
        stills: takes pictures in.
        drafts: proposals in conversation.
        shots: rolling, cancelling, deleting.
        ballots: votes.
        anchors: style anchors.
        jobs: the durable engine.
    """

    def __init__(
        self,
        settings: Settings,
        catalogue: Mapping[str, ModelRow],
        database: Database,
        blobs: BlobStore,
        workers: Workers,
        registry: Registry,
        director: Director,
    ) -> None:
        self._database = database
        self._registry = registry
        self._lock = FolderLock(settings.data)
        self.ballots = BallotDesk(
            settings.ballot, database, changed=self._voted, card_deleted=self._card_deleted
        )
        self._presenter = Presenter(
            database,
            ballot_opened=self.ballots.recount_later,
            shot_gone=self._card_deleted,
            draft_gone=self._draft_card_deleted,
        )
        self._shooter = Shooter(
            settings.data / "fetching",
            database,
            blobs,
            registry,
            moved=self._presenter.follow_id,
            ended=self._take_ended,
        )
        self.stills = StillDesk(database, blobs, workers)
        self.drafts = DraftDesk(database, director, catalogue, settings.shooting)
        self.anchors = AnchorDesk(database)
        self.shots = ShotDesk(
            settings,
            database,
            blobs,
            registry,
            self.drafts,
            rolled=self._rolled,
            changed=self._moved_on,
            stopped=self._takes_stopped,
        )
        self.jobs = Jobs(
            settings.data,
            settings.executor,
            settings.render_count,
            server_url=database.server_url,
            work=self._shooter,
            expire=self.ballots.expire,
        )
        self._sweeper: asyncio.Task[None] | None = None

    async def start(self, board: Board) -> None:
        """Open the engine and bring everything up to date; cards follow in the background.

        Raises:
            FolderInUseError: another process works on the data folder.
            EngineError: the engine's database cannot be used.
        """
        await asyncio.to_thread(self._lock.take)
        try:
            self._presenter.start(board)
            self.ballots.start(board)
            await self.jobs.start(self._queues())
            await self._mend()
            await self._presenter.catch_up()
            self._sweeper = asyncio.create_task(self._sweep(), name="studio-sweep")
            await self.recount_open()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Take everything down; what was under way goes on at the next start."""
        if self._sweeper is not None:
            self._sweeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._sweeper
            self._sweeper = None
        await self.jobs.stop()
        await self.ballots.stop()
        await self._presenter.stop()
        self._lock.release()

    async def recount_open(self) -> None:
        """Count every open ballot again: votes came while nobody was listening."""
        if self._sweeper is None:
            return
        for shot in await self._database.shots.active([ShotState.VOTING]):
            self.ballots.recount_later(shot.id)

    @property
    def busy(self) -> bool:
        """Whether a card is being brought up to date right now."""
        return self._presenter.busy

    def _queues(self) -> set[str]:
        return {self._registry.get(name).capabilities.queue for name in self._registry.names()}

    async def _mend(self) -> None:
        """Give every open row what should be at work for it; harmless when it is."""
        takes = await self._database.takes.open()
        votes = await self._database.shots.active([ShotState.VOTING])
        wanted = {take.reference for take in takes} | {closing(shot.id) for shot in votes}
        # A job that is over while its row is not has been cut off badly: start it anew.
        await self.jobs.forget(await self.jobs.finished(wanted))
        for take in takes:
            await self._shoot(take)
        for shot in votes:
            if shot.closes is not None:
                await self.jobs.close_later(shot.id, shot.closes)
        for shot in await self._database.shots.active([ShotState.ROLLING]):
            if all(take.state.done for take in shot.takes):
                await self.shots.settle(shot.id)
        await self._shooter.halt(tuple(await self._database.takes.left_behind()))

    async def _sweep(self) -> None:
        """Mend once a minute, and forget old jobs once a day."""
        rounds = 0
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            try:
                await self._mend()
                await self._presenter.catch_up()
                if rounds % _RETENTION_SWEEPS == 0:
                    await self.jobs.sweep(_RETENTION)
            except (StoreError, TimeoutError) as error:
                log.warning("sweep.later", reason=str(error))
            except Exception:
                log.exception("sweep.failed")
            rounds += 1

    async def _rolled(self, shot: Shot) -> None:
        self._presenter.follow(shot)
        try:
            for take in shot.takes:
                await self._shoot(take)
        except Exception:
            # The shot is on record: the next sweep enqueues what is missing.
            log.exception("shot.not_enqueued", shot=shot.id)

    async def _shoot(self, take: Take) -> None:
        try:
            queue = self._registry.get(take.backend).capabilities.queue
        except UnknownBackendError:
            # The step itself says what is wrong and ends the take.
            queue = "chat"
        await self.jobs.shoot(take, queue)

    async def _voted(self, shot: Shot) -> None:
        self._presenter.follow(shot)

    async def _card_deleted(self, shot_id: int) -> None:
        await self.shots.card_deleted(shot_id)

    async def _draft_card_deleted(self, draft_id: int) -> None:
        await self.drafts.card_deleted(draft_id)

    async def _moved_on(self, shot: Shot) -> None:
        self._presenter.follow(shot)
        if shot.state is ShotState.VOTING and shot.closes is not None:
            await self.jobs.close_later(shot.id, shot.closes)

    async def _takes_stopped(self, takes: tuple[Take, ...]) -> None:
        await self._shooter.halt(takes)
        await self.jobs.cancel([take.reference for take in takes])

    async def _take_ended(self, shot_id: int) -> None:
        await self.shots.settle(shot_id)
