"""Every button of the shot card, and presses around a restart."""

import asyncio

import pytest
from chat_room import Room, Seen

from bot.studio.records import ShotState

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def room(shared_room: Room) -> Room:
    return shared_room


def cards(room: Room) -> list[Seen]:
    """The shot cards, oldest first."""
    return [m for m in room.bot_messages() if m.text.startswith("**Shot ") and m.row]


async def test_a_double_click_on_roll_shoots_once(room: Room) -> None:
    card = await room.drafted()
    await asyncio.gather(room.ana.click(card, ":roll"), room.ana.click(card, ":roll"))
    shot = await room.card("**Shot ")
    await room.state(shot.row, ShotState.VOTING)
    assert len(room.backend.submitted) == 2
    assert len(cards(room)) == 1


async def test_reroll_is_a_shot_of_its_own_and_a_double_click_one(room: Room) -> None:
    shot = await room.rolled()
    await room.until(lambda: f"shot:{shot.row}:reroll" in room.again(shot).ids)
    await asyncio.gather(room.ana.click(shot, ":reroll"), room.ana.click(shot, ":reroll"))
    await room.until(lambda: len(cards(room)) == 2)
    await room.state(cards(room)[-1].row, ShotState.VOTING)
    assert len(room.backend.submitted) == 4
    assert len(cards(room)) == 2


async def test_cancel_keeps_what_is_ready(room: Room) -> None:
    room.backend.hold = {"B"}
    shot = await room.rolled()
    await room.until(lambda: "**A** ready" in room.again(shot).text)
    await room.ana.click(shot, ":cancel")
    await room.until(lambda: "**B** cancelled, not charged" in room.again(shot).text)
    assert (await room.state(shot.row, ShotState.VOTING)).ready[0].letter == "A"


async def test_more_shows_prompts_and_hands_over_the_original(room: Room) -> None:
    shot = await room.rolled("rain")
    await room.state(shot.row, ShotState.VOTING)
    await room.until(lambda: f"shot:{shot.row}:more" in room.again(shot).ids)
    await room.ben.click(shot, ":more")
    more = await room.card("prompt and settings", to=room.ben)
    assert more.ephemeral
    await room.ben.click(more, ":original:1")
    answer = await room.card("Take B as it was made", to=room.ben)
    row = await room.studio.shots.get(shot.row)
    assert row.takes[1].clip is not None
    assert answer.raw["attachments"][0]["size"] == row.takes[1].clip.size


async def test_delete_leaves_a_tombstone_without_files(room: Room) -> None:
    shot = await room.rolled()
    await room.state(shot.row, ShotState.VOTING)
    await room.until(lambda: f"shot:{shot.row}:delete" in room.again(shot).ids)
    await room.ana.click(shot, ":delete")
    await room.until(lambda: "was deleted by <@201>" in room.again(shot).text)
    assert room.again(shot).files == []


async def test_a_button_of_a_deleted_shot_answers_with_a_sentence(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    shot = await room.rolled()
    await room.state(shot.row, ShotState.VOTING)
    await room.until(lambda: f"shot:{shot.row}:reroll" in room.again(shot).ids)

    async def asleep(_: int) -> None:
        pass

    monkeypatch.setattr(room.client.board, "show_shot", asleep)
    await room.studio.shots.delete(shot.row, 201)
    await room.ben.click(shot, ":reroll")
    assert (await room.card("This shot was deleted by <@201>", to=room.ben)).ephemeral


async def test_a_member_cannot_delete_someone_elses_shot(room: Room) -> None:
    shot = await room.rolled()
    await room.state(shot.row, ShotState.VOTING)
    await room.until(lambda: f"shot:{shot.row}:delete" in room.again(shot).ids)
    await room.ben.click(shot, ":delete")
    assert (await room.card("can delete a shot", to=room.ben)).ephemeral
    assert (await room.studio.shots.get(shot.row)).state is ShotState.VOTING


async def test_a_moderator_may_delete_and_cancel(room: Room) -> None:
    card = await room.drafted(by=room.ben)
    await room.ben.click(card, ":roll")
    shot = await room.card("takes ready · started")
    await room.state(shot.row, ShotState.VOTING)
    await room.until(lambda: f"shot:{shot.row}:delete" in room.again(shot).ids)
    await room.ana.click(shot, ":delete")
    await room.until(lambda: "was deleted by <@201>" in room.again(shot).text)


async def test_a_moderator_may_reroll_someone_elses_shot(room: Room) -> None:
    card = await room.drafted(by=room.ben)
    await room.ben.click(card, ":roll")
    shot = await room.card("takes ready · started")
    await room.state(shot.row, ShotState.VOTING)
    await room.until(lambda: f"shot:{shot.row}:reroll" in room.again(shot).ids)
    await room.ana.click(shot, ":reroll")
    await room.until(lambda: len(cards(room)) == 2)
