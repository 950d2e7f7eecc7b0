"""/style keeps the look of a series."""

from chat_room import Room


async def create(room: Room, name: str = "dusk") -> None:
    await room.ana.command("style create", name=name, phrase="warm low sun, muted greens")
    await room.card("Kept the style")


async def test_a_style_in_use_changes_the_next_prompt(room: Room) -> None:
    await create(room)
    await room.ana.command("style use", name="dusk")
    await room.card("Drafts made here from now on carry")
    card = await room.drafted("rain")
    draft = await room.draft(card)
    assert draft.prompt is not None
    assert "warm low sun" in draft.prompt.text
    await room.ana.command("style use", name="none")
    await room.card("No style is in use here now")
    await room.ana.click(card, "draft:1:cancel")
    second = await room.drafted("snow")
    prompt = (await room.draft(second)).prompt
    assert prompt is not None
    assert "warm low sun" not in prompt.text


async def test_styles_are_listed_and_shown(room: Room) -> None:
    await room.ana.command("style list")
    await room.card("No styles yet")
    await create(room)
    await room.ana.command("style use", name="dusk")
    await room.card("Drafts made here from now on carry")
    await room.ana.command("style list")
    assert (await room.card("in use here")).ephemeral
    await room.ben.command("style show", name="DUSK")
    assert "muted greens" in (await room.card("by <@201>", to=room.ben)).text


async def test_a_bad_phrase_says_what_to_change(room: Room) -> None:
    await room.ana.command("style create", name="run", phrase="a running woman")
    assert "STY-01" in (await room.card("Leave out")).text


async def test_only_author_or_moderator_deletes(room: Room) -> None:
    await create(room)
    await room.ben.command("style delete", name="dusk")
    await room.card("Only its author or a moderator", to=room.ben)
    await room.ana.command("style delete", name="dusk")
    await room.card("Deleted the style")


async def test_names_are_completed(room: Room) -> None:
    await create(room)
    await create(room, "dawn")
    choices = await room.ana.complete("style show", name="du")
    assert [choice["value"] for choice in choices] == ["dusk"]
    choices = await room.ana.complete("style use", name="no")
    assert [choice["value"] for choice in choices] == ["none"]
