"""The one error handler: a sentence that says what happened, whether money moved, what to do now.

Order matters: the first class that fits explains. What is not known is logged under a short id
that the person sees too; a traceback never reaches a channel.
"""

import asyncio
import logging
import secrets

import discord
from discord import app_commands
from discord.ext import commands
from pydantic import ValidationError

from adapters.blobs import StorageError
from adapters.workers import WorkerError
from bot.chat import answers
from bot.chat.intake import IntakeError
from bot.chat.permissions import MissingRightError
from bot.chat.reaching import TooLargeError
from bot.studio.errors import StudioError
from bot.studio.ports import BoardError, BoardGoneError
from prompts.still.errors import StillError

_log = logging.getLogger(__name__)

_SPEAKING = (StudioError, StillError, IntakeError, MissingRightError, StorageError)
"""Errors whose own text is written for people."""
_SENTENCES: tuple[tuple[type[Exception], str], ...] = (
    (
        BoardGoneError,
        (
            "I could not show the card here: it or the channel is gone, or I may not post. "
            "Nothing was charged; check my rights here and try again."
        ),
    ),
    (
        BoardError,
        (
            "Discord does not take my card just now. Nothing is lost and nothing was charged "
            "twice; if it is not here in a minute, press or say it again."
        ),
    ),
    (TooLargeError, "Discord takes no file of that size here. Nothing was charged."),
    (
        WorkerError,
        "A worker on my side stopped while it looked at that. Nothing was charged; try again.",
    ),
    (TimeoutError, "That took too long on my side. Nothing was charged; try again in a minute."),
    (ValidationError, "That is not something I can be set to. Open Settings again and choose."),
)


def explain(error: BaseException) -> str:
    """One sentence for the person; an unknown error is logged under the id in the sentence."""
    while isinstance(error, app_commands.CommandInvokeError | commands.CommandInvokeError):
        error = error.original
    if isinstance(error, _SPEAKING):
        return str(error)
    for kind, sentence in _SENTENCES:
        if isinstance(error, kind):
            _log.warning("told a person about %s: %s", type(error).__name__, error)
            return sentence
    if isinstance(error, app_commands.CheckFailure):
        return "You may not use that command here. Ask a moderator."
    incident = secrets.token_hex(3)
    _log.error("unexpected error %s", incident, exc_info=error)
    return (
        "Something broke on my side. Nothing was charged by this; try again, and if it stays "
        f"tell the owner of the bot this id: `{incident}`."
    )


async def answer_error(interaction: discord.Interaction, error: Exception) -> None:
    """Tell the person; when not even that is possible, the log has it."""
    sentence = explain(error)
    try:
        await answers.say(interaction, sentence)
    except (BoardError, BoardGoneError) as silent:
        _log.warning("could not tell a person '%s': %s", sentence, silent)


async def reply_error(message: discord.Message, error: Exception) -> None:
    """Tell the writer of a message, in a direct message when the channel is closed to us."""
    sentence = explain(error)
    none = discord.AllowedMentions.none()
    speechless = isinstance(error, MissingRightError) and error.speechless
    try:
        async with asyncio.timeout(30):
            if speechless:
                await message.author.send(sentence, allowed_mentions=none)
            else:
                await message.channel.send(
                    sentence,
                    reference=message.to_reference(fail_if_not_exists=False),
                    allowed_mentions=none,
                )
    except (discord.HTTPException, OSError, TimeoutError) as silent:
        _log.warning("could not tell a person '%s': %s", sentence, type(silent).__name__)


class Errors(commands.Cog):
    """Puts the handler in charge of all commands."""

    def __init__(self, bot: commands.Bot) -> None:
        bot.tree.error(self.on_command_error)

    async def on_command_error(
        self, interaction: discord.Interaction, error: app_commands.AppCommandError
    ) -> None:
        """Answer a failed command."""
        await answer_error(interaction, error)
