"""Reactions are the ballot: counted from Discord's own state."""

from chat_room import Room, Seen

from bot.chat.ballot_box import take_of
from bot.studio.records import ShotState


async def voting(room: Room, words: str = "rain") -> Seen:
    shot = await room.rolled(words)
    await room.state(1, ShotState.VOTING)
    await room.until(lambda: len(room.again(shot).raw.get("reactions", [])) == 2)
    return shot


async def test_the_bot_puts_up_the_ballot_of_the_ready_takes(room: Room) -> None:
    room.backend.fail = {"A"}
    shot = await room.rolled()
    await room.until(lambda: room.again(shot).raw.get("reactions"))
    assert [item["emoji"]["name"] for item in room.again(shot).raw["reactions"]] == ["🇧"]
    await room.client.board.open_ballot(1)
    assert room.again(shot).raw["reactions"][0]["count"] == 1


async def test_two_people_reach_the_quorum_and_the_winner_is_announced(room: Room) -> None:
    shot = await voting(room)
    await room.ana.react(shot, "🇧")
    await room.ben.react(shot, "🇧")
    closed = await room.state(1, ShotState.CLOSED)
    assert (closed.winner, closed.voters) == (1, 2)
    news = await room.card("B it is")
    assert "2 of 2 votes. Selected." in news.text
    assert news.raw["mentions"] == []
    await room.until(lambda: "**B** was selected" in room.again(shot).text)


async def test_a_vote_taken_back_counts_no_more(room: Room) -> None:
    shot = await voting(room)
    await room.ana.react(shot, "🇦")
    await room.until(lambda: room.votes(1, 1))
    await room.ana.unreact(shot, "🇦")
    await room.until(lambda: room.votes(1, 0))


async def test_other_emoji_are_no_votes(room: Room) -> None:
    shot = await voting(room)
    await room.ben.react(shot, "🎉")
    await room.ben.react(shot, "🇦")
    await room.until(lambda: room.votes(1, 1))
    assert take_of("🎉") is None
    assert take_of("🇦🇧") is None
    assert take_of("") is None


async def test_a_tie_is_decided_by_the_requester_only(room: Room) -> None:
    shot = await voting(room)
    await room.ana.click(shot, "shot:1:close")
    tie = await room.card("Nobody voted on shot 1")
    assert tie.ids == ["shot:1:pick:0", "shot:1:pick:1"]
    await room.ben.click(tie, "shot:1:pick:0")
    assert (await room.card("decided by the person who rolled", to=room.ben)).ephemeral
    await room.ana.click(tie, "shot:1:pick:1")
    assert (await room.state(1, ShotState.CLOSED)).winner == 1
    news = await room.card("B it is")
    assert news.raw["id"] == tie.raw["id"]


async def test_a_member_cannot_close_someone_elses_vote(room: Room) -> None:
    shot = await voting(room)
    await room.ben.click(shot, "shot:1:close")
    assert (await room.card("closes the vote", to=room.ben)).ephemeral
    assert (await room.studio.shots.get(1)).state is ShotState.VOTING


async def test_votes_cast_while_the_bot_was_away_count(room: Room) -> None:
    shot = await voting(room)
    await room.close()
    await room.ana.react(shot, "🇦")
    await room.ben.react(shot, "🇦")
    await room.open()
    assert (await room.state(1, ShotState.CLOSED)).winner == 0
    await room.card("A it is")


async def test_the_winner_is_announced_once(room: Room) -> None:
    shot = await voting(room)
    await room.ana.react(shot, "🇦")
    await room.until(lambda: room.votes(1, 1))
    await room.ana.click(shot, "shot:1:close")
    await room.card("A it is")
    await room.client.board.announce(1)
    await room.restart()
    await room.client.board.announce(1)
    assert len([m for m in room.bot_messages() if "A it is" in m.text]) == 1
