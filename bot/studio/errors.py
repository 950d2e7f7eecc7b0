"""What the studio refuses; `str()` is one sentence for the person, with what to do now."""


class StudioError(Exception):
    """A request to the studio cannot be done."""


class NotFoundError(StudioError):
    """The row is gone or never was."""


class NotAllowedError(StudioError):
    """This person may not do that."""


class WrongStateError(StudioError):
    """Too late or too early for that."""


class BadAnchorError(StudioError):
    """The anchor's name or phrase breaks a rule (STY-01)."""
