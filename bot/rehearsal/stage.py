"""The stage: every part put together, started on loopback, and taken down again."""

import contextlib
import shutil
import tempfile
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import web

from bot.rehearsal.acting import Acting
from bot.rehearsal.answers import Answers
from bot.rehearsal.api import Api
from bot.rehearsal.audience import Audience
from bot.rehearsal.cast import Cast
from bot.rehearsal.cdn import FileStore, default_avatar, serve_attachment
from bot.rehearsal.changes import Changes
from bot.rehearsal.commands import Commands
from bot.rehearsal.conversation import Conversation
from bot.rehearsal.errors import StageError
from bot.rehearsal.faults import Faults, Kind
from bot.rehearsal.gateway import Gateway
from bot.rehearsal.interactions import Interactions
from bot.rehearsal.journal import Journal
from bot.rehearsal.keeping import Keeper, Kept
from bot.rehearsal.messages import MessageStore
from bot.rehearsal.page_api import PageApi
from bot.rehearsal.people import Person, Props, channel_named
from bot.rehearsal.permissions import Permission
from bot.rehearsal.ratelimits import RateLimits
from bot.rehearsal.rest_application import ApplicationRest
from bot.rehearsal.rest_guilds import GuildRest
from bot.rehearsal.rest_interactions import InteractionRest
from bot.rehearsal.rest_messages import MessageRest
from bot.rehearsal.rules import Rules
from bot.rehearsal.showing import Showing
from bot.rehearsal.snowflakes import Snowflakes

T = TypeVar("T")


