"""Whatever is cut off goes on at the next start, and nothing happens twice."""

import pytest

from bot.studio import studio as studio_module
from bot.studio.errors import FolderInUseError
from bot.studio.ports import BoardError, BoardGoneError, CardGoneError
from bot.studio.records import ShotState, TakeState

pytestmark = pytest.mark.each_database
CUTS = ["prepare:hang", "submit:hang", "check:hang", "fetch:hang"]


@pytest.mark.parametrize("cut", CUTS)
async def test_a_take_cut_off_anywhere_is_finished_after_a_restart(house, cut):
    house.backend.script = {"A": [cut], "B": [cut]}
    shot = await house.roll()
    method = cut.partition(":")[0]
    for take in shot.takes:
        await house.until(house.backend.reached[take.reference, method].is_set)
    await house.restart()
    after = await house.until_state(shot.id, ShotState.VOTING)
    assert {take.state for take in after.takes} == {TakeState.READY}
    # A submit that hung was seen by nobody: the backend is asked, and it may go out once more.
    assert set(house.backend.submits.values()) == {2 if method == "submit" else 1}
    assert set(house.backend.accepted) == {take.reference for take in shot.takes}


async def test_a_submit_cut_off_without_lookup_becomes_uncertain(make_house, make_backend):
    house = make_house(make_backend(lookup=False, free=False))
    await house.start()
    house.backend.script = {"A": ["submit:hang"]}
    shot = await house.roll()

    async def other_ready():
        return (await house.studio.shots.get(shot.id)).takes[1].state is TakeState.READY

    await house.until(other_ready)
    await house.until(house.backend.reached[shot.takes[0].reference, "submit"].is_set)
    await house.restart()
    after = await house.until_state(shot.id, ShotState.VOTING)
    assert after.takes[0].state is TakeState.UNCERTAIN
    assert house.backend.submits[shot.takes[0].reference] == 1


async def test_a_shot_whose_jobs_were_never_enqueued_is_shot_after_a_restart(house, monkeypatch):
    async def fall(*args):
        raise RuntimeError("the power went")

    monkeypatch.setattr(house.studio.jobs, "shoot", fall)
    shot = await house.roll()
    await house.restart()
    await house.until_state(shot.id, ShotState.VOTING)
    assert set(house.backend.submits.values()) == {1}


async def test_an_engine_that_lost_its_records_is_given_the_work_again(house):
    house.backend.hold = {"A", "B"}
    shot = await house.roll()
    await house.until(lambda: all(house.backend.checks[t.reference] for t in shot.takes))
    ids = [take.reference for take in shot.takes]
    await house.studio.jobs.cancel(ids)
    await house.until(lambda: house.studio.jobs.finished(ids))
    house.backend.hold = set()
    await house.restart()
    await house.until_state(shot.id, ShotState.VOTING)
    assert set(house.backend.submits.values()) == {1}


async def test_the_sweep_mends_without_a_restart(make_house, monkeypatch):
    monkeypatch.setattr(studio_module, "_SWEEP_SECONDS", 0.2)
    house = make_house()
    await house.start()
    right = house.studio.jobs.shoot
    calls = []

    async def falls_once(take, queue):
        calls.append(take.id)
        if len(calls) == 1:
            raise TimeoutError
        await right(take, queue)

    monkeypatch.setattr(house.studio.jobs, "shoot", falls_once)
    shot = await house.roll()
    await house.until_state(shot.id, ShotState.VOTING)


async def test_a_draft_card_that_could_not_be_posted_follows_without_a_restart(
    make_house, monkeypatch
):
    monkeypatch.setattr(studio_module, "_SWEEP_SECONDS", 0.2)
    house = make_house()
    await house.start()
    draft = await house.draft()
    await house.until(lambda: house.board.posts == [("draft", draft.id)])


