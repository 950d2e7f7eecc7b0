"""Rate limits and things going wrong on purpose, as raw requests and as discord.py meets them."""

import asyncio
import time

import aiohttp
import discord
import pytest
from small_bot import Bot, running

from bot.rehearsal.ratelimits import RateLimits
from bot.rehearsal.rules import Limit, Rules
from bot.rehearsal.stage import Stage

HERE = "/channels/301/messages"
LIMITED = Rules(
    limits={
        "message-create": Limit(requests=2, seconds=0.4),
        "default": Limit(requests=9, seconds=1),
    }
)


@pytest.mark.parametrize("rules", [LIMITED])
async def test_a_used_up_bucket_answers_429_until_its_window_ends(raw):
    remaining = []
    for _ in range(2):
        assert (await raw("POST", HERE, {"content": "x"}))[0] == 200
        remaining.append(raw.headers["X-RateLimit-Remaining"])
    assert remaining == ["1", "0"]
    assert raw.headers["X-RateLimit-Limit"] == "2"
    bucket = raw.headers["X-RateLimit-Bucket"]
    status, answer = await raw("POST", HERE, {"content": "x"})
    assert status == 429
    assert 0 < answer["retry_after"] <= 0.4
    assert answer["global"] is False
    assert raw.headers["X-RateLimit-Scope"] == "user"
    assert raw.headers["X-RateLimit-Bucket"] == bucket
    assert raw.headers["Via"]
    assert int(raw.headers["Retry-After"]) == 1
    assert (await raw("POST", "/channels/302/messages", {"content": "x"}))[0] == 200
    await asyncio.sleep(answer["retry_after"])
    assert (await raw("POST", HERE, {"content": "x"}))[0] == 200


@pytest.mark.parametrize("rules", [Rules(global_limit=Limit(requests=2, seconds=5))])
async def test_the_global_limit_spares_interactions(raw):
    for _ in range(2):
        assert (await raw("GET", "/users/@me"))[0] == 200
    status, answer = await raw("GET", "/users/@me")
    assert (status, answer["global"]) == (429, True)
    assert raw.headers["X-RateLimit-Global"] == "true"
    assert (await raw("POST", "/interactions/1/x/callback", {}, token=False))[0] == 404


def test_the_default_limits_are_discords():
    rules = Rules()
    assert rules.limits["message-create"] == Limit(requests=5, seconds=5)
    assert rules.limits["reaction"] == Limit(requests=1, seconds=0.25)
    limits = RateLimits(rules)
    verdicts = [limits.spend("reaction", "1", exempt=False) for _ in range(2)]
    assert verdicts[0].retry_after == 0
    assert 0 < verdicts[1].retry_after <= 0.25


@pytest.mark.parametrize("rules", [LIMITED])
async def test_discord_py_stays_under_the_limit_by_itself(stage, bot):
    channel = await bot.fetch_channel(301)
    for n in range(3):
        await channel.send(str(n))
    assert [entry.status for entry in stage.journal.find("POST", "messages$")] == [200] * 3


@pytest.mark.parametrize("scope", ["user", "shared", "global"])
async def test_discord_py_retries_a_429(stage, bot, scope):
    stage.faults.rate_limited("POST", "messages$", retry_after=0.01, scope=scope)
    channel = await bot.fetch_channel(301)
    assert (await channel.send("x")).content == "x"
    first, second = stage.journal.find("POST", "messages$")
    assert (first.status, first.answer["global"]) == (429, scope == "global")
    assert second.status == 200


async def test_a_server_error_is_answered_so_many_times(stage, raw):
    fault = stage.faults.refused("POST", "messages$", status=503, times=2)
    statuses = [(await raw("POST", HERE, {"content": "x"}))[0] for _ in range(3)]
    assert statuses == [503, 503, 200]
    assert fault.met == 2
    assert len(stage.ana.sees()) == 1


async def test_performed_but_reported_failed_posts_once_with_a_nonce(stage, bot):
    stage.faults.performed_then_refused("POST", "messages$")
    message = await (await bot.fetch_channel(301)).send("once")
    assert [entry.status for entry in stage.journal.find("POST", "messages$")] == [500, 200]
    assert [seen["id"] for seen in stage.ana.sees()] == [str(message.id)]


async def test_a_dropped_connection_performs_nothing(stage, bot):
    stage.faults.dropped("POST", "messages$")
    channel = await bot.fetch_channel(301)
    with pytest.raises(aiohttp.ClientConnectionError):
        await channel.send("x")
    assert stage.ana.sees() == []
    (entry,) = stage.journal.find("POST", "messages$")
    assert (entry.status, entry.body["content"]) == (None, "x")


async def test_performed_then_dropped_leaves_the_message(stage, bot):
    stage.faults.performed_then_dropped("POST", "messages$")
    channel = await bot.fetch_channel(301)
    with pytest.raises(aiohttp.ClientConnectionError):
        await channel.send("x")
    assert len(stage.ana.sees()) == 1


async def test_a_slow_answer_comes_late(stage, raw):
    stage.faults.slow("GET", "/users/@me", seconds=0.1)
    before = time.perf_counter()
    assert (await raw("GET", "/users/@me"))[0] == 200
    assert time.perf_counter() - before >= 0.1


async def test_faults_can_be_taken_away(stage, raw):
    stage.faults.refused("*", "", times=100)
    stage.faults.clear()
    assert (await raw("GET", "/users/@me"))[0] == 200


async def test_a_lost_permission_reaches_the_bot(stage, bot):
    guild = await stage.wait_for(lambda: bot.get_guild(100))
    from bot.rehearsal.permissions import Permission

    stage.deny("301", Permission.ATTACH_FILES)
    channel = guild.get_channel(301)
    await stage.wait_for(lambda: not channel.permissions_for(guild.me).attach_files)
    with pytest.raises(discord.Forbidden):
        await channel.send(file=discord.File(__file__))


async def test_the_journal_keeps_bodies_files_and_answers(stage, raw):
    await raw("POST", HERE, {"content": "x"}, files=[("a.png", b"123")])
    (entry,) = stage.journal.find("POST", "messages$")
    assert entry.route == "/channels/{channel_id}/messages"
    assert (entry.body, entry.files) == ({"content": "x"}, {0: ("a.png", 3)})
    assert (entry.status, entry.answer["content"], entry.multipart) == (200, "x", True)
    stage.journal.clear()
    assert len(stage.journal) == 0


async def test_discord_py_lives_with_discords_own_limits(pointed):
    stage = await Stage.start(rules=Rules())
    pointed(stage)
    async with running(Bot(), stage.token) as bot:
        message = await (await bot.fetch_channel(301)).send("vote")
        for letter in "🇦🇧🇨":
            await message.add_reaction(letter)
    assert [entry.status for entry in stage.journal if entry.method == "PUT"] == [
        200,
        204,
        204,
        204,
    ]
    await stage.stop()
