"""Takes move forward only, and what was accepted is never forgotten."""

from datetime import UTC, datetime

from bot.store.takes import IntentState
from bot.studio.records import Clip, ShotState, TakeState, Vote

CLIP = Clip(
    sha256="c" * 64, media_type="video/mp4", size=9, width=64, height=36, seconds=1.0, fps=30.0
)


async def test_a_shot_comes_back_with_its_takes_and_votes(database, shot, shot_of, stored_draft):
    assert (shot.number, [take.n for take in shot.takes]) == (1, [0, 1])
    opened = datetime(2026, 11, 21, 13, 0, 0, 1, tzinfo=UTC)
    changed = await database.shots.change(
        shot.id,
        lambda s: s.model_copy(
            update={
                "state": ShotState.VOTING,
                "opened": opened,
                "votes": (Vote(voter=2, n=0), Vote(voter=2**62, n=1)),
            }
        ),
    )
    assert await database.shots.get(shot.id) == changed
    assert changed.opened == opened
    assert await database.shots.active([ShotState.VOTING]) == [changed]


async def test_a_take_becomes_ready_with_its_clip(database, shot):
    take = shot.takes[0]
    assert await database.takes.intend(take)
    assert await database.takes.accept(take, "job-1")
    assert await database.takes.progress(take.id, 0.5)
    assert await database.takes.move(take.id, TakeState.FETCHING, note="a pan", micros=7)
    assert await database.takes.keep_clip(take.id, CLIP)
    row = await database.takes.get(take.id)
    assert (row.state, row.clip, row.note, row.micros) == (TakeState.READY, CLIP, "a pan", 7)
    assert row.progress is None
    assert (await database.shots.get(shot.id)).revision == 5
    assert [t.id for t in await database.takes.open()] == [shot.takes[1].id]
    assert await database.shots.clip_in_use(CLIP.sha256)


async def test_a_take_that_is_done_never_moves_again(database, shot):
    take = shot.takes[0]
    assert await database.takes.intend(take)
    assert await database.takes.move(take.id, TakeState.CANCELLED)
    revision = (await database.shots.get(shot.id)).revision
    assert not await database.takes.intend(take)
    assert not await database.takes.progress(take.id, 0.5)
    assert not await database.takes.keep_clip(take.id, CLIP)
    assert not await database.takes.move(take.id, TakeState.FAILED, note="late")
    after = await database.takes.get(take.id)
    assert (after.state, after.clip, after.note) == (TakeState.CANCELLED, None, "")
    assert (await database.shots.get(shot.id)).revision == revision


async def test_a_job_accepted_after_the_cancel_is_kept_to_be_stopped(database, shot):
    take = shot.takes[0]
    await database.takes.intend(take)
    await database.takes.move(take.id, TakeState.CANCELLED)
    assert not await database.takes.accept(take, "job-9")
    intent = await database.takes.intent(take.reference)
    assert (intent.state, intent.job) == (IntentState.ACCEPTED, "job-9")
    (left,) = await database.takes.left_behind()
    assert (left.id, left.job) == (take.id, "job-9")
    await database.takes.settle(take)
    assert await database.takes.left_behind() == []


async def test_an_intent_counts_its_submits(database, shot):
    take = shot.takes[0]
    assert await database.takes.intent(take.reference) is None
    await database.takes.intend(take)
    await database.takes.clear(take)
    assert (await database.takes.intent(take.reference)).state is IntentState.CLEAR
    await database.takes.intend(take)
    intent = await database.takes.intent(take.reference)
    assert (intent.state, intent.tries) == (IntentState.SENT, 2)


async def test_a_long_note_is_cut(database, shot):
    await database.takes.move(shot.takes[0].id, TakeState.FAILED, note="x" * 9999)
    assert len((await database.takes.get(shot.takes[0].id)).note) == 500


async def test_what_a_card_is_owed_is_known(database, shot):
    assert await database.shots.stale() == (shot.id,)
    await database.shots.posted(shot.id, 5, shot.revision)
    assert await database.shots.stale() == ()
    voting = await database.shots.change(
        shot.id, lambda s: s.model_copy(update={"state": ShotState.VOTING})
    )
    await database.shots.posted(shot.id, 5, voting.revision)
    assert (await database.shots.to_present(shot.id))[1:] == (True, False)
    await database.shots.ballot_opened(shot.id)
    assert await database.shots.stale() == ()
    tied = await database.shots.change(
        shot.id, lambda s: s.model_copy(update={"state": ShotState.TIED})
    )
    await database.shots.posted(shot.id, 5, tied.revision)
    assert (await database.shots.to_present(shot.id))[1:] == (False, True)
    await database.shots.announced(shot.id, 6)
    assert await database.shots.stale() == ()
    closed = await database.shots.change(
        shot.id, lambda s: s.model_copy(update={"state": ShotState.CLOSED, "winner": 0})
    )
    assert closed.announced is None
    await database.shots.announced(shot.id, 7)
    assert (await database.shots.get(shot.id)).announced == 7
