"""The gateway by hand and by discord.py: codes, resume with replay, faults."""

import pytest
from raw_client import RawGateway
from small_bot import Bot, running

from bot.rehearsal.rules import Rules
from bot.rehearsal.stage import Stage


@pytest.fixture
async def fresh(stage, raw):
    """An opened connection that has not identified."""
    gateway = await RawGateway(stage, raw.session).open()
    yield gateway
    await gateway.close()


def identity(stage, **fields):
    return {"token": stage.token, "intents": 1, "properties": {}, **fields}


CLOSING = [
    (2, {"token": "no"}, 4004),
    (2, {"intents": 1 << 40}, 4013),
    (2, {"intents": "all"}, 4013),
    (2, {"intents": 1 << 15}, 4014),
    (2, {"intents": 1 << 1}, 4014),
    (2, {"padding": "x" * 5000}, 4002),
    (3, {}, 4003),
    (99, {}, 4001),
    (6, {"token": "no"}, 4004),
]


@pytest.mark.parametrize(("op", "fields", "code"), CLOSING)
async def test_wrong_frames_close_with_their_code(stage, fresh, op, fields, code):
    await fresh.send(op, identity(stage, **fields))
    assert await fresh.code() == code


async def test_garbage_and_a_second_identify_close(stage, raw, fresh):
    await fresh.socket.send_str("{")
    assert await fresh.code() == 4002
    again = await RawGateway(stage, raw.session).open()
    await again.identify()
    await again.send(2, identity(stage))
    assert await again.code() == 4005


async def test_an_old_version_is_refused(stage, raw):
    gateway = await RawGateway(stage, raw.session).open("?v=6")
    assert await gateway.code() == 4012


async def test_too_many_frames_close(stage, fresh):
    for _ in range(stage.rules.gateway_sends + 1):
        await fresh.send(1, None)
    assert await fresh.code() == 4008


async def test_heartbeats_are_acknowledged_unless_withheld(stage, wire):
    await wire.event("GUILD_CREATE")
    await wire.send(1, wire.sequence)
    assert (await wire.frame())["op"] == 11
    stage.gateway.acks_withheld = True
    await wire.send(1, wire.sequence)
    with pytest.raises(TimeoutError):
        await wire.frame(deadline=0.1)


async def test_every_frame_has_op_and_s_and_members_can_be_asked_for(stage, wire):
    frame = await wire.frame()
    assert set(frame) == {"op", "s", "t", "d"}
    await wire.send(8, {"guild_id": "100", "query": "a", "limit": 0, "nonce": "n"})
    chunk = await wire.event("GUILD_MEMBERS_CHUNK")
    assert [member["user"]["username"] for member in chunk["members"]] == ["ana"]
    assert chunk["nonce"] == "n"


async def test_events_follow_the_intents(stage, raw):
    deaf = await RawGateway(stage, raw.session).open()
    await deaf.identify(intents=1)
    await stage.ana.say("unheard")
    await deaf.send(8, {"guild_id": "100", "query": "", "limit": 0})
    await deaf.event("GUILD_MEMBERS_CHUNK")
    assert [frame["t"] for frame in deaf.events] == ["GUILD_CREATE"]
    await deaf.close()


async def test_ephemeral_messages_come_without_a_server(stage, raw, wire):
    await raw("PUT", "/applications/1000/commands", [{"name": "go", "description": "d"}])
    await stage.ana.command("go")
    data = await wire.event("INTERACTION_CREATE")
    path = f"/interactions/{data['id']}/{data['token']}/callback"
    await raw("POST", path, {"type": 4, "data": {"content": "psst", "flags": 64}})
    message = await wire.event("MESSAGE_CREATE")
    assert message["flags"] == 64
    assert "guild_id" not in message


async def test_resume_replays_what_was_missed(stage, raw, wire):
    await wire.event("GUILD_CREATE")
    session, sequence = wire.session_id, wire.sequence
    stage.gateway.cut_all()
    await stage.wait_for(lambda: not stage.gateway.online)
    await stage.ana.say("missed @Onebeat")
    again = await RawGateway(stage, raw.session).open()
    await again.resume(session, sequence)
    assert (await again.event("MESSAGE_CREATE"))["content"] == "missed <@1000>"
    assert isinstance(await again.event("RESUMED"), dict)
    await again.close()


