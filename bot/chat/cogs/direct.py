"""Four doors, one room: mention with a picture, /direct, the context menu, a reply to a card."""

import asyncio
import contextlib
import re
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat import permissions
from bot.chat.cogs.errors import reply_error
from bot.chat.intake import Found, IntakeError, first_picture
from bot.chat.posting import row_on
from bot.chat.reaching import reaching
from bot.studio.ports import BoardError, BoardGoneError
from bot.studio.records import Draft, DraftState, Place, Shot, Still
from prompts.plan import Settings

if TYPE_CHECKING:
    from bot.chat.client import OnebeatClient

MOST_WORDS = 4000
"""Characters of a request; Discord's own limit for a message."""
_TYPING = 2.0
_HINT = (
    "Drop a picture into the same message and say what should move, for example *make it epic*. "
    "Or right-click a picture → Apps → *Direct this still*."
)
_UNSEEN = (
    "Discord does not show me the picture you replied to. Right-click it → Apps → "
    "*Direct this still*, or post it again in a message that mentions me."
)


class Direct(commands.Cog):
    """Everything that starts or revises a draft."""

    def __init__(self, bot: "OnebeatClient") -> None:
        self.bot = bot
        self._menu = app_commands.ContextMenu(
            name="Direct this still",
            callback=self.direct_this,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True),
        )

    async def cog_load(self) -> None:
        """Context menus have to be added by hand."""
        self.bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """And removed by hand."""
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    @commands.Cog.listener("on_message")
    async def hear(self, message: discord.Message) -> None:
        """A mention, a reply that mentions us, or anything in a direct message."""
        if message.author.bot or message.type not in {
            discord.MessageType.default,
            discord.MessageType.reply,
        }:
            return
        if message.guild is not None and self.bot.user not in message.mentions:
            return
        try:
            await self._take_up(message)
        except Exception as error:  # noqa: BLE001 -- the last resort: told to the person and logged
            await reply_error(message, error)

    @app_commands.command(name="direct", description="Turn a still into one believable motion")
    @app_commands.describe(
        image="The picture to start from",
        request='What should move: "make it epic", "she turns her head"',
        takes="How many takes to shoot, 1 to 4",
        platform="Where it will be shown; sets ratio and length",
    )
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def direct(
        self,
        interaction: discord.Interaction,
        image: discord.Attachment,
        request: app_commands.Range[str, 0, MOST_WORDS] = "",
        takes: app_commands.Range[int, 1, 4] | None = None,
        platform: str | None = None,
    ) -> None:
        """The slash command."""
        async with reaching():
            await interaction.response.defer(thinking=True)
        known = {name for name, _ in self.bot.house.platforms}
        if platform is not None and platform not in known:
            raise IntakeError(
                f"I don't know that platform. Choose one of: {', '.join(sorted(known))}."
            )
        permissions.check(interaction.app_permissions, interaction.channel)
        found = first_picture([image])
        if found is not None:
            still = await self._fetch(found)
            settings = Settings(takes=takes, platform=platform)
            await self._answer(interaction, still, request, settings, found.remark)

    @direct.autocomplete("platform")
    async def platforms(self, _: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Platforms whose name holds what was typed."""
        return [
            app_commands.Choice(name=title, value=name)
            for name, title in self.bot.house.platforms
            if typed.lower() in title.lower()
        ][:25]

    async def direct_this(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """The context menu on somebody's picture."""
        async with reaching():
            await interaction.response.defer(thinking=True)
        permissions.check(interaction.app_permissions, interaction.channel)
        row = await self._row(message)
        if row is not None:
            await self._answer(interaction, row.still, "")
            return
        found = first_picture(message.attachments)
        if found is None:
            raise IntakeError("There is no picture in that message. Choose one that holds one.")
        own = message.author.id == interaction.user.id
        words = self._words(message) if own else ""
        await self._answer(interaction, await self._fetch(found), words, remark=found.remark)

    async def _answer(
        self,
        interaction: discord.Interaction,
        still: Still,
        words: str,
        settings: Settings = Settings(),  # noqa: B008 -- a frozen value
        remark: str = "",
    ) -> None:
        place = Place(guild=interaction.guild_id, channel=interaction.channel_id or 0)
        bot = self.bot
        draft = await bot.studio.drafts.open(
            place, interaction.user.id, still, words[:MOST_WORDS], settings=settings
        )
        try:
            await bot.board.answer_draft(interaction, draft.id, remark)
        except (BoardError, BoardGoneError):
            # The answer was taken away, or its door is shut: the channel may still be open.
            await bot.board.bring_draft(draft.id, remark)

    async def _take_up(self, message: discord.Message) -> None:
        words = self._words(message)
        picture = first_picture(message.attachments)
        row = None if picture else await self._replied_row(message)
        if row is None and picture is None:
            picture = self._replied_picture(message)
        permissions.check(permissions.of_message(message), message.channel)
        await self._show_typing(message)
        if isinstance(row, Draft) and row.state is DraftState.OPEN:
            await self.bot.studio.drafts.revise(
                row.id, message.author.id, words, moderator=self._moderates(message)
            )
            await self.bot.board.bring_draft(row.id)
        elif row is not None:
            await self._draft_again(message, row, words)
        elif picture is not None:
            still = await self._fetch(picture)
            draft = await self.bot.studio.drafts.open(
                self._place(message), message.author.id, still, words, source=message.id
            )
            await self.bot.board.bring_draft(draft.id, picture.remark)

    async def _draft_again(self, message: discord.Message, row: Draft | Shot, words: str) -> None:
        """A reply to a shot, or to a draft that is closed: a new draft that remembers the words."""
        drafts = self.bot.studio.drafts
        before: Draft = row if isinstance(row, Draft) else await drafts.get(row.draft)
        first, *later = [*before.words, words]
        made = await drafts.open(
            self._place(message),
            message.author.id,
            before.still,
            first,
            settings=before.settings,
            source=message.id,
        )
        for more in later:
            await drafts.revise(made.id, message.author.id, more)
        await self.bot.board.bring_draft(made.id)

    async def _replied_row(self, message: discord.Message) -> Draft | Shot | None:
        """The draft or shot whose card this message replies to."""
        if message.reference is None or message.reference.message_id is None:
            return None
        replied = message.reference.resolved
        if isinstance(replied, discord.Message):
            return await self._row(replied)
        return await self._row_by(message.channel.id, message.reference.message_id)

    async def _row(self, card: discord.Message) -> Draft | Shot | None:
        """The draft or shot whose card a message is."""
        if card.author != self.bot.user:
            return None
        row = await self._row_by(card.channel.id, card.id)
        known = row_on(card)
        if row is None and known is not None:
            # Somebody was faster than the row learned of its card: the buttons know it, too.
            kind, number = known
            desk = self.bot.studio.drafts if kind == "draft" else self.bot.studio.shots
            return await desk.get(number)
        return row

    async def _row_by(self, channel: int, message: int) -> Draft | Shot | None:
        return await self.bot.studio.drafts.by_message(
            channel, message
        ) or await self.bot.studio.shots.by_message(channel, message)

    def _replied_picture(self, message: discord.Message) -> Found:
        """The picture in the message that was replied to, when Discord shows it to us.

        Raises:
            IntakeError: there is none, or none that we may see.
        """
        if message.reference is None:
            raise IntakeError(_HINT)
        replied = message.reference.resolved
        if isinstance(replied, discord.Message) and replied.attachments:
            found = first_picture(replied.attachments)
            if found is not None:
                return found
        raise IntakeError(_UNSEEN)

    async def _fetch(self, found: Found) -> Still:
        data = await self.bot.intake.fetch(found.attachment)
        return await self.bot.studio.stills.take_in(data, found.attachment.filename)

    def _words(self, message: discord.Message) -> str:
        own = self.bot.user.id if self.bot.user else 0
        return re.sub(rf"<@!?{own}>", " ", message.content).strip()[:MOST_WORDS]

    @staticmethod
    def _place(message: discord.Message) -> Place:
        guild = message.guild.id if message.guild else None
        return Place(guild=guild, channel=message.channel.id)

    @staticmethod
    def _moderates(message: discord.Message) -> bool:
        if isinstance(message.author, discord.Member):
            return message.channel.permissions_for(message.author).manage_messages
        return message.guild is None

    @staticmethod
    async def _show_typing(message: discord.Message) -> None:
        # Only a courtesy: when Discord is slow or refuses, the card itself will say so.
        with contextlib.suppress(discord.HTTPException, OSError, TimeoutError):
            async with asyncio.timeout(_TYPING):
                await message.channel.typing()
