"""Reactions: whatever happens to the ballot emoji of a card, its ballot is counted again."""

import logging
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.chat.ballot_box import take_of
from bot.store.errors import StoreError
from bot.studio.errors import StudioError
from bot.studio.ports import BoardError, BoardGoneError

if TYPE_CHECKING:
    from bot.chat.client import OnebeatClient

_log = logging.getLogger(__name__)


class Ballots(commands.Cog):
    """Turns reaction events into recounts; the count itself is always read from Discord."""

    def __init__(self, bot: "OnebeatClient") -> None:
        self.bot = bot

    @commands.Cog.listener("on_raw_reaction_add")
    @commands.Cog.listener("on_raw_reaction_remove")
    async def changed(self, event: discord.RawReactionActionEvent) -> None:
        """Somebody voted, or took a vote back."""
        own = self.bot.user
        if take_of(event.emoji) is None or (own is not None and event.user_id == own.id):
            return
        await self._recount(event.channel_id, event.message_id)

    @commands.Cog.listener("on_raw_reaction_clear")
    @commands.Cog.listener("on_raw_reaction_clear_emoji")
    async def cleared(
        self, event: discord.RawReactionClearEvent | discord.RawReactionClearEmojiEvent
    ) -> None:
        """A moderator took reactions away."""
        await self._recount(event.channel_id, event.message_id)

    @commands.Cog.listener("on_connect")
    async def connected(self) -> None:
        """A new session: reactions that came in between are not told again."""
        try:
            await self.bot.studio.recount_open()
        except StoreError as error:
            _log.warning("ballots not counted after a new session: %s", error)

    async def _recount(self, channel: int, message: int) -> None:
        try:
            shot = await self.bot.studio.shots.by_message(channel, message)
            if shot is not None:
                await self.bot.studio.ballots.recount(shot.id)
        except (BoardError, BoardGoneError, StudioError) as error:
            # No vote is lost: Discord keeps the reactions, and every later count reads them all.
            _log.warning("ballot of message %d not counted now: %s", message, error)
