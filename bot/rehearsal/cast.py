"""Who is on the stage and where: people, the bot, the server, its channels and permissions."""

import base64
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.rehearsal.errors import ApiError
from bot.rehearsal.permissions import ALL, DIRECT, MEMBER, Permission

GUILD_TEXT: Literal[0] = 0
DM: Literal[1] = 1
JOINED = "2026-01-01T12:00:00.000000+00:00"


@dataclass(frozen=True)
class User:
    """A person or the bot."""

    id: str
    name: str
    bot: bool = False

    def json(self) -> dict[str, Any]:
        """Discord's user object."""
        return {
            "id": self.id,
            "username": self.name if self.bot else self.name.lower(),
            "global_name": None if self.bot else self.name,
            "discriminator": "0000" if self.bot else "0",
            "avatar": None,
            "avatar_decoration_data": None,
            "collectibles": None,
            "primary_guild": None,
            "banner": None,
            "accent_color": None,
            "bot": self.bot,
            "public_flags": 0,
            "flags": 0,
        }


@dataclass
class Channel:
    """A text channel of the server, or a person's direct messages with the bot.

    Attributes:
        denied: permission bits taken from a user here, by user id.
        recipient: the person of a direct message channel.
    """

    id: str
    name: str
    type: int = GUILD_TEXT
    position: int = 0
    recipient: User | None = None
    denied: dict[str, int] = field(default_factory=dict)
    last_message: str | None = None

    @property
    def direct(self) -> bool:
        """Whether this is a direct message channel."""
        return self.type == DM


