"""/help."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat import answers
from bot.chat.cards.help import help_card

if TYPE_CHECKING:
    from bot.chat.client import OnebeatClient


class Help(commands.Cog):
    """What to do first."""

    def __init__(self, bot: "OnebeatClient") -> None:
        self.bot = bot

    @app_commands.command(name="help", description="What Onebeat does and how to start")
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def help(self, interaction: discord.Interaction) -> None:
        """A few lines, for the person who asked."""
        mention = self.bot.user.mention if self.bot.user else "@Onebeat"
        await answers.show(interaction, help_card(self.bot.house, mention))
