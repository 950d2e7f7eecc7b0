"""Cards that somebody deletes by hand: their rows follow, as after Cancel or Delete."""

import logging
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.store.errors import StoreError

if TYPE_CHECKING:
    from bot.chat.client import OnebeatClient

_log = logging.getLogger(__name__)


class Removals(commands.Cog):
    """Only people who may tidy up a channel can delete the bot's messages in it."""

    def __init__(self, bot: "OnebeatClient") -> None:
        self.bot = bot

    @commands.Cog.listener("on_raw_message_delete")
    async def deleted(self, event: discord.RawMessageDeleteEvent) -> None:
        """One message is gone."""
        await self._follow(event.channel_id, event.message_id)

    @commands.Cog.listener("on_raw_bulk_message_delete")
    async def purged(self, event: discord.RawBulkMessageDeleteEvent) -> None:
        """Many messages are gone at once."""
        for message in event.message_ids:
            await self._follow(event.channel_id, message)

    async def _follow(self, channel: int, message: int) -> None:
        studio = self.bot.studio
        try:
            draft = await studio.drafts.by_message(channel, message)
            if draft is not None:
                await studio.drafts.card_deleted(draft.id)
                return
            shot = await studio.shots.by_message(channel, message)
            if shot is not None:
                await studio.shots.card_deleted(shot.id)
        except StoreError as error:
            # The ballot's end finds the card missing and does the same.
            _log.warning("deletion of message %d not followed now: %s", message, error)
