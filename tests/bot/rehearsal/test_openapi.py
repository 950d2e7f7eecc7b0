"""Requests of real discord.py and answers of the stage, against Discord's OpenAPI document."""

import io

import discord
import pytest
from openapi_check import OpenApi, find_document
from small_bot import Panel

from bot.rehearsal.journal import Entry

DOCUMENT = find_document()
pytestmark = pytest.mark.skipif(DOCUMENT is None, reason="Discord's OpenAPI document is not here")


@pytest.fixture(scope="module")
def document():
    return OpenApi(DOCUMENT)


async def play(stage, bot):
    """A bit of everything."""
    channel = await bot.fetch_channel(301)
    message = await channel.send(
        view=Panel("attachment://p.png"), file=discord.File(io.BytesIO(b"x"), "p.png")
    )
    await message.add_reaction("🇦")
    plain = await channel.send("hello", embed=discord.Embed(title="t"))
    await plain.reply("reply", file=discord.File(io.BytesIO(b"x"), "q.png"))
    await plain.edit(content="new", attachments=[])
    async for _ in channel.history(limit=5):
        pass
    fetched = await message.fetch()
    async for _ in fetched.reactions[0].users():
        pass
    for label in ("Press", "Wait", "Whisper"):
        sent = await stage.ana.click(stage.ana.sees()[0], label)
        await sent.answer()
    await stage.ana.wait_for(lambda m: m["content"] == "and more")
    sent = await stage.ana.click(stage.ana.sees()[0], "Form")
    done = await stage.ana.submit_modal(sent, {"words": "w", "pace": ["Slow"]})
    await done.answer()
    sent = await stage.ana.command("direct", still=("a.png", b"x"))
    await sent.answer()
    sent = await stage.ana.autocomplete("style create", "name", "du")
    await sent.settled()
    await (await stage.ana.menu("Again", stage.ana.sees()[1])).answer()
    await channel.typing()
    await (await bot.fetch_guild(100)).fetch_member(201)
    await (await bot.fetch_user(202)).send("direct")
    await message.clear_reactions()
    await plain.delete()
    await stage.wait_for(lambda: all(entry.status for entry in stage.journal))


async def test_requests_and_answers_are_as_the_document_says(stage, bot, document):
    await play(stage, bot)
    problems = [p for entry in stage.journal for p in document.problems(entry, answers=True)]
    assert problems == []
    assert len(stage.journal) > 30


WRONG = [
    Entry("POST", "/nowhere", {}, body={}),
    Entry("POST", "/channels/1/messages", {}, body={"content": 7}),
    Entry("POST", "/channels/1/messages", {}, body={"content": "x" * 4001}),
    Entry("POST", "/channels/1/messages", {}, body={"components": [{"type": 99}]}),
    Entry("POST", "/channels/1/messages", {"fast": "1"}, body={"content": "x"}),
    Entry("GET", "/channels/1/messages", {"limit": "many"}),
    Entry("POST", "/channels/1/messages", {}),
    Entry("GET", "/users/@me", {}, status=200, answer={"id": 5}),
]


@pytest.mark.parametrize("entry", WRONG)
def test_the_check_finds_what_is_wrong(document, entry):
    assert document.problems(entry, answers=True)
