"""Reactions on a shot card as votes, and votes as reactions."""

import discord

from bot.chat.cards.shot import BALLOT
from bot.chat.reaching import reaching
from bot.studio.records import Shot, Vote

COUNTING = 60.0
"""Seconds for reading a whole ballot."""


def take_of(emoji: discord.PartialEmoji | discord.Emoji | str) -> int | None:
    """Which take an emoji votes for; None when it is no ballot emoji."""
    name = emoji if isinstance(emoji, str) else emoji.name
    if not name or len(name) != 1 or name not in BALLOT:
        return None
    return BALLOT.index(name)


class BallotBox:
    """Puts the ballot on a card and reads it from Discord's own state."""

    async def open(self, message: discord.PartialMessage, shot: Shot) -> None:
        """Add the reactions of the ready takes; those that are there stay.

        Raises:
            BoardError, BoardGoneError: see `bot.chat.reaching`.
        """
        async with reaching(COUNTING):
            fetched = await message.fetch()
            present = {take_of(item.emoji) for item in fetched.reactions if item.me}
            for take in shot.ready:
                if take.n not in present:
                    await message.add_reaction(BALLOT[take.n])

    async def read(self, message: discord.PartialMessage, shot: Shot) -> tuple[Vote, ...]:
        """Everyone's votes for the ready takes as they are now; bots are left out.

        Raises:
            BoardError, BoardGoneError: see `bot.chat.reaching`.
        """
        ready = {take.n for take in shot.ready}
        votes: list[Vote] = []
        async with reaching(COUNTING):
            fetched = await message.fetch()
            for reaction in fetched.reactions:
                n = take_of(reaction.emoji)
                if n not in ready or reaction.count <= int(reaction.me):
                    continue
                votes += [
                    Vote(voter=voter.id, n=n) async for voter in reaction.users() if not voter.bot
                ]
        return tuple(sorted(votes, key=lambda vote: (vote.n, vote.voter)))
