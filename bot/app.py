"""The map: every part, built by hand from the settings, in the order of the way of the data.

Read this first. `serve` is what `onebeat run` does.
"""

import asyncio
import contextlib
import signal

import typer

from adapters.blobs import BlobStore
from adapters.registry import Registry
from adapters.workers import Workers
from bot.chat.client import LoginError, build_client
from bot.chat.rehearsing import Rehearsal
from bot.logs import set_up
from bot.rehearsal.errors import StageError
from bot.rehearsal.stage import Stage
from bot.store.database import Database
from bot.store.errors import StoreError
from bot.studio.errors import StudioError
from bot.studio.studio import Studio
from bot.terminal.errors import CommandError
from config.catalogue import load_catalogue
from config.settings import Settings, load
from prompts.director import OfflineDirector
from prompts.guides import guides


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Build everything, work until `stop` is set, take it down in the opposite order.

    Raises:
        LoginError: Discord refuses the token.
        StageError: the rehearsal cannot start, for example because its port is taken.
        StoreError: the database cannot be used.
        StudioError: another process works on the data folder.
    """
    async with contextlib.AsyncExitStack() as stack:
        catalogue = load_catalogue(settings.catalogue)
        workers = Workers(settings.worker_count)
        stack.push_async_callback(workers.close)
        registry = Registry(settings, workers)
        stack.push_async_callback(registry.close)
        database = await stack.enter_async_context(Database.open(settings))
        blobs = BlobStore(settings.data / "blobs")
        stack.callback(blobs.close)
        director = OfflineDirector(guides())
        studio = Studio(settings, catalogue, database, blobs, workers, registry, director)

        rehearsal, token, greeting = None, "", "Onebeat is on Discord."
        if settings.rehearsal.join:
            rehearsal = _joined(settings.rehearsal.join)
            greeting = f"Onebeat rehearses at {settings.rehearsal.join}"
        elif settings.discord_token is None:
            stage = await Stage.start(
                port=settings.rehearsal.port, state_file=settings.data / "rehearsal" / "stage.json"
            )
            stack.push_async_callback(stage.stop)
            rehearsal = Rehearsal(stage.api_base, stage.gateway_url, stage.cdn_base)
            token, greeting = stage.token, f"Rehearsal: {stage.page_url}"
        if settings.discord_token is not None:
            token = settings.discord_token.get_secret_value()

        client = build_client(
            settings, studio, catalogue, workers=workers, registry=registry, rehearsal=rehearsal
        )
        stack.push_async_callback(studio.stop)

        async def online() -> None:
            await studio.start(client.board)
            typer.echo(greeting)

        await client.run_until(stop, token, online)


def _joined(address: str) -> Rehearsal:
    """Addresses of a stage that runs already."""
    return Rehearsal(
        f"{address}/api/v10", f"{address.replace('http', 'ws', 1)}/gateway", f"{address}/cdn"
    )


def serve() -> None:
    """What `onebeat run` does: run until Ctrl-C or a termination signal.

    Raises:
        CommandError: it could not start; one sentence.
    """
    settings = load()
    set_up(settings.log_level)

    async def until_signalled() -> None:
        stop = asyncio.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        await run(settings, stop)

    try:
        asyncio.run(until_signalled())
    except (LoginError, StageError, StoreError, StudioError) as error:
        raise CommandError(str(error)) from error
