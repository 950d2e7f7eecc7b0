"""Sentences to the person who pressed something; nobody else sees them."""

from pathlib import Path

import discord

from bot.chat.cards.card import Card
from bot.chat.reaching import UPLOAD, reaching

_DEFERRED = discord.InteractionResponseType.deferred_channel_message


async def say(interaction: discord.Interaction, sentence: str) -> None:
    """Answer with one sentence, in whatever state the interaction is.

    A deferred answer is filled by an edit: unlike a follow-up, an edit that is repeated after a
    lost answer does not show twice.

    Raises:
        BoardError, BoardGoneError: see `bot.chat.reaching`.
    """
    none = discord.AllowedMentions.none()
    async with reaching():
        if not interaction.response.is_done():
            await interaction.response.send_message(sentence, ephemeral=True, allowed_mentions=none)
        elif interaction.response.type is _DEFERRED:
            await interaction.edit_original_response(content=sentence, allowed_mentions=none)
        else:
            await interaction.followup.send(sentence, ephemeral=True, allowed_mentions=none)


async def show(interaction: discord.Interaction, card: Card) -> None:
    """Answer with a card that holds no files; a deferred answer is filled.

    Raises:
        BoardError, BoardGoneError: see `bot.chat.reaching`.
    """
    none = discord.AllowedMentions.none()
    card.view.stop()
    async with reaching():
        if not interaction.response.is_done():
            await interaction.response.send_message(
                view=card.view, ephemeral=True, allowed_mentions=none
            )
        else:
            await interaction.edit_original_response(view=card.view, allowed_mentions=none)


async def hand_over(interaction: discord.Interaction, sentence: str, path: Path, name: str) -> None:
    """Fill a deferred answer with a file.

    Raises:
        BoardError, BoardGoneError, TooLargeError: see `bot.chat.reaching`.
    """
    file = discord.File(path, filename=name)
    try:
        async with reaching(UPLOAD):
            await interaction.edit_original_response(content=sentence, attachments=[file])
    finally:
        file.close()
