"""Unmodified discord.py lives on the stage: login, messages, components, commands, reactions."""

import io

import discord
import pytest
from small_bot import INTENTS, Bot, Counter, Panel, running

from bot.rehearsal.errors import RefusedError, StageError
from bot.rehearsal.people import texts


def picture(name="p.png", data=b"not really a picture"):
    return discord.File(io.BytesIO(data), name)


async def show(bot, view, **options):
    return await (await bot.fetch_channel(301)).send(view=view, **options)


async def test_login_brings_server_channels_and_permissions(stage, bot):
    guild = await stage.wait_for(lambda: bot.get_guild(100))
    assert {channel.name for channel in guild.text_channels} == {"takes", "lounge"}
    rights = guild.get_channel(301).permissions_for(guild.me)
    assert rights.send_messages
    assert not rights.administrator
    assert bot.user.name == "Onebeat"
    assert guild.owner_id == 201


async def test_wrong_token_is_refused(stage, pointed):
    pointed(stage)
    bot = Bot()
    with pytest.raises(discord.LoginFailure):
        await bot.start("a.b.c")
    await bot.close()


async def test_privileged_intent_is_refused_unless_granted(stage, pointed):
    pointed(stage)
    bot = Bot(intents=INTENTS | discord.Intents(message_content=True))
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await bot.start(stage.token)
    await bot.close()


async def test_slash_command_reads_its_attachment_and_edits_its_answer(stage, bot):
    sent = await stage.ana.command("direct", still=("my still.png", b"x" * 321), words="slowly")
    answer = await sent.answer()
    assert answer["content"] == "my_still.png 321 slowly"
    assert answer["interaction_metadata"]["user"]["id"] == "201"
    assert answer["flags"] == 0


async def test_deferred_answer_keeps_its_ephemerality(stage, bot):
    sent = await stage.ana.command("direct", still=("a.png", b"x"), ephemeral=True)
    answer = await sent.answer()
    assert answer["flags"] == 64
    assert stage.ben.look(answer) is None
    await stage.ana.dismiss(answer)
    assert stage.ana.look(answer) is None


async def test_subcommand_and_autocomplete(stage, bot):
    sent = await stage.ana.autocomplete("style create", "name", "du")
    await sent.settled()
    assert [choice["name"] for choice in sent.choices] == ["dua", "dub"]
    answer = await (await stage.ana.command("style create", name="dusk")).answer()
    assert answer["content"] == "style dusk"


async def test_command_options_are_checked_before_they_are_sent(stage, bot):
    with pytest.raises(RefusedError, match="required"):
        await stage.ana.command("style create")
    with pytest.raises(RefusedError, match="outside"):
        await stage.ana.command("style create", name="a")
    with pytest.raises(RefusedError, match="no option"):
        await stage.ana.command("style create", name="dusk", colour="red")
    with pytest.raises(StageError, match="no command"):
        await stage.ana.command("dance")


async def test_context_menu_sees_content_that_the_bot_may_not_read(stage, bot):
    plain = await stage.ben.say("look at this", [("still.png", b"123")])
    heard = await stage.wait_for(lambda: bot.messages and bot.messages[-1])
    assert (heard.content, heard.attachments) == ("", [])
    answer = await (await stage.ana.menu("Again", plain)).answer()
    assert answer["content"] == "look at this|still.png"


async def test_panel_answers_every_kind_of_press(stage, bot):
    await show(bot, Panel())
    panel = stage.ana.sees()[-1]
    sent = await stage.ana.click(panel, "Press")
    assert (await sent.answer())["id"] == panel["id"]
    sent = await stage.ana.click(panel, "Wait")
    assert (await sent.answer())["content"] == "filled"
    more = await stage.ana.wait_for(lambda m: m["content"] == "and more")
    assert more["message_reference"]["message_id"] == (await sent.answer())["id"]
    whisper = await (await stage.ben.click(panel, "Whisper")).answer()
    assert whisper["flags"] == 64
    assert stage.ana.look(whisper) is None
    await stage.ben.choose(panel, ["Green"])
    await stage.ben.wait_for(lambda m: m["content"] == "chose Green")


