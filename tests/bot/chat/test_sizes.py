"""Clips that are too large are posted as smaller copies, and said to be."""

import pytest
from chat_room import Room, reel

from bot.rehearsal.rules import Rules
from bot.studio.records import ShotState


async def test_a_clip_over_the_limit_is_posted_as_a_smaller_copy(room: Room) -> None:
    reel(room.backend.clip, (640, 360), 12, "24")
    size = room.backend.clip.stat().st_size
    assert 600_000 < size < 3_000_000
    room.client.board._message_bytes = 1_000_000
    shot = await room.rolled()
    await room.state(1, ShotState.VOTING)
    await room.until(lambda: room.again(shot).text.count("a smaller copy") == 2, 60)
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
    reel(room.backend.clip, (640, 360), 12, "24")
    shot = await room.rolled()
    await room.state(1, ShotState.VOTING)
    await room.until(lambda: room.again(shot).text.count("a smaller copy") == 2, 60)
    assert [size <= 400_000 for size in room.sizes(shot)] == [True, True]
