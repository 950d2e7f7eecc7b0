"""How a command ends when it cannot do what was asked."""


class CommandError(Exception):
    """Ends a command with one sentence.

    Attributes:
        exit_code: 2 for bad use, 3 for a refusal, 1 for what failed on the way.
    """

    exit_code = 1


class BadUseError(CommandError):
    """The arguments cannot be used."""

    exit_code = 2


class RefusedRequestError(CommandError):
    """The director refused the request; nothing was made or sent."""

    exit_code = 3