async def test_silence_fails_after_the_time_for_a_first_answer(stage, bot):
    await show(bot, Panel())
    sent = await stage.ana.click(stage.ana.sees()[-1], "Silent")
    await sent.settled()
    assert sent.failed
    assert not sent.answered


async def test_modal_opens_and_is_answered(stage, bot):
    await show(bot, Panel())
    sent = await stage.ana.click(stage.ana.sees()[-1], "Form")
    with pytest.raises(RefusedError, match="required"):
        await stage.ana.submit_modal(sent, {"pace": ["Slow"]})
    done = await stage.ana.submit_modal(sent, {"words": "gently", "pace": ["Slow"]})
    assert (await done.answer())["content"] == "gently Slow"


async def test_buttons_outlive_their_client(stage, pointed):
    pointed(stage)
    async with running(Bot(), stage.token) as first:
        view = discord.ui.LayoutView(timeout=None)
        view.add_item(discord.ui.ActionRow(Counter(1)))
        await show(first, view)
    await stage.wait_for(lambda: not stage.gateway.online)
    async with running(Bot(), stage.token):
        message = stage.ana.sees()[-1]
        await (await stage.ana.click(message, "1")).settled()
        sent = await stage.ana.click(message, "2")
        answer = await sent.answer()
        assert answer["components"][0]["components"][0]["custom_id"] == "count:3"


async def test_gallery_files_are_left_out_of_the_attachments(stage, bot):
    message = await show(bot, Panel("attachment://p.png"), files=[picture()])
    assert message.attachments == []
    media = message.components[0].children[1].items[0].media
    assert media.url.startswith(stage.cdn_base)
    assert await bot.http.get_from_cdn(media.url) == b"not really a picture"
    loose = await (await bot.fetch_channel(301)).send("see", file=picture("loose.png"))
    assert [item.filename for item in loose.attachments] == ["loose.png"]


async def test_edit_adds_files_and_keeps_those_named_by_id(stage, bot):
    message = await show(bot, Panel("attachment://p.png"), files=[picture()])
    kept_id = message.components[0].children[1].items[0].media.attachment_id

    class Kept:
        def to_dict(self):
            return {"id": kept_id}

    view = discord.ui.LayoutView(timeout=None)
    view.add_item(
        discord.ui.MediaGallery(
            discord.MediaGalleryItem("attachment://p.png"),
            discord.MediaGalleryItem("attachment://q.png"),
        )
    )
    edited = await message.edit(view=view, attachments=[Kept(), picture("q.png", b"second")])
    media = [item.media for item in edited.components[0].items]
    assert media[0].attachment_id == kept_id
    assert [await bot.http.get_from_cdn(item.url) for item in media] == [
        b"not really a picture",
        b"second",
    ]
    assert edited.edited_at is not None


async def test_edit_that_drops_a_shown_file_is_refused(stage, bot):
    message = await show(bot, Panel("attachment://p.png"), files=[picture()])
    with pytest.raises(discord.HTTPException) as refused:
        await message.edit(view=Panel("attachment://p.png"), attachments=[])
    assert refused.value.code == 50035
    assert "REFERENCED_ATTACHMENT_NOT_FOUND" in str(refused.value.text) or "p.png" in str(
        refused.value
    )


async def test_reactions_of_people_and_bot(stage, bot):
    message = await (await bot.fetch_channel(301)).send("vote")
    await message.add_reaction("🇦")
    await stage.ben.react(stage.ben.sees()[-1], "🇦")
    await stage.ana.react(stage.ana.sees()[-1], "🇧")
    await stage.ana.unreact(stage.ana.sees()[-1], "🇧")
    expected = [("add", 1000, "🇦"), ("add", 202, "🇦"), ("add", 201, "🇧"), ("remove", 201, "🇧")]
    await stage.wait_for(lambda: len(bot.heard) >= 4)
    assert bot.heard == expected
    fetched = await message.fetch()
    assert [(str(r.emoji), r.count, r.me) for r in fetched.reactions] == [("🇦", 2, True)]
    assert {user.id async for user in fetched.reactions[0].users()} == {202, 1000}
    await fetched.clear_reactions()
    assert (await message.fetch()).reactions == []


