"""What the shot card's buttons do."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.chat import answers, permissions
from bot.chat.cards import text
from bot.chat.cards.card import clip_media
from bot.chat.cards.more import more_card
from bot.chat.press import Press
from bot.chat.reaching import TooLargeError, reaching
from bot.studio.errors import WrongStateError
from bot.studio.records import Clip, Shot, ShotState, Take

_RUNGS = 3


async def cancel(press: Press, shot: int) -> None:
    """Stop what is not done; what is ready goes to the vote."""
    await _accept(press)
    await _present_shot(press, shot)
    bot = press.client
    await bot.studio.shots.cancel(shot, press.user.id, moderator=permissions.moderates(press))
    await bot.board.show_shot(shot)


async def reroll(press: Press, shot: int) -> None:
    """Shoot again with fresh seeds, as a shot of its own."""
    await _accept(press)
    await _present_shot(press, shot)
    permissions.check(press.app_permissions, press.channel)
    bot = press.client
    key = bot.clicks.key(f"reroll:{shot}:{press.user.id}", press.id)
    moderator = permissions.moderates(press)
    made = await bot.studio.shots.reroll(shot, press.user.id, key, moderator=moderator)
    await bot.board.show_shot(made.id)


async def close(press: Press, shot: int) -> None:
    """Close the vote now."""
    await _accept(press)
    await _present_shot(press, shot)
    bot = press.client
    await bot.studio.ballots.close(shot, press.user.id, moderator=permissions.moderates(press))
    await bot.board.show_shot(shot)


async def delete(press: Press, shot: int) -> None:
    """Delete the shot; the card says who did."""
    await _accept(press)
    await _present_shot(press, shot)
    bot = press.client
    await bot.studio.shots.delete(shot, press.user.id, moderator=permissions.moderates(press))
    await bot.board.show_shot(shot)


async def more(press: Press, shot: int) -> None:
    """Prompt, settings and seeds, for the person who asked."""
    async with reaching():
        await press.response.defer(ephemeral=True, thinking=True)
    await answers.show(press, more_card(await _present_shot(press, shot), press.client.house))


async def pick(press: Press, shot: int, n: int) -> None:
    """The requester decides a tie."""
    await _accept(press)
    await _present_shot(press, shot)
    await press.client.studio.ballots.decide(shot, press.user.id, n)
    await press.client.board.show_shot(shot)


async def original(press: Press, shot: int, n: int) -> None:
    """Hand over a take's clip as it was made, or the best copy that Discord takes from us here."""
    async with reaching():
        await press.response.defer(ephemeral=True, thinking=True)
    row = await _present_shot(press, shot)
    take = next((take for take in row.ready if take.n == n), None)
    if take is None or take.clip is None:
        raise WrongStateError("That take has no clip. Press More again for the takes there are.")
    path = press.client.studio.shots.clip_path(take)
    await _hand_over(press, take, take.clip, path)


async def _hand_over(press: Press, take: Take, clip: Clip, path: Path) -> None:
    limit = press.filesize_limit
    for _ in range(_RUNGS):
        file = await press.client.copies.fitted(path, clip.sha256, limit)
        if file is None:
            break
        sentence = f"Take {take.letter} as it was made ({text.megabytes(clip.size)})."
        if file != path:
            sentence = (
                f"The original of take {take.letter} has {text.megabytes(clip.size)}, more than "
                "Discord takes here. This is a smaller copy."
            )
        try:
            await answers.hand_over(press, sentence, file, clip_media(take).name)
        except TooLargeError:
            limit = min(limit, clip.size) // 2
        else:
            return
    raise WrongStateError(
        f"Take {take.letter} is too large for Discord in any form. "
        "The original stays in the bot's data folder; ask its owner."
    )


async def _accept(press: Press) -> None:
    async with reaching():
        await press.response.defer()


async def _present_shot(press: Press, shot: int) -> Shot:
    row = await press.client.studio.shots.get(shot)
    if row.state is ShotState.DELETED:
        who = f" by <@{row.deleted_by}>" if row.deleted_by else ""
        when = f" on {row.ended.day} {row.ended:%B}" if row.ended else ""
        raise WrongStateError(f"This shot was deleted{who}{when}. Reply to its draft for another.")
    return row


BUTTONS: dict[str, Callable[[Press, int], Awaitable[None]]] = {
    "cancel": cancel,
    "reroll": reroll,
    "close": close,
    "delete": delete,
    "more": more,
}
TAKES: dict[str, Callable[[Press, int, int], Awaitable[None]]] = {
    "pick": pick,
    "original": original,
}
