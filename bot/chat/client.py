"""The client: one discord.py bot without privileged intents, built by hand from its parts."""

import asyncio
import contextlib
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any

import aiohttp
import discord
from discord.ext import commands

from adapters.registry import Registry
from adapters.workers import Workers
from bot.chat.buttons import ALL, Clicks
from bot.chat.cards.card import House
from bot.chat.cogs.ballots import Ballots
from bot.chat.cogs.direct import Direct
from bot.chat.cogs.errors import Errors
from bot.chat.cogs.forms import Forms
from bot.chat.cogs.help import Help
from bot.chat.cogs.removals import Removals
from bot.chat.cogs.style import Style
from bot.chat.copies import Copies
from bot.chat.delivery import DiscordBoard
from bot.chat.intake import Intake
from bot.chat.rehearsing import Rehearsal, connect_to
from bot.studio.studio import Studio
from config.catalogue import ModelRow
from config.settings import Settings
from prompts.guides import guides

_log = logging.getLogger(__name__)
# Nobody speaks here: no need to hear at each start that the voice libraries are not installed.
discord.VoiceClient.warn_nacl = False
discord.VoiceClient.warn_dave = False
COGS = (Errors, Direct, Forms, Ballots, Removals, Style, Help)
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0


class LoginError(Exception):
    """Discord does not let the bot in; `str()` says why and what to do."""


