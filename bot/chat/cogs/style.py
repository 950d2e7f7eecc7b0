"""/style: anchors that keep the look of a series together."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat import answers, permissions
from bot.chat.cards import text
from bot.chat.reaching import reaching
from bot.studio.records import Anchor

if TYPE_CHECKING:
    from bot.chat.client import OnebeatClient

NONE = "none"
"""Name that clears a channel's style."""
_Name = app_commands.Range[str, 1, 32]


def _line(anchor: Anchor) -> str:
    return f"**{text.quote(anchor.name, 64)}** — {text.quote(anchor.phrase, 300)}"


async def _wait(interaction: discord.Interaction, *, quietly: bool) -> None:
    async with reaching():
        await interaction.response.defer(thinking=True, ephemeral=quietly)


@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
class Style(
    commands.GroupCog, group_name="style", group_description="Styles: light, palette, texture"
):
    """Create, list, show, use and delete styles; per server, with one in force per channel."""

    def __init__(self, bot: "OnebeatClient") -> None:
        self.bot = bot

    @app_commands.command(name="create", description="Keep a style: light, palette, texture")
    @app_commands.describe(
        name="A short name", phrase="At most 12 words, such as: warm low sun, muted greens"
    )
    async def create(
        self, interaction: discord.Interaction, name: _Name, phrase: app_commands.Range[str, 1, 200]
    ) -> None:
        """Keep a style."""
        await _wait(interaction, quietly=False)
        anchor = await self.bot.studio.anchors.create(
            _guild(interaction), interaction.user.id, name, phrase
        )
        await answers.say(
            interaction,
            f"Kept the style {_line(anchor)}\nPut it to work here with `/style use`.",
        )

    @app_commands.command(name="list", description="The styles of this server")
    async def overview(self, interaction: discord.Interaction) -> None:
        """All styles, and which one is in force here."""
        await _wait(interaction, quietly=True)
        anchors = await self.bot.studio.anchors.list(_guild(interaction))
        now = await self.bot.studio.anchors.in_force(_guild(interaction), _channel(interaction))
        if not anchors:
            await answers.say(interaction, "No styles yet. Make one with `/style create`.")
            return
        shown: list[str] = []
        for anchor in anchors:
            line = _line(anchor) + (" · in use here" if now and now.id == anchor.id else "")
            if sum(map(len, shown)) + len(shown) + len(line) > 1900:
                shown.append(f"… and {len(anchors) - len(shown)} more")
                break
            shown.append(line)
        await answers.say(interaction, "\n".join(shown))

    @app_commands.command(name="show", description="One style")
    @app_commands.describe(name="Which style")
    async def show(self, interaction: discord.Interaction, name: _Name) -> None:
        """One style and who made it."""
        await _wait(interaction, quietly=True)
        anchor = await self.bot.studio.anchors.get(_guild(interaction), name)
        await answers.say(
            interaction,
            f"{_line(anchor)}\n-# by <@{anchor.author}>, "
            f"{discord.utils.format_dt(anchor.created, 'D')}",
        )

    @app_commands.command(name="use", description="Use a style for the next drafts in this channel")
    @app_commands.describe(name='Which style; "none" for no style')
    async def use(self, interaction: discord.Interaction, name: _Name) -> None:
        """Set or clear the channel's style."""
        await _wait(interaction, quietly=False)
        wanted = None if name.strip().lower() == NONE else name
        anchor = await self.bot.studio.anchors.use(
            _guild(interaction), _channel(interaction), wanted
        )
        if anchor is None:
            sentence = "No style is in use here now. Drafts made from now on carry none."
        else:
            sentence = f"Drafts made here from now on carry {_line(anchor)}"
        await answers.say(interaction, sentence)

    @app_commands.command(name="delete", description="Delete a style")
    @app_commands.describe(name="Which style")
    async def delete(self, interaction: discord.Interaction, name: _Name) -> None:
        """Delete a style; its author or a moderator may."""
        await _wait(interaction, quietly=True)
        anchor = await self.bot.studio.anchors.delete(
            _guild(interaction),
            interaction.user.id,
            name,
            moderator=permissions.moderates(interaction),
        )
        await answers.say(interaction, f"Deleted the style {_line(anchor)}")

    @show.autocomplete("name")
    @delete.autocomplete("name")
    async def names(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Styles whose name holds what was typed."""
        return await self._names(interaction, typed)

    @use.autocomplete("name")
    async def names_or_none(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Styles, and none."""
        none = app_commands.Choice(name="none: no style", value=NONE)
        found = await self._names(interaction, typed)
        return [*found[:24], none] if typed.lower() in NONE else found

    async def _names(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        anchors = await self.bot.studio.anchors.list(_guild(interaction))
        return [
            app_commands.Choice(name=text.label(anchor.name, 100), value=anchor.name)
            for anchor in anchors
            if typed.lower() in anchor.name.lower()
        ][:25]


def _guild(interaction: discord.Interaction) -> int:
    """The server; in a direct message its channel stands for it."""
    return interaction.guild_id or _channel(interaction)


def _channel(interaction: discord.Interaction) -> int:
    return interaction.channel_id or 0
