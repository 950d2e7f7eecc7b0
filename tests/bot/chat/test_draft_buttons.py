"""Every button, select and form of the draft card."""

import pytest
from chat_room import Room

from bot.studio.records import DraftState

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def room(shared_room: Room) -> Room:
    return shared_room


async def test_roll_posts_the_shot_card_and_closes_the_draft(room: Room) -> None:
    card = await room.drafted()
    await room.ana.click(card, ":roll")
    await room.card("**Shot ")
    await room.until(lambda: "Rolled." in room.again(card).text)
    assert room.again(card).labels == []
    assert (await room.draft(card)).state is DraftState.ROLLED


async def test_someone_else_cannot_roll_a_draft(room: Room) -> None:
    card = await room.drafted()
    await room.ben.click(card, ":roll")
    answer = await room.card("Only the person who asked", to=room.ben)
    assert answer.ephemeral
    assert (await room.draft(card)).state is DraftState.OPEN


async def test_edit_opens_the_words_and_revises(room: Room) -> None:
    card = await room.drafted("rain")
    form = await room.ana.click(card, ":edit")
    assert form.modal["components"][0]["component"]["value"] == "rain"
    await room.ana.submit(form, {"words": "snow"})
    assert (await room.card("rain then snow")).raw["id"] == card.raw["id"]


async def test_someone_else_is_told_before_filling_a_form(room: Room) -> None:
    card = await room.drafted()
    await room.ben.click(card, ":settings")
    assert (await room.card("belongs to", to=room.ben)).ephemeral


async def test_settings_are_taken_over(room: Room) -> None:
    card = await room.drafted("rain")
    form = await room.ana.click(card, ":settings")
    fields = {"model": ["second"], "takes": ["3"], "ratio": ["9:16"], "loop": ["yes"]}
    await room.ana.submit(form, fields)
    shown = await room.card("Second · 3 takes")
    assert "9:16 · loop · free" in shown.text
    assert shown.labels[0] == "Roll 3 takes"


async def test_another_idea_is_picked_and_put_back(room: Room) -> None:
    card = await room.drafted("rain")
    await room.ana.choose(card, ":idea", "0")
    await room.card("Pan for: rain")
    await room.ana.choose(card, ":idea", "first")
    await room.card("Push-in for: rain")


async def test_why_is_for_the_person_who_asked(room: Room) -> None:
    card = await room.drafted()
    await room.ana.click(card, ":why")
    answer = await room.card("MOT-10")
    assert answer.ephemeral


async def test_an_answer_settles_the_question(room: Room) -> None:
    card = await room.drafted("who moves")
    await room.ana.click(card, ":answer:two")
    shown = await room.card("answer two")
    assert "Who moves?" not in shown.text


async def test_a_left_out_beat_becomes_its_own_draft(room: Room) -> None:
    card = await room.drafted("rain then more")
    await room.ana.choose(card, ":next", "0")
    shown = await room.card("Push-in for: the car explodes")
    assert shown.raw["id"] != card.raw["id"]


async def test_a_button_of_a_cancelled_draft_answers_with_a_sentence(room: Room) -> None:
    card = await room.drafted()
    draft = await room.draft(card)
    await room.studio.drafts.cancel(draft.id, 201)
    await room.ana.click(card, ":roll")
    assert (await room.card("This draft was cancelled")).ephemeral
    assert await room.database.shots.of_draft(draft.id) is None


async def test_a_button_of_a_rolled_draft_answers_with_a_sentence(room: Room) -> None:
    card = await room.drafted()
    row = await room.draft(card)
    await room.studio.shots.roll(row.id, 201, f"elsewhere:{row.id}")
    await room.ana.click(card, ":roll")
    assert (await room.card("This draft was rolled already")).ephemeral


async def test_a_button_of_a_row_that_is_gone_answers_with_a_sentence(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = await room.drafted()

    async def gone(_: int) -> None:
        return None

    monkeypatch.setattr(room.database.drafts, "get", gone)
    await room.ana.click(card, ":why")
    assert (await room.card("not here any more")).ephemeral
