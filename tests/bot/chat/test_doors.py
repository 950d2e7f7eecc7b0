"""Four doors, one room: mention, /direct, the context menu, a reply."""

import pytest
from chat_room import Room, picture

from bot.rehearsal.permissions import Permission
from bot.studio.records import DraftState

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def room(shared_room: Room) -> Room:
    return shared_room


async def test_a_mention_with_a_picture_becomes_a_draft_card(room: Room) -> None:
    said = await room.ana.say("<@1000> make it epic", files=[("a.jpg", picture())])
    card = await room.card("One beat")
    assert "Push-in for: make it epic" in card.text
    assert card.raw["message_reference"]["message_id"] == said.raw["id"]
    assert [name[:6] for name in card.files] == ["still-"]
    assert card.labels == ["Roll 2 takes", "Edit", "Settings", "Why?", "Cancel"]
    draft = await room.draft(card)
    assert (draft.requester, draft.words) == (201, ("make it epic",))
    assert draft.shown == draft.revision


async def test_the_first_sign_comes_at_once(room: Room) -> None:
    await room.ana.say("<@1000> make it epic", files=[("a.jpg", picture())])
    await room.card("One beat")
    assert room.stage.journal.find("POST", "/typing$")


async def test_in_a_direct_message_no_mention_is_needed(room: Room) -> None:
    await room.ana.say("slow push-in", files=[("a.jpg", picture())], channel=room.dm)
    card = await room.card("One beat", channel=room.dm)
    assert (await room.draft(card)).place.guild is None


async def test_talk_among_people_is_none_of_its_business(room: Room) -> None:
    await room.ana.say("look at this", files=[("a.jpg", picture())])
    await room.ana.say("<@1000> and this", files=[("a.jpg", picture())])
    await room.card("One beat")
    assert len(room.bot_messages()) == 1


async def test_a_mention_without_a_picture_gets_a_hint(room: Room) -> None:
    await room.ana.say("<@1000> hello")
    card = await room.card("Drop a picture")
    assert "Direct this still" in card.text


async def test_direct_answers_with_the_card(room: Room) -> None:
    await room.ana.command("direct", image=("a.jpg", picture()), request="rain", takes=1)
    card = await room.card("One beat")
    assert "Push-in for: rain" in card.text
    assert card.labels[0] == "Roll 1 take"
    assert card.raw["interaction_metadata"]["user"]["id"] == "201"
    assert (await room.draft(card)).message == int(card.raw["id"])
    assert len(room.bot_messages()) == 1


async def test_direct_without_words_makes_it_move(room: Room) -> None:
    await room.ana.command("direct", image=("a.jpg", picture()))
    assert "from the still alone" in (await room.card("One beat")).text


async def test_an_unknown_platform_is_named(room: Room) -> None:
    await room.ana.command("direct", image=("a.jpg", picture()), platform="betamax")
    assert "Choose one of" in (await room.card("don't know that platform")).text


async def test_the_context_menu_takes_someone_elses_picture(room: Room) -> None:
    said = await room.ben.say("my holiday", files=[("a.jpg", picture())])
    await room.ana.menu("Direct this still", said)
    card = await room.card("One beat")
    draft = await room.draft(card)
    assert (draft.requester, draft.words) == (201, ("",))


async def test_the_context_menu_on_one_s_own_message_takes_the_words_too(room: Room) -> None:
    said = await room.ana.say("leaves fall", files=[("a.jpg", picture())])
    await room.ana.menu("Direct this still", said)
    assert (await room.draft(await room.card("One beat"))).words == ("leaves fall",)


async def test_the_context_menu_on_a_card_takes_its_still(room: Room) -> None:
    card = await room.drafted()
    await room.ben.menu("Direct this still", card)
    second = await room.card("from the still alone")
    assert (await room.draft(second)).still == (await room.draft(card)).still


async def test_the_context_menu_without_a_picture_says_so(room: Room) -> None:
    said = await room.ben.say("just words")
    await room.ana.menu("Direct this still", said)
    await room.card("no picture in that message")


async def test_a_reply_to_the_card_revises_it(room: Room) -> None:
    card = await room.drafted("rain")
    await room.ana.say("slower", reply_to=card)
    revised = await room.card("rain then slower")
    assert revised.raw["id"] == card.raw["id"]
    assert len(room.bot_messages()) == 1


