"""Calls to Discord: every one has a deadline, every failure becomes one of the board's errors."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import discord

from bot.studio.ports import BoardError, BoardGoneError, CardGoneError

CALL = 30.0
"""Seconds for a call without files; covers discord.py's own waiting for rate limits."""
UPLOAD = 180.0
"""Seconds for a call with files."""
REQUEST_TOO_LARGE = 40005
UNKNOWN_MESSAGE = 10008
_CLOSED = "Session is closed"
"""What aiohttp says, as a plain RuntimeError, of a request after the client was closed."""


class TooLargeError(Exception):
    """Discord does not take files of this size here (413, 40005)."""


class RejectedError(BoardGoneError):
    """Discord finds the message itself wrong (400)."""


@asynccontextmanager
async def reaching(deadline: float = CALL) -> AsyncIterator[None]:
    """Wraps calls to Discord.

    Raises:
        BoardError: Discord is away, slow, limiting us or broken; try again later.
        BoardGoneError: forbidden, gone, or refused for good.
        CardGoneError: the message was deleted.
        TooLargeError: the files are too large.
    """
    try:
        async with asyncio.timeout(deadline):
            yield
    except TimeoutError as error:
        raise BoardError(f"Discord did not answer within {deadline:.0f} s.") from error
    except discord.RateLimited as error:
        raise BoardError("Discord asks us to slow down.") from error
    except discord.HTTPException as error:
        raise _translated(error) from error
    except (aiohttp.ClientError, OSError) as error:
        raise BoardError(f"Discord cannot be reached ({type(error).__name__}).") from error
    except RuntimeError as error:
        if str(error) != _CLOSED:
            raise
        raise BoardError("The connection to Discord is closed.") from error


def _translated(error: discord.HTTPException) -> Exception:
    if error.status == 413 or error.code == REQUEST_TOO_LARGE:
        return TooLargeError()
    if error.status == 429 or error.status >= 500:
        return BoardError(f"Discord answered {error.status}.")
    if error.status == 403:
        return BoardGoneError(f"I may not do that here any more (Discord {error.code}).")
    if error.status == 404 and error.code == UNKNOWN_MESSAGE:
        return CardGoneError("The card was deleted.")
    if error.status == 404:
        return BoardGoneError(f"The channel or the card is gone (Discord {error.code}).")
    if error.status == 400:
        return RejectedError(f"Discord refused the card: {error.text}")
    return BoardGoneError(f"Discord refused the card ({error.status}, {error.code}).")
