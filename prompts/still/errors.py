"""What can be wrong with an upload. `str(error)` is one sentence for the person who sent it."""


class StillError(Exception):
    """A picture that cannot become a still; the message says what happened and what to do now."""


class NotAPictureError(StillError):
    """The bytes are empty, something else than a picture, or a kind that is not read here."""


class TooLargeError(StillError):
    """More bytes or more pixels than are taken in."""


class TooSmallError(StillError):
    """Too few pixels to move anything."""


class DamagedError(StillError):
    """It begins like a picture and cannot be decoded to its end."""
