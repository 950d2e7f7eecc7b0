"""Shots are rolled once per click, numbered per server, re-rolled and deleted."""

import asyncio

import pytest

from bot.studio.errors import NotAllowedError, NotFoundError, WrongStateError
from bot.studio.records import DraftState, Place, ShotState

pytestmark = pytest.mark.each_database


async def test_the_same_click_twice_rolls_once(house, people):
    draft = await house.draft()
    shots = await asyncio.gather(
        *(house.studio.shots.roll(draft.id, people.ana, "click") for _ in range(4))
    )
    assert {shot.id for shot in shots} == {1}
    await house.until_state(1, ShotState.VOTING)
    assert set(house.backend.submits.values()) == {1}
    assert (await house.studio.drafts.get(draft.id)).state is DraftState.ROLLED


async def test_two_clicks_on_one_draft_roll_once_and_the_second_is_told(house, people):
    draft = await house.draft()
    results = await asyncio.gather(
        *(house.studio.shots.roll(draft.id, people.ana, f"click:{n}") for n in range(3)),
        return_exceptions=True,
    )
    told = [r for r in results if isinstance(r, WrongStateError)]
    assert len(told) == 2
    assert "rolled already" in str(told[0])
    assert len(await house.studio.shots.open_shots()) == 1


async def test_only_the_requester_rolls(house, people):
    draft = await house.draft()
    with pytest.raises(NotAllowedError):
        await house.studio.shots.roll(draft.id, people.ben, "click")


async def test_shots_are_counted_per_server_and_per_direct_message(house, people):
    numbers = []
    for guild, channel in ((1, 10), (1, 11), (2, 20), (None, 30), (None, 30)):
        draft = await house.studio.drafts.open(
            Place(guild=guild, channel=channel), people.ana, await house.still(), "go"
        )
        shot = await house.studio.shots.roll(draft.id, people.ana, f"click:{draft.id}")
        numbers.append(shot.number)
    assert numbers == [1, 2, 1, 1, 2]


async def test_a_reroll_is_a_new_shot_with_fresh_seeds(house, people):
    shot = await house.roll()
    again = await house.studio.shots.reroll(shot.id, people.ana, "again")
    assert (await house.studio.shots.reroll(shot.id, people.ana, "again")).id == again.id
    assert (again.plan, again.number) == (shot.plan, shot.number + 1)
    assert [take.prompt for take in again.takes] == [take.prompt for take in shot.takes]
    assert not {take.seed for take in again.takes} & {take.seed for take in shot.takes}
    await house.until_state(again.id, ShotState.VOTING)
    with pytest.raises(NotAllowedError):
        await house.studio.shots.reroll(shot.id, people.ben, "other")


async def test_a_deleted_shot_loses_its_clips_and_is_not_shown_again(house, people):
    shot = await house.until_state((await house.roll()).id, ShotState.VOTING)
    path = house.studio.shots.clip_path(shot.takes[0])
    assert path.is_file()
    with pytest.raises(NotAllowedError):
        await house.studio.shots.delete(shot.id, people.ben)
    deleted = await house.studio.shots.delete(shot.id, people.ben, moderator=True)
    assert (deleted.state, deleted.deleted_by) == (ShotState.DELETED, people.ben)
    assert not path.is_file()
    again = await house.studio.shots.delete(shot.id, people.ana)
    assert (again.deleted_by, again.revision) == (people.ben, deleted.revision)
    await house.until_shown()
    assert house.board.cards["shot", shot.id]["states"][-1][0] is ShotState.DELETED
    with pytest.raises(WrongStateError):
        await house.studio.shots.reroll(shot.id, people.ana, "k")


async def test_a_shot_whose_card_was_deleted_goes_with_it(house):
    house.backend.hold = {"B"}
    shot = await house.roll()

    async def one_ready():
        return (await house.studio.shots.get(shot.id)).ready

    (ready,) = await house.until(one_ready)
    deleted = await house.studio.shots.card_deleted(shot.id)
    assert (deleted.state, deleted.deleted_by) == (ShotState.DELETED, None)
    assert deleted.ended is not None
    await house.until(lambda: len(house.backend.cancelled) == 1)
    assert not house.blobs.path(ready.clip.sha256).is_file()
    again = await house.studio.shots.card_deleted(shot.id)
    assert again.revision == deleted.revision


async def test_deleting_while_rolling_stops_the_takes(house, people):
    house.backend.hold = {"A", "B"}
    shot = await house.roll()
    await house.until(lambda: all(house.backend.checks[t.reference] for t in shot.takes))
    await house.studio.shots.delete(shot.id, people.ana)
    await house.until(lambda: len(house.backend.cancelled) == 2)


async def test_a_clip_shown_by_another_shot_outlives_a_deleted_one(house, people):
    shot = await house.until_state((await house.roll()).id, ShotState.VOTING)
    other = await house.until_state((await house.roll("click:2")).id, ShotState.VOTING)
    shared = shot.takes[0].clip
    await house.database.shots.change(
        other.id,
        lambda s: s.model_copy(
            update={"takes": (s.takes[0].model_copy(update={"clip": shared}), s.takes[1])}
        ),
    )
    await house.studio.shots.delete(shot.id, people.ana)
    assert house.studio.shots.clip_path(shot.takes[0]).is_file()
    assert not house.studio.shots.clip_path(shot.takes[1]).is_file()


async def test_a_shot_that_is_not_there_is_said_to_be_gone(house):
    with pytest.raises(NotFoundError, match="not here any more"):
        await house.studio.shots.get(404)


async def test_the_card_of_a_shot_is_posted_once_and_follows_its_takes(house):
    house.backend.hold = {"B"}
    shot = await house.roll()
    await house.until(lambda: house.board.cards)
    house.backend.hold = set()
    await house.until_state(shot.id, ShotState.VOTING)
    await house.until_shown()
    assert house.board.posts == [("shot", shot.id)]
    states = house.board.cards["shot", shot.id]["states"]
    assert states[0][0] is ShotState.ROLLING
    assert states[-1][0] is ShotState.VOTING
    assert len(states) <= 5
    message = house.board.cards["shot", shot.id]["message"]
    assert (await house.studio.shots.by_message(shot.place.channel, message)).id == shot.id
