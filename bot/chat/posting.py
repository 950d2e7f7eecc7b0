"""Messages: posted once, edited with only the files that are missing."""

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import discord
import yarl

from bot.chat.cards.card import Card, Media
from bot.chat.reaching import CALL, UPLOAD, RejectedError, reaching

_log = logging.getLogger(__name__)
SCAN = 500
"""Messages looked through for a card that may have been posted before a crash."""

Loader = Callable[[Media], Awaitable[bytes | Path]]
"""Gives the content of a card's file."""


@dataclass(frozen=True)
class Kept:
    """A file that is on a message already."""

    id: int
    filename: str

    def to_dict(self) -> dict[str, object]:
        """As Discord wants to be told that it stays."""
        return {"id": str(self.id), "filename": self.filename}


class Poster:
    """Posts and edits cards by bot token; never pings."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    def channel(self, channel: int, guild: int | None) -> discord.PartialMessageable:
        """A channel by id, whether it is in the cache or not."""
        return self._client.get_partial_messageable(channel, guild_id=guild)

    async def post(
        self,
        channel: discord.PartialMessageable,
        card: Card,
        load: Loader,
        *,
        nonce: str,
        reply_to: int | None = None,
    ) -> int:
        """Post a card; the same nonce again within minutes gives the message posted before.

        Returns:
            The message's id.

        Raises:
            BoardError, BoardGoneError, TooLargeError: see `bot.chat.reaching`.
        """
        contents = [(media, await load(media)) for media in card.media]
        # Any: discord.py takes None here, but its overloads do not say so.
        reference: Any = None if reply_to is None else reference_to(channel, reply_to)
        with _opened(contents) as files:
            async with reaching(UPLOAD if files else CALL):
                message = await channel.send(
                    view=_passive(card),
                    files=files,
                    nonce=nonce,
                    allowed_mentions=discord.AllowedMentions.none(),
                    reference=reference,
                )
        return message.id

    async def fill(self, interaction: discord.Interaction, card: Card, still: bytes) -> int:
        """Fill a command's deferred answer with a card; repeating it does no harm.

        Returns:
            The message's id.

        Raises:
            BoardError, BoardGoneError, TooLargeError: see `bot.chat.reaching`.
        """
        with _opened([(media, still) for media in card.media]) as files:
            async with reaching(UPLOAD):
                message = await interaction.edit_original_response(
                    view=_passive(card),
                    attachments=files,
                    allowed_mentions=discord.AllowedMentions.none(),
                )
        return message.id

    async def files(self, channel: discord.PartialMessageable, message: int) -> dict[str, Kept]:
        """The files that a card shows, by name.

        Raises:
            BoardError, BoardGoneError: see `bot.chat.reaching`.
        """
        async with reaching():
            fetched = await channel.get_partial_message(message).fetch()
        return {file.filename: file for file in _shown_files(fetched)}

    async def edit(
        self,
        channel: discord.PartialMessageable,
        message: int,
        card: Card,
        load: Loader,
        present: Mapping[str, Kept],
    ) -> None:
        """Bring a message to the card; of the files `present`, those it shows are kept.

        Raises:
            BoardError, BoardGoneError, TooLargeError: see `bot.chat.reaching`.
        """
        try:
            await self._edit(channel, message, card, load, present)
        except RejectedError as error:
            if not present:
                raise
            # Better all files again than a card that stays behind.
            _log.warning("message %d: kept files were not taken: %s", message, error)
            await self._edit(channel, message, card, load, {})

    async def _edit(
        self,
        channel: discord.PartialMessageable,
        message: int,
        card: Card,
        load: Loader,
        present: Mapping[str, Kept],
    ) -> None:
        # Any: discord.py asks of a kept attachment only its `to_dict`, but names its own class.
        files: list[Any] = [present[m.name] for m in card.media if m.name in present]
        contents = [(m, await load(m)) for m in card.media if m.name not in present]
        with _opened(contents) as new:
            async with reaching(UPLOAD if new else CALL):
                await channel.get_partial_message(message).edit(
                    view=_passive(card),
                    attachments=[*files, *new],
                    allowed_mentions=discord.AllowedMentions.none(),
                )

    async def find(
        self,
        channel: discord.PartialMessageable,
        since: datetime,
        recognise: Callable[[discord.Message], bool],
    ) -> int | None:
        """One of our latest messages that `recognise` knows, not older than `since`."""
        own = self._client.user
        async with reaching():
            async for message in channel.history(limit=SCAN):
                if message.created_at.timestamp() < since.timestamp() - 60:
                    break
                if own is not None and message.author.id == own.id and recognise(message):
                    return message.id
        return None


def reference_to(channel: discord.PartialMessageable, message: int) -> discord.MessageReference:
    """A reference for a reply that is posted even if the message is gone."""
    return discord.MessageReference(
        message_id=message,
        channel_id=channel.id,
        guild_id=channel.guild_id,
        fail_if_not_exists=False,
    )


def has_custom_id(prefix: str) -> Callable[[discord.Message], bool]:
    """Recognises a card by the custom ids of its buttons."""

    def recognise(message: discord.Message) -> bool:
        return any(custom_id.startswith(prefix) for custom_id in _custom_ids(message.components))

    return recognise


def row_on(message: discord.Message) -> tuple[str, int] | None:
    """Kind and id of the row whose buttons one of our messages has."""
    for custom_id in _custom_ids(message.components):
        kind, _, rest = custom_id.partition(":")
        row = rest.partition(":")[0]
        if kind in {"draft", "shot"} and row.isdecimal():
            return kind, int(row)
    return None


def _custom_ids(components: Sequence[object]) -> Iterator[str]:
    for component in components:
        custom_id = getattr(component, "custom_id", None)
        if isinstance(custom_id, str):
            yield custom_id
        yield from _custom_ids(getattr(component, "children", ()))


def _shown_files(message: discord.Message) -> Iterator[Kept]:
    """The files that components show: Discord leaves those out of a message's attachments."""
    for item in message.attachments:
        yield Kept(item.id, item.filename)
    for medium in _media(message.components):
        if medium.attachment_id is not None:
            yield Kept(medium.attachment_id, yarl.URL(medium.url).name)


def _media(components: Sequence[object]) -> Iterator[discord.UnfurledMediaItem]:
    for component in components:
        if isinstance(component, discord.MediaGalleryComponent):
            yield from (item.media for item in component.items)
        elif isinstance(component, discord.SectionComponent):
            yield from _media([component.accessory])
        elif isinstance(component, discord.ThumbnailComponent):
            yield component.media
        else:
            yield from _media(getattr(component, "children", ()))


def _passive(card: Card) -> discord.ui.LayoutView:
    """Stops the view: buttons are answered by their custom ids, nothing is kept per message."""
    card.view.stop()
    return card.view


@contextmanager
def _opened(contents: Sequence[tuple[Media, bytes | Path]]) -> Iterator[list[discord.File]]:
    files: list[discord.File] = []
    try:
        for media, content in contents:
            files.append(file_of(media, content))
        yield files
    finally:
        for file in files:
            file.close()


def file_of(media: Media, content: bytes | Path) -> discord.File:
    """A file to send, under its own name; to be closed by the caller."""
    if isinstance(content, Path):
        return discord.File(content, filename=media.name)
    return discord.File(BytesIO(content), filename=media.name)
