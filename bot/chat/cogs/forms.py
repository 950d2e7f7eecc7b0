"""Answers of forms, read by their custom id: one that was open over a restart still counts."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import discord
from discord.ext import commands

from bot.chat.buttons import answered
from bot.chat.cards.ids import DRAFT_FORM
from bot.chat.draft_actions import FORMS

if TYPE_CHECKING:
    from bot.chat.client import OnebeatClient
    from bot.chat.press import Press


class Forms(commands.Cog):
    """Listens for submitted forms."""

    def __init__(self, bot: "OnebeatClient") -> None:
        self.bot = bot

    @commands.Cog.listener("on_interaction")
    async def submit(self, interaction: "Press") -> None:
        """Hand a submitted form to what it is for."""
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        data: Mapping[str, Any] = interaction.data or {}
        match = DRAFT_FORM.fullmatch(data.get("custom_id", ""))
        if match is None:
            return
        action = FORMS[match["action"]]
        fields = dict(_fields(data.get("components", ())))
        await answered(interaction, action(interaction, int(match["id"]), fields))


def _fields(components: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for component in components:
        inner = component.get("component")
        yield from _fields([inner] if inner else component.get("components", ()))
        name = component.get("custom_id")
        if name is not None:
            value = component.get("value", next(iter(component.get("values") or ()), ""))
            yield name, str(value or "")