async def test_a_wrong_sequence_cannot_be_resumed(stage, raw, wire):
    await wire.event("GUILD_CREATE")
    again = await RawGateway(stage, raw.session).open()
    await again.resume(wire.session_id, 999)
    assert await again.code() == 4007


async def test_unknown_and_refused_sessions_are_invalid(stage, raw, wire):
    await wire.event("GUILD_CREATE")
    for session in ("unknown", wire.session_id):
        stage.gateway.resumes_refused = 1 if session == wire.session_id else 0
        again = await RawGateway(stage, raw.session).open()
        await again.resume(session, wire.sequence)
        frame = await again.frame()
        assert (frame["op"], frame["d"]) == (9, False)
        await again.close()


async def test_a_session_dies_when_nobody_resumes(raw, rules, stage):
    short = await Stage.start(rules=rules.model_copy(update={"resume_life": 0.0}))
    wire = await RawGateway(short, raw.session).open()
    await wire.identify()
    await wire.close()
    await short.wait_for(lambda: not short.gateway.online)
    again = await RawGateway(short, raw.session).open()
    await again.resume(wire.session_id, wire.sequence)
    assert (await again.frame())["op"] == 9
    await again.close()
    await short.stop()


@pytest.mark.parametrize("rules", [Rules(heartbeat=0.1)])
async def test_a_silent_connection_is_closed(stage, fresh):
    assert await fresh.code() == 4009


async def back(stage, bot, *, resumed):
    counted = "resumes" if resumed else "identifies"
    before = getattr(stage.gateway, counted)
    bot.up.clear()
    yield
    await stage.wait_for(lambda: getattr(stage.gateway, counted) > before, 15.0)
    await stage.ana.say("still there? @Onebeat")
    await stage.wait_for(lambda: bot.messages and bot.messages[-1].content.startswith("still"))


FAULTS = {
    "closed with 4000": (lambda gateway: gateway.close_all(4000), True),
    "cut": (lambda gateway: gateway.cut_all(), True),
    "op 7": (lambda gateway: gateway.ask_to_reconnect(), True),
    "op 9 resumable": (lambda gateway: gateway.invalidate(resumable=True), True),
    "op 9 not resumable": (lambda gateway: gateway.invalidate(resumable=False), False),
}


@pytest.mark.parametrize(("fault", "resumed"), FAULTS.values(), ids=FAULTS)
async def test_discord_py_comes_back_after_a_fault(stage, bot, monkeypatch, fault, resumed):
    monkeypatch.setattr("discord.backoff.ExponentialBackoff.delay", lambda self: 0.01)
    waiting = back(stage, bot, resumed=resumed)
    await anext(waiting)
    result = fault(stage.gateway)
    if result is not None:
        await result
    with pytest.raises(StopAsyncIteration):
        await anext(waiting)


async def test_discord_py_identifies_anew_when_resuming_is_refused(stage, bot, monkeypatch):
    monkeypatch.setattr("discord.backoff.ExponentialBackoff.delay", lambda self: 0.01)
    stage.gateway.resumes_refused = 1
    waiting = back(stage, bot, resumed=False)
    await anext(waiting)
    stage.gateway.cut_all()
    with pytest.raises(StopAsyncIteration):
        await anext(waiting)


async def test_messages_stay_while_the_bot_is_away(stage, pointed):
    pointed(stage)
    async with running(Bot(), stage.token) as first:
        await (await first.fetch_channel(301)).send("before")
    await stage.wait_for(lambda: not stage.gateway.online)
    await stage.ana.say("meanwhile @Onebeat")
    async with running(Bot(), stage.token) as second:
        channel = await second.fetch_channel(301)
        contents = [message.content async for message in channel.history()]
    assert contents == ["meanwhile <@1000>", "before"]
