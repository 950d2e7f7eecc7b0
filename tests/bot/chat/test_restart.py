"""The bot goes and comes back: nothing is lost, nothing is said twice."""

from chat_room import Room

from bot.studio.records import ShotState


async def test_votes_cast_while_the_bot_was_away_count(room: Room) -> None:
    shot = await room.voting()
    await room.close()
    await room.ana.react(shot, "🇦")
    await room.ben.react(shot, "🇦")
    await room.open()
    assert (await room.state(shot.row, ShotState.CLOSED)).winner == 0
    await room.card("A it is")


async def test_the_winner_is_announced_once(room: Room) -> None:
    shot = await room.voting()
    await room.ana.react(shot, "🇦")
    await room.until(lambda: room.votes(shot.row, 1))
    await room.ana.click(shot, ":close")
    await room.card("A it is")
    await room.client.board.announce(shot.row)
    await room.restart()
    await room.client.board.announce(shot.row)
    assert len([m for m in room.bot_messages() if "A it is" in m.text]) == 1


async def test_buttons_and_forms_survive_a_restart(room: Room) -> None:
    card = await room.drafted("rain")
    form = await room.ana.click(card, ":edit")
    await room.restart()
    await room.ana.submit(form, {"words": "snow"})
    await room.card("rain then snow")
    await room.ana.click(card, ":roll")
    shot = await room.card("takes ready · started")
    await room.state(shot.row, ShotState.VOTING)
    await room.restart()
    await room.until(lambda: f"shot:{shot.row}:close" in room.again(shot).ids)
    await room.ana.react(shot, "🇧")
    await room.ana.click(shot, ":close")
    assert (await room.state(shot.row, ShotState.CLOSED)).winner == 1


async def test_the_requester_is_called_once(room: Room) -> None:
    shot = await room.rolled()
    call = await room.card(" is in: 2 takes")
    assert [person["id"] for person in call.raw["mentions"]] == ["201"]
    assert call.raw["message_reference"]["message_id"] == shot.raw["id"]
    await room.restart()
    await room.client.board.open_ballot(shot.row)
    pings = [m for m in room.bot_messages() if m.raw["mentions"]]
    assert len(pings) == 1
