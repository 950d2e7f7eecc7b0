"""What can go wrong with the database; `str()` is one sentence for the person."""

from bot.studio.errors import StudioError


class StoreError(StudioError):
    """The database could not do what was asked."""


class StoreBusyError(StoreError):
    """Someone else held the database longer than the busy timeout, or it did not answer."""

    def __init__(self) -> None:
        super().__init__(
            "The database is busy right now. Nothing was changed; please try again in a moment."
        )


class StoreFullError(StoreError):
    """The disk under the database is full."""

    def __init__(self) -> None:
        super().__init__(
            "The disk that holds the database is full. Nothing was changed; "
            "ask the owner to free some space, then try again."
        )


class StoreUnreachableError(StoreError):
    """The database cannot be opened or reached."""


class NewerDatabaseError(StoreError):
    """The database was written by a newer version of the program."""
