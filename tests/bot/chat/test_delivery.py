"""Cards are posted once, edited with what is missing, and fit Discord's limits."""

from collections.abc import Callable

import pytest
from chat_room import Room, picture, reel

from bot.chat import delivery
from bot.rehearsal.faults import Faults
from bot.rehearsal.rules import Rules
from bot.studio.ports import BoardGoneError
from bot.studio.records import Draft as Row
from bot.studio.records import Place, ShotState

POSTS = r"/channels/\d+/messages$"


async def test_takes_land_on_one_card_and_clips_are_sent_once(room: Room) -> None:
    room.backend.hold = {"B"}
    shot = await room.rolled()
    await room.until(lambda: "**A** ready" in room.again(shot).text)
    assert "**B** rendering 42 %" in room.again(shot).text
    first = room.again(shot)
    room.backend.hold = set()
    await room.state(1, ShotState.VOTING)
    await room.until(lambda: "pick your take" in room.again(shot).text)
    both = room.again(shot)
    assert [name[:7] for name in both.files] == ["take-a-", "take-b-"]
    assert both.file_ids[0] == first.file_ids[0]
    assert "Made by an algorithm" in room.again(shot).text


async def test_the_requester_is_called_once(room: Room) -> None:
    shot = await room.rolled()
    call = await room.card("Shot 1 is in: 2 takes")
    assert [person["id"] for person in call.raw["mentions"]] == ["201"]
    assert call.raw["message_reference"]["message_id"] == shot.raw["id"]
    await room.restart()
    await room.client.board.open_ballot(1)
    pings = [m for m in room.bot_messages() if m.raw["mentions"]]
    assert len(pings) == 1


async def test_a_shot_without_takes_says_so_and_calls(room: Room) -> None:
    room.backend.fail = {"A", "B"}
    shot = await room.rolled()
    await room.card("Shot 1 did not work out")
    assert "The reel tore." in room.again(shot).text
    assert room.again(shot).labels == ["Re-roll", "Delete"]


async def unposted(room: Room) -> Row:
    """A draft that no card shows, as after a crash."""
    card = await room.drafted("first")
    still = (await room.draft(card)).still
    place = Place(guild=100, channel=int(room.channel))
    return await room.studio.drafts.open(place, 201, still, "rain")


async def test_a_card_posted_before_a_crash_is_found_again(room: Room) -> None:
    row = await unposted(room)
    posted = room.studio.drafts.posted

    async def crash(*_: object) -> None:
        raise RuntimeError("crash")

    room.studio.drafts.posted = crash  # type: ignore[method-assign]
    with pytest.raises(RuntimeError):
        await room.client.board.show_draft(row.id)
    room.studio.drafts.posted = posted  # type: ignore[method-assign]
    room.client.board._since = row.created.replace(year=row.created.year + 1)
    await room.client.board.show_draft(row.id)
    assert len([m for m in room.bot_messages() if "Push-in for: rain" in m.text]) == 1
    assert (await room.studio.drafts.get(row.id)).message is not None


async def test_a_performed_but_failed_post_is_not_repeated(room: Room) -> None:
    row = await unposted(room)
    room.stage.faults.performed_then_dropped("POST", POSTS)
    await room.client.board.bring_draft(row.id)
    assert len([m for m in room.bot_messages() if "Push-in for: rain" in m.text]) == 1


LAY: dict[str, Callable[[Faults], object]] = {
    "500": lambda faults: faults.refused("POST", POSTS, status=500),
    "503": lambda faults: faults.refused("POST", POSTS, status=503),
    "429": lambda faults: faults.rate_limited("POST", POSTS, retry_after=0.1),
    "dropped": lambda faults: faults.dropped("POST", POSTS),
    "performed then 500": lambda faults: faults.performed_then_refused("POST", POSTS),
    "performed then dropped": lambda faults: faults.performed_then_dropped("POST", POSTS),
}


@pytest.mark.parametrize("kind", LAY)
async def test_a_bad_moment_of_discord_only_delays_the_card(
    room: Room, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "PAUSES", (0.1, 0.1))
    LAY[kind](room.stage.faults)
    await room.ana.say("<@1000> rain", files=[("a.jpg", picture())])
    card = await room.card("Push-in for: rain")
    assert (await room.draft(card)).id == 1
    assert len(room.bot_messages()) == 1


