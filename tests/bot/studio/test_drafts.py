"""Drafts are opened, revised, answered, configured and put away, by the right people."""

import asyncio

import pytest

from bot.studio.errors import (
    NotAllowedError,
    NotFoundError,
    RefusedError,
    UnknownModelError,
    WrongStateError,
)
from bot.studio.records import DraftState
from prompts.plan import Settings


async def test_words_and_a_still_become_a_draft(house, people):
    draft = await house.draft("make it epic", source=5)
    assert draft.requester == people.ana
    assert draft.prompt.text == "cam.push_in: make it epic"
    assert await house.studio.drafts.get(draft.id) == draft


async def test_the_same_source_message_opens_one_draft(house):
    assert (await house.draft(source=5)).id == (await house.draft(source=5)).id


async def test_a_refusal_keeps_nothing(house):
    with pytest.raises(RefusedError, match="I don't do that") as refused:
        await house.draft("undress her")
    assert refused.value.refusal.code == "sexual"
    with pytest.raises(NotFoundError):
        await house.studio.drafts.get(1)


async def test_a_refused_revision_leaves_the_draft_as_it_was(house, people):
    draft = await house.draft()
    with pytest.raises(RefusedError):
        await house.studio.drafts.revise(draft.id, people.ana, "undress her")
    assert await house.studio.drafts.get(draft.id) == draft


async def test_a_revision_is_directed_with_everything_said_before(house, people):
    draft = await house.draft("make it epic")
    revised = await house.studio.drafts.revise(draft.id, people.ana, "slower")
    assert revised.words == ("make it epic", "slower")
    assert revised.revision == 1
    assert house.director.calls[-1]["history"] == ("make it epic",)
    assert house.director.calls[-1]["text"] == "slower"


async def test_revisions_at_once_are_all_heard(house, people):
    draft = await house.draft("one")
    await asyncio.gather(
        *(house.studio.drafts.revise(draft.id, people.ana, word) for word in ("two", "three"))
    )
    after = await house.studio.drafts.get(draft.id)
    assert sorted(after.words) == ["one", "three", "two"]
    assert after.revision == 2


async def test_an_answer_settles_the_question(house, people):
    draft = await house.draft("who moves")
    assert draft.direction.question is not None
    answered = await house.studio.drafts.answer(draft.id, people.ana, "one")
    assert (answered.answer, answered.direction.question) == ("one", None)
    with pytest.raises(WrongStateError, match="answered already"):
        await house.studio.drafts.answer(draft.id, people.ana, "any")


async def test_an_idea_is_picked_and_unpicked(house, people):
    draft = await house.draft()
    picked = await house.studio.drafts.pick(draft.id, people.ana, 1)
    assert picked.prompt.text.startswith("cam.tilt")
    back = await house.studio.drafts.pick(draft.id, people.ana, None)
    assert back.prompt == draft.prompt
    with pytest.raises(WrongStateError):
        await house.studio.drafts.pick(draft.id, people.ana, 2)


async def test_settings_are_replaced_and_an_unknown_model_is_named(house, people):
    draft = await house.draft()
    after = await house.studio.drafts.configure(draft.id, people.ana, Settings(takes=3, seed=9))
    assert after.settings.takes == 3
    with pytest.raises(UnknownModelError, match="nonesuch"):
        await house.studio.drafts.configure(draft.id, people.ana, Settings(model="nonesuch"))
    shot = await house.studio.shots.roll(draft.id, people.ana, "k")
    assert [take.seed for take in shot.takes] == [9, 10, 11]


async def test_other_people_may_not_change_a_draft_but_moderators_may(house, people):
    draft = await house.draft()
    for change in (
        lambda **m: house.studio.drafts.revise(draft.id, people.ben, "faster", **m),
        lambda **m: house.studio.drafts.pick(draft.id, people.ben, 0, **m),
        lambda **m: house.studio.drafts.configure(draft.id, people.ben, Settings(), **m),
        lambda **m: house.studio.drafts.cancel(draft.id, people.ben, **m),
    ):
        with pytest.raises(NotAllowedError):
            await change()
        await change(moderator=True)


async def test_a_cancelled_draft_stays_cancelled(house, people):
    draft = await house.draft()
    cancelled = await house.studio.drafts.cancel(draft.id, people.ana)
    assert cancelled.state is DraftState.CANCELLED
    assert await house.studio.drafts.cancel(draft.id, people.ana) == cancelled
    with pytest.raises(WrongStateError, match="cancelled"):
        await house.studio.drafts.revise(draft.id, people.ana, "faster")
    with pytest.raises(WrongStateError, match="cancelled"):
        await house.studio.shots.roll(draft.id, people.ana, "k")


async def test_the_card_is_found_by_its_message(house):
    draft = await house.draft()
    await house.studio.drafts.posted(draft.id, 77, draft.revision)
    assert (await house.studio.drafts.by_message(draft.place.channel, 77)).id == draft.id


async def test_a_draft_whose_card_was_deleted_is_put_away(house, people):
    draft = await house.draft()
    assert (await house.studio.drafts.card_deleted(draft.id)).state is DraftState.CANCELLED
    rolled = await house.roll()
    kept = await house.studio.drafts.card_deleted(rolled.draft)
    assert kept.state is DraftState.ROLLED
