"""What the studio needs from the conversation; the chat implements it."""

from typing import Protocol

from bot.studio.records import Vote


class BoardError(Exception):
    """The board cannot be reached or written now; worth another try later."""


class BoardGoneError(Exception):
    """The place is gone or closed to us for good: channel deleted, right missing, card deleted."""


class CardGoneError(BoardGoneError):
    """Somebody deleted the card itself; its place is still there."""


class Board(Protocol):
    """The cards people see. Every call is safe to repeat: it brings Discord up to the row's state.

    Raises (all calls):
        BoardError: try again later.
        BoardGoneError: give up.
    """

    async def show_draft(self, draft: int) -> None:
        """Post the draft card once, or edit it to the row's revision."""
        ...

    async def show_shot(self, shot: int) -> None:
        """Post the shot card once, or edit it (with newly ready clips) to the row's revision."""
        ...

    async def open_ballot(self, shot: int) -> None:
        """Put the ballot reactions of the ready takes on the card; those there stay."""
        ...

    async def read_ballot(self, shot: int) -> tuple[Vote, ...]:
        """Everyone's votes as Discord has them now; bots left out."""
        ...

    async def announce(self, shot: int) -> None:
        """Announce the winner, or the tie to be decided, once."""
        ...
