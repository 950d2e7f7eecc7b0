"""What people do, with the checks that Discord's client makes first."""

from collections.abc import Mapping
from typing import Any

from bot.rehearsal.attaching import Attaching
from bot.rehearsal.cast import Cast, Channel, User
from bot.rehearsal.cdn import FileStore
from bot.rehearsal.commands import Commands, check_values, leaf
from bot.rehearsal.components import SELECTS, clickable
from bot.rehearsal.conversation import Conversation
from bot.rehearsal.errors import FormProblems, RefusedError
from bot.rehearsal.forms import Upload
from bot.rehearsal.interactions import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    MODAL_SUBMIT,
    Interactions,
)
from bot.rehearsal.message_rules import mentioned
from bot.rehearsal.messages import MessageStore
from bot.rehearsal.modals import check_submission
from bot.rehearsal.permissions import Permission
from bot.rehearsal.records import REPLY, Interaction, Message
from bot.rehearsal.resolving import Resolving
from bot.rehearsal.rules import Rules
from bot.rehearsal.showing import Showing
from bot.rehearsal.snowflakes import Snowflakes

Json = dict[str, Any]
Uploads = Mapping[int, Upload]


class Acting:
    """Carries out what a person does; every method may raise `RefusedError` or `ApiError`."""

    def __init__(
        self,
        cast: Cast,
        rules: Rules,
        ids: Snowflakes,
        store: MessageStore,
        files: FileStore,
        showing: Showing,
        conversation: Conversation,
        commands: Commands,
        interactions: Interactions,
    ) -> None:
        self._cast = cast
        self._rules = rules
        self._ids = ids
        self._store = store
        self._files = files
        self._showing = showing
        self._conversation = conversation
        self._commands = commands
        self._interactions = interactions
        # A person's files obey a person's limit.
        self._generous = rules.model_copy(update={"file_bytes": rules.person_file_bytes})

    def _channel(self, person: User, channel_id: str) -> Channel:
        channel = self._cast.channel(channel_id)
        if not self._cast.sees(person, channel):
            raise RefusedError("You cannot look into that channel.", 403)
        return channel

    def _message(self, person: User, channel_id: str, message_id: str) -> Message:
        self._channel(person, channel_id)
        message = self._store.find(channel_id, message_id)
        if message is None or message.audience not in {None, person.id}:
            raise RefusedError("That message is gone.", 404)
        return message

    # -- messages

    async def say(
        self,
        person: User,
        channel_id: str,
        content: str,
        uploads: Uploads | None = None,
        *,
        reply_to: str | None = None,
        mention_reply: bool = True,
    ) -> Message:
        """Post a message."""
        uploads = uploads or {}
        channel = self._channel(person, channel_id)
        self._cast.demand(person, channel, Permission.SEND_MESSAGES)
        content = content.strip()
        if not content and not uploads:
            raise RefusedError("Write something or add a file first.")
        if len(content) > self._rules.person_content:
            raise RefusedError(f"A message has at most {self._rules.person_content} characters.")
        target = self._message(person, channel_id, reply_to) if reply_to else None
        message = self._conversation.new(person, channel, content=content)
        bits = self._cast.permissions(person, channel)
        message.mentions, message.mention_everyone = mentioned(
            content, [], None, everyone_kept=bool(bits & Permission.MENTION_EVERYONE)
        )
        if target:
            message.type, message.reference = REPLY, target.id
            if mention_reply and target.author_id not in message.mentions:
                message.mentions.append(target.author_id)
        attaching = Attaching(self._generous, self._ids)
        message.attachments = attaching.settle(None, uploads, [], FormProblems())
        await self._keep(attaching.new)
        self._conversation.post(message)
        return message

    async def _keep(self, new: dict[str, bytes]) -> None:
        for attachment_id, data in new.items():
            await self._files.keep(attachment_id, data)

    async def edit(self, person: User, channel_id: str, message_id: str, content: str) -> Message:
        """Change the text of an own message."""
        message = self._message(person, channel_id, message_id)
        if message.author_id != person.id:
            raise RefusedError("You can edit only your own messages.", 403)
        message.content = content.strip()
        message.mentions, message.mention_everyone = mentioned(
            content, [], None, everyone_kept=False
        )
        self._conversation.mark_edited(message)
        self._conversation.update(message)
        return message

    async def delete(self, person: User, channel_id: str, message_id: str) -> None:
        """Delete an own message, or anybody's as owner of the server."""
        message = self._message(person, channel_id, message_id)
        if message.audience:
            raise RefusedError("Dismiss this message instead.")
        channel = self._cast.channel(channel_id)
        bits = self._cast.permissions(person, channel)
        if message.author_id != person.id and not bits & Permission.MANAGE_MESSAGES:
            raise RefusedError("You can delete only your own messages.", 403)
        await self._conversation.delete(message)

    async def dismiss(self, person: User, message_id: str) -> None:
        """Drop an own ephemeral message."""
        message = self._store.anywhere(message_id)
        if message is None or message.audience != person.id:
            raise RefusedError("There is no such message to dismiss.", 404)
        await self._conversation.delete(message)

    def type(self, person: User, channel_id: str) -> None:
        """Show that a person is typing."""
        self._conversation.type(person, self._channel(person, channel_id))

    def react(
        self, person: User, channel_id: str, message_id: str, emoji: str, *, on: bool | None = None
    ) -> None:
        """Add, take back, or (None) toggle a reaction."""
        message = self._message(person, channel_id, message_id)
        if message.audience:
            raise RefusedError("Nobody else sees this message, so it takes no reactions.")
        found = message.reaction(emoji)
        given = found is not None and person.id in found.users
        if on is None:
            on = not given
        if on:
            self._conversation.react(person, message, emoji)
        else:
            self._conversation.unreact(person, message, emoji)

    # -- interactions

    def _resolving(self, channel: Channel, uploads: Uploads) -> Resolving:
        attaching = Attaching(self._generous, self._ids, ephemeral=True)
        for upload in uploads.values():
            if len(upload.data) > self._rules.person_file_bytes:
                raise RefusedError(f"The file {upload.filename} is too large to upload.", 413)
        return Resolving(self._cast, self._showing, attaching, channel, uploads)

    def _command(self, person: User, channel: Channel, command_id: str) -> Json:
        if not channel.direct:
            self._cast.demand(person, channel, Permission.USE_APPLICATION_COMMANDS)
        command = self._commands.find(command_id)
        if command is None:
            raise RefusedError("The bot has no such command any more.", 404)
        contexts = command.get("contexts")
        allowed = (
            contexts if contexts is not None else ([0, 1] if command["dm_permission"] else [0])
        )
        if (1 if channel.direct else 0) not in allowed:
            raise RefusedError("This command does not work here.")
        demanded = command.get("default_member_permissions")
        bits = self._cast.permissions(person, channel)
        if demanded is not None and not channel.direct and bits & int(demanded) != int(demanded):
            raise RefusedError("You may not use this command.", 403)
        return command

    async def command(
        self,
        person: User,
        channel_id: str,
        command_id: str,
        options: list[Json],
        uploads: Uploads | None = None,
        *,
        target_id: str | None = None,
        nonce: str | None = None,
    ) -> Interaction:
        """Use an application command."""
        uploads = uploads or {}
        channel = self._channel(person, channel_id)
        command = self._command(person, channel, command_id)
        data: Json = {"id": command["id"], "name": command["name"], "type": command["type"]}
        if "guild_id" in command:
            data["guild_id"] = command["guild_id"]
        if command["type"] != 1:
            return self._menu(person, channel, data, target_id, nonce)
        defined, given = leaf(command, options)
        check_values(defined, given, uploads)
        resolving = self._resolving(channel, uploads)
        filled = resolving.options(options)
        await self._keep(resolving.new)
        data = resolving.into({**data, **({"options": filled} if filled else {})})
        return self._interactions.send(COMMAND, person, channel, data, page_nonce=nonce)

    def _menu(
        self, person: User, channel: Channel, data: Json, target_id: str | None, nonce: str | None
    ) -> Interaction:
        if data["type"] == 2:
            user = self._cast.user(target_id or "")
            resolved: Json = {"users": {user.id: user.json()}}
            if not channel.direct:
                member = self._cast.member_json(user, with_user=False)
                member["permissions"] = str(self._cast.permissions(user, channel))
                resolved["members"] = {user.id: member}
        else:
            message = self._message(person, channel.id, target_id or "")
            resolved = {"messages": {message.id: self._showing.in_full(message)}}
        data = {**data, "target_id": target_id, "resolved": resolved}
        return self._interactions.send(COMMAND, person, channel, data, page_nonce=nonce)

    def autocomplete(
        self, person: User, channel_id: str, command_id: str, options: list[Json], nonce: str | None
    ) -> Interaction:
        """Ask for choices of the focused option."""
        channel = self._channel(person, channel_id)
        command = self._command(person, channel, command_id)
        data = {
            "id": command["id"],
            "name": command["name"],
            "type": command["type"],
            "options": options,
        }
        return self._interactions.send(AUTOCOMPLETE, person, channel, data, page_nonce=nonce)

    def component(
        self,
        person: User,
        channel_id: str,
        message_id: str,
        custom_id: str,
        values: list[str] | None = None,
        nonce: str | None = None,
    ) -> Interaction:
        """Press a button or choose in a select."""
        channel = self._channel(person, channel_id)
        message = self._message(person, channel_id, message_id)
        component = clickable(message.components, custom_id)
        if component is None:
            raise RefusedError("That control is gone.", 404)
        if component.get("disabled"):
            raise RefusedError("That control is switched off.")
        data: Json = {
            "custom_id": custom_id,
            "component_type": component["type"],
            "id": component["id"],
        }
        if component["type"] in SELECTS:
            chosen = values or []
            _check_choice(component, chosen)
            resolving = self._resolving(channel, {})
            resolving.select(component["type"], chosen)
            data = resolving.into({**data, "values": chosen})
        return self._interactions.send(
            COMPONENT, person, channel, data, message_id=message.id, page_nonce=nonce
        )

    async def modal(
        self,
        person: User,
        channel_id: str,
        interaction_id: str,
        custom_id: str,
        components: list[Json],
        uploads: Uploads | None = None,
        nonce: str | None = None,
    ) -> Interaction:
        """Submit a modal that an interaction of the same person opened."""
        channel = self._channel(person, channel_id)
        opener = self._interactions.get(interaction_id)
        modal = opener.modal if opener and opener.user_id == person.id else None
        if opener is None or modal is None or modal["custom_id"] != custom_id:
            raise RefusedError("That form is closed.", 404)
        check_submission(modal, components)
        resolving = self._resolving(channel, uploads or {})
        filled = resolving.fields(components)
        await self._keep(resolving.new)
        data = resolving.into({"custom_id": custom_id, "components": filled})
        return self._interactions.send(
            MODAL_SUBMIT,
            person,
            channel,
            data,
            message_id=opener.message_id,
            page_nonce=nonce,
            opener=opener,
        )


def _check_choice(select: Json, values: list[str]) -> None:
    if not select["min_values"] <= len(values) <= select["max_values"]:
        raise RefusedError(
            f"Choose {select['min_values']} to {select['max_values']} of the options."
        )
    known = {option["value"] for option in select.get("options") or []}
    if select["type"] == 3 and not set(values) <= known:
        raise RefusedError("That option is gone.")
