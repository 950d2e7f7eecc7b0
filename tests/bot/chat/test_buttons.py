"""Every button, select and form of the two cards."""

import asyncio

from chat_room import Room

from bot.studio.records import DraftState, ShotState


async def test_roll_posts_the_shot_card_and_closes_the_draft(room: Room) -> None:
    card = await room.drafted()
    await room.ana.click(card, "draft:1:roll")
    await room.card("Shot 1")
    await room.until(lambda: "Rolled." in room.again(card).text)
    assert room.again(card).labels == []
    assert (await room.draft(card)).state is DraftState.ROLLED


async def test_a_double_click_on_roll_shoots_once(room: Room) -> None:
    card = await room.drafted()
    await asyncio.gather(room.ana.click(card, "draft:1:roll"), room.ana.click(card, "draft:1:roll"))
    await room.state(1, ShotState.VOTING)
    assert len(room.backend.submitted) == 2
    assert len([m for m in room.bot_messages() if "Shot 1** —" in m.text]) == 1


async def test_someone_else_cannot_roll_a_draft(room: Room) -> None:
    card = await room.drafted()
    await room.ben.click(card, "draft:1:roll")
    answer = await room.card("Only the person who asked", to=room.ben)
    assert answer.ephemeral
    assert (await room.draft(card)).state is DraftState.OPEN


async def test_edit_opens_the_words_and_revises(room: Room) -> None:
    card = await room.drafted("rain")
    form = await room.ana.click(card, "draft:1:edit")
    assert form.modal["components"][0]["component"]["value"] == "rain"
    await room.ana.submit(form, {"words": "snow"})
    assert (await room.card("rain then snow")).raw["id"] == card.raw["id"]


async def test_someone_else_is_told_before_filling_a_form(room: Room) -> None:
    card = await room.drafted()
    await room.ben.click(card, "draft:1:settings")
    assert (await room.card("belongs to", to=room.ben)).ephemeral


async def test_settings_are_taken_over(room: Room) -> None:
    card = await room.drafted("rain")
    form = await room.ana.click(card, "draft:1:settings")
    fields = {"model": ["second"], "takes": ["3"], "ratio": ["9:16"], "loop": ["yes"]}
    await room.ana.submit(form, fields)
    shown = await room.card("Second · 3 takes")
    assert "9:16 · loop · free" in shown.text
    assert shown.labels[0] == "Roll 3 takes"


async def test_another_idea_is_picked_and_put_back(room: Room) -> None:
    card = await room.drafted("rain")
    await room.ana.choose(card, "draft:1:idea", "0")
    await room.card("Pan for: rain")
    await room.ana.choose(card, "draft:1:idea", "first")
    await room.card("Push-in for: rain")


async def test_why_is_for_the_person_who_asked(room: Room) -> None:
    card = await room.drafted()
    await room.ana.click(card, "draft:1:why")
    answer = await room.card("MOT-10")
    assert answer.ephemeral


async def test_an_answer_settles_the_question(room: Room) -> None:
    card = await room.drafted("who moves")
    await room.ana.click(card, "draft:1:answer:two")
    shown = await room.card("answer two")
    assert "Who moves?" not in shown.text


async def test_a_left_out_beat_becomes_its_own_draft(room: Room) -> None:
    card = await room.drafted("rain then more")
    await room.ana.choose(card, "draft:1:next", "0")
    shown = await room.card("Push-in for: the car explodes")
    assert shown.raw["id"] != card.raw["id"]


async def test_a_button_of_a_cancelled_draft_answers_with_a_sentence(room: Room) -> None:
    card = await room.drafted()
    await room.studio.drafts.cancel(1, 201)
    await room.ana.click(card, "draft:1:roll")
    assert (await room.card("This draft was cancelled")).ephemeral
    assert room.backend.submitted == []


async def test_a_button_of_a_rolled_draft_answers_with_a_sentence(room: Room) -> None:
    card = await room.drafted()
    await room.studio.shots.roll(1, 201, "elsewhere")
    await room.ana.click(card, "draft:1:roll")
    assert (await room.card("This draft was rolled already")).ephemeral


async def test_a_button_of_a_row_that_is_gone_answers_with_a_sentence(room: Room) -> None:
    card = await room.drafted()

    async def gone(_: int) -> None:
        return None

    room.database.drafts.get = gone  # type: ignore[method-assign,assignment]
    await room.ana.click(card, "draft:1:why")
    assert (await room.card("not here any more")).ephemeral


