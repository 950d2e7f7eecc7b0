"""What the studio refuses; `str()` is one sentence for the person, with what to do now."""

from prompts.plan import Refusal


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


class RefusedError(StudioError):
    """The director refuses the request; nothing was made and nothing was sent.

    Attributes:
        refusal: code and message.
    """

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


class UnknownModelError(StudioError):
    """No model or backend of that name can be used here."""


class EngineError(StudioError):
    """The durable engine cannot be started."""


class FolderInUseError(StudioError):
    """Another process works on the same data folder."""
