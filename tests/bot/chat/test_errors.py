import asyncio
import logging
from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands

from adapters.workers import WorkerDiedError
from bot.chat import permissions, reaching
from bot.chat.cogs.errors import explain
from bot.chat.intake import IntakeError
from bot.chat.permissions import MissingRightError
from bot.chat.rehearsing import Rehearsal, RehearsalError, connect_to
from bot.studio.errors import WrongStateError
from bot.studio.ports import BoardError, BoardGoneError
from prompts.still.errors import DamagedError


class Answer:
    """What discord.py keeps of an HTTP answer."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.reason = "reason"


def http_error(status: int, code: int = 0) -> discord.HTTPException:
    answer: Any = Answer(status)
    kinds = {403: discord.Forbidden, 404: discord.NotFound}
    kind = kinds.get(status, discord.HTTPException)
    return kind(answer, {"code": code, "message": "m"})


@pytest.mark.parametrize(
    ("raised", "becomes"),
    [
        (http_error(429), BoardError),
        (http_error(500), BoardError),
        (http_error(503), BoardError),
        (http_error(403, 50013), BoardGoneError),
        (http_error(404, 10008), BoardGoneError),
        (http_error(400, 50035), BoardGoneError),
        (http_error(413), reaching.TooLargeError),
        (http_error(400, 40005), reaching.TooLargeError),
        (discord.RateLimited(3.0), BoardError),
        (aiohttp.ServerDisconnectedError(), BoardError),
        (ConnectionResetError(), BoardError),
    ],
)
async def test_what_discord_does_becomes_one_of_the_boards_errors(
    raised: Exception, becomes: type[Exception]
) -> None:
    with pytest.raises(becomes):
        async with reaching.reaching():
            raise raised


async def test_a_call_has_a_deadline() -> None:
    with pytest.raises(BoardError, match="did not answer"):
        async with reaching.reaching(0.01):
            await asyncio.Event().wait()


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (WrongStateError("This draft was rolled already."), "This draft was rolled already."),
        (DamagedError("The file ends early. Send it again."), "The file ends early"),
        (IntakeError("That is no picture."), "That is no picture."),
        (BoardGoneError("x"), "could not show the card here"),
        (BoardError("x"), "Nothing is lost"),
        (reaching.TooLargeError(), "no file of that size"),
        (WorkerDiedError("x"), "Nothing was charged; try again"),
        (TimeoutError(), "took too long"),
        (app_commands.CheckFailure(), "Ask a moderator"),
    ],
)
def test_a_known_error_is_one_sentence(error: Exception, says: str) -> None:
    assert says in explain(error)


def test_an_unknown_error_gets_an_id_that_the_log_has_too(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR):
        sentence = explain(KeyError("secret detail"))
    incident = sentence.split("`")[1]
    assert incident in caplog.text
    assert "secret detail" not in sentence
    assert "Traceback" not in sentence


def test_the_cause_of_a_failed_command_speaks() -> None:
    command: Any = type("Command", (), {"name": "direct"})()
    wrapped = app_commands.CommandInvokeError(command, IntakeError("No picture."))
    assert explain(wrapped) == "No picture."


class Channel:
    name = "takes"


def test_missing_rights_are_named() -> None:
    held = discord.Permissions(permissions.INVITE.value)
    held.update(attach_files=False, add_reactions=False)
    with pytest.raises(MissingRightError) as caught:
        permissions.check(held, Channel())
    assert str(caught.value) == (
        "I need *Attach Files* and *Add Reactions* in #takes before I can post. Ask an admin."
    )
    assert not caught.value.speechless


def test_without_send_messages_the_channel_is_closed_to_us() -> None:
    with pytest.raises(MissingRightError) as caught:
        permissions.check(discord.Permissions.none(), Channel())
    assert caught.value.speechless


def test_the_invitation_holds_all_that_is_checked() -> None:
    permissions.check(permissions.INVITE, Channel())
    assert permissions.INVITE.value == 274878024768


def test_the_rehearsal_points_discord_home_and_back() -> None:
    from discord.asset import Asset
    from discord.gateway import DiscordWebSocket
    from discord.http import Route

    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, Asset.BASE
    base = "http://127.0.0.1:8365"
    home = Rehearsal(f"{base}/api/v10", "ws://127.0.0.1:8365/gateway", f"{base}/cdn")
    with connect_to(home):
        assert Route("GET", "/users/@me").url == f"{base}/api/v10/users/@me"
        assert str(DiscordWebSocket.DEFAULT_GATEWAY) == "ws://127.0.0.1:8365/gateway"
        assert f"{base}/cdn" == Asset.BASE
    assert before == (Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, Asset.BASE)


def test_a_rehearsal_elsewhere_is_refused() -> None:
    with pytest.raises(RehearsalError, match="only runs on this machine"):
        Rehearsal("http://example.org/api", "ws://127.0.0.1/g", "http://127.0.0.1/cdn")