class OnebeatClient(commands.Bot):
    """The bot on Discord.

    Attributes:
        studio: the services it talks for.
        house: what cards need to know of this installation.
        board: the cards, as the studio sees them.
        copies: clips that fit Discord's limits.
        intake: downloads attachments.
        clicks: tells double clicks.
    """

    def __init__(
        self,
        settings: Settings,
        studio: Studio,
        house: House,
        workers: Workers,
        rehearsal: Rehearsal | None = None,
    ) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=discord.Intents(
                guilds=True,
                guild_messages=True,
                guild_reactions=True,
                dm_messages=True,
                dm_reactions=True,
            ),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
        )
        self.studio = studio
        self.house = house
        self.copies = Copies(settings.data / "copies", workers)
        self.board = DiscordBoard(self, studio, house, self.copies, settings.discord.message_bytes)
        self.intake = Intake(settings.discord.cdn_hosts, rehearsal.cdn_base if rehearsal else None)
        self.clicks = Clicks()
        self._settings = settings
        self._rehearsal = rehearsal
        self._addresses = contextlib.ExitStack()
        self._greeted = asyncio.Event()
        self._gateway: asyncio.Task[None] | None = None

    async def run_until(
        self,
        stop: asyncio.Event,
        token: str,
        online: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """Connect, work until `stop` is set, close; a connection that is lost comes back.

        Args:
            stop: set it to end.
            token: the bot's token.
            online: awaited once Discord has greeted us; cards can be posted from then on.

        Raises:
            LoginError: Discord refuses the token, or closed the connection for good.
        """
        try:
            if await self._unless(stop, self.connect_and_wait(token)):
                if online is not None:
                    await online()
                await self.stay(stop)
        finally:
            await self.close()

    async def connect_and_wait(self, token: str) -> None:
        """Log in, connect, and wait until Discord has greeted us.

        While Discord cannot be reached this tries again with growing pauses, until cancelled.

        Raises:
            LoginError: Discord refuses the token.
        """
        self._addresses.enter_context(connect_to(self._rehearsal))
        await self._let_in(token)
        self._gateway = asyncio.create_task(self.connect(reconnect=True), name="gateway")
        greeted = asyncio.create_task(self._greeted.wait())
        try:
            await asyncio.wait({self._gateway, greeted}, return_when=asyncio.FIRST_COMPLETED)
            if self._gateway.done():
                _check_end(self._gateway)
        finally:
            greeted.cancel()

    async def stay(self, stop: asyncio.Event) -> None:
        """Wait until `stop` is set.

        Raises:
            LoginError: Discord closed the connection for good.
        """
        gateway = self._gateway
        if gateway is None:
            return

        async def ended() -> None:
            await asyncio.wait({gateway})

        if await self._unless(stop, ended()) and not gateway.cancelled() and gateway.exception():
            _check_end(gateway)

    @staticmethod
    async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> bool:
        """Do the work, or drop it when `stop` is set; whether it was done."""
        stopping, working = asyncio.create_task(stop.wait()), asyncio.create_task(work)
        try:
            await asyncio.wait({stopping, working}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                working.result()
                return True
            return False
        finally:
            for task in (stopping, working):
                task.cancel()
            await asyncio.gather(stopping, working, return_exceptions=True)

    async def on_connect(self) -> None:
        """Discord has greeted us: the session stands."""
        self._greeted.set()

    async def _let_in(self, token: str) -> None:
        pause = _FIRST_PAUSE
        while True:
            try:
                await self.login(token)
            except discord.LoginFailure as error:
                raise LoginError(
                    "Discord does not accept the token. Copy it again from the developer portal "
                    "(Bot, Reset Token) into DISCORD_TOKEN."
                ) from error
            except (aiohttp.ClientError, OSError, discord.HTTPException) as error:
                if isinstance(error, discord.HTTPException) and error.status < 429:
                    raise LoginError(f"Discord refuses the login ({error.status}).") from error
                why = type(error).__name__
                _log.warning("Discord cannot be reached (%s); next try in %.0f s", why, pause)
                # A new try opens a new session, and the library leaves the old one open.
                await self.http.close()
                self.http.connector = discord.utils.MISSING
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
            else:
                return

    async def setup_hook(self) -> None:
        """Register commands and buttons; tell Discord of the commands only when they changed."""
        for cog in COGS:
            await self.add_cog(cog(self))
        self.add_dynamic_items(*ALL)
        await self._sync_commands()

    async def _sync_commands(self) -> None:
        guild = (
            discord.Object(self._settings.discord.guild) if self._settings.discord.guild else None
        )
        if guild is not None:
            self.tree.copy_global_to(guild=guild)
        shape = [command.to_dict(self.tree) for command in self.tree.get_commands(guild=guild)]
        fingerprint = hashlib.sha256(json.dumps(shape, sort_keys=True).encode()).hexdigest()
        name = f"commands-{self.application_id}-{guild.id if guild else 'all'}.sha256"
        kept = self._settings.data / name
        # A stage starts empty, so there the commands are always told.
        if self._rehearsal is None and await asyncio.to_thread(_read, kept) == fingerprint:
            return
        try:
            await self.tree.sync(guild=guild)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            _log.warning("commands could not be registered, next start tries again: %s", error)
            return
        await asyncio.to_thread(_write, kept, fingerprint)

    async def on_message(self, message: discord.Message, /) -> None:
        """Text commands do not exist here; `cogs.direct` listens by itself."""

    async def on_error(self, event_method: str, /, *args: object, **kwargs: object) -> None:
        """Log what a listener let through; the connection goes on."""
        _log.exception("unexpected error in %s", event_method)

    async def close(self) -> None:
        """Close all connections; closing twice does no harm."""
        await self.intake.close()
        await super().close()
        gateway = self._gateway
        # discord.py closes from inside `connect` when the connection is over for good.
        if gateway is not None and gateway is not asyncio.current_task():
            gateway.cancel()
            await asyncio.gather(gateway, return_exceptions=True)
        self._addresses.close()


def build_client(
    settings: Settings,
    studio: Studio,
    catalogue: Mapping[str, ModelRow],
    *,
    workers: Workers,
    registry: Registry,
    rehearsal: Rehearsal | None = None,
) -> OnebeatClient:
    """The client with all its parts; its `board` goes to `studio.start`.

    Args:
        settings: of this process.
        studio: the services.
        catalogue: all models.
        workers: for copies that fit Discord's limits.
        registry: says which backends are algorithmic.
        rehearsal: addresses of the local stage, None for Discord itself.
    """
    book = guides()
    house = House(
        models=catalogue,
        algorithmic=frozenset(
            name for name in registry.names() if registry.get(name).capabilities.algorithmic
        ),
        takes=settings.shooting.takes,
        quorum=settings.ballot.quorum,
        platforms=tuple((row.id, row.title) for row in book.platforms.values()),
        renderable={row.id: row.renderable for row in book.dialects.values()},
    )
    return OnebeatClient(settings, studio, house, workers, rehearsal)


def _check_end(connection: "asyncio.Task[None]") -> None:
    """Say why the connection is over.

    Raises:
        LoginError: always.
    """
    error = None if connection.cancelled() else connection.exception()
    if isinstance(error, discord.PrivilegedIntentsRequired):
        raise LoginError(
            "Discord wants privileged intents, which this bot never asks for."
        ) from error
    code = f" ({error.code})" if isinstance(error, discord.ConnectionClosed) else ""
    raise LoginError(
        f"Discord closed the connection for good{code}. Check the bot in the developer portal."
    ) from error


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii")
    except OSError:
        return ""


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "ascii")