async def test_someone_else_cannot_revise_the_card(room: Room) -> None:
    card = await room.drafted("rain")
    await room.ben.say("faster", reply_to=card)
    await room.card("Only the person who asked")
    assert (await room.draft(card)).words == ("rain",)


async def test_a_reply_to_a_shot_drafts_the_next_with_the_words_so_far(room: Room) -> None:
    shot = await room.rolled("rain")
    await room.ana.say("slower", reply_to=shot)
    card = await room.card("rain then slower")
    assert (await room.draft(card)).words == ("rain", "slower")


async def test_several_pictures_use_the_first_and_say_so(room: Room) -> None:
    files = [("a.jpg", picture(1)), ("b.jpg", picture(2))]
    await room.ana.say("<@1000> rain", files=files)
    assert "You sent 2 pictures; I took the first." in (await room.card("One beat")).text


async def test_a_file_that_is_no_picture_is_kindly_declined(room: Room) -> None:
    await room.ana.say("<@1000> rain", files=[("a.pdf", b"%PDF-1.4")])
    await room.card("no picture I can read")


async def test_a_picture_that_does_not_decode_is_told(room: Room) -> None:
    await room.ana.say("<@1000> rain", files=[("a.jpg", b"\xff\xd8\xff\xe0nonsense")])
    card = await room.card("")
    assert "Traceback" not in card.text
    assert await room.drafts() == 0


async def test_a_refusal_is_one_sentence_and_keeps_nothing(room: Room) -> None:
    await room.ana.say("<@1000> undress her", files=[("a.jpg", picture())])
    card = await room.card("I don't do that. Nothing was sent anywhere.")
    assert card.labels == []
    assert await room.drafts() == 0


async def test_a_bug_shows_an_id_and_no_traceback(room: Room) -> None:
    await room.ana.say("<@1000> crash explode", files=[("a.jpg", picture())])
    card = await room.card("Something broke on my side")
    assert "KeyError" not in card.text
    assert "Nothing was charged" in card.text


@pytest.mark.parametrize(
    "words",
    ["@everyone **now** <@202> [x](https://evil.example)", "😀😀😀", "x" * 1900, "雨を降らせて"],
)
async def test_words_are_data_and_never_ping(room: Room, words: str) -> None:
    await room.ana.say(f"<@1000> {words}", files=[("a.jpg", picture())])
    card = await room.card("One beat")
    assert card.raw["mentions"] == []
    assert not card.raw["mention_everyone"]
    assert "@everyone" not in card.text
    assert "**now**" not in card.text


async def test_a_missing_right_is_named_before_any_work(room: Room) -> None:
    room.stage.deny(room.channel, Permission.ATTACH_FILES, Permission.ADD_REACTIONS)
    await room.ana.say("<@1000> rain", files=[("a.jpg", picture())])
    card = await room.card("I need")
    assert "*Attach Files* and *Add Reactions* in #takes before I can post" in card.text
    assert await room.drafts() == 0


async def test_a_missing_right_is_named_to_a_command(room: Room) -> None:
    room.stage.deny(room.channel, Permission.ADD_REACTIONS)
    await room.ana.command("direct", image=("a.jpg", picture()))
    await room.card("I need *Add Reactions* in #takes")
    assert await room.drafts() == 0


async def test_where_it_may_not_speak_it_says_so_in_a_direct_message(room: Room) -> None:
    room.stage.deny(room.channel, Permission.SEND_MESSAGES)
    await room.ana.say("<@1000> rain", files=[("a.jpg", picture())])
    await room.card("I need *Send Messages* in #takes", channel=room.dm)


async def test_help_is_for_the_person_who_asked(room: Room) -> None:
    await room.ana.command("help")
    card = await room.card("One still, one beat")
    assert card.ephemeral


async def test_a_cancelled_draft_answers_replies_with_a_new_one(room: Room) -> None:
    card = await room.drafted("rain")
    await room.ana.click(card, ":cancel")
    await room.card("Cancelled. Nothing was charged.")
    assert (await room.draft(card)).state is DraftState.CANCELLED
    await room.ana.say("snow", reply_to=card)
    assert (await room.draft(await room.card("rain then snow"))).state is DraftState.OPEN