class Stage:
    """A running stand-in for Discord; make it with `Stage.start`.

    Attributes:
        cast: people, server, channels.
        journal: every request of the bot.
        faults: things to go wrong on purpose.
        gateway: its connections, with faults of their own (`close_all`, `cut_all`, ...).
        ana: the owner of the server, in the channel `takes`.
        ben: a plain member, in the same channel.
    """

    def __init__(self, rules: Rules, folder: Path, state_file: Path | None) -> None:
        self.rules = rules
        self.cast = Cast()
        self.journal = Journal()
        self._ids = Snowflakes()
        self._changes = Changes()
        self._store = MessageStore()
        self._files = FileStore(folder, rules.link_life)
        self.faults = Faults(self._files.expire_links)
        self._audience = Audience(self._changes)
        self._keeper = Keeper(state_file, self._whole)
        self._commands = Commands(rules, self._ids, self.cast.bot.id)
        self._showing = Showing(self.cast, self._store, self._files)
        self.gateway = Gateway(self.cast, rules, self._presence)
        self._conversation = Conversation(
            self.cast,
            rules,
            self._ids,
            self._store,
            self._files,
            self._showing,
            self.gateway,
            self._audience,
            self._keeper,
        )
        self._interactions = Interactions(
            self.cast,
            rules,
            self._ids,
            self._store,
            self._showing,
            self.gateway,
            self._audience,
            self._keeper,
        )
        self._answers = Answers(
            self.cast,
            rules,
            self._store,
            self._showing,
            self._audience,
            self._conversation,
            self._interactions,
            self._keeper,
        )
        self._acting = Acting(
            self.cast,
            rules,
            self._ids,
            self._store,
            self._files,
            self._showing,
            self._conversation,
            self._commands,
            self._interactions,
        )
        props = Props(
            self.cast,
            self._store,
            self._showing,
            self._commands,
            self._interactions,
            self._acting,
            self._changes,
        )
        here = channel_named(self.cast, "takes").id
        self.ana = Person(self.cast.ana, here, props)
        self.ben = Person(self.cast.ben, here, props)
        self._runner: web.AppRunner | None = None
        self._origin = ""
        self._temporary: Path | None = None

    # -- life

    @classmethod
    async def start(
        cls,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        rules: Rules | None = None,
        state_file: Path | None = None,
        folder: Path | None = None,
    ) -> "Stage":
        """Build a stage and serve it.

        Args:
            host: a loopback address.
            port: 0 takes a free one.
            rules: what is enforced; Discord's own values by default.
            state_file: where messages, files and commands are kept over a restart; None forgets.
            folder: where uploaded files are kept; by default beside the state file, or a temporary
                folder that is removed on stop.

        Raises:
            StageError: not a loopback address, the port is taken, or the state cannot be read.
        """
        _demand_loopback(host)
        temporary = None
        if folder is None and state_file is None:
            folder = temporary = Path(tempfile.mkdtemp(prefix="onebeat-stage-"))
        elif folder is None and state_file is not None:
            folder = state_file.with_name(state_file.name + ".files")
        assert folder is not None  # noqa: S101  # one of the branches above set it
        for needed in (folder, *([state_file.parent] if state_file else [])):
            needed.mkdir(parents=True, exist_ok=True)
        stage = cls(rules or Rules(), folder, state_file)
        stage._temporary = temporary
        try:
            await stage._restore()
            await stage._serve(host, port)
        except BaseException:
            await stage.stop()
            raise
        return stage

    async def _restore(self) -> None:
        kept = await self._keeper.load()
        for message in sorted(kept.messages.values(), key=lambda item: int(item.id)):
            if message.channel_id in self.cast.channels:
                self._store.put(message)
                self._ids.skip(message.id)
                self.cast.channel(message.channel_id).last_message = message.id
        self._commands.scopes = kept.scopes
        self._interactions.restore(list(kept.interactions.values()))
        for known in (*kept.interactions, *(c["version"] for c in self._commands.every())):
            self._ids.skip(known)
        wanted = {item.id for message in self._store for item in message.attachments}
        await self._files.drop(sorted(self._files.stored() - wanted))
        await self._keeper.open()

    def _whole(self) -> Kept:
        return Kept(
            messages={message.id: message for message in self._store},
            interactions={item.id: item for item in self._interactions.living()},
            scopes=self._commands.scopes,
        )

    async def _serve(self, host: str, port: int) -> None:
        app = web.Application(client_max_size=1 << 40)
        api = Api(self.cast, self.rules, self.journal, self.faults, RateLimits(self.rules))
        rest = [
            *ApplicationRest(
                self.cast, self.rules, self.gateway, self._commands, self._audience, self._keeper
            ).routes(),
            *GuildRest(self.cast).routes(),
            *MessageRest(
                self.cast,
                self.rules,
                self._store,
                self._files,
                self._showing,
                self._conversation,
            ).routes(),
            *InteractionRest(
                self._interactions, self._answers, self._conversation, self._showing
            ).routes(),
        ]
        api.add_to(app.router, rest)
        app.router.add_get("/gateway", self.gateway.serve)
        app.router.add_get("/cdn/embed/avatars/{number:\\d+}.png", _avatar)
        cdn = "/cdn/{kind:(?:ephemeral-)?attachments}/{channel_id}/{attachment_id}/{filename}"
        app.router.add_get(cdn, self._download)
        PageApi(
            self.cast,
            self.rules,
            self._store,
            self._showing,
            self.gateway,
            self._commands,
            self._audience,
            self._acting,
        ).add_to(app.router)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError as error:
            raise StageError(
                f"Port {port} on {host} cannot be used ({error.strerror or error}). "
                "Stop the other program, or choose another port (0 takes a free one)."
            ) from error
        bound = self._runner.addresses[0][1]
        name = f"[{host}]" if ":" in host else host
        self._origin = f"http://{name}:{bound}"
        self._files.base = self.cdn_base
        self.gateway.url = self.gateway_url

    async def stop(self) -> None:
        """Close every connection, write the last snapshot, remove temporary files."""
        self._interactions.close()
        self._audience.close()
        await self.gateway.close_all(1001, "The stage is taken down.")
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        await self._keeper.close()
        if self._temporary is not None:
            shutil.rmtree(self._temporary, ignore_errors=True)

    # -- addresses

    @property
    def token(self) -> str:
        """The bot's token on this stage."""
        return self.cast.token

    @property
    def page_url(self) -> str:
        """Address of the page."""
        return self._origin + "/"

    @property
    def api_base(self) -> str:
        """Address of the REST API."""
        return self._origin + "/api/v10"

    @property
    def gateway_url(self) -> str:
        """Address of the gateway."""
        return self._origin.replace("http", "ws", 1) + "/gateway"

    @property
    def cdn_base(self) -> str:
        """Address under which all files are."""
        return self._origin + "/cdn"

    # -- for tests

    async def wait_for(
        self, predicate: Callable[[], T | None], deadline: float = 5.0, what: str = ""
    ) -> T:
        """Wait until something about the stage is true, and give it.

        Raises:
            TimeoutError: not in time.
        """
        return await self._changes.wait_for(predicate, deadline, what)

    def deny(self, channel_id: str, *permissions: Permission) -> None:
        """Take permissions from the bot in a channel, and tell it; none gives all back."""
        channel = self.cast.channel(channel_id)
        bits = 0
        for permission in permissions:
            bits |= permission
        channel.denied[self.cast.bot.id] = bits
        if not channel.direct:
            data = self.cast.channel_json(channel)
            self.gateway.dispatch("CHANNEL_UPDATE", lambda _: data)

    # -- parts of the server

    def _presence(self, online: bool) -> None:  # the gateway's callback
        frame: dict[str, Any] = {"type": "bot", "online": online}
        self._audience.tell(lambda _: frame)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        fault = self.faults.take(request.method, request.path)
        if fault and fault.kind is Kind.REFUSE:
            return web.Response(status=fault.status, text="made to fail")
        if fault and request.transport:
            request.transport.abort()
        return await serve_attachment(self._files, request)


async def _avatar(request: web.Request) -> web.Response:
    picture = default_avatar(int(request.match_info["number"]))
    return web.Response(body=picture, content_type="image/png")


def _demand_loopback(host: str) -> None:
    with contextlib.suppress(ValueError):
        if ip_address(host).is_loopback:
            return
    if host == "localhost":
        return
    raise StageError(
        f"The rehearsal runs on loopback only, because it has no passwords; {host!r} is refused. "
        "Use 127.0.0.1."
    )
