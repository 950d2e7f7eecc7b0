"""REST: messages, reactions and typing in channels."""

from typing import Any

from bot.rehearsal.api import NOTHING, Answer, Call, Route
from bot.rehearsal.cast import Cast, Channel
from bot.rehearsal.cdn import FileStore
from bot.rehearsal.conversation import Conversation
from bot.rehearsal.errors import ApiError, FormProblems
from bot.rehearsal.messages import MessageStore
from bot.rehearsal.permissions import Permission
from bot.rehearsal.records import EPHEMERAL, REPLY, Message
from bot.rehearsal.rules import Rules
from bot.rehearsal.showing import Showing

Json = dict[str, Any]
_MESSAGES = "/channels/{channel_id}/messages"
_ONE = _MESSAGES + "/{message_id}"
_REACTIONS = _ONE + "/reactions"
_EMOJI = _REACTIONS + "/{emoji}"


class MessageRest:
    """Handlers for messages."""

    def __init__(
        self,
        cast: Cast,
        rules: Rules,
        store: MessageStore,
        files: FileStore,
        showing: Showing,
        conversation: Conversation,
    ) -> None:
        self._cast = cast
        self._rules = rules
        self._store = store
        self._files = files
        self._showing = showing
        self._conversation = conversation

    def routes(self) -> list[Route]:
        """The routes of this resource."""
        return [
            Route("GET", _MESSAGES, self._history),
            Route("POST", _MESSAGES, self._create, "message-create"),
            Route("POST", _MESSAGES + "/bulk-delete", self._bulk_delete),
            Route("GET", _ONE, self._get),
            Route("PATCH", _ONE, self._edit, "message-edit"),
            Route("DELETE", _ONE, self._delete, "message-delete"),
            Route("POST", "/channels/{channel_id}/typing", self._typing, "typing"),
            Route("GET", _EMOJI, self._reactors),
            Route("PUT", _EMOJI + "/@me", self._react, "reaction"),
            Route("DELETE", _EMOJI + "/@me", self._unreact, "reaction"),
            Route("DELETE", _EMOJI + "/{user_id}", self._unreact_other, "reaction"),
            Route("DELETE", _EMOJI, self._clear_emoji, "reaction"),
            Route("DELETE", _REACTIONS, self._clear, "reaction"),
        ]

    def _shown(self, message: Message) -> Json:
        read = bool(self._rules.granted_intents & self._rules.content_intent)
        return self._showing.to_bot(message, content_intent=read)

    def _channel(self, call: Call, needed: Permission) -> Channel:
        channel = self._cast.channel(call.path["channel_id"])
        self._cast.demand(self._cast.bot, channel, needed)
        return channel

    def _message(self, call: Call, needed: Permission = Permission.VIEW_CHANNEL) -> Message:
        channel = self._channel(call, needed)
        message = self._store.get(channel.id, call.path["message_id"])
        if message.audience:
            raise ApiError(10008)
        return message

    # -- reading

    async def _get(self, call: Call) -> Answer:
        return Answer(self._shown(self._message(call, Permission.READ_MESSAGE_HISTORY)))

    async def _history(self, call: Call) -> Answer:
        channel = self._channel(call, Permission.VIEW_CHANNEL)
        limit = call.number("limit", 50)
        if not 1 <= limit <= 100:
            problems = FormProblems()
            problems.add("limit", "NUMBER_TYPE_MAX", "int value should be 1 to 100.")
            raise problems.error()
        bits = self._cast.permissions(self._cast.bot, channel)
        if not bits & Permission.READ_MESSAGE_HISTORY:
            return Answer([])
        page = _page(self._store.public(channel.id), call, limit)
        return Answer([self._shown(message) for message in reversed(page)])

    # -- writing

    async def _create(self, call: Call) -> Answer:
        payload, uploads = call.form.fields(), call.form.uploads
        needed = Permission.SEND_MESSAGES
        if uploads:
            needed |= Permission.ATTACH_FILES
        if payload.get("embeds"):
            needed |= Permission.EMBED_LINKS
        channel = self._channel(call, needed)
        bot = self._cast.bot
        body = self._conversation.check.check(payload, uploads)
        body.flags &= ~EPHEMERAL
        target = self._target(payload, channel)
        known = self._conversation.repeated(bot, channel, payload)
        if known:
            return Answer(self._shown(known))
        message = self._conversation.new(bot, channel, nonce=payload.get("nonce"))
        if target:
            message.type, message.reference = REPLY, target.id
        bits = self._cast.permissions(bot, channel)
        await self._conversation.fill(
            message, body, payload, everyone=bool(bits & Permission.MENTION_EVERYONE)
        )
        if target:
            _ping_author(message, target, payload.get("allowed_mentions"))
        # Asked again: the same nonce may have come twice while the files were written.
        known = self._conversation.repeated(bot, channel, payload)
        if known:
            await self._files.drop([item.id for item in message.attachments])
            return Answer(self._shown(known))
        self._conversation.post(message)
        return Answer(self._shown(message))

    def _target(self, payload: Json, channel: Channel) -> Message | None:
        """The message that is replied to, or None.

        Raises:
            ApiError: 50035 for an unknown message, 160002 without the right to read.
        """
        reference = payload.get("message_reference")
        if not isinstance(reference, dict):
            return None
        bits = self._cast.permissions(self._cast.bot, channel)
        if not bits & Permission.READ_MESSAGE_HISTORY:
            raise ApiError(160002)
        target = self._store.find(channel.id, str(reference.get("message_id")))
        if target is None and reference.get("fail_if_not_exists", True):
            problems = FormProblems()
            problems.add("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
            raise problems.error()
        return target

    async def _edit(self, call: Call) -> Answer:
        needed = Permission.VIEW_CHANNEL
        if call.form.uploads:
            needed |= Permission.ATTACH_FILES
        message = self._message(call, needed)
        if message.author_id != self._cast.bot.id:
            raise ApiError(50005)
        payload = call.form.fields()
        body = self._conversation.check.check(payload, call.form.uploads, message)
        channel = self._cast.channel(message.channel_id)
        bits = self._cast.permissions(self._cast.bot, channel)
        await self._conversation.fill(
            message, body, payload, everyone=bool(bits & Permission.MENTION_EVERYONE)
        )
        self._conversation.mark_edited(message)
        self._conversation.update(message)
        return Answer(self._shown(message))

    async def _delete(self, call: Call) -> Answer:
        message = self._message(call)
        if message.author_id != self._cast.bot.id:
            channel = self._cast.channel(message.channel_id)
            if channel.direct:
                raise ApiError(50003)
            self._cast.demand(self._cast.bot, channel, Permission.MANAGE_MESSAGES)
        await self._conversation.delete(message)
        return NOTHING

    async def _bulk_delete(self, call: Call) -> Answer:
        channel = self._channel(call, Permission.MANAGE_MESSAGES)
        if channel.direct:
            raise ApiError(50003)
        wanted = call.form.fields().get("messages") or []
        if not 2 <= len(wanted) <= 100:
            problems = FormProblems()
            problems.add("messages", "BASE_TYPE_BAD_LENGTH", "Must be between 2 and 100 in length.")
            raise problems.error()
        for message_id in wanted:
            message = self._store.find(channel.id, str(message_id))
            if message and not message.audience:
                await self._conversation.delete(message)
        return NOTHING

    async def _typing(self, call: Call) -> Answer:
        channel = self._channel(call, Permission.SEND_MESSAGES)
        self._conversation.type(self._cast.bot, channel)
        return NOTHING

    # -- reactions

    async def _react(self, call: Call) -> Answer:
        message = self._message(call)
        self._conversation.react(self._cast.bot, message, call.path["emoji"])
        return NOTHING

    async def _unreact(self, call: Call) -> Answer:
        message = self._message(call)
        self._conversation.unreact(self._cast.bot, message, call.path["emoji"])
        return NOTHING

    async def _unreact_other(self, call: Call) -> Answer:
        message = self._message(call, Permission.MANAGE_MESSAGES)
        user = self._cast.user(call.path["user_id"])
        self._conversation.unreact(user, message, call.path["emoji"])
        return NOTHING

    async def _clear_emoji(self, call: Call) -> Answer:
        message = self._message(call, Permission.MANAGE_MESSAGES)
        self._conversation.clear_reactions(message, call.path["emoji"])
        return NOTHING

    async def _clear(self, call: Call) -> Answer:
        message = self._message(call, Permission.MANAGE_MESSAGES)
        self._conversation.clear_reactions(message)
        return NOTHING

    async def _reactors(self, call: Call) -> Answer:
        message = self._message(call, Permission.READ_MESSAGE_HISTORY)
        found = message.reaction(call.path["emoji"])
        if found is None:
            raise ApiError(10014)
        after = call.number("after", 0)
        limit = min(call.number("limit", 25), 100)
        ids = sorted(int(item) for item in found.users if int(item) > after)[:limit]
        return Answer([self._cast.user(str(item)).json() for item in ids])


def _page(messages: list[Message], call: Call, limit: int) -> list[Message]:
    """The messages a history request asks for, oldest first."""
    if "after" in call.query:
        edge = call.number("after", 0)
        return [m for m in messages if int(m.id) > edge][:limit]
    if "around" in call.query:
        edge = call.number("around", 0)
        older = [m for m in messages if int(m.id) <= edge][-(limit // 2 + 1) :]
        return older + [m for m in messages if int(m.id) > edge][: limit // 2]
    if "before" in call.query:
        edge = call.number("before", 0)
        messages = [m for m in messages if int(m.id) < edge]
    return messages[-limit:]


def _ping_author(message: Message, target: Message, allowed: object) -> None:
    pings = allowed.get("replied_user", False) if isinstance(allowed, dict) else True
    if pings and target.author_id not in message.mentions:
        message.mentions.append(target.author_id)
