"""Messages in Discord's own form, as one viewer may see them, with fresh links."""

import copy
from typing import Any

from bot.rehearsal.cast import Cast, User
from bot.rehearsal.cdn import FileStore
from bot.rehearsal.components import walk
from bot.rehearsal.message_rules import media_of
from bot.rehearsal.messages import MessageStore
from bot.rehearsal.records import REPLY, Attachment, Interaction, Message

Json = dict[str, Any]


class Showing:
    """Makes Discord's message objects."""

    def __init__(self, cast: Cast, store: MessageStore, files: FileStore) -> None:
        self._cast = cast
        self._store = store
        self._files = files

    def to_person(self, message: Message, person: User) -> Json:
        """A message as a person's client gets it."""
        return self._message(message, person, hidden=False)

    def to_bot(self, message: Message, *, content_intent: bool) -> Json:
        """A message as the bot gets it: emptied when Discord would empty it."""
        hidden = not content_intent and not self._open_to_bot(message)
        return self._message(message, self._cast.bot, hidden=hidden, content_intent=content_intent)

    def in_full(self, message: Message) -> Json:
        """A message as the bot gets it inside an interaction: never emptied."""
        return self._message(message, self._cast.bot, hidden=False, content_intent=True)

    def _open_to_bot(self, message: Message) -> bool:
        bot = self._cast.bot.id
        direct = self._cast.channel(message.channel_id).direct
        return direct or message.author_id == bot or bot in message.mentions

    def _message(
        self, message: Message, viewer: User, *, hidden: bool, content_intent: bool = True
    ) -> Json:
        mentions = [self._cast.users[item] for item in message.mentions if item in self._cast.users]
        shown: Json = {
            "id": message.id,
            "channel_id": message.channel_id,
            "type": message.type,
            "author": self._cast.user(message.author_id).json(),
            "content": "" if hidden else message.content,
            "timestamp": message.timestamp,
            "edited_timestamp": message.edited,
            "tts": False,
            "pinned": False,
            "flags": message.flags,
            "mention_everyone": message.mention_everyone,
            "mentions": [user.json() for user in mentions],
            "mention_roles": [],
            "mention_channels": [],
            "attachments": [] if hidden else self._attachments(message),
            "embeds": [] if hidden else self._embeds(message),
            "components": [] if hidden else self._components(message),
        }
        if message.reactions:
            shown["reactions"] = [
                {
                    "emoji": {"id": None, "name": item.emoji},
                    "count": len(item.users),
                    "count_details": {"burst": 0, "normal": len(item.users)},
                    "burst_colors": [],
                    "me_burst": False,
                    "burst_me": False,
                    "burst_count": 0,
                    "me": viewer.id in item.users,
                }
                for item in message.reactions
            ]
        if message.nonce is not None and message.author_id == viewer.id:
            shown["nonce"] = message.nonce
        if message.application_id:
            shown["application_id"] = message.application_id
            shown["webhook_id"] = message.application_id
        if message.interaction:
            shown["interaction_metadata"] = message.interaction
        if message.reference:
            self._refer(shown, message, viewer, content_intent=content_intent)
        return shown

    def _refer(self, shown: Json, message: Message, viewer: User, *, content_intent: bool) -> None:
        channel = self._cast.channel(message.channel_id)
        shown["message_reference"] = {
            "type": 0,
            "channel_id": message.channel_id,
            "message_id": message.reference,
            **({} if channel.direct else {"guild_id": self._cast.guild_id}),
        }
        if message.type != REPLY:
            return
        target = self._store.find(message.channel_id, message.reference)
        if target is None:
            shown["referenced_message"] = None
            return
        bare = target.model_copy(update={"reference": None})
        shown["referenced_message"] = (
            self.to_bot(bare, content_intent=content_intent)
            if viewer.bot
            else self._message(bare, viewer, hidden=False)
        )

    def dispatched(self, message: Message, shown: Json) -> Json:
        """A message object as the gateway sends it: with server and member, unless ephemeral."""
        channel = self._cast.channel(message.channel_id)
        extra: Json = {"channel_type": channel.type}
        if not channel.direct and not message.audience:
            author = self._cast.user(message.author_id)
            extra["guild_id"] = self._cast.guild_id
            extra["member"] = self._cast.member_json(author, with_user=False)
            for user in shown["mentions"]:
                member = self._cast.member_json(self._cast.user(user["id"]), with_user=False)
                user["member"] = member
        return {**shown, **extra}

    # -- files

    def attachment(self, attachment: Attachment, channel_id: str) -> Json:
        """Discord's attachment object."""
        link = self._files.link(attachment, channel_id)
        shown: Json = {
            "id": attachment.id,
            "filename": attachment.filename,
            "size": attachment.size,
            "url": link,
            "proxy_url": link,
            "flags": 0,
        }
        for key in ("content_type", "width", "height", "description"):
            value = getattr(attachment, key)
            if value is not None:
                shown[key] = value
        if attachment.ephemeral:
            shown["ephemeral"] = True
        return shown

    def _attachments(self, message: Message) -> list[Json]:
        # What components and embeds show is left out, as Discord does it on purpose.
        return [
            self.attachment(item, message.channel_id)
            for item in message.attachments
            if not item.shown
        ]

    def _medium(self, medium: Json, message: Message) -> Json:
        wanted = medium.get("attachment_id")
        found = next((item for item in message.attachments if item.id == wanted), None)
        if found is None:
            url = medium.get("url", "")
            return {"url": url, "proxy_url": url, "width": None, "height": None, "id": message.id}
        link = self._files.link(found, message.channel_id)
        return {
            "id": found.id,
            "url": link,
            "proxy_url": link,
            "width": found.width,
            "height": found.height,
            "content_type": found.content_type,
            "attachment_id": found.id,
            "flags": 0,
            "loading_state": 2,
        }

    def _components(self, message: Message) -> list[Json]:
        shown = copy.deepcopy(message.components)
        for medium in media_of(shown):
            full = self._medium(medium, message)
            medium.clear()
            medium.update(full)
        for item in walk(shown):
            if item.get("description", "") is None:
                del item["description"]
        return shown

    def _embeds(self, message: Message) -> list[Json]:
        shown = copy.deepcopy(message.embeds)
        for embed in shown:
            for key in ("image", "thumbnail"):
                if embed.get(key):
                    embed[key] = self._medium(embed[key], message)
        return shown

    def metadata(self, interaction: Interaction) -> Json:
        """Discord's `interaction_metadata` of a message that answers an interaction."""
        user = self._cast.user(interaction.user_id)
        shown: Json = {
            "id": interaction.id,
            "type": interaction.type,
            "user": user.json(),
            "name": interaction.data.get("name", ""),
            "authorizing_integration_owners": {"0": self._cast.guild_id},
        }
        if interaction.message_id:
            shown["interacted_message_id"] = interaction.message_id
        if interaction.trigger:
            shown["triggering_interaction_metadata"] = interaction.trigger
        return shown