class Cast:
    """Ana (owner), Ben, the bot Onebeat, one server with two channels, two DM channels."""

    def __init__(self) -> None:
        self.bot = User("1000", "Onebeat", bot=True)
        self.ana = User("201", "Ana")
        self.ben = User("202", "Ben")
        self.owner = self.ana
        self.people = (self.ana, self.ben)
        self.users = {user.id: user for user in (*self.people, self.bot)}
        self.guild_id = "100"
        self.guild_name = "Rehearsal"
        self.bot_role = "101"
        self.bot_permissions = MEMBER | int(Permission.MANAGE_MESSAGES)
        rooms = [
            Channel("301", "takes", position=0),
            Channel("302", "lounge", position=1),
            Channel("401", "", DM, recipient=self.ana),
            Channel("402", "", DM, recipient=self.ben),
        ]
        self.channels = {channel.id: channel for channel in rooms}

    @property
    def token(self) -> str:
        """The bot's token: three parts, the first tells the bot's id."""
        first = base64.urlsafe_b64encode(self.bot.id.encode()).decode().rstrip("=")
        return f"{first}.stage.rehearsal-only-and-not-a-secret"

    def channel(self, channel_id: str) -> Channel:
        """A channel by id.

        Raises:
            ApiError: 10003.
        """
        try:
            return self.channels[channel_id]
        except KeyError:
            raise ApiError(10003) from None

    def user(self, user_id: str) -> User:
        """A user by id.

        Raises:
            ApiError: 10013.
        """
        try:
            return self.users[user_id]
        except KeyError:
            raise ApiError(10013) from None

    def direct_channel(self, user_id: str) -> Channel:
        """The DM channel of a person.

        Raises:
            ApiError: 50007, for the bot itself.
        """
        for channel in self.channels.values():
            if channel.recipient and channel.recipient.id == user_id:
                return channel
        raise ApiError(50007)

    def guild_channels(self) -> list[Channel]:
        """The server's channels, in order."""
        return [channel for channel in self.channels.values() if not channel.direct]

    def permissions(self, user: User, channel: Channel) -> int:
        """Permission bits of a user in a channel."""
        if channel.direct:
            inside = user.bot or user is channel.recipient
            return (DIRECT & ~channel.denied.get(user.id, 0)) if inside else 0
        if user is self.owner:
            return ALL
        bits = self.bot_permissions if user.bot else MEMBER
        bits &= ~channel.denied.get(user.id, 0)
        return bits if bits & Permission.VIEW_CHANNEL else 0

    def sees(self, user: User, channel: Channel) -> bool:
        """Whether a user can look into a channel."""
        return bool(self.permissions(user, channel) & Permission.VIEW_CHANNEL)

    def demand(self, user: User, channel: Channel, needed: Permission) -> None:
        """Refuse when a permission is missing.

        Raises:
            ApiError: 50001 when the channel is hidden, else 50013.
        """
        bits = self.permissions(user, channel)
        if not bits & Permission.VIEW_CHANNEL:
            raise ApiError(50001)
        if bits & needed != needed:
            raise ApiError(50013)

    # -- Discord's objects

    def roles_json(self) -> list[dict[str, Any]]:
        """The server's roles: @everyone and the bot's own."""
        common = {
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "icon": None,
            "unicode_emoji": None,
            "mentionable": False,
            "flags": 0,
        }
        return [
            {
                **common,
                "id": self.guild_id,
                "name": "@everyone",
                "position": 0,
                "permissions": str(MEMBER),
                "managed": False,
            },
            {
                **common,
                "id": self.bot_role,
                "name": self.bot.name,
                "position": 1,
                "permissions": str(self.bot_permissions),
                "managed": True,
                "tags": {"bot_id": self.bot.id},
            },
        ]

    def member_json(self, user: User, *, with_user: bool = True) -> dict[str, Any]:
        """Discord's member object."""
        member: dict[str, Any] = {
            "roles": [self.bot_role] if user.bot else [],
            "nick": None,
            "avatar": None,
            "banner": None,
            "premium_since": None,
            "joined_at": JOINED,
            "deaf": False,
            "mute": False,
            "flags": 0,
            "pending": False,
            "communication_disabled_until": None,
        }
        return {**member, "user": user.json()} if with_user else member

    def channel_json(self, channel: Channel) -> dict[str, Any]:
        """Discord's channel object."""
        if channel.recipient:
            return {
                "id": channel.id,
                "type": DM,
                "last_message_id": channel.last_message,
                "flags": 0,
                "recipients": [channel.recipient.json()],
            }
        return {
            "id": channel.id,
            "type": channel.type,
            "guild_id": self.guild_id,
            "name": channel.name,
            "topic": None,
            "position": channel.position,
            "parent_id": None,
            "nsfw": False,
            "rate_limit_per_user": 0,
            "last_message_id": channel.last_message,
            "last_pin_timestamp": None,
            "flags": 0,
            "permission_overwrites": [
                {"id": user_id, "type": 1, "allow": "0", "deny": str(bits)}
                for user_id, bits in channel.denied.items()
                if bits
            ],
        }

    def guild_json(self) -> dict[str, Any]:
        """Discord's guild object as REST gives it."""
        return {
            "id": self.guild_id,
            "name": self.guild_name,
            "icon": None,
            "splash": None,
            "home_header": None,
            "incidents_data": None,
            "discovery_splash": None,
            "banner": None,
            "description": None,
            "owner_id": self.owner.id,
            "region": "local",
            "afk_channel_id": None,
            "afk_timeout": 300,
            "widget_enabled": False,
            "widget_channel_id": None,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "nsfw": False,
            "premium_tier": 0,
            "premium_subscription_count": 0,
            "premium_progress_bar_enabled": False,
            "preferred_locale": "en-US",
            "features": [],
            "emojis": [],
            "stickers": [],
            "roles": self.roles_json(),
            "application_id": None,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "rules_channel_id": None,
            "public_updates_channel_id": None,
            "safety_alerts_channel_id": None,
            "vanity_url_code": None,
            "max_members": 1000,
            "max_presences": None,
            "max_video_channel_users": 25,
            "max_stage_video_channel_users": 50,
        }

    def guild_create_json(self) -> dict[str, Any]:
        """Discord's GUILD_CREATE payload."""
        members = [self.member_json(user) for user in self.users.values()]
        return {
            **self.guild_json(),
            "joined_at": JOINED,
            "large": False,
            "unavailable": False,
            "member_count": len(members),
            "members": members,
            "channels": [self.channel_json(channel) for channel in self.guild_channels()],
            "threads": [],
            "presences": [],
            "voice_states": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }

    def application_json(self, granted_intents: int) -> dict[str, Any]:
        """Discord's application object."""
        flags = 1 << 23  # the application has registered commands
        if granted_intents & 1 << 15:
            flags |= 1 << 19
        if granted_intents & 1 << 1:
            flags |= 1 << 15
        return {
            "id": self.bot.id,
            "name": self.bot.name,
            "icon": None,
            "description": "Directs one believable beat of motion from one still.",
            "summary": "",
            "type": None,
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": flags,
            "flags_new": str(flags),
            "explicit_content_filter": 0,
            "eligible_oauth2_scopes": ["bot", "applications.commands"],
            "approximate_user_authorization_count": 0,
            "owner": self.owner.json(),
            "team": None,
            "bot": self.bot.json(),
            "redirect_uris": [],
            "rpc_origins": [],
            "tags": [],
            "integration_types_config": {"0": {}},
            "approximate_guild_count": 1,
            "approximate_user_install_count": 0,
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
        }
