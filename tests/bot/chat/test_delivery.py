"""Cards are posted once, edited with what is missing, and fit Discord's limits."""

from collections.abc import Callable

import pytest
from chat_room import Room, picture

from bot.chat import delivery
from bot.rehearsal.faults import Faults
from bot.studio.records import Draft as Row
from bot.studio.records import DraftState, Place, ShotState

pytestmark = pytest.mark.asyncio(loop_scope="module")
POSTS = r"/channels/\d+/messages$"
CARDS = r"/channels/\d+/messages/\d+$"


@pytest.fixture
def room(shared_room: Room) -> Room:
    return shared_room


async def test_takes_land_on_one_card_and_clips_are_sent_once(room: Room) -> None:
    room.backend.hold = {"B"}
    shot = await room.rolled()
    await room.until(lambda: "**A** ready" in room.again(shot).text)
    await room.until(lambda: "**B** rendering 42 %" in room.again(shot).text)
    first = room.again(shot)
    room.backend.hold = set()
    await room.state(shot.row, ShotState.VOTING)
    await room.until(lambda: "pick your take" in room.again(shot).text)
    both = room.again(shot)
    assert [name[:7] for name in both.files] == ["take-a-", "take-b-"]
    assert both.file_ids[0] == first.file_ids[0]
    assert "Made by an algorithm" in room.again(shot).text


async def test_a_shot_without_takes_says_so_and_calls(room: Room) -> None:
    room.backend.fail = {"A", "B"}
    shot = await room.rolled()
    await room.card("did not work out")
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
    assert (await room.draft(card)).id == card.row
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


async def test_a_draft_whose_card_is_deleted_is_put_away(room: Room) -> None:
    card = await room.drafted("rain")
    await room.draft(card)
    await room.ana.delete(card)

    async def put_away() -> bool:
        return (await room.studio.drafts.get(card.row)).state is DraftState.CANCELLED

    await room.until(put_away)
    await room.client.board.show_draft(card.row)
    assert room.bot_messages() == []


async def test_a_shot_whose_card_is_deleted_goes_with_it(room: Room) -> None:
    room.backend.hold = {"A", "B"}
    shot = await room.rolled()

    async def known() -> bool:
        return (await room.studio.shots.get(shot.row)).message is not None

    await room.until(known)
    await room.until(lambda: len(room.backend.submitted) == 2)
    await room.ana.delete(shot)
    await room.state(shot.row, ShotState.DELETED)
    await room.until(lambda: len(room.backend.cancelled) == 2)
    await room.client.board.show_shot(shot.row)
    assert not [m for m in room.bot_messages() if m.text.startswith("**Shot")]
    assert not [m for m in room.bot_messages() if m.raw["mentions"]]


async def test_a_card_deleted_while_nobody_listened_ends_its_vote(room: Room) -> None:
    shot = await room.voting()
    cog = await room.client.remove_cog("Removals")
    assert cog is not None
    await room.ana.delete(shot)
    await room.studio.ballots.close(shot.row, 201)
    await room.client.add_cog(cog)
    await room.state(shot.row, ShotState.DELETED)


async def test_files_that_discord_lost_are_sent_again(room: Room) -> None:
    room.backend.hold = {"B"}
    shot = await room.rolled()
    await room.until(lambda: "**A** ready" in room.again(shot).text)
    room.stage.faults.refused("PATCH", CARDS, status=400)
    room.backend.hold = set()
    await room.until(lambda: "pick your take" in room.again(shot).text)
    assert [name[:7] for name in room.again(shot).files] == ["take-a-", "take-b-"]


async def test_the_limit_is_the_smallest_of_all(room: Room) -> None:
    board = room.client.board
    board._learned.clear()
    place = Place(guild=100, channel=301)
    assert board.limit(place, 1) == 10 * 1024 * 1024
    assert board.limit(place, 4) == 6 * 1024 * 1024
    board._learned[301] = 1000
    assert board.limit(place, 4) == 1000
    board._learned.clear()


async def test_previews_are_kept_but_not_for_ever(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "_PREVIEWS", 1)
    card = await room.drafted()
    await room.ana.say("<@1000> snow", files=[("b.jpg", picture(2))])
    await room.card("Push-in for: snow")
    assert list(room.client.board._previews) != [(await room.draft(card)).still.sha256]
    assert len(room.client.board._previews) == 1