async def test_reroll_is_a_shot_of_its_own_and_a_double_click_one(room: Room) -> None:
    shot = await room.rolled()
    await room.state(1, ShotState.VOTING)
    await asyncio.gather(
        room.ana.click(shot, "shot:1:reroll"), room.ana.click(shot, "shot:1:reroll")
    )
    await room.card("Shot 2")
    await room.state(2, ShotState.VOTING)
    assert len(room.backend.submitted) == 4


async def test_cancel_keeps_what_is_ready(room: Room) -> None:
    room.backend.hold = {"B"}
    shot = await room.rolled()
    await room.until(lambda: "**A** ready" in room.again(shot).text)
    await room.ana.click(shot, "shot:1:cancel")
    await room.until(lambda: "**B** cancelled, not charged" in room.again(shot).text)
    assert (await room.state(1, ShotState.VOTING)).ready[0].letter == "A"


async def test_more_shows_prompts_and_hands_over_the_original(room: Room) -> None:
    shot = await room.rolled("rain")
    await room.state(1, ShotState.VOTING)
    await room.until(lambda: "shot:1:more" in room.again(shot).ids)
    await room.ben.click(shot, "shot:1:more")
    more = await room.card("prompt and settings", to=room.ben)
    assert more.ephemeral
    await room.ben.click(more, "shot:1:original:1")
    answer = await room.card("Take B as it was made", to=room.ben)
    row = await room.studio.shots.get(1)
    assert row.takes[1].clip is not None
    assert answer.raw["attachments"][0]["size"] == row.takes[1].clip.size


async def test_delete_leaves_a_tombstone_without_files(room: Room) -> None:
    shot = await room.rolled()
    await room.state(1, ShotState.VOTING)
    await room.until(lambda: "shot:1:delete" in room.again(shot).ids)
    await room.ana.click(shot, "shot:1:delete")
    await room.until(lambda: "was deleted by <@201>" in room.again(shot).text)
    assert room.again(shot).files == []


async def test_a_button_of_a_deleted_shot_answers_with_a_sentence(room: Room) -> None:
    shot = await room.rolled()
    await room.state(1, ShotState.VOTING)
    await room.until(lambda: "shot:1:more" in room.again(shot).ids)

    async def asleep(_: int) -> None:
        pass

    room.client.board.show_shot = asleep  # type: ignore[method-assign]
    await room.studio.shots.delete(1, 201)
    await room.ben.click(shot, "shot:1:reroll")
    assert (await room.card("This shot was deleted by <@201>", to=room.ben)).ephemeral


async def test_a_member_cannot_delete_someone_elses_shot(room: Room) -> None:
    shot = await room.rolled()
    await room.state(1, ShotState.VOTING)
    await room.until(lambda: "shot:1:delete" in room.again(shot).ids)
    await room.ben.click(shot, "shot:1:delete")
    assert (await room.card("can delete a shot", to=room.ben)).ephemeral
    assert (await room.studio.shots.get(1)).state is ShotState.VOTING


async def test_a_moderator_may_delete_and_cancel(room: Room) -> None:
    card = await room.drafted(by=room.ben)
    await room.ben.click(card, "draft:1:roll")
    shot = await room.card("Shot 1")
    await room.state(1, ShotState.VOTING)
    await room.until(lambda: "shot:1:delete" in room.again(shot).ids)
    await room.ana.click(shot, "shot:1:delete")
    await room.until(lambda: "was deleted by <@201>" in room.again(shot).text)


async def test_buttons_and_forms_survive_a_restart(room: Room) -> None:
    card = await room.drafted("rain")
    form = await room.ana.click(card, "draft:1:edit")
    await room.restart()
    await room.ana.submit(form, {"words": "snow"})
    await room.card("rain then snow")
    await room.ana.click(card, "draft:1:roll")
    shot = await room.card("Shot 1")
    await room.state(1, ShotState.VOTING)
    await room.restart()
    await room.until(lambda: "shot:1:close" in room.again(shot).ids)
    await room.ana.react(shot, "🇧")
    await room.ana.click(shot, "shot:1:close")
    assert (await room.state(1, ShotState.CLOSED)).winner == 1