async def test_a_download_that_fails_is_told(room: Room) -> None:
    room.stage.faults.download_fails()
    await room.ana.say("<@1000> rain", files=[("a.jpg", picture())])
    assert "Nothing was charged" in (await room.card("did not hand me that picture (503)")).text


@pytest.mark.parametrize("how", ["cut", "reconnect", "resumable", "new session", "code"])
async def test_a_lost_connection_comes_back_and_nothing_is_missed(room: Room, how: str) -> None:
    gateway = room.stage.gateway
    if how == "cut":
        gateway.cut_all()
    elif how == "reconnect":
        gateway.ask_to_reconnect()
    elif how == "code":
        await gateway.close_all(4000)
    else:
        gateway.invalidate(resumable=how == "resumable")
    if how == "new session":
        # What is said before the new session stands is not replayed; Discord does the same.
        await room.until(lambda: not gateway.online)
        await room.until(lambda: gateway.online)
    await room.ana.say("<@1000> rain", files=[("a.jpg", picture())])
    await room.card("Push-in for: rain")
    assert len(room.bot_messages()) == 1


async def test_a_deleted_card_is_not_posted_again(room: Room) -> None:
    card = await room.drafted("rain")
    await room.ana.delete(card)
    await room.studio.drafts.revise(1, 201, "snow")
    with pytest.raises(BoardGoneError):
        await room.client.board.show_draft(1)
    assert room.bot_messages() == []


async def test_a_deleted_shot_card_does_not_stop_the_shot(room: Room) -> None:
    room.backend.hold = {"A", "B"}
    shot = await room.rolled()
    await room.ana.delete(shot)
    room.backend.hold = set()
    assert len((await room.state(1, ShotState.VOTING)).ready) == 2
    assert not [m for m in room.bot_messages() if "Shot 1** —" in m.text]


async def test_a_clip_over_the_limit_is_posted_as_a_smaller_copy(room: Room) -> None:
    reel(room.backend.clip, (960, 540), 30, "14")
    size = room.backend.clip.stat().st_size
    assert size > 600_000
    room.client.board._message_bytes = 1_000_000
    shot = await room.rolled()
    await room.state(1, ShotState.VOTING)
    await room.until(lambda: "a smaller copy" in room.again(shot).text, 60)
    assert [size <= 500_000 for size in room.sizes(shot)] == [True, True]
    fresh = room.again(shot).file_ids
    await room.restart()
    await room.database.shots.posted(1, int(shot.raw["id"]), -1)
    await room.client.board.show_shot(1)
    assert room.again(shot).file_ids == fresh
    assert room.again(shot).text.count("a smaller copy") == 2
    await room.ana.click(shot, "shot:1:more")
    more = await room.card("prompt and settings")
    await room.ana.click(more, "shot:1:original:0")
    answer = await room.card("Take A as it was made")
    assert answer.raw["attachments"][0]["size"] > size


@pytest.mark.parametrize("rules", [Rules(rate_limits=False, file_bytes=400_000)])
async def test_what_discord_finds_too_large_is_shrunk_and_said(room: Room) -> None:
    reel(room.backend.clip, (960, 540), 30, "14")
    shot = await room.rolled()
    await room.state(1, ShotState.VOTING)
    await room.until(lambda: room.again(shot).text.count("a smaller copy") == 2, 60)
    assert [size <= 400_000 for size in room.sizes(shot)] == [True, True]


def test_the_limit_is_the_smallest_of_all(room: Room) -> None:
    board = room.client.board
    place = Place(guild=100, channel=301)
    assert board.limit(place, 1) == 10 * 1024 * 1024
    assert board.limit(place, 4) == 6 * 1024 * 1024
    board._learned[301] = 1000
    assert board.limit(place, 4) == 1000


async def test_previews_are_kept_but_not_for_ever(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "_PREVIEWS", 1)
    card = await room.drafted()
    assert len(room.client.board._previews) == 1
    await room.ana.say("<@1000> snow", files=[("b.jpg", picture(2))])
    await room.card("Push-in for: snow")
    assert list(room.client.board._previews) != [(await room.draft(card)).still.sha256]
    assert len(room.client.board._previews) == 1
