"""People for tests: they do what the page does, against the same stage."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.rehearsal.acting import Acting
from bot.rehearsal.cast import Cast, Channel, User
from bot.rehearsal.changes import Changes
from bot.rehearsal.command_rules import GROUP, SUBCOMMAND
from bot.rehearsal.commands import ATTACHMENT, Commands, leaf
from bot.rehearsal.components import SELECTS, walk
from bot.rehearsal.errors import StageError
from bot.rehearsal.forms import Upload
from bot.rehearsal.interactions import Interactions
from bot.rehearsal.messages import MessageStore
from bot.rehearsal.records import Interaction
from bot.rehearsal.showing import Showing

Json = dict[str, Any]
File = Path | tuple[str, bytes]
"""A file to upload: a path, or a name and bytes."""

DEADLINE = 5.0


@dataclass(frozen=True)
class Props:
    """The parts of a stage that people need."""

    cast: Cast
    store: MessageStore
    showing: Showing
    commands: Commands
    interactions: Interactions
    acting: Acting
    changes: Changes


class Sent:
    """An interaction that a person started."""

    def __init__(self, interaction: Interaction, person: "Person", props: Props) -> None:
        self._interaction = interaction
        self._person = person
        self._props = props

    @property
    def id(self) -> str:
        """The interaction's id."""
        return self._interaction.id

    @property
    def failed(self) -> bool:
        """Whether the person reads "This interaction failed"."""
        return self._interaction.failed

    @property
    def answered(self) -> bool:
        """Whether the first answer came."""
        return self._interaction.answer is not None

    @property
    def modal(self) -> Json | None:
        """The modal it opened."""
        return self._interaction.modal

    @property
    def choices(self) -> list[Json] | None:
        """The autocomplete choices it got."""
        return self._interaction.choices

    async def settled(self, deadline: float = DEADLINE) -> "Sent":
        """Wait until it is answered or has failed."""
        await self._props.changes.wait_for(
            lambda: self.answered or self.failed, deadline, f"an answer to {self.id}"
        )
        return self

    async def answer(self, deadline: float = DEADLINE) -> Json:
        """Wait for the filled message that answers it, as the person sees it."""

        def filled() -> Json | None:
            original = self._interaction.original_id
            message = self._props.store.find(self._interaction.channel_id, original)
            if message is None or message.loading:
                return None
            return self._props.showing.to_person(message, self._person.user)

        return await self._props.changes.wait_for(filled, deadline, f"a reply to {self.id}")


