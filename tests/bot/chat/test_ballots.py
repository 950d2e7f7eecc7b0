"""Reactions are the ballot: counted from Discord's own state."""

import pytest
from chat_room import Room

from bot.chat.ballot_box import take_of
from bot.studio.records import ShotState

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def room(shared_room: Room) -> Room:
    return shared_room


async def test_the_bot_puts_up_the_ballot_of_the_ready_takes(room: Room) -> None:
    room.backend.fail = {"A"}
    shot = await room.rolled()
    await room.until(lambda: room.again(shot).raw.get("reactions"))
    assert [item["emoji"]["name"] for item in room.again(shot).raw["reactions"]] == ["🇧"]
    await room.client.board.open_ballot(shot.row)
    assert room.again(shot).raw["reactions"][0]["count"] == 1


async def test_two_people_reach_the_quorum_and_the_winner_is_announced(room: Room) -> None:
    shot = await room.voting()
    await room.ana.react(shot, "🇧")
    await room.ben.react(shot, "🇧")
    closed = await room.state(shot.row, ShotState.CLOSED)
    assert (closed.winner, closed.voters) == (1, 2)
    news = await room.card("B it is")
    assert "2 of 2 votes. Selected." in news.text
    assert news.raw["mentions"] == []
    await room.until(lambda: "**B** was selected" in room.again(shot).text)


async def test_a_vote_taken_back_counts_no_more(room: Room) -> None:
    shot = await room.voting()
    await room.ana.react(shot, "🇦")
    await room.until(lambda: room.votes(shot.row, 1))
    await room.ana.unreact(shot, "🇦")
    await room.until(lambda: room.votes(shot.row, 0))


async def test_other_emoji_are_no_votes(room: Room) -> None:
    shot = await room.voting()
    await room.ben.react(shot, "🎉")
    await room.ben.react(shot, "🇦")
    await room.until(lambda: room.votes(shot.row, 1))
    assert take_of("🎉") is None
    assert take_of("🇦🇧") is None
    assert take_of("") is None


async def test_a_tie_is_decided_by_the_requester_only(room: Room) -> None:
    shot = await room.voting()
    await room.ana.click(shot, ":close")
    tie = await room.card("Nobody voted on shot")
    assert [known[-7:] for known in tie.ids] == [":pick:0", ":pick:1"]
    await room.ben.click(tie, ":pick:0")
    assert (await room.card("decided by the person who rolled", to=room.ben)).ephemeral
    await room.ana.click(tie, ":pick:1")
    assert (await room.state(shot.row, ShotState.CLOSED)).winner == 1
    news = await room.card("B it is")
    assert news.raw["id"] == tie.raw["id"]


async def test_a_member_cannot_close_someone_elses_vote(room: Room) -> None:
    shot = await room.voting()
    await room.ben.click(shot, ":close")
    assert (await room.card("closes the vote", to=room.ben)).ephemeral
    assert (await room.studio.shots.get(shot.row)).state is ShotState.VOTING


async def test_votes_cast_between_two_sessions_count(room: Room) -> None:
    shot = await room.voting()
    gateway = room.stage.gateway
    # The count that follows the opening must be over, or it could see the votes by itself.
    await room.until(lambda: not (room.studio.busy or room.studio.ballots.busy))
    gateway.invalidate(resumable=False)
    await room.until(lambda: not gateway.online)
    await room.ana.react(shot, "🇧")
    await room.ben.react(shot, "🇧")
    assert (await room.state(shot.row, ShotState.CLOSED)).winner == 1
    await room.until(lambda: gateway.online)
