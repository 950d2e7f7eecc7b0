"""REST: who the bot is, its gateway, its application commands."""

from typing import Any

from bot.rehearsal.api import NOTHING, Answer, Call, Route
from bot.rehearsal.audience import Audience
from bot.rehearsal.cast import Cast
from bot.rehearsal.commands import GLOBAL, Commands
from bot.rehearsal.errors import ApiError
from bot.rehearsal.gateway import Gateway
from bot.rehearsal.keeping import Keeper
from bot.rehearsal.rules import Rules

_COMMANDS = "/applications/{application_id}/commands"
_GUILD_COMMANDS = "/applications/{application_id}/guilds/{guild_id}/commands"


class ApplicationRest:
    """Handlers for users, applications, the gateway's address and application commands."""

    def __init__(
        self,
        cast: Cast,
        rules: Rules,
        gateway: Gateway,
        commands: Commands,
        audience: Audience,
        keeper: Keeper,
    ) -> None:
        self._cast = cast
        self._rules = rules
        self._gateway = gateway
        self._commands = commands
        self._audience = audience
        self._keeper = keeper

    def routes(self) -> list[Route]:
        """The routes of this resource."""
        found = [
            Route("GET", "/users/@me", self._me),
            Route("GET", "/users/@me/guilds", self._guilds),
            Route("POST", "/users/@me/channels", self._open_direct),
            Route("GET", "/users/{user_id}", self._user),
            Route("GET", "/oauth2/applications/@me", self._application),
            Route("GET", "/applications/@me", self._application),
            Route("GET", "/gateway", self._gateway_address),
            Route("GET", "/gateway/bot", self._gateway_for_bot),
            Route("GET", "/applications/{application_id}/emojis", self._emojis),
        ]
        for base in (_COMMANDS, _GUILD_COMMANDS):
            found += [
                Route("GET", base, self._list),
                Route("PUT", base, self._overwrite),
                Route("POST", base, self._create),
                Route("GET", base + "/{command_id}", self._one),
                Route("PATCH", base + "/{command_id}", self._edit),
                Route("DELETE", base + "/{command_id}", self._delete),
            ]
        return found

    async def _me(self, call: Call) -> Answer:
        extra = {"verified": True, "mfa_enabled": True, "locale": "en-US", "email": None}
        return Answer({**self._cast.bot.json(), **extra})

    async def _guilds(self, call: Call) -> Answer:
        return Answer(
            [
                {
                    "id": self._cast.guild_id,
                    "name": self._cast.guild_name,
                    "icon": None,
                    "banner": None,
                    "owner": False,
                    "permissions": str(self._cast.bot_permissions),
                    "features": [],
                }
            ]
        )

    async def _open_direct(self, call: Call) -> Answer:
        user = self._cast.user(str(call.form.fields().get("recipient_id")))
        return Answer(self._cast.channel_json(self._cast.direct_channel(user.id)))

    async def _user(self, call: Call) -> Answer:
        return Answer(self._cast.user(call.path["user_id"]).json())

    async def _application(self, call: Call) -> Answer:
        return Answer(self._cast.application_json(self._rules.granted_intents))

    async def _gateway_address(self, call: Call) -> Answer:
        return Answer({"url": self._gateway.url})

    async def _gateway_for_bot(self, call: Call) -> Answer:
        limit = {"total": 1000, "remaining": 1000, "reset_after": 86_400_000, "max_concurrency": 1}
        return Answer({"url": self._gateway.url, "shards": 1, "session_start_limit": limit})

    async def _emojis(self, call: Call) -> Answer:
        self._scope(call)
        return Answer({"items": []})

    # -- commands

    def _scope(self, call: Call) -> str:
        if call.path["application_id"] != self._cast.bot.id:
            raise ApiError(10002)
        guild = call.path.get("guild_id")
        if guild is not None and guild != self._cast.guild_id:
            raise ApiError(50001)
        return guild or GLOBAL

    def _changed(self, scope: str) -> None:
        self._keeper.commands(scope, self._commands.of(scope))
        frame = {"type": "commands", "commands": self._commands.every()}
        self._audience.tell(lambda _: frame)

    async def _list(self, call: Call) -> Answer:
        return Answer(self._commands.of(self._scope(call)))

    async def _overwrite(self, call: Call) -> Answer:
        scope = self._scope(call)
        commands = self._commands.overwrite(scope, call.form.payload)
        self._changed(scope)
        return Answer(commands)

    async def _create(self, call: Call) -> Answer:
        scope = self._scope(call)
        before = len(self._commands.of(scope))
        made = self._commands.upsert(scope, call.form.fields())
        self._changed(scope)
        return Answer(made, 201 if len(self._commands.of(scope)) > before else 200)

    def _found(self, call: Call) -> dict[str, Any]:
        scope = self._scope(call)
        for command in self._commands.of(scope):
            if command["id"] == call.path["command_id"]:
                return command
        raise ApiError(10063)

    async def _one(self, call: Call) -> Answer:
        return Answer(self._found(call))

    async def _edit(self, call: Call) -> Answer:
        command = {**self._found(call), **call.form.fields()}
        made = self._commands.upsert(self._scope(call), command)
        self._changed(self._scope(call))
        return Answer(made)

    async def _delete(self, call: Call) -> Answer:
        self._commands.delete(self._scope(call), call.path["command_id"])
        self._changed(self._scope(call))
        return NOTHING
