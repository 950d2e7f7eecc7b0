"""What happens in channels: posting, editing, deleting, reacting, typing; everyone hears of it."""

from datetime import UTC, datetime
from typing import Any

from bot.rehearsal.audience import Audience
from bot.rehearsal.cast import Cast, Channel, User
from bot.rehearsal.cdn import FileStore
from bot.rehearsal.emoji import is_emoji
from bot.rehearsal.errors import ApiError
from bot.rehearsal.gateway import (
    DIRECT_MESSAGES,
    DIRECT_REACTIONS,
    DIRECT_TYPING,
    GUILD_MESSAGES,
    GUILD_REACTIONS,
    GUILD_TYPING,
    Gateway,
    Session,
)
from bot.rehearsal.keeping import Keeper
from bot.rehearsal.message_rules import Body, BodyCheck, mentioned
from bot.rehearsal.messages import MessageStore
from bot.rehearsal.permissions import Permission
from bot.rehearsal.records import LOADING, Message, Reaction
from bot.rehearsal.rules import Rules
from bot.rehearsal.showing import Showing
from bot.rehearsal.snowflakes import EPOCH, Snowflakes

Json = dict[str, Any]


def now() -> str:
    """This moment in Discord's form."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


class Conversation:
    """Changes messages and tells the bot's sessions, the pages and the keeper."""

    def __init__(
        self,
        cast: Cast,
        rules: Rules,
        ids: Snowflakes,
        store: MessageStore,
        files: FileStore,
        showing: Showing,
        gateway: Gateway,
        audience: Audience,
        keeper: Keeper,
    ) -> None:
        self.check = BodyCheck(rules, ids, files.attachment_of)
        self._cast = cast
        self._rules = rules
        self._ids = ids
        self._store = store
        self._files = files
        self._showing = showing
        self._gateway = gateway
        self._audience = audience
        self._keeper = keeper

    # -- messages

    def new(self, author: User, channel: Channel, **fields: Any) -> Message:
        """A message that is not posted yet."""
        return Message(
            id=self._ids.mint(),
            channel_id=channel.id,
            author_id=author.id,
            timestamp=now(),
            **fields,
        )

    def repeated(self, author: User, channel: Channel, payload: Json) -> Message | None:
        """The message posted before with the same nonce, if the body asks for that check."""
        nonce = payload.get("nonce")
        if not payload.get("enforce_nonce") or nonce in {None, ""}:
            return None
        moment = datetime.now(UTC).timestamp() - self._rules.nonce_seconds
        since = (int(moment * 1000) - EPOCH) << 22
        return self._store.with_nonce(channel.id, author.id, nonce or "", since)

    async def fill(self, message: Message, body: Body, payload: Json, *, everyone: bool) -> None:
        """Put a checked body into a message; its new files are kept first."""
        for attachment_id, data in body.new.items():
            await self._files.keep(attachment_id, data)
        kept = {item.id for item in body.attachments}
        gone = [item.id for item in message.attachments if item.id not in kept]
        message.content = body.content
        message.embeds = body.embeds
        message.components = body.components
        message.attachments = body.attachments
        message.flags = body.flags & ~LOADING
        message.mentions, message.mention_everyone = mentioned(
            body.content,
            body.components,
            payload.get("allowed_mentions"),
            everyone_kept=everyone,
        )
        await self._files.drop(gone)

    def post(self, message: Message) -> None:
        """Add a message; everyone hears of it."""
        channel = self._cast.channel(message.channel_id)
        channel.last_message = message.id
        self._store.put(message)
        self._keeper.message(message)
        self._dispatch_message("MESSAGE_CREATE", message)
        self._show("message_create", message)

    def update(self, message: Message, *, told: bool = True) -> None:
        """Keep a change of a message and tell everyone.

        Args:
            message: the changed message.
            told: False leaves the bot out (reactions have events of their own).

        Raises:
            ApiError: 10008, when it was deleted meanwhile.
        """
        self._store.get(message.channel_id, message.id)
        self._keeper.message(message)
        if told:
            self._dispatch_message("MESSAGE_UPDATE", message)
        self._show("message_update", message)

    def mark_edited(self, message: Message) -> None:
        """Note the moment of an edit."""
        message.edited = now()

    async def delete(self, message: Message) -> None:
        """Remove a message and its files."""
        self._store.drop(message)
        self._keeper.message_gone(message)
        channel = self._cast.channel(message.channel_id)
        data: Json = {"id": message.id, "channel_id": channel.id}
        if not channel.direct and not message.audience:
            data["guild_id"] = self._cast.guild_id
        intent = DIRECT_MESSAGES if channel.direct else GUILD_MESSAGES
        self._dispatch("MESSAGE_DELETE", channel, intent, data)
        frame = {"type": "message_delete", "channel_id": channel.id, "message_id": message.id}
        self._audience.tell(lambda person: frame if self._visible(message, person) else None)
        await self._files.drop([item.id for item in message.attachments])

    def _visible(self, message: Message, person: User) -> bool:
        if message.audience not in {None, person.id}:
            return False
        return self._cast.sees(person, self._cast.channel(message.channel_id))

    def _show(self, kind: str, message: Message) -> None:
        def frame(person: User) -> Json | None:
            if not self._visible(message, person):
                return None
            return {"type": kind, "message": self._showing.to_person(message, person)}

        self._audience.tell(frame)

    def _dispatch_message(self, event: str, message: Message) -> None:
        if message.audience and not self._rules.ephemeral_dispatch:
            return
        channel = self._cast.channel(message.channel_id)
        if not self._cast.sees(self._cast.bot, channel):
            return
        intent = DIRECT_MESSAGES if channel.direct else GUILD_MESSAGES

        def data(session: Session) -> Json | None:
            if not session.intents & intent:
                return None
            read = bool(session.intents & self._rules.content_intent)
            shown = self._showing.to_bot(message, content_intent=read)
            return self._showing.dispatched(message, shown)

        self._gateway.dispatch(event, data)

    def _dispatch(self, event: str, channel: Channel, intent: int, data: Json) -> None:
        if self._cast.sees(self._cast.bot, channel):
            self._gateway.dispatch(event, lambda s: data if s.intents & intent else None)

    # -- reactions

    def react(self, user: User, message: Message, emoji: str) -> None:
        """Add a reaction; a second time changes nothing.

        Raises:
            ApiError: 10014, 30010, 50001 or 50013.
        """
        channel = self._cast.channel(message.channel_id)
        if not is_emoji(emoji):
            raise ApiError(10014)
        found = message.reaction(emoji)
        needed = Permission.READ_MESSAGE_HISTORY
        self._cast.demand(user, channel, needed if found else needed | Permission.ADD_REACTIONS)
        if found is None:
            if len(message.reactions) >= self._rules.reactions:
                raise ApiError(30010)
            found = Reaction(emoji=emoji)
            message.reactions.append(found)
        if user.id in found.users:
            return
        found.users.append(user.id)
        self.update(message, told=False)
        self._reaction_event("MESSAGE_REACTION_ADD", user, message, emoji)

    def unreact(self, user: User, message: Message, emoji: str) -> None:
        """Take a reaction back; one that is not there is fine.

        Raises:
            ApiError: 10014.
        """
        if not is_emoji(emoji):
            raise ApiError(10014)
        found = message.reaction(emoji)
        if found is None or user.id not in found.users:
            return
        found.users.remove(user.id)
        if not found.users:
            message.reactions.remove(found)
        self.update(message, told=False)
        self._reaction_event("MESSAGE_REACTION_REMOVE", user, message, emoji)

    def clear_reactions(self, message: Message, emoji: str | None = None) -> None:
        """Remove all reactions of a message, or all of one emoji."""
        channel = self._cast.channel(message.channel_id)
        data = self._place(message, channel)
        event = "MESSAGE_REACTION_REMOVE_ALL"
        if emoji is None:
            message.reactions.clear()
        else:
            message.reactions = [item for item in message.reactions if item.emoji != emoji]
            event = "MESSAGE_REACTION_REMOVE_EMOJI"
            data["emoji"] = {"id": None, "name": emoji}
        self.update(message, told=False)
        self._dispatch(event, channel, _reaction_intent(channel), data)

    def _place(self, message: Message, channel: Channel) -> Json:
        place: Json = {"channel_id": channel.id, "message_id": message.id}
        if not channel.direct:
            place["guild_id"] = self._cast.guild_id
        return place

    def _reaction_event(self, event: str, user: User, message: Message, emoji: str) -> None:
        channel = self._cast.channel(message.channel_id)
        data: Json = {
            **self._place(message, channel),
            "user_id": user.id,
            "emoji": {"id": None, "name": emoji},
            "type": 0,
            "burst": False,
        }
        if event.endswith("ADD"):
            data["message_author_id"] = message.author_id
            if not channel.direct:
                data["member"] = self._cast.member_json(user)
        self._dispatch(event, channel, _reaction_intent(channel), data)

    # -- typing

    def type(self, user: User, channel: Channel) -> None:
        """Show that a user is typing."""
        data: Json = {
            "channel_id": channel.id,
            "user_id": user.id,
            "timestamp": int(datetime.now(UTC).timestamp()),
        }
        if not channel.direct:
            data["guild_id"] = self._cast.guild_id
            data["member"] = self._cast.member_json(user)
        intent = DIRECT_TYPING if channel.direct else GUILD_TYPING
        self._dispatch("TYPING_START", channel, intent, data)
        frame = {"type": "typing", "channel_id": channel.id, "user_id": user.id}
        self._audience.tell(lambda person: frame if self._cast.sees(person, channel) else None)


def _reaction_intent(channel: Channel) -> int:
    return DIRECT_REACTIONS if channel.direct else GUILD_REACTIONS
