"""Buttons and selects: found by their custom ids, so they work after any restart.

Every press is answered at once (a deferral, a form or a sentence), then the studio is asked, then
the cards are brought up to the rows. What each one does is in `draft_actions` and `shot_actions`.
"""

import re
import time
from collections.abc import Awaitable, Mapping
from typing import Any, Self

import discord
from discord import ui

from bot.chat import draft_actions, shot_actions
from bot.chat.cards import ids
from bot.chat.cogs.errors import answer_error


async def answered(press: discord.Interaction[Any], action: Awaitable[None]) -> None:
    """Run what was pressed; whatever goes wrong becomes one sentence for the person."""
    try:
        await action
    except Exception as error:  # noqa: BLE001 -- the last resort: told to the person and logged
        await answer_error(press, error)


class _Pressed(ui.DynamicItem[ui.Item[Any]], template=re.compile(r"(?!)")):
    """An item of an old or new card, with what its custom id said."""

    def __init__(self, item: ui.Item[Any], said: dict[str, str]) -> None:
        super().__init__(item)
        self.said = said

    @classmethod
    async def from_custom_id(
        cls, _: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Read the custom id."""
        return cls(item, match.groupdict())

    @property
    def row_id(self) -> int:
        """Id of the draft or shot."""
        return int(self.said["id"])


class DraftButton(_Pressed, template=ids.DRAFT_BUTTON):
    """Roll, Edit, Settings, Why?, Cancel."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do it."""
        action = draft_actions.BUTTONS[self.said["action"]]
        await answered(interaction, action(interaction, self.row_id))


class DraftSelect(_Pressed, template=ids.DRAFT_SELECT):
    """Other idea, or a beat that was left out."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do it."""
        action = draft_actions.SELECTS[self.said["action"]]
        data: Mapping[str, Any] = interaction.data or {}
        value = str(data["values"][0])
        await answered(interaction, action(interaction, self.row_id, value))


class DraftAnswer(_Pressed, template=ids.DRAFT_ANSWER):
    """An answer to the question."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do it."""
        action = draft_actions.answer(interaction, self.row_id, self.said["choice"])
        await answered(interaction, action)


class ShotButton(_Pressed, template=ids.SHOT_BUTTON):
    """Cancel, Re-roll, Close vote, Delete, More."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do it."""
        action = shot_actions.BUTTONS[self.said["action"]]
        await answered(interaction, action(interaction, self.row_id))


class TakeButton(_Pressed, template=ids.SHOT_TAKE):
    """Decide for a take, or download it."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do it."""
        action = shot_actions.TAKES[self.said["action"]]
        await answered(interaction, action(interaction, self.row_id, int(self.said["n"])))


ALL = (DraftButton, DraftSelect, DraftAnswer, ShotButton, TakeButton)
"""What the client registers at start."""


class Clicks:
    """Makes two quick presses of one button by one person the same press."""

    WINDOW = 3.0
    """Seconds within which a second press is taken for a double click."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[float, str]] = {}

    def key(self, press: str, interaction: int) -> str:
        """A key for this press: the interaction's own, or that of the press just before."""
        now = time.monotonic()
        self._last = {k: v for k, v in self._last.items() if now - v[0] < self.WINDOW}
        _, key = self._last.setdefault(press, (now, f"{press}:{interaction}"))
        return key
