"""What the draft card's buttons, selects and forms do."""

import asyncio
from collections.abc import Awaitable, Callable

from discord import ui

from bot.chat import answers, permissions
from bot.chat.cards.draft import settings_of
from bot.chat.cards.forms import chosen_settings, settings_form, words_form
from bot.chat.cards.ids import FIRST_IDEA
from bot.chat.cards.why import why_card
from bot.chat.press import Press
from bot.chat.reaching import reaching
from bot.studio.errors import NotAllowedError, WrongStateError
from bot.studio.records import Draft, DraftState, Place

FORM_WAIT = 2.0
"""Seconds to read the row before a form has to open; Discord allows three."""


async def roll(press: Press, draft: int) -> None:
    """Shoot: a press that is delivered twice, or twice in a row, rolls once."""
    await _accept(press)
    await _open_draft(press, draft)
    permissions.check(press.app_permissions, press.channel)
    bot = press.client
    moderator = permissions.moderates(press)
    shot = await bot.studio.shots.roll(draft, press.user.id, f"roll:{draft}", moderator=moderator)
    try:
        await bot.board.show_shot(shot.id)
    finally:
        await bot.board.bring_draft(draft)


async def edit(press: Press, draft: int) -> None:
    """Open the form with the person's last words."""
    async with asyncio.timeout(FORM_WAIT):
        row = await _own_draft(press, draft)
    await _show_form(press, words_form(draft, row.words[-1] if row.words else ""))


async def settings(press: Press, draft: int) -> None:
    """Open the settings form."""
    async with asyncio.timeout(FORM_WAIT):
        row = await _own_draft(press, draft)
    house = press.client.house
    await _show_form(press, settings_form(draft, settings_of(row, house), house))


async def why(press: Press, draft: int) -> None:
    """Every change with its rule, for the person who asked."""
    async with reaching():
        await press.response.defer(ephemeral=True, thinking=True)
    await answers.show(press, why_card(await press.client.studio.drafts.get(draft)))


async def cancel(press: Press, draft: int) -> None:
    """Drop the draft."""
    await _accept(press)
    await _open_draft(press, draft)
    moderator = permissions.moderates(press)
    await press.client.studio.drafts.cancel(draft, press.user.id, moderator=moderator)
    await press.client.board.bring_draft(draft)


async def pick_idea(press: Press, draft: int, value: str) -> None:
    """Take one of the other ideas, or go back to the first."""
    await _accept(press)
    await _open_draft(press, draft)
    index = None if value == FIRST_IDEA else int(value)
    await press.client.studio.drafts.pick(
        draft, press.user.id, index, moderator=permissions.moderates(press)
    )
    await press.client.board.bring_draft(draft)


async def draft_next(press: Press, draft: int, value: str) -> None:
    """Draft a beat that was left out as a shot of its own, from the same still."""
    await _accept(press)
    permissions.check(press.app_permissions, press.channel)
    bot = press.client
    row = await bot.studio.drafts.get(draft)
    dropped = row.direction.dropped
    if int(value) >= len(dropped):
        raise WrongStateError("That beat is no longer on this card. Reply to the card with it.")
    place = Place(guild=press.guild_id, channel=row.place.channel)
    made = await bot.studio.drafts.open(
        place, press.user.id, row.still, dropped[int(value)].text, settings=row.settings
    )
    await bot.board.bring_draft(made.id)


async def answer(press: Press, draft: int, choice: str) -> None:
    """Answer the question."""
    await _accept(press)
    await _open_draft(press, draft)
    await press.client.studio.drafts.answer(
        draft, press.user.id, choice, moderator=permissions.moderates(press)
    )
    await press.client.board.bring_draft(draft)


async def submit_words(press: Press, draft: int, fields: dict[str, str]) -> None:
    """Revise the draft with the words of the Edit form."""
    await _accept(press)
    await _open_draft(press, draft)
    await press.client.studio.drafts.revise(
        draft, press.user.id, fields.get("words", ""), moderator=permissions.moderates(press)
    )
    await press.client.board.bring_draft(draft)


async def submit_settings(press: Press, draft: int, fields: dict[str, str]) -> None:
    """Take over the Settings form."""
    await _accept(press)
    row = await _open_draft(press, draft)
    await press.client.studio.drafts.configure(
        draft,
        press.user.id,
        chosen_settings(fields, row.settings),
        moderator=permissions.moderates(press),
    )
    await press.client.board.bring_draft(draft)


async def _accept(press: Press) -> None:
    """Tell Discord that the press was taken; the card changes by itself."""
    async with reaching():
        await press.response.defer()


async def _show_form(press: Press, form: ui.Modal) -> None:
    # Stopped, so that discord.py keeps nothing of it: the answer is known by its custom id.
    form.stop()
    async with reaching():
        await press.response.send_modal(form)


async def _open_draft(press: Press, draft: int) -> Draft:
    row = await press.client.studio.drafts.get(draft)
    if row.state is DraftState.ROLLED:
        raise WrongStateError(
            "This draft was rolled already; its takes are on the shot card. "
            "To shoot it again press Re-roll there."
        )
    if row.state is DraftState.CANCELLED:
        raise WrongStateError("This draft was cancelled. Send the picture again for a new one.")
    return row


async def _own_draft(press: Press, draft: int) -> Draft:
    """The open draft, if this person may change it: said before a form is filled in vain."""
    row = await _open_draft(press, draft)
    if row.requester != press.user.id and not permissions.moderates(press):
        raise NotAllowedError(
            f"This draft belongs to <@{row.requester}>. Send a picture for one of your own."
        )
    return row


BUTTONS: dict[str, Callable[[Press, int], Awaitable[None]]] = {
    "roll": roll,
    "edit": edit,
    "settings": settings,
    "why": why,
    "cancel": cancel,
}
SELECTS: dict[str, Callable[[Press, int, str], Awaitable[None]]] = {
    "idea": pick_idea,
    "next": draft_next,
}
FORMS: dict[str, Callable[[Press, int, dict[str, str]], Awaitable[None]]] = {
    "words": submit_words,
    "configure": submit_settings,
}