async def test_cards_behind_their_row_are_brought_up_to_date_at_start(house):
    house.board.faults = [BoardGoneError("no right")] * 50
    shot = await house.roll()
    draft = await house.draft("another")
    await house.until_state(shot.id, ShotState.VOTING)
    await house.close()
    house.board.faults = []
    assert house.board.posts == []
    await house.start()
    await house.until_shown()
    await house.until(lambda: ("draft", draft.id) in house.board.posts)
    # The first draft was rolled before its card was ever posted: its shot's card stands for it.
    assert sorted(house.board.posts) == [("draft", draft.id), ("shot", shot.id)]
    assert house.board.ballots == {shot.id: ("A", "B")}


async def test_a_board_that_fails_is_tried_again(house):
    house.board.faults = [BoardError("rate limited")]
    shot = await house.roll()
    await house.until_state(shot.id, ShotState.VOTING)
    await house.until_shown()
    assert house.board.posts == [("shot", shot.id)]


async def test_a_card_missing_at_two_looks_takes_its_row_along(house):
    house.backend.hold = {"A", "B"}
    shot = await house.roll()
    await house.until_shown()
    house.board.faults = [CardGoneError("deleted")] * 2
    house.backend.hold = set()
    await house.until_state(shot.id, ShotState.DELETED)


async def test_a_card_missing_at_one_look_only_is_kept(house):
    house.board.faults = [CardGoneError("not there yet")]
    shot = await house.roll()
    await house.until_state(shot.id, ShotState.VOTING)
    await house.until_shown()
    assert house.board.cards["shot", shot.id]["states"][-1][0] is ShotState.VOTING


async def test_votes_cast_during_downtime_are_counted_at_start(house, people):
    shot = await house.roll()
    await house.until_state(shot.id, ShotState.VOTING)
    await house.until_shown()
    await house.close()
    house.board.votes[shot.id] = {(people.ben, 1), (people.cleo, 1)}
    await house.start()

    async def counted():
        return (await house.studio.shots.get(shot.id)).voters == 2

    await house.until(counted)
    house.board.votes[shot.id].add((people.ana, 0))
    await house.restart()
    closed = await house.until_state(shot.id, ShotState.CLOSED)
    assert closed.winner == 1


async def test_a_ballot_that_ran_out_during_downtime_is_closed_at_start(make_house, house_settings):
    rules = house_settings.ballot.model_copy(update={"hours": 2 / 3600})
    house = make_house(ballot=rules)
    await house.start()
    shot = await house.roll()
    await house.until_state(shot.id, ShotState.VOTING)
    await house.close()
    house.board.votes[shot.id] = {(2, 1)}
    await house.start()
    closed = await house.until_state(shot.id, ShotState.CLOSED)
    assert closed.winner == 1
    await house.until(lambda: house.board.announcements == [(shot.id, "closed", 1)])


async def test_two_studios_on_one_data_folder_are_refused(house, make_house):
    second = make_house()
    await second.open()
    with pytest.raises(FolderInUseError, match="ONEBEAT_DATA"):
        await second.studio.start(second.board)
    shot = await house.roll()
    await house.until_state(shot.id, ShotState.VOTING)


async def test_old_jobs_are_forgotten_and_young_ones_kept(house):
    shot = await house.roll()
    await house.until_state(shot.id, ShotState.VOTING)

    async def both_over():
        return len(await house.engine_rows("SUCCESS")) == 2

    await house.until(both_over)
    assert await house.studio.jobs.sweep(studio_module._RETENTION) == 0
    assert await house.studio.jobs.sweep(studio_module.timedelta(seconds=-5)) == 2
    assert await house.engine_rows("SUCCESS") == []


async def test_the_engine_holds_ids_only(house):
    shot = await house.roll(words="a secret wish")
    await house.until_state(shot.id, ShotState.VOTING)
    from dbos import DBOS

    for row in await DBOS.list_workflows_async():
        assert list(row.input["args"]) in ([shot.id], *([take.id] for take in shot.takes))
        assert row.output in (None, "done")