class Person:
    """One of the people; messages are given and taken as Discord's JSON objects.

    Attributes:
        user: who it is.
        channel_id: where the person is unless told otherwise.
    """

    def __init__(self, user: User, channel_id: str, props: Props) -> None:
        self.user = user
        self.channel_id = channel_id
        self._props = props

    @property
    def direct_channel_id(self) -> str:
        """The person's DM channel with the bot."""
        return self._props.cast.direct_channel(self.user.id).id

    # -- seeing

    def sees(self, channel_id: str | None = None) -> list[Json]:
        """All messages the person sees in a channel, oldest first."""
        channel = self._props.cast.channel(channel_id or self.channel_id)
        if not self._props.cast.sees(self.user, channel):
            return []
        found = self._props.store.seen_by(channel.id, self.user.id)
        return [self._props.showing.to_person(message, self.user) for message in found]

    def look(self, message: Json) -> Json | None:
        """A message as it is now; None when it is gone."""
        return next((m for m in self.sees(message["channel_id"]) if m["id"] == message["id"]), None)

    async def wait_for(
        self,
        predicate: Callable[[Json], object],
        deadline: float = DEADLINE,
        channel_id: str | None = None,
    ) -> Json:
        """Wait for a message that the predicate likes, and give the latest such.

        Raises:
            TimeoutError: there was none in time.
        """

        def newest() -> Json | None:
            return next((m for m in reversed(self.sees(channel_id)) if predicate(m)), None)

        what = f"a message for {self.user.name}"
        return await self._props.changes.wait_for(newest, deadline, what)

    # -- doing

    async def say(
        self,
        text: str = "",
        files: Sequence[File] = (),
        *,
        channel_id: str | None = None,
        reply_to: Json | None = None,
        mention_reply: bool = True,
    ) -> Json:
        """Post a message; `@Onebeat` in the text becomes a mention."""
        bot = self._props.cast.bot
        message = await self._props.acting.say(
            self.user,
            channel_id or self.channel_id,
            text.replace(f"@{bot.name}", f"<@{bot.id}>"),
            await _uploads(files),
            reply_to=reply_to["id"] if reply_to else None,
            mention_reply=mention_reply,
        )
        return self._props.showing.to_person(message, self.user)

    async def delete(self, message: Json) -> None:
        """Delete a message."""
        await self._props.acting.delete(self.user, message["channel_id"], message["id"])

    async def dismiss(self, message: Json) -> None:
        """Drop an ephemeral message."""
        await self._props.acting.dismiss(self.user, message["id"])

    async def react(self, message: Json, emoji: str) -> None:
        """Add a reaction."""
        self._react(message, emoji, on=True)

    async def unreact(self, message: Json, emoji: str) -> None:
        """Take a reaction back."""
        self._react(message, emoji, on=False)

    def _react(self, message: Json, emoji: str, *, on: bool) -> None:
        place = (message["channel_id"], message["id"])
        self._props.acting.react(self.user, *place, emoji, on=on)

    async def click(self, message: Json, control: str) -> Sent:
        """Press the button with a label or custom id."""
        found = find_control(self._fresh(message), control)
        return self._component(message, found["custom_id"], None)

    async def choose(self, message: Json, values: Sequence[str], select: str = "") -> Sent:
        """Choose options, by label or value, in the select with a custom id or placeholder.

        Args:
            message: where the select is.
            values: what to choose.
            select: which; empty when the message has only one.
        """
        found = find_control(self._fresh(message), select, selects=True)
        by_label = {item["label"]: item["value"] for item in found.get("options") or []}
        chosen = [by_label.get(value, value) for value in values]
        return self._component(message, found["custom_id"], chosen)

    def _fresh(self, message: Json) -> Json:
        now = self.look(message)
        if now is None:
            raise StageError("That message is gone.")
        return now

    def _component(self, message: Json, custom_id: str, values: list[str] | None) -> Sent:
        interaction = self._props.acting.component(
            self.user, message["channel_id"], message["id"], custom_id, values
        )
        return Sent(interaction, self, self._props)

    async def command(self, name: str, /, *, channel_id: str | None = None, **options: Any) -> Sent:
        """Use a slash command: `person.command("style create", name="dusk")`.

        An attachment option takes a path or a pair of name and bytes.
        """
        first, *rest = name.split()
        command = self._props.commands.named(first, 1)
        if command is None:
            raise StageError(f"The bot has no command /{first}.")
        filled, uploads = await self._filled(command, rest, options)
        interaction = await self._props.acting.command(
            self.user, channel_id or self.channel_id, command["id"], filled, uploads
        )
        return Sent(interaction, self, self._props)

    async def _filled(
        self, command: Json, path: list[str], options: Mapping[str, Any]
    ) -> tuple[list[Json], dict[int, Upload]]:
        shell: list[Json] = []
        inner, level = shell, command
        for name in path:
            level = next(item for item in level["options"] if item["name"] == name)
            inner.append({"name": name, "type": level["type"], "options": []})
            inner = inner[0]["options"]
        defined = {
            item["name"]: item
            for item in (leaf(command, shell)[0] if path else command["options"])
            if item["type"] not in {SUBCOMMAND, GROUP}
        }
        uploads: dict[int, Upload] = {}
        for name, value in options.items():
            kind = defined[name]["type"] if name in defined else 3
            if kind == ATTACHMENT:
                uploads |= {len(uploads): (await _uploads([value]))[0]}
                value = str(len(uploads) - 1)  # noqa: PLW2901  # the option holds the file's index
            inner.append({"name": name, "type": kind, "value": value})
        return shell, uploads

    async def menu(self, name: str, message: Json) -> Sent:
        """Use a context menu command on a message."""
        command = self._props.commands.named(name, 3)
        if command is None:
            raise StageError(f"The bot has no menu command {name}.")
        interaction = await self._props.acting.command(
            self.user, message["channel_id"], command["id"], [], target_id=message["id"]
        )
        return Sent(interaction, self, self._props)

    async def autocomplete(
        self, name: str, option: str, text: str, channel_id: str | None = None
    ) -> Sent:
        """Type into an option of a slash command that suggests choices."""
        first, *rest = name.split()
        command = self._props.commands.named(first, 1)
        if command is None:
            raise StageError(f"The bot has no command /{first}.")
        filled, _ = await self._filled(command, rest, {option: text})
        level = filled
        while level and "options" in level[0]:
            level = level[0]["options"]
        level[0]["focused"] = True
        interaction = self._props.acting.autocomplete(
            self.user, channel_id or self.channel_id, command["id"], filled, None
        )
        return Sent(interaction, self, self._props)

    async def submit_modal(
        self, opener: Sent, values: Mapping[str, Any], deadline: float = DEADLINE
    ) -> Sent:
        """Fill the modal that an interaction opened and submit it.

        Args:
            opener: the interaction.
            values: by custom id: a text, or a list for selects and uploads; fields not named keep
                what they show.
            deadline: seconds to wait for the modal to open.
        """
        modal = await self._props.changes.wait_for(
            lambda: opener.modal, deadline, f"a modal for {opener.id}"
        )
        uploads: dict[int, Upload] = {}
        components = []
        for item in modal["components"]:
            key = "component" if "component" in item else "components"
            if key not in item:
                continue
            field = item[key] if key == "component" else item[key][0]
            given = await _given(field, values, uploads)
            shell = {"type": item["type"], "id": item["id"]}
            components.append({**shell, key: given if key == "component" else [given]})
        origin = self._props.interactions.get(opener.id)
        interaction = await self._props.acting.modal(
            self.user,
            origin.channel_id if origin else self.channel_id,
            opener.id,
            modal["custom_id"],
            components,
            uploads,
        )
        return Sent(interaction, self, self._props)


