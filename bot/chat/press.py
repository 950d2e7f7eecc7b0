"""A press: an interaction with our own client behind it."""

from typing import TYPE_CHECKING, TypeAlias

import discord

if TYPE_CHECKING:
    from bot.chat.client import OnebeatClient

Press: TypeAlias = "discord.Interaction[OnebeatClient]"
