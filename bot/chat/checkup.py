"""The doctor's look at Discord: is the token good, where is the bot, may it do its work there."""

import asyncio
from dataclasses import dataclass

import aiohttp
import discord

from bot.chat.permissions import INVITE
from bot.chat.rehearsing import Rehearsal, connect_to

DEADLINE_SECONDS = 20.0


@dataclass(frozen=True)
class Server:
    """One server the bot is in.

    Attributes:
        name: as people see it.
        missing: rights of the invitation that the bot's roles do not give, by name.
    """

    name: str
    missing: tuple[str, ...]


class CheckupError(Exception):
    """Discord could not be asked; `str()` says why and what to do."""


async def look_up(token: str, rehearsal: Rehearsal | None = None) -> list[Server]:
    """All servers of the bot with what is missing there; channel overrides are not seen here.

    Args:
        token: the bot's token.
        rehearsal: a local stage instead of Discord.

    Raises:
        CheckupError: wrong token, or Discord cannot be reached.
    """
    client = discord.Client(intents=discord.Intents.none())
    try:
        with connect_to(rehearsal):
            async with asyncio.timeout(DEADLINE_SECONDS):
                await client.login(token)
                guilds = await client.http.get_guilds(200)
    except discord.LoginFailure as error:
        raise CheckupError(
            "Discord does not accept DISCORD_TOKEN. Copy the token again from the developer portal."
        ) from error
    except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
        raise CheckupError(
            f"Discord cannot be asked ({type(error).__name__}). Check the network and try again."
        ) from error
    finally:
        await client.close()
    return [
        Server(guild["name"], missing(discord.Permissions(int(guild["permissions"]))))
        for guild in guilds
    ]


def missing(granted: discord.Permissions) -> tuple[str, ...]:
    """Names of the invitation's rights that are not granted."""
    if granted.administrator:
        return ()
    return tuple(
        name.replace("_", " ").title()
        for name, wanted in INVITE
        if wanted and not getattr(granted, name)
    )