async def test_the_nonce_of_the_library_posts_once(stage, bot):
    channel = await bot.fetch_channel(301)
    first = await channel.send("once", nonce="s1")
    second = await channel.send("once", nonce="s1")
    assert first.id == second.id
    assert len(stage.ana.sees()) == 1


async def test_content_is_visible_only_where_discord_shows_it(stage, bot):
    await stage.ana.say("plain", [("a.png", b"1")])
    await stage.ana.say("hello @Onebeat", [("b.png", b"1")])
    own = await (await bot.fetch_channel(301)).send("mine")
    await stage.ana.say("reply", [("c.png", b"1")], reply_to=stage.ana.sees()[-1])
    await stage.ana.say(
        "quiet reply",
        reply_to=stage.ana.look({"channel_id": "301", "id": str(own.id)}),
        mention_reply=False,
    )
    await stage.ana.say("direct", channel_id=stage.ana.direct_channel_id)
    await stage.wait_for(lambda: len(bot.messages) == 5)
    seen = [(m.content, len(m.attachments)) for m in bot.messages]
    assert seen == [("", 0), ("hello <@1000>", 1), ("reply", 1), ("", 0), ("direct", 0)]
    assert bot.messages[3].reference.resolved.content == "mine"
    assert bot.messages[4].guild is None
    history = [m.content async for m in own.channel.history(limit=10, oldest_first=True)]
    assert history == ["", "hello <@1000>", "mine", "reply", ""]


async def test_granted_content_intent_shows_everything(pointed, rules):
    from bot.rehearsal.stage import Stage

    stage = await Stage.start(rules=rules.model_copy(update={"granted_intents": 1 << 15}))
    pointed(stage)
    async with running(Bot(INTENTS | discord.Intents(message_content=True)), stage.token) as bot:
        await stage.ana.say("plain")
        heard = await stage.wait_for(lambda: bot.messages and bot.messages[-1])
        assert heard.content == "plain"
    await stage.stop()


async def test_deleting_and_typing_are_heard(stage, bot):
    message = await stage.ana.say("oops")
    await stage.ana.delete(message)
    await stage.wait_for(lambda: ("delete", int(message["id"])) in bot.heard)
    mine = await (await bot.fetch_channel(301)).send("mine")
    await mine.delete()
    with pytest.raises(discord.NotFound):
        await mine.fetch()
    async with mine.channel.typing():
        pass


async def test_the_bot_opens_a_direct_channel(stage, bot):
    person = await bot.fetch_user(202)
    await person.send("psst")
    assert texts(stage.ben.sees(stage.ben.direct_channel_id)[-1]) == "psst"
    assert stage.ana.sees(stage.ben.direct_channel_id) == []
    with pytest.raises(RefusedError):
        await stage.ana.say("hello", channel_id=stage.ben.direct_channel_id)


async def test_a_request_over_25_mib_is_answered_with_413(stage, bot):
    files = [picture(f"{n}.bin", bytes(9 * 1024 * 1024)) for n in range(3)]
    with pytest.raises(discord.HTTPException) as refused:
        await (await bot.fetch_channel(301)).send(files=files)
    assert (refused.value.status, refused.value.code) == (413, 40005)


async def test_deleting_while_editing_leaves_nothing(stage, bot):
    message = await (await bot.fetch_channel(301)).send("x")
    keep = stage._files.keep

    async def slowly(attachment_id, data):
        await stage._conversation.delete(stage._store.get("301", str(message.id)))
        await keep(attachment_id, data)

    stage._files.keep = slowly
    with pytest.raises(discord.NotFound):
        await message.edit(attachments=[picture()])
    assert stage.ana.sees() == []


async def test_a_press_fails_while_the_bot_is_away(stage, bot):
    await show(bot, Panel())
    panel = stage.ana.sees()[-1]
    await bot.close()
    await stage.wait_for(lambda: not stage.gateway.online)
    sent = await stage.ana.click(panel, "Press")
    await sent.settled()
    assert sent.failed
