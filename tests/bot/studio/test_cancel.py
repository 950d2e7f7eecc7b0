"""A cancel wins at every stage, over whatever comes back late."""

import asyncio

import pytest

from bot.studio.errors import NotAllowedError, WrongStateError
from bot.studio.records import ShotState, TakeState

STAGES = {
    "preparing": ["prepare:hang"],
    "submitting": ["submit:slow"],
    "looking up": ["submit:lost", "find:unavailable", "find:slow"],
    "rendering": ["check:running", "check:slow"],
    "fetching": ["fetch:slow"],
}


@pytest.mark.each_database
@pytest.mark.parametrize("stage", STAGES)
async def test_a_cancel_wins_at_every_stage(house, people, stage):
    script = STAGES[stage]
    house.backend.script = {"A": list(script), "B": list(script)}
    method = script[-1].partition(":")[0]
    shot = await house.roll()
    reached = [house.backend.reached[take.reference, method] for take in shot.takes]
    await asyncio.wait_for(asyncio.gather(*(event.wait() for event in reached)), 10)
    cancelled = await house.studio.shots.cancel(shot.id, people.ana)
    assert cancelled.state is ShotState.CANCELLED
    assert {take.state for take in cancelled.takes} == {TakeState.CANCELLED}

    async def quiet():
        return not await house.database.takes.left_behind()

    if stage != "preparing":
        await house.until(quiet)
        jobs = {f"job-{take.reference}" for take in shot.takes}
        assert house.backend.cancelled == jobs
    later = await house.studio.shots.get(shot.id)
    assert {take.state for take in later.takes} == {TakeState.CANCELLED}
    assert not any(take.clip for take in later.takes)


@pytest.mark.each_database
async def test_takes_still_in_the_queue_are_never_sent(make_house, people):
    house = make_house(renders=1)
    await house.start()
    # Queues that are there from the start keep to their limit from the first moment.
    await house.restart()
    house.backend.hold = {"A"}
    shot = await house.roll()
    await house.until(lambda: house.backend.checks[shot.takes[0].reference])
    await house.studio.shots.cancel(shot.id, people.ana)
    again = await house.roll(key="click:2")
    house.backend.hold = set()
    await house.until_state(again.id, ShotState.VOTING)
    assert house.backend.submits[shot.takes[1].reference] == 0


async def test_ready_takes_stay_and_go_to_the_vote(house, people):
    house.backend.hold = {"B"}
    shot = await house.roll()

    async def first_ready():
        return (await house.studio.shots.get(shot.id)).takes[0].state is TakeState.READY

    await house.until(first_ready)
    after = await house.studio.shots.cancel(shot.id, people.ana)
    assert after.state is ShotState.VOTING
    assert [take.state for take in after.takes] == [TakeState.READY, TakeState.CANCELLED]
    assert await house.engine_rows("DELAYED") == [f"close:{shot.id}"]


async def test_only_the_requester_or_a_moderator_cancels(house, people):
    house.backend.hold = {"A", "B"}
    shot = await house.roll()
    with pytest.raises(NotAllowedError):
        await house.studio.shots.cancel(shot.id, people.ben)
    after = await house.studio.shots.cancel(shot.id, people.ben, moderator=True)
    assert after.state is ShotState.CANCELLED
    with pytest.raises(WrongStateError):
        await house.studio.shots.cancel(shot.id, people.ana)


async def test_a_backend_that_cannot_cancel_does_not_stop_the_cancel(house, people, monkeypatch):
    async def broken(job):
        raise RuntimeError("no such call")

    monkeypatch.setattr(house.backend, "cancel", broken)
    house.backend.hold = {"A", "B"}
    shot = await house.roll()
    await house.until(lambda: all(house.backend.checks[t.reference] for t in shot.takes))
    after = await house.studio.shots.cancel(shot.id, people.ana)
    assert after.state is ShotState.CANCELLED


async def test_a_cancelled_job_left_running_is_stopped_at_the_next_start(house, people):
    house.backend.hold = {"A", "B"}
    shot = await house.roll()
    await house.until(lambda: all(house.backend.checks[t.reference] for t in shot.takes))
    working, house.backend.cancel = house.backend.cancel, None
    await house.studio.shots.cancel(shot.id, people.ana)
    assert house.backend.cancelled == set()
    house.backend.cancel = working
    await house.restart()
    await house.until(lambda: len(house.backend.cancelled) == 2)
