"""REST: the server, its channels, members and roles."""

from bot.rehearsal.api import Answer, Call, Route
from bot.rehearsal.cast import Cast
from bot.rehearsal.errors import ApiError
from bot.rehearsal.permissions import Permission


class GuildRest:
    """Handlers for servers and channels."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast

    def routes(self) -> list[Route]:
        """The routes of this resource."""
        return [
            Route("GET", "/channels/{channel_id}", self._channel),
            Route("GET", "/guilds/{guild_id}", self._guild),
            Route("GET", "/guilds/{guild_id}/channels", self._channels),
            Route("GET", "/guilds/{guild_id}/roles", self._roles),
            Route("GET", "/guilds/{guild_id}/members", self._members),
            Route("GET", "/guilds/{guild_id}/members/{user_id}", self._member),
            Route("GET", "/guilds/{guild_id}/threads/active", self._threads),
        ]

    def _check(self, call: Call) -> None:
        if call.path["guild_id"] != self._cast.guild_id:
            raise ApiError(10004)

    async def _channel(self, call: Call) -> Answer:
        channel = self._cast.channel(call.path["channel_id"])
        self._cast.demand(self._cast.bot, channel, Permission.VIEW_CHANNEL)
        return Answer(self._cast.channel_json(channel))

    async def _guild(self, call: Call) -> Answer:
        self._check(call)
        guild = self._cast.guild_json()
        if call.query.get("with_counts") in {"1", "true"}:
            guild["approximate_member_count"] = len(self._cast.users)
            guild["approximate_presence_count"] = len(self._cast.users)
        return Answer(guild)

    async def _channels(self, call: Call) -> Answer:
        self._check(call)
        return Answer([self._cast.channel_json(item) for item in self._cast.guild_channels()])

    async def _roles(self, call: Call) -> Answer:
        self._check(call)
        return Answer(self._cast.roles_json())

    async def _members(self, call: Call) -> Answer:
        self._check(call)
        after = call.number("after", 0)
        limit = call.number("limit", 1)
        users = sorted(self._cast.users.values(), key=lambda user: int(user.id))
        later = [user for user in users if int(user.id) > after][:limit]
        return Answer([self._cast.member_json(user) for user in later])

    async def _member(self, call: Call) -> Answer:
        self._check(call)
        user = self._cast.users.get(call.path["user_id"])
        if user is None:
            raise ApiError(10007)
        return Answer(self._cast.member_json(user))

    async def _threads(self, call: Call) -> Answer:
        self._check(call)
        return Answer({"threads": [], "members": []})
