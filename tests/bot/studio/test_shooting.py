"""Takes are shot once, land one by one, and say why when they do not."""

import pytest

from bot.store.takes import IntentState
from bot.studio.records import ShotState, TakeState


async def ended(house, shot):
    """The shot when no take of it moves any more."""

    async def over():
        row = await house.studio.shots.get(shot.id)
        return row if all(take.state.done for take in row.takes) else None

    return await house.until(over)


async def test_a_rolled_draft_becomes_ready_takes_and_a_vote(house):
    shot = await house.roll()
    voting = await house.until_state(shot.id, ShotState.VOTING)
    await house.until_shown()
    assert [take.state for take in voting.takes] == [TakeState.READY, TakeState.READY]
    assert [take.note for take in voting.takes] == ["It shot a push-in instead."] * 2
    assert house.studio.shots.clip_path(voting.takes[0]).read_bytes() == (
        b"clip of " + voting.takes[0].reference.encode()
    )
    assert dict(house.backend.submits) == {take.reference: 1 for take in shot.takes}
    assert house.board.ballots == {shot.id: ("A", "B")}
    assert (voting.closes - voting.opened).total_seconds() == 7200
    assert await house.engine_rows("DELAYED") == [f"close:{shot.id}"]
    jobs = {take.job for take in voting.takes}
    await house.until(lambda: set(house.backend.forgotten) == jobs)


async def test_a_failed_take_does_not_hold_up_the_others(house):
    house.backend.script = {"A": ["check:failed"]}
    voting = await house.until_state((await house.roll()).id, ShotState.VOTING)
    assert [take.state for take in voting.takes] == [TakeState.FAILED, TakeState.READY]
    assert voting.takes[0].note == "The model saw nothing. You were not charged."


async def test_a_shot_without_a_ready_take_has_failed(house):
    house.backend.script = {"A": ["prepare:bad"], "B": ["submit:bad"]}
    shot = await house.until_state((await house.roll()).id, ShotState.FAILED)
    note = "Scripted does not accept this still. You were not charged."
    assert [take.note for take in shot.takes] == [note, note]
    assert shot.ended is not None
    assert house.backend.submits == {shot.takes[1].reference: 1}


async def test_a_certain_no_is_tried_again_until_it_is_taken(house):
    house.backend.script = {"A": ["submit:unavailable", "submit:unavailable"]}
    shot = await house.until_state((await house.roll()).id, ShotState.VOTING)
    assert house.backend.submits[shot.takes[0].reference] == 3
    assert shot.takes[0].state is TakeState.READY


async def test_a_lost_answer_is_looked_up_and_never_sent_again(house):
    house.backend.script = {"A": ["submit:lost"], "B": ["submit:crash"]}
    shot = await house.until_state((await house.roll()).id, ShotState.VOTING)
    assert [take.state for take in shot.takes] == [TakeState.READY, TakeState.READY]
    assert set(house.backend.submits.values()) == {1}


async def test_a_lost_answer_that_nobody_can_look_up_is_uncertain(make_house, make_backend):
    house = make_house(make_backend(lookup=False, free=False, queue="hosted"))
    await house.start()
    house.backend.script = {"A": ["submit:lost"]}
    shot = await ended(house, await house.roll())
    assert [take.state for take in shot.takes] == [TakeState.UNCERTAIN, TakeState.READY]
    assert shot.takes[0].note == (
        "The provider did not answer after I sent take A. It may be running, "
        "so I did not send it again."
    )
    assert house.backend.submits[shot.takes[0].reference] == 1


async def test_a_job_the_free_backend_lost_is_tried_once_more(house):
    house.backend.script = {"A": ["check:gone"], "B": ["check:gone", "check:gone"]}
    shot = await ended(house, await house.roll())
    assert [take.state for take in shot.takes] == [TakeState.READY, TakeState.FAILED]
    assert house.backend.submits[shot.takes[0].reference] == 2
    assert shot.takes[1].note == "Scripted lost this take. You were not charged."


async def test_a_paid_job_that_is_lost_is_not_paid_again(make_house, make_backend):
    house = make_house(make_backend(free=False))
    await house.start()
    house.backend.script = {"A": ["check:gone"]}
    shot = await ended(house, await house.roll())
    assert shot.takes[0].state is TakeState.FAILED
    assert house.backend.submits[shot.takes[0].reference] == 1


async def test_a_fetch_that_fails_for_now_is_repeated(house):
    house.backend.script = {"A": ["fetch:unavailable"]}
    shot = await house.until_state((await house.roll()).id, ShotState.VOTING)
    assert house.backend.fetched[shot.takes[0].reference] == 2


async def test_a_full_disk_is_said_and_stops_only_that_take(house):
    house.backend.script = {"A": ["fetch:full"]}
    shot = await ended(house, await house.roll())
    assert [take.state for take in shot.takes] == [TakeState.FAILED, TakeState.READY]
    assert "full" in shot.takes[0].note
    assert shot.takes[0].note.endswith("You were not charged.")


async def test_a_take_past_its_deadline_is_given_up_and_stopped(make_house, make_backend):
    house = make_house(make_backend(deadline=0.3))
    await house.start()
    house.backend.hold = {"A"}
    shot = await ended(house, await house.roll())
    assert shot.takes[0].state is TakeState.FAILED
    assert shot.takes[0].note.startswith("Scripted took longer than")
    assert house.backend.cancelled == {shot.takes[0].job}


async def test_progress_reaches_the_row_while_rendering(house):
    house.backend.hold = {"A"}
    shot = await house.roll()

    async def halfway():
        take = (await house.studio.shots.get(shot.id)).takes[0]
        return take.progress == 0.5 and take.state is TakeState.RENDERING

    await house.until(halfway)
    house.backend.hold = set()
    voting = await house.until_state(shot.id, ShotState.VOTING)
    assert voting.takes[0].progress is None


async def test_a_backend_that_is_gone_fails_its_takes_with_a_sentence(house, make_house):
    house.backend.script = {"A": ["submit:hang"], "B": ["submit:hang"]}
    shot = await house.roll()
    await house.until(lambda: len(house.backend.reached) == 2)
    await house.close()
    other = make_house()
    other.backend.facts = other.backend.facts.model_copy(update={"name": "other"})
    await other.start()
    shot = await ended(other, shot)
    assert {take.state for take in shot.takes} == {TakeState.FAILED}
    assert "no backend named scripted" in shot.takes[0].note


async def test_every_ready_take_has_a_settled_intent(house):
    shot = await house.until_state((await house.roll()).id, ShotState.VOTING)
    for take in shot.takes:
        await house.until(lambda: take.job in house.backend.forgotten)  # noqa: B023
        intent = await house.database.takes.intent(take.reference)
        assert (intent.state, intent.job, intent.tries) == (IntentState.SETTLED, take.job, 1)


@pytest.mark.parametrize("words", ["plain", "@everyone 🇦 „ü“"])
async def test_the_prompt_of_the_draft_is_the_prompt_of_every_take(house, words):
    shot = await house.roll(words=words)
    assert {take.prompt.text for take in shot.takes} == {f"cam.push_in: {words}"}
    assert len({take.seed for take in shot.takes}) == len(shot.takes)
    await house.until_state(shot.id, ShotState.VOTING)
