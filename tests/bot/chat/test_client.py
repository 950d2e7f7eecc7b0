"""The client comes in, stays, and leaves nothing behind."""

import asyncio

import pytest
from chat_room import Room
from discord.http import Route

from bot.chat import client as client_module
from bot.chat.client import LoginError, OnebeatClient
from bot.chat.rehearsing import Rehearsal


def another(room: Room) -> OnebeatClient:
    """A client that has not come in yet."""
    stage = room.stage
    return OnebeatClient(
        room.settings,
        room.studio,
        room.client.house,
        room.workers,
        Rehearsal(stage.api_base, stage.gateway_url, stage.cdn_base),
    )


async def test_nothing_privileged_is_asked_for(room: Room) -> None:
    intents = room.client.intents
    asked = {name for name, on in intents if on}
    assert asked == {
        "guilds", "guild_messages", "guild_reactions", "dm_messages", "dm_reactions",
    }  # fmt: skip


async def test_commands_are_told_only_when_they_changed(room: Room) -> None:
    told = len(room.stage.journal.find("PUT", "/commands$"))
    assert told == 1
    room.client._rehearsal = None
    kept = room.settings.data / "commands-1000-all.sha256"
    await room.client._sync_commands()
    assert len(room.stage.journal.find("PUT", "/commands$")) == 1
    kept.write_text("older", "ascii")
    await room.client._sync_commands()
    assert len(room.stage.journal.find("PUT", "/commands$")) == 2


async def test_a_server_of_its_own_gets_the_commands_at_once(room: Room) -> None:
    rules = room.settings.discord.model_copy(update={"guild": 100})
    room.client._settings = room.settings.model_copy(update={"discord": rules})
    await room.client._sync_commands()
    assert room.stage.journal.find("PUT", "/guilds/100/commands$")


async def test_it_works_until_told_to_stop_and_leaves_discord_as_it_was(room: Room) -> None:
    await room.close()
    before = Route.BASE
    client, stop, online = another(room), asyncio.Event(), asyncio.Event()

    async def greet() -> None:
        online.set()

    running = asyncio.create_task(client.run_until(stop, room.stage.token, greet))
    await asyncio.wait_for(online.wait(), 10)
    assert before != Route.BASE
    stop.set()
    await asyncio.wait_for(running, 10)
    assert client.is_closed()
    assert before == Route.BASE


async def test_a_wrong_token_says_what_to_do(room: Room) -> None:
    client = another(room)
    with pytest.raises(LoginError, match="DISCORD_TOKEN"):
        await client.run_until(asyncio.Event(), "MTIz.abcdef.wrong")


async def test_it_waits_for_a_discord_that_is_away(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "_FIRST_PAUSE", 0.05)
    room.stage.faults.refused("GET", "/users/@me$", status=503, times=2)
    client = another(room)
    await client.connect_and_wait(room.stage.token)
    await client.close()


async def test_stopping_does_not_wait_for_a_discord_that_is_away(room: Room) -> None:
    room.stage.faults.refused("GET", "/users/@me$", status=503, times=1000)
    client, stop = another(room), asyncio.Event()
    running = asyncio.create_task(client.run_until(stop, room.stage.token))
    await room.until(lambda: room.stage.journal.find("GET", "/users/@me$")[-1].status == 503)
    stop.set()
    await asyncio.wait_for(running, 5)


async def test_a_connection_closed_for_good_is_told(room: Room) -> None:
    await room.close()
    client, online = another(room), asyncio.Event()

    async def greet() -> None:
        online.set()

    running = asyncio.create_task(client.run_until(asyncio.Event(), room.stage.token, greet))
    await asyncio.wait_for(online.wait(), 10)
    await room.stage.gateway.close_all(4004)
    with pytest.raises(LoginError, match="for good"):
        await asyncio.wait_for(running, 10)
