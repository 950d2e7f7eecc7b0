"""Anchors are short style phrases; the channel's one goes into new drafts."""

import pytest

from bot.studio.errors import BadAnchorError, NotAllowedError, NotFoundError

DUSK = "warm low sun, muted greens, fine grain"


async def test_an_anchor_in_force_is_in_the_drafts_made_afterwards(house, place, people):
    desk = house.studio.anchors
    anchor = await desk.create(place.guild, people.ana, "Dusk", f"  {DUSK} ")
    assert anchor.phrase == DUSK
    before = await house.draft("one")
    await desk.use(place.guild, place.channel, "dusk")
    after = await house.draft("two")
    assert (before.anchor, after.anchor) == (None, anchor.id)
    assert after.plan.anchor == DUSK
    revised = await house.studio.drafts.revise(after.id, people.ana, "slower")
    assert revised.plan.anchor == DUSK
    assert await desk.in_force(place.guild, place.channel) == anchor
    assert await desk.use(place.guild, place.channel, None) is None
    assert (await house.draft("three")).anchor is None


async def test_deleting_an_anchor_clears_its_channels_and_keeps_drafts(house, place, people):
    desk = house.studio.anchors
    await desk.create(place.guild, people.ana, "Dusk", DUSK)
    await desk.use(place.guild, place.channel, "Dusk")
    draft = await house.draft()
    with pytest.raises(NotAllowedError):
        await desk.delete(place.guild, people.ben, "Dusk")
    await desk.delete(place.guild, people.ben, "dusk", moderator=True)
    assert await desk.in_force(place.guild, place.channel) is None
    kept = await house.studio.drafts.get(draft.id)
    assert (kept.anchor, kept.plan.anchor) == (None, DUSK)


async def test_names_are_unique_per_server_whatever_the_case(house, people):
    desk = house.studio.anchors
    await desk.create(1, people.ana, "Dusk", DUSK)
    with pytest.raises(BadAnchorError, match="already"):
        await desk.create(1, people.ben, "DUSK", DUSK)
    await desk.create(2, people.ben, "DUSK", DUSK)
    assert [anchor.name for anchor in await desk.list(1)] == ["Dusk"]
    assert (await desk.get(1, "dUsK")).author == people.ana
    with pytest.raises(NotFoundError, match="style list"):
        await desk.get(1, "Dawn")


@pytest.mark.parametrize(
    ("name", "phrase", "says"),
    [
        ("Dusk", "one two three four five six seven eight nine ten eleven twelve more", "12"),
        ("Dusk", "slow dolly toward the light", "dolly"),
        ("Dusk", "a Woman in warm light", "Woman"),
        ("Dusk", "!!! 🎬", "few words"),
        ("", DUSK, "1 to 32"),
        ("x" * 33, DUSK, "1 to 32"),
        ("!!", DUSK, "letters"),
    ],
)
async def test_a_bad_anchor_is_told_what_to_change(house, people, name, phrase, says):
    with pytest.raises(BadAnchorError, match=says):
        await house.studio.anchors.create(1, people.ana, name, phrase)


@pytest.mark.parametrize(
    "phrase",
    [DUSK, "rolling hills in silver light", "faded 16mm, teal shadows", "夕暮れの光、淡い緑"],
)
async def test_light_palette_and_texture_are_welcome(house, people, phrase):
    assert (await house.studio.anchors.create(1, people.ana, "ok", phrase)).phrase == phrase