async def _given(field: Json, values: Mapping[str, Any], uploads: dict[int, Upload]) -> Json:
    custom_id, kind = field["custom_id"], field["type"]
    given: Json = {"type": kind, "id": field.get("id"), "custom_id": custom_id}
    value = values.get(custom_id)
    if kind == 4:
        given["value"] = field.get("value") or "" if value is None else value
    elif kind in {21, 23}:
        given["value"] = value if value is not None else field.get("default")
    elif kind == 19:
        start = len(uploads)
        new = await _uploads(value or [])
        uploads |= {start + index: upload for index, upload in new.items()}
        given["values"] = [str(start + index) for index in new]
    else:
        options = field.get("options") or []
        shown = [item["value"] for item in options if item.get("default")]
        given["values"] = shown if value is None else list(value)
    return given


async def _uploads(files: Sequence[File]) -> dict[int, Upload]:
    uploads = {}
    for index, file in enumerate(files):
        if isinstance(file, tuple):
            uploads[index] = Upload(*file)
        else:
            uploads[index] = Upload(file.name, await asyncio.to_thread(file.read_bytes))
    return uploads


def find_control(message: Json, wanted: str, *, selects: bool = False) -> Json:
    """The button with a label or custom id, or the select with a custom id or placeholder.

    Raises:
        StageError: there is none, or (without a name) more than one select.
    """
    kinds = SELECTS if selects else {2}
    found = [item for item in walk(message["components"]) if item["type"] in kinds]
    if selects and not wanted and len(found) == 1:
        return found[0]
    names = ("custom_id", "placeholder") if selects else ("custom_id", "label")
    for item in found:
        if wanted and any(item.get(name) == wanted for name in names):
            return item
    there = ", ".join(str(item.get(names[1]) or item.get("custom_id")) for item in found)
    raise StageError(f"There is no control {wanted!r}; there is: {there or 'none'}.")


def texts(message: Json) -> str:
    """All text of a message: content and text displays, line by line."""
    shown = [item["content"] for item in walk(message["components"]) if item["type"] == 10]
    return "\n".join(filter(None, [message["content"], *shown]))


def channel_named(cast: Cast, name: str) -> Channel:
    """A channel of the server by name.

    Raises:
        StageError: there is none.
    """
    for channel in cast.guild_channels():
        if channel.name == name:
            return channel
    raise StageError(f"There is no channel {name}.")
