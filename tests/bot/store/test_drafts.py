"""Drafts come back from the database as they went in, and change under their lock."""

import asyncio
from datetime import timedelta

import pytest

from bot.studio.records import DraftState


async def test_a_draft_comes_back_as_it_went_in(database, stored_draft, draft):
    assert await database.drafts.get(stored_draft.id) == draft.model_copy(
        update={"id": stored_draft.id}
    )


async def test_an_unknown_draft_is_none(database):
    assert await database.drafts.get(404) is None


async def test_a_change_grows_the_revision_and_is_kept(database, stored_draft):
    changed = await database.drafts.change(
        stored_draft.id, lambda d: d.model_copy(update={"picked": 0})
    )
    assert changed.revision == 1
    assert await database.drafts.get(stored_draft.id) == changed


async def test_no_change_leaves_the_revision_alone(database, stored_draft):
    same = await database.drafts.change(stored_draft.id, lambda d: d)
    assert same.revision == 0


async def test_what_a_change_raises_undoes_it(database, stored_draft):
    def broken(draft):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await database.drafts.change(stored_draft.id, broken)
    assert (await database.drafts.get(stored_draft.id)).revision == 0


async def test_changes_at_once_all_count(database, stored_draft):
    def longer(draft):
        return draft.model_copy(update={"words": (*draft.words, "more")})

    await asyncio.gather(*(database.drafts.change(stored_draft.id, longer) for _ in range(12)))
    after = await database.drafts.get(stored_draft.id)
    assert after.words.count("more") == 12
    assert after.revision == 12


async def test_the_card_is_found_by_its_message(database, stored_draft):
    await database.drafts.posted(stored_draft.id, 77, 0)
    found = await database.drafts.by_message(stored_draft.place.channel, 77)
    assert (found.id, found.message, found.shown) == (stored_draft.id, 77, 0)
    assert await database.drafts.by_message(1, 77) is None


async def test_an_older_revision_posted_late_does_not_hide_a_newer_one(database, stored_draft):
    await database.drafts.posted(stored_draft.id, 77, 3)
    await database.drafts.posted(stored_draft.id, 77, 1)
    assert (await database.drafts.get(stored_draft.id)).shown == 3


async def test_one_source_message_starts_one_draft(database, still, draft):
    await database.stills.keep(still.report)
    asked = draft.model_copy(update={"source": 5})
    first = await database.drafts.add(asked)
    assert (await database.drafts.add(asked)).id == first.id
    other_words = asked.model_copy(update={"words": ("make it calm",)})
    assert (await database.drafts.add(other_words)).id != first.id


async def test_stale_drafts_are_those_behind_their_row(database, stored_draft):
    since = stored_draft.created - timedelta(seconds=1)
    assert await database.drafts.stale(since) == (stored_draft.id,)
    await database.drafts.posted(stored_draft.id, 77, 0)
    assert await database.drafts.stale(since) == ()
    await database.drafts.change(
        stored_draft.id, lambda d: d.model_copy(update={"state": DraftState.CANCELLED})
    )
    assert await database.drafts.stale(since) == (stored_draft.id,)
    assert await database.drafts.stale(stored_draft.created + timedelta(seconds=1)) == ()
